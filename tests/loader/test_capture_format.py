"""A capture format with several articles in a file works once it is in `FORMATS`, and nowhere else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kursk_archive.core.enums import Provenance
from kursk_archive.core.findings import ArchiveError, Location, make_finding
from kursk_archive.core.text import escape_unprintable
from kursk_archive.loader import formats
from kursk_archive.loader.draft import Draft, FieldValue
from kursk_archive.loader.filenames import capture_suffixes, format_named, is_capture_path
from kursk_archive.loader.load_capture import load_article, load_articles, load_capture
from kursk_archive.loader.scan import scan_content


class JsonLines:
    """JSON Lines, an article on each line, in bytes: the published form of an article is its line."""

    name = "jsonlines"
    suffixes = (".lines",)
    media_type = "application/x-ndjson"
    published_suffix = ".lines"

    def read(self, data: bytes, path: str, stated_encoding: str | None) -> Iterator[Draft]:
        start = 0
        for number, line in enumerate(data.split(b"\n"), 1):
            if line.strip():
                draft = self._read_line(line, Location(path, number, 1))
                yield Draft(
                    draft.fields,
                    draft.body,
                    number - 1,
                    findings=draft.findings,
                    key=f"{number}",
                    start=start,
                    length=len(line),
                    encoding=stated_encoding or "utf-8",
                )
            start += len(line) + 1

    def _read_line(self, line: bytes, location: Location) -> Draft:
        try:
            values = dict(json.loads(line))
            fields = {name: FieldValue(str(values[name]), location.line or 1) for name in ("title",) if name in values}
            return Draft(fields, str(values.get("text", "")))
        except (ValueError, TypeError, RecursionError):
            return Draft(findings=(make_finding("undecodable", location, "this line is not JSON"),))


LINES = (
    '{"title": "A Flood", "text": "The river *rose* in Examplia."}',
    "",
    '{"title": "Паводок", "text": "Вода спала."}',
)
FEED = "\n".join(LINES).encode() + b"\n"


@pytest.fixture
def feed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(formats, "FORMATS", (*formats.FORMATS, JsonLines()))
    (tmp_path / "2024").mkdir()
    path = tmp_path / "2024" / "feed.lines"
    path.write_bytes(FEED)
    return path


def test_each_article_has_an_id_and_its_own_evidence(feed: Path) -> None:
    articles = load_articles(feed, feed.parents[1])
    assert [(article.id, article.title) for article in articles] == [
        ("2024/feed.lines#1", "A Flood"),
        ("2024/feed.lines#3", "Паводок"),
    ]
    for article, line in zip(articles, (LINES[0], LINES[2]), strict=True):
        capture, evidence = article.capture, line.encode()
        assert FEED[capture.start :][: capture.length] == evidence
        assert (capture.sha256, capture.size) == (hashlib.sha256(evidence).hexdigest(), len(evidence))
        assert (capture.path, capture.format) == ("2024/feed.lines", "jsonlines")
        assert (capture.media_type, capture.published_suffix) == ("application/x-ndjson", ".lines")


def test_articles_of_one_file_have_different_slugs(feed: Path) -> None:
    assert [article.slug for article in load_articles(feed)] == ["feed-1", "feed-3"]


def test_a_single_article_is_the_first(feed: Path) -> None:
    assert load_article(feed) == load_articles(feed)[0]


def test_the_format_is_known_to_scans(feed: Path) -> None:
    assert ".lines" in capture_suffixes()
    assert is_capture_path("a/feed.lines")
    assert not is_capture_path("a/README.lines")
    assert list(scan_content(feed.parents[1]).stamps) == ["2024/feed.lines"]


def test_an_article_that_cannot_be_published_leaves_the_others(feed: Path) -> None:
    feed.write_bytes(FEED + b"{\n")
    results = load_capture(feed)
    assert [(result.id, bool(result.article)) for result in results] == [
        ("feed.lines#1", True),
        ("feed.lines#3", True),
        ("feed.lines#4", False),
    ]
    assert [f"{finding.code} {finding.location}" for finding in results[2].findings] == ["undecodable feed.lines:4:1"]
    assert len(load_articles(feed)) == 2


@pytest.mark.parametrize(("data", "codes"), [(b"", ["empty"]), (b"{\n[\n", ["undecodable", "undecodable"])])
def test_a_file_without_an_article_raises_all_findings(data: bytes, codes: list[str], feed: Path) -> None:
    feed.write_bytes(data)
    with pytest.raises(ArchiveError) as caught:
        load_articles(feed)
    assert [finding.code for finding in caught.value.findings] == codes


def test_the_sidecar_states_fields_of_all_articles_and_of_each(feed: Path) -> None:
    sidecar = (
        "publisher: The Fictional Herald\nsection: News\narticles:\n  3: {section: Weather, title: The Flood Ends}\n"
    )
    feed.with_suffix(".yaml").write_text(sidecar)
    first, second = load_articles(feed)
    assert (first.publisher, first.section, first.title) == ("The Fictional Herald", "News", "A Flood")
    assert (second.publisher, second.section, second.title) == ("The Fictional Herald", "Weather", "The Flood Ends")
    assert second.provenance["title"] is Provenance.SIDECAR
    assert (first.findings, second.findings) == ((), ())


def test_faults_in_the_sidecar_of_an_article_are_reported(feed: Path) -> None:
    feed.with_suffix(".yaml").write_text("articles:\n  3: {date: 2024-02-30}\n  7: {title: Missing}\n")
    first, second = load_capture(feed)
    assert [(finding.code, str(finding.location)) for finding in first.findings] == [("field-unknown", "feed.yaml:1:1")]
    assert "`7`" in first.findings[0].message
    assert [(finding.code, str(finding.location)) for finding in second.findings] == [
        ("date-impossible", "feed.yaml:2:7")
    ]


def test_a_sidecar_that_does_not_map_articles_is_reported(feed: Path) -> None:
    feed.with_suffix(".yaml").write_text("articles: [1]\n")
    assert [finding.code for finding in load_articles(feed)[0].findings] == ["field-unknown"]
    feed.with_suffix(".yaml").write_text("articles: {1: News}\n")
    first, second = load_capture(feed)
    assert ([finding.code for finding in first.findings], bool(second.article)) == (["field"], True)


def test_an_article_among_several_has_no_image_of_the_file_s_name(feed: Path) -> None:
    feed.with_suffix(".jpg").write_bytes(b"not an image")
    assert [(article.lead_image, article.findings) for article in load_articles(feed)] == [(None, ())] * 2


def test_names_and_suffixes_of_formats_are_unique() -> None:
    suffixes = [suffix for capture_format in formats.FORMATS for suffix in capture_format.suffixes]
    assert len(suffixes) == len(set(suffixes))
    assert len({capture_format.name for capture_format in formats.FORMATS}) == len(formats.FORMATS)
    assert all(suffix == suffix.lower() and suffix.startswith(".") for suffix in suffixes)


def test_a_file_s_name_says_its_format() -> None:
    assert format_named("a/b.MD") is formats.MARKDOWN
    assert format_named("a.text") is formats.TEXT_DUMP
    assert format_named("a.pdf") is None


@settings(max_examples=150)
@given(st.binary(max_size=80), st.sampled_from([None, "utf-8", "koi8-r", "klingon"]))
def test_formats_read_any_bytes(data: bytes, encoding: str | None) -> None:
    for capture_format in (*formats.FORMATS, JsonLines()):
        drafts = list(capture_format.read(data, "a", encoding))
        assert len({draft.key for draft in drafts}) == len(drafts)
        for draft in drafts:
            assert escape_unprintable(draft.key) == draft.key
            assert "#" not in draft.key
            assert 0 <= draft.start <= draft.start + (draft.length or 0) <= len(data)

"""The catalogue in one file, which may be lost, damaged or busy: captures with their articles, and output files."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from kursk_archive.catalogue import articles, ledger, listings
from kursk_archive.catalogue.changes import clear_changes
from kursk_archive.catalogue.database_file import UnusableCatalogueError
from kursk_archive.catalogue.derive import derive_all, derive_changed
from kursk_archive.catalogue.encoding import fingerprint
from kursk_archive.catalogue.page_context import link_targets
from kursk_archive.catalogue.records import ArticleRecord, CaptureRecord, LinkRow, decode_article, encode_article
from kursk_archive.catalogue.store import Catalogue, OutputRecord
from kursk_archive.core.enums import ArticleId, CaptureState, LinkKind, LinkRegion, Provenance
from kursk_archive.core.findings import Location, make_finding
from kursk_archive.core.model import Article, Capture, Fragment, Link, PartialDate, Repair, Resolution, Snapshot

A, B = "a.txt", "b/ü.txt"
FINDING = make_finding("date-unknown", Location("a.txt", 3, 1), "it is “odd”")
TERMS = (("", "", "", 1), ("topic", "x", "X", 1))


def article(article_id: str, **values: Any) -> ArticleRecord:
    link = LinkRow(LinkRegion.BODY, "said", "#", 3, 1, "lost", None, None, b"said", None, None, False)
    record = ArticleRecord(
        ArticleId(article_id),
        CaptureState.PUBLISHED,
        output_path=f"articles/{article_id}.html",
        title=article_id,
        article_msgpack=b"r",
        links=(link,),
    )
    return structs.replace(record, **values)


def capture(path: str, *, stamp: str = "stamp", findings: Any = (), **values: Any) -> CaptureRecord:
    """A capture of one article."""
    return CaptureRecord(path, stamp, findings, (article(path, **values),))


def broken(path: str, stamp: str = "stamp") -> CaptureRecord:
    return CaptureRecord(path, stamp, (FINDING,), broken_ids=(ArticleId(path),))


def link_to(key: bytes) -> LinkRow:
    return LinkRow(LinkRegion.BODY, "more", "https://x.example/", 3, 1, "web", None, key, None, None, None, False)


def ids(catalogue: Catalogue) -> list[str]:
    return [article_id for article_id, *_ in articles.all_articles(catalogue.db)]


def listed(catalogue: Catalogue, taxonomy: str = "topic", slug: str = "x") -> list[str]:
    return [row[0] for row in listings.articles_in(catalogue.db, taxonomy, slug, "undated")]


def values_in(catalogue: Catalogue) -> set[object]:
    """Every value of every table."""
    tables = [name for (name,) in catalogue.db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    return {value for table in tables for row in catalogue.db.execute(f"SELECT * FROM {table}") for value in row}


# Captures


def test_captures_and_build_state_are_there_after_reopening(tmp_path: Path) -> None:
    linking = capture(B, findings=(FINDING,), links=(link_to(b"x"), link_to(b"y"), link_to(b"z")))
    with Catalogue(tmp_path / "new/catalogue.sqlite") as catalogue:
        catalogue.upsert_captures([capture(A, url_keys=(b"x", b"x", b"y")), linking])
        catalogue.set_build_state(loader_fingerprint="1")
    with Catalogue(tmp_path / "new/catalogue.sqlite") as catalogue:
        assert dict(catalogue.stamps()) == {A: "stamp", B: "stamp"}
        assert list(catalogue.findings()) == [FINDING]
        assert (catalogue.build_state.loader_fingerprint, catalogue.build_state.site_fingerprint) == ("1", "")
        assert catalogue.records([A, B, "c.txt"]) == {A: b"r", B: b"r"}
        derive_changed(catalogue.db)
        targets = link_targets(catalogue.db, [B])[B]
        assert {ordinal: summary.path for ordinal, summary in targets.items()} == {0: A, 1: A}


def test_a_broken_capture_keeps_its_article_and_has_its_own_findings() -> None:
    with Catalogue() as catalogue:
        catalogue.upsert_captures([capture(A, article_msgpack=b"good")])
        catalogue.upsert_captures([broken(A, "later")])
        assert (catalogue.records([A]), dict(catalogue.stamps()), list(catalogue.findings())) == (
            {A: b"good"},
            {A: "later"},
            [FINDING],
        )
        catalogue.upsert_captures([capture(A, article_msgpack=b"mended")])
        assert (catalogue.records([A]), list(catalogue.findings())) == ({A: b"mended"}, [])


def test_a_broken_capture_is_unknown_until_an_article_has_been_read_from_it() -> None:
    with Catalogue() as catalogue:
        catalogue.upsert_captures([capture(A), broken(B)])
        assert catalogue.may_keep_unknown_outputs()
        catalogue.upsert_captures([capture(B)])
        assert not catalogue.may_keep_unknown_outputs()
        catalogue.upsert_captures([broken(A), broken(B)])
        assert not catalogue.may_keep_unknown_outputs()


def test_a_deleted_capture_leaves_nothing() -> None:
    with Catalogue() as catalogue:
        first = capture(A, url_keys=(b"x",), findings=(FINDING,), terms=TERMS, links=(link_to(b"y"),), title="First")
        catalogue.upsert_captures([first, capture(B, terms=TERMS, url_keys=(b"y",))])
        derive_all(catalogue.db)
        clear_changes(catalogue.db)
        catalogue.delete_captures([A, "never there"])
        derive_changed(catalogue.db)
        assert (ids(catalogue), dict(catalogue.stamps()), list(catalogue.findings())) == ([B], {B: "stamp"}, [])
        assert listed(catalogue) == [B]
        assert ledger.link_kind_counts(catalogue.db) == {"lost": 1}
        clear_changes(catalogue.db)
        assert not {A, "First", f"articles/{A}.html", b"x"} & values_in(catalogue)


def test_captures_come_with_their_stamps_in_the_order_of_their_paths() -> None:
    paths = ["b.txt", "a/z.txt", "a.txt", "\uffff.txt", "\U0001f300.txt"]
    with Catalogue() as catalogue:
        catalogue.upsert_captures([broken(path, f"1 {path}") for path in paths])
        assert list(catalogue.stamps()) == [(path, f"1 {path}") for path in sorted(paths)]


def test_a_batch_that_fails_enters_nothing() -> None:
    with Catalogue() as catalogue:
        with pytest.raises(sqlite3.Error):
            catalogue.upsert_captures([capture(A), capture(B, title=object())])
        assert dict(catalogue.stamps()) == {}
        assert ids(catalogue) == []


# Captures with several articles

FEED, FIRST, SECOND, THIRD = "feed.jsonl", "feed.jsonl#1", "feed.jsonl#2", "feed.jsonl#3"
BESIDE = "feed.jsonl#x.txt"


def feed(*article_ids: str, **values: Any) -> CaptureRecord:
    values = {"terms": TERMS, **values}
    return CaptureRecord(FEED, "stamp", (), tuple(article(article_id, **values) for article_id in article_ids))


@pytest.fixture
def feed_catalogue() -> Iterator[Catalogue]:
    """A file of two articles, a capture whose path begins with that of the file and a `#`, and one more."""
    with Catalogue() as catalogue:
        catalogue.upsert_captures([feed(FIRST, SECOND), capture(BESIDE, terms=TERMS), capture("feed.txt", terms=TERMS)])
        derive_all(catalogue.db)
        clear_changes(catalogue.db)
        yield catalogue


def test_every_article_of_a_capture_is_entered(feed_catalogue: Catalogue) -> None:
    assert ids(feed_catalogue) == [FIRST, SECOND, BESIDE, "feed.txt"]
    assert [path for path, _ in feed_catalogue.stamps()] == [FEED, BESIDE, "feed.txt"]
    assert listed(feed_catalogue) == [FIRST, SECOND, BESIDE, "feed.txt"]


def test_all_articles_of_a_capture_are_replaced(feed_catalogue: Catalogue) -> None:
    feed_catalogue.upsert_captures([feed(FIRST, SECOND, article_msgpack=b"new")])
    derive_changed(feed_catalogue.db)
    assert feed_catalogue.records(ids(feed_catalogue)) == {
        FIRST: b"new",
        SECOND: b"new",
        BESIDE: b"r",
        "feed.txt": b"r",
    }


@pytest.mark.parametrize("trace", [True, False], ids=["traced", "untraced"])
def test_an_article_that_its_capture_no_longer_holds_vanishes(feed_catalogue: Catalogue, trace: bool) -> None:
    feed_catalogue.upsert_captures([feed(SECOND, THIRD)], trace=trace)
    (derive_changed if trace else derive_all)(feed_catalogue.db)
    assert ids(feed_catalogue) == [SECOND, THIRD, BESIDE, "feed.txt"]
    assert listed(feed_catalogue) == [SECOND, THIRD, BESIDE, "feed.txt"]
    clear_changes(feed_catalogue.db)
    assert FIRST not in values_in(feed_catalogue)


def test_a_capture_is_deleted_with_all_its_articles(feed_catalogue: Catalogue) -> None:
    feed_catalogue.delete_captures([FEED])
    derive_changed(feed_catalogue.db)
    assert ids(feed_catalogue) == listed(feed_catalogue) == [BESIDE, "feed.txt"]
    assert [path for path, _ in feed_catalogue.stamps()] == [BESIDE, "feed.txt"]
    clear_changes(feed_catalogue.db)
    assert not {FEED, FIRST, SECOND} & values_in(feed_catalogue)


def test_a_capture_whose_path_looks_like_an_article_of_another_is_deleted_alone(feed_catalogue: Catalogue) -> None:
    feed_catalogue.delete_captures([BESIDE])
    derive_changed(feed_catalogue.db)
    assert ids(feed_catalogue) == listed(feed_catalogue) == [FIRST, SECOND, "feed.txt"]


def test_a_broken_capture_keeps_all_its_articles(feed_catalogue: Catalogue) -> None:
    feed_catalogue.upsert_captures([broken(FEED, "later")])
    assert ids(feed_catalogue) == [FIRST, SECOND, BESIDE, "feed.txt"]
    assert not feed_catalogue.may_keep_unknown_outputs()


# Indexes

INDEXES = {
    "article_alias",
    "article_edition",
    "article_output", "article_wanted", "article_notable", "article_published_date", "article_published_title",
    "article_name_key", "article_url_key", "link_url_key", "link_title_key", "link_translation",
}  # fmt: skip


def indexes(catalogue: Catalogue) -> set[str]:
    query = "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL"
    return {name for (name,) in catalogue.db.execute(query)}


@pytest.mark.parametrize("derive", [derive_all, derive_changed])
def test_indexes_are_made_when_everything_is_entered(derive: Callable[[sqlite3.Connection], None]) -> None:
    with Catalogue() as catalogue:
        permanent = indexes(catalogue)
        derive_all(catalogue.db)
        assert indexes(catalogue) - permanent == INDEXES
        catalogue.upsert_captures([capture(A)], trace=False)
        assert indexes(catalogue) == permanent
        catalogue.upsert_captures([capture(B)])
        derive(catalogue.db)
        assert indexes(catalogue) - permanent == INDEXES


def test_indexes_stay_for_an_edit_and_for_a_broken_capture() -> None:
    with Catalogue() as catalogue:
        derive_all(catalogue.db)
        catalogue.upsert_captures([capture(A)])
        catalogue.upsert_captures([broken(B)], trace=False)
        assert indexes(catalogue) >= INDEXES


# Output files


def test_an_output_is_known_before_it_is_written_and_after() -> None:
    with Catalogue() as catalogue:
        catalogue.register_outputs([("a.html", "m"), ("b.html", "m")])
        catalogue.record_outputs([OutputRecord("a.html", "f", "s", 1, 2, "m")])
        catalogue.register_outputs([("a.html", "n")])
        outputs = catalogue.outputs_at(["a.html", "b.html", "c.html"])
        assert outputs == {
            "a.html": OutputRecord("a.html", "f", "s", 1, 2, "n"),
            "b.html": OutputRecord("b.html", "", "", -1, -1, "m"),
        }
        catalogue.delete_outputs(["b.html"])
        assert [output.path for output in catalogue.outputs_under("")] == ["a.html"]
        assert catalogue.output_count() == 1


def test_outputs_that_a_build_has_not_planned_are_known() -> None:
    with Catalogue() as catalogue:
        catalogue.register_outputs([("a.html", "m"), ("b/c.html", "m")], 1)
        catalogue.register_outputs([("b/c.html", "m"), ("d.html", "n")], 2)
        assert list(catalogue.outputs_not_in_build(2)) == ["a.html"]
        assert [output.path for output in catalogue.outputs_under("b/")] == ["b/c.html"]
        assert catalogue.manifests() == {"m", "n"}


PAGES = {
    "a.html", "articles/2024/08/a.html", "articles/2024/09/b.html", "articles/b.html", "articlez.html", "search/x",
    "search/2024/y", "search.html", "\uffff.html", "\U0001f300.html", "zoo/1.html",
}  # fmt: skip


@pytest.fixture
def output_catalogue() -> Iterator[Catalogue]:
    """Output files, each listed in the manifest of its first letter."""
    with Catalogue() as catalogue:
        catalogue.register_outputs((path, path[:1]) for path in [*sorted(PAGES, reverse=True), "never/written.html"])
        catalogue.record_outputs([OutputRecord(path, "f", f"sha of {path}", 1, 2, path[:1]) for path in PAGES])
        yield catalogue


@pytest.mark.parametrize("name", ["a", "n", "s", "\uffff", "x"], ids=ascii)
def test_a_manifest_lists_the_written_files_in_the_order_of_their_paths(output_catalogue: Catalogue, name: str) -> None:
    expected = sorted(path for path in PAGES if path[0] == name)
    assert list(output_catalogue.output_digests(name)) == [(path, f"sha of {path}") for path in expected]


def test_sizes_and_times_are_given_for_files_that_are_not_written_yet_too(output_catalogue: Catalogue) -> None:
    assert list(output_catalogue.output_stats("search/")) == [("search/2024/y", 1, 2), ("search/x", 1, 2)]
    assert list(output_catalogue.output_stats("never/")) == [("never/written.html", -1, -1)]
    assert [path for path, *_ in output_catalogue.output_stats()] == sorted(PAGES | {"never/written.html"})


# The file


def test_a_temporary_catalogue_is_not_held_in_memory() -> None:
    with Catalogue() as catalogue:
        assert catalogue.db.execute("PRAGMA journal_mode").fetchone() != ("memory",)


def test_a_fault_in_a_temporary_catalogue_removes_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "None").write_text("mine")
    with pytest.raises(UnusableCatalogueError), Catalogue():
        raise sqlite3.DatabaseError("malformed")
    assert (tmp_path / "None").read_text() == "mine"


# Records

LINK = Link("said", "#", 3, 1, LinkRegion.RELATED, "<b>said</b>")
ARTICLE = Article(
    Capture(ArticleId(A), "0" * 64, 10, "text", "utf-8"), "A Flood", Fragment(("<p>", "</p>"), (LINK,)),
    PartialDate("2024-08-15T14:30+03:00"),
    authors=("Jane Doe",), source=Link("u", "https://news.example/a", region=LinkRegion.SOURCE), related=(LINK,),
    repairs=(Repair("said", "https://news.example/b", 2, date=PartialDate("2024"), line=3),), extra={"b": "1",
    "a": "2"},
    provenance={"title": Provenance.STATED}, findings=(FINDING,),
)  # fmt: skip
RESOLUTION = Resolution(LinkKind.SNAPSHOT, "https://news.example/a", "k", snapshot=Snapshot("u", "o", "2024"))


def test_a_record_decodes_to_the_article_without_its_findings() -> None:
    record, _ = encode_article(ARTICLE, [RESOLUTION] * 3)
    decoded, resolutions = decode_article(record)
    assert resolutions == (RESOLUTION,) * 3
    assert isinstance(decoded.date, PartialDate)
    assert isinstance(decoded.repairs[0].date, PartialDate)
    assert decoded == structs.replace(ARTICLE, findings=())


def test_a_fingerprint_is_of_the_values() -> None:
    assert fingerprint({"a": 1, "b": (PartialDate("2024"), None)}) == fingerprint({"a": 1, "b": ("2024", None)})
    assert fingerprint(("a", "b")) != fingerprint(("ab",))

"""Loading an article: precedence of the sidecar, derived values, captures without an article, arbitrary bytes."""

from __future__ import annotations

import hashlib
import pickle
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kursk_archive.core.enums import LinkRegion, Provenance
from kursk_archive.core.findings import ArchiveError, Severity
from kursk_archive.core.model import Article
from kursk_archive.core.publishers import Publisher, known_publishers
from kursk_archive.loader.assemble import Defaults
from kursk_archive.loader.load_capture import NON_BLOCKING_CODES, _relative_path, load_article

TEXT = "# A Flood\n\nAugust 15, 2024\n\nThe river rose in Examplia, and the mayor [said](#) that nobody was hurt.\n"
STATED, DERIVED, SIDECAR, DEFAULT = Provenance.STATED, Provenance.DERIVED, Provenance.SIDECAR, Provenance.DEFAULT


def loaded(
    folder: Path, name: str, content: str | bytes, sidecar: str | None = None, defaults: Defaults | None = None
) -> Article:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    if sidecar is not None:
        path.with_suffix(".yaml").write_text(sidecar)
    return load_article(path, folder, defaults)


def codes(error: pytest.ExceptionInfo[ArchiveError]) -> list[str]:
    return [f"{finding.code} {finding.location}" for finding in error.value.findings]


# Assembly


def test_the_capture_records_path_size_and_hash(tmp_path: Path) -> None:
    data = TEXT.encode("utf-16")
    capture = loaded(tmp_path, "2024/flood.txt", data).capture
    assert (capture.path, capture.format, capture.encoding) == ("2024/flood.txt", "text", "utf-16")
    assert (capture.sha256, capture.size) == (hashlib.sha256(data).hexdigest(), len(data))


def test_the_root_defaults_to_the_capture_s_folder(tmp_path: Path) -> None:
    (tmp_path / "flood.txt").write_text(TEXT)
    assert load_article(str(tmp_path / "flood.txt")).id == "flood.txt"


def test_a_text_file_with_frontmatter_is_read_as_markdown(tmp_path: Path) -> None:
    article = loaded(tmp_path, "flood.txt", "---\ntitle: A Drought\n---\n\nText.\n")
    assert (article.title, article.capture.format) == ("A Drought", "markdown")
    assert loaded(tmp_path, "flood.md", TEXT).title == "A Flood"


def test_links_have_lines_of_the_file(tmp_path: Path) -> None:
    article = loaded(
        tmp_path, "flood.md", "---\ntitle: A Flood\nimage_caption: The [hall](#)\n---\n\nText [a](#).\n\nMore [b](#).\n"
    )
    assert {link.text: (link.line, link.region) for link in article.links} == {
        "hall": (3, LinkRegion.CAPTION), "a": (6, LinkRegion.BODY), "b": (8, LinkRegion.BODY),
    }  # fmt: skip


# Precedence


def test_the_sidecar_takes_precedence(tmp_path: Path) -> None:
    sidecar = "title: The River\ndate: 2024-08\ntopics: [water]\nreason: None.\n"
    article = loaded(tmp_path, "flood.txt", TEXT, sidecar)
    assert (article.title, article.date, article.topics) == ("The River", "2024-08", ("water",))
    assert {name: article.provenance[name] for name in ("title", "date", "topics")} == dict.fromkeys(
        ("title", "date", "topics"), SIDECAR
    )


def test_the_sidecar_settles_an_ambiguous_date(tmp_path: Path) -> None:
    text = TEXT.replace("August 15, 2024", "03/04/2024")
    assert [finding.code for finding in loaded(tmp_path, "a.txt", text).findings] == ["date-ambiguous"]
    settled = loaded(tmp_path, "b.txt", text, "date: 2024-04-03\n")
    assert (settled.findings, settled.date) == ((), "2024-04-03")


def test_the_sidecar_states_the_encoding(tmp_path: Path) -> None:
    text = "# Потоп\n\nРека вышла.\n"
    article = loaded(tmp_path, "a.txt", text.encode("koi8-r"), "encoding: koi8-r\n")
    assert (article.title, article.findings, article.capture.encoding) == ("Потоп", (), "koi8-r")


def test_a_fault_in_the_sidecar_is_reported_at_its_line(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError) as caught:
        loaded(tmp_path, "a.txt", TEXT, "title: A\ndate: 2024-02-30\n")
    assert codes(caught) == ["date-impossible a.yaml:2:1"]


def test_a_fault_in_a_caption_of_the_sidecar_is_reported_at_its_line(tmp_path: Path) -> None:
    article = loaded(tmp_path, "a.txt", TEXT, "title: A\nimage_caption: <script>x</script>The hall.\n")
    assert [str(finding.location).rpartition(":")[0] for finding in article.findings] == ["a.yaml:2"]
    assert article.image_caption == "The hall."


# Derived values


def test_date_publisher_and_slug_are_derived_from_the_source_address(tmp_path: Path) -> None:
    text = "# A Flood\n\nText.\n\nOriginal url: https://www.herald.example/2024/08/15/the-flood.html\n"
    article = loaded(
        tmp_path,
        "x.txt",
        text,
        None,
        Defaults(known_publishers([Publisher("The Fictional Herald", ("herald.example",))])),
    )
    assert (article.date, article.publisher, article.slug) == ("2024-08-15", "The Fictional Herald", "the-flood")
    assert {name: article.provenance[name] for name in ("date", "publisher", "source_url")} == {
        "date": DERIVED, "publisher": DERIVED, "source_url": STATED,
    }  # fmt: skip


def test_an_unknown_publisher_is_named_by_its_host(tmp_path: Path) -> None:
    article = loaded(tmp_path, "x.txt", "# A\n\nText.\n\nOriginal url: https://www.xn--e1afmkfd.example/a\n")
    assert article.publisher == "пример.example"


@pytest.mark.parametrize(
    ("name", "text", "slug", "date"),
    [
        ("2024-08-15-flood.txt", "# A\n\nText.\n", "flood", "2024-08-15"),
        ("2024-08-15.txt", "# A\n\nText.\n", "2024-08-15", "2024-08-15"),
        ("Наводнение.txt", "# A\n\nText.\n", "navodnenie", None),
        ("a.b.txt", "# A\n\nText.\n", "a-b", None),
        ("x.md", "---\ntitle: A\nslug: My Slug\n---\n\nText.\n", "my-slug", None),
        ("x.txt", "# A\n\nText.\n\nOriginal url: https://news.example/b?id=1\n", "b", None),
        ("x.txt", "# A\n\nText.\n\nOriginal url: https://news.example/\n", "x", None),
    ],
)
def test_slug_and_date_are_derived_from_the_file_name(
    name: str, text: str, slug: str, date: str | None, tmp_path: Path
) -> None:
    article = loaded(tmp_path, name, text)
    assert (article.slug, article.date) == (slug, date)


def test_a_slug_is_never_empty_and_is_reproducible(tmp_path: Path) -> None:
    slugs = {loaded(tmp_path, name, "# A\n\nText.\n").slug for name in ("🙂.txt", "….txt")}
    assert slugs == {"capture-" + hashlib.sha256(b"# A\n\nText.\n").hexdigest()[:12]}


def test_the_language_is_detected_or_the_archive_s(tmp_path: Path) -> None:
    long = "# Потоп\n\n" + "Річка вийшла з берегів, і мешканці міста допомагали одне одному. " * 3
    assert (loaded(tmp_path, "a.txt", long).language, loaded(tmp_path, "a.txt", long).provenance["language"]) == (
        "uk",
        DERIVED,
    )
    short = loaded(tmp_path, "b.txt", "# A\n\nB.\n", None, Defaults(language="pt-BR"))
    assert (short.language, short.provenance["language"]) == ("pt-BR", DEFAULT)


def test_a_time_in_utc_may_be_of_the_day_before_where_it_was_published(tmp_path: Path) -> None:
    capture = tmp_path / "a.md"
    capture.write_text(
        "---\ntitle: A\ndate: 2024-08-16T02:00:00Z\nurl: https://news.example/2024/08/15/a\n---\nText.\n"
    )
    assert load_article(capture).findings == ()


def test_a_date_that_contradicts_the_source_address_is_reported(tmp_path: Path) -> None:
    article = loaded(tmp_path, "a.txt", TEXT + "\nOriginal url: https://news.example/2023/01/02/a\n")
    assert [f"{finding.code} {finding.location}" for finding in article.findings] == ["date-contradiction a.txt:3:1"]
    assert article.date == "2024-08-15"


# Captures without an article


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", ["empty a.txt:1:1"]),
        ("\n \n", ["empty a.txt:1:1"]),
        ("Only text, which goes on and on and ends at last.\n", ["title-missing a.txt:1:1"]),
        ("---\ntitle: A\n", ["frontmatter-unterminated a.txt:1:1"]),
        (b"\0\1\2\3" * 100, ["undecodable a.txt:1:1"]),
    ],
)
def test_a_capture_without_an_article_has_one_finding(
    content: str | bytes, expected: list[str], tmp_path: Path
) -> None:
    with pytest.raises(ArchiveError) as caught:
        loaded(tmp_path, "a.txt", content)
    assert codes(caught) == expected


@pytest.mark.parametrize("name", ["nowhere.txt", "nul\0.txt", "n" * 300 + ".txt"])
def test_an_unreadable_file_has_one_finding(name: str, tmp_path: Path) -> None:
    with pytest.raises(ArchiveError) as caught:
        load_article(tmp_path / name, tmp_path)
    assert [finding.code for finding in caught.value.findings] == ["unreadable"]


@pytest.mark.parametrize("root", ["content", "/content", "/", ".", "content/2024", "./content/"])
@pytest.mark.parametrize("name", ["flood.txt", "2024/flood.txt", "contentment/flood.txt", "2024/.txt"])
def test_a_capture_s_path_is_relative_to_the_root(root: str, name: str) -> None:
    assert _relative_path(Path(root) / name, Path(root)) == name


def test_an_archive_error_can_be_pickled(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError) as caught:
        load_article(tmp_path / "nowhere.txt", tmp_path)
    copy = pickle.loads(pickle.dumps(caught.value))
    assert (type(copy), copy.findings) == (ArchiveError, caught.value.findings)


# Arbitrary bytes

HEADS = st.sampled_from(
    [b"---\n", b"+++\n", b"{", b"}\n", b"title: ", b"title = ", b'"title": ', b"date: 2024-08-15\n", b"slug: ../x\n",
    b"draft: ", b"links:\n- {", b"- a\n",
     b"*a", b"&a ", b"!!python/x ", b"[", b"]", b"'", b'"', b":", b"\n\n", b"# T\n", b"August 15, 2024\n",
     b"Original url: ", b"https://news.example/a\n",
     b"**Related article:** [a](#)\n", b"<script>", b"{{ x }}", b"\xff", b"\xd0\x9f", b"\0", b"\r", b"\xef\xbb\xbf",
     b"\xff\xfe", b"  ", b"\t"]
)  # fmt: skip
BYTES = st.lists(HEADS, max_size=14).map(b"".join) | st.binary(max_size=120)


@settings(max_examples=300)
@given(BYTES, st.sampled_from(["a.txt", "2024-08-15-a.md"]), st.none() | BYTES)
def test_any_bytes_give_an_article_or_an_error(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, name: str, sidecar: bytes | None
) -> None:
    folder = tmp_path_factory.getbasetemp() / "any"
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(data)
    sidecar_path = (folder / name).with_suffix(".yaml")
    sidecar_path.unlink(missing_ok=True)
    if sidecar is not None:
        sidecar_path.write_bytes(sidecar)
    try:
        article = load_article(folder / name, folder)
    except ArchiveError as error:
        if not any(finding.severity is Severity.ERROR for finding in error.findings):
            raise AssertionError("no finding says why there is no article") from error
        return
    assert article.title
    assert article.slug
    assert len(article.body.segments) == len(article.body.links) + 1
    assert pickle.loads(pickle.dumps(article)) == article
    assert all(finding.location.path in (name, sidecar_path.name) for finding in article.findings)
    assert {finding.code for finding in article.findings if finding.severity is Severity.ERROR} <= NON_BLOCKING_CODES


@pytest.mark.parametrize(
    ("address", "captured_at"),
    [
        ("https://web.archive.org/web/20231105101112/https://herald.example/2023/11/03/tram", "2023-11-05T10:11:12Z"),
        ("https://archive.ph/2023.11.05-101112/https://herald.example/2023/11/03/tram", "2023-11-05T10:11:12Z"),
        ("https://herald-example.cdn.ampproject.org/c/s/herald.example/2023/11/03/tram", None),
        ("https://herald-example.translate.goog/2023/11/03/tram?_x_tr_sl=uk&_x_tr_tl=en", None),
        ("https://translate.google.com/translate?sl=uk&u=https%3A%2F%2Fherald.example%2F2023%2F11%2F03%2Ftram", None),
    ],
)
def test_a_copy_has_the_publisher_and_the_date_of_its_original(
    address: str, captured_at: str | None, tmp_path: Path
) -> None:
    article = loaded(tmp_path, "tram.txt", f"# The Tram\n\nThe tram was late.\n\nOriginal url:\n\n<{address}>\n")
    assert (article.publisher, article.date, article.captured_at) == ("herald.example", "2023-11-03", captured_at)
    assert article.source_url == address
    assert article.findings == ()


def test_a_copy_that_hides_its_original_is_reported(tmp_path: Path) -> None:
    article = loaded(
        tmp_path, "a.txt", "# The Tram\n\nThe tram was late.\n\nOriginal url:\n\n<https://archive.ph/aBcD3>\n"
    )
    assert article.publisher is None
    assert [f"{finding.code} {finding.location}" for finding in article.findings] == ["source-unnamed a.txt:7:2"]


def test_a_capture_before_its_publication_is_reported(tmp_path: Path) -> None:
    text = "---\ntitle: The Tram\ndate: 2023-11-03\nupdated: 2023-11-01\ncaptured_at: 2023-10-05\n---\nThe tram.\n"
    article = loaded(tmp_path, "a.md", text)
    found = [f"{finding.code} {finding.location}" for finding in article.findings]
    assert found == ["date-contradiction a.md:4:1", "date-contradiction a.md:5:1"]

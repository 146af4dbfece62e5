"""A file and its sidecar → an article: who has the last word, what is worked out, and that any bytes will do."""

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
from kursk_archive.loader.load_capture import NON_BLOCKING_CODES, _name, load_article

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
    return [f"{one.code} {one.location}" for one in error.value.findings]


# Assembly


def test_a_capture_is_known_by_its_path_and_its_bytes(tmp_path: Path) -> None:
    data = TEXT.encode("utf-16")
    capture = loaded(tmp_path, "2024/flood.txt", data).capture
    assert (capture.path, capture.format, capture.encoding) == ("2024/flood.txt", "text", "utf-16")
    assert (capture.sha256, capture.size) == (hashlib.sha256(data).hexdigest(), len(data))


def test_without_a_root_the_folder_of_the_capture_is_it(tmp_path: Path) -> None:
    (tmp_path / "flood.txt").write_text(TEXT)
    assert load_article(str(tmp_path / "flood.txt")).id == "flood.txt"


def test_the_beginning_decides_where_it_is_frontmatter(tmp_path: Path) -> None:
    article = loaded(tmp_path, "flood.txt", "---\ntitle: A Drought\n---\n\nText.\n")
    assert (article.title, article.capture.format) == ("A Drought", "markdown")
    assert loaded(tmp_path, "flood.md", TEXT).title == "A Flood"


def test_lines_are_those_of_the_file(tmp_path: Path) -> None:
    article = loaded(
        tmp_path, "flood.md", "---\ntitle: A Flood\nimage_caption: The [hall](#)\n---\n\nText [a](#).\n\nMore [b](#).\n"
    )
    assert {link.text: (link.line, link.region) for link in article.links} == {
        "hall": (3, LinkRegion.CAPTION), "a": (6, LinkRegion.BODY), "b": (8, LinkRegion.BODY),
    }  # fmt: skip


# Who has the last word


def test_the_sidecar_goes_before_the_capture(tmp_path: Path) -> None:
    sidecar = "title: The River\ndate: 2024-08\ntopics: [water]\nreason: None.\n"
    article = loaded(tmp_path, "flood.txt", TEXT, sidecar)
    assert (article.title, article.date, article.topics) == ("The River", "2024-08", ("water",))
    assert {name: article.provenance[name] for name in ("title", "date", "topics")} == dict.fromkeys(
        ("title", "date", "topics"), SIDECAR
    )


def test_the_sidecar_settles_what_the_capture_leaves_in_doubt(tmp_path: Path) -> None:
    text = TEXT.replace("August 15, 2024", "03/04/2024")
    assert [one.code for one in loaded(tmp_path, "a.txt", text).findings] == ["date-ambiguous"]
    mended = loaded(tmp_path, "b.txt", text, "date: 2024-04-03\n")
    assert (mended.findings, mended.date) == ((), "2024-04-03")


def test_the_sidecar_names_the_encoding(tmp_path: Path) -> None:
    text = "# Потоп\n\nРека вышла.\n"
    article = loaded(tmp_path, "a.txt", text.encode("koi8-r"), "encoding: koi8-r\n")
    assert (article.title, article.findings, article.capture.encoding) == ("Потоп", (), "koi8-r")


def test_a_fault_in_the_sidecar_is_told_at_its_own_line(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError) as caught:
        loaded(tmp_path, "a.txt", TEXT, "title: A\ndate: 2024-02-30\n")
    assert codes(caught) == ["date-impossible a.yaml:2:1"]


def test_a_caption_of_the_sidecar_is_told_at_its_own_line(tmp_path: Path) -> None:
    article = loaded(tmp_path, "a.txt", TEXT, "title: A\nimage_caption: <script>x</script>The hall.\n")
    assert [str(one.location).rpartition(":")[0] for one in article.findings] == ["a.yaml:2"]
    assert article.image_caption == "The hall."


# What is worked out


def test_the_address_tells_date_publisher_and_slug(tmp_path: Path) -> None:
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


def test_a_publisher_that_nobody_knows_is_its_host(tmp_path: Path) -> None:
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
def test_slug_and_date_of_last_resort(name: str, text: str, slug: str, date: str | None, tmp_path: Path) -> None:
    article = loaded(tmp_path, name, text)
    assert (article.slug, article.date) == (slug, date)


def test_a_slug_is_never_empty_and_always_the_same(tmp_path: Path) -> None:
    slugs = {loaded(tmp_path, name, "# A\n\nText.\n").slug for name in ("🙂.txt", "….txt")}
    assert slugs == {"capture-" + hashlib.sha256(b"# A\n\nText.\n").hexdigest()[:12]}


def test_the_language_is_read_off_the_text_or_taken_from_the_archive(tmp_path: Path) -> None:
    long = "# Потоп\n\n" + "Річка вийшла з берегів, і мешканці міста допомагали одне одному. " * 3
    assert (loaded(tmp_path, "a.txt", long).language, loaded(tmp_path, "a.txt", long).provenance["language"]) == (
        "uk",
        DERIVED,
    )
    short = loaded(tmp_path, "b.txt", "# A\n\nB.\n", None, Defaults(language="pt-BR"))
    assert (short.language, short.provenance["language"]) == ("pt-BR", DEFAULT)


def test_a_date_that_contradicts_the_address_is_told_at_the_date(tmp_path: Path) -> None:
    article = loaded(tmp_path, "a.txt", TEXT + "\nOriginal url: https://news.example/2023/01/02/a\n")
    assert [f"{one.code} {one.location}" for one in article.findings] == ["date-contradiction a.txt:3:1"]
    assert article.date == "2024-08-15"


# What is no article


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
def test_what_is_no_article_has_one_reason(content: str | bytes, expected: list[str], tmp_path: Path) -> None:
    with pytest.raises(ArchiveError) as caught:
        loaded(tmp_path, "a.txt", content)
    assert codes(caught) == expected


@pytest.mark.parametrize("name", ["nowhere.txt", "nul\0.txt", "n" * 300 + ".txt"])
def test_a_file_that_cannot_be_read_has_one_reason(name: str, tmp_path: Path) -> None:
    with pytest.raises(ArchiveError) as caught:
        load_article(tmp_path / name, tmp_path)
    assert [one.code for one in caught.value.findings] == ["unreadable"]


@pytest.mark.parametrize("root", ["content", "/content", "/", ".", "content/2024", "./content/"])
@pytest.mark.parametrize("name", ["flood.txt", "2024/flood.txt", "contentment/flood.txt", "2024/.txt"])
def test_a_capture_is_named_from_the_root(root: str, name: str) -> None:
    assert _name(Path(root) / name, Path(root)) == name


def test_a_reason_survives_a_process_pool(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError) as caught:
        load_article(tmp_path / "nowhere.txt", tmp_path)
    copy = pickle.loads(pickle.dumps(caught.value))
    assert (type(copy), copy.findings) == (ArchiveError, caught.value.findings)


# Any bytes

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
def test_any_bytes_at_all(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, name: str, sidecar: bytes | None
) -> None:
    folder = tmp_path_factory.getbasetemp() / "any"
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(data)
    beside = (folder / name).with_suffix(".yaml")
    beside.unlink(missing_ok=True)
    if sidecar is not None:
        beside.write_bytes(sidecar)
    try:
        article = load_article(folder / name, folder)
    except ArchiveError as error:
        if not any(one.severity is Severity.ERROR for one in error.findings):
            raise AssertionError("nobody is told why there is no article") from error
        return
    assert article.title
    assert article.slug
    assert len(article.body.segments) == len(article.body.links) + 1
    assert pickle.loads(pickle.dumps(article)) == article
    assert all(one.location.path in (name, beside.name) for one in article.findings)
    assert {one.code for one in article.findings if one.severity is Severity.ERROR} <= NON_BLOCKING_CODES

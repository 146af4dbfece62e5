"""Metadata in the notations of many generators."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kursk_archive.core.enums import Canonical, Provenance
from kursk_archive.core.findings import Finding
from kursk_archive.core.model import PartialDate, Repair
from kursk_archive.loader import metadata
from kursk_archive.loader.draft import FIELD_TYPES
from kursk_archive.loader.metadata import parse_sidecar, read_metadata
from kursk_archive.loader.metadata.aliases import ALIASES_BY_FIELD, fold_key, metadata_entries, states_field
from kursk_archive.yaml import reader
from kursk_archive.yaml.located import Located
from kursk_archive.yaml.reader import read_yaml


def read_fields(text: str) -> tuple[dict[str, Any], dict[str, str], tuple[Finding, ...]]:
    mapping, findings = reader.read_yaml(text, "a.md")
    assert mapping is not None
    fields, extra, findings_in_fields = read_metadata(mapping, "a.md")
    return {name: stated.value for name, stated in fields.items()}, extra, findings + findings_in_fields


def describe_findings(findings: tuple[Finding, ...]) -> list[str]:
    return [f"{finding.location} {finding.code}" for finding in findings]


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        # text
        pytest.param("title: A  quiet\n  day", {"title": "A quiet day"}, id="title on one line"),
        pytest.param("Title: 2024", {"title": "2024"}, id="a number is a title"),
        pytest.param("headline: A\ntitle: B", {"title": "B"}, id="the own name goes first"),
        pytest.param("title:\nheadline: A", {"title": "A"}, id="an empty value is none"),
        pytest.param("title: [A]", {"title": "A"}, id="a list of one"),
        pytest.param("image-caption: |\n  *A*\n\n  b", {"image_caption": "*A*\n\nb"}, id="markdown keeps its lines"),
        # dates
        pytest.param("date: 2024-08-15", {"date": "2024-08-15"}, id="day"),
        pytest.param("date: 2024-08-15 14:30:00 +0300", {"date": "2024-08-15T14:30:00+03:00"}, id="Jekyll's date"),
        pytest.param("date: 2024-08", {"date": "2024-08"}, id="month"),
        pytest.param(
            "publishDate: 2024-08-15\nlastmod: 2024-08-16", {"date": "2024-08-15", "updated": "2024-08-16"}, id="Hugo"
        ),
        pytest.param("last_modified_at: 2024-08-16", {"updated": "2024-08-16"}, id="Jekyll's update"),
        pytest.param("retrieved: 2024-08-17", {"captured_at": "2024-08-17"}, id="capture"),
        # lists
        pytest.param("tags: [a, b]\ncategories: c, d", {"topics": ("a", "b", "c", "d")}, id="topics come together"),
        pytest.param("tags: [War, war]\nkeywords: WAR, peace", {"topics": ("War", "peace")}, id="topics once"),
        pytest.param("tags: a; b, c", {"topics": ("a", "b, c")}, id="semicolons allow commas"),
        pytest.param("categories: [[a, b], [c]]", {"topics": ("a", "b", "c")}, id="Hexo's paths"),
        pytest.param("tags: []", {}, id="empty list"),
        pytest.param("category: World", {"section": "World"}, id="Pelican's category"),
        pytest.param("location: Examplia", {"places": ("Examplia",)}, id="place"),
        pytest.param("redirect_from: [/a/, /b/]", {"aliases": ("/a/", "/b/")}, id="Jekyll's redirects"),
        pytest.param("aliases: /a,b/ /c/", {"aliases": ("/a,b/", "/c/")}, id="addresses hold commas"),
        # names
        pytest.param("author: Jane Doe", {"authors": ("Jane Doe",)}, id="one author"),
        pytest.param(
            "byline: By Jane Doe, John Roe and A. N. Other",
            {"authors": ("Jane Doe", "John Roe", "A. N. Other")},
            id="byline",
        ),
        pytest.param("authors: Doe, Jane; Roe, John", {"authors": ("Doe, Jane", "Roe, John")}, id="surnames first"),
        pytest.param(
            "authors: [{name: Jane Doe, url: x}, John Roe]", {"authors": ("Jane Doe", "John Roe")}, id="mappings"
        ),
        pytest.param("authors: ['Doe, Jane']", {"authors": ("Doe, Jane",)}, id="a list's items stay whole"),
        pytest.param("author: Anderson", {"authors": ("Anderson",)}, id="no `and` inside of a name"),
        pytest.param(
            "author: Иван Петров и Мария Сидорова", {"authors": ("Иван Петров", "Мария Сидорова")}, id="Russian"
        ),
        pytest.param("publisher: {name: The Fictional Herald}", {"publisher": "The Fictional Herald"}, id="publisher"),
        # addresses
        pytest.param("source_url: https://news.example/a", {"source_url": "https://news.example/a"}, id="source"),
        pytest.param("canonical: <https://news.example/a>", {"source_url": "https://news.example/a"}, id="autolink"),
        pytest.param("canonical: copy", {"canonical": "copy"}, id="a word for engines is no address"),
        pytest.param("canonical: Original", {"canonical": "original"}, id="a word in any case"),
        pytest.param("canonical: /quiet-day/", {}, id="neither an address nor a word"),
        pytest.param("canonical: ''", {}, id="canonical is empty"),
        pytest.param("url: https://news.example/a", {"source_url": "https://news.example/a"}, id="url is absolute"),
        pytest.param("url: /2024/08/quiet-day/", {"slug": "quiet-day"}, id="Hugo's url"),
        pytest.param("permalink: /2024/quiet-day.html", {"slug": "quiet-day"}, id="Jekyll's permalink"),
        pytest.param("slug: a\nurl: /b/", {"slug": "a"}, id="slug goes before url"),
        pytest.param("source: The Fictional Herald", {"publisher": "The Fictional Herald"}, id="source is a name"),
        pytest.param(
            "source: https://news.example/a", {"source_url": "https://news.example/a"}, id="source is an address"
        ),
        pytest.param(
            "source: {name: The Fictional Herald, url: https://news.example/a}",
            {"publisher": "The Fictional Herald", "source_url": "https://news.example/a"},
            id="source is both",
        ),
        pytest.param("slug: Тихий день", {"slug": "tikhiy-den"}, id="slug in Cyrillic"),
        pytest.param("slug: '%D0%BF%D1%96%D1%80'", {"slug": "pir"}, id="percent-encoded slug"),
        pytest.param("slug: '%D0%BF%D1%96%D1%80-%D0%B'", {"slug": "pir"}, id="percent-encoded slug, cut"),
        pytest.param("slug: 'a-%e2%80%93-b%e2%80%a6'", {"slug": "a-b"}, id="percent-encoded dash and ellipsis"),
        pytest.param("slug: v1.5", {"slug": "v1-5"}, id="dot inside of a slug"),
        # languages
        pytest.param("lang: EN", {"language": "en"}, id="upper case"),
        pytest.param("locale: en_us.UTF-8", {"language": "en-US"}, id="POSIX"),
        pytest.param("language: zh-hans-cn", {"language": "zh-Hans-CN"}, id="script and region"),
        pytest.param("language: no", {"language": "no"}, id="Norwegian"),
        pytest.param("language: es-419", {"language": "es-419"}, id="region by number"),
        pytest.param("language: sl-ROZAJ-biske", {"language": "sl-rozaj-biske"}, id="variants"),
        # images
        pytest.param("cover: a.jpg", {"image": "a.jpg"}, id="cover"),
        pytest.param("images: [a.jpg, b.jpg]", {"image": "a.jpg"}, id="Hugo's images"),
        pytest.param(
            "featured_image: {src: a.jpg, caption: Quiet., credit: J. Doe}",
            {"image": "a.jpg", "image_caption": "Quiet.", "image_credit": "J. Doe"},
            id="image with caption",
        ),
        # status
        pytest.param("draft: true", {"status": "withheld"}, id="draft"),
        pytest.param("draft: false", {"status": "published"}, id="no draft"),
        pytest.param("draft: yes", {"status": "withheld"}, id="draft in words"),
        pytest.param("draft: ''", {}, id="draft is empty"),
        pytest.param("published: false", {"status": "withheld"}, id="Jekyll's published"),
        pytest.param("published: 2024-08-15", {"date": "2024-08-15"}, id="published is a date"),
        pytest.param("published: true\ndate: 2024", {"status": "published", "date": "2024"}, id="published is both"),
        pytest.param("status: Hidden", {"status": "withheld"}, id="Pelican's status"),
        pytest.param("status: published\nprivate: true", {"status": "withheld"}, id="who withholds is right"),
        pytest.param("draft: true\nstatus: published", {"status": "withheld"}, id="in any order"),
        pytest.param("permalink: false", {"status": "withheld"}, id="Eleventy's permalink"),
        pytest.param(
            "status: withheld\nreason: At its author's wish",
            {"status": "withheld", "reason": "At its author's wish"},
            id="reason",
        ),
        # search engines
        pytest.param("noindex: true", {"noindex": True}, id="noindex"),
        pytest.param("noindex: no", {"noindex": False}, id="noindex in words"),
        pytest.param("noindex:", {}, id="noindex is empty"),
        pytest.param("robotsNoIndex: true", {"noindex": True}, id="a theme of Hugo's"),
        pytest.param("robots: NOINDEX, follow", {"noindex": True}, id="a robots tag's words"),
        pytest.param("robots: none", {"noindex": True}, id="neither index nor follow"),
        pytest.param("robots: index, nofollow", {"noindex": False}, id="to be listed all the same"),
        # tables
        pytest.param(
            "taxonomies: {tags: [a]}\nextra: {subtitle: B}", {"topics": ("a",), "description": "B"}, id="Zola"
        ),
        pytest.param("extra: {title: A}\ntitle: B", {"title": "B"}, id="the top goes before a table"),
    ],
)
def test_values_are_read_into_fields(text: str, fields: dict[str, Any]) -> None:
    values, _, findings = read_fields(text)
    assert (values, findings) == (fields, ())


@pytest.mark.parametrize(
    ("text", "fields", "findings"),
    [
        pytest.param("title: {a: b}", {}, ["a.md:1:1 field"], id="title is a mapping"),
        pytest.param("title: [a, b]", {}, ["a.md:1:1 field"], id="title is a list"),
        pytest.param("title: true", {}, ["a.md:1:1 field"], id="title is a yes"),
        pytest.param("a: b\ntags: {c: d}\ntitle: E", {"title": "E"}, ["a.md:2:1 field"], id="the rest is kept"),
        pytest.param("headline: {a: b}\nname: x", {}, ["a.md:1:1 field"], id="another spelling"),
        pytest.param("date: 2024-02-30", {}, ["a.md:1:1 date-impossible"], id="no such day"),
        pytest.param("date: 03/04/2024", {}, ["a.md:1:1 date-ambiguous"], id="day or month"),
        pytest.param("date: soon", {}, ["a.md:1:1 date-unknown"], id="no date"),
        pytest.param(
            "date: soon\ncreated: 2024", {"date": "2024"}, ["a.md:1:1 date-unknown"], id="the next one is tried"
        ),
        pytest.param("source_url: news.example/a", {}, ["a.md:1:1 source-invalid"], id="no scheme"),
        pytest.param("source_url: ftp://news.example/a", {}, ["a.md:1:1 source-invalid"], id="another scheme"),
        pytest.param("source: javascript:alert(1)", {}, ["a.md:1:1 source-invalid"], id="script"),
        pytest.param("canonical_url: /a/", {}, ["a.md:1:1 source-invalid"], id="relative"),
        pytest.param("source_url: https://", {}, ["a.md:1:1 source-invalid"], id="no host"),
        pytest.param("slug: ../../x", {}, ["a.md:1:1 slug"], id="a way out"),
        pytest.param("slug: a/b", {}, ["a.md:1:1 slug"], id="two segments"),
        pytest.param("slug: a\\b", {}, ["a.md:1:1 slug"], id="a Windows path"),
        pytest.param("slug: a%2Fb", {}, ["a.md:1:1 slug"], id="an encoded path"),
        pytest.param("slug: '...'", {}, ["a.md:1:1 slug"], id="dots"),
        pytest.param("slug: '--'", {}, ["a.md:1:1 slug"], id="nothing to spell"),
        pytest.param("noindex: perhaps", {}, ["a.md:1:1 field"], id="a switch that is neither"),
        pytest.param("robots: [noindex]", {"noindex": True}, [], id="a list of a word"),
        pytest.param("robots: {a: b}", {}, ["a.md:1:1 field"], id="robots is a mapping"),
        pytest.param("canonical: mine", {}, ["a.md:1:1 field"], id="another's word"),
        pytest.param("lang: english", {}, ["a.md:1:1 field"], id="a language's name"),
        pytest.param("status: maybe", {"status": "withheld"}, ["a.md:1:1 status"], id="an unknown status"),
        pytest.param("status: [published]", {"status": "withheld"}, ["a.md:1:1 status"], id="a list of a status"),
        pytest.param("status: true", {"status": "withheld"}, ["a.md:1:1 status"], id="a status that is a switch"),
        pytest.param("draft: perhaps", {"status": "withheld"}, ["a.md:1:1 status"], id="an unknown switch"),
        pytest.param("draft: true\ndraft: false", {"status": "withheld"}, ["a.md:2:1 key-duplicate"], id="said twice"),
        pytest.param("image: [[a]]", {}, ["a.md:1:1 field"], id="lists of images"),
        pytest.param("image: {width: 3}", {}, ["a.md:1:1 field"], id="an image without address"),
        pytest.param("author: {email: x}", {}, ["a.md:1:1 field"], id="an author without name"),
        pytest.param(
            "title: {a: b}\ndate: x", {}, ["a.md:1:1 field", "a.md:2:1 date-unknown"], id="in the order of lines"
        ),
    ],
)
def test_an_invalid_value_is_a_finding(text: str, fields: dict[str, Any], findings: list[str]) -> None:
    values, _, found = read_fields(text)
    assert (values, describe_findings(found)) == (fields, findings)


def test_a_finding_names_the_key_and_the_value() -> None:
    _, _, (found,) = read_fields("Source-URL: gopher://news.example/")
    assert "`Source-URL`" in found.message
    assert "gopher://news.example/" in found.message


def test_a_long_value_is_shortened() -> None:
    _, _, (found,) = read_fields(f"source_url: {'x' * 1000}")
    assert len(found.message) < 160


def test_fields_have_positions_and_provenance() -> None:
    mapping, _ = reader.read_yaml("title: A\ntags:\n  - b\n", "a.md", first_line=2)
    assert mapping is not None
    fields, _, _ = read_metadata(mapping, "a.md", Provenance.SIDECAR)
    assert [(name, value.line, value.column, value.provenance) for name, value in fields.items()] == [
        ("title", 2, 1, Provenance.SIDECAR),
        ("topics", 3, 1, Provenance.SIDECAR),
    ]


@pytest.mark.parametrize(
    "text", ["image: {src: a.jpg, alt: B}", "image: a.jpg\nimage_alt: B", "cover: a.jpg\nimageAlt: B"]
)
def test_alternative_text_is_read_beside_or_inside_an_image(text: str) -> None:
    fields, extra, findings = read_fields(text)
    assert (fields, extra, findings) == (
        {"image": "a.jpg", "image_alt": "B"}, {}, (),
    )  # fmt: skip


def test_a_date_is_a_partial_date() -> None:
    fields, _, _ = read_fields("date: August 15, 2024")
    assert isinstance(fields["date"], PartialDate)


@pytest.mark.parametrize(
    ("text", "extra"),
    [
        pytest.param("layout: post", {"layout": "post"}, id="text"),
        pytest.param("weight: 10\ntoc: true", {"weight": "10", "toc": "true"}, id="number and switch"),
        pytest.param("menu:", {}, id="nothing"),
        pytest.param("series: [a, b]", {"series": "a, b"}, id="list"),
        pytest.param("menu: {main: {weight: 1}}", {"menu": '{"main": {"weight": "1"}}'}, id="mapping"),
        pytest.param("date: 2024\ncreated: 2023", {"created": "2023"}, id="what another key states already"),
        pytest.param("permalink: /:year/:title/", {"permalink": "/:year/:title/"}, id="a pattern"),
        pytest.param("permalink: '/{{ slug }}/'", {"permalink": "/{{ slug }}/"}, id="a template"),
        pytest.param("link: somewhere", {"link": "somewhere"}, id="a link that is no address"),
        pytest.param("extra: {a: b}", {"a": "b"}, id="a table's keys"),
        pytest.param("extra: word", {"extra": "word"}, id="no table"),
    ],
)
def test_unused_entries_are_kept_as_extra(text: str, extra: dict[str, str]) -> None:
    _, unused, findings = read_fields(text)
    assert (unused, findings) == (extra, ())


def test_a_sidecar_is_parsed() -> None:
    text = "title: A\nlinks:\n  - {text: said, href: https://news.example/a}\nencoding: cp1251\n"
    fields, extra, findings = parse_sidecar(text, "a.yaml")
    assert {name: (value.value, value.line, value.provenance) for name, value in fields.items()} == {
        "title": ("A", 1, Provenance.SIDECAR),
        "links": ((Repair("said", "https://news.example/a", line=3, path="a.yaml"),), 2, Provenance.SIDECAR),
        "encoding": ("cp1251", 4, Provenance.SIDECAR),
    }
    assert (extra, findings) == ({}, ())


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        pytest.param("tittle: A", "`title`", id="a slip"),
        pytest.param("source-ulr: A", "`source_url`", id="a slip in two words"),
    ],
)
def test_a_misspelt_key_of_a_sidecar_is_a_finding(text: str, meant: str) -> None:
    fields, extra, (found,) = parse_sidecar(text, "a.yaml")
    assert fields == {}
    assert list(extra.values()) == ["A"]
    assert (found.code, f"{found.location}") == ("field-unknown", "a.yaml:1:1")
    assert meant in found.message


def test_unknown_keys_in_a_sidecars_extra_table_are_accepted() -> None:
    _, extra, findings = parse_sidecar("extra: {shelf-mark: X 1}", "a.yaml")
    assert (extra, findings) == ({"shelf-mark": "X 1"}, ())


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        pytest.param("title: [", "a.yaml:1:9 sidecar", id="not YAML"),
        pytest.param("- a", "a.yaml:1:1 sidecar", id="no mapping"),
        pytest.param("title: !!python/name:os.system", "a.yaml:1:8 yaml-tag", id="tag"),
        pytest.param("title: &a [*a]", "a.yaml:1:12 yaml-bomb", id="bomb"),
    ],
)
def test_an_invalid_sidecar_withholds_the_article(text: str, finding: str) -> None:
    fields, extra, findings = parse_sidecar(text, "a.yaml")
    assert {name: value.value for name, value in fields.items()} == {"status": "withheld"}
    assert (extra, describe_findings(findings)) == ({}, [finding])


@pytest.mark.parametrize(
    ("text", "repairs", "findings"),
    [
        pytest.param(
            "links:\n- text: said\n  occurrence: 2\n  url: https://news.example/a\n"
            "  by: J. Doe\n  date: 2024-08\n  note: found it",
            (Repair("said", "https://news.example/a", 2, "J. Doe", PartialDate("2024-08"), "found it", 2, "a.yaml"),),
            [],
            id="all that can be said",
        ),
        pytest.param(
            "links:\n- text: said\n  href: https://news.example/a\n  method: text\n  witness: pages/a.html\n"
            f"  witness_sha256: {'A' * 64}\n  witness_date: 2024-08-15\n  confidence: same sentence",
            (
                Repair(
                    "said",
                    "https://news.example/a",
                    line=2,
                    path="a.yaml",
                    method="text",
                    witness="pages/a.html",
                    witness_sha256="a" * 64,
                    witness_date=PartialDate("2024-08-15"),
                    confidence="same sentence",
                ),
            ),
            [],
            id="found in another copy",
        ),
        pytest.param(
            "links:\n- {text: a, to: https://news.example/, witness_sha256: 12ab}",
            None,
            ["a.yaml:2:40 field"],
            id="no SHA-256",
        ),
        pytest.param(
            "links:\n  said: https://news.example/a\n  alleged: https://news.example/b",
            (
                Repair("said", "https://news.example/a", line=2, path="a.yaml"),
                Repair("alleged", "https://news.example/b", line=3, path="a.yaml"),
            ),
            [],
            id="text and address",
        ),
        pytest.param("links:\n- {text: a}", None, ["a.yaml:2:3 field"], id="no address"),
        pytest.param("links:\n- {to: https://news.example/}", None, ["a.yaml:2:3 field"], id="no text"),
        pytest.param("links:\n- {text: a, to: 'javascript:b'}", None, ["a.yaml:2:13 field"], id="script"),
        pytest.param(
            "links:\n- {text: a, to: https://news.example/, occurrence: 0}", None, ["a.yaml:2:40 field"], id="zero"
        ),
        pytest.param(
            "links:\n- {text: a, to: https://news.example/, date: 2024-02-30}",
            None,
            ["a.yaml:2:40 date-impossible"],
            id="date",
        ),
        pytest.param(
            "links:\n- {text: a, to: https://news.example/, wo: b}", None, ["a.yaml:2:40 field"], id="unknown key"
        ),
        pytest.param("links: word", None, ["a.yaml:1:1 field"], id="a word"),
        pytest.param("links: [word]", None, ["a.yaml:1:9 field"], id="a list of words"),
        pytest.param("links:", None, [], id="nothing"),
        pytest.param(
            "links:\n- {text: a, to: https://news.example/1}\n- {text: a, to: https://news.example/2}\n- {text: b}",
            (Repair("a", "https://news.example/1", line=2, path="a.yaml"),),
            ["a.yaml:3:3 field", "a.yaml:4:3 field"],
            id="twice",
        ),
        pytest.param("links: {a: [b]}", None, ["a.yaml:1:9 field"], id="an address that is none"),
    ],
)
def test_repairs_are_read(text: str, repairs: tuple[Repair, ...] | None, findings: list[str]) -> None:
    fields, _, found = parse_sidecar(text, "a.yaml")
    assert (fields["links"].value if "links" in fields else None, describe_findings(found)) == (repairs, findings)


def test_the_table_of_aliases_is_consistent() -> None:
    assert set(ALIASES_BY_FIELD) == set(FIELD_TYPES)
    for field, names in ALIASES_BY_FIELD.items():
        assert names[0] == fold_key(field)
        assert len(set(names)) == len(names)
        assert all(name == fold_key(name) for name in names)


_KEYS = st.sampled_from(
    [name for names in ALIASES_BY_FIELD.values() for name in names] + ["extra", "taxonomies", "other", "<<", ""]
)
_DATA = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.text(max_size=20),
        st.sampled_from(
            ["https://news.example/a", "2024-08-15", "yes", "/a/b/", "draft", "en_US", "..", "a, b; c", "\u2028"]
        ),
    ).map(Located),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: Located(tuple(items), 2, 3)),
        st.dictionaries(st.one_of(_KEYS, st.sampled_from(["text", "href", "name", "src"])), inner, max_size=3).map(
            Located
        ),
    ),
    max_leaves=6,
)


@settings(max_examples=100)
@given(st.dictionaries(_KEYS, _DATA, max_size=5))
def test_entries_by_field_agree_with_states_field(mapping: dict[str, Located]) -> None:
    stated = list(metadata_entries(mapping))
    meant = metadata._MetadataReader(stated, "a.yaml", Provenance.SIDECAR).entries_by_field()
    asked = {
        field: [(i, entry) for i, entry in enumerate(stated) if states_field(entry, field)] for field in FIELD_TYPES
    }
    assert meant == {field: found for field, found in asked.items() if found}


@settings(max_examples=300)
@given(st.dictionaries(_KEYS, _DATA, max_size=5))
def test_any_mapping_gives_values_of_the_right_type(mapping: dict[str, Located]) -> None:
    fields, extra, findings = read_metadata(mapping, "a.md")
    kinds: dict[str, type] = dict.fromkeys(("text", "markdown", "status"), str) | dict.fromkeys(
        ("list", "repairs", "translations"), tuple
    )
    kinds |= {"date": PartialDate, "switch": bool, "canonical": Canonical}
    for name, stated in fields.items():
        assert isinstance(stated.value, kinds[FIELD_TYPES[name]])
        assert stated.value or FIELD_TYPES[name] == "switch"
    assert fields.get("status") is None or fields["status"].value in {"published", "withheld"}
    assert all(isinstance(text, str) for text in extra.values())
    assert all(finding.location.line for finding in findings)


@settings(max_examples=100)
@given(st.sampled_from(["status", "draft", "private", "hidden", "withheld"]), _DATA)
def test_only_an_unambiguous_word_publishes_an_article(key: str, value: Located) -> None:
    """Only unambiguous words publish; only an empty value states nothing."""
    fields, _, _ = read_metadata({key: value}, "a.md")
    stated = fields["status"].value if "status" in fields else None
    word = (
        str(value.data).strip().casefold() if isinstance(value.data, str | bool) else "" if value.data is None else "?"
    )
    published = (
        {"published", "publish", "public", "live", "featured"} if key == "status" else {"false", "no", "off", "n", "0"}
    )
    if word in published:
        assert stated == "published"
    elif word:
        assert stated == "withheld"


@pytest.mark.parametrize(
    "frontmatter",
    [
        'source: "https://herald.example/tram"\npublished:\ncreated: 2023-11-05',
        "url: https://herald.example/tram\ncreated: 2023-11-05",
        "published: 2023-11-03\ncreated_at: 2023-11-05",
    ],
)
def test_what_a_clipper_calls_created_is_the_capture(frontmatter: str) -> None:
    mapping, _ = read_yaml(frontmatter, "a.md")
    assert mapping is not None
    fields, _, _ = read_metadata(mapping, "a.md")
    assert fields["captured_at"].value == "2023-11-05"
    assert "date" not in fields or fields["date"].value == "2023-11-03"


def test_what_a_generator_calls_created_is_the_publication() -> None:
    mapping, _ = read_yaml("url: /tram/\ncreated: 2023-11-05", "a.md")
    assert mapping is not None
    fields, _, _ = read_metadata(mapping, "a.md")
    assert fields["date"].value == "2023-11-05"
    assert "captured_at" not in fields


@pytest.mark.parametrize(
    ("key", "field"),
    [
        ("date_saved", "captured_at"),
        ("Fetched at", "captured_at"),
        ("crawl_date", "captured_at"),
        ("article:published_time", "date"),
        ("dc.date", "date"),
        ("posted", "date"),
        ("article:modified_time", "updated"),
    ],
)
def test_the_names_that_scrapers_give_to_dates(key: str, field: str) -> None:
    mapping, _ = read_yaml(f'"{key}": 2023-11-05', "a.md")
    assert mapping is not None
    fields, _, _ = read_metadata(mapping, "a.md")
    assert fields[field].value == "2023-11-05"


def test_a_zone_that_cannot_be_is_reported_and_the_day_is_read() -> None:
    mapping, _ = read_yaml("date: 2023-11-03 18:40:00+15:00", "a.md")
    assert mapping is not None
    fields, _, findings = read_metadata(mapping, "a.md")
    assert fields["date"].value == "2023-11-03T18:40:00"
    assert [(finding.code, finding.location.line) for finding in findings] == [("date-partial", 1)]

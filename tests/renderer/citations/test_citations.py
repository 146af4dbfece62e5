"""Citation files, parsed by common programs."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import unquote

import ada_url
import pytest
import rispy  # type: ignore[import-untyped]
from citeproc.source.json import CiteProcJSON  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from pybtex.database import Entry, parse_string  # type: ignore[import-untyped]

from kursk_archive.config import Site
from kursk_archive.core.enums import ArticleId
from kursk_archive.core.model import Article, Capture, Fragment, Link, PartialDate
from kursk_archive.renderer.citations import CITATION_FORMATS, citation_downloads
from kursk_archive.renderer.citations.model import (
    CitationData,
    collect_citation_data,
    date_parts,
    page_url,
    safe_web_url,
    single_line,
)

PAGE = "articles/2024/08/15/ferry.html"
SITE = Site(title="The Examplia archive")
BASE = "https://archive.example/old/"


def article(title: str = "Ferry to Examplia", source: str | None = None, **values: Any) -> Article:
    capture = Capture(ArticleId("ferry.txt"), "ab" * 32, 1, "text", "utf-8")
    return Article(capture, title, Fragment(), source=None if source is None else Link("", source), **values)


FULL = article(
    source="https://herald.example/2024/08/15/ferry",
    date=PartialDate("2024-08-15T23:30:00-11:00"),
    captured_at=PartialDate("2024-09-01T00:10:00+14:00"),
    authors=("Jane Doe", "Анна Примерная", "Simon and Sons, Ltd."),
    publisher="The Fictional Herald",
    language="uk",
    section="Rivers & Lakes",
    topics=("ferries", "letters, lost"),
    description="It goes at 100 % of its speed.",
)


def text(given: Article, ending: str, base_url: str | None = None) -> str:
    form = next(form for form in CITATION_FORMATS if form.suffix == ending)
    return form.write([cite(given, base_url)])


def cite(given: Article, base_url: str | None = None) -> CitationData:
    return collect_citation_data(given, PAGE, given.capture.sha256, replace(SITE, base_url=base_url))


def bibtex(given: Article, base_url: str | None = None) -> Entry:
    (entry,) = parse_string(text(given, ".bib", base_url), "bibtex").entries.values()
    return entry


def ris(given: Article, base_url: str | None = None) -> dict[str, Any]:
    (record,) = rispy.loads(text(given, ".ris", base_url))
    return dict(record)


def csl(given: Article, base_url: str | None = None) -> dict[str, Any]:
    (item,) = json.loads(text(given, ".csl.json", base_url))
    return dict(item)


SIGNS = {
    r"\textbackslash{}": "\\",
    r"\textbraceleft{}": "{",
    r"\textbraceright{}": "}",
    r"\textasciitilde{}": "~",
    r"\textasciicircum{}": "^",
    **{rf"\{sign}": sign for sign in "#$%&_"},
}
SIGN = re.compile("|".join(map(re.escape, SIGNS)))


def untex(value: str) -> str:
    """Undo TeX escapes."""
    inner = value[1:-1] if value.startswith("{") else value
    return SIGN.sub(lambda match: SIGNS[match[0]], inner)


def test_an_address_holds_the_file() -> None:
    downloads = citation_downloads(cite(FULL, BASE), "ferry")
    assert [(label, name) for label, name, _ in downloads] == [
        ("BibTeX", "ferry.bib"),
        ("RIS", "ferry.ris"),
        ("CSL-JSON", "ferry.csl.json"),
    ]
    for (_, _, address), form in zip(downloads, CITATION_FORMATS, strict=True):
        start, _, data = address.partition(",")
        assert start == f"data:{form.media_type}"
        assert unquote(data) == text(FULL, form.suffix, BASE)


@given(st.text())
def test_an_address_is_valid_and_survives_a_browser(title: str) -> None:
    citation = replace(cite(FULL), title=single_line(title))
    for (_, _, address), form in zip(citation_downloads(citation, "ferry"), CITATION_FORMATS, strict=True):
        assert not re.search(r"""[\s"'<>&#\\^`{|}\[\]]""", address)
        assert unquote(ada_url.URL(address).href.partition(",")[2]) == form.write([citation])


def test_a_file_may_hold_many_citations() -> None:
    both = [cite(FULL), replace(cite(article()), cite_key="other")]
    files = {form.suffix: form.write(both) for form in CITATION_FORMATS}
    keys = ["2024-08-15-ferry", "other"]
    assert list(parse_string(files[".bib"], "bibtex").entries) == keys
    assert [record["id"] for record in rispy.loads(files[".ris"])] == keys
    assert [item["id"] for item in json.loads(files[".csl.json"])] == keys
    assert json.loads(CITATION_FORMATS[2].write([])) == []


def test_bibtex_contains_all_metadata() -> None:
    entry = bibtex(FULL, BASE)
    assert (entry.type, entry.key) == ("online", "2024-08-15-ferry")
    assert dict(entry.fields) == {
        "title": "{Ferry to Examplia}",
        "organization": "{The Fictional Herald}",
        "journal": "{The Fictional Herald}",
        "date": "2024-08-15",
        "url": "https://herald.example/2024/08/15/ferry",
        "urldate": "2024-09-01",
        "language": "Ukrainian",
        "abstract": r"It goes at 100 \% of its speed.",
        "keywords": "ferries, letters lost",
        "note": "The Examplia archive, https://archive.example/old/articles/2024/08/15/ferry.html",
        "annotation": f"SHA-256: {'ab' * 32}",
    }
    names = [(person.first_names, person.last_names) for person in entry.persons["author"]]
    assert names == [([], ["{Jane Doe}"]), ([], ["{Анна Примерная}"]), ([], ["{Simon and Sons, Ltd.}"])]


def test_ris_contains_all_metadata() -> None:
    assert ris(FULL, BASE) == {
        "type_of_reference": "NEWS",
        "id": "2024-08-15-ferry",
        "title": "Ferry to Examplia",
        "authors": ["Jane Doe", "Анна Примерная", "Simon and Sons, Ltd."],
        "secondary_title": "The Fictional Herald",
        "date": "2024/08/15/",
        "year": "2024",
        "section": "Rivers & Lakes",
        "language": "uk",
        "abstract": "It goes at 100 % of its speed.",
        "keywords": ["ferries", "letters, lost"],
        "urls": ["https://herald.example/2024/08/15/ferry"],
        "access_date": "2024/09/01/",
        "name_of_database": "The Examplia archive",
        "accession_number": "https://archive.example/old/articles/2024/08/15/ferry.html",
        "notes": [f"SHA-256: {'ab' * 32}"],
    }


def test_csl_contains_all_metadata() -> None:
    assert csl(FULL, BASE) == {
        "id": "2024-08-15-ferry",
        "type": "article-newspaper",
        "title": "Ferry to Examplia",
        "author": [{"literal": "Jane Doe"}, {"literal": "Анна Примерная"}, {"literal": "Simon and Sons, Ltd."}],
        "container-title": "The Fictional Herald",
        "issued": {"date-parts": [[2024, 8, 15]]},
        "accessed": {"date-parts": [[2024, 9, 1]]},
        "section": "Rivers & Lakes",
        "language": "uk",
        "abstract": "It goes at 100 % of its speed.",
        "keyword": "ferries, letters, lost",
        "URL": "https://herald.example/2024/08/15/ferry",
        "archive": "The Examplia archive",
        "archive_location": "https://archive.example/old/articles/2024/08/15/ferry.html",
        "note": f"SHA-256: {'ab' * 32}",
    }


def test_citeproc_parses_csl() -> None:
    read = CiteProcJSON(json.loads(text(FULL, ".csl.json")))["2024-08-15-ferry"]
    assert (read.issued.year, read.issued.month, read.issued.day) == (2024, 8, 15)
    assert [name["literal"] for name in read.author] == list(FULL.authors)


def test_unknown_fields_are_omitted() -> None:
    entry = bibtex(article())
    assert set(entry.fields) == {"title", "note", "annotation"}
    assert not entry.persons
    assert set(ris(article())) == {
        "type_of_reference", "id", "title", "name_of_database", "accession_number", "notes"
    }  # fmt: skip
    assert set(csl(article())) == {"id", "type", "title", "archive", "archive_location", "note"}


def test_the_copy_is_cited_if_the_original_is_unknown() -> None:
    copy = "https://archive.example/old/articles/2024/08/15/ferry.html"
    assert (bibtex(article(), BASE).fields["url"], ris(article(), BASE)["urls"]) == (copy, [copy])
    assert csl(article(), BASE)["URL"] == copy


def test_the_archive_location_is_a_path_without_a_base_url() -> None:
    assert ris(FULL)["accession_number"] == csl(FULL)["archive_location"] == PAGE


@pytest.mark.parametrize(
    ("date", "bib", "ris_date", "parts"),
    [
        pytest.param("2024", "2024", "2024///", [2024], id="year"),
        pytest.param("2024-08", "2024-08", "2024/08//", [2024, 8], id="month"),
        pytest.param("2024-08-05", "2024-08-05", "2024/08/05/", [2024, 8, 5], id="day"),
        pytest.param("2024-08-05T14:30", "2024-08-05", "2024/08/05/", [2024, 8, 5], id="minute"),
        pytest.param("2024-12-31T23:59:59-12:00", "2024-12-31", "2024/12/31/", [2024, 12, 31], id="far-west"),
        pytest.param("2024-01-01T00:00:00+14:00", "2024-01-01", "2024/01/01/", [2024, 1, 1], id="far-east"),
    ],
)
def test_a_date_keeps_its_precision_and_its_day(date: str, bib: str, ris_date: str, parts: list[int]) -> None:
    dated = article(date=PartialDate(date))
    assert bibtex(dated).fields["date"] == bib
    assert (ris(dated)["date"], ris(dated)["year"]) == (ris_date, "2024")
    assert csl(dated)["issued"] == {"date-parts": [parts]}


@pytest.mark.parametrize("date", ["", "soon", "2024-8-5x", "٢٠٢٤", "20240", "2024-08-150"])
def test_an_invalid_date_gives_its_valid_beginning_or_nothing(date: str) -> None:
    assert "".join(date_parts(date)) in {"", "2024", "202408"}


def test_ris_lines_end_in_cr_lf() -> None:
    raw = text(FULL, ".ris")
    assert raw.startswith("TY  - NEWS\r\n")
    assert raw.endswith("\r\nER  - \r\n")
    assert raw.count("\n") == raw.count("\r") == raw.count("\r\n")


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        pytest.param("a\r\nER  - \r\nTY  - BOOK", "a ER - TY - BOOK", id="lines"),
        pytest.param("a\u2028AU  - X\x0bb\x85c", "a AU - X b c", id="other-line-ends"),
        pytest.param("a\0b\x1b[31m\ud800", "ab[31m", id="controls"),
        pytest.param("}, url = {x", "}, url = {x", id="brace"),
        pytest.param("{{{", "{{{", id="unbalanced"),
        pytest.param("\\", "\\", id="backslash"),
        pytest.param('"quoted" @online{x, 100 % & #1 $y_z^2 ~', '"quoted" @online{x, 100 % & #1 $y_z^2 ~', id="signs"),
        pytest.param("Мост and others", "Мост and others", id="not-latin"),
    ],
)
def test_hostile_text_stays_text(hostile: str, shown: str) -> None:
    given = article(hostile, authors=(hostile,), publisher=hostile)
    assert untex(bibtex(given).fields["title"]) == shown
    assert [untex(person.last_names[0]) for person in bibtex(given).persons["author"]] == [shown]
    assert (ris(given)["title"], ris(given)["authors"]) == (shown, [shown])
    assert (csl(given)["title"], csl(given)["author"]) == (shown, [{"literal": shown}])


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        pytest.param("https://herald.example/a", "https://herald.example/a", id="plain"),
        pytest.param("HTTP://herald.example/a", "HTTP://herald.example/a", id="capitals"),
        pytest.param("https://herald.example/{a} b\\c", "https://herald.example/%7Ba%7D%20b%5Cc", id="signs"),
        pytest.param(" https://herald.example/мост\n", "https://herald.example/мост", id="not-latin"),
        pytest.param("javascript:alert(1)", "", id="program"),
        pytest.param("//herald.example/a", "", id="without-scheme"),
        pytest.param("", "", id="none"),
    ],
)
def test_only_web_addresses_are_cited(href: str, expected: str) -> None:
    assert safe_web_url(href) == expected
    assert ris(article(source=href)).get("urls", [""]) == [expected]


def test_a_page_url_requires_a_base_url() -> None:
    assert page_url(PAGE, None) == ""
    assert page_url(PAGE, "https://archive.example/old") == page_url(PAGE, BASE)


WORDS = st.text(max_size=40) | st.text("{}\\,%\"'@#=\n\r and", max_size=40)


@given(WORDS, st.lists(WORDS, max_size=3), WORDS, WORDS)
@settings(max_examples=150)
def test_any_text_survives_every_format(title: str, authors: list[str], publisher: str, summary: str) -> None:
    given = article(f"T {title}", authors=tuple(authors), publisher=publisher, description=summary)
    expected_title, names = single_line(f"T {title}"), [name for name in map(single_line, authors) if name]
    entry, record, item = bibtex(given), ris(given), csl(given)
    assert untex(entry.fields["title"]) == record["title"] == item["title"] == expected_title
    persons = entry.persons.get("author", [])
    assert [untex(" ".join(person.last_names)) for person in persons] == record.get("authors", []) == names
    assert [author["literal"] for author in item.get("author", [])] == names
    assert untex(entry.fields.get("abstract", "")) == item.get("abstract", "") == single_line(summary)
    assert untex(entry.fields.get("organization", "")) == item.get("container-title", "") == single_line(publisher)

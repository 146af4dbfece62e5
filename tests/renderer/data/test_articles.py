"""The data files: rows, formats, the data package, and the examples of docs/data.md."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import get_type_hints

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import astuple

from kursk_archive.config import Site
from kursk_archive.core.enums import ArticleId, LinkKind, LinkOutcome, LinkRegion
from kursk_archive.core.model import Article, Capture, Fragment, LedgerRow, Link, PartialDate, Resolution, Snapshot
from kursk_archive.renderer.data import articles as tables
from kursk_archive.renderer.data import formats as rows
from kursk_archive.renderer.data.articles import (
    ArticleRow,
    encode_article_row,
    make_article_row,
    render_articles_file,
)
from kursk_archive.renderer.data.datapackage import ARTICLE_FIELDS, LINK_FIELDS, render_data_package
from kursk_archive.renderer.pages import link_ledger
from kursk_archive.site.permalinks import DATA_PACKAGE, data_permalink

DOCS = Path(__file__).parents[3] / "docs" / "data.md"
PAGE = "articles/2024/08/15/ferry.html"
ORIGINAL = "https://news.example/2024/08/15/ferry"
SNAPSHOT = Snapshot("https://web.archive.org/web/2024/https://news.example/a", "https://news.example/a", "2024")
FERRY = Article(
    Capture(ArticleId("dumps/ferry.txt"), "0123456789abcdef" * 4, 2218, "text", "utf-8"),
    'Examplia, "Talks"; Ferry\nGoes',
    Fragment(("", "", "", ""), (Link("a", "#"), Link("b", "https://b.example/?utm_source=x"), Link("c", "#"))),
    date=PartialDate("2024-08"),
    updated=PartialDate("2024-08-16T10:00Z"),
    authors=("Doe, Jane; Jr.", "John Roe"),
    publisher="The Fictional Herald",
    source=Link(ORIGINAL, f"{ORIGINAL}?utm_source=x", region=LinkRegion.SOURCE),
    language="en",
    topics=("ferries",),
    section="World",
    places=("Examplia",),
    description="The ferry may go on.",
    related=(Link("d", "#"),),
    captured_at=PartialDate("2024-09-01"),
)
FOUND = (
    Resolution(LinkKind.LOST),
    Resolution(LinkKind.WEB, "https://b.example/"),
    Resolution(LinkKind.LOST),
    Resolution(LinkKind.LOST),
    Resolution(LinkKind.NEWS, ORIGINAL),
)
BARE = Article(Capture(ArticleId("b.md"), "f" * 64, 0, "markdown", "cp1251"), "=1+1", Fragment())
FERRY_ROW = {
    "path": "dumps/ferry.txt",
    "title": 'Examplia, "Talks"; Ferry\nGoes',
    "date": "2024-08",
    "updated": "2024-08-16T10:00Z",
    "authors": ["Doe, Jane; Jr.", "John Roe"],
    "publisher": "The Fictional Herald",
    "section": "World",
    "language": "en",
    "topics": ["ferries"],
    "places": ["Examplia"],
    "description": "The ferry may go on.",
    "source_url": "https://news.example/2024/08/15/ferry?utm_source=x",
    "source_canonical": "https://news.example/2024/08/15/ferry",
    "source_snapshot": None,
    "page": "articles/2024/08/15/ferry.html",
    "capture_path": "articles/2024/08/15/ferry.txt",
    "capture_sha256": "0123456789abcdef" * 4,
    "capture_size": 2218,
    "capture_format": "text",
    "capture_encoding": "utf-8",
    "captured_at": "2024-09-01",
    "links": 3,
    "links_lost": 2,
    "extractor": None,
    "edition": None,
}


def lines() -> list[bytes]:
    return [
        encode_article_row(make_article_row(FERRY, FOUND, PAGE)),
        encode_article_row(make_article_row(BARE, (), "articles/undated/b.html")),
    ]


def test_a_row_contains_the_articles_metadata() -> None:
    assert json.loads(lines()[0]) == FERRY_ROW
    bare = json.loads(lines()[1])
    assert {name: value for name, value in bare.items() if value not in (None, [])} == {
        "path": "b.md",
        "title": "=1+1",
        "page": "articles/undated/b.html",
        "capture_path": "articles/undated/b.txt",
        "capture_sha256": "f" * 64,
        "capture_size": 0,
        "capture_format": "markdown",
        "capture_encoding": "cp1251",
        "links": 0,
        "links_lost": 0,
    }
    assert bare.keys() == FERRY_ROW.keys()


@pytest.mark.parametrize(
    ("source", "canonical", "snapshot"),
    [
        (Resolution(LinkKind.SNAPSHOT, SNAPSHOT.url, snapshot=SNAPSHOT), SNAPSHOT.original, SNAPSHOT.url),
        (Resolution(LinkKind.MALFORMED), None, None),
    ],
)
def test_a_source_may_be_a_snapshot_or_unknown(source: Resolution, canonical: str | None, snapshot: str | None) -> None:
    row = make_article_row(FERRY, (*FOUND[:-1], source), PAGE)
    assert (row.source_canonical, row.source_snapshot) == (canonical, snapshot)


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        (None, ["data/articles.csv", "data/articles.jsonl"]),
        ("2024", ["data/articles/2024.csv", "data/articles/2024.jsonl"]),
        ("", ["data/articles/undated.csv", "data/articles/undated.jsonl"]),
    ],
)
def test_articles_paths(year: str | None, expected: list[str]) -> None:
    assert [data_permalink("articles", year, form) for form in tables.DATA_FORMATS] == expected


def test_json_lines_have_a_row_each() -> None:
    written = render_articles_file("data/articles.jsonl", lines())
    assert written.endswith(b"\n")
    assert [json.loads(line)["path"] for line in written.splitlines()] == ["dumps/ferry.txt", "b.md"]


def test_csv_contains_the_same_values() -> None:
    written = render_articles_file("data/articles.csv", lines()).decode()
    ferry, bare = csv.DictReader(io.StringIO(written, newline=""))
    lists = {"authors", "topics", "places"}
    assert {name: json.loads(value) if name in lists else value for name, value in ferry.items()} == {
        name: "" if value is None else value if isinstance(value, list) else str(value)
        for name, value in FERRY_ROW.items()
    }
    assert (bare["title"], bare["authors"], bare["date"]) == ("=1+1", "[]", "")
    assert render_articles_file("data/articles.csv", []) == (",".join(tables.ARTICLE_COLUMNS) + "\n").encode()


@settings(max_examples=100)
@given(st.text(st.characters(codec="utf-8", exclude_characters="\0")), st.lists(st.text(st.characters(codec="utf-8"))))
@example("a\rb\r\nc", ["\u2028"])
def test_any_text_survives_both_data_formats(title: str, authors: list[str]) -> None:
    row = make_article_row(Article(BARE.capture, title, Fragment(), authors=tuple(authors)), (), PAGE)
    (read,) = csv.DictReader(io.StringIO(render_articles_file("a.csv", [encode_article_row(row)]).decode(), newline=""))
    assert (read["title"], json.loads(read["authors"])) == (title, authors)
    (line,) = render_articles_file("a.jsonl", [encode_article_row(row)]).decode().removesuffix("\n").split("\n")
    assert json.loads(line)["title"] == title


def test_every_field_is_described_in_column_order() -> None:
    assert tuple(field["name"] for field in ARTICLE_FIELDS) == tables.ARTICLE_COLUMNS
    assert tuple(field["name"] for field in LINK_FIELDS) == rows.LINK_COLUMNS
    kinds = {"int": "integer", "str": "string", "tuple": "array"}
    hints = get_type_hints(ArticleRow)
    for field, name in zip(ARTICLE_FIELDS, tables.ARTICLE_COLUMNS, strict=True):
        hint = str(hints[name]).removeprefix("<class '").split("[")[0].split(" |")[0].removesuffix("'>")
        assert field["type"] == kinds[hint]
    assert all(not field["description"].endswith(".") for field in (*ARTICLE_FIELDS, *LINK_FIELDS))


@pytest.mark.parametrize(
    ("date", "is_one"),
    [
        ("2024", True),
        ("2024-08", True),
        ("2024-08-15", True),
        ("2024-08-15T14:30", True),
        ("2024-08-15T14:30:05.5+03:00", True),
        ("2024-08-15T14:30Z", True),
        ("24", False),
        ("2024-08-15 14:30", False),
        ("15 August", False),
    ],
)
def test_the_date_pattern(date: str, is_one: bool) -> None:
    (pattern,) = {field["constraints"]["pattern"] for field in ARTICLE_FIELDS if "ISO 8601" in field["description"]}
    assert bool(re.fullmatch(pattern, date)) is is_one


def test_the_package_lists_every_file() -> None:
    site = Site(title="Kept", description="What is kept.", publisher="A Library", base_url="https://archive.example/")
    articles = [data_permalink("articles", year, form) for year in ("", "2023", "2024") for form in tables.DATA_FORMATS]
    articles += ["data/citations/2023.ris", "data/citations/2024.ris"]
    package = json.loads(render_data_package(site, articles, ["data/links.csv", "data/links.jsonl"]))
    assert (package["title"], package["homepage"]) == ("Kept", "https://archive.example/")
    assert package["contributors"] == [{"title": "A Library", "roles": ["publisher"]}]
    assert {resource["name"]: resource["path"] for resource in package["resources"]} == {
        "articles": ["articles/undated.csv", "articles/2023.csv", "articles/2024.csv"],
        "articles-jsonl": ["articles/undated.jsonl", "articles/2023.jsonl", "articles/2024.jsonl"],
        "links": "links.csv",
        "links-jsonl": "links.jsonl",
        "citations-ris": ["citations/2023.ris", "citations/2024.ris"],
    }
    bare = json.loads(render_data_package(Site(), ["data/articles.csv"], []))
    assert bare.keys() == {"$schema", "title", "resources"}
    assert [resource["path"] for resource in bare["resources"]] == ["articles.csv"]


# The examples


@dataclass(frozen=True)
class Example:
    language: str
    code: str


def examples() -> dict[str, Example]:
    """Heading → the example below it."""
    matches = re.findall(
        r"^## ([^\n]+)\n(?:(?!^## ).)*?^```(\w+)\n(.*?)^```", DOCS.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    return {heading: Example(language, code) for heading, language, code in matches}


def ledger_rows() -> Iterator[LedgerRow]:
    path = FERRY.id
    yield LedgerRow(path, 3, 1, LinkRegion.BODY, "a", "#", None, LinkKind.LOST, None, None, LinkOutcome.LOST)
    target = BARE.id
    yield LedgerRow(path, 5, 7, LinkRegion.BODY, "b", "/b", None, LinkKind.ARTICLE, None, target, LinkOutcome.INSIDE)
    yield LedgerRow(path, 9, 1, LinkRegion.BODY, "c", "#", None, LinkKind.LOST, None, None, LinkOutcome.LOST)


def published(folder: Path, whole: bool) -> Path:
    """The data files of two articles, as single files or split by period."""
    rows = link_ledger.LedgerFile(tuple(map(astuple, ledger_rows())))
    links = ["data/links.csv", "data/links.jsonl"] if whole else ["data/links/2024-08.csv"]
    files = {path: link_ledger.render_ledger_file(path, rows) for path in links}
    years = {None: lines()} if whole else {"2024": lines()[:1], "": lines()[1:]}
    parts = {
        data_permalink("articles", year, form): lines for year, lines in years.items() for form in tables.DATA_FORMATS
    }
    files |= {path: render_articles_file(path, lines) for path, lines in parts.items()}
    files[DATA_PACKAGE] = render_data_package(Site(), sorted(parts), links)
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


@pytest.fixture(params=[True, False], ids=["whole", "in parts"])
def archive(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return published(tmp_path, request.param)


def program(name: str) -> str:
    """Path of a tool beside this Python; skips if it is not installed."""
    tool = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    return tool or pytest.skip(f"{name} is not installed; `make test-data` installs what the examples need")


def run(command: list[str], folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


def test_pandas(archive: Path) -> None:
    pytest.importorskip("pandas", reason="`make test-data` installs what the examples need")
    code = examples()["pandas"].code
    code += (
        "print(worst[['path', 'lost']].to_json(orient='records'))\nprint(articles[['date', 'captured_at']].to_json())"
    )
    *_, worst, dates = run([sys.executable, "-W", "error", "-c", code], archive).splitlines()
    assert json.loads(worst) == [{"path": "dumps/ferry.txt", "lost": 2}]
    assert json.loads(dates) == {
        "date": {"0": "2024-08", "1": None},
        "captured_at": {"0": "2024-09-01", "1": None},
    }


def test_duckdb(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    duckdb = pytest.importorskip("duckdb", reason="`make test-data` installs what the examples need")
    query = examples()["DuckDB"].code
    if not (archive / "data" / "articles.csv").exists():
        query = query.replace("articles.csv", "articles/*.csv").replace("links.csv", "links/*.csv")
    monkeypatch.chdir(archive)
    rows = duckdb.connect().execute(query).fetchall()
    assert rows == [("The Fictional Herald", "article", 1), ("The Fictional Herald", "lost", 2)]


def test_sqlite_utils(archive: Path) -> None:
    import sqlite3

    folder = Path(program("sqlite-utils")).parent
    run(["sh", "-euc", f'PATH="{folder}:$PATH"\n{examples()["Datasette, with sqlite-utils"].code}'], archive)
    with sqlite3.connect(archive / "archive.db") as db:
        query = "SELECT title, count(*) FROM articles JOIN links ON path = article GROUP BY 1"
        assert db.execute(query).fetchall() == [(FERRY.title, 3)]
        rows = db.execute("SELECT count(*) FROM articles_fts WHERE articles_fts MATCH 'ferry'").fetchall()
    db.close()
    assert rows == [(1,)]


def test_frictionless(archive: Path) -> None:
    command = examples()["Checking"].code.split()
    run([program(command[0]), *command[1:]], archive)


@pytest.mark.parametrize(
    ("path", "change"),
    [
        pytest.param(
            "links.csv", lambda text: text.replace("dumps/ferry.txt", "foreign.txt", 1), id="a foreign article"
        ),
        pytest.param("articles.csv", lambda text: text.replace(",2218,", ",many,"), id="no number"),
        pytest.param("articles.csv", lambda text: text.replace(",2024-08,", ",soon,"), id="no date"),
        pytest.param("links.csv", lambda text: text.replace(",lost,", ",gone,", 1), id="no such kind"),
    ],
)
def test_frictionless_rejects_invalid_values(path: str, change: Callable[[str], str], tmp_path: Path) -> None:
    tool = program("frictionless")
    file = published(tmp_path, True) / "data" / path
    changed = change(file.read_text("utf-8"))
    assert changed != file.read_text("utf-8")
    file.write_text(changed, "utf-8")
    done = subprocess.run([tool, "validate", "data/datapackage.json"], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 1


def test_every_example_of_the_guide_is_run() -> None:
    assert {heading: example.language for heading, example in examples().items()} == {
        "pandas": "python",
        "DuckDB": "sql",
        "Datasette, with sqlite-utils": "sh",
        "Checking": "sh",
    }

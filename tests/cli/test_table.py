"""The commands `table export` and `table apply`."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kursk_archive.cli.main import main
from kursk_archive.loader.draft import FIELD_TYPES
from kursk_archive.loader.load_capture import load_articles

FLOOD = (
    "---\ntitle: A Flood in Examplia\ndate: 2024-08-15\nauthor: [Ann Writer, 'Roe, Jr., Bob']\ntags: [water]\n"
    "publisher: The Fictional Herald\n---\nThe mayor [said](#) so.\n"
)
SIDECAR = (
    "# mine\ntags:  # those of the desk\n  - floods  # plural\n  - rivers\n\nheadline: 'A Flood'   # shorter\n"
    "description: >\n  Folded\n  text.\n"
)
FAIR = "# Ярмарок у Прикладії\n\n8 вересня 2024\n\nМер сказав так.\n"
TWO = (
    '[{"title": "One", "url": "https://herald.example/1", "content": "<p>First text of it.</p>", "date": "2024-08-01"},'
    '{"title": "Two", "url": "https://herald.example/2", "content": "<p>Second text of it.</p>", "date": "2024-08-02"}]'
)


@pytest.fixture
def content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    content = tmp_path / "content"
    content.mkdir()
    (content / "flood.md").write_text(FLOOD)
    (content / "flood.yaml").write_text(SIDECAR)
    (content / "fair.txt").write_text(FAIR)
    return content


Rows = dict[str, dict[str, str]]


def export(name: str = "articles.csv") -> Rows:
    assert main(["table", "export", name]) == 0
    text = Path(name).read_bytes().decode("utf-8-sig")
    return {row["article"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}


def save(rows: Rows, delimiter: str = ",", encoding: str = "utf-8-sig", head: str = "") -> None:
    file = io.StringIO(newline="")
    file.write(head)
    writer = csv.DictWriter(file, next(iter(rows.values())).keys(), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows.values())
    Path("articles.csv").write_bytes(file.getvalue().encode(encoding, "replace"))


def apply(*options: str) -> int:
    return main(["table", "apply", "articles.csv", *options])


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_table_has_a_row_for_each_article_with_every_field(content: Path) -> None:
    (content / "two.json").write_text(TWO)
    rows = export()
    assert len(rows) == 4
    assert [*rows["flood.md"]] == ["article", "digest", *FIELD_TYPES]
    flood = rows["flood.md"]
    assert (flood["title"], flood["date"], flood["topics"]) == ("A Flood", "2024-08-15", "floods; rivers")
    assert flood["description"] == "Folded text."
    assert rows["fair.txt"]["language"] == "uk"


def test_what_is_not_changed_is_not_written(content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (content / "two.json").write_text(TWO)
    before = files(content)
    export()
    assert apply() == 0
    assert files(content) == before
    assert "0 changed cells; 0 sidecars written" in capsys.readouterr().err


def test_a_changed_cell_is_written_and_the_rest_stays(content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = export()
    rows["flood.md"] |= {"topics": "floods; dams", "title": "A Big Flood", "places": "Examplia"}
    save(rows)
    before = files(content)
    assert apply("--dry-run") == 0
    assert files(content) == before
    assert "  title: `A Flood` -> `A Big Flood`" in capsys.readouterr().out
    assert apply() == 0
    assert (content / "flood.yaml").read_text() == SIDECAR.replace("  - rivers", "  - dams").replace(
        "'A Flood'  ", "A Big Flood  "
    ) + "places:\n- Examplia\n"
    assert apply() == 0
    assert "0 changed cells" in capsys.readouterr().err


def test_a_sidecar_is_made_for_an_article_without_one(content: Path) -> None:
    rows = export()
    rows["fair.txt"] |= {"date": "2024-09-07", "authors": "Одна Людина; Інша Людина"}
    save(rows)
    assert apply() == 0
    assert (content / "fair.yaml").read_text() == "date: 2024-09-07\nauthors:\n- Одна Людина\n- Інша Людина\n"


def test_an_article_of_several_has_its_own_entry(content: Path) -> None:
    (content / "two.json").write_text(TWO)
    rows = export()
    id_ = next(name for name, row in rows.items() if row["title"] == "Two")
    rows[id_]["title"] = "Second"
    save(rows)
    assert apply() == 0
    assert [article.title for article in load_articles(content / "two.json")] == ["One", "Second"]


@pytest.mark.parametrize("field", ["date", "authors", "topics", "publisher", "description"])
def test_an_emptied_cell_takes_a_value_back(content: Path, field: str) -> None:
    rows = export()
    rows["flood.md"][field] = ""
    save(rows)
    assert apply() == 0
    (article,) = load_articles(content / "flood.md", content)
    assert not getattr(article, field)
    assert article.provenance[field].value == "removed"
    assert export()["flood.md"][field] == ""


@pytest.mark.parametrize("field", ["title", "language"])
def test_a_value_that_each_article_has_is_not_taken_back(
    content: Path, field: str, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = export()
    rows["fair.txt"][field] = ""
    save(rows)
    before = files(content)
    assert apply() == 1
    assert "[article-table]" in capsys.readouterr().err
    assert files(content) == before


@pytest.mark.parametrize(
    "cell",
    ["15.08.2024", "8/15/24", "8/15/2024", "15/08/2024", "45519", "45519.0", "2024-08-15 00:00", "2024-08-15 00:00:00",
     "'2024-08-15", "15-Aug-24", "2024/8/15", "8/15/2024 12:00:00 AM"],
)  # fmt: skip
def test_a_date_that_a_spreadsheet_shows_in_its_way_is_not_changed(content: Path, cell: str) -> None:
    rows = export()
    rows["flood.md"]["date"] = cell
    save(rows)
    before = files(content)
    assert apply() == 0
    assert files(content) == before


@pytest.mark.parametrize(
    ("cell", "date"),
    [("16.08.2024", "2024-08-16"), ("8/16/24", "2024-08-16"), ("45520", "2024-08-16"), ("2024", "2024"),
     ("2024-08-16 00:00", "2024-08-16"), ("2024-08-16 14:30:00", "2024-08-16T14:30"), ("45520.5", "2024-08-16T12:00"),
     ("8/16/2024 2:30 PM", "2024-08-16T14:30"), ("2024-08", "2024-08"), ("16 August 2024", "2024-08-16")],
)  # fmt: skip
def test_a_changed_date_is_read_in_any_notation(content: Path, cell: str, date: str) -> None:
    rows = export()
    rows["flood.md"]["date"] = cell
    save(rows)
    assert apply() == 0
    assert load_articles(content / "flood.md", content)[0].date == date


@pytest.mark.parametrize(
    ("shown", "date"), [("08/15/2024", "2024-03-04"), ("15/08/2024", "2024-04-03"), ("2024-08-15", None)]
)
def test_other_dates_of_the_table_say_which_number_is_the_month(
    content: Path, shown: str, date: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = export()
    rows["flood.md"]["date"] = shown
    rows["fair.txt"]["date"] = "03/04/2024"
    save(rows)
    assert apply() == (0 if date else 1)
    assert load_articles(content / "fair.txt", content)[0].date == (date or "2024-09-08")
    assert ("could be 2024-04-03 or 2024-03-04" in capsys.readouterr().err) == (date is None)


@pytest.mark.parametrize(
    ("delimiter", "encoding", "head"),
    [(";", "cp1251", ""), ("\t", "utf-16", ""), (";", "utf-8", "sep=;\r\n"), (",", "utf-16-le", "\ufeff"),
     (";", "cp1251", "sep=;\r\n")],
)  # fmt: skip
def test_a_table_is_read_in_the_dialects_of_spreadsheets(
    content: Path, delimiter: str, encoding: str, head: str
) -> None:
    (content / "far.txt").write_text("# A Café in Qırım\n\n1 August 2024\n\nNot in that code page.\n")
    rows = export()
    rows["fair.txt"]["title"] = "Великий ярмарок"
    save(rows, delimiter, encoding, head)
    before = files(content)
    assert apply() == 0
    assert {*files(content).items()} - {*before.items()} == {("fair.yaml", "title: Великий ярмарок\n".encode())}


@pytest.mark.parametrize("text", ["=1+1", "+1", "-x", "@SUM(A1)", "'=1+1", "''=x", "'tis", "＝1"])
def test_a_formula_does_not_run_and_comes_back_unchanged(content: Path, text: str) -> None:
    quoted = text.replace("'", "''")
    (content / "fair.yaml").write_text(f"title: '{quoted}'\ntopics: ['{quoted}', b]\n")
    before = files(content)
    rows = export()
    for field in ("title", "topics"):
        assert rows["fair.txt"][field][0] not in "=+-@＝"
    assert apply() == 0
    assert files(content) == before
    rows["flood.md"]["title"] = rows["fair.txt"]["title"]
    save(rows)
    assert apply() == 0
    assert load_articles(content / "flood.md", content)[0].title == text


def test_a_row_whose_capture_has_changed_is_refused(content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = export()
    rows["flood.md"]["title"] = rows["fair.txt"]["title"] = "Another"
    save(rows)
    (content / "flood.md").write_text(FLOOD + "More.\n")
    before = files(content)
    assert apply() == 1
    assert "`flood.md` has changed since the export" in capsys.readouterr().err
    assert {*files(content).items()} - {*before.items()} == {("fair.yaml", b"title: Another\n")}


def _unknown(rows: Rows) -> None:
    rows["flood.md"]["article"] = "gone.md"


def _twice(rows: Rows) -> None:
    rows["again"] = rows["flood.md"]


def _no_status(rows: Rows) -> None:
    rows["flood.md"]["status"] = "perhaps"


def _no_url(rows: Rows) -> None:
    rows["flood.md"]["source_url"] = "herald.example"


def _no_json(rows: Rows) -> None:
    rows["flood.md"]["topics"] = "[" * 100_000


def _deep_json(rows: Rows) -> None:
    rows["flood.md"]["links"] = f"{'[' * 700}{']' * 700}"


@pytest.mark.parametrize("fault", [_unknown, _twice, _no_status, _no_url, _no_json, _deep_json])
def test_a_wrong_row_is_a_finding_and_the_others_count(
    content: Path, fault: Callable[[Rows], None], capsys: pytest.CaptureFixture[str]
) -> None:
    rows = export()
    fault(rows)
    rows["fair.txt"]["section"] = "Town"
    save(rows)
    assert apply() == 1
    assert "articles.csv:" in (err := capsys.readouterr().err)
    assert "[article-table]" in err
    assert (content / "fair.yaml").read_text() == "section: Town\n"
    assert (content / "flood.yaml").read_text() == SIDECAR


def test_the_table_is_not_written_where_it_would_be_published(content: Path) -> None:
    assert main(["table", "export", "content/articles.csv"]) == 1
    assert main(["table", "export", "build/articles.csv"]) == 1
    assert not (content / "articles.csv").exists()


def test_an_article_that_cannot_be_published_can_be_mended(content: Path) -> None:
    (content / "bad.md").write_text("---\ntitle: [Never\ndate: 2024\n---\n\nThe words below it.\n")
    rows = export()
    rows["bad.md"]["title"] = "Mended"
    save(rows)
    assert apply() == 0
    (article,) = load_articles(content / "bad.md", content)
    assert (article.title, article.body.text) == ("Mended", "The words below it.")


def test_the_first_word_alone_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["table"])
    assert "'table' is the first word of table export and table apply" in capsys.readouterr().err


def test_a_workbook_gives_what_csv_does(content: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    assert main(["table", "export", "articles.xlsx"]) == 0
    before = files(content)
    assert main(["table", "apply", "articles.xlsx"]) == 0
    assert files(content) == before
    book = openpyxl.load_workbook("articles.xlsx")
    sheet = book.active
    columns = [cell.value for cell in sheet[1]]
    row = next(row for row in sheet.iter_rows(min_row=2) if row[0].value == "flood.md")
    from datetime import datetime

    row[columns.index("date")].value = datetime(2024, 8, 16)
    row[columns.index("noindex")].value = True
    book.save("articles.xlsx")
    assert main(["table", "apply", "articles.xlsx"]) == 0
    (article,) = load_articles(content / "flood.md", content)
    assert (article.date, article.noindex) == ("2024-08-16", True)


# For every input

NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)
WORDS = st.text("abc déЖ,;'\"=-@#:[]{}|>&*!%`/0", min_size=1, max_size=12)
TEXTS = st.one_of(WORDS, NAMES)
DATES = st.dates().map(str).filter(lambda date: "1990" < date < "2026")
CELLS = st.fixed_dictionaries(
    {},
    optional={
        "title": TEXTS, "section": TEXTS, "description": TEXTS, "publisher": TEXTS, "date": DATES, "updated": DATES,
        "topics": st.lists(TEXTS, max_size=3).map("; ".join), "authors": st.just(""),
        "noindex": st.sampled_from(["", "TRUE", "false"]), "image_caption": TEXTS,
        "status": st.sampled_from(["published", "withheld"]),
    },
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_random_edits_appear_and_nothing_else_changes(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("table")
    content = folder / "content"
    content.mkdir()
    (content / "flood.md").write_text(FLOOD)
    (content / "flood.yaml").write_text(f"{SIDECAR}language: en\n")
    (content / "fair.txt").write_text(FAIR)
    (content / "fair.yaml").write_text("language: uk  # not to be detected\n")
    os.chdir(folder)
    first = export()
    before = files(content)
    assert apply() == 0
    assert files(content) == before
    edited = data.draw(st.sampled_from(sorted(first)))
    cells = data.draw(CELLS)
    wanted = {name: row | (cells if name == edited else {}) for name, row in first.items()}
    save(wanted)
    status = apply()
    after = export("after.csv")
    others = [name for name in first if name != edited]
    assert [after[name] for name in others] == [first[name] for name in others]
    kept = FIELD_TYPES.keys() - cells.keys()
    assert {name: after[edited][name] for name in kept} == {name: first[edited][name] for name in kept}
    for name in cells.keys() & {"date", "updated", "status", "noindex"} if not status else ():
        assert after[edited][name] == cells[name].lower()
    assert {name: data for name, data in files(content).items() if not name.endswith(".yaml")} == {
        name: data for name, data in before.items() if not name.endswith(".yaml")
    }
    written = files(content)
    save(wanted)
    assert apply() == status
    assert files(content) == written

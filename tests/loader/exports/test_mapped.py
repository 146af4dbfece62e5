"""Exports of scrapers whose columns archive.yaml maps to fields."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kursk_archive import BuildReport, build, read_config
from kursk_archive.config import EXPORT_FIELDS, ExportMapping, FieldSource
from kursk_archive.core.findings import ArchiveError
from kursk_archive.loader.draft import FIELD_TYPES, Draft
from kursk_archive.loader.exports import read_export
from kursk_archive.loader.exports.mapped import values_at


def mapping(items: str = "", key: str = "", **paths: str | FieldSource) -> ExportMapping:
    fields = tuple((name, one if isinstance(one, FieldSource) else FieldSource((one,))) for name, one in paths.items())
    return ExportMapping(items=items, key=key, fields=fields)


def read(data: object, path: str, one: ExportMapping) -> list[Draft]:
    text = data if isinstance(data, str) else json.dumps(data)
    return read_export(text.encode(), path, "csv" if path.endswith("csv") else "json", (one,))


def values(draft: Draft) -> dict[str, object]:
    return {name: field.value for name, field in draft.fields.items()}


RECORD = {
    "h": {"main": "Ferry"},
    "txt": "It sails.",
    "by": [{"name": "Jane Doe"}, {"name": "John Roe"}],
    "when": 1723721412,
    "n": "a-1",
}


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("a", [1]),
        ("b.c", ["x"]),
        ("d[0].e", ["p"]),
        ("d[].e", ["p", "q"]),
        ("f", ["r", "s"]),
        ("g.h", ["exact"]),
        ("d[9].e", []),
        ("b.x", []),
        ("a.b", []),
        ("", []),
    ],
)
def test_a_path_leads_to_values(path: str, found: list[object]) -> None:
    record = {"a": 1, "b": {"c": "x"}, "d": [{"e": "p"}, {"e": "q"}], "f": ["r", "s"], "g": {"h": "no"}, "g.h": "exact"}
    assert [value for value in values_at(record, path) if not isinstance(value, dict)] == found


def test_objects_are_read_as_the_mapping_says() -> None:
    one = mapping(
        "result.hits",
        "n",
        title="h.main",
        body="txt",
        authors="by[].name",
        date="when",
        publisher=FieldSource(constant="Herald"),
    )
    (draft,) = read({"result": {"hits": [RECORD]}}, "a.json", one)
    stated = values(draft)
    assert (stated["title"], stated["authors"], stated["publisher"]) == ("Ferry", ("Jane Doe", "John Roe"), "Herald")
    assert str(stated["date"]).startswith("2024-08-15T11:30:12")
    assert (draft.key, draft.body, draft.findings) == ("a-1", "<p>It sails.</p>", ())


def test_rows_and_lines_are_read_so_too() -> None:
    one = mapping(title="Kop.f", body="Stof", date="Dag")
    (row,) = read("Kop.f,Stof,Dag\nFerry,It sails.,2024-08-15\n", "a.csv", one)
    (line,) = read('{"Kop": {"f": "Ferry"}, "Stof": "It sails.", "Dag": "2024-08-15"}\n', "a.jsonl", one)
    assert values(row)["title"] == values(line)["title"] == "Ferry"
    assert values(row)["date"] == values(line)["date"] == "2024-08-15"


def test_a_path_that_no_record_has_is_a_finding_on_the_file() -> None:
    drafts = read([{"t": "Ferry", "b": "It sails."}], "a.json", mapping(title="t", body="b", date="day.x"))
    (finding,) = [finding for draft in drafts for finding in draft.findings]
    assert (finding.code, str(finding.location)) == ("export-mapping", "a.json:1:1")
    assert "day.x" in finding.message
    missing = read({"x": 1}, "a.json", mapping("no.list", title="t"))
    assert "export-mapping" in {finding.code for draft in missing for finding in draft.findings}


@pytest.mark.parametrize(("kind", "body"), [("html", "<p>a *b*</p>"), ("text", "<p>a *b*</p>"), ("markdown", "a *b*")])
def test_the_format_of_the_text(kind: str, body: str) -> None:
    one = ExportMapping(format=kind, fields=mapping(title="t", body="b").fields)  # type: ignore[arg-type]
    (draft,) = read([{"t": "Ferry", "b": "a *b*"}], "a.json", one)
    assert (draft.body, draft.body_is_html) == (body, kind != "markdown")


def test_a_time_without_an_offset_is_of_the_zone() -> None:
    one = ExportMapping(time_zone="Europe/Kyiv", fields=mapping(title="t", body="b", date="d").fields)
    (draft,) = read([{"t": "Ferry", "b": "x", "d": "2024-08-15 23:30:00"}], "a.json", one)
    assert values(draft)["date"] == "2024-08-15T23:30:00+03:00"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251"])
def test_tables_in_other_encodings(encoding: str) -> None:
    text = "title,text\nПаром вернулся домой,Он снова ходит каждый день.\nПлотина,Её строят за городом.\n"
    data = text.encode(encoding)
    first, second = read_export(data, "a.csv", "csv")
    assert values(first)["title"] == "Паром вернулся домой"
    part = data[second.start : second.start + (second.length or 0)]
    assert part.decode({"utf-16": "utf-16-le"}.get(encoding, encoding)).startswith("Плотина")


def write(content: Path, exports: str) -> None:
    content.mkdir(exist_ok=True)
    (content / "archive.yaml").write_text(f"exports:\n{exports}")
    (content / "a.json").write_text(json.dumps([{"t": "Ferry", "u": "Boat", "b": "It sails."}]))


def run(content: Path, output: Path) -> BuildReport:
    return build(read_config(content, output=output, search=False))


def test_a_changed_mapping_reads_the_export_again(tmp_path: Path) -> None:
    write(tmp_path / "content", "  files: '*.json'\n  key: t\n  fields: {title: t, body: b}\n")
    assert run(tmp_path / "content", tmp_path / "site").articles == 1
    write(tmp_path / "content", "- files: ['x.json']\n  fields: {title: b}\n- key: t\n  fields: {title: u, body: b}\n")
    run(tmp_path / "content", tmp_path / "site")
    assert "Boat" in (tmp_path / "site/index.html").read_text("utf-8")


def test_unknown_names_are_reported_with_a_guess(tmp_path: Path) -> None:
    write(tmp_path / "content", "  itms: a\n  fields:\n    titel: t\n    body: b\n")
    found = read_config(tmp_path / "content").findings
    assert sorted(f"{finding.code} {finding.location.line} {finding.message}" for finding in found) == [
        "config-unknown 2 unknown key of `exports` `itms`; did you mean items?",
        "config-unknown 4 unknown field `titel`; did you mean title?",
    ]


@pytest.mark.parametrize(
    "exports",
    ["  format: pdf\n", "  time_zone: Mars/Base\n", "  fields: [a]\n", "  fields: {title: {x: y}}\n", "  - text\n"],
)
def test_a_wrong_mapping_stops_the_build(exports: str, tmp_path: Path) -> None:
    write(tmp_path / "content", exports)
    with pytest.raises(ArchiveError):
        read_config(tmp_path / "content")


def test_a_mapping_may_state_fields_that_exist() -> None:
    assert set(EXPORT_FIELDS) <= {"body", *FIELD_TYPES}

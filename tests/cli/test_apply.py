"""The command `links apply`."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from kursk_archive.cli.main import main

FERRY = (
    "# A Ferry\n\nAugust 15, 2024\n\nIt sailed, he [said](#) and she [said](#), to [Examplia](https://map.example/).\n\n"
    "Original url:\n\n<https://herald.example/2024/08/15/ferry>\n"
)
SIDECAR = "links:\n- text: said\n  occurrence: 2\n  href: https://post.example/2\n  by: J. Roe\n"


@pytest.fixture
def rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> list[dict[str, str]]:
    """The ledger of an archive, as `links --format csv` prints it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "content").mkdir()
    (tmp_path / "content/ferry.txt").write_text(FERRY)
    assert main(["links", "--format", "csv"]) == 0
    return list(csv.DictReader(io.StringIO(capsys.readouterr().out)))


def apply(rows: list[dict[str, str]], *arguments: str, delimiter: str = ",", encoding: str = "utf-8") -> int:
    table = io.StringIO(newline="")
    writer = csv.DictWriter(table, rows[0].keys(), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    Path("lost.csv").write_bytes(table.getvalue().encode(encoding))
    return main(["links", "apply", "lost.csv", "--by", "J. Roe", *arguments])


@pytest.mark.parametrize(
    ("delimiter", "encoding"), [(",", "utf-8"), (";", "utf-8-sig"), ("\t", "utf-16"), (";", "cp1251")]
)
def test_filled_in_addresses_are_written_once(rows: list[dict[str, str]], delimiter: str, encoding: str) -> None:
    rows[1]["href"] = "https://post.example/2"
    assert apply(rows, "--dry-run", delimiter=delimiter, encoding=encoding) == 0
    assert not Path("content/ferry.yaml").exists()
    for _ in range(2):
        assert apply(rows, delimiter=delimiter, encoding=encoding) == 0
        assert Path("content/ferry.yaml").read_text() == SIDECAR


@pytest.mark.parametrize(
    ("row", "changes", "message"),
    [
        (0, {"href": "post.example"}, "not an http(s) address"),
        (0, {"href": "https://post.example/1", "line": "7"}, "has no such link"),
        (0, {"href": "https://post.example/1", "article": "boat.txt"}, "has no such link"),
        (2, {"href": "https://post.example/1"}, "is not lost"),
    ],
)
def test_a_row_that_cannot_be_applied_is_left_and_the_others_are_not(
    rows: list[dict[str, str]], capsys: pytest.CaptureFixture[str], row: int, changes: dict[str, str], message: str
) -> None:
    rows[1]["href"] = "https://post.example/2"
    rows[row] |= changes
    assert apply(rows) == 1
    error = capsys.readouterr().err
    assert f"lost.csv:{row + 2}: error: " in error
    assert message in error
    assert Path("content/ferry.yaml").read_text() == SIDECAR


def test_what_an_archivist_wrote_is_not_overridden(
    rows: list[dict[str, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    Path("content/ferry.yaml").write_text(SIDECAR)
    rows[1]["href"] = "https://post.example/other"
    assert apply(rows) == 1
    assert "is repaired in the sidecar already" in capsys.readouterr().err
    assert Path("content/ferry.yaml").read_text() == SIDECAR


@pytest.mark.parametrize("data", [b"", b"a,b\n1,2\n", b"PK\x03\x04broken", b"\xff\xfe\x00"])
def test_a_file_that_is_no_such_table_is_one_error(
    rows: list[dict[str, str]], capsys: pytest.CaptureFixture[str], data: bytes
) -> None:
    assert rows
    Path("lost.csv").write_bytes(data)
    assert main(["links", "apply", "lost.csv"]) == 1
    assert "[link-table]" in capsys.readouterr().err


def test_a_link_is_found_although_a_spreadsheet_changed_its_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "content").mkdir()
    text = "# Пором\n\nAugust 15, 2024\n\nМер [сказав у Qırım](#) й [=1](#) там.\n"
    (tmp_path / "content/ferry.txt").write_text(text)
    assert main(["links", "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    rows[0] |= {"href": "https://post.example/1", "line": "5.0", "text": "сказав у Q?r?m"}
    rows[1] |= {"href": "'https://post.example/2", "text": "'=1"}
    assert apply(rows, delimiter=";", encoding="cp1251") == 0
    assert (tmp_path / "content/ferry.yaml").read_text().count("href: https://post.example/") == 2

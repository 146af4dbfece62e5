"""CSV that no spreadsheet runs."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive import build, read_config
from kursk_archive.cli.main import main
from kursk_archive.renderer.data.formats import write_csv

STARTS = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"
FORMULA = "=HYPERLINK(1)"


@given(st.text(st.sampled_from([*STARTS, *"ab'\", "]), max_size=5))
def test_a_cell_begins_with_no_sign_of_a_formula(text: str) -> None:
    (head, cell) = csv.reader(io.StringIO("".join(write_csv([{"a": text}], ["a"], spreadsheet_safe=True)), newline=""))
    assert head == ["a"]
    written = cell[0] if cell else ""
    assert not written.lstrip(" ").startswith(tuple(STARTS))
    assert written in (text, f"'{text}")


def test_cells_are_the_record_unless_the_archive_asks() -> None:
    assert list(write_csv([{"a": "=1", "b": -1}], ["a", "b"])) == ["a,b\n", "=1,-1\n"]
    assert list(write_csv([{"a": "=1", "b": -1}], ["a", "b"], spreadsheet_safe=True)) == ["a,b\n", "'=1,-1\n"]


@pytest.mark.parametrize("safe", [False, True])
def test_data_files_and_commands_follow_the_setting(
    tmp_path: Path, safe: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content/a.md").write_text(
        f"---\ntitle: '{FORMULA}'\n---\n\n[{FORMULA}](https://herald.example/a) was said.\n"
    )
    build(read_config(tmp_path / "content", output=tmp_path / "build", search=False))
    (tmp_path / "content/archive.yaml").write_text(f"csv_safe: {str(safe).lower()}\n")
    build(read_config(tmp_path / "content", output=tmp_path / "build", search=False))
    main(["links", "-c", str(tmp_path / "content"), "--format", "csv"])
    printed = capsys.readouterr().out
    for text in (printed, *(path.read_text() for path in (tmp_path / "build/data").glob("*.csv"))):
        cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row if FORMULA in cell]
        assert cells
        assert set(cells) == {f"'{FORMULA}" if safe else FORMULA}

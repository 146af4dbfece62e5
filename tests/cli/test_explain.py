"""The command `explain`."""

from __future__ import annotations

import subprocess
import sys

import pytest

from kursk_archive.cli.main import main
from kursk_archive.core.findings import DIAGNOSTICS
from kursk_archive.core.meanings import finding_meanings


def explain(capsys: pytest.CaptureFixture[str], *codes: str) -> tuple[int, str, str]:
    status = main(("explain", *codes))
    return status, *capsys.readouterr()


@pytest.mark.parametrize("written", ["date-ambiguous", "[date-ambiguous]", "DATE-AMBIGUOUS"])
def test_a_code_is_explained_in_sentences(written: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = explain(capsys, written)
    assert (status, err) == (0, "")
    assert out.startswith("date-ambiguous (warning)\n  The date can be read in two ways")
    assert max(map(len, out.splitlines())) <= 100


def test_several_codes_are_explained_with_a_blank_line_between_them(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = explain(capsys, "copy", "empty")
    assert status == 0
    assert [block.partition(" ")[0] for block in out.split("\n\n")] == ["copy", "empty"]


@pytest.mark.parametrize(("written", "meant"), [("date-ambigous", "date-ambiguous"), ("colision", "collision")])
def test_a_misspelt_code_is_wrong_usage(written: str, meant: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        explain(capsys, "empty", written)
    assert f"unknown finding code '{written}'; did you mean {meant}?" in capsys.readouterr().err


def test_an_unknown_code_leads_to_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        explain(capsys, "zzz")
    assert "`kursk-archive explain` lists all of them" in capsys.readouterr().err


def test_without_a_code_all_are_listed_by_group(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = explain(capsys)
    assert status == 0
    groups = [line.removesuffix(":") for line in out.splitlines() if line.endswith(":") and not line.startswith(" ")]
    assert groups == list(finding_meanings())
    listed = [line.split()[0] for line in out.splitlines() if line[:2] == "  " and line[2] != " "]
    assert sorted(listed) == sorted(DIAGNOSTICS)


def test_lines_fit_a_narrow_terminal() -> None:
    done = subprocess.run(
        (sys.executable, "-m", "kursk_archive", "explain", "withheld-with"),
        env={"COLUMNS": "50", "PATH": ""}, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert max(map(len, done.stdout.splitlines())) <= 50

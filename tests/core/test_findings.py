"""Places, findings, and the one exception."""

from __future__ import annotations

import pickle
import re
from pathlib import Path

import pytest

from kursk_archive.core.findings import DIAGNOSTICS, ArchiveError, Diagnostic, Finding, Location, Severity, make_finding

SOURCE = Path(__file__).resolve().parents[2] / "src/kursk_archive"


@pytest.mark.parametrize(
    ("location", "expected"),
    [(Location("a/b.txt"), "a/b.txt"), (Location("a.txt", 3), "a.txt:3"), (Location("a.txt", 3, 7), "a.txt:3:7")],
)
def test_a_location_prints_as_path_line_column(location: Location, expected: str) -> None:
    assert str(location) == expected


def test_a_finding_prints_on_one_line() -> None:
    finding = Finding(Severity.WARNING, "slug", Location("a.txt", 3, 7), "this is odd", "mend it")
    assert str(finding) == "a.txt:3:7: warning: this is odd; mend it [slug]"


def test_a_finding_has_the_severity_and_the_hint_of_its_code() -> None:
    finding = make_finding("empty", Location("a.txt"), "nothing is here")
    assert Diagnostic(finding.severity, finding.hint) == DIAGNOSTICS["empty"]
    with pytest.raises(KeyError):
        make_finding("no-such-code", Location("a.txt"), "x")


def test_an_exception_carries_its_findings_through_a_process_pool() -> None:
    error = ArchiveError(make_finding("empty", Location("a.txt"), "x"), make_finding("slug", Location("b.txt"), "y"))
    copy = pickle.loads(pickle.dumps(error))
    assert (type(copy), copy.findings, str(copy)) == (ArchiveError, error.findings, str(error))
    assert len(str(error).splitlines()) == 2


@pytest.mark.parametrize("code", DIAGNOSTICS)
def test_a_hint_is_an_imperative_without_a_full_stop(code: str) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", code)
    hint = DIAGNOSTICS[code].hint
    assert hint[0].islower()
    assert not hint.endswith((".", "!"))
    assert "\n" not in hint


def test_every_code_is_used_somewhere() -> None:
    source = "\n".join(path.read_text("utf-8") for path in SOURCE.rglob("*.py") if path.name != "findings.py")
    made = {"date-ambiguous", "date-impossible", "date-unknown"}  # f"date-{problem}"
    assert [code for code in DIAGNOSTICS if code not in made and f'"{code}"' not in source] == []

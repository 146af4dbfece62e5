"""Small sites of each generator, and what an import makes of them; each then builds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from kursk_archive.config import read_config
from kursk_archive.core.findings import Finding
from kursk_archive.importers import Imported, ImportEvent, Skipped, import_paths
from kursk_archive.importers.model import FROM_CAPTURE
from kursk_archive.importers.report import event_line
from kursk_archive.pipeline.build import build

EXAMPLES = Path(__file__).parents[1] / "examples" / "import"
CASES = sorted(path.name for path in EXAMPLES.iterdir())


def expected(case: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((EXAMPLES / case / "expected.yaml").read_text())
    return found


def imported(case: str, content: Path, **options: Any) -> list[ImportEvent]:
    content.mkdir(exist_ok=True)
    return list(import_paths([EXAMPLES / case / "site"], content, **options))


def described(one: Imported, content: Path) -> dict[str, Any]:
    """As expected.yaml has it."""
    sidecar = next(name for name in one.written if name.endswith(".yaml"))
    told = {
        "from": one.origin,
        "written": sorted(one.written),
        "capture": sorted(name for name, known in one.fields.items() if known.source == FROM_CAPTURE),
        "sidecar": yaml.safe_load((content / sidecar).read_text()),
    }
    return told | ({"left": dict(one.ignored)} if one.ignored else {})


@pytest.mark.parametrize("case", CASES)
def test_what_is_understood_and_what_is_left(case: str, tmp_path: Path) -> None:
    events = imported(case, tmp_path)
    said = expected(case)
    assert [one for one in events if isinstance(one, Finding)] == []
    assert {one.path: described(one, tmp_path) for one in events if isinstance(one, Imported)} == said["imported"]
    assert {one.origin: one.reason for one in events if isinstance(one, Skipped)} == said["left"]
    assert {one.generator for one in events if not isinstance(one, Finding)} == {case}


@pytest.mark.parametrize("case", CASES)
def test_bytes_are_copied_as_they_are(case: str, tmp_path: Path) -> None:
    for one in imported(case, tmp_path):
        if isinstance(one, Imported):
            source = EXAMPLES / case / one.origin
            assert (tmp_path / one.path).read_bytes() == source.read_bytes()


@pytest.mark.parametrize("case", CASES)
def test_fields_are_those_of_capture_and_sidecar(case: str, tmp_path: Path) -> None:
    for one in imported(case, tmp_path):
        if isinstance(one, Imported):
            outside = {name: known.value for name, known in one.fields.items() if known.source != FROM_CAPTURE}
            sidecar: Mapping[str, Any] = expected(case)["imported"][one.path]["sidecar"]
            assert outside == {name: value for name, value in sidecar.items() if name != "imported_from"}


@pytest.mark.parametrize("case", CASES)
def test_an_imported_folder_builds(case: str, tmp_path: Path) -> None:
    imported(case, tmp_path / "content")
    report = build(read_config(tmp_path / "content", output=tmp_path / "build", search=False))
    withheld = case == "plain"
    assert report.articles == len(expected(case)["imported"]) - withheld
    assert sorted({one.code for one in report.findings if one.severity != "info"}) == expected(case).get("build", [])
    assert [one for one in report.findings if one.code == "field-unknown"] == []


@pytest.mark.parametrize("case", CASES)
def test_again_changes_nothing(case: str, tmp_path: Path) -> None:
    first = imported(case, tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()}
    again = imported(case, tmp_path)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()} == before
    assert again == [replace(one, written=()) if isinstance(one, Imported) else one for one in first]


@pytest.mark.parametrize("case", CASES)
def test_a_dry_run_tells_the_same_and_writes_nothing(case: str, tmp_path: Path) -> None:
    dry = imported(case, tmp_path / "dry", dry_run=True)
    assert list((tmp_path / "dry").iterdir()) == []
    assert dry == imported(case, tmp_path / "wet")


@pytest.mark.parametrize("case", CASES)
def test_what_is_told_is_json(case: str, tmp_path: Path) -> None:
    for event in imported(case, tmp_path):
        if not isinstance(event, Finding):
            line = event_line(event)
            assert json.loads(json.dumps(line)) == line


@pytest.mark.parametrize("case", CASES)
def test_all_goes_into_a_folder(case: str, tmp_path: Path) -> None:
    paths = [one.path for one in imported(case, tmp_path, into="a/b") if isinstance(one, Imported)]
    assert sorted(paths) == sorted(f"a/b/{path}" for path in expected(case)["imported"])
    assert [path.name for path in tmp_path.iterdir()] == ["a"]

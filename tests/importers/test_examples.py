"""Imports of a small example site of each generator; each imported folder then builds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from msgspec.structs import replace

from kursk_archive.cli.import_report import import_event_json
from kursk_archive.config import read_config
from kursk_archive.core.findings import Finding
from kursk_archive.importers import (
    Expected,
    Imported,
    ImportEvent,
    ImportOptions,
    SkipKind,
    Skipped,
    import_paths,
)
from kursk_archive.importers.model import FROM_CAPTURE
from kursk_archive.loader.load_capture import load_article
from kursk_archive.pipeline.build import build

EXAMPLES = Path(__file__).parents[1] / "examples" / "import"
MARK = "HELDBACK"
"""In every example that its generator would not publish."""
_READ_BY_ANYONE = frozenset({".html", ".txt", ".json", ".jsonl", ".csv", ".xml", ".atom", ".bib", ".ris"})
ROOT_IMAGES = {
    "mayor.gif": "static/mayor.gif",
    "img/mayor.gif": "static/img/mayor.gif",
    "assets/river.gif": "assets/river.gif",
}
"""Images whose addresses begin with a slash → their files in the site."""
CASES = sorted(path.name for path in EXAMPLES.iterdir())


def expected(case: str) -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load((EXAMPLES / case / "expected.yaml").read_text())
    return document


def run_import(case: str, content: Path, **options: Any) -> list[ImportEvent]:
    content.mkdir(exist_ok=True)
    return list(import_paths([EXAMPLES / case / "site"], content, ImportOptions(**options)))


def describe(event: Imported, content: Path) -> dict[str, Any]:
    """Describe an import in the form of expected.yaml."""
    sidecar = next(name for name in event.written if name.endswith(".yaml"))
    description = {
        "from": event.origin,
        "written": sorted(event.written),
        "capture": sorted(name for name, field in event.fields.items() if field.source == FROM_CAPTURE),
        "sidecar": yaml.safe_load((content / sidecar).read_text()),
    }
    return description | ({"left": dict(event.ignored)} if event.ignored else {})


@pytest.mark.parametrize("case", CASES)
def test_import_finds_the_expected_metadata_and_skips_the_rest(case: str, tmp_path: Path) -> None:
    events = run_import(case, tmp_path)
    wanted = expected(case)
    assert [event for event in events if isinstance(event, Finding)] == []
    imported = [event for event in events if isinstance(event, Imported)]
    skipped = [event for event in events if isinstance(event, Skipped)]
    assert {event.path: describe(event, tmp_path) for event in imported} == wanted["imported"]
    for kind, name in ((SkipKind.HELD_BACK, "held back"), (SkipKind.ARTICLE, "left"), (SkipKind.FILE, "files")):
        reasons = {event.origin: event.reason for event in skipped if event.kind is kind}
        assert reasons == wanted.get(name, {})
    assert sorted({event.code for event in events if isinstance(event, Expected)}) == wanted["expected"]
    assert {event.generator for event in events if isinstance(event, Imported | Skipped)} == {case}


@pytest.mark.parametrize("case", CASES)
def test_captures_are_copied_byte_for_byte(case: str, tmp_path: Path) -> None:
    for event in run_import(case, tmp_path):
        if isinstance(event, Imported):
            source = EXAMPLES / case / event.origin
            assert (tmp_path / event.path).read_bytes() == source.read_bytes()


@pytest.mark.parametrize("case", CASES)
def test_fields_from_outside_the_capture_are_in_the_sidecar(case: str, tmp_path: Path) -> None:
    for event in run_import(case, tmp_path):
        if isinstance(event, Imported):
            outside = {name: field.value for name, field in event.fields.items() if field.source != FROM_CAPTURE}
            sidecar: Mapping[str, Any] = expected(case)["imported"][event.path]["sidecar"]
            assert outside == {name: value for name, value in sidecar.items() if name != "imported_from"}


@pytest.mark.parametrize("withheld", [False, True], ids=["published", "withheld"])
@pytest.mark.parametrize("case", CASES)
def test_what_a_generator_holds_back_is_on_no_page(case: str, withheld: bool, tmp_path: Path) -> None:
    run_import(case, tmp_path / "content", withheld=withheld)
    report = build(read_config(tmp_path / "content", output=tmp_path / "build", search=False))
    published = [path for path in (tmp_path / "build").rglob("*") if path.is_file() and path.suffix in _READ_BY_ANYONE]
    assert not [path for path in published if MARK in path.read_text(errors="replace")]
    assert report.articles == 0 or not withheld


@pytest.mark.parametrize("case", CASES)
def test_a_review_queue_has_everything_withheld(case: str, tmp_path: Path) -> None:
    events = run_import(case, tmp_path, withheld=True)
    imported = [event for event in events if isinstance(event, Imported)]
    assert {event.fields["status"].value for event in imported} == {"withheld"}
    held_back = {event.origin: event.held_back for event in imported if event.held_back}
    assert held_back == expected(case).get("held back", {})
    assert not [event for event in events if isinstance(event, Skipped) and event.kind is SkipKind.HELD_BACK]
    for event in imported:
        assert load_article(tmp_path / event.path, tmp_path).withheld


@pytest.mark.parametrize("case", CASES)
def test_an_imported_folder_builds(case: str, tmp_path: Path) -> None:
    run_import(case, tmp_path / "content")
    report = build(read_config(tmp_path / "content", output=tmp_path / "build", search=False))
    withheld = case == "plain"
    assert report.articles == len(expected(case)["imported"]) - withheld
    codes = {finding.code for finding in report.findings if finding.severity != "info"}
    assert sorted(codes) == expected(case).get("build", [])
    assert "field-unknown" not in {finding.code for finding in report.findings}


@pytest.mark.parametrize("case", CASES)
def test_importing_again_changes_nothing(case: str, tmp_path: Path) -> None:
    first = run_import(case, tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()}
    again = run_import(case, tmp_path)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()} == before
    assert again == [replace(event, written=()) if isinstance(event, Imported) else event for event in first]


@pytest.mark.parametrize("case", CASES)
def test_a_dry_run_reports_the_same_events_and_writes_nothing(case: str, tmp_path: Path) -> None:
    dry = run_import(case, tmp_path / "dry", dry_run=True)
    assert list((tmp_path / "dry").iterdir()) == []
    assert dry == run_import(case, tmp_path / "wet")


@pytest.mark.parametrize("case", CASES)
def test_events_are_json(case: str, tmp_path: Path) -> None:
    for event in run_import(case, tmp_path):
        if not isinstance(event, Finding):  # findings have a form of their own
            line = import_event_json(event)
            assert json.loads(json.dumps(line)) == line


@pytest.mark.parametrize("case", CASES)
def test_captures_go_into_the_subfolder_and_images_where_addresses_lead(case: str, tmp_path: Path) -> None:
    events = [event for event in run_import(case, tmp_path, subfolder="a/b") if isinstance(event, Imported)]
    assert sorted(event.path for event in events) == sorted(f"a/b/{path}" for path in expected(case)["imported"])
    outside = {name for event in events for name in event.written if not name.startswith("a/b/")}
    assert outside == {name for name in ROOT_IMAGES if (EXAMPLES / case / "site" / ROOT_IMAGES[name]).is_file()}

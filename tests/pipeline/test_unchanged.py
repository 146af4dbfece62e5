"""A build that finds nothing to do leaves the output folder alone, its catalogue included."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kursk_archive import build, read_config
from kursk_archive.core.events import Event, Progress
from kursk_archive.pipeline import run


def test_an_unchanged_build_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content/ferry.txt").write_text("# Ferry to Examplia\n\n15 August 2024\n\nThe ferry sails again.\n")
    config = read_config(tmp_path / "content", output=tmp_path / "site", search=False)
    build(config)
    build(config)
    before = modification_times(tmp_path / "site")
    build(config)
    assert modification_times(tmp_path / "site") == before
    assert "catalogue.sqlite" in {path.name for path in before}


def test_captures_are_read_again_with_another_language_detector(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content/ferry.txt").write_text("# Ferry to Examplia\n\n15 August 2024\n\nThe ferry sails again.\n")
    config = read_config(tmp_path / "content", output=tmp_path / "site", search=False)
    read: list[int] = []

    def count(event: Event) -> None:
        if isinstance(event, Progress) and event.stage == "reading":
            read.append(event.done)

    for detectors in (("py3langid",), ("py3langid",), ()):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(run, "installed_detectors", lambda detectors=detectors: detectors)
            build(config, on_event=count)
    assert read == [1, 1]


def test_an_unchanged_build_imports_neither_parsers_nor_templates(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content/ferry.txt").write_text("# Ferry to Examplia\n\n15 August 2024\n\nThe ferry sails again.\n")
    program = (
        "import sys; from pathlib import Path; from kursk_archive import build, read_config\n"
        "build(read_config(Path('content'), output=Path('site'), search=False))\n"
        "print(*(name for name in ('jinja2', 'yaml', 'markdown_it', 'rapidfuzz', 'kursk_archive.loader.metadata')"
        " if name in sys.modules))"
    )
    first, second = (
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=tmp_path) for _ in range(2)
    )
    assert "jinja2" in first.stdout
    assert (second.stdout.strip(), second.stderr) == ("", "")


def modification_times(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}

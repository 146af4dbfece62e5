"""After a build that was killed at any step, the next one leaves what a clean build leaves: pages, search, lists."""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kursk_archive import build, read_config
from kursk_archive.config import PRIVATE_FOLDER
from kursk_archive.core.events import Event, OutputChanged, Progress
from kursk_archive.site.permalinks import ROOT_MANIFEST

HIDDEN = "quicksilver"
STRIDES = {"edit": 29, "first": 97}
"""Every so many steps one is tried; a run of all takes some minutes."""


def capture(number: int, text: str = "") -> str:
    day = f"{number % 28 + 1} August 202{number % 4}"
    return f"# Notice {number} of Examplia\n\n{day}\n\nIt was so. [Notice 2 of Examplia](#) {text}\n"


def publish(folder: Path, output: str) -> None:
    build(read_config(folder / "content", output=folder / output, jobs=1))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Content of which one capture is withheld, one new and one gone, and the output from before that."""
    content = tmp_path / "content"
    content.mkdir()
    (content / "archive.yaml").write_text("title: Notices\nbase_url: https://archive.example/\n")
    for number in range(40):
        (content / f"{number:02}.txt").write_text(capture(number, f"A spill of {HIDDEN}." if number == 7 else ""))
    publish(tmp_path, "before")
    (content / "07.yaml").write_text("status: withheld\n")
    (content / "11.txt").unlink()
    (content / "40.txt").write_text(capture(40))
    publish(tmp_path, "clean")
    assert not [path for path in published(tmp_path / "clean") if HIDDEN.encode() in content_of(path)]
    assert [path for path in published(tmp_path / "before") if HIDDEN.encode() in content_of(path)]
    return tmp_path


def published(output: Path) -> list[Path]:
    return [path for path in output.rglob("*") if path.is_file() and PRIVATE_FOLDER not in path.parts]


def content_of(path: Path) -> bytes:
    data = path.read_bytes()
    return gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data


class StoppedError(Exception):
    """Stands for whatever ends a build."""


STAGES: dict[str, Callable[[Event], bool]] = {
    "pages": lambda event: isinstance(event, Progress) and event.stage == "rendering",
    "removal": lambda event: isinstance(event, OutputChanged) and event.change == "removed",
    "search": lambda event: isinstance(event, OutputChanged) and event.path.startswith("search/"),
    "page of the search": lambda event: isinstance(event, OutputChanged) and event.path == "search/index.html",
    "month's manifest": lambda event: isinstance(event, OutputChanged) and event.path.startswith("manifests/2"),
    "root manifest": lambda event: isinstance(event, OutputChanged) and event.path == ROOT_MANIFEST,
}
"""Stage of a build → its first event."""


@pytest.mark.parametrize("stage", STAGES)
def test_a_build_that_ends_in_a_stage_is_finished_by_the_next(stage: str, folder: Path) -> None:
    def stop(event: Event) -> None:
        if STAGES[stage](event):
            raise StoppedError

    shutil.copytree(folder / "before", folder / "build")
    with pytest.raises(StoppedError):
        build(read_config(folder / "content", output=folder / "build", jobs=1), on_event=stop)
    publish(folder, "build")
    assert tree(folder / "build") == tree(folder / "clean")


def tree(output: Path) -> dict[str, bytes]:
    return {path.relative_to(output).as_posix(): path.read_bytes() for path in published(output)}


@pytest.mark.skipif(os.name != "posix", reason="processes are forked")
@pytest.mark.parametrize("kind", STRIDES)
def test_what_a_killed_build_left_undone_the_next_one_does(kind: str, folder: Path) -> None:
    if kind == "first":
        for path in published(folder / "before"):
            path.unlink()
        (folder / "before" / PRIVATE_FOLDER / "catalogue.sqlite").unlink()
    script = Path(__file__).with_name("kill_builds.py")
    stride = int(os.environ.get("KURSK_KILL_STRIDE", STRIDES[kind]))
    done = subprocess.run(
        (sys.executable, script, folder, str(stride)), capture_output=True, text=True, check=True, timeout=1_800
    )
    *faults, steps = done.stdout.splitlines()
    assert faults == []
    assert int(steps) > 5 * stride, "too few steps were seen"

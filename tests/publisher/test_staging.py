"""A staged folder appears whole or not at all, and never replaces another."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kursk_archive.core.findings import ArchiveError
from kursk_archive.publisher.staging import staged_folder


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("exists", [False, True], ids=["absent", "empty"])
def test_the_folder_appears_when_the_block_ends(exists: bool, tmp_path: Path) -> None:
    if exists:
        (tmp_path / "bag").mkdir()
    with staged_folder(tmp_path / "bag") as folder:
        (folder / "a").write_bytes(b"x")
        assert not (tmp_path / "bag/a").exists()
    assert names(tmp_path) == ["bag"]
    assert names(tmp_path / "bag") == ["a"]


def fill_folder(place: Path) -> None:
    place.mkdir()
    (place / "theirs").write_bytes(b"")


@pytest.mark.parametrize(
    "fill", [fill_folder, lambda place: place.write_bytes(b"x"), lambda place: place.symlink_to("nowhere")],
    ids=["folder", "file", "broken link"],
)  # fmt: skip
def test_an_occupied_target_is_not_touched(fill: object, tmp_path: Path) -> None:
    assert callable(fill)
    fill(tmp_path / "bag")
    with pytest.raises(ArchiveError) as caught, staged_folder(tmp_path / "bag"):
        pytest.fail("nothing can be folder here")
    assert [finding.code for finding in caught.value.findings] == ["exists"]
    assert names(tmp_path) == ["bag"]


def test_a_target_that_is_filled_meanwhile_is_not_touched(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError), staged_folder(tmp_path / "bag"):
        fill_folder(tmp_path / "bag")
    assert names(tmp_path) == ["bag"]
    assert names(tmp_path / "bag") == ["theirs"]


def fail(target: Path) -> None:
    with staged_folder(target) as folder:
        (folder / "a").write_bytes(b"x")
        raise OSError(28, "the disk is full")


def test_a_failure_leaves_no_files(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="full"):
        fail(tmp_path / "bag")
    assert names(tmp_path) == []


KILLED = """
import os, sys
from pathlib import Path
from kursk_archive.publisher.staging import staged_folder
with staged_folder(Path(sys.argv[1])) as folder:
    (folder / "half").write_bytes(b"x")
    os.kill(os.getpid(), 9)
"""


def test_leftovers_of_a_killed_process_are_removed_by_the_next(tmp_path: Path) -> None:
    process = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path / "bag")], check=False)
    assert process.returncode == -9
    assert names(tmp_path) == [".bag.part"]
    with staged_folder(tmp_path / "bag") as folder:
        (folder / "whole").write_bytes(b"x")
    assert names(tmp_path) == ["bag"]
    assert names(tmp_path / "bag") == ["whole"]


def test_two_processes_cannot_stage_the_same_target(tmp_path: Path) -> None:
    with staged_folder(tmp_path / "bag") as folder:
        (folder / "first").write_bytes(b"x")
        with pytest.raises(ArchiveError) as caught, staged_folder(tmp_path / "bag"):
            pytest.fail("the first is still at work")
        assert [finding.code for finding in caught.value.findings] == ["busy"]
    assert names(tmp_path / "bag") == ["first"]


def test_a_foreign_folder_with_the_name_of_the_work_folder_is_not_touched(tmp_path: Path) -> None:
    fill_folder(tmp_path / ".bag.part")
    with pytest.raises(ArchiveError), staged_folder(tmp_path / "bag"):
        pytest.fail("this is somebody else's")
    assert names(tmp_path / ".bag.part") == ["theirs"]


def test_the_folder_has_the_usual_permissions(tmp_path: Path) -> None:
    mask = os.umask(0o022)
    try:
        with staged_folder(tmp_path / "bag"):
            pass
    finally:
        os.umask(mask)
    assert (tmp_path / "bag").stat().st_mode & 0o777 == 0o755

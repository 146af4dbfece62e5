"""A folder appears whole or not at all, and never over another."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kursk_archive.core.findings import ArchiveError
from kursk_archive.publisher.staging import staged_folder


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


@pytest.mark.parametrize("is_there", [False, True], ids=["absent", "empty"])
def test_what_is_made_appears_at_the_end(is_there: bool, tmp_path: Path) -> None:
    if is_there:
        (tmp_path / "bag").mkdir()
    with staged_folder(tmp_path / "bag") as made:
        (made / "a").write_bytes(b"x")
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
def test_what_is_there_already_is_not_touched(fill: object, tmp_path: Path) -> None:
    assert callable(fill)
    fill(tmp_path / "bag")
    with pytest.raises(ArchiveError) as caught, staged_folder(tmp_path / "bag"):
        pytest.fail("nothing can be made here")
    assert [one.code for one in caught.value.findings] == ["exists"]
    assert names(tmp_path) == ["bag"]


def test_what_came_meanwhile_is_not_touched_either(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError), staged_folder(tmp_path / "bag"):
        fill_folder(tmp_path / "bag")
    assert names(tmp_path) == ["bag"]
    assert names(tmp_path / "bag") == ["theirs"]


def fail(target: Path) -> None:
    with staged_folder(target) as made:
        (made / "a").write_bytes(b"x")
        raise OSError(28, "the disk is full")


def test_a_failure_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="full"):
        fail(tmp_path / "bag")
    assert names(tmp_path) == []


KILLED = """
import os, sys
from pathlib import Path
from kursk_archive.publisher.staging import staged
with staged(Path(sys.argv[1])) as made:
    (made / "half").write_bytes(b"x")
    os.kill(os.getpid(), 9)
"""


def test_what_a_killed_process_leaves_is_cleared_away_by_the_next(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path / "bag")], check=False)
    assert done.returncode == -9
    assert names(tmp_path) == [".bag.part"]
    with staged_folder(tmp_path / "bag") as made:
        (made / "whole").write_bytes(b"x")
    assert names(tmp_path) == ["bag"]
    assert names(tmp_path / "bag") == ["whole"]


def test_two_at_a_time_do_not_meet(tmp_path: Path) -> None:
    with staged_folder(tmp_path / "bag") as made:
        (made / "first").write_bytes(b"x")
        with pytest.raises(ArchiveError) as caught, staged_folder(tmp_path / "bag"):
            pytest.fail("the first is still at work")
        assert [one.code for one in caught.value.findings] == ["busy"]
    assert names(tmp_path / "bag") == ["first"]


def test_a_folder_of_the_workrooms_name_that_is_not_ours_is_not_touched(tmp_path: Path) -> None:
    fill_folder(tmp_path / ".bag.part")
    with pytest.raises(ArchiveError), staged_folder(tmp_path / "bag"):
        pytest.fail("this is somebody else's")
    assert names(tmp_path / ".bag.part") == ["theirs"]


def test_the_folder_can_be_read_by_those_who_can_read_others(tmp_path: Path) -> None:
    mask = os.umask(0o022)
    try:
        with staged_folder(tmp_path / "bag"):
            pass
    finally:
        os.umask(mask)
    assert (tmp_path / "bag").stat().st_mode & 0o777 == 0o755

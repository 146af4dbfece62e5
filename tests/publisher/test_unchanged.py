"""Whether files are as they were left, however many processes look."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from kursk_archive.publisher import unchanged
from kursk_archive.publisher.unchanged import FileStamp, are_unchanged

COUNT = 12


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for number in range(COUNT):
        (tmp_path / f"folder{number % 3}").mkdir(exist_ok=True)
        (tmp_path / f"folder{number % 3}/{number}.html").write_text(f"page {number}")
    return tmp_path


@pytest.fixture(params=[True, False], ids=["a child looks too", "one process"])
def few(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Few files are many, and are held two thirds at a time."""
    monkeypatch.setattr(unchanged, "SOME", COUNT * 2 // 3)
    monkeypatch.setattr(unchanged, "MANY", 2)
    monkeypatch.setattr(unchanged, "_may_fork", lambda: request.param)


def left(root: Path) -> list[FileStamp]:
    files = sorted(path for path in root.rglob("*") if path.is_file())
    return [(path.relative_to(root).as_posix(), path.stat().st_size, path.stat().st_mtime_ns) for path in files]


@pytest.mark.usefixtures("few")
def test_files_that_nobody_touched_are_intact(root: Path) -> None:
    assert are_unchanged(root, left(root))
    assert are_unchanged(root, [])


def _longer(path: Path) -> None:
    times = path.stat()
    path.write_text(f"{path.read_text()}!")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def _later(path: Path) -> None:
    os.utime(path, ns=(1, path.stat().st_mtime_ns + 1))


def _linked(path: Path) -> None:
    path.rename(path.with_suffix(".txt"))
    path.symlink_to(path.with_suffix(".txt"))


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("number", range(COUNT))
@pytest.mark.parametrize("change", [Path.unlink, _longer, _later, _linked], ids=["gone", "longer", "later", "a link"])
def test_one_that_was_touched_is_noticed_wherever_it_stands(
    change: Callable[[Path], None], number: int, root: Path
) -> None:
    files = left(root)
    change(root / files[number][0])
    assert not are_unchanged(root, files)


def test_where_the_child_s_answer_is_taken_by_another_the_parent_looks_itself(
    root: Path, few: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait = os.waitpid

    def taken(child: int, options: int) -> tuple[int, int]:
        wait(child, options)
        raise ChildProcessError(10, "No child processes")

    monkeypatch.setattr(os, "waitpid", taken)
    files = left(root)
    assert are_unchanged(root, files)
    (root / files[-1][0]).unlink()
    assert not are_unchanged(root, files)


def test_where_there_are_no_more_processes_one_looks(root: Path, few: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> int:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", refuse)
    files = left(root)
    assert are_unchanged(root, files)
    assert not are_unchanged(root, [*files, ("missing.html", 1, 1)])


def test_without_folders_to_start_from_whole_paths_are_looked_at(
    root: Path, few: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "supports_dir_fd", set())
    files = left(root)
    assert are_unchanged(root, files)
    assert not are_unchanged(root, [*files, ("missing.html", 1, 1)])

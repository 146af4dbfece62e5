"""Published files are compared with their recorded size and mtime."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from kursk_archive.publisher.unchanged import FileStamp, are_unchanged

COUNT = 12


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for number in range(COUNT):
        (tmp_path / f"folder{number % 3}").mkdir(exist_ok=True)
        (tmp_path / f"folder{number % 3}/{number}.html").write_text(f"page {number}")
    return tmp_path


def stamps(root: Path) -> list[FileStamp]:
    files = sorted(path for path in root.rglob("*") if path.is_file())
    return [(path.relative_to(root).as_posix(), path.stat().st_size, path.stat().st_mtime_ns) for path in files]


def test_untouched_files_are_unchanged(root: Path) -> None:
    assert are_unchanged(root, stamps(root))
    assert are_unchanged(root, [])


def _lengthen(path: Path) -> None:
    times = path.stat()
    path.write_text(f"{path.read_text()}!")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def _touch(path: Path) -> None:
    os.utime(path, ns=(1, path.stat().st_mtime_ns + 1))


def _swap_for_link(path: Path) -> None:
    path.rename(path.with_suffix(".txt"))
    path.symlink_to(path.with_suffix(".txt"))


@pytest.mark.parametrize("number", range(COUNT))
@pytest.mark.parametrize(
    "change", [Path.unlink, _lengthen, _touch, _swap_for_link], ids=["gone", "longer", "later", "a link"]
)
def test_a_changed_file_is_noticed_at_any_position(change: Callable[[Path], None], number: int, root: Path) -> None:
    files = stamps(root)
    change(root / files[number][0])
    assert not are_unchanged(root, files)


def test_whole_paths_are_looked_up_where_the_system_has_no_dir_fd(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "supports_dir_fd", set())
    files = stamps(root)
    assert are_unchanged(root, files)
    assert not are_unchanged(root, [*files, ("missing.html", 1, 1)])

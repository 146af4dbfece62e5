"""When something may have changed; and when nothing has."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as Late
from pathlib import Path
from threading import Event

import pytest
import watchfiles

import kursk_archive.preview.watcher as module
from kursk_archive.preview.watcher import watch_changes

PATIENCE = 30
QUIET = 0.7
"""Seconds that are waited for what should not happen; bursts end after a fraction of that."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "content/deep/er").mkdir(parents=True)
    (tmp_path / "content/a.txt").write_text("a")
    (tmp_path / "content/build").mkdir()
    return tmp_path


class Watch:
    """A watch over a folder, whose changes can be waited for."""

    def __init__(self, folder: Path, pool: ThreadPoolExecutor) -> None:
        self.stop = Event()
        self.seen = watch_changes([folder / "content", folder / "templates"], folder / "content/build", self.stop)
        self.pool = pool
        self.waiting: Future[None] | None = None
        next(self.seen)

    def sees(self, seconds: float = PATIENCE) -> bool:
        self.waiting = self.waiting or self.pool.submit(next, self.seen)
        try:
            self.waiting.result(seconds)
        except Late:
            return False
        self.waiting = None
        return True


Watching = Callable[[], Watch]


@pytest.fixture
def watching(folder: Path) -> Iterator[Watching]:
    """Begins to watch."""
    begun: list[Watch] = []

    def begin() -> Watch:
        begun.append(Watch(folder, pool))
        return begun[-1]

    with ThreadPoolExecutor() as pool:
        yield begin
        for one in begun:
            one.stop.set()


@pytest.mark.parametrize(
    "edit",
    [
        lambda folder: (folder / "content/a.txt").write_text("b"),
        lambda folder: (folder / "content/b.txt").write_text("b"),
        lambda folder: (folder / "content/a.txt").unlink(),
        lambda folder: (folder / "content/a.txt").rename(folder / "content/deep/er/a.txt"),
        lambda folder: (folder / "content/deep/er/c.yaml").write_text("title: C"),
        lambda folder: (folder / "content/archive.yaml").write_text("title: C"),
        lambda folder: (folder / "templates").mkdir(),
    ],
    ids=["edited", "added", "removed", "moved", "deep", "configuration", "a folder that was not there"],
)
def test_a_change_is_seen(edit: Callable[[Path], object], folder: Path, watching: Watching) -> None:
    watch = watching()
    edit(folder)
    assert watch.sees()


def test_what_is_built_is_no_change(folder: Path, watching: Watching) -> None:
    (folder / "content/building.txt").write_text("x")
    watch = watching()
    (folder / "content/build/index.html").write_text("x")
    assert not watch.sees(QUIET)
    (folder / "content/building.txt").write_text("y")
    assert watch.sees()


def test_a_folder_may_be_put_in_another_s_place(folder: Path, watching: Watching) -> None:
    watch = watching()
    (folder / "content").rename(folder / "old")
    (folder / "content").mkdir()
    assert watch.sees()
    while watch.sees(QUIET):
        pass
    (folder / "content/new.txt").write_text("x")
    assert watch.sees()


def test_where_the_system_watches_no_more_files_are_looked_at(
    folder: Path, watching: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:

    def full(*folders: Path, force_polling: bool | None, **options: object) -> object:
        if not force_polling:
            raise OSError("OS file watch limit reached")
        return watchfiles.watch(*folders, force_polling=True, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "watch", full)
    watch = watching()
    (folder / "content/b.txt").write_text("b")
    assert watch.sees()

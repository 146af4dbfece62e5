"""Changes that the watcher reports, and changes that it ignores."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as Late
from pathlib import Path
from threading import Event

import pytest
import watchfiles

from kursk_archive.preview import watcher
from kursk_archive.preview.watcher import watch_changes

TIMEOUT_SECONDS = 30
QUIET_SECONDS = 0.7
"""How long to wait for a change that should not be reported; bursts end after a fraction of that."""


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

    def sees(self, seconds: float = TIMEOUT_SECONDS) -> bool:
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
    """Return a function that starts a watch."""
    watches: list[Watch] = []

    def begin() -> Watch:
        watches.append(Watch(folder, pool))
        return watches[-1]

    with ThreadPoolExecutor() as pool:
        yield begin
        for watch in watches:
            watch.stop.set()


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
def test_a_change_is_reported(edit: Callable[[Path], object], folder: Path, watching: Watching) -> None:
    watch = watching()
    edit(folder)
    assert watch.sees()


def test_changes_of_the_output_folder_are_ignored(folder: Path, watching: Watching) -> None:
    (folder / "content/building.txt").write_text("x")
    watch = watching()
    (folder / "content/build/index.html").write_text("x")
    assert not watch.sees(QUIET_SECONDS)
    (folder / "content/building.txt").write_text("y")
    assert watch.sees()


def test_a_replaced_folder_is_still_watched(folder: Path, watching: Watching) -> None:
    watch = watching()
    (folder / "content").rename(folder / "old")
    (folder / "content").mkdir()
    assert watch.sees()
    while watch.sees(QUIET_SECONDS):
        pass
    (folder / "content/new.txt").write_text("x")
    assert watch.sees()


def test_files_are_polled_beyond_the_system_s_watch_limit(
    folder: Path, watching: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:

    def at_the_limit(*folders: Path, force_polling: bool | None, **options: object) -> object:
        if not force_polling:
            raise OSError("OS file watch limit reached")
        return watchfiles.watch(*folders, force_polling=True, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(watcher, "watch", at_the_limit)
    watch = watching()
    (folder / "content/b.txt").write_text("b")
    assert watch.sees()

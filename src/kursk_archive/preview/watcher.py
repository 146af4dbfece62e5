"""Watches the folders that an archive is built from."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event

from watchfiles import DefaultFilter, watch

QUIET_MILLISECONDS = 30
"""A burst of changes ends after this time without a change: editors write a file in several steps."""
MAX_BURST_MILLISECONDS = 400
"""A burst that does not end is reported after this time."""
POLL_MILLISECONDS = 100
"""Interval between checks that the folders are still the same ones."""


def watch_changes(folders: Sequence[Path], ignored: Path, stop: Event | None = None) -> Iterator[None]:
    """Yield once as soon as no change can be missed any more, then after every burst of changes.

    Folders may disappear, reappear or replace one another, as they do when a Git branch is checked out.

    Args:
        folders: watched with everything below them.
        ignored: a folder whose changes do not count; it may lie in one of `folders`.
        stop: ends the iteration soon after it is set; None never ends it.
    """
    filter_ = DefaultFilter(ignore_paths=(f"{ignored.resolve()}{os.sep}",))
    polling = False
    stop = stop or Event()
    while not stop.is_set():
        identities, started = [_identity(folder) for folder in folders], False
        try:
            existing = [folder for folder, identity in zip(folders, identities, strict=True) if identity]
            for batch in _change_batches(existing, filter_, polling, stop):
                if batch or not started:
                    yield
                started = True
                if [_identity(folder) for folder in folders] != identities:
                    break
        except FileNotFoundError:  # a folder disappeared just before it was watched
            stop.wait(POLL_MILLISECONDS / 1000)
        except OSError:
            if polling:
                raise
            polling = True  # the limit on watched folders is reached; polling is slow but always works


def _change_batches(folders: Sequence[Path], filter_: DefaultFilter, polling: bool, stop: Event) -> Iterator[object]:
    """Yield the changes of each burst, and an empty set after each interval without a change."""
    return iter(
        watch(
            *folders,
            watch_filter=filter_,
            stop_event=stop,
            debounce=MAX_BURST_MILLISECONDS,
            step=QUIET_MILLISECONDS,
            rust_timeout=POLL_MILLISECONDS,
            yield_on_timeout=True,
            force_polling=polling or None,
            ignore_permission_denied=True,
        )
    )


def _identity(folder: Path) -> tuple[int, int] | None:
    """Return the device and inode of a folder; None if it does not exist."""
    try:
        stat = folder.stat()
    except OSError:
        return None
    return stat.st_dev, stat.st_ino

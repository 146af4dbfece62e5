"""When something that the archive is made of may have changed."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event

from watchfiles import DefaultFilter, watch

QUIET_MILLISECONDS = 30
"""Milliseconds without a change that end a burst of them: editors write a file in several steps."""
MAX_BURST_MILLISECONDS = 400
"""Milliseconds after which a burst that does not end is acted on all the same."""
POLL_MILLISECONDS = 100
"""Milliseconds between two looks at whether the folders are still the same."""


def watch_changes(folders: Sequence[Path], ignored: Path, stop: Event | None = None) -> Iterator[None]:
    """Once at the beginning, when nothing can be missed any more, then after every burst of changes.

    Folders may go, come back and be put in one another's place, as a change of branches does.

    Args:
        folders: to watch, with all that is below them.
        ignored: a folder that may lie in one of them, and whose changes are nobody's.
        stop: ends it, soon after it is set; without one it goes on for ever.
    """
    filter_ = DefaultFilter(ignore_paths=(f"{ignored.resolve()}{os.sep}",))
    polling = False
    stop = stop or Event()
    while not stop.is_set():
        before, started = [_identity(one) for one in folders], False
        try:
            there = [one for one, identity in zip(folders, before, strict=True) if identity]
            for changed in _bursts(there, filter_, polling, stop):
                if changed or not started:
                    yield
                started = True
                if [_identity(one) for one in folders] != before:
                    break
        except FileNotFoundError:  # it went while it was about to be watched
            stop.wait(POLL_MILLISECONDS / 1000)
        except OSError:
            if polling:
                raise
            polling = True  # the system watches no more folders; looking at each file is slow, and always works


def _bursts(folders: Sequence[Path], filter_: DefaultFilter, polling: bool, stop: Event) -> Iterator[object]:
    """What changed; nothing, where nothing did for a moment."""
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
    try:
        found = folder.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino

"""A folder that is there whole or not at all: it is made beside its place, and moved there at the end."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from kursk_archive.config import PRIVATE_FOLDER
from kursk_archive.core.findings import ArchiveError, Location, make_finding
from kursk_archive.publisher.writer import Writer

_MADE = "made"


@contextmanager
def staged_folder(target: Path) -> Iterator[Path]:
    """An empty folder that becomes `target` if the block ends well.

    It is made in a workroom beside it, the claimed output folder `.NAME.part`. What a killed process left of that is
    cleared away.

    Raises:
        ArchiveError: `target` holds something; or another process is at work there, or the disk refuses.
    """
    _object(target)
    workroom = target.with_name(f".{target.name}.part")
    Writer.claim(workroom)
    with _alone_in(workroom):
        made = workroom / _MADE
        shutil.rmtree(made, ignore_errors=True)
        made.mkdir()
        try:
            yield made
            _settle(made, target)
        finally:
            shutil.rmtree(workroom, ignore_errors=True)


@contextmanager
def _alone_in(workroom: Path) -> Iterator[None]:
    """Hold a lock that the system takes away from a process that is killed: SQLite's, which is the same everywhere."""
    with closing(sqlite3.connect(workroom / PRIVATE_FOLDER / "lock", timeout=0, isolation_level=None)) as db:
        try:
            db.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            message = f"another process is at work here: {error}"
            raise ArchiveError(make_finding("busy", Location(str(workroom)), message)) from None
        yield


def _settle(made: Path, target: Path) -> None:
    _object(target)
    if target.exists():
        target.rmdir()  # refused, if somebody has just put something there
    made.rename(target)


def _object(target: Path) -> None:
    try:
        is_free = not os.path.lexists(target) or (target.is_dir() and not any(target.iterdir()))
    except OSError as error:
        message = f"it cannot be looked into: {error.strerror}"
        raise ArchiveError(make_finding("unreadable", Location(str(target)), message)) from None
    if not is_free:
        message = "something is here already; it was not touched"
        raise ArchiveError(make_finding("exists", Location(str(target)), message))

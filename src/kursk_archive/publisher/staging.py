"""A folder that appears whole or not at all: it is filled beside its target and renamed at the end."""

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

_STAGED = "made"
"""Name of the folder that is filled, in the work folder."""


@contextmanager
def staged_folder(target: Path) -> Iterator[Path]:
    """Yield an empty folder that becomes `target` if the block succeeds.

    It lies in a work folder beside the target, the claimed output folder `.NAME.part`. The leftovers of a killed
    process in there are removed.

    Raises:
        ArchiveError: `target` is not empty; another process is at work there; or the disk refuses.
    """
    _refuse_occupied(target)
    work_folder = target.with_name(f".{target.name}.part")
    Writer.claim(work_folder)
    with _exclusive_lock(work_folder):
        staged = work_folder / _STAGED
        shutil.rmtree(staged, ignore_errors=True)
        staged.mkdir()
        try:
            yield staged
            _commit(staged, target)
        finally:
            shutil.rmtree(work_folder, ignore_errors=True)


@contextmanager
def _exclusive_lock(work_folder: Path) -> Iterator[None]:
    """Hold a lock that the system releases when a process is killed: SQLite's, which works the same everywhere."""
    with closing(sqlite3.connect(work_folder / PRIVATE_FOLDER / "lock", timeout=0, isolation_level=None)) as db:
        try:
            db.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            message = f"another process is using this folder: {error}"
            raise ArchiveError(make_finding("busy", Location(str(work_folder)), message)) from None
        yield


def _commit(staged: Path, target: Path) -> None:
    _refuse_occupied(target)
    if target.exists():
        target.rmdir()  # fails if something has been put there since
    staged.rename(target)


def _refuse_occupied(target: Path) -> None:
    try:
        is_free = not os.path.lexists(target) or (target.is_dir() and not any(target.iterdir()))
    except OSError as error:
        message = f"folder cannot be listed: {error.strerror}"
        raise ArchiveError(make_finding("unreadable", Location(str(target)), message)) from None
    if not is_free:
        message = "already exists; it was left unchanged"
        raise ArchiveError(make_finding("exists", Location(str(target)), message))

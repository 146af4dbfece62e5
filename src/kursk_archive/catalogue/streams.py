"""Questions whose answers grow with the archive: a row at a time, by path."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

_LAST = "\U0010ffff"


def stamps(db: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """Every capture with its stamp."""
    return db.execute("SELECT path, stamp FROM capture ORDER BY path")


def files(db: sqlite3.Connection, prefix: str = "") -> Iterator[tuple[str, int, int]]:
    """Path, size and time, in nanoseconds, of the published files whose paths begin with `prefix`."""
    query = "SELECT path, size, mtime FROM page WHERE path >= ? AND path < ? ORDER BY path"
    return db.execute(query, (prefix, prefix + _LAST))


def digests(db: sqlite3.Connection, name: str) -> Iterator[tuple[str, str]]:
    """Path and SHA-256 of the published files that belong in a list."""
    return db.execute("SELECT path, sha256 FROM page WHERE list = ? AND sha256 != '' ORDER BY path", (name,))

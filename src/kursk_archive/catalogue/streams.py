"""Questions whose answers grow with the archive: a row at a time, by path."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from itertools import chain

_LAST = "\U0010ffff"


def stamps(db: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """Every capture with its stamp."""
    return db.execute("SELECT path, stamp FROM capture ORDER BY path")


def files(db: sqlite3.Connection, prefix: str) -> Iterator[tuple[str, int, int]]:
    """Path, size and time of the published files whose paths begin with `prefix`."""
    query = "SELECT path, size, mtime FROM page WHERE path >= ? AND path < ? ORDER BY path"
    return db.execute(query, (prefix, prefix + _LAST))


_DIGESTS = "SELECT path, sha256 FROM page WHERE sha256 != ''"


def digests(db: sqlite3.Connection, prefix: str) -> Iterator[tuple[str, str]]:
    """Path and SHA-256 of the published files whose paths begin with `prefix`."""
    return db.execute(f"{_DIGESTS} AND path >= ? AND path < ? ORDER BY path", (prefix, prefix + _LAST))


def digests_but(db: sqlite3.Connection, prefix: str, pattern: str) -> Iterator[tuple[str, str]]:
    """The same of those whose paths neither begin with `prefix` nor are like `pattern`."""
    # Two questions, since one with an OR would be sorted, for which SQLite holds all rows.
    before = db.execute(f"{_DIGESTS} AND path < ? AND path NOT GLOB ? ORDER BY path", (prefix, pattern))
    after = db.execute(f"{_DIGESTS} AND path >= ? AND path NOT GLOB ? ORDER BY path", (prefix + _LAST, pattern))
    return chain(before, after)

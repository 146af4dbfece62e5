"""What the catalogue tells whoever hands the captures on: which may be, and which bytes they had when they were read."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping

from kursk_archive.terms import State


def kept_back(db: sqlite3.Connection) -> Mapping[str, State]:
    """Every capture that is not to be published as it is now, and why: it is withheld, a draft or broken."""
    rows = db.execute(
        "SELECT path, CASE WHEN broken THEN 'broken' ELSE state END AS now FROM capture LEFT JOIN article USING (path)"
        " WHERE now != 'published' ORDER BY path"
    )
    return {path: State(state) for path, state in rows}


def read(db: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """Path and SHA-256 of every capture that can be read, by path."""
    yield from db.execute("SELECT path, sha256 FROM article JOIN capture USING (path) WHERE NOT broken ORDER BY path")


def with_images(db: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """Path and stamp of every capture that asks for image files."""
    yield from db.execute("SELECT path, stamp FROM capture WHERE instr(stamp, char(10)) ORDER BY path")

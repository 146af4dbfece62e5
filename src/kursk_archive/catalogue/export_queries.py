"""What whoever hands the captures on asks the catalogue: which of them may be, and which bytes they had when read."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping

from kursk_archive.core.enums import CaptureState


def kept_back(db: sqlite3.Connection) -> Mapping[str, CaptureState]:
    """Every capture that is not to be published as it is now, and why: it is withheld, a draft or broken."""
    rows = db.execute(
        "SELECT path, CASE WHEN broken THEN 'broken' ELSE state END AS now FROM capture LEFT JOIN article USING (path)"
        " WHERE now != 'published' ORDER BY path"
    )
    return {path: CaptureState(state) for path, state in rows}


def read(db: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """Path and SHA-256 of every capture that can be read, by path."""
    return db.execute("SELECT path, sha256 FROM article JOIN capture USING (path) WHERE NOT broken ORDER BY path")


def with_images(db: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """Path and stamp of every capture that asks for image files; one that is withheld asks for none."""
    return db.execute("SELECT path, stamp FROM capture WHERE instr(stamp, char(10)) ORDER BY path")


def withheld(db: sqlite3.Connection) -> Iterator[tuple[str, bytes]]:
    """Path and record of every article that is not published; of a broken capture, as it last was."""
    return db.execute("SELECT path, record FROM article WHERE state != 'published' ORDER BY path")

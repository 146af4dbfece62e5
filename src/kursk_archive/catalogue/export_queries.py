"""Queries for `export`: which captures may be handed over, and the bytes each had when it was loaded."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping

from kursk_archive.core.enums import CaptureState

_IS_PERSONAL = """instr(CAST(findings AS TEXT), '"code":"personal-data"')"""


def not_published(db: sqlite3.Connection) -> Mapping[str, CaptureState]:
    """Captures that are not to be published as they are now, with the reason: withheld, draft or broken.

    Of a file with several articles, any one that is withheld withholds the file, and so do personal data beside them.
    """
    rows = db.execute(
        f"SELECT capture_path, CASE WHEN failed THEN 'broken' WHEN {_IS_PERSONAL} THEN 'withheld' ELSE state END AS now"
        " FROM capture LEFT JOIN article USING (capture_path) WHERE now != 'published' ORDER BY capture_path, now"
    )
    return {path: CaptureState(state) for path, state in rows}


def reader_lists(db: sqlite3.Connection) -> Iterator[str]:
    """Yield the captures that hold personal data and no article."""
    rows = db.execute(
        f"SELECT capture_path FROM capture WHERE {_IS_PERSONAL} AND capture_path NOT IN"
        " (SELECT capture_path FROM article) ORDER BY 1"
    )
    return (path for (path,) in rows)


def loaded_digests(db: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """Path and SHA-256 of every capture whose articles can all be published, by path."""
    return db.execute("SELECT capture_path, file_sha256 FROM capture WHERE NOT failed ORDER BY 1")


def stamps_with_images(db: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """Path and file stamp of every capture that asks for image files; a withheld one asks for none."""
    return db.execute(
        "SELECT capture_path, file_stamp FROM capture WHERE instr(file_stamp, char(10)) ORDER BY capture_path"
    )


def unpublished_records(db: sqlite3.Connection) -> Iterator[tuple[str, bytes]]:
    """Capture and record of every article that is not published; of one that cannot be read, the last good record."""
    return db.execute(
        "SELECT capture_path, article_msgpack FROM article JOIN article_content USING (article_id)"
        " WHERE state != 'published' ORDER BY article_id"
    )

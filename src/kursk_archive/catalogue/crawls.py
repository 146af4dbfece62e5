"""The crawls of each folder: when they were made, what they hold for pages, and what their own pages ask for."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence

from msgspec import Struct


class CrawlRow(Struct, frozen=True):
    """A crawl, without its tables. Times are in seconds since 1970."""

    path: str
    """Of the capture."""
    lends: int
    """1 if nothing withholds it, else 0."""
    first_page: int
    last_page: int
    first_resource: int
    last_resource: int
    size: int
    """Of its table, in entries."""
    neighbours: tuple[str, ...] = ()
    """The crawls that its pages were offered, by path."""
    lenders: tuple[str, ...] = ()
    """Those of them that a page shows something of."""


def enter_crawl(
    db: sqlite3.Connection, folder: str, crawl: CrawlRow, entries: bytes, sources: Sequence[tuple[str, str]]
) -> None:
    """Enter a crawl whose pages are not read yet.

    Args:
        db: the catalogue's.
        folder: of the capture.
        crawl: its row.
        entries: of its `CrawlResources`.
        sources: of its `CrawlResources`.
    """
    with db:
        db.execute(
            "REPLACE INTO crawl VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, '[]', '[]', x'', ?)",
            (crawl.path, folder, crawl.lends, crawl.first_page, crawl.last_page, crawl.first_resource,
             crawl.last_resource, crawl.size, json.dumps(sources), entries),
        )  # fmt: skip


def crawls_in(db: sqlite3.Connection, folder: str) -> list[CrawlRow]:
    """Return the crawls of a folder, by path."""
    query = (
        "SELECT neighbours_json, lenders_json, capture_path, lends != 0, first_page, last_page, first_resource,"
        " last_resource, size FROM crawl WHERE folder = ? ORDER BY capture_path"
    )
    rows = db.execute(query, (folder,)).fetchall()
    return [CrawlRow(*row[2:], *(tuple(json.loads(paths)) for paths in row[:2])) for row in rows]


def crawl_table(db: sqlite3.Connection, path: str) -> tuple[bytes, tuple[tuple[str, str], ...]]:
    """Return entries and sources of a crawl's `CrawlResources`; empty if the crawl is not known."""
    row = db.execute("SELECT entries, sources_json FROM crawl WHERE capture_path = ?", (path,)).fetchone()
    return (row[0], tuple((path, member) for path, member in json.loads(row[1]))) if row else (b"", ())


def crawl_needs(db: sqlite3.Connection, path: str) -> bytes:
    """Return what the pages of a crawl ask for."""
    row = db.execute("SELECT needs FROM crawl WHERE capture_path = ?", (path,)).fetchone()
    return row[0] if row else b""


def set_neighbours(db: sqlite3.Connection, path: str, neighbours: Sequence[str]) -> None:
    """Set the crawls that the pages of a crawl are offered."""
    with db:
        db.execute("UPDATE crawl SET neighbours_json = ? WHERE capture_path = ?", (json.dumps(neighbours), path))


def set_needs(db: sqlite3.Connection, path: str, needs: bytes, lenders: Sequence[str]) -> None:
    """Set what the pages of a crawl ask for, and the crawls that they show something of."""
    with db:
        row = (needs, json.dumps(lenders), path)
        db.execute("UPDATE crawl SET needs = ?, lenders_json = ? WHERE capture_path = ?", row)


def delete_crawls(db: sqlite3.Connection, paths: Iterable[str]) -> None:
    """Forget crawls."""
    with db:
        db.executemany("DELETE FROM crawl WHERE capture_path = ?", ((path,) for path in paths))


def make_stale(db: sqlite3.Connection, paths: Iterable[str]) -> dict[str, str]:
    """Forget the stamps of captures, so that they are read again even if this build is killed; return them by path."""
    stamps: dict[str, str] = {}
    with db:
        for path in paths:
            query = "SELECT file_stamp FROM capture WHERE capture_path = ?"
            for (stamp,) in db.execute(query, (path,)).fetchall():
                stamps[path] = stamp
                db.execute("UPDATE capture SET file_stamp = '' WHERE capture_path = ?", (path,))
    return stamps

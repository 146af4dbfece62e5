"""The link ledger, as the catalogue has it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

from kursk_archive.catalogue.plan import as_teaser
from kursk_archive.model import Citation, Kind, LedgerRow, Place, Status


def links_by_kind(db: sqlite3.Connection) -> dict[str, int]:
    """How many references of the published articles came to what."""
    rows = db.execute(
        "SELECT kind, sum(count) FROM kinds JOIN shown USING (path) WHERE shown.state = 'published' GROUP BY 1"
    )
    counts = dict(rows)
    return {kind: counts[kind] for kind in Kind if kind in counts}


_LEDGER = """
SELECT
  reference.path, line, "column", place, text, href, canonical, reference.kind, snapshot, target.article, host, repaired
  FROM reference JOIN shown USING (path) LEFT JOIN target USING (path, n)
  WHERE shown.state = 'published'
"""


def ledger(db: sqlite3.Connection, month: str | None = None) -> Iterator[LedgerRow]:
    """Every reference of the published articles, by article and place in it.

    Args:
        db: the catalogue's.
        month: of the articles, `2024-08`; `2024` where no more is known, empty where nothing is; None is all of them.
    """
    which = "" if month is None else "AND date >= ?1 AND date < ?1 || '\uffff' AND substr(date, 1, 7) = ?1"
    rows = db.execute(
        f"{_LEDGER} {which} ORDER BY reference.path, line IS NULL, line, n", () if month is None else (month,)
    )
    yield from map(_ledger_row, rows)


def months(db: sqlite3.Connection) -> list[str]:
    """The months whose published articles refer to anything, as `ledger` takes them."""
    return [
        month
        for (month,) in db.execute(
            "SELECT DISTINCT substr(date, 1, 7) FROM shown JOIN kinds USING (path) WHERE state = 'published' ORDER BY 1"
        )
    ]


def citations(db: sqlite3.Connection, *, touched: bool = False) -> Iterator[Citation]:
    """Every reference that leads to a host, by host, address and date; or only those to touched hosts."""
    which = "IN (SELECT host FROM touched_host)" if touched else "IS NOT NULL"
    rows = db.execute(
        "SELECT host, canonical, CASE WHEN target.article IS NULL THEN kind ELSE 'article' END, place, text, snapshot,"
        " shown.path, page, shown.title, date, publisher, language"
        " FROM reference JOIN shown USING (path) LEFT JOIN target USING (path, n)"
        f" WHERE host {which} AND shown.state = 'published' ORDER BY host, canonical, date, shown.path, n"
    )
    for host, canonical, kind, place, text, snapshot, *teaser in rows:
        yield Citation(host, canonical, Kind(kind), Place(place), text, snapshot, as_teaser(teaser))


def touched_hosts(db: sqlite3.Connection) -> list[str]:
    """Hosts whose pages an edit may have changed."""
    return [host for (host,) in db.execute("SELECT host FROM touched_host ORDER BY 1")]


def _ledger_row(row: tuple[Any, ...]) -> LedgerRow:
    path, line, column, place, text, href, canonical, kind, snapshot, target, host, repaired = row
    kind = Kind.ARTICLE if target else Kind(kind)
    status = _status(kind, canonical, repaired)
    return LedgerRow(path, line, column, Place(place), text, href, canonical, kind, snapshot, target, status, host)


def _status(kind: Kind, canonical: str | None, repaired: int) -> Status:
    if kind is Kind.ARTICLE:
        return Status.INSIDE
    if canonical is None or kind is Kind.FRAGMENT:
        return Status.LOST
    if repaired:
        return Status.REPAIRED
    return Status.SNAPSHOT if kind is Kind.SNAPSHOT else Status.OUTSIDE


def hosts(db: sqlite3.Connection) -> tuple[tuple[str, int, int], ...]:
    """Hosts with how many references lead to each and how many articles those are in; the most cited first."""
    return tuple(db.execute("SELECT host, count, articles FROM host ORDER BY count DESC, host"))

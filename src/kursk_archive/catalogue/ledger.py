"""The link ledger, as the catalogue has it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

from kursk_archive.core.enums import LinkKind, LinkOutcome, LinkRegion
from kursk_archive.core.model import LedgerRow


def links_by_kind(db: sqlite3.Connection) -> dict[str, int]:
    """How many references of the published articles came to what."""
    counts = dict(db.execute("SELECT kind, sum(count) FROM kinds GROUP BY 1"))
    return {kind: counts[kind] for kind in LinkKind if kind in counts}


_LEDGER = """
SELECT path, line, "column", place, text, href, canonical, kind, snapshot, article,
  CASE WHEN kind = 'article' THEN 'inside' WHEN canonical IS NULL OR kind = 'fragment' THEN 'lost'
    WHEN repaired THEN 'repaired' WHEN kind = 'snapshot' THEN 'snapshot' ELSE 'outside' END,
  host
FROM (
  SELECT reference.path, line, "column", place, text, href, canonical,
    CASE WHEN target.article IS NULL THEN reference.kind ELSE 'article' END AS kind,
    snapshot, target.article, repaired, host, n
  FROM shown JOIN reference USING (path) LEFT JOIN target USING (path, n) WHERE shown.state = 'published' {which}
)
ORDER BY path, line IS NULL, line, n
"""


def rows(db: sqlite3.Connection, month: str | None = None) -> Iterator[tuple[Any, ...]]:
    """Every reference of the published articles, by article and place in it: the values of a `LedgerRow` each.

    Args:
        db: the catalogue's.
        month: of the articles, `2024-08`; `2024` where no more is known, empty where nothing is; None is all of them.
    """
    which = "" if month is None else "AND date >= ?1 AND date < ?1 || '\uffff' AND substr(date, 1, 7) = ?1"
    yield from db.execute(_LEDGER.format(which=which), () if month is None else (month,))


def ledger(db: sqlite3.Connection, month: str | None = None) -> Iterator[LedgerRow]:
    """The same as `LedgerRow`s."""
    for path, line, column, place, text, href, canonical, kind, snapshot, target, status, host in rows(db, month):
        yield LedgerRow(
            path,
            line,
            column,
            LinkRegion(place),
            text,
            href,
            canonical,
            LinkKind(kind),
            snapshot,
            target,
            LinkOutcome(status),
            host,
        )


def months(db: sqlite3.Connection) -> list[str]:
    """The months whose published articles refer to anything, as `ledger` takes them."""
    return [
        month
        for (month,) in db.execute(
            "SELECT DISTINCT substr(date, 1, 7) FROM shown WHERE state = 'published'"
            " AND EXISTS (SELECT 1 FROM kinds WHERE kinds.path = shown.path) ORDER BY 1"
        )
    ]

"""The link ledger: every link of the published articles, and what it came to."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

from kursk_archive.core.enums import LinkKind, LinkOutcome, LinkRegion
from kursk_archive.core.model import LedgerRow

_LEDGER = """
SELECT article_id, line, "column", region, text, href, canonical, final_kind, snapshot, target_id,
    link_outcome(final_kind, canonical, repaired), method, witness, witness_sha256, witness_date, confidence, host
  FROM published_article CROSS JOIN resolved_link USING (article_id) {where}
  ORDER BY article_id, line IS NULL, line, ordinal
"""
_MONTHS = "SELECT DISTINCT substr(day, 1, 7) FROM link_kind_day ORDER BY 1"
_OF_MONTH = "WHERE date >= ?1 AND date < ?1 || '\uffff' AND substr(date, 1, 7) = ?1"


def link_kind_counts(db: sqlite3.Connection) -> dict[str, int]:
    """Count the links of the published articles by what they came to."""
    counts = dict(db.execute("SELECT kind, sum(link_count) FROM link_kind_day GROUP BY kind"))
    return {kind: counts[kind] for kind in LinkKind if kind in counts}


def ledger_tuples(db: sqlite3.Connection, month: str | None = None) -> Iterator[tuple[Any, ...]]:
    """Every link of the published articles, by article and place in it: the values of a `LedgerRow` each.

    Args:
        db: the catalogue's.
        month: of the articles, `2024-08`; `2024` where no more is known, empty where nothing is; None is all of them.
    """
    where = "" if month is None else _OF_MONTH
    yield from db.execute(_LEDGER.format(where=where), () if month is None else (month,))


def ledger_rows(db: sqlite3.Connection, month: str | None = None) -> Iterator[LedgerRow]:
    """`ledger_tuples` as `LedgerRow`s."""
    for row in ledger_tuples(db, month):
        path, line, column, region, text, href, canonical, kind, snapshot, target, outcome, *rest = row
        yield LedgerRow(
            path, line, column, LinkRegion(region), text, href, canonical, LinkKind(kind), snapshot, target,
            LinkOutcome(outcome), *rest,
        )  # fmt: skip


def ledger_months(db: sqlite3.Connection) -> list[str]:
    """Months of the published articles that have links, in the form that `ledger_tuples` takes."""
    return [month for (month,) in db.execute(_MONTHS)]

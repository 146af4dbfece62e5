"""Totals of the whole archive for reports, kept until an article changes: counting 10,000 articles takes 40 ms."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import msgspec

from kursk_archive.core.findings import Finding

if TYPE_CHECKING:
    from kursk_archive.catalogue.store import Catalogue


class ArchiveTotals(msgspec.Struct, frozen=True):
    """Counts over all published articles, and the conflicts among captures."""

    articles: int
    links: dict[str, int]
    """Kind → number of links."""
    conflicts: tuple[Finding, ...]
    """Articles that want one address, and captures of one source."""


def archive_totals(catalogue: Catalogue) -> ArchiveTotals:
    """Return the totals, counted now if an article has changed since they were last; everything is derived."""
    stored = catalogue.build_state.totals
    if stored:
        return msgspec.json.decode(stored, type=ArchiveTotals)
    totals = _count(catalogue.db)
    catalogue.set_build_state(totals=msgspec.json.encode(totals).decode())
    return totals


def _count(db: sqlite3.Connection) -> ArchiveTotals:
    from kursk_archive.catalogue import articles, ledger

    links = {str(kind): count for kind, count in ledger.link_kind_counts(db).items()}
    return ArchiveTotals(articles.count_published(db), links, tuple(articles.conflicts(db)))

"""What every report says of the whole archive, kept until an article changes: 10,000 take 40 ms to count anew."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import msgspec

from kursk_archive.catalogue.derive import OVERALL
from kursk_archive.core.findings import Finding

if TYPE_CHECKING:
    from kursk_archive.catalogue.store import Catalogue


class Overall(msgspec.Struct, frozen=True):
    """Of all articles together."""

    articles: int
    """That are published."""
    links: dict[str, int]
    """Kind → number of references."""
    conflicts: tuple[Finding, ...]
    """Articles that are in each other's way."""


def overall(catalogue: Catalogue) -> Overall:
    """As it was counted when an article last changed, or counted now; the catalogue is settled."""
    kept = catalogue.setting(OVERALL)
    if kept is not None:
        return msgspec.json.decode(kept, type=Overall)
    made = _count(catalogue.db)
    catalogue.set(OVERALL, msgspec.json.encode(made).decode())
    return made


def _count(db: sqlite3.Connection) -> Overall:
    from kursk_archive.catalogue import ledger, page_context

    links = {str(kind): count for kind, count in ledger.links_by_kind(db).items()}
    return Overall(page_context.count(db), links, tuple(page_context.conflicts(db)))

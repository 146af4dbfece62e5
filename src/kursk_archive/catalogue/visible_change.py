"""What others show of an article: pages, lists. As long as that stays the same, an edit is the article's own affair.

Of an edit of one text, links as they were, that leaves 9 files to look at in place of 400.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from kursk_archive.catalogue.encoding import pack_shelves

if TYPE_CHECKING:
    from kursk_archive.catalogue.records import Entry

Told = tuple[Sequence[Any], ...]
"""Its row with its shelves, its addresses, its references but for their places in the file."""

_ROW = "SELECT state, page, title, title_key, date, publisher, language, shelves FROM article WHERE path = ?"
_OTHERS = (
    "SELECT key FROM address WHERE path = ? ORDER BY 1",
    "SELECT place, text, href, kind, canonical, key, title_key, snapshot, host, repaired"
    " FROM reference WHERE path = ? ORDER BY n",
)


def known(db: sqlite3.Connection, path: str) -> Told | None:
    """As the catalogue has it; None where it has no such article."""
    row = db.execute(_ROW, (path,)).fetchone()
    return None if row is None else (row, *(db.execute(query, (path,)).fetchall() for query in _OTHERS))


def told(entry: Entry) -> Told:
    """As a capture has it now."""
    row = (entry.state, entry.page, entry.title, entry.title_key, entry.date, entry.publisher, entry.language,
           pack_shelves(entry.shelves))  # fmt: skip
    references = [
        (one.place, one.text, one.href, one.kind, one.canonical, one.key, one.title_key, one.snapshot, one.host,
         one.repaired) for one in entry.references
    ]  # fmt: skip
    return row, [(key,) for key in sorted(set(entry.addresses))], references

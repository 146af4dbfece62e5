"""Settle which articles are published and at which address, as far as that depends on other articles.

The same for a full build and after an edit: all articles that share an address, a source, an alias, their bytes or a
reservation with one in question are looked at together.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from kursk_archive.catalogue.addresses import Reservation, assign_addresses, match_reservations
from kursk_archive.catalogue.changes import mark_changed
from kursk_archive.catalogue.editions import Edition, find_copies, find_withheld
from kursk_archive.core.enums import CaptureState

_SCOPE = """
DROP TABLE IF EXISTS temp.doubtful_article;
DROP TABLE IF EXISTS temp.doubtful_key;
DROP TABLE IF EXISTS temp.doubtful_path;
CREATE TEMP TABLE doubtful_article (article_id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TEMP TABLE doubtful_key (url_key BLOB PRIMARY KEY) WITHOUT ROWID;
CREATE TEMP TABLE doubtful_path (output_path TEXT PRIMARY KEY) WITHOUT ROWID;
"""
_ALL_SHARING = """
INSERT OR IGNORE INTO doubtful_article
  SELECT article_id FROM (SELECT url_key FROM article_url GROUP BY url_key HAVING count(*) > 1)
    CROSS JOIN article_url USING (url_key);
INSERT OR IGNORE INTO doubtful_article
  SELECT article_id FROM (SELECT wanted_path FROM article GROUP BY wanted_path HAVING count(*) > 1)
    CROSS JOIN article USING (wanted_path);
"""
# An article that asks for the address reserved for it, and for no other, needs no second look.
_ALL_RESERVED = """
INSERT OR IGNORE INTO doubtful_article
  SELECT article.article_id FROM article LEFT JOIN reservation ON permalink = wanted_path
    WHERE CASE WHEN permalink IS NULL
      THEN article.article_id IN (SELECT article_id FROM reservation)
        OR article.source_key != x'' AND article.source_key IN (SELECT source_key FROM reservation)
      ELSE (reservation.article_id, reservation.source_key) != (article.article_id, article.source_key) END;
INSERT OR IGNORE INTO doubtful_article SELECT article_id FROM reservation GROUP BY article_id HAVING count(*) > 1;
"""
_RESET_OTHERS = """
UPDATE article SET state = stated_state, has_page = stated_state != 'draft', output_path = wanted_path, copy_of = '',
    withheld_by = ''
  WHERE (state != stated_state OR has_page != (stated_state != 'draft') OR output_path != wanted_path OR copy_of != ''
      OR withheld_by != '')
    AND article_id NOT IN (SELECT article_id FROM doubtful_article);
"""
_CHANGED = """
INSERT OR IGNORE INTO doubtful_article SELECT article_id FROM change WHERE kind IN ('article', 'reservation');
INSERT OR IGNORE INTO doubtful_key SELECT key FROM change WHERE kind = 'url';
INSERT OR IGNORE INTO doubtful_path SELECT key FROM change WHERE kind IN ('page', 'wanted', 'reservation');
"""
# Repeated until nothing is added. Crossed: few articles are in doubt.
_SPREAD = (
    "INSERT OR IGNORE INTO doubtful_article SELECT article_id FROM doubtful_key CROSS JOIN article_url USING (url_key)",
    "INSERT OR IGNORE INTO doubtful_article SELECT article_id FROM doubtful_path"
    " CROSS JOIN article ON wanted_path = doubtful_path.output_path",
    "INSERT OR IGNORE INTO doubtful_article SELECT article_id FROM doubtful_path"
    " CROSS JOIN article USING (output_path)",
    "INSERT OR IGNORE INTO doubtful_article SELECT article_id FROM doubtful_key"
    " CROSS JOIN reservation ON source_key = url_key",
    "INSERT OR IGNORE INTO doubtful_key SELECT url_key FROM doubtful_article CROSS JOIN article_url USING (article_id)",
    "INSERT OR IGNORE INTO doubtful_key SELECT source_key FROM doubtful_article"
    " CROSS JOIN reservation USING (article_id) WHERE source_key != x''",
    "INSERT OR IGNORE INTO doubtful_path SELECT wanted_path FROM doubtful_article"
    " CROSS JOIN article USING (article_id)",
)
_EDITIONS = """
SELECT article_id, stated_state, stands_alone, wanted_path, source_key, captured_at, language_suffix, capture_sha256
  FROM doubtful_article CROSS JOIN article USING (article_id)
"""
_RESERVATIONS = """
SELECT line, permalink, article_id, source_key FROM reservation
  WHERE article_id IN (SELECT article_id FROM doubtful_article)
    OR source_key != x'' AND source_key IN (
      SELECT source_key FROM doubtful_article CROSS JOIN article USING (article_id) WHERE source_key != x'')
  ORDER BY line
"""
_OWNED_ELSEWHERE = """
SELECT permalink FROM doubtful_article CROSS JOIN article USING (article_id)
    CROSS JOIN reservation USING (source_key)
    CROSS JOIN article AS owner ON owner.article_id = reservation.article_id AND owner.source_key = article.source_key
  WHERE article.source_key != x'' AND owner.article_id NOT IN (SELECT article_id FROM doubtful_article)
"""
_Settled = tuple[str, int, str, str, str]
"""State, whether it has a page, address, the article that it is a copy of, the one that withholds it."""


def settle_all(db: sqlite3.Connection) -> None:
    """Settle every article."""
    with db:
        db.executescript(f"BEGIN; {_SCOPE} {_ALL_SHARING}")
        if db.execute("SELECT 1 FROM reservation LIMIT 1").fetchone():
            for statement in filter(str.strip, _ALL_RESERVED.split(";")):
                db.execute(statement)
        db.execute(_RESET_OTHERS)
        _settle(db, trace=False)


def settle_changed(db: sqlite3.Connection) -> None:
    """Settle the articles that the changes put in doubt, and mark those as changed for which something else results."""
    with db:
        db.executescript(f"BEGIN; {_SCOPE} {_CHANGED}")
        while sum(db.execute(statement).rowcount for statement in _SPREAD):
            pass
        _settle(db, trace=True)


def _settle(db: sqlite3.Connection, *, trace: bool) -> None:
    keys: dict[str, list[bytes]] = defaultdict(list)
    for article_id, key in db.execute(
        "SELECT article_id, url_key FROM doubtful_article CROSS JOIN article_url USING (article_id)"
    ):
        keys[article_id].append(key)
    editions = [Edition(*(*row, frozenset(keys.get(row[0], ())))) for row in db.execute(_EDITIONS)]
    settled = _results(db, editions)
    current = db.execute(
        "SELECT article_id, state, has_page, output_path, copy_of, withheld_by"
        " FROM doubtful_article CROSS JOIN article USING (article_id)"
    )
    changed = [article_id for article_id, *values in current.fetchall() if settled[article_id] != tuple(values)]
    for article_id in changed:
        if trace:
            mark_changed(db, article_id)
        db.execute(
            "UPDATE article SET (state, has_page, output_path, copy_of, withheld_by) = (?, ?, ?, ?, ?)"
            " WHERE article_id = ?",
            (*settled[article_id], article_id),
        )
        if trace:
            mark_changed(db, article_id)


def _results(db: sqlite3.Connection, editions: list[Edition]) -> Mapping[str, _Settled]:
    reservations = list(map(Reservation._make, db.execute(_RESERVATIONS)))
    elsewhere = {path for (path,) in db.execute(_OWNED_ELSEWHERE)} if reservations else set()
    withheld_by = find_withheld(editions)
    shown = [
        edition
        for edition in editions
        if edition.stated_state == CaptureState.PUBLISHED and edition.article_id not in withheld_by
    ]
    copies = find_copies(shown, _ids_with_own_row(editions, reservations))
    owned = match_reservations(
        [edition for edition in editions if edition.article_id not in copies], reservations, elsewhere
    )
    pageless = {*withheld_by, *copies, *(e.article_id for e in editions if e.stated_state == CaptureState.DRAFT)}
    addresses = assign_addresses(
        (edition for edition in editions if edition.article_id not in owned and edition.article_id not in pageless),
        lambda path: _reserved_source(db, path),
        lambda path: _is_wanted(db, path),
    )
    return {
        edition.article_id: (
            CaptureState.DRAFT.value if edition.article_id in withheld_by else edition.stated_state,
            int(edition.article_id not in pageless),
            owned.get(edition.article_id) or addresses.get(edition.article_id) or edition.wanted_path,
            copies.get(edition.article_id, ""),
            withheld_by.get(edition.article_id, ""),
        )
        for edition in editions
    }


def _ids_with_own_row(editions: Iterable[Edition], reservations: Iterable[Reservation]) -> Collection[str]:
    known = {(edition.article_id, edition.source_key) for edition in editions}
    return {row.article_id for row in reservations if (row.article_id, row.source_key) in known}


def _reserved_source(db: sqlite3.Connection, path: str) -> bytes | None:
    row = db.execute("SELECT source_key FROM reservation WHERE permalink = ?", (path,)).fetchone()
    return row[0] if row else None


def _is_wanted(db: sqlite3.Connection, path: str) -> bool:
    return db.execute("SELECT 1 FROM article WHERE wanted_path = ? LIMIT 1", (path,)).fetchone() is not None

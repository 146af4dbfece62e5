"""Settle which articles are published and at which address, as far as that depends on other articles.

The same for a full build and after an edit: all articles that share an address, a source, an alias, their bytes or a
reservation with one in question are looked at together.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from kursk_archive.catalogue.addresses import (
    Reservation,
    assign_addresses,
    match_edition_pages,
    match_reservations,
)
from kursk_archive.catalogue.changes import mark_changed
from kursk_archive.catalogue.edition_groups import NO_EDITIONS, EditionGroup, ReservedAddresses, is_shown
from kursk_archive.catalogue.editions import Edition, find_copies, find_withheld, group_editions
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
INSERT OR IGNORE INTO doubtful_article SELECT article_id FROM reservation WHERE is_edition;
INSERT OR IGNORE INTO doubtful_article
  SELECT article_id FROM article WHERE source_key IN (
    SELECT source_key FROM reservation WHERE NOT is_edition AND source_key != x'' GROUP BY source_key
      HAVING count(*) > 1);
INSERT OR IGNORE INTO doubtful_article
  SELECT article_url.article_id FROM reservation CROSS JOIN article_url ON url_key = source_key WHERE is_edition;
"""
_RESET_OTHERS = """
UPDATE article SET state = stated_state, has_page = stated_state != 'draft', output_path = wanted_path, copy_of = '',
    withheld_by = '', edition_of = '', same_text_as = '', edition_path = '', edition_count = 0, alias_path = ''
  WHERE (state != stated_state OR has_page != (stated_state != 'draft') OR output_path != wanted_path OR copy_of != ''
      OR withheld_by != '' OR edition_of != '' OR alias_path != '')
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
SELECT article_id, stated_state, stands_alone, wanted_path, source_key, captured_at, language_suffix, capture_sha256,
    text_digest, detail_digest, form, language, modified
  FROM doubtful_article CROSS JOIN article USING (article_id)
"""
_RESERVATIONS = """
SELECT line, permalink, article_id, source_key, is_edition FROM reservation
  WHERE article_id IN (SELECT article_id FROM doubtful_article)
    OR source_key != x'' AND source_key IN (
      SELECT source_key FROM doubtful_article CROSS JOIN article USING (article_id) WHERE source_key != x'')
    OR is_edition AND source_key IN (SELECT url_key FROM doubtful_article CROSS JOIN article_url USING (article_id))
  ORDER BY line
"""
_OWNED_ELSEWHERE = """
SELECT permalink FROM doubtful_article CROSS JOIN article USING (article_id)
    CROSS JOIN reservation USING (source_key)
    CROSS JOIN article AS owner ON owner.article_id = reservation.article_id AND owner.source_key = article.source_key
  WHERE article.source_key != x'' AND owner.article_id NOT IN (SELECT article_id FROM doubtful_article)
"""
# Pages show what an article's other captures say, and articles that link to it lead to one of its editions.
_MARK_EDITIONS = """
INSERT OR IGNORE INTO stale_article
  SELECT article_id FROM doubtful_article CROSS JOIN article USING (article_id)
    WHERE edition_of != '' OR copy_of != '' OR alias_path != '';
INSERT OR IGNORE INTO stale_article
  SELECT link_target.article_id FROM doubtful_article CROSS JOIN article USING (article_id)
    CROSS JOIN link_target ON target_id = doubtful_article.article_id WHERE edition_of != '';
"""
_Settled = tuple[str, int, str, str, str, str, str, str, int, str]
"""The values of `_COLUMNS`."""
_COLUMNS = (
    "state, has_page, output_path, copy_of, withheld_by, edition_of, same_text_as, edition_path, edition_count,"
    " alias_path"
)


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
        for statement in filter(str.strip, _MARK_EDITIONS.split(";")):
            db.execute(statement)


def _settle(db: sqlite3.Connection, *, trace: bool) -> None:
    keys: dict[str, list[bytes]] = defaultdict(list)
    for article_id, key in db.execute(
        "SELECT article_id, url_key FROM doubtful_article CROSS JOIN article_url USING (article_id)"
    ):
        keys[article_id].append(key)
    editions = [Edition(*(*row, frozenset(keys.get(row[0], ())))) for row in db.execute(_EDITIONS)]
    settlement = _Settlement(db, editions)
    settled = {edition.article_id: settlement.columns(edition) for edition in editions}
    current = db.execute(f"SELECT article_id, {_COLUMNS} FROM doubtful_article CROSS JOIN article USING (article_id)")
    changed = [article_id for article_id, *values in current.fetchall() if settled[article_id] != tuple(values)]
    for article_id in changed:
        if trace:
            mark_changed(db, article_id)
        db.execute(
            f"UPDATE article SET ({_COLUMNS}) = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) WHERE article_id = ?",
            (*settled[article_id], article_id),
        )
        if trace:
            mark_changed(db, article_id)


class _Settlement:
    """The articles in doubt, and what becomes of them."""

    def __init__(self, db: sqlite3.Connection, editions: Sequence[Edition]) -> None:
        self.db, self.editions = db, editions
        rows = list(map(Reservation._make, db.execute(_RESERVATIONS)))
        reservations = [row for row in rows if not row.is_edition]
        elsewhere = {path for (path,) in db.execute(_OWNED_ELSEWHERE)} if reservations else set()
        self.withheld_by = find_withheld(editions)
        shown = [edition for edition in editions if is_shown(edition, self.withheld_by)]
        self.copies = find_copies(shown, _ids_with_own_row(editions, reservations))
        originals = [edition for edition in editions if edition.article_id not in self.copies]
        self.owned = match_reservations(originals, reservations, elsewhere)
        edition_pages = match_edition_pages(editions, [row for row in rows if row.is_edition])
        has_row = {*edition_pages, *self.owned}
        reserved = ReservedAddresses(self.owned, reservations, elsewhere)
        self.groups = [
            EditionGroup(db, members, reserved, edition_pages, self.withheld_by)
            for members in group_editions(originals)
            if len(members) > 1 or members[0].article_id in has_row
            if any(is_shown(edition, self.withheld_by) for edition in members)
        ]
        self.group_of = {edition.article_id: group for group in self.groups for edition in group.members}
        self.former = reserved.former([e for e in editions if e.article_id in self.copies], edition_pages)
        drafts = (edition.article_id for edition in editions if edition.stated_state == CaptureState.DRAFT)
        self.pageless = {*self.withheld_by, *self.copies, *drafts}
        self.assigned = self._assign_addresses()

    def _assign_addresses(self) -> Mapping[str, str]:
        """Assign an address to each article that has none reserved, and place the pages of editions."""
        settled = self.owned.keys() | self.group_of.keys() | self.pageless
        asking = [edition for edition in self.editions if edition.article_id not in settled]
        asking += [group.first for group in self.groups if not group.permalink]
        assigned = assign_addresses(
            asking, lambda path: _reserved_source(self.db, path), lambda path: _is_wanted(self.db, path)
        )
        for group in self.groups:
            permalink = group.permalink or assigned[group.first.article_id]
            group.place(permalink, lambda path: _is_reserved(self.db, path))
        return assigned

    def columns(self, edition: Edition) -> _Settled:
        """Return the values of `_COLUMNS` for one capture's article."""
        article_id = edition.article_id
        state = CaptureState.DRAFT.value if article_id in self.withheld_by else edition.stated_state
        if group := self.group_of.get(article_id):
            permalink = group.permalink
            has_page, of_editions = group.settle(edition)
        else:
            permalink = self.owned.get(article_id) or self.assigned.get(article_id) or edition.wanted_path
            has_page, of_editions = article_id not in self.pageless, NO_EDITIONS
        alias = self.owned.get(article_id) or self.former.get(article_id, "")
        if alias == permalink or not is_shown(edition, self.withheld_by):
            alias = ""
        copy_of, withheld_by = self.copies.get(article_id, ""), self.withheld_by.get(article_id, "")
        return state, int(has_page), permalink, copy_of, withheld_by, *of_editions, alias


def _ids_with_own_row(editions: Iterable[Edition], reservations: Iterable[Reservation]) -> Collection[str]:
    known = {(edition.article_id, edition.source_key) for edition in editions}
    return {row.article_id for row in reservations if (row.article_id, row.source_key) in known}


def _reserved_source(db: sqlite3.Connection, path: str) -> bytes | None:
    row = db.execute("SELECT source_key FROM reservation WHERE permalink = ?", (path,)).fetchone()
    return row[0] if row else None


def _is_reserved(db: sqlite3.Connection, path: str) -> bool:
    return db.execute("SELECT 1 FROM reservation WHERE permalink = ?", (path,)).fetchone() is not None


def _is_wanted(db: sqlite3.Connection, path: str) -> bool:
    return db.execute("SELECT 1 FROM article WHERE wanted_path = ? LIMIT 1", (path,)).fetchone() is not None

"""Settle which articles are published and at which address, as far as that depends on other articles.

The same for a full build and after an edit: all articles that share an address, a source, an alias, their bytes or a
reservation with one in question are looked at together.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from operator import attrgetter

from msgspec.structs import replace

from kursk_archive.catalogue.addresses import (
    Reservation,
    assign_addresses,
    match_edition_pages,
    match_reservations,
    name_editions,
)
from kursk_archive.catalogue.changes import mark_changed
from kursk_archive.catalogue.editions import (
    Edition,
    find_copies,
    find_seen_again,
    find_withheld,
    group_editions,
    sort_by_time,
)
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
    settled = _results(db, editions)
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


def _results(db: sqlite3.Connection, editions: list[Edition]) -> Mapping[str, _Settled]:
    rows = list(map(Reservation._make, db.execute(_RESERVATIONS)))
    reservations = [row for row in rows if not row.is_edition]
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
    edition_pages = match_edition_pages(editions, [row for row in rows if row.is_edition])
    has_row = {*edition_pages, *owned}
    addresses_of = _ReservedAddresses(owned, reservations, elsewhere)
    groups = [
        _Group(db, members, addresses_of, edition_pages, withheld_by)
        for members in group_editions(edition for edition in editions if edition.article_id not in copies)
        if len(members) > 1 or members[0].article_id in has_row
        if any(_is_shown(edition, withheld_by) for edition in members)
    ]
    former = addresses_of.former([e for e in editions if e.article_id in copies], edition_pages)
    grouped: Mapping[str, _Group] = {edition.article_id: group for group in groups for edition in group.members}
    pageless = {*withheld_by, *copies, *(e.article_id for e in editions if e.stated_state == CaptureState.DRAFT)}
    asking = {edition.article_id: edition for edition in editions if edition.article_id not in {*owned, *pageless}}
    for group in groups:
        for edition in group.members:
            asking.pop(edition.article_id, None)
        if not group.permalink:
            asking[group.first.article_id] = group.first
    addresses = assign_addresses(
        asking.values(),
        lambda path: _reserved_source(db, path),
        lambda path: _is_wanted(db, path),
    )
    for group in groups:
        group.place(group.permalink or addresses[group.first.article_id], lambda path: _is_reserved(db, path))
    settled: dict[str, _Settled] = {}
    for edition in editions:
        article_id = edition.article_id
        state = CaptureState.DRAFT.value if article_id in withheld_by else edition.stated_state
        if own := grouped.get(article_id):
            permalink = own.permalink
            has_page, editions_columns = own.settle(edition)
        else:
            permalink = owned.get(article_id) or addresses.get(article_id) or edition.wanted_path
            has_page, editions_columns = article_id not in pageless, _NO_EDITIONS
        alias = owned.get(article_id) or former.get(article_id, "")
        has_alias = alias != permalink and _is_shown(edition, withheld_by)
        withholds = withheld_by.get(article_id, "")
        settled[article_id] = (
            state, int(has_page), permalink, copies.get(article_id, ""), withholds, *editions_columns,
            alias if has_alias else "",
        )  # fmt: skip
    return settled


_NO_EDITIONS = ("", "", "", 0)


class _ReservedAddresses:
    """The reserved addresses of articles: those that captures own, and those of captures that are gone."""

    def __init__(
        self, owned: Mapping[str, str], reservations: Sequence[Reservation], elsewhere: Collection[str]
    ) -> None:
        self.owned, self.rows = owned, reservations
        self.taken = {*owned.values(), *elsewhere}
        self.lines = {row.permalink: row.line for row in reservations}
        self.free_of_source: dict[bytes, list[str]] = defaultdict(list)
        for row in reservations:
            if row.permalink not in self.taken:
                self.free_of_source[row.source_key].append(row.permalink)

    def first(self, members: Iterable[Edition]) -> str:
        """Return the address of an article that was reserved first, and take it; empty if none is.

        It stays the article's when the capture goes for which it was reserved.
        """
        own = [self.owned[edition.article_id] for edition in members if edition.article_id in self.owned]
        for source in {edition.source_key for edition in members} - {b""}:
            own += [path for path in self.free_of_source.get(source, ()) if path not in self.taken]
        permalink = min(own, key=self.lines.__getitem__, default="")
        self.taken.add(permalink)
        return permalink

    def former(self, copies: Sequence[Edition], edition_pages: Mapping[str, str]) -> Mapping[str, str]:
        """Map copies to the address where each was published before the page of another capture showed it."""
        own = {edition.article_id: edition_pages.get(edition.article_id) for edition in copies}
        pages = {article_id: page for article_id, page in own.items() if page}
        free = [row for row in self.rows if row.permalink not in self.taken]
        return match_reservations(copies, free, ()) | pages


def _is_shown(edition: Edition, withheld_by: Collection[str]) -> bool:
    return edition.stated_state == CaptureState.PUBLISHED and edition.article_id not in withheld_by


class _Group:
    """The captures of one article, of which at least one is published."""

    def __init__(
        self,
        db: sqlite3.Connection,
        members: list[Edition],
        addresses: _ReservedAddresses,
        edition_pages: Mapping[str, str],
        withheld_by: Collection[str],
    ) -> None:
        self.members, self.edition_pages = members, edition_pages
        shown = [edition for edition in members if _is_shown(edition, withheld_by)]
        self.shown = sort_by_time(shown, attrgetter("time"))
        self.first = min(self.shown, key=attrgetter("order"))
        """Its date and slug ask for the address, as long as none is reserved."""
        self.permalink = addresses.first(members)
        """The address that was reserved first; empty if none is, until one is assigned."""
        self.editions, self.same_text_as = find_seen_again(self.shown, lambda a, b: _differ_in_boilerplate(db, a, b))
        self.pages: Mapping[str, str] = {}
        """Captures → the pages that their editions have or would have."""

    def place(self, permalink: str, is_reserved: Callable[[str], bool]) -> None:
        """Assign the article's address, and those of its editions."""
        self.permalink = permalink
        own = {edition.article_id: self.edition_pages.get(edition.article_id) for edition in self.members}
        reserved = {article_id: page for article_id, page in own.items() if page}
        self.pages = name_editions(self.members, permalink, reserved, is_reserved)

    def settle(self, edition: Edition) -> tuple[bool, tuple[str, str, str, int]]:
        """Return whether a capture has the article's page, and the columns that say of which edition it is.

        A page that was published stays, whichever captures turn up or go, as long as its own is there.
        """
        latest, count = self.editions[-1], len(self.editions)
        is_published = edition.article_id in self.edition_pages
        if edition not in self.shown or (len(self.shown) == 1 and not is_published):
            return edition is latest, _NO_EDITIONS
        same = self.same_text_as.get(edition.article_id, "")
        page = self.pages[edition.article_id] if is_published or (count > 1 and not same) else ""
        return edition is latest, (latest.article_id, same, page, count if edition is latest else 0)


MAX_BOILERPLATE = 0.02
"""The share of the words by which captures of one moment in two formats may differ: a list of links, a line about the
newsroom. More is another text, even if the times agree."""
MAX_BOILERPLATE_WORDS, MAX_SHORT_BOILERPLATE = 12, 0.15
"""Of a short text a line is more: so many words may differ, as long as they are no larger share."""


def _differ_in_boilerplate(db: sqlite3.Connection, one: str, other: str) -> bool:
    """Return True if two captures differ in few whole sentences: one format keeps what the other leaves out.

    A sentence that stands in both in different words is a change of the article, however small. So is one that only one
    of them has, if it gives a number, quotes somebody or says that the article was corrected.
    """
    from kursk_archive.catalogue.records import decode_article
    from kursk_archive.comparison.classify import ChangeClass
    from kursk_archive.comparison.compare import Fate, compare
    from kursk_archive.comparison.editions import comparable_blocks
    from kursk_archive.comparison.text import BlockKind

    query = "SELECT article_msgpack FROM article_content WHERE article_id = ?"
    records = [decode_article(db.execute(query, (article_id,)).fetchone()[0]) for article_id in (one, other)]
    compared = comparable_blocks(records[0], records[1])
    # Without links: a build may lend some of them, which must not decide what it lends to.
    blocks = [[replace(block, links=()) for block in side if block.kind is not BlockKind.BYLINE] for side in compared]
    found = compare(blocks[0], blocks[1], records[0][0].language or "")
    if any(s.fate in (Fate.EDITED, Fate.MOVED_HERE) for p in found.paragraphs for s in p.sentences):
        return False
    if not found.classes.keys().isdisjoint((ChangeClass.NUMBER, ChangeClass.QUOTATION, ChangeClass.CORRECTION)):
        return False
    words = max(sum(len(block.text.split()) for block in side) for side in blocks)
    short = min(MAX_BOILERPLATE_WORDS, MAX_SHORT_BOILERPLATE * words)
    return found.added_words + found.removed_words <= max(MAX_BOILERPLATE * words, short)


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

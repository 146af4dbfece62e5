"""The captures of one article: which address its page has, and which page each edition."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from operator import attrgetter

from msgspec.structs import replace

from kursk_archive.catalogue.addresses import Reservation, match_reservations, name_editions
from kursk_archive.catalogue.editions import Edition, find_seen_again, sort_by_time
from kursk_archive.core.enums import CaptureState

NO_EDITIONS = ("", "", "", 0)
"""The columns of an article that has no other editions."""
MAX_BOILERPLATE = 0.02
"""The share of the words by which captures of one moment in two formats may differ: a list of links, a line about the
newsroom. More is another text, even if the times agree."""
MAX_BOILERPLATE_WORDS, MAX_SHORT_BOILERPLATE = 12, 0.15
"""Of a short text a line is more: so many words may differ, as long as they are no larger share."""


def is_shown(edition: Edition, withheld_by: Collection[str]) -> bool:
    """Return True if a capture is published; `withheld_by` holds the captures that another one withholds."""
    return edition.stated_state == CaptureState.PUBLISHED and edition.article_id not in withheld_by


class ReservedAddresses:
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


class EditionGroup:
    """The captures of one article, of which at least one is published."""

    def __init__(
        self,
        db: sqlite3.Connection,
        members: list[Edition],
        addresses: ReservedAddresses,
        edition_pages: Mapping[str, str],
        withheld_by: Collection[str],
    ) -> None:
        self.members, self.edition_pages = members, edition_pages
        shown = [edition for edition in members if is_shown(edition, withheld_by)]
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
            return edition is latest, NO_EDITIONS
        same = self.same_text_as.get(edition.article_id, "")
        page = self.pages[edition.article_id] if is_published or (count > 1 and not same) else ""
        return edition is latest, (latest.article_id, same, page, count if edition is latest else 0)


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

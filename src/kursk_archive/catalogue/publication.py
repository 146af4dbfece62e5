"""The published articles of a catalogue, and the differences between two states of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from enum import StrEnum

from msgspec import Struct

from kursk_archive.catalogue.records import decode_article
from kursk_archive.core.enums import CaptureState
from kursk_archive.core.model import Article


class ArticleChangeKind(StrEnum):
    """The effect of a build on an article, in the order in which an archivist wants to know of it."""

    RELEASED = "released"
    """Published, although it has been withheld."""
    WITHHELD = "withheld"
    """Published until now, and withheld from now on."""
    REMOVED = "removed"
    """Published until now; its capture is gone, or another article's page shows it."""
    PUBLISHED = "published"
    """Published for the first time."""
    MOVED = "moved"
    """Published at another address than until now."""
    CHANGED = "changed"


class ArticleChange(Struct, frozen=True):
    """The effect of a build on an article."""

    kind: ArticleChangeKind
    path: str
    """The article's id."""
    title: str
    page: str
    """Path of its page, relative to the output folder."""
    fields: tuple[str, ...] = ()
    """The names of the fields that differ; the text is `body`."""
    reason: str | None = None
    """The reason that it is withheld, or `shown with PATH`, if that is known."""

    @property
    def details(self) -> str:
        """The reason or the fields, in words; may be empty."""
        return self.reason or ", ".join("text" if name == "body" else name for name in self.fields)


CHANGE_WORDS: Mapping[ArticleChangeKind, str] = {
    ArticleChangeKind.RELEASED: "would be published, although withheld until now",
    ArticleChangeKind.WITHHELD: "would be withheld, although published until now",
    ArticleChangeKind.REMOVED: "would be removed",
    ArticleChangeKind.PUBLISHED: "would be published for the first time",
    ArticleChangeKind.MOVED: "would move to another address",
    ArticleChangeKind.CHANGED: "would change",
}
"""The end of a sentence that begins with the article."""


class _Row(Struct, frozen=True):
    article_id: str
    state: str
    has_page: bool
    page: str
    title: str
    shown_with: str
    """The article whose page shows it: one with the same bytes, or its latest edition."""
    withheld_by: str
    digest: str

    @property
    def is_published(self) -> bool:
        return self.has_page and self.state == CaptureState.PUBLISHED


class Publication(Struct, frozen=True):
    """The articles of a catalogue, at one moment."""

    rows: Mapping[str, _Row]
    """By id."""

    @classmethod
    def read(cls, db: sqlite3.Connection) -> Publication:
        """Read the articles of a catalogue in which everything is derived."""
        query = (
            "SELECT article_id, state, has_page, output_path, title, CASE WHEN copy_of != '' THEN copy_of"
            " WHEN edition_of != article_id AND state = 'published' THEN edition_of ELSE '' END,"
            " withheld_by, record_sha256 FROM article"
        )
        rows = (_Row(path, state, bool(has_page), *rest) for path, state, has_page, *rest in db.execute(query))
        return cls({row.article_id: row for row in rows})


def find_article_changes(
    before: Publication, after: Publication, records_before: sqlite3.Connection | None, records: sqlite3.Connection
) -> tuple[ArticleChange, ...]:
    """Return what differs between two states, by kind and path.

    Args:
        before: what is published now.
        after: what a build would publish.
        records_before: the catalogue that `before` was read from, unchanged; None if nothing is published.
        records: the catalogue that `after` was read from.
    """
    changes = (*_arrivals(before, after, records_before, records), *_departures(before, after, records))
    order = list(ArticleChangeKind)
    return tuple(sorted(changes, key=lambda change: (order.index(change.kind), change.path)))


def _arrivals(
    before: Publication, after: Publication, records_before: sqlite3.Connection | None, records: sqlite3.Connection
) -> Iterator[ArticleChange]:
    """Yield the published articles that are new, or not as they were."""
    pages = {row.page: row for row in before.rows.values() if row.is_published}
    for row in after.rows.values():
        if not row.is_published:
            continue
        known = before.rows.get(row.article_id)
        old = known if known and known.is_published else pages.get(row.page)  # a capture that was renamed
        if old is None:
            kind = ArticleChangeKind.RELEASED if known and not known.shown_with else ArticleChangeKind.PUBLISHED
            yield ArticleChange(kind, row.article_id, row.title, row.page)
        elif old.page != row.page:
            yield ArticleChange(ArticleChangeKind.MOVED, row.article_id, row.title, row.page)
        elif old.digest != row.digest and records_before:
            fields = _differing_fields(_article(records_before, old.article_id), _article(records, row.article_id))
            yield ArticleChange(ArticleChangeKind.CHANGED, row.article_id, row.title, row.page, fields)


def _departures(before: Publication, after: Publication, records: sqlite3.Connection) -> Iterator[ArticleChange]:
    """Yield the articles that are published in the first state and not in the second."""
    pages = {row.page for row in after.rows.values() if row.is_published}
    for row in before.rows.values():
        now = after.rows.get(row.article_id)
        if not row.is_published or (now.is_published if now else row.page in pages):
            continue
        if now is None:
            yield ArticleChange(ArticleChangeKind.REMOVED, row.article_id, row.title, row.page)
        elif now.shown_with:
            reason = f"shown with {now.shown_with}"
            yield ArticleChange(ArticleChangeKind.REMOVED, row.article_id, row.title, row.page, reason=reason)
        else:
            article = _article(records, row.article_id)
            reason = f"with {now.withheld_by}" if now.withheld_by else (article.reason if article else None) or ""
            yield ArticleChange(ArticleChangeKind.WITHHELD, row.article_id, row.title, row.page, reason=reason or None)


def _article(db: sqlite3.Connection, article_id: str) -> Article | None:
    query = "SELECT article_msgpack FROM article_content WHERE article_id = ?"
    row = db.execute(query, (article_id,)).fetchone()
    return decode_article(row[0])[0] if row else None


def _differing_fields(old: Article | None, new: Article | None) -> tuple[str, ...]:
    if old is None or new is None:
        return ()
    names = (name for name in Article.__struct_fields__ if name not in ("findings", "provenance"))
    return tuple(name for name in names if getattr(old, name) != getattr(new, name))

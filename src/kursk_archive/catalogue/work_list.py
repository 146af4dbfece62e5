"""The articles that still want something done by an archivist, and those that are withheld."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from msgspec import Struct

from kursk_archive.catalogue.records import decode_article
from kursk_archive.core.enums import CaptureState, LinkKind, LinkRegion, Provenance


class WithheldArticle(Struct, frozen=True):
    """An article that is not published, and why."""

    path: str
    title: str
    reason: str | None
    """As its metadata state it; published in its place. None publishes nothing, not even that it exists."""
    review: str | None
    """The day on which an archivist wants to decide again; None if none is stated."""
    withheld_by: str | None
    """The other capture of the same article that withholds it; None if its own metadata do."""


class WorkList(Struct, frozen=True):
    """The state of the archive: what is published, what is withheld and what is missing. Articles are named by id.

    What an archivist has taken back in a sidecar, such as `date: unknown`, does not count as missing.
    """

    articles: Mapping[str, int]
    """State → number of articles, without copies and earlier editions; of `broken`, the number of captures."""
    undated: tuple[str, ...]
    without_source: tuple[str, ...]
    without_language: tuple[str, ...]
    lost_links: Mapping[str, int]
    """Article → number of links whose address is lost."""
    repaired_links: int
    """Links whose address an archivist stated."""
    recovered_links: int
    """Links whose address was found in another copy of the article."""
    copies: Mapping[str, str]
    """Article → the one with the same bytes, whose page shows both."""
    editions: Mapping[str, str]
    """Capture → the latest edition of its article."""
    withheld: tuple[WithheldArticle, ...]


_STATES = """
SELECT state, count(*) FROM article
  WHERE copy_of = '' AND (edition_of IN ('', article_id) OR state != 'published') GROUP BY state
"""
_COPIES = "SELECT article_id, copy_of FROM article WHERE copy_of != '' ORDER BY article_id"
_EDITIONS = """
SELECT article_id, edition_of FROM article
  WHERE edition_of NOT IN ('', article_id) AND copy_of = '' AND state = 'published' ORDER BY article_id
"""
_LOST = f"""
SELECT article_id, count(*) FROM published_article CROSS JOIN resolved_link USING (article_id)
  WHERE final_kind = '{LinkKind.LOST}' GROUP BY article_id ORDER BY count(*) DESC, article_id
"""
_REPAIRED = """
SELECT coalesce(sum(method IS NULL), 0), coalesce(sum(method IS NOT NULL), 0)
  FROM published_article CROSS JOIN link USING (article_id) WHERE repaired
"""
_WITHHELD = """
SELECT article_id, title, withheld_by, article_msgpack FROM article JOIN article_content USING (article_id)
  WHERE state != 'published' ORDER BY article_id
"""


def read_work_list(db: sqlite3.Connection) -> WorkList:
    """Return what there is to do in a catalogue whose relations are derived."""
    repaired, recovered = db.execute(_REPAIRED).fetchone()
    source = (
        f"SELECT 1 FROM link WHERE link.article_id = published_article.article_id AND region = '{LinkRegion.SOURCE}'"
    )
    return WorkList(
        articles=_count_states(db),
        undated=_published_without(db, "date", "date = ''"),
        without_source=_published_without(db, "source_url", f"NOT EXISTS ({source})"),
        without_language=_published_without(db, "language", "language IN ('', 'und')"),
        lost_links=dict(db.execute(_LOST)),
        repaired_links=repaired,
        recovered_links=recovered,
        copies=dict(db.execute(_COPIES)),
        editions=dict(db.execute(_EDITIONS)),
        withheld=tuple(
            WithheldArticle(path, title, article.reason, article.review and str(article.review), other or None)
            for path, title, other, record in db.execute(_WITHHELD)
            for article in (decode_article(record)[0],)
        ),
    )


def _count_states(db: sqlite3.Connection) -> dict[str, int]:
    counts = dict.fromkeys(map(str, CaptureState), 0)
    counts.update(db.execute(_STATES))
    counts[CaptureState.BROKEN] = db.execute("SELECT count(*) FROM capture WHERE failed").fetchone()[0]
    return counts


def _published_without(db: sqlite3.Connection, field: str, condition: str) -> tuple[str, ...]:
    """Return the published articles that lack a field, unless an archivist has stated that there is nothing to know."""
    rows = db.execute(
        "SELECT article_id, article_msgpack FROM published_article CROSS JOIN article_content USING (article_id)"
        f" WHERE {condition} ORDER BY article_id"
    )
    return tuple(
        article_id
        for article_id, record in rows
        if decode_article(record)[0].provenance.get(field) is not Provenance.REMOVED
    )

"""What each edition changed from the one before: compared once, and kept while both editions are as they were.

A row is found by the digests of the two records. So it is never stale: what changes has another digest.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import msgspec
from msgspec import Struct

from kursk_archive.catalogue.edition_queries import articles_with_editions, editions_of
from kursk_archive.comparison.revision import Revision
from kursk_archive.core.enums import ArticleId
from kursk_archive.core.model import PartialDate

_BATCH = 256
"""Articles whose editions are looked up at once."""
_DETAILS = """
SELECT article_id, title, publisher, language, capture_sha256, record_sha256
  FROM json_each(?) AS scope CROSS JOIN article ON article_id = scope.value
"""


class RevisedEdition(Struct, frozen=True):
    """One of the two editions that a revision lies between."""

    article_id: ArticleId
    page: str
    title: str
    captured_at: PartialDate | None
    capture_sha256: str
    record_sha256: str


class EditionPair(Struct, frozen=True):
    """Two neighbouring editions of an article."""

    permalink: str
    """The article's page."""
    publisher: str
    """Of the latest edition; may be empty."""
    language: str
    before: RevisedEdition
    after: RevisedEdition

    @property
    def key(self) -> tuple[str, str]:
        """Digests of the two records."""
        return self.before.record_sha256, self.after.record_sha256


def edition_pairs(db: sqlite3.Connection) -> Iterator[EditionPair]:
    """Yield the neighbouring editions of every published article."""
    articles = list(articles_with_editions(db, stale_only=False))
    for start in range(0, len(articles), _BATCH):
        batch = articles[start : start + _BATCH]
        groups = editions_of(db, [latest for latest, _ in batch])
        ids = [edition.path for group in groups.values() for edition in group]
        details = {row[0]: row[1:] for row in db.execute(_DETAILS, (json.dumps(ids),))}
        for latest, permalink in batch:
            _, publisher, language, *_ = details[latest]
            editions = [
                RevisedEdition(
                    edition.path,
                    edition.page,
                    details[edition.path][0],
                    edition.captured_at,
                    *details[edition.path][3:],
                )
                for edition in groups[latest]
            ]
            for before, after in pairwise(editions):
                yield EditionPair(permalink, publisher, language, before, after)


def forget_revisions(db: sqlite3.Connection, current: Iterable[EditionPair]) -> list[EditionPair]:
    """Delete the revisions of editions that are gone, and return the pairs that are to be compared."""
    wanted = {pair.key: pair for pair in current}
    known = set(db.execute("SELECT before_sha256, after_sha256 FROM revision"))
    with db:
        gone = sorted(known - wanted.keys())
        db.executemany("DELETE FROM revision WHERE before_sha256 = ? AND after_sha256 = ?", gone)
    return [pair for key, pair in wanted.items() if key not in known]


def enter_revisions(db: sqlite3.Connection, revisions: Iterable[tuple[tuple[str, str], Revision]]) -> None:
    """Enter revisions by the digests of their records."""
    with db:
        db.executemany(
            "INSERT OR REPLACE INTO revision VALUES (?, ?, ?, ?)",
            ((*key, bool(revision.classes), msgspec.msgpack.encode(revision)) for key, revision in revisions),
        )


def has_revisions(db: sqlite3.Connection) -> bool:
    """Return True if an edition has changed anything."""
    return db.execute("SELECT 1 FROM revision WHERE has_changes LIMIT 1").fetchone() is not None


def listed_pairs(db: sqlite3.Connection) -> list[EditionPair]:
    """Pairs of editions that differ, the latest capture first; those without a time last."""
    if not has_revisions(db):
        return []
    from kursk_archive.catalogue.editions import to_utc

    listed = set(db.execute("SELECT before_sha256, after_sha256 FROM revision WHERE has_changes"))
    pairs = [pair for pair in edition_pairs(db) if pair.key in listed]
    pairs.sort(key=lambda pair: (pair.permalink, pair.after.page))
    pairs.sort(key=lambda pair: to_utc(pair.after.captured_at or ""), reverse=True)
    return pairs


def find_revisions(db: sqlite3.Connection, pairs: Sequence[EditionPair]) -> list[Revision]:
    """Return the revision of each pair."""
    query = "SELECT revision_msgpack FROM revision WHERE before_sha256 = ? AND after_sha256 = ?"
    return [_DECODER.decode(db.execute(query, pair.key).fetchone()[0]) for pair in pairs]


_DECODER = msgspec.msgpack.Decoder(Revision)

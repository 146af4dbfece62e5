"""The changes of each edition from the one before: compared once, and kept while both editions stay as they are.

A comparison is found by the digests of the two records. So it is never stale: what changes has another digest.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from kursk_archive.catalogue.edition_queries import articles_with_editions, editions_of
from kursk_archive.catalogue.encoding import ENCODER
from kursk_archive.core.enums import ArticleId
from kursk_archive.core.model import ChangeSummary, PartialDate
from kursk_archive.site.taxonomy import UNDATED

if TYPE_CHECKING:
    from kursk_archive.comparison.revision import Revision

_BATCH = 256
"""Articles whose editions are looked up at once."""
_DETAILS = """
SELECT article_id, title, publisher, language, capture_sha256, record_sha256,
    coalesce((SELECT json_extract(value, '$[1]') FROM json_each(terms_json)
      WHERE json_extract(value, '$[0]') = 'publisher' LIMIT 1), '')
  FROM json_each(?) AS scope
    CROSS JOIN article ON article_id = scope.value CROSS JOIN article_content USING (article_id)
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


class PlacedPair(Struct, frozen=True):
    """Two neighbouring editions, and where their revision is listed."""

    latest: ArticleId
    """The latest edition of the article."""
    number: int
    """Of the later of the two, by time; the first edition is 0."""
    publisher_slug: str
    """Of the latest edition's term; may be empty."""
    pair: EditionPair


def edition_pairs(db: sqlite3.Connection, *, stale_only: bool) -> Iterator[PlacedPair]:
    """Yield the neighbouring editions of every published article, or of those that the changes can have made stale."""
    articles = list(articles_with_editions(db, stale_only=stale_only))
    for start in range(0, len(articles), _BATCH):
        batch = articles[start : start + _BATCH]
        groups = editions_of(db, [latest for latest, _ in batch])
        ids = [edition.path for group in groups.values() for edition in group]
        details = {row[0]: row[1:] for row in db.execute(_DETAILS, (json.dumps(ids),))}
        for latest, permalink in batch:
            _, publisher, language, _, _, slug = details[latest]
            editions = [
                RevisedEdition(
                    edition.path,
                    edition.page,
                    details[edition.path][0],
                    edition.captured_at,
                    *details[edition.path][3:5],
                )
                for edition in groups[latest]
            ]
            for number, (before, after) in enumerate(pairwise(editions), 1):
                pair = EditionPair(permalink, publisher, language, before, after)
                yield PlacedPair(ArticleId(latest), number, slug, pair)


_COLUMNS = (
    "article_id, number, before_sha256, after_sha256, publisher, day, moment, permalink, page, pair_msgpack,"
    " has_changes, change_msgpack, revision_msgpack"
)
_LISTED = "before_sha256, after_sha256, publisher, day, moment, permalink, page, pair_msgpack"
_IN_SCOPE = """
article_id IN (SELECT article_id FROM new_revision UNION SELECT article_id FROM stale_article
  UNION SELECT article_id FROM change WHERE kind = 'article')
"""
_MARK = f"""
INSERT OR IGNORE INTO change SELECT 'revision', publisher, day, '', 0 FROM (
  SELECT * FROM (SELECT {_LISTED} FROM revision WHERE has_changes AND {_IN_SCOPE}
    EXCEPT SELECT {_LISTED} FROM new_revision WHERE has_changes)
  UNION SELECT * FROM (SELECT {_LISTED} FROM new_revision WHERE has_changes
    EXCEPT SELECT {_LISTED} FROM revision WHERE has_changes AND {_IN_SCOPE}))
"""


def begin_revisions(db: sqlite3.Connection, *, stale_only: bool) -> list[PlacedPair]:
    """Enter the comparisons that are known in a new table, and return the pairs that are to be compared.

    Args:
        db: the catalogue's, with everything else derived.
        stale_only: look at the articles only that the changes can have made stale.
    """
    db.executescript(
        "DROP TABLE IF EXISTS temp.new_revision; CREATE TEMP TABLE new_revision AS SELECT * FROM revision WHERE 0;"
    )
    known = (
        "SELECT has_changes, change_msgpack, revision_msgpack FROM revision"
        " WHERE before_sha256 = ? AND after_sha256 = ? LIMIT 1"
    )
    missing = []
    with db:
        for placed in edition_pairs(db, stale_only=stale_only):
            row = db.execute(known, (placed.pair.before.record_sha256, placed.pair.after.record_sha256)).fetchone()
            if row:
                _enter(db, placed, row)
            else:
                missing.append(placed)
    return missing


def enter_revisions(db: sqlite3.Connection, revisions: Iterable[tuple[PlacedPair, Revision]]) -> None:
    """Enter what was compared."""
    with db:
        for placed, found in revisions:
            change = ChangeSummary(
                tuple(map(str, found.classes)),
                found.added_words,
                found.removed_words,
                found.is_acknowledged,
                found.is_across_formats,
            )
            encoded = msgspec.msgpack.encode(change), msgspec.msgpack.encode(found)
            _enter(db, placed, (bool(found.classes), *encoded))


def _enter(db: sqlite3.Connection, placed: PlacedPair, values: Sequence[object]) -> None:
    from kursk_archive.catalogue.editions import to_utc

    pair = placed.pair
    captured_at = pair.after.captured_at or ""
    row = (
        placed.latest, placed.number, pair.before.record_sha256, pair.after.record_sha256, placed.publisher_slug,
        captured_at[:10], to_utc(captured_at), pair.permalink, pair.after.page, ENCODER.encode(pair), *values,
    )  # fmt: skip
    db.execute(f"INSERT INTO new_revision ({_COLUMNS}) VALUES ({', '.join('?' * len(row))})", row)


def replace_revisions(db: sqlite3.Connection, *, stale_only: bool) -> None:
    """Put the new table in the place of the old rows, and mark the lists as changed that show a difference."""
    with db:
        if stale_only:
            db.execute(_MARK)
        db.execute(f"DELETE FROM revision WHERE {_IN_SCOPE if stale_only else '1'}")
        db.execute(f"INSERT INTO revision ({_COLUMNS}) SELECT {_COLUMNS} FROM new_revision ORDER BY article_id, number")
    db.execute("DROP TABLE temp.new_revision")


def has_revisions(db: sqlite3.Connection) -> bool:
    """Return True if an edition has changed anything."""
    return db.execute("SELECT 1 FROM revision WHERE has_changes LIMIT 1").fetchone() is not None


def changed_lists(db: sqlite3.Connection) -> list[tuple[str, str]]:
    """Publisher's slug and day of the revisions that came, went or changed; either may be empty."""
    return db.execute("SELECT DISTINCT key, date FROM change WHERE kind = 'revision' ORDER BY 1, 2").fetchall()


def revision_days(db: sqlite3.Connection, publisher: str | None) -> Counter[str]:
    """Count the revisions by day, of a publisher's slug or of all; of a capture of an unknown time it is empty."""
    query = "SELECT day, count(*) FROM revision WHERE has_changes AND (?1 IS NULL OR publisher = ?1) GROUP BY day"
    return Counter(dict(db.execute(f"{query} ORDER BY day", (publisher,))))


def revised_publishers(db: sqlite3.Connection) -> list[tuple[str, int]]:
    """Slug and number of revisions of each publisher."""
    query = "SELECT publisher, count(*) FROM revision WHERE has_changes AND publisher != '' GROUP BY 1 ORDER BY 1"
    return db.execute(query).fetchall()


def revision_years(db: sqlite3.Connection) -> list[str]:
    """Years in which a later edition was captured; empty where that is not known."""
    query = "SELECT DISTINCT substr(day, 1, 4) FROM revision WHERE has_changes ORDER BY 1"
    return [year for (year,) in db.execute(query)]


def listed_revisions(
    db: sqlite3.Connection, publisher: str | None = None, period: str = "", limit: int = -1
) -> list[tuple[EditionPair, Revision]]:
    """Revisions that changed something, the latest capture first; those without a time last.

    Args:
        db: the catalogue's.
        publisher: slug; None for all.
        period: `2024`, `2024-08`, `2024-08-15`, `UNDATED`; empty for all.
        limit: their largest number; negative for all.
    """
    where = "day = ''" if period == UNDATED else "day >= ?2 AND day < ?2 || '\uffff'" if period else "?2 = ''"
    rows = db.execute(
        f"SELECT pair_msgpack, revision_msgpack FROM revision WHERE has_changes AND {where}"
        f" {'AND publisher = ?1' if publisher is not None else 'AND ?1 IS NULL'}"
        " ORDER BY moment DESC, permalink, page LIMIT ?3",
        (publisher, period, limit),
    )
    return [(_PAIR_DECODER.decode(pair), _revision_decoder().decode(revision)) for pair, revision in rows]


def captured_again(
    db: sqlite3.Connection, period: str, other_days: Iterable[str], limit: int
) -> list[tuple[EditionPair, ChangeSummary]]:
    """Later editions that were captured in a period and changed something, the latest first.

    Args:
        db: the catalogue's.
        period: `2024-08`, `2024-08-15`.
        other_days: days of the period that are left out.
        limit: their largest number.
    """
    rows = db.execute(
        "SELECT pair_msgpack, change_msgpack FROM revision WHERE has_changes AND day >= ?1 AND day < ?1 || '\uffff'"
        " AND day NOT IN (SELECT value FROM json_each(?2)) ORDER BY moment DESC, permalink, page LIMIT ?3",
        (period, json.dumps(list(other_days)), limit),
    )
    return [(_PAIR_DECODER.decode(pair), _SUMMARY_DECODER.decode(change)) for pair, change in rows]


def _to_date(kind: type, value: object) -> object:
    """Decode a `PartialDate`, which msgspec does not know."""
    return kind(value)


_PAIR_DECODER = msgspec.msgpack.Decoder(EditionPair, dec_hook=_to_date)
_SUMMARY_DECODER = msgspec.msgpack.Decoder(ChangeSummary)


@cache
def _revision_decoder() -> msgspec.msgpack.Decoder[Revision]:
    from kursk_archive.comparison.revision import Revision  # most builds have no editions

    return msgspec.msgpack.Decoder(Revision)

"""Queries over the editions of articles, as `settle.py` has found them."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from kursk_archive.core.enums import ArticleId
from kursk_archive.core.model import EditionSummary, PartialDate

_MEMBERS = """
SELECT edition_of, article_id, edition_path, captured_at, record_sha256, published_suffix, same_text_as, text_digest,
    modified, capture_sha256, has_original
  FROM json_each(?) AS scope CROSS JOIN article ON edition_of = scope.value AND edition_of != ''
"""
_LATEST = "SELECT article_id, output_path FROM published_article WHERE edition_of = article_id AND edition_of != ''"
_STALE_LATEST = """
SELECT DISTINCT latest.article_id, latest.output_path
  FROM stale_article CROSS JOIN article AS member ON member.article_id = stale_article.article_id
    CROSS JOIN published_article AS latest ON latest.article_id = member.edition_of
  WHERE member.edition_of != '' ORDER BY 1
"""


def articles_with_editions(db: sqlite3.Connection, *, stale_only: bool) -> Iterator[tuple[str, str]]:
    """Id of the latest edition and address of the articles that were captured more than once."""
    yield from db.execute(_STALE_LATEST if stale_only else f"{_LATEST} ORDER BY article_id").fetchall()


def editions_of(db: sqlite3.Connection, latest_ids: Iterable[str]) -> Mapping[str, tuple[EditionSummary, ...]]:
    """Map the latest editions of articles to all editions, by time; articles with one capture are left out."""
    found: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for latest, *row in db.execute(_MEMBERS, (json.dumps(list(latest_ids)),)):
        found[latest].append(tuple(row))
    return {latest: _summarise(rows) for latest, rows in found.items()}


def terms_of(db: sqlite3.Connection, article_ids: Iterable[str]) -> Mapping[str, list[tuple[str, str]]]:
    """Map articles to the taxonomy and slug of each of their terms, whether they are listed under it or not."""
    terms: dict[str, list[tuple[str, str]]] = defaultdict(list)
    rows = db.execute(
        "SELECT article_id, json_extract(entry.value, '$[0]'), json_extract(entry.value, '$[1]')"
        " FROM json_each(?) AS scope CROSS JOIN article ON article_id = scope.value"
        " CROSS JOIN json_each(terms_json) AS entry ORDER BY 1, 2, 3",
        (json.dumps(list(article_ids)),),
    )
    for article_id, taxonomy, slug in rows:
        terms[article_id].append((taxonomy, slug))
    return terms


def _summarise(rows: Iterable[tuple[str, ...]]) -> tuple[EditionSummary, ...]:
    from kursk_archive.catalogue.editions import to_utc

    seen: dict[str, list[PartialDate]] = defaultdict(list)
    editions = []
    for row in sorted(rows, key=lambda row: (to_utc(row[2] or row[7]), row[8], row[0])):
        if row[5] and row[2]:
            seen[row[5]].append(PartialDate(row[2]))
        if not row[5]:
            editions.append(row)
    first_with_text: dict[str, int] = {}
    return tuple(
        EditionSummary(
            ArticleId(article_id),
            page,
            PartialDate(captured_at) if captured_at else None,
            record,
            suffix,
            tuple(seen[article_id]),
            first_with_text.setdefault(text, number),
            bool(has_original),
        )
        for number, (article_id, page, captured_at, record, suffix, _, text, *_, has_original) in enumerate(editions)
    )

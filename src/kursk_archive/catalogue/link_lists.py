"""Queries for lists of links: by what they came to, and the addresses that most articles cite."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence

from kursk_archive.core.enums import LinkKind, LinkRegion
from kursk_archive.core.model import SummaryRow
from kursk_archive.site.taxonomy import MAX_LINKS_PER_ARTICLE, UNDATED


def articles_by_day(db: sqlite3.Connection, kind: LinkKind) -> dict[str, int]:
    """Count the articles with links of a kind by day, oldest first; see `listings.counts`."""
    return dict(db.execute("SELECT day, article_count FROM link_kind_day WHERE kind = ? ORDER BY day", (kind,)))


def articles_by_year(db: sqlite3.Connection, kind: LinkKind) -> dict[str, int]:
    """Count the articles with links of a kind by year, oldest first; those without a date under `""`."""
    query = "SELECT substr(day, 1, 4), sum(article_count) FROM link_kind_day WHERE kind = ? GROUP BY 1 ORDER BY 1"
    return dict(db.execute(query, (kind,)))


def articles_around(db: sqlite3.Connection, kind: LinkKind, dates: Iterable[str]) -> dict[str, dict[str, int]]:
    """Count the articles with links of a kind as finely as the pages that hold some dates need.

    See `listings.counts_around` for what is returned.
    """
    query = (
        "SELECT substr(day, 1, ?2), sum(article_count) FROM link_kind_day"
        " WHERE kind = ?1 AND day >= ?3 AND day < ?3 || '\uffff' GROUP BY 1 ORDER BY 1"
    )
    periods = {date[:length] for date in dates for length in (4, 7) if len(date) >= length}
    inside = {period: dict(db.execute(query, (kind, len(period) + 3, period))) for period in sorted(periods)}
    return {"": articles_by_year(db, kind), **inside}


def articles_with_links(
    db: sqlite3.Connection, kind: LinkKind, period: str, limit: int, *, exact: bool = False
) -> tuple[SummaryRow, ...]:
    """The newest articles of a period that have links of a kind.

    Args:
        db: the catalogue's.
        kind: of the links.
        period: `2024`, `2024-08`, `2024-08-15`, `UNDATED`; empty for all.
        limit: number of articles.
        exact: True for those of which no more is known than the period.
    """
    dates = "= ?2" if exact or period == UNDATED else ">= ?2 AND article_term.date < ?2 || '\uffff'"
    query = (
        "SELECT article_id, output_path, title, article_term.date, publisher, language, edition_count"
        " FROM article_term CROSS JOIN link_kind_count USING (article_id) CROSS JOIN article USING (article_id)"
        f" WHERE taxonomy = '' AND slug = '' AND link_kind_count.kind = ?1 AND article_term.date {dates}"
        " ORDER BY article_term.date DESC, article_id LIMIT ?3"
    )
    return tuple(db.execute(query, (kind, "" if period == UNDATED else period, limit)))


def links_of_kind(
    db: sqlite3.Connection, kind: LinkKind, article_ids: Sequence[str]
) -> dict[str, list[tuple[str, str, str]]]:
    """Text, address as written and canonical address of articles' links of a kind, in reading order.

    Of an article with very many only the first are given.
    """
    query = (
        "SELECT article_id, CASE WHEN region IN (?3, ?4) THEN '' ELSE text END, href, coalesce(snapshot, canonical, '')"
        " FROM json_each(?2)"
        " CROSS JOIN resolved_link ON article_id = value WHERE final_kind = ?1 ORDER BY article_id, ordinal"
    )
    links: dict[str, list[tuple[str, str, str]]] = {}
    beside_text = LinkRegion.SOURCE, LinkRegion.TRANSLATION  # their texts are names of the program's own
    for article_id, *link in db.execute(query, (kind, json.dumps(list(article_ids)), *beside_text)):
        own = links.setdefault(article_id, [])
        if len(own) < MAX_LINKS_PER_ARTICLE:
            own.append((link[0], link[1], link[2]))
    return links


_CANDIDATES = 4
"""Addresses that are looked at for each one that is listed: an article's own address counts at first."""


def most_cited(db: sqlite3.Connection, limit: int) -> list[tuple[str, str, int]]:
    """Address, host and number of articles of the addresses that most articles refer to, from two articles on."""
    query = f"""
        WITH candidate AS (
            SELECT url_key FROM shared_address ORDER BY article_count DESC, url_key LIMIT ?1 * {_CANDIDATES})
        SELECT min(canonical), min(host), count(DISTINCT article_id)
          FROM candidate CROSS JOIN link USING (url_key) CROSS JOIN published_article USING (article_id)
          WHERE canonical IS NOT NULL AND host IS NOT NULL AND region NOT IN (?2, ?3)
          GROUP BY url_key HAVING count(DISTINCT article_id) > 1
          ORDER BY 3 DESC, 1 LIMIT ?1
    """
    return list(db.execute(query, (limit, LinkRegion.SOURCE, LinkRegion.TRANSLATION)))

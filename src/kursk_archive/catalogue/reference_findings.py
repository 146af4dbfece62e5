"""Findings about references that only the whole archive can judge."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from itertools import groupby

from kursk_archive.core.findings import Finding, Location, make_finding
from kursk_archive.core.text import count_noun

_UNRESOLVED = """
SELECT article_id, line, "column", href FROM link_kind_count
    CROSS JOIN published_article USING (article_id) CROSS JOIN link USING (article_id)
    LEFT JOIN link_target USING (article_id, ordinal)
  WHERE link_kind_count.kind = 'relative' AND link.kind = 'relative' AND target_id IS NULL ORDER BY article_id, ordinal
"""
_WITHOUT_SOURCE = """
SELECT article_id FROM published_article
  WHERE NOT EXISTS (SELECT 1 FROM link WHERE link.article_id = published_article.article_id AND region = 'source')
  ORDER BY article_id
"""


def reference_findings(db: sqlite3.Connection) -> Iterator[Finding]:
    """Yield a finding for each article with links that lead to no page, and one for all articles without a source."""
    for article_id, rows in groupby(db.execute(_UNRESOLVED), lambda row: row[0]):
        yield _unresolved_finding(article_id, list(rows))
    articles = [article_id for (article_id,) in db.execute(_WITHOUT_SOURCE)]
    if articles:
        others = f", and {count_noun(len(articles) - 1, 'more article')} without one" if len(articles) > 1 else ""
        yield make_finding("source-missing", Location(articles[0], 1, 1), f"no original address{others}")


def _unresolved_finding(article_id: str, rows: list[tuple[str, int | None, int | None, str]]) -> Finding:
    _, line, column, href = rows[0]
    more = f", and {count_noun(len(rows) - 1, 'more link')}" if len(rows) > 1 else ""
    message = f"`{' '.join(href.split())[:60]}`{more} lead{'s' if len(rows) == 1 else ''} to no article"
    return make_finding("link-internal", Location(article_id, line or 1, column or 1), message)

"""Neighbouring articles: by date, and under a link or a topic that they share.

Related to an article are only its neighbours under each of its links and topics. So a new article changes two pages for
each of its links and one for each topic, however many articles share them. Unpublished articles are skipped.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator

LINK_WEIGHT, TOPIC_WEIGHT = 3, 1
"""Two articles that share a link are more closely related than two that share a topic."""

_PUBLISHED = "article_id NOT IN (SELECT article_id FROM unpublished_article)"


def _near(date: str, rows: str) -> str:
    """Return an SQL expression for the article before or after that of `this`, which has a date and an article_id.

    Two look-ups, since to compare pairs of date and id SQLite goes through all articles of the day: with thousands on
    one day, the time grew with the square of their number.

    Args:
        date: the column of its date.
        rows: the other clauses of the query, which name the table `near`.
    """
    find = f"SELECT near.article_id FROM {rows} AND near.{date}"
    return (
        f"coalesce(({find} = this.date AND near.article_id {{side}} this.article_id"
        f" ORDER BY near.article_id {{order}} LIMIT 1),"
        f" ({find} {{side}} this.date ORDER BY near.{date} {{order}}, near.article_id {{order}} LIMIT 1))"
    )


_BY_DATE = _near("date", "published_article AS near WHERE near.date != ''")
_BY_LINK = _near("article_date", f"link AS near WHERE near.url_key = this.key AND near.{_PUBLISHED}")
_BY_TOPIC = _near("date", "article_term AS near WHERE near.taxonomy = 'topic' AND near.slug = this.key")
_BEFORE = {"side": "<", "order": "DESC"}
_AFTER = {"side": ">", "order": "ASC"}

EARLIER, LATER = _BY_DATE.format(**_BEFORE), _BY_DATE.format(**_AFTER)
"""SQL expressions: the id of the published article before, or after, that of `this` by date."""
MARK_STALE = f"""
INSERT OR IGNORE INTO stale_article
  SELECT {_BY_TOPIC.format(**_AFTER)} FROM change AS this WHERE kind = 'term:topic'
  UNION SELECT {_BY_LINK.format(**_AFTER)} FROM change AS this WHERE kind = 'link'
  UNION SELECT {_BY_LINK.format(**_BEFORE)} FROM change AS this WHERE kind = 'link';
"""
"""The same relation from the other side: the articles that may show a changed one as related."""
_RELATED = f"""
WITH scope AS (SELECT value AS article_id FROM json_each(?)),
  linked AS (SELECT url_key AS key, article_date AS date, article_id FROM scope CROSS JOIN link USING (article_id)
    WHERE url_key IS NOT NULL GROUP BY article_id, url_key),
  listed AS (SELECT article_id, date, json_extract(term.value, '$[1]') AS key
    FROM scope CROSS JOIN article USING (article_id) CROSS JOIN article_content USING (article_id)
      CROSS JOIN json_each(terms_json) AS term
    WHERE json_extract(term.value, '$[0]') = 'topic')
SELECT article_id, other, sum(weight) FROM (
    SELECT article_id, {_BY_LINK.format(**_BEFORE)} AS other, {LINK_WEIGHT} AS weight FROM linked AS this
    UNION ALL SELECT article_id, {_BY_LINK.format(**_AFTER)}, {LINK_WEIGHT} FROM linked AS this
    UNION ALL SELECT article_id, {_BY_TOPIC.format(**_BEFORE)}, {TOPIC_WEIGHT} FROM listed AS this)
  GROUP BY article_id, other
"""


def related(db: sqlite3.Connection, article_ids: Iterable[str]) -> Iterator[tuple[str, str, int]]:
    """Find the related articles of some.

    Args:
        db: the catalogue's, with everything derived.
        article_ids: of the articles.

    Returns:
        An article, one that is related to it, and how closely: the sum of their weights.
    """
    rows = db.execute(_RELATED, (json.dumps(list(article_ids)),))
    yield from (row for row in rows if row[1])  # a condition in SQL would have each looked up twice

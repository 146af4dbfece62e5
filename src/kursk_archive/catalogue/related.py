"""Who stands next to an article, by date, under a reference or a topic that they share: those are akin to it.

Only who stands next to it, so that a new article changes two pages for each of its references and one for each topic,
however many articles share them. Nobody stands next to what is not published, nor does it hide who is behind it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator

WEIGHTS = {"reference": 3, "topic": 1}
"""How much more akin a reference makes two articles than a topic."""

_PUBLISHED = "path NOT IN (SELECT path FROM unlisted)"
# Of one in `one`: who is before it, or after it, under its reference or on its shelf.
_REFERS = f"""
(SELECT two.path FROM reference AS two
  WHERE two.key = one.key AND (two.article_date, two.path) {{side}} (one.date, one.path) AND two.{_PUBLISHED}
  ORDER BY two.article_date {{order}}, two.path {{order}} LIMIT 1)
"""
_STANDS = """
(SELECT two.path FROM shelf AS two
  WHERE two.facet = one.facet AND two.key = one.key AND (two.date, two.path) {side} (one.date, one.path)
  ORDER BY two.date {order}, two.path {order} LIMIT 1)
"""
_BEFORE = {"side": "<", "order": "DESC"}
_AFTER = {"side": ">", "order": "ASC"}

# To ask for each reference of each article takes 88 µs an article; to walk once through the references by key, 20.
_ALL = f"""
DROP TABLE IF EXISTS temp.beside;
CREATE TEMP TABLE beside (path TEXT, other TEXT, weight INTEGER, PRIMARY KEY (path, other)) WITHOUT ROWID;
INSERT INTO beside
  SELECT CASE way WHEN 1 THEN path ELSE other END, CASE way WHEN 1 THEN other ELSE path END, sum(weight) FROM (
      SELECT path, lag(path) OVER (PARTITION BY key ORDER BY date, path) AS other, {WEIGHTS["reference"]} AS weight
        FROM (SELECT key, article_date AS date, path FROM reference
              WHERE key IS NOT NULL AND {_PUBLISHED} GROUP BY key, article_date, path)
      UNION ALL
      SELECT path, lag(path) OVER (PARTITION BY key ORDER BY date, path), {WEIGHTS["topic"]}
        FROM shelf WHERE facet = 'topic')
    CROSS JOIN (SELECT 1 AS way UNION ALL SELECT 2)
    WHERE other IS NOT NULL AND (way = 1 OR weight = {WEIGHTS["reference"]})
    GROUP BY 1, 2;
"""
_KEPT = "SELECT path, other, weight FROM temp.beside WHERE path IN (SELECT value FROM json_each(?))"
_SOME = f"""
WITH some AS (SELECT value AS path FROM json_each(?)),
  refers AS (SELECT DISTINCT key, article_date AS date, path FROM some CROSS JOIN reference USING (path)
    WHERE key IS NOT NULL),
  stands AS (SELECT article.path, date,
      json_extract(each.value, '$[0]') AS facet, json_extract(each.value, '$[1]') AS key
    FROM some CROSS JOIN article USING (path) CROSS JOIN json_each(shelves) AS each
    WHERE json_extract(each.value, '$[0]') = 'topic')
SELECT path, other, sum(weight) FROM (
    SELECT path, {_REFERS.format(**_BEFORE)} AS other, {WEIGHTS["reference"]} AS weight FROM refers AS one
    UNION ALL SELECT path, {_REFERS.format(**_AFTER)}, {WEIGHTS["reference"]} FROM refers AS one
    UNION ALL SELECT path, {_STANDS.format(**_BEFORE)}, {WEIGHTS["topic"]} FROM stands AS one)
  GROUP BY path, other
"""
DOUBT = f"""
INSERT OR IGNORE INTO due SELECT {_STANDS.format(**_AFTER)} FROM touched_shelf AS one WHERE facet = 'topic';
INSERT OR IGNORE INTO due SELECT {_REFERS.format(**_AFTER)} FROM touched_reference AS one;
INSERT OR IGNORE INTO due SELECT {_REFERS.format(**_BEFORE)} FROM touched_reference AS one;
"""
"""The other side: who may show a touched article as akin."""

Beside = Iterator[tuple[str, str, int]]
"""Article, who stands next to it, and how much more akin that makes them."""


def of_all(db: sqlite3.Connection) -> None:
    """Find out at once who stands next to whom, for `kept` to tell."""
    db.executescript(_ALL)


def kept(db: sqlite3.Connection, paths: Iterable[str]) -> Beside:
    """Who stands next to some articles, as `of_all` has found; for what is published alone."""
    yield from db.execute(_KEPT, (json.dumps(list(paths)),))


def of_some(db: sqlite3.Connection, paths: Iterable[str]) -> Beside:
    """The same, asked for each of them."""
    rows = db.execute(_SOME, (json.dumps(list(paths)),))
    yield from (row for row in rows if row[1])  # a condition in SQL would have each of them looked up twice

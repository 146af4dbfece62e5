"""What follows from the captures: which articles are shown, where references lead, and what an edit puts in doubt.

Of two articles with one address the first by path is shown. A lost link leads to the article whose title its text is,
if exactly one bears it. Both are kept in tables; after an edit only those rows are worked out anew that it can have
changed.
"""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

from kursk_archive.catalogue import related

_SHOWN = """
INSERT INTO shown
  SELECT path, page, state, title, title_key, date, publisher, language, digest, sha256, changed, hidden, pictures
  FROM article AS one
  WHERE state != 'draft' {which}
    AND NOT EXISTS (SELECT 1 FROM article AS two
                    WHERE two.page = one.page AND two.path < one.path AND two.state != 'draft');
"""
# The joins are crossed to be done in this order: SQLite knows nothing of how few are in doubt, and began with all.
_TARGET = """
INSERT INTO target
  SELECT reference.path, n, min(shown.path)
    FROM {references} CROSS JOIN address USING (key) CROSS JOIN shown ON shown.path = address.path
    WHERE shown.state = 'published'
    GROUP BY reference.path, n
  UNION ALL
  SELECT reference.path, n, min(shown.path)
    FROM {references} CROSS JOIN shown USING (title_key)
    WHERE shown.state = 'published'
    GROUP BY reference.path, n HAVING count(*) = 1 AND min(shown.path) != reference.path;
"""
_KINDS = """
INSERT INTO kinds SELECT path, CASE WHEN target.article IS NULL THEN kind ELSE 'article' END, count(*)
  FROM shown JOIN reference USING (path) LEFT JOIN target USING (path, n)
  WHERE shown.state = 'published' {which} GROUP BY 1, 2;
"""
# The label that most of its articles spell it with; the first by the alphabet of as many.
_VALUES = """
INSERT INTO value SELECT facet, key, label, count, articles FROM (
    SELECT facet, key, label, sum(sum(n)) OVER one AS count, sum(count(*)) OVER one AS articles,
      row_number() OVER (PARTITION BY facet, key ORDER BY count(*) DESC, label) AS place
      FROM {shelves}
      GROUP BY facet, key, label WINDOW one AS (PARTITION BY facet, key))
  WHERE place = 1;
"""

_UNLISTED = """
INSERT INTO unlisted
  SELECT path FROM article
  WHERE NOT EXISTS (SELECT 1 FROM shown WHERE shown.path = article.path AND shown.state = 'published') {which};
"""
# Sorted: rows that are entered in the order of their key take half the time.
_SHELVES = """
INSERT INTO shelf
  SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), article.date, article.path,
      json_extract(value, '$[2]'), json_extract(value, '$[3]')
    FROM {articles} CROSS JOIN json_each(shelves)
    WHERE article.path NOT IN (SELECT path FROM unlisted) ORDER BY 1, 2, 3, 4;
"""
_INDEXES = Path(__file__).with_name("indexes.sql").read_text("utf-8")

_ALL = f"""
BEGIN;
{_INDEXES}
DELETE FROM unlisted; DELETE FROM shelf;
DELETE FROM shown; DELETE FROM target; DELETE FROM kinds; DELETE FROM value; DELETE FROM setting WHERE name = 'overall';
{_SHOWN.format(which="")}
{_UNLISTED.format(which="")}
{_SHELVES.format(articles="article")}
{_TARGET.format(references="reference")}
{_KINDS.format(which="")}
{_VALUES.format(shelves="shelf")}
COMMIT;
"""

_DOUBTFUL_PATHS = "path IN (SELECT path FROM doubtful UNION SELECT path FROM touched_path)"
_CITED = f"""
INSERT OR IGNORE INTO due SELECT article FROM target WHERE {_DOUBTFUL_PATHS};
INSERT OR IGNORE INTO due SELECT path FROM target WHERE article IN (SELECT path FROM touched_path);
"""
_NEIGHBOUR = """
INSERT OR IGNORE INTO due SELECT (
  SELECT path FROM shown
  WHERE state = 'published' AND shown.date != '' AND (shown.date, shown.path) {side} (one.date, one.path)
  ORDER BY shown.date {order}, shown.path {order} LIMIT 1
) FROM touched_date AS one WHERE path IN (SELECT path FROM touched_path);
"""
# Whether an article is shown, and where, is as it was; so nothing is looked up that others may show of it.
_TEXT = """
BEGIN;
INSERT OR IGNORE INTO due SELECT path FROM touched_text;
UPDATE shown SET (digest, sha256, changed, hidden, pictures) =
    (SELECT digest, sha256, changed, hidden, pictures FROM article WHERE article.path = shown.path)
  WHERE path IN (SELECT path FROM touched_text JOIN article USING (path));
COMMIT;
"""
_SOME = f"""
BEGIN;
{_INDEXES}
DELETE FROM setting WHERE name = 'overall';
CREATE TEMP TABLE doubtful AS
  SELECT path, n FROM reference WHERE key IN (SELECT key FROM touched_key)
  UNION SELECT path, n FROM reference WHERE title_key IN (SELECT title_key FROM touched_title)
  UNION SELECT path, n FROM reference WHERE path IN (SELECT path FROM touched_path);
INSERT OR IGNORE INTO due SELECT path FROM doubtful;
INSERT OR IGNORE INTO due SELECT path FROM touched_path;
INSERT OR IGNORE INTO touched_shelf
  SELECT 'host', host, date, path, 0 FROM doubtful JOIN reference USING (path, n) JOIN article USING (path)
  WHERE host IS NOT NULL;
{_CITED}
DELETE FROM target WHERE (path, n) IN (SELECT path, n FROM doubtful) OR path IN (SELECT path FROM touched_path);
DELETE FROM shown WHERE page IN (SELECT page FROM touched_page) OR path IN (SELECT path FROM touched_path);
{_SHOWN.format(which="AND page IN (SELECT page FROM touched_page)")}
DELETE FROM unlisted WHERE path IN (SELECT path FROM touched_path);
{_UNLISTED.format(which="AND path IN (SELECT path FROM touched_path)")}
DELETE FROM shelf WHERE (facet, key, date, path) IN (
  SELECT facet, key, date, path FROM touched_shelf WHERE path IN (SELECT path FROM touched_path));
{_SHELVES.format(articles="touched_path CROSS JOIN article USING (path)")}
{_TARGET.format(references="doubtful CROSS JOIN reference USING (path, n)")}
{_CITED}
{_NEIGHBOUR.format(side="<", order="DESC")}
{_NEIGHBOUR.format(side=">", order="ASC")}
{related.DOUBT}
DELETE FROM kinds WHERE {_DOUBTFUL_PATHS};
{_KINDS.format(which=f"AND {_DOUBTFUL_PATHS}")}
INSERT OR IGNORE INTO touched_label SELECT facet, key, label FROM value
  WHERE (facet, key) IN (SELECT facet, key FROM touched_shelf);
DELETE FROM value WHERE (facet, key) IN (SELECT facet, key FROM touched_shelf);
{_VALUES.format(shelves="(SELECT DISTINCT facet, key FROM touched_shelf) CROSS JOIN shelf USING (facet, key)")}
DROP TABLE doubtful;
COMMIT;
"""

_TOUCH = (
    "INSERT OR IGNORE INTO touched_path VALUES (:path)",
    "INSERT OR IGNORE INTO touched_page SELECT page FROM article WHERE path = :path",
    "INSERT OR IGNORE INTO touched_title SELECT title_key FROM article WHERE path = :path",
    "INSERT OR IGNORE INTO touched_date SELECT date, path FROM article WHERE path = :path",
    "INSERT OR IGNORE INTO touched_key SELECT key FROM address WHERE path = :path",
    "INSERT OR IGNORE INTO touched_reference SELECT key, article_date, path FROM reference WHERE path = :path",
    "INSERT INTO touched_shelf SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), date, article.path,"
    " json_extract(value, '$[3]') FROM article CROSS JOIN json_each(shelves) WHERE article.path = :path"
    " ON CONFLICT DO UPDATE SET n = n + excluded.n",  # as it was and as it is: what it can have changed is no more
)
OVERALL = "overall"
"""The setting that holds what is counted over all articles; gone once any of it may have changed."""
TOUCHED = (*(f"touched_{name}" for name in "path text page title date key shelf reference label".split()), "due")
"""Tables of what has changed since a build was last published whole."""


def touch_text(db: sqlite3.Connection, path: str) -> None:
    """Note that of an article nothing has changed that other articles' pages, or the lists, may show."""
    db.execute("INSERT OR IGNORE INTO touched_text VALUES (?)", (path,))
    db.execute("INSERT OR IGNORE INTO touched_date SELECT date, path FROM article WHERE path = ?", (path,))


def touch(db: sqlite3.Connection, path: str) -> None:
    """Note all that other pages may show of an article; called before it changes and after."""
    for statement in _TOUCH:
        db.execute(statement, {"path": path})


def drop_indexes(db: sqlite3.Connection) -> None:
    """Leave to `settle_all` what is quicker to make once everything is entered than to keep up to date."""
    for name in re.findall(r"EXISTS (\w+)", _INDEXES):
        db.execute(f"DROP INDEX IF EXISTS {name}")


def settle_all(db: sqlite3.Connection) -> None:
    """Work everything out anew."""
    db.executescript(_ALL)


def settle_touched(db: sqlite3.Connection) -> None:
    """Work out what the touched articles can have changed, and enter in `due` whose pages may show it."""
    if db.execute("SELECT 1 FROM touched_path LIMIT 1").fetchone() is None:
        db.executescript(_TEXT)
        return
    with db:
        for others in (_QUIET, _RIVALS):
            for (path,) in db.execute(others).fetchall():
                touch(db, path)
    db.executescript(_SOME)


_QUIET = "SELECT path FROM touched_text"
"""Articles that tell others nothing new; where others do, too, they are looked at like these: one way for all."""
_RIVALS = """
SELECT path FROM article WHERE page IN (SELECT page FROM touched_page) AND path NOT IN (SELECT path FROM touched_path)
"""


def is_touched(db: sqlite3.Connection) -> bool:
    """Whether anything has changed since a build was last published whole."""
    tables = " UNION ALL ".join(f"SELECT 1 FROM {table}" for table in TOUCHED)
    return db.execute(f"{tables} LIMIT 1").fetchone() is not None


def forget_touched(db: sqlite3.Connection) -> None:
    """Call what is published whole."""
    with db:
        for table in TOUCHED:
            db.execute(f"DELETE FROM {table}")

"""Derive from the captures which articles have pages, where links lead, and what is listed under each term.

`settle.py` decides which articles are published and at which address. A lost link leads to the article whose title is
its text, if exactly one has that title. A note's link leads to the article with the name that it calls, likewise.

Each relation is described once, over a scope: `scope_article`, `scope_link` and the like are temporary views. In a full
build they show everything; after an edit, only the rows that the changes put in doubt.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path

from kursk_archive.catalogue import language_versions, related
from kursk_archive.catalogue.changes import mark_changed
from kursk_archive.catalogue.settle import settle_all, settle_changed
from kursk_archive.site import periods
from kursk_archive.site.taxonomy import MAX_LINKS_PER_ARTICLE, TAXONOMIES_SHARING_PAGES

_INDEXES = Path(__file__).with_name("indexes.sql").read_text("utf-8")

_RELATIONS = f"""
INSERT INTO unpublished_article
  SELECT article_id FROM scope_article WHERE NOT (has_page AND state = 'published');

-- Sorted: rows entered in the order of their key take half the time.
INSERT INTO article_term
  SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), date, article_id,
      json_extract(value, '$[2]'), json_extract(value, '$[3]')
    FROM scope_article CROSS JOIN article_content USING (article_id) CROSS JOIN json_each(terms_json)
    WHERE article_id NOT IN (SELECT article_id FROM unpublished_article) ORDER BY 1, 2, 3, 4;

INSERT INTO term_month
  SELECT taxonomy, slug, substr(date, 1, 7),
      CASE taxonomy WHEN 'host' THEN sum(min(weight, {MAX_LINKS_PER_ARTICLE})) ELSE count(*) END
    FROM scope_listed GROUP BY 1, 2, 3;

INSERT INTO term_label
  SELECT taxonomy, slug, label, sum(weight), count(*) FROM current_article_term WHERE taxonomy != '' GROUP BY 1, 2, 3
  ON CONFLICT DO UPDATE SET link_count = link_count + excluded.link_count,
    article_count = article_count + excluded.article_count;

-- The joins are crossed to be done in this order: SQLite cannot know how few links are in doubt.
INSERT OR IGNORE INTO link_target -- a note that names a folder is looked up by its path, then by its name
  SELECT scope_link.article_id, ordinal, min(published_article.article_id)
    FROM scope_link CROSS JOIN article_url USING (url_key)
      CROSS JOIN article AS known ON known.article_id = article_url.article_id
      CROSS JOIN published_article -- the latest edition, whichever is known by the address
        ON published_article.article_id = iif(known.edition_of = '', known.article_id, known.edition_of)
    GROUP BY 1, 2
  UNION ALL
  SELECT scope_link.article_id, ordinal, min(published_article.article_id)
    FROM scope_link CROSS JOIN published_article USING (title_key)
    GROUP BY 1, 2 HAVING count(*) = 1 AND min(published_article.article_id) != scope_link.article_id
  UNION ALL
  SELECT scope_link.article_id, ordinal, min(published_article.article_id)
    FROM scope_link CROSS JOIN article_name ON name_key = scope_link.title_key
      CROSS JOIN article AS known ON known.article_id = article_name.article_id
      CROSS JOIN published_article
        ON published_article.article_id = iif(known.edition_of = '', known.article_id, known.edition_of)
    GROUP BY 1, 2 HAVING count(DISTINCT published_article.article_id) = 1;

INSERT INTO link_kind_count
  SELECT published_article.article_id, final_kind, substr(date, 1, 10), count(*)
    FROM scope_linking_article CROSS JOIN published_article USING (article_id)
      CROSS JOIN resolved_link USING (article_id)
    GROUP BY 1, 2;

INSERT INTO link_kind_day
  SELECT kind, day, count(*), sum(link_count)
    FROM scope_linking_article CROSS JOIN link_kind_count USING (article_id) GROUP BY kind, day
  ON CONFLICT DO UPDATE SET article_count = article_count + excluded.article_count,
    link_count = link_count + excluded.link_count;
DELETE FROM link_kind_day WHERE article_count = 0;

INSERT INTO shared_address
  SELECT url_key, count(DISTINCT article_id) FROM scope_citation
    WHERE article_id NOT IN (SELECT article_id FROM unpublished_article)
    GROUP BY url_key HAVING count(DISTINCT article_id) > 1;
"""
_TERMS = """
DELETE FROM term_label WHERE article_count = 0 AND (taxonomy, slug) IN (SELECT taxonomy, slug FROM scope_term);
DELETE FROM term WHERE (taxonomy, slug) IN (SELECT taxonomy, slug FROM scope_term);
-- The label is that of archive.yaml, else the one most of its articles use; of several, the first by the alphabet.
INSERT INTO term SELECT taxonomy, slug, coalesce(joined_label.label, term.label), links, articles FROM (
    SELECT taxonomy, slug, label,
      sum(link_count) OVER spellings AS links, sum(article_count) OVER spellings AS articles,
      row_number() OVER (PARTITION BY taxonomy, slug ORDER BY article_count DESC, label) AS rank
      FROM scope_term CROSS JOIN term_label USING (taxonomy, slug)
      WINDOW spellings AS (PARTITION BY taxonomy, slug))
  AS term LEFT JOIN joined_label USING (taxonomy, slug) WHERE rank = 1;
"""
_DROP_SCOPE = """
DROP VIEW IF EXISTS temp.scope_article;
DROP VIEW IF EXISTS temp.scope_link;
DROP VIEW IF EXISTS temp.scope_linking_article;
DROP VIEW IF EXISTS temp.scope_term;
DROP VIEW IF EXISTS temp.scope_citation;
DROP VIEW IF EXISTS temp.scope_listed;
DROP TABLE IF EXISTS temp.changed_month;
DROP TABLE IF EXISTS temp.doubtful_link;
DROP TABLE IF EXISTS temp.former_article_term;
DROP TABLE IF EXISTS temp.former_count;
DROP VIEW IF EXISTS temp.current_article_term;
"""

_SCOPE_ALL = """
CREATE TEMP VIEW scope_article AS SELECT * FROM article;
CREATE TEMP VIEW scope_link AS SELECT * FROM link;
CREATE TEMP VIEW scope_linking_article AS SELECT article_id FROM article;
CREATE TEMP VIEW scope_term AS SELECT DISTINCT taxonomy, slug FROM term_label;
CREATE TEMP VIEW current_article_term AS SELECT * FROM article_term;
CREATE TEMP VIEW scope_citation AS SELECT url_key, article_id FROM link WHERE url_key IS NOT NULL;
CREATE TEMP VIEW scope_listed AS SELECT * FROM article_term;
"""
_FORGET_ALL = """
DELETE FROM unpublished_article; DELETE FROM article_term; DELETE FROM term_month; DELETE FROM link_target;
DELETE FROM link_kind_count; DELETE FROM link_kind_day; DELETE FROM shared_address; DELETE FROM term;
DELETE FROM term_label;
UPDATE build_state SET totals = '';
"""

_CHANGED_ARTICLE = "SELECT article_id FROM change WHERE kind = 'article'"
_CHANGED_ADDRESS = "SELECT DISTINCT key AS url_key FROM change WHERE kind = 'link'"
_CHANGED_TERM = "SELECT substr(kind, 6) AS taxonomy, key AS slug FROM change WHERE kind >= 'term:' AND kind < 'term;'"
_CHANGED_ARTICLE_TERM = f"""
SELECT article_term.* FROM change CROSS JOIN article_term
    ON taxonomy = substr(kind, 6) AND slug = key AND article_term.date = change.date
      AND article_term.article_id = change.article_id
  WHERE kind >= 'term:' AND kind < 'term;' AND change.article_id IN ({_CHANGED_ARTICLE})
"""
_SCOPE_CHANGED = f"""
CREATE TEMP TABLE doubtful_link AS
  SELECT article_id, ordinal FROM link WHERE url_key IN (SELECT key FROM change WHERE kind = 'url')
  UNION SELECT article_id, ordinal FROM link WHERE title_key IN (SELECT key FROM change WHERE kind = 'title')
  UNION SELECT article_id, ordinal FROM link WHERE article_id IN ({_CHANGED_ARTICLE});
CREATE TEMP VIEW scope_article AS SELECT * FROM article WHERE article_id IN ({_CHANGED_ARTICLE});
CREATE TEMP VIEW scope_link AS SELECT link.* FROM doubtful_link CROSS JOIN link USING (article_id, ordinal);
CREATE TEMP VIEW scope_linking_article AS SELECT article_id FROM doubtful_link UNION {_CHANGED_ARTICLE};
CREATE TEMP VIEW scope_citation AS
  SELECT url_key, link.article_id FROM ({_CHANGED_ADDRESS}) CROSS JOIN link USING (url_key);
CREATE TEMP TABLE changed_month AS
  SELECT DISTINCT substr(kind, 6) AS taxonomy, key AS slug, substr(date, 1, 7) AS month
    FROM change WHERE kind >= 'term:' AND kind < 'term;';
CREATE TEMP VIEW scope_listed AS
  SELECT article_term.* FROM changed_month CROSS JOIN article_term USING (taxonomy, slug)
    WHERE date >= month AND date < iif(month = '', '0', month || '\uffff') AND substr(date, 1, 7) = month;
-- Only terms whose articles or spellings have changed: counting the 10,000 articles of a language again takes 10 ms.
CREATE TEMP TABLE former_article_term AS {_CHANGED_ARTICLE_TERM};
CREATE TEMP VIEW current_article_term AS {_CHANGED_ARTICLE_TERM};
CREATE TEMP VIEW scope_term AS
  SELECT taxonomy, slug FROM (SELECT * FROM former_article_term EXCEPT SELECT * FROM current_article_term)
  UNION SELECT taxonomy, slug FROM (SELECT * FROM current_article_term EXCEPT SELECT * FROM former_article_term);
"""
# The hosts that doubtful links lead to list what the links came to.
_MARK_HOSTS = """
INSERT OR IGNORE INTO change
  SELECT 'term:host', host, article_date, article_id, 0 FROM scope_link WHERE host IS NOT NULL;
"""
_MARK_LEDGER = """
INSERT OR IGNORE INTO change SELECT 'ledger', '', article_date, '', 0 FROM scope_link;
"""
_MARK_LABELS = f"""
INSERT OR IGNORE INTO change
  SELECT 'label:' || taxonomy, slug, label, '', 0 FROM term WHERE (taxonomy, slug) IN ({_CHANGED_TERM});
"""
_FORGET_CHANGED = f"""
DELETE FROM unpublished_article WHERE article_id IN ({_CHANGED_ARTICLE});
INSERT INTO term_label
  SELECT taxonomy, slug, label, -sum(weight), -count(*) FROM former_article_term WHERE taxonomy != '' GROUP BY 1, 2, 3
  ON CONFLICT DO UPDATE SET link_count = link_count + excluded.link_count,
    article_count = article_count + excluded.article_count;
DELETE FROM article_term WHERE (taxonomy, slug, date, article_id) IN (
  SELECT taxonomy, slug, date, article_id FROM former_article_term);
DELETE FROM link_target WHERE (article_id, ordinal) IN (SELECT article_id, ordinal FROM doubtful_link)
  OR article_id IN ({_CHANGED_ARTICLE});
INSERT INTO link_kind_day
  SELECT kind, day, -count(*), -sum(link_count)
    FROM scope_linking_article CROSS JOIN link_kind_count USING (article_id) GROUP BY kind, day
  ON CONFLICT DO UPDATE SET article_count = article_count + excluded.article_count,
    link_count = link_count + excluded.link_count;
DELETE FROM term_month WHERE (taxonomy, slug, month) IN (SELECT taxonomy, slug, month FROM changed_month);
DELETE FROM shared_address WHERE url_key IN ({_CHANGED_ADDRESS});
DELETE FROM link_kind_count WHERE article_id IN (SELECT article_id FROM scope_linking_article);
UPDATE build_state SET totals = '';
"""
_KEEP_CHANGED_LABELS = """
DELETE FROM change WHERE kind >= 'label:' AND kind < 'label;' AND EXISTS (
  SELECT 1 FROM term WHERE taxonomy = substr(kind, 7) AND slug = key AND label = change.date);
"""
# Run before the targets are derived anew and after: both the articles linked to before and those linked to now.
_MARK_LINKED = f"""
INSERT OR IGNORE INTO stale_article SELECT target_id FROM link_target
  WHERE article_id IN (SELECT article_id FROM scope_linking_article);
INSERT OR IGNORE INTO stale_article SELECT article_id FROM link_target WHERE target_id IN ({_CHANGED_ARTICLE});
"""
# An article's page leads to that of a term, or to the one that terms of few articles share.
_COUNT_TERMS = f"""
CREATE TEMP TABLE former_count AS
  SELECT DISTINCT taxonomy, slug, article_count FROM ({_CHANGED_TERM}) CROSS JOIN term USING (taxonomy, slug)
    WHERE taxonomy IN ({", ".join(f"'{name}'" for name in TAXONOMIES_SHARING_PAGES)});
"""
_MARK_STALE = f"""
INSERT OR IGNORE INTO stale_article SELECT article_id FROM scope_linking_article;
INSERT OR IGNORE INTO stale_article
  SELECT {related.EARLIER} FROM change AS this WHERE kind = 'article' AND date != ''
  UNION SELECT {related.LATER} FROM change AS this WHERE kind = 'article' AND date != '';
{related.MARK_STALE}
"""


def drop_indexes(db: sqlite3.Connection) -> None:
    """Drop the indexes that `derive_all` makes faster than they could be kept up to date while captures are entered."""
    for name in re.findall(r"EXISTS (\w+)", _INDEXES):
        db.execute(f"DROP INDEX IF EXISTS {name}")


JoinedLabels = Iterable[tuple[str, str, str]]
"""Taxonomy, slug and label of the terms that archive.yaml joins."""


LendLinks = Callable[[bool], object]
"""Lends addresses between captures once articles are settled; given True if that is to be traced as a change."""


def _lend_none(_: bool) -> None:
    pass


def derive_all(db: sqlite3.Connection, joined_labels: JoinedLabels = (), lend_links: LendLinks = _lend_none) -> None:
    """Derive every relation anew."""
    _enter_labels(db, joined_labels)
    _run(db, _INDEXES)
    settle_all(db)
    lend_links(False)
    _run(db, _SCOPE_ALL, _FORGET_ALL, _RELATIONS, _TERMS)


def _enter_labels(db: sqlite3.Connection, labels: JoinedLabels) -> None:
    with db:
        db.execute(
            "CREATE TEMP TABLE IF NOT EXISTS joined_label"
            " (taxonomy TEXT, slug TEXT, label TEXT, PRIMARY KEY (taxonomy, slug)) WITHOUT ROWID"
        )
        db.execute("DELETE FROM temp.joined_label")
        db.executemany("INSERT INTO temp.joined_label VALUES (?, ?, ?)", labels)


def derive_changed(
    db: sqlite3.Connection, joined_labels: JoinedLabels = (), lend_links: LendLinks = _lend_none
) -> None:
    """Derive what the changes put in doubt, and enter in `stale_article` the articles whose outputs may show it."""
    _enter_labels(db, joined_labels)
    _run(db, _INDEXES)
    settle_changed(db)
    lend_links(True)
    with db:
        for (article_id,) in db.execute(_RIVALS).fetchall():
            mark_changed(db, article_id)
    _run(
        db,
        _SCOPE_CHANGED,
        _MARK_HOSTS,
        _MARK_LEDGER,
        _MARK_LABELS,
        _MARK_LINKED,
        language_versions.MARK_STALE,
        _COUNT_TERMS,
        _FORGET_CHANGED,
        _RELATIONS,
        _TERMS,
        _MARK_LINKED,
        language_versions.MARK_STALE,
        _mark_minor(),
        _MARK_STALE,
        _KEEP_CHANGED_LABELS,
    )


def _mark_minor() -> str:
    """Give the SQL that finds the articles of terms that had few articles or have few now, and whose number changed."""
    return f"""
INSERT OR IGNORE INTO stale_article
  SELECT article_id FROM former_count
    CROSS JOIN term USING (taxonomy, slug) CROSS JOIN article_term USING (taxonomy, slug)
    WHERE term.article_count != former_count.article_count
      AND min(term.article_count, former_count.article_count) < {periods.MIN_TERM_ARTICLES};
"""


def _run(db: sqlite3.Connection, *scripts: str) -> None:
    db.executescript(f"BEGIN; {_DROP_SCOPE} {''.join(scripts)} {_DROP_SCOPE} COMMIT;")


_RIVALS = f"""
SELECT article_id FROM article
WHERE output_path IN (SELECT key FROM change WHERE kind = 'page') AND article_id NOT IN ({_CHANGED_ARTICLE})
"""

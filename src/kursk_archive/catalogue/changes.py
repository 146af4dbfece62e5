"""The changes since the last complete build: what outputs are looked at after an edit.

A row of `change` is a key under which other pages may show a changed article, as it was before the change or as it is
after. The kinds, and what stands in the columns:

| kind | key | date | article_id |
| --- | --- | --- | --- |
| `article` | - | of the article | the changed article |
| `page` | its output path; the pages of its edition and of its former address | - | - |
| `wanted` | the output path that its date and slug ask for | - | - |
| `reservation` | the output path of a row of permalinks.csv | - | the article that the row names |
| `url` | key of an address that it is known by | - | - |
| `title` | key of its title, and of each name by which notes link to it | - | - |
| `link` | key of an address that it links to | of the article | the changed article |
| `ledger` | - | of an article whose links may have come to something else | - |
| `term:TAXONOMY` | a term that it is listed under, with its weight | of the article | the changed article |
| `label:TAXONOMY` | a term whose label has changed | its label before the change | - |
| `revision` | the slug of a publisher | of the later capture | - |

They over-approximate: an output that they name is looked at, and its fingerprint decides whether it is stale.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from kursk_archive.site.taxonomy import CALENDAR, MAX_LINKS_PER_ARTICLE, TAXONOMIES_WITH_FEEDS

_MARK = (
    "INSERT OR IGNORE INTO change SELECT 'article', '', date, article_id, 0 FROM article WHERE article_id = :id",
    "INSERT OR IGNORE INTO change SELECT 'page', output_path, '', '', 0 FROM article WHERE article_id = :id",
    "INSERT OR IGNORE INTO change SELECT 'page', edition_path, '', '', 0 FROM article"
    " WHERE article_id = :id AND edition_path != ''",
    "INSERT OR IGNORE INTO change SELECT 'page', alias_path, '', '', 0 FROM article"
    " WHERE article_id = :id AND alias_path != ''",
    "INSERT OR IGNORE INTO change SELECT 'wanted', wanted_path, '', '', 0 FROM article WHERE article_id = :id",
    "INSERT OR IGNORE INTO change SELECT 'title', title_key, '', '', 0 FROM article WHERE article_id = :id",
    "INSERT OR IGNORE INTO change SELECT 'title', name_key, '', '', 0 FROM article_name WHERE article_id = :id",
    "INSERT OR IGNORE INTO change SELECT 'url', url_key, '', '', 0 FROM article_url WHERE article_id = :id",
    "INSERT OR IGNORE INTO change SELECT 'link', url_key, article_date, article_id, 0 FROM link"
    " WHERE article_id = :id AND url_key IS NOT NULL",
    # Before and after: the weights add up to the most that the change can have added to a list or taken from it.
    "INSERT INTO change SELECT 'term:' || json_extract(value, '$[0]'), json_extract(value, '$[1]'), date, article_id,"
    " json_extract(value, '$[3]') FROM article CROSS JOIN article_content USING (article_id)"
    " CROSS JOIN json_each(terms_json) WHERE article_id = :id"
    " ON CONFLICT DO UPDATE SET weight = weight + excluded.weight",
)


def mark_changed(db: sqlite3.Connection, article_id: str) -> None:
    """Record every key under which other pages may show an article; called before it changes and after."""
    for statement in _MARK:
        db.execute(statement, {"id": article_id})


def has_changes(db: sqlite3.Connection) -> bool:
    """Return True if anything has changed since the last complete build."""
    return db.execute("SELECT 1 FROM change UNION ALL SELECT 1 FROM stale_article LIMIT 1").fetchone() is not None


def clear_changes(db: sqlite3.Connection) -> None:
    """Forget all changes, now that they are published."""
    if has_changes(db):
        with db:
            db.execute("DELETE FROM change")
            db.execute("DELETE FROM stale_article")


def changed_articles(db: sqlite3.Connection) -> list[str]:
    """Ids of the articles that were added, changed or removed."""
    return [row[0] for row in db.execute("SELECT DISTINCT article_id FROM change WHERE kind = 'article' ORDER BY 1")]


def changed_dates(db: sqlite3.Connection) -> list[str]:
    """Dates of the changed articles, before the change and after; empty for those without one."""
    return [date for (date,) in db.execute("SELECT DISTINCT date FROM change WHERE kind = 'article' ORDER BY 1")]


def changed_permalinks(db: sqlite3.Connection) -> list[str]:
    """Pages of the changed articles and of their editions, before the change and after."""
    return [path for (path,) in db.execute("SELECT key FROM change WHERE kind = 'page' ORDER BY 1")]


def changed_terms(db: sqlite3.Connection) -> list[tuple[str, str, list[str], int, bool]]:
    """Terms under which an article was added, changed or removed.

    Returns:
        Taxonomy, slug, the dates of the changed articles, by how much the counts of `listings.counts` can have changed,
        and whether the term's label has changed; the calendar is the taxonomy `""`.
    """
    rows = db.execute(
        "SELECT substr(kind, 6), key, group_concat(DISTINCT date),"
        f" sum(CASE kind WHEN 'term:host' THEN min(weight, {MAX_LINKS_PER_ARTICLE}) ELSE 1 END),"
        " EXISTS (SELECT 1 FROM change AS label"
        " WHERE label.kind = 'label:' || substr(change.kind, 6) AND label.key = change.key)"
        " FROM change WHERE kind >= 'term:' AND kind < 'term;' GROUP BY kind, key ORDER BY 1, 2"
    )
    return [
        (taxonomy, slug, sorted(dates.split(",")), count, bool(is_relabelled))
        for taxonomy, slug, dates, count, is_relabelled in rows
    ]


def count_stale(db: sqlite3.Connection) -> int:
    """Count the articles that have a page and whose outputs may be stale."""
    return int(
        db.execute("SELECT count(*) FROM stale_article CROSS JOIN visible_article USING (article_id)").fetchone()[0]
    )


def count_doubtful(db: sqlite3.Connection) -> int:
    """Count the articles, published or not, that have changed or whose links may have come to something else."""
    return int(db.execute("SELECT count(*) FROM stale_article").fetchone()[0])


def mark_terms_stale(db: sqlite3.Connection, taxonomy: str, slugs: Sequence[str]) -> None:
    """Enter the articles of some terms among those whose pages may be stale."""
    with db:
        db.execute(
            "INSERT OR IGNORE INTO stale_article SELECT article_id FROM json_each(?2) CROSS JOIN article_term"
            " ON taxonomy = ?1 AND slug = value",
            (taxonomy, json.dumps(slugs)),
        )


def changed_ledger_dates(db: sqlite3.Connection) -> list[str]:
    """Dates of the articles whose rows in the link ledger may have changed, before the change and after."""
    query = "SELECT DISTINCT date FROM change WHERE kind IN ('article', 'ledger') ORDER BY 1"
    return [date for (date,) in db.execute(query)]


def stale_terms(db: sqlite3.Connection) -> list[tuple[str, str, str]]:
    """Taxonomy, term and label of the terms with feeds that may show a changed or stale article.

    A label is empty for the calendar, and for a term that has no articles left.
    """
    fed = ", ".join(f"'{taxonomy}'" for taxonomy in (CALENDAR, *TAXONOMIES_WITH_FEEDS))
    return db.execute(
        "SELECT DISTINCT taxonomy, slug, coalesce(term.label, '') FROM ("
        " SELECT substr(kind, 6) AS taxonomy, key AS slug FROM change WHERE kind >= 'term:' AND kind < 'term;' UNION "
        " SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM stale_article"
        " CROSS JOIN article_content USING (article_id) CROSS JOIN json_each(terms_json))"
        f" LEFT JOIN term USING (taxonomy, slug) WHERE taxonomy IN ({fed}) ORDER BY 1, 2"
    ).fetchall()

"""Queries over the published articles: counts, years, data rows, sitemap entries, conflicts."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator

from kursk_archive.core.findings import Finding, Location, make_finding
from kursk_archive.core.model import PartialDate


def count_published(db: sqlite3.Connection) -> int:
    """Count the published articles."""
    return int(db.execute("SELECT count(*) FROM published_article").fetchone()[0])


def date_range(db: sqlite3.Connection) -> tuple[PartialDate | None, PartialDate | None]:
    """First and last day of the published articles that have a date."""
    row = db.execute("SELECT min(date), max(date) FROM published_article WHERE date != ''").fetchone()
    first, last = (PartialDate(date[:10]) if date else None for date in row)
    return first, last


def record_digests(db: sqlite3.Connection, article_ids: Iterable[str]) -> dict[str, str]:
    """Map the ids of visible articles to the SHA-256 of their records."""
    query = "SELECT article_id, record_sha256 FROM visible_article WHERE article_id IN (SELECT value FROM json_each(?))"
    return dict(db.execute(query, (json.dumps(list(article_ids)),)))


def data_rows(db: sqlite3.Connection, year: str | None) -> list[tuple[str, str, bytes]]:
    """Id, record digest and data row of the published articles of a year (see `_of_year`), by id."""
    where, values = _of_year(year)
    return db.execute(
        "SELECT article_id, record_sha256, data_row FROM published_article"
        f" CROSS JOIN article_content USING (article_id) {where} ORDER BY article_id",
        values,
    ).fetchall()


def years(db: sqlite3.Connection) -> list[str]:
    """Years of the published articles; empty, and last, for those without a date."""
    query = (
        "SELECT DISTINCT substr(date, 1, 4) AS year FROM article_term WHERE taxonomy = '' AND slug = ''"
        " ORDER BY year = '', year"
    )
    return [year for (year,) in db.execute(query)]


def sitemap_years(db: sqlite3.Connection) -> list[tuple[str, int, str]]:
    """Year, number of articles that search engines may list, and date of the last change to one of them."""
    return db.execute(
        "SELECT substr(date, 1, 4), count(*), max(modified) FROM published_article WHERE NOT noindex"
        " GROUP BY 1 ORDER BY 1"
    ).fetchall()


def sitemap_entries(db: sqlite3.Connection, year: str) -> list[tuple[str, str]]:
    """Output path and date of the last change of the articles of a year that search engines may list."""
    where, values = _of_year(year)
    query = f"SELECT output_path, modified FROM published_article {where} AND NOT noindex ORDER BY output_path"
    return db.execute(query, values).fetchall()


def all_articles(db: sqlite3.Connection) -> Iterator[tuple[str, str, str, str | None, bytes]]:
    """Id, capture, state, output path if it has a page, and record of every article, by id."""
    yield from db.execute(
        "SELECT article_id, capture_path, state, CASE WHEN has_page THEN output_path END, article_msgpack"
        " FROM article JOIN article_content USING (article_id) ORDER BY article_id"
    )


def articles_with_images(db: sqlite3.Connection, *, stale_only: bool) -> Iterator[tuple[str, str, bytes]]:
    """Output path, date and images (see `records.decode_images`) of the published articles that have images."""
    scope = "stale_article CROSS JOIN published_article USING (article_id)" if stale_only else "published_article"
    yield from db.execute(f"SELECT output_path, date, images_msgpack FROM {scope} WHERE images_msgpack != x''")


def searchable_articles(db: sqlite3.Connection) -> Iterator[tuple[str, str, str, str]]:
    """Date, id, output path and record digest of every published article."""
    yield from db.execute("SELECT date, article_id, output_path, record_sha256 FROM published_article")


def conflicts(db: sqlite3.Connection) -> Iterator[Finding]:
    """Report articles that want one address, and captures of one source, each against the first of them by id."""
    addresses = db.execute(
        "SELECT other.article_id, first.article_id, output_path FROM"
        " (SELECT output_path FROM article WHERE state != 'draft' GROUP BY output_path HAVING count(*) > 1)"
        " CROSS JOIN article AS first USING (output_path) CROSS JOIN article AS other USING (output_path)"
        " WHERE first.has_page AND other.article_id != first.article_id AND other.state != 'draft' ORDER BY 1"
    )
    collided = set()
    for article_id, first, output_path in addresses:
        collided.add(article_id)
        message = f"not published: {first} already has the address {output_path}"
        yield make_finding("collision", Location(article_id, 1, 1), message)
    repeated = "SELECT url_key, min(article_id) AS first FROM article_url GROUP BY url_key HAVING count(*) > 1"
    sources = db.execute(
        f"SELECT article_id, min(first) FROM ({repeated}) CROSS JOIN article_url USING (url_key)"
        " WHERE article_id != first GROUP BY article_id ORDER BY article_id"
    )
    for article_id, first in sources:
        if article_id not in collided:  # two captures of one article are one fault, reported once
            yield make_finding("duplicate-source", Location(article_id, 1, 1), f"{first} has the same source address")


def _of_year(year: str | None) -> tuple[str, tuple[str, ...]]:
    """Return a WHERE clause and its values; an empty year is articles without a date, None is all articles."""
    if year is None:
        return "WHERE 1", ()
    return ("WHERE date >= ?1 AND date < ?1 || '\uffff'", (year,)) if year else ("WHERE date = ''", ())

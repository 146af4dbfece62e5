"""Queries over the published articles: counts, years, data rows, sitemap entries, conflicts."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator

import msgspec

from kursk_archive.core.findings import Finding, Location, make_finding
from kursk_archive.core.model import PartialDate
from kursk_archive.site.permalinks import beside


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
    """Id, digest and data row of the published articles of a year (see `year_condition`), by id."""
    where, values = year_condition(year)
    rows = db.execute(
        "SELECT article_id, record_sha256, data_row, output_path, wanted_path, edition_path FROM published_article"
        f" CROSS JOIN article_content USING (article_id) {where} ORDER BY article_id",
        values,
    )
    return [
        row[:3]
        if row[3] == row[4] and not row[5]
        else (row[0], f"{row[1]} {row[3]} {row[5]}", placed_data_row(*row[2:]))
        for row in rows
    ]


def placed_data_row(data_row: bytes, output_path: str, wanted_path: str, edition_path: str) -> bytes:
    """Return a data row with the addresses of the article and its edition, whatever date and slug ask for."""
    values = msgspec.json.decode(data_row)
    suffix = values["capture_path"].removeprefix(wanted_path.removesuffix(".html"))
    return msgspec.json.encode(
        values | {"page": output_path, "capture_path": beside(output_path, suffix), "edition": edition_path or None}
    )


def years(db: sqlite3.Connection) -> list[str]:
    """Years of the published articles; empty, and last, for those without a date."""
    query = (
        "SELECT DISTINCT substr(month, 1, 4) AS year FROM term_month WHERE taxonomy = '' AND slug = ''"
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
    where, values = year_condition(year)
    query = f"SELECT output_path, modified FROM published_article {where} AND NOT noindex ORDER BY output_path"
    return db.execute(query, values).fetchall()


def all_articles(db: sqlite3.Connection) -> Iterator[tuple[str, str, str, str | None, bytes]]:
    """Id, capture, state, page if it has one, and record of every article, by id; of an edition, the edition's page."""
    yield from db.execute(
        "SELECT article_id, capture_path, state, CASE WHEN has_page THEN output_path"
        " WHEN state = 'published' AND edition_path != '' THEN edition_path END, article_msgpack"
        " FROM article JOIN article_content USING (article_id) ORDER BY article_id"
    )


def articles_with_images(db: sqlite3.Connection, *, stale_only: bool) -> Iterator[tuple[str, bytes]]:
    """Output path and images (see `records.decode_images`) of the pages of articles, and of editions, with images."""
    scope = "stale_article CROSS JOIN published_article USING (article_id)" if stale_only else "published_article"
    yield from db.execute(f"SELECT output_path, images_msgpack FROM {scope} WHERE images_msgpack != x''")
    scope = "stale_article CROSS JOIN article USING (article_id)" if stale_only else "article"
    yield from db.execute(
        f"SELECT edition_path, images_msgpack FROM {scope}"
        " WHERE edition_of != '' AND edition_path != '' AND images_msgpack != x''"
    )


def searchable_articles(db: sqlite3.Connection) -> Iterator[tuple[str, str, str, str, tuple[str, ...]]]:
    """Date, id, output path, record digest and months of the published captures of every published article."""
    captures = (
        "CASE edition_of WHEN '' THEN substr(captured_at, 1, 7) ELSE (SELECT group_concat(DISTINCT"
        " substr(capture.captured_at, 1, 7)) FROM article AS capture WHERE capture.edition_of = this.edition_of) END"
    )
    query = f"SELECT date, article_id, output_path, record_sha256, {captures} FROM published_article AS this"
    for *article, months in db.execute(query):
        yield (*article, tuple(sorted(filter(None, (months or "").split(",")))))


_NOTABLE = (
    "(output_path != wanted_path OR copy_of != '' OR stated_state != 'published' OR withheld_by != ''"
    " OR edition_of != '')"
)
"""As in the index `article_notable`."""
_MOVED = f"""
SELECT article_id, output_path, wanted_path,
    (SELECT holder.article_id FROM article AS holder
      WHERE holder.output_path = article.wanted_path AND holder.has_page),
    (SELECT reservation.article_id FROM reservation WHERE permalink = wanted_path)
  FROM article WHERE {_NOTABLE} AND output_path != wanted_path AND has_page AND edition_of = ''
  ORDER BY article_id
"""
_WITHHELD = f"SELECT * FROM article WHERE {_NOTABLE} AND stated_state != 'published'"
# A withheld article and a published one that share an address or their bytes.
_STILL_PUBLISHED = f"""
SELECT DISTINCT other.article_id, withheld.article_id
  FROM ({_WITHHELD}) AS withheld CROSS JOIN article_url AS own ON own.article_id = withheld.article_id
    CROSS JOIN article_url AS shared ON shared.url_key = own.url_key
    CROSS JOIN published_article AS other ON other.article_id = shared.article_id
  WHERE other.article_id != withheld.article_id ORDER BY 1, 2
"""
_ALIKE = f"""
SELECT other.article_id, min(withheld.article_id)
  FROM ({_WITHHELD}) AS withheld CROSS JOIN published_article AS other ON other.title_key = withheld.title_key
  WHERE NOT withheld.stands_alone AND NOT other.stands_alone AND withheld.title != ''
    AND substr(withheld.date, 1, 10) = substr(other.date, 1, 10) GROUP BY 1 ORDER BY 1
"""
_REPEATED = """
SELECT article_id, min(first) FROM (
    SELECT url_key, min(article_id) AS first FROM article_url CROSS JOIN published_article USING (article_id)
      WHERE url_key IN (SELECT url_key FROM article_url GROUP BY url_key HAVING count(*) > 1)
      GROUP BY url_key HAVING count(*) > 1)
    CROSS JOIN article_url USING (url_key) CROSS JOIN published_article USING (article_id)
  WHERE article_id != first GROUP BY article_id ORDER BY article_id
"""


def conflicts(db: sqlite3.Connection) -> Iterator[Finding]:
    """Report what articles mean for others: shared addresses, sources and bytes, and what a withheld one withholds."""
    repeated = dict(db.execute(_REPEATED))
    for article_id, output_path, wanted_path, holder, reserved_for in db.execute(_MOVED):
        if (first := repeated.pop(article_id, None)) is not None:  # two captures of one article are one finding
            if _are_of_one_file(first, article_id):
                continue
            message = f"{first} has the same source address; this capture is at {output_path}"
            yield _article_finding("duplicate-source", article_id, message)
        elif holder or reserved_for not in (None, article_id):
            message = f"published at {output_path}: {holder or reserved_for} has the address {wanted_path}"
            yield _article_finding("collision", article_id, message)
        else:
            message = f"stays at {output_path}, where it was published; its date and slug ask for {wanted_path}"
            yield _article_finding("address-kept", article_id, message)
    for article_id, first in repeated.items():
        if _are_of_one_file(first, article_id):
            continue
        yield _article_finding("duplicate-source", article_id, f"{first} has the same source address")
    yield from _editions(db)
    copies = f"SELECT article_id, copy_of FROM article WHERE {_NOTABLE} AND copy_of != '' ORDER BY article_id"
    for article_id, original in db.execute(copies):
        yield _article_finding("copy", article_id, f"same bytes as {original}, whose page shows both")
    yield from _takedowns(db)


def _are_of_one_file(first: str, second: str) -> bool:
    """Return True for captures of one address by the same crawl: its keeper cannot remove either."""
    path, is_part, _ = first.partition("#")
    return bool(is_part) and second.startswith(f"{path}#")


def _editions(db: sqlite3.Connection) -> Iterator[Finding]:
    query = (
        "SELECT article_id, same_text_as, edition_path, min(article_id) OVER (PARTITION BY edition_of) FROM article"
        f" WHERE {_NOTABLE} AND edition_of != '' ORDER BY article_id"
    )
    for article_id, same_text_as, page, first in db.execute(query):
        if article_id == first or _are_of_one_file(first, article_id):
            continue
        what = "its text was seen again" if same_text_as or not page else "another edition of one article"
        message = f"{first} has the same source address: {what}{f', at {page}' if page else ''}"
        yield _article_finding("duplicate-source", article_id, message)


def _takedowns(db: sqlite3.Connection) -> Iterator[Finding]:
    withheld = f"SELECT article_id, withheld_by FROM article WHERE {_NOTABLE} AND withheld_by != '' ORDER BY article_id"
    for article_id, other in db.execute(withheld):
        message = f"not published: {other}, a capture of the same article, is withheld"
        yield _article_finding("withheld-with", article_id, message)
    for article_id, other in db.execute(_STILL_PUBLISHED):
        message = f"published, although {other}, a capture of the same article, is withheld"
        yield _article_finding("withheld-edition", article_id, message)
    for article_id, other in db.execute(_ALIKE):
        message = f"published, although {other}, which has the same title and date, is withheld"
        yield _article_finding("withheld-alike", article_id, message)


def _article_finding(code: str, article_id: str, message: str) -> Finding:
    return make_finding(code, Location(article_id, 1, 1), message)


def year_condition(year: str | None) -> tuple[str, tuple[str, ...]]:
    """Return a WHERE clause and its values; an empty year is articles without a date, None is all articles."""
    if year is None:
        return "WHERE 1", ()
    return ("WHERE date >= ?1 AND date < ?1 || '\uffff'", (year,)) if year else ("WHERE date = ''", ())

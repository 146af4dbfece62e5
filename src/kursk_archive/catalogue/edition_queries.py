"""Queries over the editions of articles, as `settle.py` has found them."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from kursk_archive.catalogue.articles import placed_data_row, year_condition
from kursk_archive.core.enums import ArticleId
from kursk_archive.core.model import ChangeSummary, EditionSummary, PartialDate, PublishedEdition

_MEMBERS = """
SELECT edition_of, article_id, edition_path, captured_at, record_sha256, published_suffix, same_text_as, text_digest,
    modified, form, capture_sha256, article_id, has_original
  FROM json_each(?) AS scope CROSS JOIN article ON edition_of = scope.value AND edition_of != ''
"""
_FORMER = """
SELECT own.alias_path, coalesce(nullif(edition.edition_path, ''), nullif(shown.edition_path, ''), shown.output_path),
    shown.title, shown.language
  FROM {scope}
    CROSS JOIN article AS shown ON shown.article_id = iif(own.copy_of = '', own.article_id, own.copy_of)
    LEFT JOIN article AS edition ON shown.edition_path = '' AND edition.article_id = shown.same_text_as
  WHERE own.alias_path != '' ORDER BY 1
"""
_LATEST = "SELECT article_id, output_path FROM published_article WHERE edition_of = article_id AND edition_of != ''"
_LATEST_WITH_DATE = (
    "SELECT * FROM (SELECT article_id, date FROM published_article WHERE edition_of = article_id AND edition_of != '')"
)
_STALE_LATEST = """
SELECT DISTINCT latest.article_id, latest.output_path
  FROM stale_article CROSS JOIN article AS member ON member.article_id = stale_article.article_id
    CROSS JOIN published_article AS latest ON latest.article_id = member.edition_of
  WHERE member.edition_of != '' ORDER BY 1
"""
_ROWS = """
SELECT article_id, data_row, output_path, wanted_path, edition_path
  FROM json_each(?) AS scope CROSS JOIN article ON article_id = scope.value
    CROSS JOIN article_content USING (article_id)
"""


def articles_with_editions(db: sqlite3.Connection, *, stale_only: bool) -> Iterator[tuple[str, str]]:
    """Id of the latest edition and address of the articles that were captured more than once."""
    yield from db.execute(_STALE_LATEST if stale_only else f"{_LATEST} ORDER BY article_id").fetchall()


def editions_of(db: sqlite3.Connection, latest_ids: Iterable[str]) -> Mapping[str, tuple[EditionSummary, ...]]:
    """Map the latest editions of articles to all editions, by time; articles with one capture are left out."""
    found: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for latest, *row in db.execute(_MEMBERS, (_scope(latest_ids),)):
        found[latest].append(tuple(row))
    changes: dict[str, dict[int, ChangeSummary]] = defaultdict(dict)
    for latest, number, change in db.execute(_CHANGES, (_scope(found),)):
        changes[latest][number] = _CHANGE_DECODER.decode(change)
    return {latest: _summarise(rows, changes[latest]) for latest, rows in found.items()}


def pages_seen_again(
    db: sqlite3.Connection, latest_ids: Iterable[str]
) -> Mapping[str, Sequence[tuple[str, EditionSummary]]]:
    """Map the latest editions of articles to captures in which a text was seen again and that have pages of their own.

    They were published before another capture turned up that had the text earlier. Each is paired with its edition.
    """
    found: dict[str, list[tuple[str, EditionSummary]]] = defaultdict(list)
    for latest, *row in db.execute(
        f"{_MEMBERS} WHERE same_text_as != '' AND edition_path != ''", (_scope(latest_ids),)
    ):
        found[latest].append((row[5], _summary(row)))
    return {latest: sorted(rows, key=lambda pair: pair[1].page) for latest, rows in found.items()}


def former_addresses(db: sqlite3.Connection, *, stale_only: bool) -> list[tuple[str, str, str, str]]:
    """Addresses where captures were published that other pages show now.

    Returns:
        The address, the page that shows the capture, and the title and the language of the article.
    """
    scope = "stale_article CROSS JOIN article AS own USING (article_id)" if stale_only else "article AS own"
    return db.execute(_FORMER.format(scope=scope)).fetchall()


def edition_years(db: sqlite3.Connection) -> list[str]:
    """Years of the articles that were captured more than once; empty for those without a date."""
    return [year for (year,) in db.execute(f"SELECT DISTINCT substr(date, 1, 4) FROM ({_LATEST_WITH_DATE}) ORDER BY 1")]


def stale_edition_years(db: sqlite3.Connection) -> list[str]:
    """The same for those articles of which a capture has changed."""
    latest = json.dumps([article_id for article_id, _ in articles_with_editions(db, stale_only=True)])
    query = "SELECT DISTINCT substr(date, 1, 4) FROM json_each(?) CROSS JOIN article ON article_id = value ORDER BY 1"
    return [year for (year,) in db.execute(query, (latest,))]


def published_editions(db: sqlite3.Connection, year: str | None) -> tuple[PublishedEdition, ...]:
    """Every published edition of the articles of a year that were captured more than once, by article and time.

    Args:
        db: the catalogue's, with everything derived.
        year: empty for articles without a date; None for all.
    """
    where, values = year_condition(year)
    latest = [row[0] for row in db.execute(f"{_LATEST_WITH_DATE} {where} ORDER BY article_id", values)]
    groups = editions_of(db, latest)
    ids = json.dumps([edition.path for group in groups.values() for edition in group])
    rows = {article_id: placed_data_row(*row) for article_id, *row in db.execute(_ROWS, (ids,))}
    return tuple(
        PublishedEdition(
            rows[edition.path],
            number,
            len(groups[article_id]),
            tuple(map(str, edition.seen_again)),
            groups[article_id][edition.first_with_text].page if edition.first_with_text < number - 1 else None,
        )
        for article_id in latest
        for number, edition in enumerate(groups[article_id], 1)
    )


def terms_of(db: sqlite3.Connection, article_ids: Iterable[str]) -> Mapping[str, list[tuple[str, str]]]:
    """Map articles to the taxonomy and slug of each of their terms, whether they are listed under it or not."""
    terms: dict[str, list[tuple[str, str]]] = defaultdict(list)
    rows = db.execute(
        "SELECT article_id, json_extract(entry.value, '$[0]'), json_extract(entry.value, '$[1]')"
        " FROM json_each(?) AS scope CROSS JOIN article_content ON article_id = scope.value"
        " CROSS JOIN json_each(terms_json) AS entry ORDER BY 1, 2, 3",
        (json.dumps(list(article_ids)),),
    )
    for article_id, taxonomy, slug in rows:
        terms[article_id].append((taxonomy, slug))
    return terms


_CHANGES = """
SELECT article_id, number, change_msgpack FROM json_each(?) AS scope CROSS JOIN revision ON article_id = scope.value
"""
_CHANGE_DECODER = msgspec.msgpack.Decoder(ChangeSummary)


def _summarise(rows: Iterable[tuple[str, ...]], changes: Mapping[int, ChangeSummary]) -> tuple[EditionSummary, ...]:
    from kursk_archive.catalogue.editions import CaptureTime, sort_by_time

    seen: dict[str, list[PartialDate]] = defaultdict(list)
    editions = []
    for row in sort_by_time(rows, lambda row: CaptureTime(row[2], *row[7:11])):
        if row[5] and row[2]:
            seen[row[5]].append(PartialDate(row[2]))
        if not row[5]:
            editions.append(row)
    first_with_text: dict[str, int] = {}
    return tuple(
        _summary(row, tuple(seen[row[0]]), first_with_text.setdefault(row[6], number), changes.get(number))
        for number, row in enumerate(editions)
    )


def _summary(
    row: Sequence[str],
    seen_again: tuple[PartialDate, ...] = (),
    first_with_text: int = 0,
    change: ChangeSummary | None = None,
) -> EditionSummary:
    article_id, page, captured_at, record, suffix, *_, has_original = row
    moment = PartialDate(captured_at) if captured_at else None
    return EditionSummary(
        ArticleId(article_id), page, moment, record, suffix, seen_again, first_with_text, bool(has_original), change
    )


def _scope(ids: Iterable[str]) -> str:
    return json.dumps(list(ids))

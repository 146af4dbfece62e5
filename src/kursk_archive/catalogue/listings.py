"""What stands on a shelf: the articles of a topic, of a publisher, of the calendar, that cite a host; by period."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from kursk_archive.core.model import CitationRow, SummaryRow
from kursk_archive.site.taxonomy import MAX_LINKS_PER_ARTICLE, UNDATED

_TEASER = "shown.path, page, shown.title, shown.date, publisher, language"
_ALONE = "FROM shelf WHERE facet = ?1 AND key = ?2"
_SHELF = "FROM shelf JOIN shown USING (path) WHERE facet = ?1 AND key = ?2"
_COUNT = f"CASE facet WHEN 'host' THEN sum(min(n, {MAX_LINKS_PER_ARTICLE})) ELSE count(*) END"
_NEWEST = "ORDER BY substr(shelf.date, 1, 10) DESC, shelf.date DESC, shelf.path"


def counts(db: sqlite3.Connection, facet: str, key: str) -> dict[str, int]:
    """Day → articles on a shelf, oldest first; of those whose day is not known, the month or the year, or nothing.

    On a host's shelf references are counted, since those are what its pages list.
    """
    return dict(db.execute(f"SELECT substr(date, 1, 10), {_COUNT} {_ALONE} GROUP BY 1 ORDER BY 1", (facet, key)))


def counts_around(db: sqlite3.Connection, facet: str, key: str, dates: Iterable[str]) -> dict[str, dict[str, int]]:
    """The same, but only as finely as the pages that hold some dates have to know.

    Returns:
        Period → its parts with how many articles each: all years; the months of the dates' years; the days of their
        months. A period among its own parts is what is known no closer; what has no date is under the empty one.
    """
    found = {"": dict(db.execute(f"SELECT substr(date, 1, 4), {_COUNT} {_ALONE} GROUP BY 1", (facet, key)))}
    for period in sorted({date[:length] for date in dates for length in (4, 7) if len(date) >= length}):
        within = f"{_ALONE} AND date >= ?3 AND date < ?3 || '\uffff'"
        rows = db.execute(
            f"SELECT substr(date, 1, ?4), {_COUNT} {within} GROUP BY 1", (facet, key, period, len(period) + 3)
        )
        found[period] = dict(rows)
    return found


def newest(db: sqlite3.Connection, facet: str, key: str, limit: int) -> tuple[SummaryRow, ...]:
    """The newest articles with a date."""
    last = f"SELECT substr(date, 1, 10) {_ALONE} AND date != '' ORDER BY date DESC LIMIT 1 OFFSET ?3"
    row = db.execute(last, (facet, key, limit - 1)).fetchone()  # what is before that day need not be sorted
    sql = f"SELECT {_TEASER} {_SHELF} AND shelf.date != '' AND shelf.date >= ?3 {_NEWEST} LIMIT ?4"
    return tuple(db.execute(sql, (facet, key, row[0] if row else "", limit)))


def teasers(db: sqlite3.Connection, facet: str, key: str, period: str) -> tuple[SummaryRow, ...]:
    """The articles of a period, newest first; of those without a date, by title."""
    if period == UNDATED:
        sql = f"SELECT {_TEASER} {_SHELF} AND shelf.date = '' ORDER BY shown.title, shelf.path"
        return tuple(db.execute(sql, (facet, key)))
    sql = f"SELECT {_TEASER} {_SHELF} AND shelf.date >= ?3 AND shelf.date < ?3 || '\uffff' {_NEWEST}"
    return tuple(db.execute(sql, (facet, key, period)))


def exactly(db: sqlite3.Connection, facet: str, key: str, period: str) -> tuple[SummaryRow, ...]:
    """The articles of which no more than the period is known."""
    sql = f"SELECT {_TEASER} {_SHELF} AND shelf.date = ?3 ORDER BY shelf.path"
    return tuple(db.execute(sql, (facet, key, period)))


def citations(db: sqlite3.Connection, host: str, period: str, *, exact: bool = False) -> tuple[CitationRow, ...]:
    """References to a host by the articles of a period, by address and date.

    Each row is address, kind, place, text, snapshot, and a teaser's.
    """
    dates = "shelf.date >= ?2 AND shelf.date < ?2 || '\uffff'"
    if exact or period == UNDATED:
        dates = "shelf.date = ?2"
    return tuple(
        db.execute(
            "SELECT canonical, CASE WHEN target.article IS NULL THEN kind ELSE 'article' END, place, text, snapshot,"
            f" {_TEASER} FROM shelf JOIN shown USING (path) JOIN reference ON reference.path = shelf.path"
            " LEFT JOIN target ON target.path = reference.path AND target.n = reference.n"
            f" WHERE facet = 'host' AND shelf.key = ?1 AND {dates} AND host = ?1"
            " ORDER BY canonical, shown.date, shown.path, reference.n",
            (host, "" if period == UNDATED else period),
        )
    )


def values(db: sqlite3.Connection, facet: str) -> list[tuple[str, str, int, int]]:
    """Key, label, references and articles of each value of a facet; the largest first."""
    sql = "SELECT key, label, count, articles FROM value WHERE facet = ? ORDER BY count DESC, articles DESC, label, key"
    return list(db.execute(sql, (facet,)))


def facets(db: sqlite3.Connection) -> dict[str, int]:
    """Facet → how many values it has."""
    return dict(db.execute("SELECT facet, count(*) FROM value GROUP BY 1 ORDER BY 1"))


def touched(db: sqlite3.Connection) -> list[tuple[str, str, list[str], int]]:
    """What an edit has put on each shelf, changed there, or taken away: facet, key, dates, and how many at most.

    That is as `counts` has it: articles, or references.
    """
    rows = db.execute(
        f"SELECT facet, key, group_concat(DISTINCT date), {_COUNT} FROM touched_shelf GROUP BY 1, 2 ORDER BY 1, 2"
    )
    return [(facet, key, sorted(dates.split(",")), count) for facet, key, dates, count in rows]


def relabelled(db: sqlite3.Connection) -> set[tuple[str, str]]:
    """Facet and key of the shelves whose label, which all their pages show, is not what it was."""
    rows = db.execute(
        "SELECT facet, key FROM touched_label JOIN value USING (facet, key) WHERE touched_label.label != value.label"
    )
    return set(rows)


def keys(db: sqlite3.Connection) -> list[tuple[str, str, str]]:
    """Facet, key and label of every shelf but the calendar."""
    return list(db.execute("SELECT facet, key, label FROM value ORDER BY facet, key"))


def label(db: sqlite3.Connection, facet: str, key: str) -> str | None:
    """None where nothing stands there any more."""
    row = db.execute("SELECT label FROM value WHERE facet = ? AND key = ?", (facet, key)).fetchone()
    return row[0] if row else None

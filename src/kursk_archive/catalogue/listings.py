"""Queries for lists: the articles of a term, the calendar or a cited host, by period."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence

from kursk_archive.catalogue.revisions import has_revisions
from kursk_archive.core.model import CitationRow, SummaryRow
from kursk_archive.site.taxonomy import MAX_LINKS_PER_ARTICLE, TAXONOMIES, UNDATED

_SUMMARY = "article_id, output_path, title, {date}, publisher, language, edition_count"
_LISTED = "FROM article_term WHERE taxonomy = ?1 AND slug = ?2"
_ARTICLES = (
    f"SELECT {_SUMMARY.format(date='article_term.date')} FROM article_term JOIN article USING (article_id)"
    " WHERE taxonomy = ?1 AND slug = ?2"
)
_COUNT = f"CASE taxonomy WHEN 'host' THEN sum(min(weight, {MAX_LINKS_PER_ARTICLE})) ELSE count(*) END"
_NEWEST = "ORDER BY substr(article_term.date, 1, 10) DESC, article_term.date DESC, article_id"


def counts(db: sqlite3.Connection, taxonomy: str, slug: str) -> dict[str, int]:
    """Count the articles of a term by day, oldest first; where the day is not known by month or year, else under `""`.

    For a host, links are counted, since those are what its pages list.
    """
    query = f"SELECT substr(date, 1, 10), {_COUNT} {_LISTED} GROUP BY 1 ORDER BY 1"
    return dict(db.execute(query, (taxonomy, slug)))


def counts_around(db: sqlite3.Connection, taxonomy: str, slug: str, dates: Iterable[str]) -> dict[str, dict[str, int]]:
    """Count the articles of a term only as finely as the pages that hold some dates need.

    Returns:
        Period → its parts with the number of articles: all years; the months of the dates' years; the days of their
        months. A period among its own parts is what is known no closer; what has no date is under the empty one.
    """
    years = "SELECT substr(month, 1, 4), sum(count) FROM term_month WHERE taxonomy = ? AND slug = ? GROUP BY 1"
    counted = {"": dict(db.execute(years, (taxonomy, slug)))}
    for period in sorted({date[:length] for date in dates for length in (4, 7) if len(date) >= length}):
        counted[period] = counts_within(db, taxonomy, slug, period, len(period) + 3)
    return counted


def counts_within(db: sqlite3.Connection, taxonomy: str, slug: str, period: str, length: int) -> dict[str, int]:
    """Count the dated articles of a term and period by shorter periods, oldest first.

    Args:
        db: the catalogue's.
        taxonomy: of the term.
        slug: of the term.
        period: `2024`, `2024-08`; empty for all.
        length: of the names of the shorter periods: 4, 7 or 10. What is known no closer has a shorter name.
    """
    days = (
        f"SELECT substr(date, 1, ?4), {_COUNT} {_LISTED} AND date >= ?3 AND date < ?5 || '\uffff' GROUP BY 1 ORDER BY 1"
    )
    months = (
        "SELECT substr(month, 1, ?4), sum(count) FROM term_month WHERE taxonomy = ?1 AND slug = ?2"
        " AND month >= ?3 AND month < ?5 || '\uffff' GROUP BY 1 ORDER BY 1"
    )
    query = months if length <= len("2024-08") else days
    return dict(db.execute(query, (taxonomy, slug, period or "0", length, period)))


def first_articles_by_day(db: sqlite3.Connection, month: str) -> list[tuple[int, SummaryRow]]:
    """The number of articles of each day of a month, and the first of them."""
    query = (
        f"SELECT count(*), min(article_id), {_SUMMARY.format(date='substr(article_term.date, 1, 10) AS day')}"
        " FROM article_term CROSS JOIN article USING (article_id) WHERE taxonomy = '' AND slug = ''"
        " AND article_term.date >= ?1 || '-' AND article_term.date < ?1 || '-\uffff' GROUP BY day ORDER BY day"
    )
    return [(count, tuple(row)) for count, _, *row in db.execute(query, (month,))]


def dates_beside(db: sqlite3.Connection, taxonomy: str, slug: str, period: str) -> tuple[str, str]:
    """The last date before a period and the first one after it that are known as closely; empty where there is none."""
    known = f"SELECT date {_LISTED} AND length(date) >= length(?3)"
    before = db.execute(f"{known} AND date < ?3 ORDER BY date DESC LIMIT 1", (taxonomy, slug, period)).fetchone()
    after = db.execute(f"{known} AND date >= ?3 || '\uffff' ORDER BY date LIMIT 1", (taxonomy, slug, period)).fetchone()
    return before[0] if before else "", after[0] if after else ""


def newest(db: sqlite3.Connection, taxonomy: str, slug: str, limit: int, period: str = "") -> tuple[SummaryRow, ...]:
    """The newest articles that have a date; of a period, if one is given."""
    within = "AND article_term.date >= ?3 AND article_term.date < ?4 || '\uffff'"
    last = f"SELECT substr(date, 1, 10) {_LISTED} {within} ORDER BY date DESC LIMIT 1 OFFSET ?5"
    first, bounds = period or "0", (taxonomy, slug)
    row = db.execute(last, (*bounds, first, period, limit - 1)).fetchone()  # earlier days need not be sorted
    query = f"{_ARTICLES} {within} {_NEWEST} LIMIT ?5"
    return tuple(db.execute(query, (*bounds, max(row[0], first) if row else first, period, limit)))


def articles_in(db: sqlite3.Connection, taxonomy: str, slug: str, period: str) -> tuple[SummaryRow, ...]:
    """The articles of a period, newest first; those without a date by title."""
    if period == UNDATED:
        return tuple(db.execute(f"{_ARTICLES} AND article_term.date = '' ORDER BY title, article_id", (taxonomy, slug)))
    query = f"{_ARTICLES} AND article_term.date >= ?3 AND article_term.date < ?3 || '\uffff' {_NEWEST}"
    return tuple(db.execute(query, (taxonomy, slug, period)))


def articles_of_exactly(db: sqlite3.Connection, taxonomy: str, slug: str, period: str) -> tuple[SummaryRow, ...]:
    """The articles of which no more than the period is known."""
    query = f"{_ARTICLES} AND article_term.date = ?3 ORDER BY article_id"
    return tuple(db.execute(query, (taxonomy, slug, period)))


def citations(db: sqlite3.Connection, host: str, period: str, *, exact: bool = False) -> tuple[CitationRow, ...]:
    """Links to a host from the articles of a period, by address and date.

    Each row is address, kind, region, text, snapshot, and an article's summary.
    """
    dates = "article_term.date >= ?2 AND article_term.date < ?2 || '\uffff'"
    if exact or period == UNDATED:
        dates = "article_term.date = ?2"
    summary = _SUMMARY.format(date="article_term.date")
    return tuple(
        db.execute(
            f"SELECT canonical, final_kind, region, text, snapshot, {summary}"
            " FROM article_term CROSS JOIN article USING (article_id) CROSS JOIN resolved_link USING (article_id)"
            f" WHERE taxonomy = 'host' AND slug = ?1 AND {dates} AND host = ?1"
            " ORDER BY canonical, article_term.date, article_id, ordinal",
            (host, "" if period == UNDATED else period),
        )
    )


def citations_of_hosts(db: sqlite3.Connection, hosts: Sequence[str]) -> dict[str, list[CitationRow]]:
    """All links to some hosts, by host; see `citations`. One query: most of these hosts have one link."""
    summary = _SUMMARY.format(date="article_term.date")
    rows = db.execute(
        f"SELECT scope.value, canonical, final_kind, region, text, snapshot, {summary}"
        " FROM json_each(?) AS scope CROSS JOIN article_term ON taxonomy = 'host' AND slug = scope.value"
        " CROSS JOIN article USING (article_id) CROSS JOIN resolved_link USING (article_id) WHERE host = scope.value"
        " ORDER BY scope.key, canonical, article_term.date, article_id, ordinal",
        (json.dumps(list(hosts)),),
    )
    found: dict[str, list[CitationRow]] = {host: [] for host in hosts}
    for host, *citation in rows:
        found[host].append(tuple(citation))
    return found


def terms(db: sqlite3.Connection, taxonomy: str) -> list[tuple[str, str, int, int]]:
    """Slug, label, number of links and of articles of each term; the largest first."""
    query = (
        "SELECT slug, label, link_count, article_count FROM term WHERE taxonomy = ?"
        " ORDER BY link_count DESC, article_count DESC, label, slug"
    )
    return list(db.execute(query, (taxonomy,)))


def browsable_lists(db: sqlite3.Connection) -> tuple[str, ...]:
    """The lists that the masthead names: taxonomies with more than one term, the cited hosts, and changes if any."""
    several = "SELECT count(*) > 1 FROM (SELECT 1 FROM term WHERE taxonomy = ? LIMIT 2)"
    names = [name for name in TAXONOMIES if name == "host" or db.execute(several, (name,)).fetchone()[0]]
    return (*names, *(("change",) if has_revisions(db) else ()))


def all_terms(db: sqlite3.Connection) -> list[tuple[str, str, str]]:
    """Taxonomy, slug and label of every term; the calendar is not among them."""
    return list(db.execute("SELECT taxonomy, slug, label FROM term ORDER BY taxonomy, slug"))


def names_of_terms(db: sqlite3.Connection, taxonomy: str) -> list[str]:
    """The names of a taxonomy's terms as articles state them, sorted."""
    query = "SELECT DISTINCT label FROM article_term WHERE taxonomy = ? ORDER BY label"
    return [label for (label,) in db.execute(query, (taxonomy,))]


def only_articles(db: sqlite3.Connection, taxonomy: str, slugs: Iterable[str]) -> dict[str, str]:
    """Map the slugs of terms of a single article to its output path."""
    query = (
        "SELECT slug, output_path FROM json_each(?2) CROSS JOIN article_term ON taxonomy = ?1 AND slug = value"
        " CROSS JOIN article USING (article_id) ORDER BY slug"
    )
    return dict(db.execute(query, (taxonomy, json.dumps(list(slugs)))))


def minor_terms(db: sqlite3.Connection, taxonomy: str, articles: int) -> dict[str, int]:
    """Map each term with fewer articles than a number to the most rows that a page shows of it, by slug.

    Terms of a single article are left out, except hosts, of which links are shown.
    """
    links, fewest = f"min(link_count, article_count * {MAX_LINKS_PER_ARTICLE})", 1 if taxonomy == "host" else 2
    query = (
        f"SELECT slug, CASE taxonomy WHEN 'host' THEN {links} ELSE article_count END FROM term"
        " WHERE taxonomy = ? AND article_count >= ? AND article_count < ? ORDER BY slug"
    )
    return dict(db.execute(query, (taxonomy, fewest, articles)))


def article_count(db: sqlite3.Connection, taxonomy: str, slug: str) -> int:
    """Count the articles of a term."""
    row = db.execute("SELECT article_count FROM term WHERE taxonomy = ? AND slug = ?", (taxonomy, slug)).fetchone()
    return int(row[0]) if row else 0


def label_of(db: sqlite3.Connection, taxonomy: str, slug: str) -> str | None:
    """A term's label; None if it has no articles any more."""
    row = db.execute("SELECT label FROM term WHERE taxonomy = ? AND slug = ?", (taxonomy, slug)).fetchone()
    return row[0] if row else None

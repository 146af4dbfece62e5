"""Questions to the catalogue that a build asks: what is shown, what refers to what, what a listing holds."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kursk_archive.catalogue.store import Written
from kursk_archive.errors import Finding, Location, finding
from kursk_archive.model import ArticleId, Citation, Context, Kind, LedgerRow, PartialDate, Place, Status, Teaser


@dataclass(frozen=True, slots=True)
class Shown:
    """An article that has a page."""

    path: str
    state: str
    page: str
    digest: str
    sha256: str
    """Of the capture."""
    context: Context


def settle(db: sqlite3.Connection) -> None:
    """Work out which articles are shown, and which of the archive's own articles each reference leads to.

    Of two articles with one address the first by path has it. A lost link leads to the article whose title its text is,
    if exactly one bears it.
    """
    db.executescript(_SETTLE)


_SETTLE = """
DROP TABLE IF EXISTS temp.shown;
DROP TABLE IF EXISTS temp.target;
CREATE TEMP TABLE shown AS
  SELECT path, page, state, title, title_key, date, publisher, language, digest, sha256 FROM main.article AS one
  WHERE state != 'draft'
    AND NOT EXISTS (SELECT 1 FROM main.article AS two
                    WHERE two.page = one.page AND two.path < one.path AND two.state != 'draft');
CREATE UNIQUE INDEX temp.shown_path ON shown (path);
CREATE INDEX temp.shown_date ON shown (date, path);
CREATE INDEX temp.shown_title ON shown (title_key);
CREATE TEMP TABLE target AS
  SELECT reference.path AS path, n, min(shown.path) AS article
    FROM main.reference JOIN main.address USING (key) JOIN shown ON shown.path = address.path
    WHERE reference.place != 'source' AND shown.state = 'published'
    GROUP BY reference.path, n
  UNION ALL
  SELECT reference.path, n, min(shown.path)
    FROM main.reference JOIN shown USING (title_key)
    WHERE shown.state = 'published'
    GROUP BY reference.path, n HAVING count(*) = 1 AND min(shown.path) != reference.path;
CREATE UNIQUE INDEX temp.target_reference ON target (path, n);
CREATE INDEX temp.target_article ON target (article);
"""


def _teaser(row: Sequence[str]) -> Teaser:
    path, page, title, date, publisher, language = row
    return Teaser(ArticleId(path), page, title, PartialDate(date) if date else None, publisher or None, language or None)


_TEASER = "path, page, title, date, publisher, language"


def shown(db: sqlite3.Connection) -> Iterator[Shown]:
    """Every article that has a page, by date; those without a date have no neighbours."""
    led, cited = targets(db), cited_by(db)
    rows = db.execute(f"SELECT state, digest, sha256, {_TEASER} FROM shown ORDER BY date, path").fetchall()  # noqa: S608
    dated = [row[3:] for row in rows if row[0] == "published" and row[6]]
    place = {row[0]: i for i, row in enumerate(dated)}
    for state, digest, sha256, path, page, *_ in rows:
        i = place.get(path)
        earlier = _teaser(dated[i - 1]) if i else None
        later = _teaser(dated[i + 1]) if i is not None and i + 1 < len(dated) else None
        yield Shown(path, state, page, digest, sha256, Context(led.get(path, {}), earlier, later, cited.get(path, ())))


def count(db: sqlite3.Connection) -> int:
    """How many articles are published."""
    return int(db.execute("SELECT count(*) FROM shown WHERE state = 'published'").fetchone()[0])


def targets(db: sqlite3.Connection) -> Mapping[str, Mapping[int, Teaser]]:
    """Article → number of its reference → the archive's own article that it leads to."""
    found: dict[str, dict[int, Teaser]] = defaultdict(dict)
    rows = db.execute(
        "SELECT target.path, n, shown.path, page, title, date, publisher, language"
        " FROM target JOIN shown ON shown.path = target.article ORDER BY target.path, n"
    )
    for path, n, *teaser in rows:
        found[path][n] = _teaser(teaser)
    return found


def teasers(db: sqlite3.Connection, period: str = "", limit: int = -1) -> tuple[Teaser, ...]:
    """The published articles of a period (`2024`, `2024-08`, `2024-08-15`; none is all that have a date), newest first."""
    rows = db.execute(
        f"SELECT {_TEASER} FROM shown WHERE state = 'published' AND date >= ? AND date < ? AND date != ''"  # noqa: S608
        " ORDER BY substr(date, 1, 10) DESC, date DESC, path LIMIT ?",
        (period, period + "\uffff", limit),
    )
    return tuple(map(_teaser, rows))


def coarse(db: sqlite3.Connection, period: str) -> tuple[Teaser, ...]:
    """The published articles of which no more than the period is known, and which none of its parts holds."""
    sql = f"SELECT {_TEASER} FROM shown WHERE state = 'published' AND date = ? ORDER BY path"  # noqa: S608
    return tuple(map(_teaser, db.execute(sql, (period,))))


def undated(db: sqlite3.Connection) -> tuple[Teaser, ...]:
    rows = db.execute(f"SELECT {_TEASER} FROM shown WHERE state = 'published' AND date = '' ORDER BY title, path")  # noqa: S608
    return tuple(map(_teaser, rows))


def periods(db: sqlite3.Connection, length: int) -> dict[str, int]:
    """Period → how many articles: of years (`length` 4), months (7) or days (10), oldest first."""
    rows = db.execute(
        "SELECT substr(date, 1, ?), count(*) FROM shown WHERE state = 'published' AND length(date) >= ?"
        " GROUP BY 1 ORDER BY 1",
        (length, length),
    )
    return dict(rows)


def span(db: sqlite3.Connection) -> tuple[PartialDate | None, PartialDate | None]:
    """The first and the last date of what is published."""
    row = db.execute("SELECT min(date), max(date) FROM shown WHERE state = 'published' AND date != ''").fetchone()
    first, last = (PartialDate(date[:10]) if date else None for date in row)
    return first, last


def publishers(db: sqlite3.Connection) -> tuple[tuple[str, int], ...]:
    """Publishers with how many articles each, the largest first."""
    rows = db.execute(
        "SELECT publisher, count(*) FROM shown WHERE state = 'published' AND publisher != ''"
        " GROUP BY 1 ORDER BY 2 DESC, 1"
    )
    return tuple(rows)


def all_articles(db: sqlite3.Connection) -> Iterator[tuple[str, str, str | None, bytes]]:
    """Path, state, page if it has one, and record of every article, by path."""
    yield from db.execute(
        "SELECT article.path, article.state, shown.page, record FROM article LEFT JOIN shown USING (path) ORDER BY path"
    )


def links_by_kind(db: sqlite3.Connection) -> dict[str, int]:
    """How many references of the shown articles came to what."""
    rows = db.execute(
        "SELECT CASE WHEN target.article IS NULL THEN kind ELSE 'article' END, count(*)"
        " FROM reference JOIN shown USING (path) LEFT JOIN target USING (path, n)"
        " WHERE shown.state = 'published' GROUP BY 1"
    )
    counts = dict(rows)
    return {kind: counts[kind] for kind in Kind if kind in counts}


def cited_by(db: sqlite3.Connection) -> Mapping[str, tuple[Teaser, ...]]:
    """Article → the archive's articles that refer to it, oldest first."""
    found: dict[str, list[Teaser]] = defaultdict(list)
    rows = db.execute(
        "SELECT DISTINCT target.article, shown.path, page, title, date, publisher, language"
        " FROM target JOIN shown ON shown.path = target.path"
        " WHERE target.path != target.article AND shown.state = 'published' ORDER BY date, shown.path"
    )
    for article, *teaser in rows:
        found[article].append(_teaser(teaser))
    return {article: tuple(teasers) for article, teasers in found.items()}


_LEDGER = """
SELECT reference.path, line, "column", place, text, href, canonical, reference.kind, snapshot, target.article, host, repaired
  FROM reference JOIN shown USING (path) LEFT JOIN target USING (path, n)
  WHERE shown.state = 'published'
"""


def ledger(db: sqlite3.Connection) -> Iterator[LedgerRow]:
    """Every reference of the published articles, by article and place in it."""
    yield from map(_ledger_row, db.execute(f"{_LEDGER} ORDER BY reference.path, line IS NULL, line, n"))


def citations(db: sqlite3.Connection) -> Iterator[Citation]:
    """Every reference that leads to a host, by host, address and date."""
    rows = db.execute(
        "SELECT host, canonical, CASE WHEN target.article IS NULL THEN kind ELSE 'article' END, place, text, snapshot,"
        " shown.path, page, shown.title, date, publisher, language"
        " FROM reference JOIN shown USING (path) LEFT JOIN target USING (path, n)"
        " WHERE host IS NOT NULL AND shown.state = 'published' ORDER BY host, canonical, date, shown.path, n"
    )
    for host, canonical, kind, place, text, snapshot, *teaser in rows:
        yield Citation(host, canonical, Kind(kind), Place(place), text, snapshot, _teaser(teaser))


def _ledger_row(row: tuple[Any, ...]) -> LedgerRow:
    path, line, column, place, text, href, canonical, kind, snapshot, target, host, repaired = row
    kind = Kind.ARTICLE if target else Kind(kind)
    status = _status(kind, canonical, repaired)
    return LedgerRow(path, line, column, Place(place), text, href, canonical, kind, snapshot, target, status, host)


def _status(kind: Kind, canonical: str | None, repaired: int) -> Status:
    if kind is Kind.ARTICLE:
        return Status.INSIDE
    if canonical is None or kind is Kind.FRAGMENT:
        return Status.LOST
    if repaired:
        return Status.REPAIRED
    return Status.SNAPSHOT if kind is Kind.SNAPSHOT else Status.OUTSIDE


def hosts(db: sqlite3.Connection) -> tuple[tuple[str, int, int], ...]:
    """Hosts with how many references lead to each and how many articles those are in; the most cited first."""
    rows = db.execute(
        "SELECT host, count(*), count(DISTINCT reference.path) FROM reference JOIN shown USING (path)"
        " WHERE host IS NOT NULL AND shown.state = 'published' GROUP BY 1 ORDER BY 2 DESC, 1"
    )
    return tuple(rows)


def conflicts(db: sqlite3.Connection) -> Iterator[Finding]:
    """Articles that want one address, and captures of one source, each against the first of them by path."""
    pages = db.execute(
        "SELECT two.path, one.path, two.page FROM article AS two JOIN shown AS one USING (page)"
        " WHERE two.path != one.path AND two.state != 'draft' ORDER BY two.path"
    )
    collided = set()
    for path, first, page in pages:
        collided.add(path)
        message = f"{first} has the address {page} already, so this article is not published"
        yield finding("collision", Location(path, 1, 1), message)
    sources = db.execute(
        "SELECT two.path, min(one.path), one.canonical FROM reference AS two JOIN reference AS one USING (key)"
        " WHERE one.place = 'source' AND two.place = 'source' AND one.path < two.path GROUP BY two.path ORDER BY two.path"
    )
    for path, first, address in sources:
        if path not in collided:  # two captures of one article are one fault, which is told already
            yield finding("duplicate-source", Location(path, 1, 1), f"{first} is a capture of {address} as well")


def orphans(pages: Mapping[str, Written], planned: Iterable[str]) -> list[str]:
    """Published files that no page is planned for."""
    return sorted(pages.keys() - set(planned))

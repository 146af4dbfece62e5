"""Questions to the catalogue that a build asks: what is shown, what refers to what, what a listing holds."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kursk_archive.catalogue.store import Written
from kursk_archive.errors import Finding, Location, finding
from kursk_archive.model import ArticleId, Context, PartialDate, Teaser


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


def as_teaser(row: Sequence[str]) -> Teaser:
    path, page, title, date, publisher, language = row
    return Teaser(
        ArticleId(path), page, title, PartialDate(date) if date else None, publisher or None, language or None
    )


_TEASER = "path, page, title, date, publisher, language"


def shown(db: sqlite3.Connection) -> Iterator[Shown]:
    """Every article that has a page, by date; those without a date have no neighbours."""
    led, cited = targets(db), cited_by(db)
    rows = db.execute(f"SELECT state, digest, sha256, {_TEASER} FROM shown ORDER BY date, path").fetchall()
    dated = [row[3:] for row in rows if row[0] == "published" and row[6]]
    place = {row[0]: i for i, row in enumerate(dated)}
    for state, digest, sha256, path, page, *_ in rows:
        i = place.get(path)
        earlier = as_teaser(dated[i - 1]) if i else None
        later = as_teaser(dated[i + 1]) if i is not None and i + 1 < len(dated) else None
        yield Shown(path, state, page, digest, sha256, Context(led.get(path, {}), earlier, later, cited.get(path, ())))


def shown_due(db: sqlite3.Connection) -> Iterator[Shown]:
    """Those whose pages an edit may have changed; the same values as `shown` gives."""
    led, cited = targets(db, _DUE.format("target.path")), cited_by(db, _DUE.format("target.article"))
    rows = db.execute(f"SELECT state, digest, sha256, {_TEASER} FROM shown JOIN due USING (path) ORDER BY date, path")
    for state, digest, sha256, path, page, _, date, *_ in rows.fetchall():
        has_neighbours = state == "published" and date
        earlier, later = (
            _neighbour(db, date, path, *way) if has_neighbours else None for way in (("<", "DESC"), (">", "ASC"))
        )
        yield Shown(path, state, page, digest, sha256, Context(led.get(path, {}), earlier, later, cited.get(path, ())))


_DUE = "{} IN (SELECT path FROM due)"


def _neighbour(db: sqlite3.Connection, date: str, path: str, side: str, order: str) -> Teaser | None:
    row = db.execute(
        f"SELECT {_TEASER} FROM shown WHERE state = 'published' AND date != '' AND (date, path) {side} (?, ?)"
        f" ORDER BY date {order}, path {order} LIMIT 1",
        (date, path),
    ).fetchone()
    return as_teaser(row) if row else None


def count(db: sqlite3.Connection) -> int:
    """How many articles are published."""
    return int(db.execute("SELECT count(*) FROM shown WHERE state = 'published'").fetchone()[0])


def targets(db: sqlite3.Connection, which: str = "true") -> Mapping[str, Mapping[int, Teaser]]:
    """Article → number of its reference → the archive's own article that it leads to."""
    found: dict[str, dict[int, Teaser]] = defaultdict(dict)
    rows = db.execute(
        "SELECT target.path, n, shown.path, page, title, date, publisher, language"
        f" FROM target JOIN shown ON shown.path = target.article WHERE {which} ORDER BY target.path, n"
    )
    for path, n, *teaser in rows:
        found[path][n] = as_teaser(teaser)
    return found


def teasers(db: sqlite3.Connection, period: str = "", limit: int = -1) -> tuple[Teaser, ...]:
    """The published articles of a period (`2024`, `2024-08`, `2024-08-15`; empty is all with a date), newest first."""
    rows = db.execute(
        f"SELECT {_TEASER} FROM shown WHERE state = 'published' AND date >= ? AND date < ? AND date != ''"
        " ORDER BY substr(date, 1, 10) DESC, date DESC, path LIMIT ?",
        (period, period + "\uffff", limit),
    )
    return tuple(map(as_teaser, rows))


def coarse(db: sqlite3.Connection, period: str) -> tuple[Teaser, ...]:
    """The published articles of which no more than the period is known, and which none of its parts holds."""
    sql = f"SELECT {_TEASER} FROM shown WHERE state = 'published' AND date = ? ORDER BY path"
    return tuple(map(as_teaser, db.execute(sql, (period,))))


def undated(db: sqlite3.Connection) -> tuple[Teaser, ...]:
    rows = db.execute(f"SELECT {_TEASER} FROM shown WHERE state = 'published' AND date = '' ORDER BY title, path")
    return tuple(map(as_teaser, rows))


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


def cited_by(db: sqlite3.Connection, which: str = "true") -> Mapping[str, tuple[Teaser, ...]]:
    """Article → the archive's articles that refer to it, oldest first."""
    found: dict[str, list[Teaser]] = defaultdict(list)
    rows = db.execute(
        "SELECT DISTINCT target.article, shown.path, page, title, date, publisher, language"
        " FROM target JOIN shown ON shown.path = target.path"
        f" WHERE target.path != target.article AND shown.state = 'published' AND {which} ORDER BY date, shown.path"
    )
    for article, *teaser in rows:
        found[article].append(as_teaser(teaser))
    return {article: tuple(teasers) for article, teasers in found.items()}


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
    known = "SELECT key, min(path) AS first FROM address GROUP BY key HAVING count(*) > 1"
    sources = db.execute(
        f"SELECT path, min(first) FROM address JOIN ({known}) USING (key)"
        " WHERE path != first GROUP BY path ORDER BY path"
    )
    for path, first in sources:
        if path not in collided:  # two captures of one article are one fault, which is told already
            yield finding("duplicate-source", Location(path, 1, 1), f"{first} is a capture of the same address")


def searchable(db: sqlite3.Connection) -> Iterator[tuple[str, str, str, str]]:
    """Date, path, page and record's digest of every published article."""
    yield from db.execute("SELECT date, path, page, digest FROM shown WHERE state = 'published'")


def touched_dates(db: sqlite3.Connection) -> list[str]:
    """The dates, old and new, of what was edited; empty for none."""
    return [date for (date,) in db.execute("SELECT DISTINCT date FROM touched_date ORDER BY 1")]


def touched_pages(db: sqlite3.Connection) -> list[str]:
    """The addresses, old and new, of what was edited."""
    return [page for (page,) in db.execute("SELECT page FROM touched_page ORDER BY 1")]


def due_dates(db: sqlite3.Connection) -> list[str]:
    """The dates, old and new, of the articles whose pages are due."""
    query = "SELECT date FROM article JOIN due USING (path) UNION SELECT date FROM touched_date ORDER BY 1"
    return [date for (date,) in db.execute(query)]


def orphans(pages: Mapping[str, Written], planned: Iterable[str]) -> list[str]:
    """Published files that no page is planned for."""
    return sorted(pages.keys() - set(planned))

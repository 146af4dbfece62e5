"""Questions to the catalogue that a build asks: what is shown, what refers to what, what a listing holds."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from msgspec import Struct

from kursk_archive.catalogue import related
from kursk_archive.core.findings import Finding, Location, make_finding
from kursk_archive.core.model import ArticleContext, ArticleSummary, PartialDate, to_summary


class Shown(Struct, frozen=True):
    """An article that has a page."""

    path: str
    state: str
    page: str
    digest: str
    sha256: str
    """Of the capture."""
    pictures: bytes
    """See `entry.unpack_pictures`."""
    context: ArticleContext


_TEASER = "path, page, title, date, publisher, language"
SOME = 256
"""Articles whose pages are planned at once."""


def shown(db: sqlite3.Connection) -> Iterator[Shown]:
    """Every article that has a page, by date; those without a date have no neighbours. Holds some at a time."""
    related.of_all(db)
    rows = db.execute(f"SELECT state, digest, sha256, pictures, {_TEASER} FROM shown ORDER BY date, path")
    dated = db.execute(f"SELECT {_TEASER} FROM shown WHERE state = 'published' AND date != '' ORDER BY date, path")
    before, this, after = None, dated.fetchone(), dated.fetchone()
    while some := rows.fetchmany(SOME):
        contexts = _contexts(db, [row[4] for row in some], related.kept)
        for state, digest, sha256, pictures, path, page, *_ in some:
            context = contexts(path) if state == "published" else ArticleContext()
            if this and this[0] == path:
                context = replace(context, earlier=before and to_summary(before), later=after and to_summary(after))
                before, this, after = this, after, dated.fetchone()
            yield Shown(path, state, page, digest, sha256, pictures, context)


def shown_due(db: sqlite3.Connection) -> Iterator[Shown]:
    """Those whose pages an edit may have changed; the same values as `shown` gives."""
    # Crossed, here and below, so that SQLite begins with what is due: it knows nothing of how few those are.
    rows = db.execute(
        f"SELECT state, digest, sha256, pictures, {_TEASER} FROM due CROSS JOIN shown USING (path) ORDER BY date, path"
    )
    while some := rows.fetchmany(SOME):
        contexts = _contexts(db, [row[4] for row in some], related.of_some)
        for state, digest, sha256, pictures, path, page, _, date, *_ in some:
            context = contexts(path) if state == "published" else ArticleContext()
            if state == "published" and date:
                earlier, later = (_neighbour(db, date, path, *way) for way in (("<", "DESC"), (">", "ASC")))
                context = replace(context, earlier=earlier, later=later)
            yield Shown(path, state, page, digest, sha256, pictures, context)


def _contexts(db: sqlite3.Connection, paths: Sequence[str], around: _Beside) -> Callable[[str], ArticleContext]:
    """What the rest of the archive puts on the pages of some articles, but for their neighbours."""
    led, (cited, versions) = targets(db, paths), _led_from(db, paths)
    alike = akin(db, {path: _linked(led.get(path, {}), cited.get(path, ())) for path in paths}, around)
    return lambda path: ArticleContext(
        led.get(path, {}), None, None, cited.get(path, ()), alike.get(path, ()), versions.get(path, ())
    )


def _linked(led: Mapping[int, ArticleSummary], cited: Iterable[ArticleSummary]) -> frozenset[str]:
    return frozenset(one.path for one in (*led.values(), *cited))


def _neighbour(db: sqlite3.Connection, date: str, path: str, side: str, order: str) -> ArticleSummary | None:
    row = db.execute(
        f"SELECT {_TEASER} FROM shown WHERE state = 'published' AND date != '' AND (date, path) {side} (?, ?)"
        f" ORDER BY date {order}, path {order} LIMIT 1",
        (date, path),
    ).fetchone()
    return to_summary(row) if row else None


def count(db: sqlite3.Connection) -> int:
    """How many articles are published."""
    return int(db.execute("SELECT count(*) FROM shown WHERE state = 'published'").fetchone()[0])


def count_due(db: sqlite3.Connection) -> int:
    """How many articles' pages an edit may have changed."""
    return int(db.execute("SELECT count(*) FROM due").fetchone()[0])


_AMONG = "IN (SELECT value FROM json_each(?))"  # one parameter, however many paths: SQLite bounds their number


def targets(db: sqlite3.Connection, paths: Iterable[str]) -> Mapping[str, Mapping[int, ArticleSummary]]:
    """Article → number of its reference → the archive's own article that it leads to."""
    found: dict[str, dict[int, ArticleSummary]] = defaultdict(dict)
    rows = db.execute(
        "SELECT target.path, n, shown.path, page, title, date, publisher, language"
        f" FROM target JOIN shown ON shown.path = target.article WHERE target.path {_AMONG} ORDER BY target.path, n",
        (json.dumps(list(paths)),),
    )
    for path, n, *teaser in rows:
        found[path][n] = to_summary(teaser)
    return found


AKIN = 5
"""Articles that are shown as akin to another, at most."""
_Beside = Callable[[sqlite3.Connection, Iterable[str]], related.Beside]


def akin(
    db: sqlite3.Connection, linked: Mapping[str, frozenset[str]], around: _Beside
) -> Mapping[str, tuple[ArticleSummary, ...]]:
    """Article → articles with the same references or topics, the most alike first, then the latest.

    Args:
        db: the catalogue's.
        linked: article → those that are on its page already.
        around: tells who stands next to articles.
    """
    alike: dict[str, dict[str, int]] = defaultdict(dict)
    for path, other, weight in around(db, linked):
        if other not in linked[path]:
            alike[path][other] = weight
    if not alike:
        return {}
    known = _teasers(db, {other for counts in alike.values() for other in counts})
    return {path: tuple(_best(counts, known)) for path, counts in alike.items()}


def _best(counts: Mapping[str, int], known: Mapping[str, ArticleSummary]) -> list[ArticleSummary]:
    others = sorted(counts)
    others.sort(key=lambda other: (counts[other], known[other].date or ""), reverse=True)
    return [known[other] for other in others[:AKIN]]


def _teasers(db: sqlite3.Connection, paths: Iterable[str]) -> Mapping[str, ArticleSummary]:
    rows = db.execute(f"SELECT {_TEASER} FROM shown WHERE path {_AMONG}", (json.dumps(list(paths)),))
    return {row[0]: to_summary(row) for row in rows}


def span(db: sqlite3.Connection) -> tuple[PartialDate | None, PartialDate | None]:
    """The first and the last date of what is published."""
    row = db.execute("SELECT min(date), max(date) FROM shown WHERE state = 'published' AND date != ''").fetchone()
    first, last = (PartialDate(date[:10]) if date else None for date in row)
    return first, last


def digests(db: sqlite3.Connection, paths: Iterable[str]) -> dict[str, str]:
    """Article → its record's digest."""
    return dict(db.execute(f"SELECT path, digest FROM shown WHERE path {_AMONG}", (json.dumps(list(paths)),)))


_IN_YEAR = "AND date >= ?1 AND date < ?1 || '\uffff'"


def _in(year: str | None) -> tuple[str, tuple[str, ...]]:
    """A condition that articles are of a year; empty is those without a date, None is all."""
    if year is None:
        return "", ()
    return (_IN_YEAR, (year,)) if year else ("AND date = ''", ())


def published(db: sqlite3.Connection, year: str | None) -> list[tuple[str, str, bytes]]:
    """Path, record's digest and data row of the published articles of a year (see `_in`), by path."""
    which, values = _in(year)
    sql = (
        f"SELECT path, shown.digest, line FROM shown JOIN article USING (path) WHERE shown.state = 'published' {which}"
    )
    return db.execute(f"{sql.replace('date', 'shown.date')} ORDER BY path", values).fetchall()


def years(db: sqlite3.Connection) -> list[str]:
    """The years of the published articles; empty, and last, for those without a date."""
    sql = "SELECT DISTINCT substr(date, 1, 4) AS year FROM shown WHERE state = 'published' ORDER BY year = '', year"
    return [year for (year,) in db.execute(sql)]


def indexable(db: sqlite3.Connection) -> list[tuple[str, int, str]]:
    """Year, number of articles that search engines may list, and when the last of them was changed."""
    return db.execute(
        "SELECT substr(date, 1, 4), count(*), max(changed) FROM shown WHERE state = 'published' AND NOT hidden"
        " GROUP BY 1 ORDER BY 1"
    ).fetchall()


def addresses(db: sqlite3.Connection, year: str) -> list[tuple[str, str]]:
    """Page of each of those articles of a year, and when it was changed."""
    which, values = _in(year)
    return db.execute(
        f"SELECT page, changed FROM shown WHERE state = 'published' AND NOT hidden {which} ORDER BY page", values
    ).fetchall()


def shelves_due(db: sqlite3.Connection) -> list[tuple[str, str, str]]:
    """Facet, key and label of the shelves that feeds are made of and that an edit may have changed."""
    return db.execute(
        "SELECT DISTINCT facet, key, coalesce(value.label, '') FROM ("
        " SELECT facet, key FROM touched_shelf UNION "
        " SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM due CROSS JOIN article USING (path)"
        " CROSS JOIN json_each(shelves))"
        " LEFT JOIN value USING (facet, key) WHERE facet IN ('', 'publisher', 'topic') ORDER BY 1, 2"
    ).fetchall()


def all_articles(db: sqlite3.Connection) -> Iterator[tuple[str, str, str | None, bytes]]:
    """Path, state, page if it has one, and record of every article, by path."""
    yield from db.execute(
        "SELECT article.path, article.state, shown.page, record FROM article LEFT JOIN shown USING (path) ORDER BY path"
    )


_Leading = Mapping[str, tuple[ArticleSummary, ...]]


def _led_from(db: sqlite3.Connection, paths: Iterable[str]) -> tuple[_Leading, _Leading]:
    """Article → the archive's other articles that refer to it, oldest first, and those that call it a translation.

    The latter are by language and path.
    """
    cited: dict[str, list[ArticleSummary]] = defaultdict(list)
    versions: dict[str, list[ArticleSummary]] = defaultdict(list)
    rows = db.execute(
        "SELECT DISTINCT target.article, place = 'translation', shown.path, page, title, date, publisher, language"
        " FROM target JOIN shown ON shown.path = target.path JOIN reference"
        " ON reference.path = target.path AND reference.n = target.n WHERE target.path != target.article"
        f" AND shown.state = 'published' AND target.article {_AMONG} ORDER BY date, shown.path",
        (json.dumps(list(paths)),),
    )
    for article, is_version, *teaser in rows:
        (versions if is_version else cited)[article].append(to_summary(teaser))
    for several in versions.values():
        several.sort(key=lambda one: (one.language or "", one.path))
    return _fixed(cited), _fixed(versions)


def _fixed(found: Mapping[str, Iterable[ArticleSummary]]) -> _Leading:
    return {article: tuple(teasers) for article, teasers in found.items()}


def conflicts(db: sqlite3.Connection) -> Iterator[Finding]:
    """Articles that want one address, and captures of one source, each against the first of them by path."""
    pages = db.execute(
        "SELECT two.path, one.path, page"
        " FROM (SELECT page FROM article WHERE state != 'draft' GROUP BY page HAVING count(*) > 1)"
        " CROSS JOIN shown AS one USING (page) CROSS JOIN article AS two USING (page)"
        " WHERE two.path != one.path AND two.state != 'draft' ORDER BY two.path"
    )
    collided = set()
    for path, first, page in pages:
        collided.add(path)
        message = f"{first} has the address {page} already, so this article is not published"
        yield make_finding("collision", Location(path, 1, 1), message)
    known = "SELECT key, min(path) AS first FROM address GROUP BY key HAVING count(*) > 1"
    sources = db.execute(
        f"SELECT path, min(first) FROM address JOIN ({known}) USING (key)"
        " WHERE path != first GROUP BY path ORDER BY path"
    )
    for path, first in sources:
        if path not in collided:  # two captures of one article are one fault, which is told already
            yield make_finding("duplicate-source", Location(path, 1, 1), f"{first} is a capture of the same address")


def searchable(db: sqlite3.Connection) -> Iterator[tuple[str, str, str, str]]:
    """Date, path, page and record's digest of every published article."""
    yield from db.execute("SELECT date, path, page, digest FROM shown WHERE state = 'published'")


def touched_dates(db: sqlite3.Connection) -> list[str]:
    """The dates, old and new, of what was edited; empty for none."""
    return [date for (date,) in db.execute("SELECT DISTINCT date FROM touched_date ORDER BY 1")]


def touched_pages(db: sqlite3.Connection) -> list[str]:
    """The addresses, old and new, of what was edited."""
    query = "SELECT page FROM touched_page UNION SELECT page FROM touched_text CROSS JOIN shown USING (path) ORDER BY 1"
    return [page for (page,) in db.execute(query)]


def due_dates(db: sqlite3.Connection) -> list[str]:
    """The dates, old and new, of the articles whose pages are due."""
    query = "SELECT date FROM due CROSS JOIN article USING (path) UNION SELECT date FROM touched_date ORDER BY 1"
    return [date for (date,) in db.execute(query)]

"""The lists of articles: which pages the shelves have, and what is on each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from kursk_archive.catalogue import listings, page_context
from kursk_archive.catalogue.store import Catalogue
from kursk_archive.catalogue.totals import overall
from kursk_archive.core.enums import LinkKind
from kursk_archive.core.model import CitationRow, SummaryRow
from kursk_archive.renderer.pages.about import AboutPage
from kursk_archive.renderer.pages.link_ledger import HostIndexPage, HostPage
from kursk_archive.renderer.pages.listings import FrontPage, ListingPage, Overview, TaxonomyPage
from kursk_archive.site import periods
from kursk_archive.site.periods import ListPage, PeriodTree, split_by_prefix
from kursk_archive.site.permalinks import taxonomy_permalink, term_permalink
from kursk_archive.site.taxonomy import CALENDAR, TAXONOMIES, UNDATED

LATEST = 40
"""Articles on the first page."""
LARGEST = 24
"""Publishers and topics on the first page."""

Page = FrontPage | ListingPage | TaxonomyPage | HostIndexPage | HostPage | AboutPage


class Place(Struct, frozen=True):
    """What lists say of the rest of the archive."""

    base_url: str | None
    """Where it is published, if that is known."""
    articles: tuple[str, ...]
    """The articles as data: paths of the files."""
    links: tuple[str, ...]
    """The ledger as data, likewise."""


class Gone(Struct, frozen=True):
    """A file that does not belong there any more, if it ever did."""

    path: str


def every_list(catalogue: Catalogue, place: Place) -> Iterator[tuple[str, Page]]:
    """All lists.

    Args:
        catalogue: settled.
        place: what lists say of the rest of the archive.
    """
    for facet, key, label in [(CALENDAR, "", ""), *listings.keys(catalogue.db)]:
        shelf = PeriodTree.from_days(facet, listings.counts(catalogue.db, facet, key))
        for node in shelf.pages():
            yield from _pages(catalogue, facet, key, label, node)
    yield from _indexes(catalogue, place)


def touched_lists(catalogue: Catalogue, place: Place) -> Iterator[tuple[str, Page] | Gone]:
    """Those that the edits since the last build can have changed, and what they leave behind."""
    touched = listings.touched(catalogue.db)
    if not touched:
        return
    relabelled = listings.relabelled(catalogue.db)
    for facet, key, dates, count in touched:
        label = "" if facet == CALENDAR else listings.label(catalogue.db, facet, key)
        around = listings.counts_around(catalogue.db, facet, key, dates) if label is not None else {}
        shelf = PeriodTree.from_parts(facet, around)
        nodes = None if (facet, key) in relabelled else shelf.changed_pages(dates, count)
        if nodes is None or label is None:
            yield from _all_pages(catalogue, facet, key)
            shelf = PeriodTree.from_days(facet, listings.counts(catalogue.db, facet, key) if label is not None else {})
            nodes = list(shelf.pages())
        yield from (Gone(term_permalink(facet, key, period)) for period in ("", *_periods(dates)))
        for node in nodes:
            yield from _pages(catalogue, facet, key, label or "", node)
    for facet in TAXONOMIES:
        yield from map(Gone, _under(catalogue, taxonomy_permalink(facet, "x").removesuffix("x.html")))
        yield Gone(taxonomy_permalink(facet))
    yield from _indexes(catalogue, place)


def _periods(dates: Iterable[str]) -> list[str]:
    return sorted({date[:length] or UNDATED for date in dates for length in (4, 7, 10)})


def _all_pages(catalogue: Catalogue, facet: str, key: str) -> Iterator[Gone]:
    """Every page that a shelf has or had."""
    yield Gone(term_permalink(facet, key))
    folder = term_permalink(facet, key, UNDATED).removesuffix(f"{UNDATED}.html")
    yield from map(Gone, _under(catalogue, folder))


def _under(catalogue: Catalogue, folder: str) -> Iterable[str]:
    return (one.path for one in catalogue.pages_under(folder))


def _pages(catalogue: Catalogue, facet: str, key: str, label: str, node: ListPage) -> Iterator[tuple[str, Page]]:
    """A node's page and, where too many articles are in none of its parts, those that they are on."""
    if facet == "host":
        cited = listings.citations(catalogue.db, key, node.period, exact=node.is_split)
        yield from _host_pages(key, node, cited)
        return
    rows: tuple[SummaryRow, ...]
    if node.is_split:
        rows = listings.exactly(catalogue.db, facet, key, node.period) if node.period else ()
    else:
        rows = listings.teasers(catalogue.db, facet, key, node.period)
    bins = split_by_prefix((_name(row[1]) for row in rows), periods.PAGE_SIZE) if len(rows) > periods.PAGE_SIZE else {}
    yield term_permalink(facet, key, node.period), _sending_on(_listing(facet, key, label, node, rows, bins))
    for letters, count in bins.items():
        some = tuple(row for row in rows if _bin(row[1], bins) == letters)
        page = term_permalink(facet, key, node.period, letters)
        yield page, ListingPage(facet, key, label, node.period, letters, count, some, (), ())


def _listing(
    facet: str, key: str, label: str, node: ListPage, rows: tuple[SummaryRow, ...], bins: Mapping[str, int]
) -> ListingPage:
    shown = () if bins else rows
    return ListingPage(facet, key, label, node.period, "", node.count, shown, node.parts, tuple(bins.items()))


def _sending_on(page: ListingPage) -> ListingPage:
    """The page; without numbers where others hold its articles, so that one more of them changes those alone.

    Only the calendar, of which there is but one, has them everywhere.
    """
    if page.taxonomy == CALENDAR or not (page.subperiods or page.prefixes):
        return page
    parts = tuple((name, None, has_page) for name, _, has_page in page.subperiods)
    return replace(page, count=None, subperiods=parts, prefixes=tuple((letters, None) for letters, _ in page.prefixes))


def _host_pages(host: str, node: ListPage, rows: tuple[CitationRow, ...]) -> Iterator[tuple[str, Page]]:
    pages = {row[6] for row in rows}
    bins = split_by_prefix(map(_name, pages), periods.PAGE_SIZE) if len(pages) > periods.PAGE_SIZE else {}
    parts = tuple(name for name, _, _ in node.parts) if node.is_split else ()
    shown = () if bins else rows
    yield term_permalink("host", host, node.period), HostPage(host, node.period, "", shown, parts, tuple(bins))
    for letters in bins:
        some = tuple(row for row in rows if _bin(row[6], bins) == letters)
        yield term_permalink("host", host, node.period, letters), HostPage(host, node.period, letters, some, (), ())


def _name(page: str) -> str:
    """What an article's address ends in."""
    return page.rpartition("/")[2].removesuffix(".html")


def _bin(page: str, bins: dict[str, int]) -> str:
    name = _name(page)
    return next(name[:length] for length in range(len(name), -1, -1) if name[:length] in bins)


def _indexes(catalogue: Catalogue, place: Place) -> Iterator[tuple[str, Page]]:
    """The first page, and the list of each facet's values."""
    known = {facet: listings.values(catalogue.db, facet) for facet in TAXONOMIES}
    overview = _overview(catalogue, known)
    yield "index.html", FrontPage(overview, _latest(catalogue))
    yield "about.html", AboutPage(overview, place.base_url, place.articles)
    for facet, rows in known.items():
        if not rows and facet != "host":
            continue
        bins = (
            split_by_prefix((row[0] for row in rows), periods.MAX_TERMS_PER_PAGE)
            if len(rows) > periods.MAX_TERMS_PER_PAGE
            else {}
        )
        largest, parted = tuple(rows[: periods.MAX_TERMS_PER_PAGE // 2] if bins else rows), tuple(bins.items())
        if facet == "host":
            yield taxonomy_permalink(facet), HostIndexPage("", largest, parted, overview.link_counts, place.links)
        else:
            yield taxonomy_permalink(facet), TaxonomyPage(facet, "", len(rows), largest, parted)
        for letters, count in parted:
            some = tuple(row for row in rows if _bin(row[0], bins) == letters)
            page = (
                HostIndexPage(letters, some, (), {}, ())
                if facet == "host"
                else TaxonomyPage(facet, letters, count, some, ())
            )
            yield taxonomy_permalink(facet, letters), page


def _latest(catalogue: Catalogue) -> tuple[SummaryRow, ...]:
    dated = listings.newest(catalogue.db, CALENDAR, "", LATEST)
    return dated or listings.teasers(catalogue.db, CALENDAR, "", UNDATED)[:LATEST]


def _overview(catalogue: Catalogue, known: dict[str, list[tuple[str, str, int, int]]]) -> Overview:
    first, last = page_context.span(catalogue.db)
    around = listings.counts_around(catalogue.db, CALENDAR, "", [first] if first else ())
    calendar = PeriodTree.from_parts(CALENDAR, around)
    return Overview(
        article_count=calendar.counts[""],
        term_counts={facet: len(rows) for facet, rows in known.items() if rows},
        publishers=tuple((key, label, count) for key, label, _, count in known["publisher"][:LARGEST]),
        topics=tuple((key, label, count) for key, label, _, count in known["topic"][:LARGEST]),
        first_date=first,
        last_date=last,
        undated_count=calendar.counts.get(UNDATED, 0),
        link_counts={LinkKind(kind): count for kind, count in overall(catalogue).links.items()},
        periods=tuple((name, calendar.counts[name], _where(calendar, name)) for name in _periods_of(calendar)),
    )


def _periods_of(calendar: PeriodTree) -> list[str]:
    """Years; where there is but one, its months; where that has but one, its days; as far as they are known."""
    names = [name for name in calendar.children.get("", ()) if name != UNDATED]
    while len(names) == 1:
        inside = list(calendar.children.get(names[0], ()))
        if sum(calendar.counts[name] for name in inside) < calendar.counts[names[0]]:  # some are known no closer
            break
        names = inside
    return names


def _where(calendar: PeriodTree, period: str) -> str:
    """The page of a period; of a day without one, its place on the page of its month."""
    node = calendar.page(period)
    return term_permalink(CALENDAR, "", period) if node else f"{term_permalink(CALENDAR, '', period[:7])}#d-{period}"

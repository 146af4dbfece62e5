"""Lists of articles: the calendar, and the pages of each topic, author, publisher, place, language and cited host."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from msgspec import Struct

from kursk_archive.catalogue import listings
from kursk_archive.catalogue.changes import changed_terms
from kursk_archive.catalogue.revisions import captured_again, changed_lists
from kursk_archive.core.model import CitationRow, PartialDate, SummaryRow
from kursk_archive.outputs.articles import FormerAddress
from kursk_archive.outputs.target import ObsoleteTarget, PlanContext, Planned, RenderPage, Target
from kursk_archive.renderer.pages.link_ledger import HostPage, render_host
from kursk_archive.renderer.pages.listings import LaterEdition, ListingPage, TermDescription, render_listing
from kursk_archive.site import periods
from kursk_archive.site.periods import ListPage, PeriodTree, group_by_prefix, split_by_prefix
from kursk_archive.site.permalinks import (
    LINK_KINDS,
    differences_permalink,
    manifest_period,
    term_permalink,
)
from kursk_archive.site.taxonomy import CALENDAR, MINOR_FOLDER, PREFIX_FOLDER, TAXONOMIES, UNDATED


class ListedTerm(Struct, frozen=True):
    """A term of a taxonomy, or the calendar."""

    taxonomy: str
    slug: str
    label: str


class Listings:
    """Lists of articles."""

    name = "listing"

    def plan_all(self, context: PlanContext) -> Iterator[Planned]:
        db = context.catalogue.db
        terms = [ListedTerm(*term) for term in listings.all_terms(db) if context.has_pages(*term[:2])]
        for term in [ListedTerm(CALENDAR, "", ""), *terms]:
            tree = PeriodTree.from_days(term.taxonomy, listings.counts(db, term.taxonomy, term.slug))
            for page in tree.pages():
                yield from _targets(context, term, tree, page)
            yield from _former_targets(context, term)

    def plan_changed(self, context: PlanContext) -> Iterator[Planned]:
        planned = set()
        for taxonomy, slug, dates, count, is_relabelled in changed_terms(context.catalogue.db):
            for output in _plan_term(context, taxonomy, slug, dates, count, is_relabelled=is_relabelled):
                if taxonomy == CALENDAR and isinstance(output, Target):
                    planned.add(output.path)
                yield output
        yield from (target for target in _plan_captures(context) if target.path not in planned)

    def owns(self, path: str) -> bool:
        folder, _, name = path.partition("/")
        if folder not in ("calendar", *(listed.folder for listed in TAXONOMIES.values())) or not name.endswith(".html"):
            return False
        is_other = (
            name == "index.html"
            or name.startswith((f"{PREFIX_FOLDER}/", f"{MINOR_FOLDER}/"))
            or path.startswith(LINK_KINDS)
        )
        return folder == "calendar" or not is_other


def _plan_term(
    context: PlanContext, taxonomy: str, slug: str, dates: Collection[str], count: int, *, is_relabelled: bool
) -> Iterator[Planned]:
    """Plan the pages of a term that hold some dates; all its pages where others may have come or gone too."""
    db = context.catalogue.db
    label = "" if taxonomy == CALENDAR else listings.label_of(db, taxonomy, slug)
    least = context.least_articles(taxonomy, slug)
    if least > 1:
        spare = listings.article_count(db, taxonomy, slug) - least
        label = None if spare < 0 else label
        is_relabelled = is_relabelled or spare < count  # it may have had no pages before
    term = ListedTerm(taxonomy, slug, label or "")
    tree = _tree_around(context, term, dates, count) if label is not None else None
    doubtful = tree.doubtful_periods(dates, count) if tree and not is_relabelled else [""]
    if tree is None or "" in doubtful:
        yield ObsoleteTarget(term_permalink(taxonomy, slug))
        yield from context.obsolete_under(term_permalink(taxonomy, slug, UNDATED).removesuffix(f"{UNDATED}.html"))
        tree = PeriodTree.from_days(taxonomy, listings.counts(db, taxonomy, slug) if label is not None else {})
        pages = list(tree.pages())
    else:
        for period in doubtful:
            yield from context.obsolete_under(term_permalink(taxonomy, slug, period, "a").removesuffix("a.html"))
        inside = _dates_within(context, term, doubtful)
        tree = _tree_around(context, term, dates, count, inside) if inside else tree
        names = {page.period for page in tree.pages_of(dates)}
        names |= {page.period for period in doubtful for page in tree.pages(period)}
        if tree.is_split:
            names.update(_periods(_dates_beside(context, term, _new_or_gone(tree, dates, count, inside))))
        pages = [page for page in map(tree.page, sorted(names)) if page]
    yield from (ObsoleteTarget(term_permalink(taxonomy, slug, period)) for period in ("", *_periods(dates)))
    former = context.joined_terms.former_slugs(taxonomy, slug)
    yield from (ObsoleteTarget(term_permalink(taxonomy, name)) for name in former)
    for page in pages:
        yield from _targets(context, term, tree, page)
    if label is not None:
        yield from _former_targets(context, term)


def _plan_captures(context: PlanContext) -> Iterator[Target]:
    """Plan the days and months of the calendar in which editions were captured that came, went or changed."""
    days = {day for _, day in changed_lists(context.catalogue.db) if len(day) > len("2024")}
    if days:
        calendar = ListedTerm(CALENDAR, "", "")
        tree = _tree_around(context, calendar, days, 0)
        periods_of_days = {day[:length] for day in days for length in (7, 10)}
        for page in filter(None, map(tree.page, sorted(periods_of_days))):
            yield from _targets(context, calendar, tree, page)


def _former_targets(context: PlanContext, term: ListedTerm) -> Iterator[Target]:
    """Return the pages that lead from the addresses that the names of a joined term would have to the term's page."""
    task = FormerAddress(term_permalink(term.taxonomy, term.slug), term.label, "")
    for slug in context.joined_terms.former_slugs(term.taxonomy, term.slug):
        yield Target(term_permalink(term.taxonomy, slug), context.fingerprint(task), task)


def _description(context: PlanContext, term: ListedTerm, page: ListPage) -> TermDescription | None:
    """Return what archive.yaml says of a term, for the page of all its articles."""
    joined = context.joined_terms.get(term.taxonomy, term.slug) if not page.period else None
    if joined is None:
        return None
    return TermDescription(joined.other_labels(context.site.language), joined.note, joined.coordinates)


def _tree_around(
    context: PlanContext, term: ListedTerm, dates: Collection[str], count: int, inside: Collection[str] = ()
) -> PeriodTree:
    """Count a term's articles as finely as the pages that hold some dates need, and the pages before and after them.

    Args:
        context: of the plan.
        term: the term.
        dates: of the changed articles.
        count: of those articles; see `PeriodTree.doubtful_periods`.
        inside: further dates, those within doubtful periods.
    """
    db = context.catalogue.db
    dates = {*dates, *inside}
    tree = PeriodTree.from_parts(term.taxonomy, listings.counts_around(db, term.taxonomy, term.slug, dates))
    if not tree.is_split:
        return tree
    shown = {*dates, *_dates_beside(context, term, _new_or_gone(tree, dates, count, inside))}
    shown |= _dates_beside(context, term, _periods(shown))
    return PeriodTree.from_parts(term.taxonomy, listings.counts_around(db, term.taxonomy, term.slug, shown))


def _dates_within(context: PlanContext, term: ListedTerm, names: Iterable[str]) -> set[str]:
    """Days with articles within some years and months."""
    within = (
        listings.counts_within(context.catalogue.db, term.taxonomy, term.slug, period, 10)
        for period in names
        if period != UNDATED and len(period) < len("2024-08-15")
    )
    return {day for days in within for day in days}


def _new_or_gone(tree: PeriodTree, dates: Iterable[str], count: int, inside: Iterable[str]) -> list[str]:
    """Periods that may not have had a page before, or have none any more: of the changed articles, and all inside."""
    new_or_gone = {period for period in _periods(dates) if tree.counts.get(period, 0) <= count}
    return sorted({*new_or_gone, *_periods(inside)})


def _dates_beside(context: PlanContext, term: ListedTerm, names: Iterable[str]) -> set[str]:
    """Dates of the articles before and after some periods: those whose pages lead there and back."""
    db = context.catalogue.db
    beside = (listings.dates_beside(db, term.taxonomy, term.slug, name) for name in names if name != UNDATED)
    return {date for pair in beside for date in pair if date}


def _periods(dates: Iterable[str]) -> list[str]:
    return sorted({date[:length] or UNDATED for date in dates for length in (4, 7, 10)})


def _targets(context: PlanContext, term: ListedTerm, tree: PeriodTree, page: ListPage) -> Iterator[Target]:
    """Return the target of a page and, where it has too many articles, those of its parts by prefix."""
    pages: Iterator[tuple[str, RenderPage]]
    if term.taxonomy == "host":
        pages = ((values.prefix, RenderPage(render_host, values)) for values in _host_pages(context, term, tree, page))
    else:
        listed = _listing_pages(context, term, tree, page)
        pages = ((values.prefix, RenderPage(render_listing, values)) for values in listed)
    period = manifest_period(page.period) if page.period else ""
    for prefix, task in pages:
        path = term_permalink(term.taxonomy, term.slug, page.period, prefix)
        yield Target(path, context.fingerprint(task.values), task, period=period)


def _listing_pages(context: PlanContext, term: ListedTerm, tree: PeriodTree, page: ListPage) -> Iterator[ListingPage]:
    taxonomy, slug, label = term.taxonomy, term.slug, term.label
    rows = _articles(context, taxonomy, slug, page)
    prefixes = _prefixes([row[1] for row in rows])
    captures = _captures(context, page) if taxonomy == CALENDAR else ()
    yield ListingPage(
        taxonomy,
        slug,
        label,
        page.period,
        "",
        page.count,
        () if prefixes else rows,
        page.parts,
        tuple(prefixes.items()),
        not page.period and context.has_feeds(taxonomy, slug),
        _newest(context, term, page) if page.is_split else rows[: periods.MAX_NEWEST] if prefixes else (),
        *_beside(context, term, tree, page),
        _grid(context, tree, page),
        _description(context, term, page),
        captures[: periods.PAGE_SIZE],
        len(captures) > periods.PAGE_SIZE,
    )
    for prefix, part in group_by_prefix(rows if prefixes else (), lambda row: _name(row[1]), prefixes).items():
        yield ListingPage(taxonomy, slug, label, page.period, prefix, len(part), tuple(part), (), ())


def _captures(context: PlanContext, page: ListPage) -> tuple[LaterEdition, ...]:
    """Return what was captured again on a day, or in a month on days without pages; one more than a page shows."""
    if "change" not in context.theme.browse or page.period == UNDATED or len(page.period) < len("2024-08"):
        return ()
    days = [name for name, _, has_page in page.parts if page.is_split and has_page]
    found = captured_again(context.catalogue.db, page.period, days, periods.PAGE_SIZE + 1)
    return tuple(
        LaterEdition(
            pair.after.page,
            pair.after.title,
            pair.publisher,
            pair.language,
            PartialDate(pair.after.captured_at or ""),
            change.classes,
            differences_permalink(pair.permalink, pair.before.page, pair.after.page),
        )
        for pair, change in found
    )


def _newest(context: PlanContext, term: ListedTerm, page: ListPage) -> tuple[SummaryRow, ...]:
    return listings.newest(context.catalogue.db, term.taxonomy, term.slug, periods.MAX_NEWEST, page.period)


def _beside(context: PlanContext, term: ListedTerm, tree: PeriodTree, page: ListPage) -> tuple[str, str]:
    """Return the periods before and after that of a page; empty where there is none."""
    if page.period in ("", UNDATED):
        return "", ""
    before, after = listings.dates_beside(context.catalogue.db, term.taxonomy, term.slug, page.period)
    return tree.page_around(before, len(page.period)), tree.page_around(after, len(page.period))


def _grid(context: PlanContext, tree: PeriodTree, page: ListPage) -> tuple[tuple[str, int, bool], ...]:
    """Return the months of the calendar, or the days of a year or month of it."""
    if tree.taxonomy != CALENDAR or page.period == UNDATED or len(page.period) == len("2024-08-15"):
        return ()
    length = 10 if page.period else 7
    counts = listings.counts_within(context.catalogue.db, CALENDAR, "", page.period, length)
    return tuple(
        (name, count, length == 7 or tree.day_has_page(name)) for name, count in counts.items() if len(name) == length
    )


def _articles(context: PlanContext, taxonomy: str, slug: str, page: ListPage) -> tuple[SummaryRow, ...]:
    """Return the articles on a page: all of its period, or those that none of its parts holds."""
    if not page.is_split:
        return listings.articles_in(context.catalogue.db, taxonomy, slug, page.period)
    return listings.articles_of_exactly(context.catalogue.db, taxonomy, slug, page.period) if page.period else ()


def _host_pages(context: PlanContext, term: ListedTerm, tree: PeriodTree, page: ListPage) -> Iterator[HostPage]:
    host = term.slug
    rows: tuple[CitationRow, ...] = listings.citations(context.catalogue.db, host, page.period, exact=page.is_split)
    prefixes = _prefixes({row[6] for row in rows})
    newest = _newest(context, term, page) if page.is_split else ()
    parts = page.parts if page.is_split else ()
    beside = _beside(context, term, tree, page)
    yield HostPage(host, page.period, "", () if prefixes else rows, parts, tuple(prefixes), page.count, newest, *beside)
    for prefix, part in group_by_prefix(rows if prefixes else (), lambda row: _name(row[6]), prefixes).items():
        yield HostPage(host, page.period, prefix, tuple(part), (), ())


def _prefixes(paths: Collection[str]) -> Mapping[str, int]:
    """Split articles by the beginning of their slugs; empty where one page holds them all."""
    return split_by_prefix(map(_name, paths), periods.PAGE_SIZE) if len(paths) > periods.PAGE_SIZE else {}


def _name(output_path: str) -> str:
    return output_path.rpartition("/")[2].removesuffix(".html")

"""Lists of articles: the calendar, and the pages of each topic, author, publisher, place, language and cited host."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from msgspec.structs import replace

from kursk_archive.catalogue import listings
from kursk_archive.catalogue.changes import changed_terms
from kursk_archive.core.model import CitationRow, SummaryRow
from kursk_archive.outputs.target import ObsoleteTarget, PlanContext, Planned, RenderPage, Target
from kursk_archive.renderer.pages.link_ledger import HostPage, render_host
from kursk_archive.renderer.pages.listings import ListingPage, render_listing
from kursk_archive.site import periods
from kursk_archive.site.periods import ListPage, PeriodTree, group_by_prefix, split_by_prefix
from kursk_archive.site.permalinks import MINOR_HOSTS, manifest_period, term_permalink
from kursk_archive.site.taxonomy import CALENDAR, PREFIX_FOLDER, TAXONOMIES, UNDATED


class Listings:
    """Lists of articles."""

    name = "listing"

    def plan_all(self, context: PlanContext) -> Iterator[Planned]:
        db = context.catalogue.db
        terms = [term for term in listings.all_terms(db) if context.has_pages(*term[:2])]
        for taxonomy, slug, label in [(CALENDAR, "", ""), *terms]:
            tree = PeriodTree.from_days(taxonomy, listings.counts(db, taxonomy, slug))
            for page in tree.pages():
                yield from _targets(context, taxonomy, slug, label, page)

    def plan_changed(self, context: PlanContext) -> Iterator[Planned]:
        for taxonomy, slug, dates, count, is_relabelled in changed_terms(context.catalogue.db):
            yield from _plan_term(context, taxonomy, slug, dates, count, is_relabelled=is_relabelled)

    def owns(self, path: str) -> bool:
        folder, _, name = path.partition("/")
        if folder not in ("calendar", *(listed.folder for listed in TAXONOMIES.values())) or not name.endswith(".html"):
            return False
        is_other = name == "index.html" or name.startswith(f"{PREFIX_FOLDER}/") or path.startswith(MINOR_HOSTS)
        return folder == "calendar" or not is_other


def _plan_term(
    context: PlanContext, taxonomy: str, slug: str, dates: Iterable[str], count: int, *, is_relabelled: bool
) -> Iterator[Planned]:
    """Plan the pages of a term that hold some dates; all its pages where others may have come or gone too."""
    db = context.catalogue.db
    label = "" if taxonomy == CALENDAR else listings.label_of(db, taxonomy, slug)
    least = context.least_articles(taxonomy)
    if least > 1:
        spare = listings.article_count(db, taxonomy, slug) - least
        label = None if spare < 0 else label
        is_relabelled = is_relabelled or spare < count  # it may have had no pages before
    around = listings.counts_around(db, taxonomy, slug, dates) if label is not None else {}
    pages = None if is_relabelled else PeriodTree.from_parts(taxonomy, around).changed_pages(dates, count)
    if pages is None or label is None:
        yield ObsoleteTarget(term_permalink(taxonomy, slug))
        yield from context.obsolete_under(term_permalink(taxonomy, slug, UNDATED).removesuffix(f"{UNDATED}.html"))
        counts = listings.counts(db, taxonomy, slug) if label is not None else {}
        pages = list(PeriodTree.from_days(taxonomy, counts).pages())
    yield from (ObsoleteTarget(term_permalink(taxonomy, slug, period)) for period in ("", *_periods(dates)))
    for page in pages:
        yield from _targets(context, taxonomy, slug, label or "", page)


def _periods(dates: Iterable[str]) -> list[str]:
    return sorted({date[:length] or UNDATED for date in dates for length in (4, 7, 10)})


def _targets(context: PlanContext, taxonomy: str, slug: str, label: str, page: ListPage) -> Iterator[Target]:
    """Return the target of a page and, where it has too many articles, those of its parts by prefix."""
    pages: Iterator[tuple[str, RenderPage]]
    if taxonomy == "host":
        pages = ((values.prefix, RenderPage(render_host, values)) for values in _host_pages(context, slug, page))
    else:
        listed = _listing_pages(context, taxonomy, slug, label, page)
        pages = ((values.prefix, RenderPage(render_listing, values)) for values in listed)
    period = manifest_period(page.period) if page.period else ""
    for prefix, task in pages:
        path = term_permalink(taxonomy, slug, page.period, prefix)
        yield Target(path, context.fingerprint(task.values), task, period=period)


def _listing_pages(context: PlanContext, taxonomy: str, slug: str, label: str, page: ListPage) -> Iterator[ListingPage]:
    rows = _articles(context, taxonomy, slug, page)
    prefixes = _prefixes([row[1] for row in rows])
    shown = () if prefixes else rows
    has_feeds = not page.period and context.has_feeds(taxonomy, slug)
    by_prefix = tuple(prefixes.items())
    yield _without_counts(
        ListingPage(taxonomy, slug, label, page.period, "", page.count, shown, page.parts, by_prefix, has_feeds)
    )
    for prefix, part in group_by_prefix(rows if prefixes else (), lambda row: _name(row[1]), prefixes).items():
        yield ListingPage(taxonomy, slug, label, page.period, prefix, len(part), tuple(part), (), ())


def _articles(context: PlanContext, taxonomy: str, slug: str, page: ListPage) -> tuple[SummaryRow, ...]:
    """Return the articles on a page: all of its period, or those that none of its parts holds."""
    if not page.is_split:
        return listings.articles_in(context.catalogue.db, taxonomy, slug, page.period)
    return listings.articles_of_exactly(context.catalogue.db, taxonomy, slug, page.period) if page.period else ()


def _without_counts(page: ListingPage) -> ListingPage:
    """Drop the counts from a page whose articles are on its parts, so that adding an article changes only the part.

    Only the calendar, of which there is one, has them everywhere.
    """
    if page.taxonomy == CALENDAR or not (page.subperiods or page.prefixes):
        return page
    subperiods = tuple((name, None, has_page) for name, _, has_page in page.subperiods)
    return replace(
        page, count=None, subperiods=subperiods, prefixes=tuple((prefix, None) for prefix, _ in page.prefixes)
    )


def _host_pages(context: PlanContext, host: str, page: ListPage) -> Iterator[HostPage]:
    rows: tuple[CitationRow, ...] = listings.citations(context.catalogue.db, host, page.period, exact=page.is_split)
    prefixes = _prefixes({row[6] for row in rows})
    subperiods = tuple(name for name, _, _ in page.parts) if page.is_split else ()
    yield HostPage(host, page.period, "", () if prefixes else rows, subperiods, tuple(prefixes))
    for prefix, part in group_by_prefix(rows if prefixes else (), lambda row: _name(row[6]), prefixes).items():
        yield HostPage(host, page.period, prefix, tuple(part), (), ())


def _prefixes(paths: Collection[str]) -> Mapping[str, int]:
    """Split articles by the beginning of their slugs; empty where one page holds them all."""
    return split_by_prefix(map(_name, paths), periods.PAGE_SIZE) if len(paths) > periods.PAGE_SIZE else {}


def _name(output_path: str) -> str:
    return output_path.rpartition("/")[2].removesuffix(".html")

"""The front page, and the page about the archive."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kursk_archive.catalogue import articles, listings
from kursk_archive.catalogue.changes import changed_terms
from kursk_archive.catalogue.records import decode_article
from kursk_archive.catalogue.totals import archive_totals
from kursk_archive.core.enums import LinkKind
from kursk_archive.core.model import SummaryRow
from kursk_archive.outputs.data import data_paths
from kursk_archive.outputs.on_this_day import years_to_compare
from kursk_archive.outputs.target import PlanContext, Planned, RenderPage, Target
from kursk_archive.renderer.pages.about import AboutPage, render_about
from kursk_archive.renderer.pages.article import article_preview
from kursk_archive.renderer.pages.listings import ArticlePreview, FrontPage, Overview, render_front_page
from kursk_archive.site.periods import PeriodTree
from kursk_archive.site.permalinks import ABOUT, INDEX, term_permalink
from kursk_archive.site.taxonomy import CALENDAR, UNDATED

MAX_LATEST = 20
"""Articles on the front page."""
MAX_LARGEST = 24
"""Publishers and topics on the front page."""


class OverviewPages:
    """Front page and page about the archive."""

    name = "overview"

    def plan_all(self, context: PlanContext) -> Iterator[Planned]:
        overview = _overview(context)
        latest = _latest(context)
        front_page = FrontPage(
            overview,
            latest,
            _previews(context, latest),
            _latest_year(context, overview.last_date),
            has_days_of_years=bool(years_to_compare(context)),
        )
        about = AboutPage(overview, context.site.base_url, data_paths(context))
        yield Target(INDEX, context.fingerprint(front_page), RenderPage(render_front_page, front_page))
        yield Target(ABOUT, context.fingerprint(about), RenderPage(render_about, about))

    def plan_changed(self, context: PlanContext) -> Iterator[Planned]:
        if changed_terms(context.catalogue.db):
            yield from self.plan_all(context)

    def owns(self, path: str) -> bool:
        return path in (INDEX, ABOUT)


def _latest(context: PlanContext) -> tuple[SummaryRow, ...]:
    db = context.catalogue.db
    dated = listings.newest(db, CALENDAR, "", MAX_LATEST)
    return dated or listings.articles_in(db, CALENDAR, "", UNDATED)[:MAX_LATEST]


def _previews(context: PlanContext, latest: Sequence[SummaryRow]) -> Mapping[str, ArticlePreview]:
    records = context.catalogue.records(article_id for article_id, *_ in latest)
    pages = {article_id: page for article_id, page, *_ in latest}
    return {
        article_id: article_preview(decode_article(record)[0], pages[article_id])
        for article_id, record in sorted(records.items())
    }


def _latest_year(context: PlanContext, last: str | None) -> tuple[str, int]:
    if not last:
        return "", 0
    counts = listings.counts_within(context.catalogue.db, CALENDAR, "", last[:4], 4)
    return last[:4], counts[last[:4]]


def _overview(context: PlanContext) -> Overview:
    db, terms = context.catalogue.db, context.terms
    first, last = articles.date_range(db)
    around = listings.counts_around(db, CALENDAR, "", [first] if first else ())
    calendar = PeriodTree.from_parts(CALENDAR, around)
    return Overview(
        article_count=calendar.counts[""],
        term_counts={taxonomy: len(rows) for taxonomy, rows in terms.items() if rows},
        publishers=_largest(context, "publisher"),
        topics=_largest(context, "topic"),
        first_date=first,
        last_date=last,
        undated_count=calendar.counts.get(UNDATED, 0),
        link_counts={LinkKind(kind): count for kind, count in archive_totals(context.catalogue).links.items()},
        periods=tuple((name, calendar.counts[name], _page_of(calendar, name)) for name in _periods(calendar)),
    )


def _largest(context: PlanContext, taxonomy: str) -> tuple[tuple[str, str, int], ...]:
    """Return slug, label and number of articles of the largest terms that have pages."""
    largest = context.terms[taxonomy][:MAX_LARGEST]
    return tuple(
        (slug, label, count) for slug, label, _, count in largest if count >= context.least_articles(taxonomy, slug)
    )


def _periods(calendar: PeriodTree) -> list[str]:
    """Return the years; of a single year its months; of a single month its days; as far as dates are known."""
    names = [name for name in calendar.children.get("", ()) if name != UNDATED]
    while len(names) == 1:
        inside = list(calendar.children.get(names[0], ()))
        if sum(calendar.counts[name] for name in inside) < calendar.counts[names[0]]:  # some are known no closer
            break
        names = inside
    return names


def _page_of(calendar: PeriodTree, period: str) -> str:
    """Return the page of a period; of a day without one, its place on the page of its month."""
    page = calendar.page(period)
    return term_permalink(CALENDAR, "", period) if page else f"{term_permalink(CALENDAR, '', period[:7])}#d-{period}"

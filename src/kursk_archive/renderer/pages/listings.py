"""Lists of articles: the first page, the calendar, and each topic's, publisher's, author's, place's, language's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from msgspec import Struct

from kursk_archive.core.enums import LinkKind
from kursk_archive.core.i18n import Message
from kursk_archive.core.model import ArticleSummary, PartialDate, SummaryRow, to_summary
from kursk_archive.renderer.pages.charts import Timeline, make_timeline
from kursk_archive.renderer.theme import filters
from kursk_archive.renderer.theme.collation import collation_key
from kursk_archive.renderer.theme.environment import Theme
from kursk_archive.site.permalinks import feed_permalink, taxonomy_permalink, term_permalink
from kursk_archive.site.taxonomy import CALENDAR, TAXONOMIES, TAXONOMIES_WITH_FEEDS, UNDATED

TAXONOMY_NAMES: Mapping[str, Message] = {
    "publisher": "Publishers",
    "author": "Authors",
    "topic": "Topics",
    "place": "Places",
    "language": "Languages",
    "host": "References",
}
"""Facet → what readers call it."""


class DayListing(Struct, frozen=True):
    """The articles of one day, or of a month or year of which no more is known."""

    date: PartialDate
    articles: tuple[ArticleSummary, ...]


class Overview(Struct, frozen=True):
    """What the archive is, in numbers."""

    article_count: int
    term_counts: Mapping[str, int]
    """Facet → number of its values; without those that have none."""
    publishers: tuple[tuple[str, str, int], ...]
    """Key, name and number of articles, the largest first."""
    topics: tuple[tuple[str, str, int], ...]
    first_date: PartialDate | None
    last_date: PartialDate | None
    undated_count: int
    link_counts: Mapping[str, int]
    """Kind → number of references."""
    periods: tuple[tuple[str, int, str], ...]
    """Years, or months or days where the archive spans no more, number of articles and page of each; earliest first."""


class FrontPage(Struct, frozen=True):
    """The first page."""

    overview: Overview
    latest: tuple[SummaryRow, ...]
    """The newest articles, as many as the page has room for."""


class ListingPage(Struct, frozen=True):
    """The articles of a period that stand on a shelf: `calendar/2024/index.html`, `topics/rivers.html`."""

    taxonomy: str
    slug: str
    label: str
    period: str
    """`2024`, `2024-08`, `2024-08-15`; `undated`; empty for all."""
    prefix: str
    """With which the addresses of these articles begin; empty where they did not have to be parted by that."""
    count: int | None
    """None where the page shows no numbers: where a topic's articles, say, are on the pages of its parts."""
    rows: tuple[SummaryRow, ...]
    """All of them; where they are so many that their parts have pages of their own, those that no part holds."""
    subperiods: tuple[tuple[str, int | None, bool], ...]
    """Periods within it that have articles, their number, and whether they have pages; earliest first."""
    prefixes: tuple[tuple[str, int | None], ...]
    """Letters and numbers of those that are parted by them."""


class TaxonomyPage(Struct, frozen=True):
    """The values of a facet, or those whose keys begin with some letters: `topics/index.html`."""

    taxonomy: str
    prefix: str
    term_count: int
    terms: tuple[tuple[str, str, int, int], ...]
    """Key, label, references, articles; all of them or, where they are too many, the largest. The largest first."""
    prefixes: tuple[tuple[str, int], ...]
    """Letters with how many values each, where they are too many for one page."""


def group_by_day(articles: Iterable[ArticleSummary]) -> tuple[DayListing, ...]:
    """Articles that are ordered by date, day by day."""
    groups = groupby(articles, key=lambda one: PartialDate((one.date or "")[:10]))
    return tuple(DayListing(date, tuple(group)) for date, group in groups)


def enclosing_periods(date: str | None) -> tuple[str, ...]:
    """The periods that hold a date or a shorter period, the longest first: `2024`, `2024-08` for `2024-08-15T14:30`.

    All of them have pages in the calendar. A day is not among them, since only days of full months have one.
    """
    if not date:
        return (UNDATED,)
    return (date[:4],) if len(date) < 7 else (date[:4], date[:7])


def period_permalink(name: str) -> str:
    """The path of a period's page in the calendar."""
    return term_permalink(CALENDAR, "", name)


def render_front_page(theme: Theme, output_path: str, page: FrontPage) -> bytes:
    values = {
        "overview": page.overview,
        "days": group_by_day(map(to_summary, page.latest)),
        "shown": len(page.latest),
        "total": sum(page.overview.link_counts.values()),
        "lost": page.overview.link_counts.get(LinkKind.LOST, 0),
        "period_page": period_permalink,
        "page_of": term_permalink,
        "timeline": make_timeline(page.overview.periods) if len(page.overview.periods) > 2 else None,
        "ways": [
            (TAXONOMY_NAMES[facet], taxonomy_permalink(facet), page.overview.term_counts[facet])
            for facet in browsable_taxonomies(page.overview)
        ],
    }
    return theme.render("index.html", output_path, values)


def browsable_taxonomies(overview: Overview) -> list[str]:
    """The facets that lead anywhere: those with more than one value; of what is cited, any."""
    return [facet for facet in TAXONOMIES if overview.term_counts.get(facet, 0) > (facet != "host")]


def render_listing(theme: Theme, output_path: str, page: ListingPage) -> bytes:
    values = {
        "listing": page,
        "days": group_by_day(map(to_summary, page.rows)),
        "trail": _breadcrumbs(page),
        "page_of": term_permalink,
        "bins": [
            (letters, term_permalink(page.taxonomy, page.slug, page.period, letters), count)
            for letters, count in page.prefixes
        ],
        "feed": feed_permalink(page.taxonomy, page.slug)
        if page.taxonomy in TAXONOMIES_WITH_FEEDS and not page.period
        else "",
        "timeline": _timeline(page.subperiods, page.taxonomy, page.slug),
    }
    return theme.render("period.html", output_path, values)


def _breadcrumbs(values: ListingPage) -> tuple[tuple[str, str], ...]:
    """Names and pages of what this listing is part of, the largest first."""
    facet, key = values.taxonomy, values.slug
    above = () if facet == CALENDAR else ((TAXONOMY_NAMES[facet], taxonomy_permalink(facet)),)
    periods = () if values.period == UNDATED or not values.period else enclosing_periods(values.period)
    names = ("", *periods) if facet != CALENDAR or values.period else ()
    if values.prefix:
        names = (*names, values.period)
    pages = dict.fromkeys(name for name in names if values.prefix or name != values.period)
    return (*above, *((name, term_permalink(facet, key, name)) for name in pages))


def _timeline(subperiods: Sequence[tuple[str, int | None, bool]], taxonomy: str, slug: str) -> Timeline | None:
    """A chart of the parts, if their numbers are shown and there are enough of them to show anything."""
    dated = [
        (name, count, term_permalink(taxonomy, slug, name) if has_page else "")
        for name, count, has_page in subperiods
        if name != UNDATED and count is not None
    ]
    return make_timeline(dated) if len(dated) > 2 else None


def _sorted_terms(theme: Theme, page: TaxonomyPage) -> list[tuple[str, str, int, int]]:
    """By name where these are all of them; the largest first where they are but the largest."""
    language = theme.site.language
    named = [
        (filters.language_name(row[1], language) if page.taxonomy == "language" else row[1], row) for row in page.terms
    ]
    if not page.prefixes:
        named.sort(key=lambda one: (collation_key(one[0], language), one[1][0]))
    return [row for _, row in named]


def render_taxonomy(theme: Theme, page: str, values: TaxonomyPage) -> bytes:
    filled = {
        "values": values,
        "name": TAXONOMY_NAMES[values.taxonomy],
        "rows": [
            (label, term_permalink(values.taxonomy, key), articles)
            for key, label, _, articles in _sorted_terms(theme, values)
        ],
        "bins": [(letters, taxonomy_permalink(values.taxonomy, letters), count) for letters, count in values.prefixes],
        "index": taxonomy_permalink(values.taxonomy),
    }
    return theme.render("facet.html", page, filled)

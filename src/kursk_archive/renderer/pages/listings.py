"""Lists of articles: the front page, the calendar, the terms of a taxonomy and the articles of a term."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from msgspec import Struct, field

from kursk_archive.core.enums import LinkKind
from kursk_archive.core.model import ArticleSummary, PartialDate, SummaryRow, to_summary
from kursk_archive.images.renditions import Rendition
from kursk_archive.renderer.pages.calendar_grids import calendar_values
from kursk_archive.renderer.pages.charts import Timeline, make_timeline
from kursk_archive.renderer.pages.editions import CLASS_NAMES
from kursk_archive.renderer.pages.place_map import MappedPlace, make_place_map
from kursk_archive.renderer.theme import filters
from kursk_archive.renderer.theme.collation import collation_key
from kursk_archive.renderer.theme.environment import Theme
from kursk_archive.site.periods import MONTHS
from kursk_archive.site.permalinks import (
    changes_permalink,
    feed_permalink,
    on_this_day_permalink,
    taxonomy_permalink,
    term_permalink,
)
from kursk_archive.site.taxonomy import CALENDAR, TAXONOMIES, UNDATED


class DayListing(Struct, frozen=True):
    """The articles of one day, or of a month or year if no more of their date is known."""

    date: PartialDate
    articles: tuple[ArticleSummary, ...]


class Overview(Struct, frozen=True):
    """The archive in numbers."""

    article_count: int
    term_counts: Mapping[str, int]
    """Taxonomy → number of its terms; without taxonomies that have none."""
    publishers: tuple[tuple[str, str, int], ...]
    """Slug, name and number of articles, largest first."""
    topics: tuple[tuple[str, str, int], ...]
    first_date: PartialDate | None
    last_date: PartialDate | None
    undated_count: int
    link_counts: Mapping[str, int]
    """Kind → number of links."""
    periods: tuple[tuple[str, int, str], ...]
    """Period, number of articles and page; years, or months or days if the archive spans no more; earliest first."""


class ArticlePreview(Struct, frozen=True):
    """The details of an article that the front page shows besides its title."""

    standfirst: str
    """Its description, or the beginning of its text."""
    image: Rendition | None
    """Its image in the smallest size; None if the archive has none."""


class FrontPage(Struct, frozen=True):
    """`index.html`."""

    overview: Overview
    latest: tuple[SummaryRow, ...]
    """The newest articles, as many as the page has room for."""
    previews: Mapping[str, ArticlePreview] = field(default_factory=dict)
    """Article id → what else the page shows of a newest article."""
    latest_year: tuple[str, int] = ("", 0)
    """The year of the newest article, and its number of articles; an empty year if nothing has a date."""
    has_days_of_years: bool = False
    """True if there are pages of each day through the years."""


class TermDescription(Struct, frozen=True):
    """The notes of archive.yaml about a term."""

    other_labels: tuple[tuple[str, str], ...]
    """Language and name, in other languages than the page's; a language is empty where none is stated."""
    note: str
    coordinates: tuple[float, float] | None
    """Latitude and longitude in degrees."""


class LaterEdition(Struct, frozen=True):
    """An edition of an article after the first, in the calendar: when it was captured, and what it changed."""

    page: str
    """Its own page, relative to the output folder."""
    title: str
    publisher: str
    """May be empty, like the language."""
    language: str
    captured_at: PartialDate
    classes: tuple[str, ...]
    """Of all changes from the edition before, as `ChangeClass` has them."""
    differences: str
    """Page of the differences from the edition before."""


class ListingPage(Struct, frozen=True):
    """The articles of a term, or of a period of it: `topics/rivers.html`, `calendar/2024/index.html`."""

    taxonomy: str
    slug: str
    label: str
    period: str
    """`2024`, `2024-08`, `2024-08-15`; `undated`; empty for all."""
    prefix: str
    """Common to the slugs of these articles; empty if the list is not split by prefix."""
    count: int
    rows: tuple[SummaryRow, ...]
    """All articles; if the subperiods have pages of their own, only those that belong to no subperiod."""
    subperiods: tuple[tuple[str, int, bool], ...]
    """Period with articles, their number, and whether it has a page; earliest first."""
    prefixes: tuple[tuple[str, int], ...]
    """Prefix and number of articles, if the list is split by prefix."""
    has_feeds: bool = False
    """True if the term has feeds, which the page for all periods offers."""
    newest: tuple[SummaryRow, ...] = ()
    """The newest articles, if the articles are on the pages of the subperiods or prefixes."""
    earlier: str = ""
    """The period before, as far as it has a page; empty if there is none."""
    later: str = ""
    grid: tuple[tuple[str, int, bool], ...] = ()
    """Of the calendar: each month with articles, or each day of a year or month; number, and whether it has a page."""
    description: TermDescription | None = None
    """Of a joined term, on the page of all its articles."""
    captures: tuple[LaterEdition, ...] = ()
    """Of a day or month of the calendar: what was captured again in it, the latest first; of a month without the days
    that have pages."""
    has_more_captures: bool = False
    """True if these are only the latest; the changes of the period have a page then."""


class TaxonomyPage(Struct, frozen=True):
    """The terms of a taxonomy, or those whose slugs share a prefix: `topics/index.html`."""

    taxonomy: str
    prefix: str
    term_count: int
    terms: tuple[tuple[str, str, int, int], ...]
    """Slug, label, number of links and of articles, largest first. Only the largest if there are too many."""
    prefixes: tuple[tuple[str, int], ...]
    """Prefix and number of terms, if there are too many terms for one page."""
    pages: Mapping[str, str] = field(default_factory=dict)
    """Slug of a term without pages of its own → the page that it shares with others, or that of its only article."""
    other_labels: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    """Slug of a joined term → language and name of its other labels."""
    mapped: tuple[MappedPlace, ...] = ()
    """Places with coordinates, on the first page of places."""


class MinorTermsPage(Struct, frozen=True):
    """`topics/few/index.html`, or the terms whose slugs share a prefix: terms of few articles, with these."""

    taxonomy: str
    prefix: str
    terms: tuple[tuple[str, str, tuple[SummaryRow, ...]], ...]
    """Slug, label, and the articles, newest first."""


def group_by_day(articles: Iterable[ArticleSummary]) -> tuple[DayListing, ...]:
    """Group articles that are sorted by date."""
    groups = groupby(articles, key=lambda article: PartialDate((article.date or "")[:10]))
    return tuple(DayListing(date, tuple(group)) for date, group in groups)


def enclosing_periods(date: str | None) -> tuple[str, ...]:
    """The periods that contain a date or period, longest first: `2024`, `2024-08` for `2024-08-15T14:30`.

    All of them have pages in the calendar. Days are left out, since only days of full months have pages.
    """
    if not date:
        return (UNDATED,)
    return (date[:4],) if len(date) < 7 else (date[:4], date[:7])


def period_permalink(period: str) -> str:
    """The path of a period's page in the calendar."""
    return term_permalink(CALENDAR, "", period)


def render_front_page(theme: Theme, output_path: str, page: FrontPage) -> bytes:
    overview = page.overview
    values = {
        "overview": overview,
        "days": group_by_day(map(to_summary, page.latest)),
        "previews": page.previews,
        "latest_year": page.latest_year,
        "days_of_years": [(month, on_this_day_permalink(month)) for month in MONTHS if page.has_days_of_years],
        "link_count": sum(overview.link_counts.values()),
        "lost_link_count": overview.link_counts.get(LinkKind.LOST, 0),
        "period_permalink": period_permalink,
        "term_permalink": term_permalink,
        "timeline": make_timeline(overview.periods) if len(overview.periods) > 2 else None,
    }
    return theme.render("index.html", output_path, values)


def render_listing(theme: Theme, output_path: str, page: ListingPage) -> bytes:
    days = group_by_day(map(to_summary, page.rows))
    parts = linked_parts(page.taxonomy, page.slug, page.subperiods)
    if not (parts or page.prefix or page.taxonomy == CALENDAR):
        parts = _years_of_days(days, output_path)
    values = {
        "listing": page,
        "days": days,
        "newest": group_by_day(map(to_summary, page.newest)),
        "breadcrumbs": list_breadcrumbs(page.taxonomy, page.slug, page.period, page.prefix),
        "parts": parts,
        "timeline": parts_timeline(parts),
        "prefixes": [
            (prefix, term_permalink(page.taxonomy, page.slug, page.period, prefix), count)
            for prefix, count in page.prefixes
        ],
        "coordinates": _written_coordinates(page.description),
        "feed": feed_permalink(page.taxonomy, page.slug) if page.has_feeds else "",
        "earlier": linked_period(page.taxonomy, page.slug, page.earlier),
        "later": linked_period(page.taxonomy, page.slug, page.later),
        "class_names": {str(cls): name for cls, name in CLASS_NAMES.items()},
        "more_captures": changes_permalink("", page.period) if page.has_more_captures else "",
        **calendar_values(page.period, page.grid, theme.site.language),
    }
    return theme.render("period.html", output_path, values)


def linked_parts(taxonomy: str, slug: str, subperiods: Iterable[tuple[str, int, bool]]) -> list[tuple[str, int, str]]:
    """Name, number of articles and page of each part of a list; the page is empty for a section of the same page."""
    return [
        (name, count, term_permalink(taxonomy, slug, name) if has_page else "") for name, count, has_page in subperiods
    ]


def linked_period(taxonomy: str, slug: str, period: str) -> tuple[str, str] | None:
    """A period and its page in the lists of a term; None if there is no period."""
    return (period, term_permalink(taxonomy, slug, period)) if period else None


def _written_coordinates(description: TermDescription | None) -> str:
    """Latitude and longitude as a reader or a program takes them: `51.9, 36.1`; empty where they are not known."""
    return ", ".join(f"{number:g}" for number in description.coordinates or ()) if description else ""


def parts_timeline(parts: Sequence[tuple[str, int, str]]) -> Timeline | None:
    """A chart of the parts of a list, if there are enough of them."""
    dated = [part for part in parts if part[0] != UNDATED]
    return make_timeline(dated) if len(dated) > 2 else None


def _years_of_days(days: Sequence[DayListing], output_path: str) -> list[tuple[str, int, str]]:
    """Year, number of articles and its place on the page, of a list that one page holds; empty if they are too few."""
    years = [
        (year, sum(len(day.articles) for day in group), f"{output_path}#d-{group[0].date}")
        for year, group in ((year, list(group)) for year, group in groupby(days, key=lambda day: day.date[:4]) if year)
    ]
    return years[::-1] if len(years) > 2 else []


def list_breadcrumbs(taxonomy: str, slug: str, period: str, prefix: str) -> tuple[tuple[str, str], ...]:
    """Name and page of each list that contains a list of articles, largest first; the name of the term's own is empty.

    Args:
        taxonomy: of the list, or `CALENDAR`.
        slug: of its term.
        period: of the list; empty for all.
        prefix: of the list; empty if it is not split by prefix.
    """
    above = () if taxonomy == CALENDAR else ((TAXONOMIES[taxonomy].name, taxonomy_permalink(taxonomy)),)
    periods = ["", *(enclosing_periods(period) if period not in ("", UNDATED) else ())]
    enclosing = dict.fromkeys([*periods, period] if prefix else [name for name in periods if name != period])
    return (*above, *((name, term_permalink(taxonomy, slug, name)) for name in enclosing))


def render_taxonomy(theme: Theme, output_path: str, page: TaxonomyPage) -> bytes:
    values = {
        "taxonomy": page,
        "taxonomy_name": TAXONOMIES[page.taxonomy].name,
        "taxonomy_permalink": taxonomy_permalink(page.taxonomy),
        "terms": [
            (
                label,
                page.pages.get(slug) or term_permalink(page.taxonomy, slug),
                article_count,
                page.other_labels.get(slug, ()),
            )
            for slug, label, _, article_count in _sorted_terms(page, theme.site.language)
        ],
        "prefixes": [(prefix, taxonomy_permalink(page.taxonomy, prefix), count) for prefix, count in page.prefixes],
        "place_map": make_place_map(page.mapped, theme.site.language),
    }
    return theme.render("taxonomy.html", output_path, values)


def _sorted_terms(page: TaxonomyPage, language: str) -> Sequence[tuple[str, str, int, int]]:
    """The terms in alphabetical order; largest first if they are only the largest."""
    if page.prefixes:
        return page.terms

    def sort_key(term: tuple[str, str, int, int]) -> tuple[str, str]:
        slug, label, *_ = term
        name = filters.language_name(label, language) if page.taxonomy == "language" else label
        return collation_key(name, language), slug

    return sorted(page.terms, key=sort_key)


def render_minor_terms(theme: Theme, output_path: str, page: MinorTermsPage) -> bytes:
    values = {
        "taxonomy_name": TAXONOMIES[page.taxonomy].name,
        "prefix": page.prefix,
        "terms": [(slug, label, list(map(to_summary, rows))) for slug, label, rows in page.terms],
        "breadcrumbs": list_breadcrumbs(page.taxonomy, "", "", "")[:1],
    }
    return theme.render("minor_terms.html", output_path, values)

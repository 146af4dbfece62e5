"""Lists of articles: the first page, the calendar, and each topic's, publisher's, author's, place's, language's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from msgspec import Struct

from kursk_archive.core.enums import LinkKind
from kursk_archive.core.i18n import Message
from kursk_archive.core.model import ArticleSummary, PartialDate, SummaryRow, to_summary
from kursk_archive.renderer.pages.charts import Timeline, timeline
from kursk_archive.renderer.theme import filters
from kursk_archive.renderer.theme.collation import collation_key
from kursk_archive.renderer.theme.environment import Theme
from kursk_archive.site.permalinks import feed_permalink, taxonomy_permalink, term_permalink
from kursk_archive.site.taxonomy import CALENDAR, TAXONOMIES, TAXONOMIES_WITH_FEEDS, UNDATED

NAMES: Mapping[str, Message] = {
    "publisher": "Publishers",
    "author": "Authors",
    "topic": "Topics",
    "place": "Places",
    "language": "Languages",
    "host": "References",
}
"""Facet → what readers call it."""


class Day(Struct, frozen=True):
    """The articles of one day, or of a month or year of which no more is known."""

    date: PartialDate
    articles: tuple[ArticleSummary, ...]


class Overview(Struct, frozen=True):
    """What the archive is, in numbers."""

    articles: int
    facets: Mapping[str, int]
    """Facet → number of its values; without those that have none."""
    publishers: tuple[tuple[str, str, int], ...]
    """Key, name and number of articles, the largest first."""
    topics: tuple[tuple[str, str, int], ...]
    first: PartialDate | None
    last: PartialDate | None
    undated: int
    links: Mapping[str, int]
    """Kind → number of references."""
    periods: tuple[tuple[str, int, str], ...]
    """Years, or months or days where the archive spans no more, number of articles and page of each; earliest first."""


class Index(Struct, frozen=True):
    """The first page."""

    overview: Overview
    latest: tuple[SummaryRow, ...]
    """The newest articles, as many as the page has room for."""


class Listing(Struct, frozen=True):
    """The articles of a period that stand on a shelf: `calendar/2024/index.html`, `topics/rivers.html`."""

    facet: str
    key: str
    label: str
    period: str
    """`2024`, `2024-08`, `2024-08-15`; `undated`; empty for all."""
    letters: str
    """With which the addresses of these articles begin; empty where they did not have to be parted by that."""
    count: int | None
    """None where the page shows no numbers: where a topic's articles, say, are on the pages of its parts."""
    rows: tuple[SummaryRow, ...]
    """All of them; where they are so many that their parts have pages of their own, those that no part holds."""
    parts: tuple[tuple[str, int | None, bool], ...]
    """Periods within it that have articles, their number, and whether they have pages; earliest first."""
    bins: tuple[tuple[str, int | None], ...]
    """Letters and numbers of those that are parted by them."""


class Values(Struct, frozen=True):
    """The values of a facet, or those whose keys begin with some letters: `topics/index.html`."""

    facet: str
    letters: str
    count: int
    rows: tuple[tuple[str, str, int, int], ...]
    """Key, label, references, articles; all of them or, where they are too many, the largest. The largest first."""
    bins: tuple[tuple[str, int], ...]
    """Letters with how many values each, where they are too many for one page."""


def by_day(articles: Iterable[ArticleSummary]) -> tuple[Day, ...]:
    """Articles that are ordered by date, day by day."""
    groups = groupby(articles, key=lambda one: PartialDate((one.date or "")[:10]))
    return tuple(Day(date, tuple(group)) for date, group in groups)


def trail(date: str | None) -> tuple[str, ...]:
    """The periods that hold a date or a shorter period, the longest first: `2024`, `2024-08` for `2024-08-15T14:30`.

    All of them have pages in the calendar. A day is not among them, since only days of full months have one.
    """
    if not date:
        return (UNDATED,)
    return (date[:4],) if len(date) < 7 else (date[:4], date[:7])


def period_page(name: str) -> str:
    """The path of a period's page in the calendar."""
    return term_permalink(CALENDAR, "", name)


def render_index(theme: Theme, page: str, values: Index) -> bytes:
    filled = {
        "overview": values.overview,
        "days": by_day(map(to_summary, values.latest)),
        "shown": len(values.latest),
        "total": sum(values.overview.links.values()),
        "lost": values.overview.links.get(LinkKind.LOST, 0),
        "period_page": period_page,
        "page_of": term_permalink,
        "timeline": timeline(values.overview.periods) if len(values.overview.periods) > 2 else None,
        "ways": [
            (NAMES[facet], taxonomy_permalink(facet), values.overview.facets[facet]) for facet in ways(values.overview)
        ],
    }
    return theme.render("index.html", page, filled)


def ways(overview: Overview) -> list[str]:
    """The facets that lead anywhere: those with more than one value; of what is cited, any."""
    return [facet for facet in TAXONOMIES if overview.facets.get(facet, 0) > (facet != "host")]


def render_listing(theme: Theme, page: str, values: Listing) -> bytes:
    filled = {
        "listing": values,
        "days": by_day(map(to_summary, values.rows)),
        "trail": _trail(values),
        "page_of": term_permalink,
        "bins": [
            (letters, term_permalink(values.facet, values.key, values.period, letters), count)
            for letters, count in values.bins
        ],
        "feed": feed_permalink(values.facet, values.key)
        if values.facet in TAXONOMIES_WITH_FEEDS and not values.period
        else "",
        "timeline": _timeline(values.parts, values.facet, values.key),
    }
    return theme.render("period.html", page, filled)


def _trail(values: Listing) -> tuple[tuple[str, str], ...]:
    """Names and pages of what this listing is part of, the largest first."""
    facet, key = values.facet, values.key
    above = () if facet == CALENDAR else ((NAMES[facet], taxonomy_permalink(facet)),)
    periods = () if values.period == UNDATED or not values.period else trail(values.period)
    names = ("", *periods) if facet != CALENDAR or values.period else ()
    if values.letters:
        names = (*names, values.period)
    pages = dict.fromkeys(name for name in names if values.letters or name != values.period)
    return (*above, *((name, term_permalink(facet, key, name)) for name in pages))


def _timeline(parts: Sequence[tuple[str, int | None, bool]], facet: str, key: str) -> Timeline | None:
    """A chart of the parts, if their numbers are shown and there are enough of them to show anything."""
    dated = [
        (name, count, term_permalink(facet, key, name) if has_page else "")
        for name, count, has_page in parts
        if name != UNDATED and count is not None
    ]
    return timeline(dated) if len(dated) > 2 else None


def _in_order(theme: Theme, values: Values) -> list[tuple[str, str, int, int]]:
    """By name where these are all of them; the largest first where they are but the largest."""
    language = theme.site.language
    named = [
        (filters.language_name(row[1], language) if values.facet == "language" else row[1], row) for row in values.rows
    ]
    if not values.bins:
        named.sort(key=lambda one: (collation_key(one[0], language), one[1][0]))
    return [row for _, row in named]


def render_values(theme: Theme, page: str, values: Values) -> bytes:
    filled = {
        "values": values,
        "name": NAMES[values.facet],
        "rows": [
            (label, term_permalink(values.facet, key), articles) for key, label, _, articles in _in_order(theme, values)
        ],
        "bins": [(letters, taxonomy_permalink(values.facet, letters), count) for letters, count in values.bins],
        "index": taxonomy_permalink(values.facet),
    }
    return theme.render("facet.html", page, filled)

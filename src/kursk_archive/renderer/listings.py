"""The first page and the calendar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from kursk_archive.model import Kind, PartialDate, Teaser
from kursk_archive.renderer.theme import Theme


@dataclass(frozen=True, slots=True)
class Day:
    """The articles of one day, or of a month or year of which no more is known."""

    date: PartialDate
    articles: tuple[Teaser, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """What the archive is, in numbers."""

    articles: int
    publishers: tuple[tuple[str, int], ...]
    """Name and number of articles, the largest first."""
    first: PartialDate | None
    last: PartialDate | None
    undated: int
    links: Mapping[str, int]
    """Kind → number of references."""
    years: tuple[tuple[str, int], ...]
    """Year and number of articles, the latest first."""


@dataclass(frozen=True, slots=True)
class Index:
    """The first page."""

    overview: Overview
    latest: tuple[Teaser, ...]
    """The newest articles, as many as the page has room for."""


@dataclass(frozen=True, slots=True)
class Period:
    """A page of the calendar: a year, a month, a day."""

    name: str
    """`2024`, `2024-08`, `2024-08-15`; `undated`."""
    articles: tuple[Teaser, ...]
    """All of the period; where they are so many that its parts have pages of their own, those that no part holds."""
    parts: tuple[tuple[str, int], ...]
    """Periods within it that have articles, with their number; latest first."""
    count: int


def by_day(articles: Sequence[Teaser]) -> tuple[Day, ...]:
    """Articles that are ordered by date, day by day."""
    groups = groupby(articles, key=lambda one: PartialDate((one.date or "")[:10]))
    return tuple(Day(date, tuple(group)) for date, group in groups)


def period_page(name: str) -> str:
    """The path of a period's page: `calendar/2024/index.html`, `calendar/2024/08/index.html`, `…/08/15.html`."""
    folder = "calendar/" + name.replace("-", "/")
    return f"{folder}.html" if len(name) == 10 or name == UNDATED else f"{folder}/index.html"


UNDATED = "undated"


def trail(date: str | None) -> tuple[str, ...]:
    """The periods that hold a date or a shorter period, the longest first: `2024`, `2024-08` for `2024-08-15T14:30`.

    All of them have pages. A day is not among them, since only days of full months have one.
    """
    if not date:
        return (UNDATED,)
    return (date[:4],) if len(date) < 7 else (date[:4], date[:7])


def render_index(theme: Theme, page: str, values: Index) -> bytes:
    filled = {
        "overview": values.overview,
        "days": by_day(values.latest),
        "shown": len(values.latest),
        "total": sum(values.overview.links.values()),
        "lost": values.overview.links.get(Kind.LOST, 0),
        "period_page": period_page,
    }
    return theme.render("index.html", page, filled)


def render_period(theme: Theme, page: str, values: Period) -> bytes:
    filled = {
        "period": values,
        "days": by_day(values.articles),
        "trail": tuple(one for one in trail(values.name) if one != values.name) if values.name != UNDATED else (),
        "period_page": period_page,
    }
    return theme.render("period.html", page, filled)

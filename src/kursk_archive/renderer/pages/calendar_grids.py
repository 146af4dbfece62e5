"""The grids of the calendar: the months of all years, and the days of a month, each with its number of articles."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from msgspec import Struct

from kursk_archive.renderer.theme.filters import first_weekday
from kursk_archive.site.periods import MONTHS
from kursk_archive.site.permalinks import term_permalink
from kursk_archive.site.taxonomy import CALENDAR

MAX_SHADE = 4
"""Shades of a grid's cells, the darkest for the most articles."""


class GridCell(Struct, frozen=True):
    """A month or day in a grid."""

    name: str
    """`2024-08`, `2024-08-15`."""
    count: int
    page: str
    """POSIX, relative to the output folder, with the place on the page; empty if it has no articles."""
    shade: int
    """From 1 to `MAX_SHADE`; 0 if it has no articles."""


class YearRow(Struct, frozen=True):
    """A year in the table of all months."""

    year: str
    page: str
    count: int
    months: tuple[GridCell, ...]
    """Twelve."""


class MonthGrid(Struct, frozen=True):
    """A month as weeks."""

    month: str
    page: str
    count: int
    weeks: tuple[tuple[GridCell | None, ...], ...]
    """Seven days each, from the first day of the week; None where a week reaches into another month."""


def calendar_values(period: str, counts: Sequence[tuple[str, int, bool]], language: str) -> Mapping[str, Any]:
    """The template's values for the grids of a page of the calendar.

    Args:
        period: of the page: a year or month; empty for all.
        counts: month or day, number of articles, and whether it has a page; as in `ListingPage.grid`.
        language: of the site, whose weeks begin on some day.
    """
    cells = {name: GridCell(name, count, _page(name, has_page), 0) for name, count, has_page in counts}
    most = max((count for _, count, _ in counts), default=1)
    shaded = {name: GridCell(name, cell.count, cell.page, _shade(cell.count, most)) for name, cell in cells.items()}
    return {
        "year_rows": _year_rows(shaded) if not period else [],
        "month_grids": _month_grids(period, shaded, language) if period and counts else [],
    }


def _page(name: str, has_page: bool) -> str:
    """The page of a month or day; of a day without one, its place on the page of its month."""
    return term_permalink(CALENDAR, "", name) if has_page else f"{term_permalink(CALENDAR, '', name[:7])}#d-{name}"


def _shade(count: int, most: int) -> int:
    """The shade of a number: by orders of magnitude, so that one full day does not make all others look empty."""
    return 1 + (MAX_SHADE - 1) * (count.bit_length() - 1) // max(most.bit_length() - 1, 1)


def _year_rows(cells: Mapping[str, GridCell]) -> list[YearRow]:
    rows = []
    for year, months in groupby(cells.values(), key=lambda cell: cell.name[:4]):
        known = {cell.name: cell for cell in months}
        row = tuple(known.get(name, _empty(name)) for name in (f"{year}-{month}" for month in MONTHS))
        rows.append(YearRow(year, term_permalink(CALENDAR, "", year), sum(cell.count for cell in row), row))
    return rows[::-1]


def _month_grids(period: str, cells: Mapping[str, GridCell], language: str) -> list[MonthGrid]:
    months = [period] if len(period) == len("2024-08") else [f"{period}-{month}" for month in MONTHS]
    weekdays = Calendar(first_weekday(language))
    return [_month_grid(month, cells, weekdays) for month in months]


def _month_grid(month: str, cells: Mapping[str, GridCell], weekdays: Calendar) -> MonthGrid:
    weeks = tuple(
        tuple(cells.get(name := f"{month}-{day:02}") or _empty(name) if day else None for day in week)
        for week in weekdays.monthdayscalendar(int(month[:4]), int(month[5:]))
    )
    count = sum(cell.count for week in weeks for cell in week if cell)
    return MonthGrid(month, term_permalink(CALENDAR, "", month), count, weeks)


def _empty(name: str) -> GridCell:
    return GridCell(name, 0, "", 0)

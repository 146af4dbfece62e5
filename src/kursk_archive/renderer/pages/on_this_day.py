"""The pages of a month's days through the years."""

from __future__ import annotations

from msgspec import Struct

from kursk_archive.core.model import ArticleSummary, SummaryRow, to_summary
from kursk_archive.renderer.pages.listings import period_permalink
from kursk_archive.renderer.theme.environment import Theme
from kursk_archive.site.periods import MONTHS
from kursk_archive.site.permalinks import on_this_day_permalink


class OnThisDayPage(Struct, frozen=True):
    """`on-this-day/08.html`."""

    month: str
    """`01` to `12`."""
    rows: tuple[tuple[int, SummaryRow], ...]
    """Number of articles of each day that has any, and the first of them; latest year first."""


class DayOfYear(Struct, frozen=True):
    """A day of a year, among the same days of other years."""

    date: str
    count: int
    page: str
    """The place of the day in the calendar, relative to the output folder."""
    article: ArticleSummary
    """The first of its articles."""


MAX_YEARS = 12
"""Years that a day shows: 31 days of them stay below 100 kB."""


def render_on_this_day(theme: Theme, output_path: str, page: OnThisDayPage) -> bytes:
    days: dict[str, list[DayOfYear]] = {}
    for count, row in page.rows:
        date = row[3][:10]
        same = days.setdefault(date[5:], [])
        if len(same) < MAX_YEARS:
            same.append(DayOfYear(date, count, f"{period_permalink(date[:7])}#d-{date}", to_summary(row)))
    values = {
        "month": page.month,
        "days": sorted(days.items()),
        "months": [(month, on_this_day_permalink(month)) for month in MONTHS],
    }
    return theme.render("on_this_day.html", output_path, values)

"""Dates as spreadsheets show them: `15.08.2024`, `8/15/24`, `45519`, `2024-08-15 00:00`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Literal

from kursk_archive.core.model import PartialDate
from kursk_archive.loader.dates import parse_date
from kursk_archive.loader.dates.vocabulary import MONTH_NUMBERS, fold_date_text

DayOrder = Literal["day first", "month first"]
"""Of dates with slashes."""
_CLOCK = (
    r"(?:[ T,]+(?P<hour>[0-9]{1,2})[:.](?P<minute>[0-9]{2})(?:[:.](?P<second>[0-9]{2})(?:[.,][0-9]+)?)?"
    r"[ \u202f]?(?P<half>[AaPp]\.?[Mm]\.?)?)?"
)
_NUMBERS = re.compile(
    rf"(?P<first>[0-9]{{1,2}})(?P<sign>[./-])(?P<then>[0-9]{{1,2}})\2(?P<year>[0-9]{{4}}|[0-9]{{2}})\.?{_CLOCK}"
)
_YEAR_FIRST = re.compile(
    rf"(?P<year>[0-9]{{4}})(?P<sign>[./-]) ?(?P<month>[0-9]{{1,2}})\2 ?(?P<day>[0-9]{{1,2}})\.?{_CLOCK}"
)
_MONTH = re.compile(
    r"(?:(?P<day>[0-9]{1,2})[- .]{1,2})?(?P<name>[^\W\d_]{3,12})[-. ]{1,2}(?P<year>[0-9]{4}|[0-9]{2})" + _CLOCK
)
_SERIAL = re.compile(r"(?P<days>[1-8][0-9]{4})(?:[.,](?P<part>[0-9]{1,15}))?")
"""Days since 30 December 1899, from 1927 on."""
_ISO = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2}(?:T.*)?)?)?")
_LAST_SHORT_YEAR = 29
"""`29` is 2029, `30` is 1930, as in Excel."""


def possible_dates(cell: str) -> tuple[PartialDate, ...]:
    """Return the dates that a cell may mean: none if it is no date, two if day and month may be either way."""
    text = " ".join(cell.split()).removeprefix("'")
    if _ISO.fullmatch(text):
        return _known(text)
    if match := _NUMBERS.fullmatch(text):
        first, then = match["first"], match["then"]
        orders = [(then, first)] if match["sign"] == "." else [(then, first), (first, then)]
        dates = (_date(match, _year(match["year"]), month, day) for month, day in orders)
        return tuple(dict.fromkeys(date for date in dates if date))
    if match := _YEAR_FIRST.fullmatch(text):
        date = _date(match, match["year"], match["month"], match["day"])
        return (date,) if date else ()
    if match := _SERIAL.fullmatch(text):
        return (_from_serial(int(match["days"]), float(f"0.{match['part'] or 0}")),)
    if (match := _MONTH.fullmatch(text)) and (number := MONTH_NUMBERS.get(fold_date_text(match["name"]))):
        if not match["day"]:
            return () if match["hour"] else _known(f"{_year(match['year'])}-{int(number):02}")
        date = _date(match, _year(match["year"]), str(number), match["day"])
        return (date,) if date else ()
    return _known(text)


def _known(text: str) -> tuple[PartialDate, ...]:
    reading = parse_date(text)
    return (reading.date,) if reading.date and not reading.code else ()


def _year(digits: str) -> str:
    if len(digits) == 4:
        return digits
    return f"20{digits}" if int(digits) <= _LAST_SHORT_YEAR else f"19{digits}"


def _date(match: re.Match[str], year: str, month: str, day: str) -> PartialDate | None:
    hour, minute, second = int(match["hour"] or 0), int(match["minute"] or 0), int(match["second"] or 0)
    if match["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + 12 * (match["half"][0] in "Pp")
    try:
        moment = datetime(int(year), int(month), int(day), hour, minute, second)
    except ValueError:
        return None
    return _to_partial_date(moment)


def _from_serial(days: int, part: float) -> PartialDate:
    moment = datetime(1899, 12, 30) + timedelta(days, round(part * 86_400))
    return _to_partial_date(moment)


def _to_partial_date(moment: datetime) -> PartialDate:
    """Return a date without midnight, which spreadsheets add, and without seconds of zero."""
    if not (moment.hour or moment.minute or moment.second):
        return PartialDate(f"{moment:%Y-%m-%d}")
    return PartialDate(f"{moment:%Y-%m-%dT%H:%M:%S}" if moment.second else f"{moment:%Y-%m-%dT%H:%M}")


def is_same_date(cell: str, date: PartialDate, current: PartialDate) -> bool:
    """Return True if a spreadsheet may have made `date` of `current`, which it shows as it likes.

    It gives a month its first day, leaves out seconds, and shows midnight or leaves it out.

    Args:
        cell: the text of the cell.
        date: a possible reading of it.
        current: the date that the table was made with.
    """
    if date == current:
        return True
    if _ISO.fullmatch(cell.strip()):
        return False
    if len(current) == 7:
        return date == f"{current}-01"
    return date[:16] == current[:16] if len(date) > 10 else current in (f"{date}T00:00", f"{date}T00:00:00")


def day_order(cells: Iterable[tuple[str, PartialDate | None]]) -> DayOrder | None:
    """Return the order of day and month in a table, if all its cells agree on one.

    Args:
        cells: with dates, each with the date that the table was made with, if there was one.
    """
    orders = set(_orders(cells))
    return orders.pop() if len(orders) == 1 else None


def _orders(cells: Iterable[tuple[str, PartialDate | None]]) -> Iterator[DayOrder]:
    for cell, current in cells:
        match = _NUMBERS.fullmatch(" ".join(cell.split()))
        if not match or match["sign"] == "." or match["first"] == match["then"]:
            continue
        dates = possible_dates(cell)
        right = [date for date in dates if current and is_same_date(cell, date, current)]
        if len(dates) == 1 or right:
            yield "day first" if (right or dates)[0][8:10] == match["first"].zfill(2) else "month first"


def choose_date(dates: tuple[PartialDate, ...], order: DayOrder | None) -> PartialDate | None:
    """Return the date that a cell means in a table with that order; None if that is not known."""
    if len(dates) == 1 or not dates:
        return dates[0] if dates else None
    if order is None:
        return None
    return dates[0] if order == "day first" else dates[1]

"""Patterns of dates and clocks, and the dates that each pattern may mean."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping

from kursk_archive.core.model import PartialDate
from kursk_archive.loader.dates.calendars import BUDDHIST_ERA, FIRST_BUDDHIST_YEAR, PERSIAN_YEARS, persian_to_gregorian
from kursk_archive.loader.dates.vocabulary import (
    AMBIGUOUS_ZONES,
    MONTH_NUMBERS,
    MOSCOW_TIME_NAMES,
    PERSIAN_MONTH_NUMBERS,
    THAI_MONTH_NUMBERS,
    WEEKDAY_NAMES,
    ZONE_OFFSETS,
)

MatchedDateParts = Mapping[str, str | None]
"""The named groups of a pattern that matched."""

_YEAR_WORD = r"(?: ?(?:г|года?|р|року?|рік|r|roku|წელი|წლის|წ|թ|м|ж)\.?)?"
_YEAR = rf"(?P<year>[12][0-9]{{3}}){_YEAR_WORD}"
_SHORT_YEAR = rf"(?P<year>[12][0-9]{{3}}|[0-9]{{2}}){_YEAR_WORD}"
_DAY = r"(?P<day>[0-9]{1,2})"
_NAME = r"(?P<name>[^\W\d_]+)\.?"
_ORDINAL = r"(?:(?:st|nd|rd|th|er|[oaºª]|-?(?:го|ого|е))\b)?"
_OF = r"(?:(?:of|de|del|do|di) )?"

_DATE_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        # 2024, 2024-08; but 2024-25 is a season, not a month
        rf"(?P<year>[12][0-9]{{3}})(?:[-/.](?P<month>0?[1-9]|1[0-2]))?{_YEAR_WORD}",
        # 2024-08-15
        rf"(?P<year>[12][0-9]{{3}})(?P<mark>[-/.])(?P<month>[0-9]{{1,2}})(?P=mark){_DAY}{_YEAR_WORD}",
        # 20240815
        r"(?P<year>[12][0-9]{3})(?P<month>[0-9]{2})(?P<day>[0-9]{2})",
        # 15.08.2024, 15. 8. 2024
        rf"{_DAY}\. ?(?P<month>[0-9]{{1,2}})\. ?{_SHORT_YEAR}",
        # 15/08/2024 and 08/15/2024
        rf"(?P<first>[0-9]{{1,2}})(?P<mark>[-/])(?P<second>[0-9]{{1,2}})(?P=mark){_SHORT_YEAR}",
        # 15 August 2024
        rf"(?:(?:den|le|el|il|the|dnia|dne) |[בה]-? ?)?{_DAY}{_ORDINAL}\.?[ -/]?{_OF}{_NAME}[ -/]?{_OF}{_YEAR}",
        # August 15, 2024
        rf"{_NAME}[ -/]?{_DAY}{_ORDINAL}\.?[ -/]{_YEAR}",
        # August 2024
        rf"{_NAME}[ -/]?{_OF}{_YEAR}",
        # 2024 August 15
        rf"{_YEAR}[ -]{_NAME}(?:[ -]{_DAY})?",
    )
)

_ZONE_NAMES = "|".join(sorted(map(re.escape, [*ZONE_OFFSETS, *AMBIGUOUS_ZONES]), key=len, reverse=True))
_ZONE = (
    rf"(?: ?(?P<zone>{_ZONE_NAMES})\b)?"
    # a single `-5` before a day would be its dash
    r"(?: ?(?P<offset>[+-](?:[0-9]{2}:?[0-9]{2}|(?:0?[0-9]|1[0-4])(?= |$)))(?![0-9:.]))?"
    rf"(?: (?:{_ZONE_NAMES}))?"
)
_CLOCK = (
    r"(?P<hour>[0-9]{1,2})"
    r"(?:(?:[:.]| ?h ?)(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?|(?= ?(?:[ap]\.? ?m|uhr)\b))"
    rf"(?: ?(?P<half>[ap])\.? ?m\b\.?)?(?: ?(?:uhr|hrs?|h)\b\.?)?{_ZONE}"
)
_AT = (
    r" (?:(?:at|on|um|am|le|el|a|as|a las|alle|alle ore|ore|в|о|об|у|а|o|o godz|godz|saat|kl"
    r"|ساعت|الساعة|בשעה)\.? |ב-?)?"
)

_DATE_CLOCK_PATTERNS = (
    re.compile(rf"(?P<date>.+?)(?:(?<=[0-9])t|{_AT}){_CLOCK}"),
    re.compile(rf"{_CLOCK}{_AT}(?P<date>.+)"),
    re.compile(rf"(?P<date>[12][0-9]{{7}})t?(?P<hour>[0-9]{{2}})(?P<minute>[0-9]{{2}})(?P<second>[0-9]{{2}})?{_ZONE}"),
)


def to_partial_date(year: str, month: str | None = None, day: str | None = None) -> PartialDate | None:
    """Make a date of the given precision; None if the calendar has no such day. A year `24` is 2024."""
    try:
        datetime.date(int(year) + (2000 if len(year) == 2 else 0), int(month or 1), int(day or 1))
    except ValueError:
        return None
    numbers = (year if len(year) == 4 else f"20{year}", month, day)
    return PartialDate("-".join(number.zfill(2) for number in numbers if number))


def possible_dates(text: str) -> tuple[PartialDate, ...] | None:
    """Return the dates that a folded text without a clock may mean; None if it does not look like a date.

    An empty tuple is an impossible date; several dates are an ambiguous one.
    """
    without_weekday = _strip_weekday(text)
    for pattern in _DATE_PATTERNS:
        match = pattern.fullmatch(without_weekday)
        dates = _dates_of_parts(match.groupdict()) if match else None
        if dates is not None:
            return None if without_weekday != text and any(date.day is None for date in dates) else dates
    return None


def _strip_weekday(text: str) -> str:
    text = text.removeprefix("יום ").removeprefix("یوم ")
    first, _, after_first = text.partition(" ")
    if first.rstrip(".") in WEEKDAY_NAMES:
        return after_first
    before_last, _, last = text.rpartition(" ")
    return before_last if last.rstrip(".") in WEEKDAY_NAMES else text


def _dates_of_parts(parts: MatchedDateParts) -> tuple[PartialDate, ...] | None:
    month, year = parts.get("month"), parts.get("year") or ""
    if name := parts.get("name"):
        if persian_month := PERSIAN_MONTH_NUMBERS.get(name):
            return _persian_dates(year, persian_month, parts.get("day"))
        if name in THAI_MONTH_NUMBERS and int(year) >= FIRST_BUDDHIST_YEAR:
            parts = {**parts, "year": f"{int(year) - BUDDHIST_ERA}"}
        month = MONTH_NUMBERS.get(name) or THAI_MONTH_NUMBERS.get(name)
        if month is None:
            return None
    elif len(year) == 4 and int(year) in PERSIAN_YEARS and month and "first" not in parts:
        return _persian_dates(year, int(month), parts.get("day"))
    orders = _possible_orders(parts) if "first" in parts else [(parts["year"] or "", month, parts.get("day"))]
    return tuple(dict.fromkeys(date for order in orders if (date := to_partial_date(*order))))


def _persian_dates(year: str, month: int, day: str | None) -> tuple[PartialDate, ...] | None:
    """Convert a date of the calendar of Iran; None without a day, since its months lie in two of ours."""
    if day is None or len(year) != 4:
        return None
    date = persian_to_gregorian(int(year), month, int(day))
    return (PartialDate(date.isoformat()),) if date else ()


def _possible_orders(parts: MatchedDateParts) -> list[tuple[str, str, str]]:
    first, second, year = (parts[name] or "" for name in ("first", "second", "year"))
    orders = [(year, second, first), (year, first, second)]
    return orders if len(year) == 4 else [*orders, (first.zfill(2), second, year)]


def split_date_and_clock(text: str) -> Iterator[tuple[str, MatchedDateParts | None]]:
    """Yield the ways to split a folded text into a date and a clock, first the whole text as a date."""
    if ":" not in text:
        yield text, None
    for pattern in _DATE_CLOCK_PATTERNS:
        if match := pattern.fullmatch(text):
            yield match["date"], match.groupdict()


def format_clock(parts: MatchedDateParts) -> str | None:
    """Format a time as `14:30` or `14:30:05`, on 24 hours; None if there is no such time."""
    hour, minute, second = (int(parts[name] or 0) for name in ("hour", "minute", "second"))
    half = parts.get("half")
    if hour > 23 or minute > 59 or second > 59 or (half == "a" and hour > 12) or (half == "p" and hour == 0):
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return f"{hour:02}:{minute:02}" + (f":{second:02}" if parts["second"] else "")


def is_end_of_day(parts: MatchedDateParts) -> bool:
    """Return True for `24:00`, by which ISO 8601 means midnight at the end of the day."""
    return parts["hour"] == "24" and not any(int(parts[name] or 0) for name in ("minute", "second"))


def utc_offset(parts: MatchedDateParts, day: str) -> str | None:
    """Return `Z`, `+03:00`, or an empty text if no zone is stated; None if its name is ambiguous or no zone is so far.

    UTC and GMT are `Z`. So is `-0000`, which RFC 5322 defines as UTC.
    """
    zone, stated = parts["zone"], parts["offset"]
    if stated:
        return _format_offset(stated) if ZONE_OFFSETS.get(zone or "z") == "Z" else None
    if zone in MOSCOW_TIME_NAMES and "2011-03-27" <= day < "2014-10-26":
        return "+04:00"
    return ZONE_OFFSETS.get(zone) if zone else ""


_MAX_OFFSET_MINUTES = 14 * 60
"""Of Kiribati, the farthest from UTC. Source: the tz database."""


def _format_offset(offset: str) -> str | None:
    digits = offset[1:].replace(":", "")
    hours, minutes = (digits[:2], digits[2:]) if len(digits) == 4 else (digits, "00")
    if int(minutes) > 59 or int(hours) * 60 + int(minutes) > _MAX_OFFSET_MINUTES:
        return None
    return "Z" if offset[0] == "-" and not int(digits) else f"{offset[0]}{hours:0>2}:{minutes}"

"""Dates as captures, frontmatter, file names and addresses write them, read without a guess."""

from __future__ import annotations

import calendar
import datetime
import re
from functools import lru_cache
from typing import Literal

from msgspec import Struct

from kursk_archive.core.model import PartialDate
from kursk_archive.loader.dates import patterns
from kursk_archive.loader.dates.paths import date_from_filename, date_from_url
from kursk_archive.loader.dates.vocabulary import DATE_LABELS, MONTH_NUMBERS, WEEKDAY_NAMES, fold_date_text

__all__ = [
    "DateReading",
    "dates_contradict",
    "date_from_filename",
    "date_from_url",
    "split_date_label",
    "looks_like_date_line",
    "parse_date",
]

MAX_DATE_CHARS = 80
"""Characters. The longest customary form, with weekday, clock and zone in words, has about 60."""

_ISO = re.compile(r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}")
_FRACTION = re.compile(r"(?<=:[0-9]{2}:[0-9]{2})[.,][0-9]+")


class DateReading(Struct, frozen=True):
    """What a text came to as a date."""

    date: PartialDate | None = None
    problem: Literal["impossible", "ambiguous", "unknown"] | None = None
    """Why there is no date; with `date-` before it, a finding's code."""
    note: str = ""
    """A phrase for a finding's message, without a full stop; there may be one beside a date whose zone was left out."""


def parse_date(text: str) -> DateReading:
    """Read the whole of `text` as a date, at the precision and with the offset that it states.

    Total, and never a guess: `03/04/2024` is ambiguous, while dots (`03.04.2024`) always mean day, month, year. Two
    digits of a year mean 20YY. Seconds are kept, fractions of them dropped. UTC and GMT come out as `Z`. A zone whose
    name has several offsets (IST, CST, ET) leaves the date without one, with a note. A weekday is not checked.
    """
    short = " ".join(text.split())
    return (_parse_cached(short) if len(short) <= MAX_DATE_CHARS else None) or _unknown(short)


@lru_cache(maxsize=256)
def _parse_cached(short: str) -> DateReading | None:
    """Kept because the readers of a head ask about the same few lines."""
    if _ISO.fullmatch(short) and (day := patterns.to_partial_date(short[:4], short[5:7], short[8:])):
        return DateReading(day)  # 2 µs instead of 15, for what most frontmatter has
    return _parse_full(short)


def _parse_full(short: str) -> DateReading | None:
    for day, clock in patterns.split_date_and_clock(fold_date_text(_FRACTION.sub("", short))):
        found = patterns.possible_dates(day)
        if found is not None and (clock is None or all(date.day for date in found)):
            return _choose_date(short, found, clock)
    return None


def _unknown(text: str) -> DateReading:
    return DateReading(None, "unknown", f"{_quote(text)} cannot be read as a date")


def _choose_date(text: str, found: tuple[PartialDate, ...], parts: patterns.DateParts | None) -> DateReading:
    if len(found) > 1:
        return DateReading(None, "ambiguous", f"{_quote(text)} may be {' or '.join(found)}")
    clock = patterns.format_clock(parts) if parts else ""
    if not found or clock is None:
        return DateReading(
            None, "impossible", f"{_quote(text)} names a {'time' if found else 'day'} that does not exist"
        )
    if not parts:
        return DateReading(found[0])
    offset = patterns.utc_offset(parts, found[0])
    note = f"the time zone in {_quote(text)} is not certain and is left out" if offset is None else ""
    return DateReading(PartialDate(f"{found[0]}T{clock}{offset or ''}"), None, note)


def _quote(text: str) -> str:
    return repr(text if len(text) <= 60 else f"{text[:59]}…")


def looks_like_date_line(text: str) -> bool:
    """Whether a line of its own is a date: at most 60 characters, a month at least; an impossible date counts."""
    if len(text) > MAX_DATE_CHARS or len(text.strip()) > 60:
        return False
    reading = parse_date(text)
    if reading.date:
        return reading.date.month is not None
    return reading.problem != "unknown" and not text.strip().isdigit()


def _alternatives(kind: str) -> str:
    return "|".join(map(re.escape, sorted(DATE_LABELS[kind].split(", "), key=len, reverse=True)))


_LABEL = re.compile(
    # `updated` first: `date updated` begins with `date`
    rf"[\s*_>]*+(?:(?P<updated>{_alternatives('updated')})|(?P<date>{_alternatives('date')}))(?![^\W_])"
    r"(?:\s++(?:on|at|am|um|le|el|il|à|em|в|о)(?!\w))?[\s*_]*+(?P<colon>[:：]?)[\s*_]*+(?:[|–—-]\s+)?(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_FIRST = re.compile(r"([0-9])|[^\W\d_]+")


def split_date_label(line: str) -> tuple[Literal["date", "updated"] | None, str]:
    """Split what says that a date follows (`Published:`, `Обновлено`) off `line`.

    Without a colon it counts only before something that begins like a date: `Posted on Facebook` is no label.

    Returns:
        the label's kind and the rest, without emphasis around it and perhaps empty; without a label, None and `line`.
    """
    match = _LABEL.match(line)
    if not match or not (match["colon"] or _begins_like_date(match["rest"])):
        return None, line
    return ("date" if match["date"] else "updated"), match["rest"].strip(" \t\r\n*_")


def _begins_like_date(text: str) -> bool:
    first = _FIRST.match(fold_date_text(text[:30]))
    return not text.strip() or bool(first and (first[1] or first[0] in MONTH_NUMBERS or first[0] in WEEKDAY_NAMES))


def dates_contradict(a: PartialDate, b: PartialDate, tolerance_days: int = 0) -> bool:
    """Whether no day fits both, nor any two days at most `tolerance_days` apart.

    A month holds all of its days, so it never contradicts one of them. Clocks and offsets do not count: a tolerance of
    one day stands for the time zones between a text and its address.

    Args:
        a: a date as `parse_date`, `date_from_url` or `date_from_filename` gives it; so is `b`.
    """
    (a_first, a_last), (b_first, b_last) = _day_range(a), _day_range(b)
    return max(b_first - a_last, a_first - b_last) > tolerance_days


def _day_range(date: PartialDate) -> tuple[int, int]:
    """First and last day, as ordinals."""
    year, first_month, last_month = int(date.year), int(date.month or 1), int(date.month or 12)
    last_day = int(date.day or calendar.monthrange(year, last_month)[1])
    first = datetime.date(year, first_month, int(date.day or 1))
    return first.toordinal(), datetime.date(year, last_month, last_day).toordinal()

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
from kursk_archive.loader.dates.paths import from_name, from_url
from kursk_archive.loader.dates.vocabulary import LABELS, MONTHS, WEEKDAYS, plain

__all__ = ["Reading", "contradicts", "from_name", "from_url", "label", "looks_like_date_line", "read"]

LONGEST = 80
"""Characters. The longest customary form, with weekday, clock and zone in words, has about 60."""

_ISO = re.compile(r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}")
_FRACTION = re.compile(r"(?<=:[0-9]{2}:[0-9]{2})[.,][0-9]+")


class Reading(Struct, frozen=True):
    """What a text came to as a date."""

    date: PartialDate | None = None
    problem: Literal["impossible", "ambiguous", "unknown"] | None = None
    """Why there is no date; with `date-` before it, a finding's code."""
    note: str = ""
    """A phrase for a finding's message, without a full stop; there may be one beside a date whose zone was left out."""


def read(text: str) -> Reading:
    """Read the whole of `text` as a date, at the precision and with the offset that it states.

    Total, and never a guess: `03/04/2024` is ambiguous, while dots (`03.04.2024`) always mean day, month, year. Two
    digits of a year mean 20YY. Seconds are kept, fractions of them dropped. UTC and GMT come out as `Z`. A zone whose
    name has several offsets (IST, CST, ET) leaves the date without one, with a note. A weekday is not checked.
    """
    short = " ".join(text.split())
    return (_read(short) if len(short) <= LONGEST else None) or _unknown(short)


@lru_cache(maxsize=256)
def _read(short: str) -> Reading | None:
    """Kept because the readers of a head ask about the same few lines."""
    if _ISO.fullmatch(short) and (day := patterns.iso(short[:4], short[5:7], short[8:])):
        return Reading(day)  # 2 µs instead of 15, for what most frontmatter has
    return _at_length(short)


def _at_length(short: str) -> Reading | None:
    for day, clock in patterns.partings(plain(_FRACTION.sub("", short))):
        found = patterns.days(day)
        if found is not None and (clock is None or all(date.day for date in found)):
            return _settled(short, found, clock)
    return None


def _unknown(text: str) -> Reading:
    return Reading(None, "unknown", f"{_shown(text)} cannot be read as a date")


def _settled(text: str, found: tuple[PartialDate, ...], parts: patterns.Parts | None) -> Reading:
    if len(found) > 1:
        return Reading(None, "ambiguous", f"{_shown(text)} may be {' or '.join(found)}")
    clock = patterns.clock(parts) if parts else ""
    if not found or clock is None:
        return Reading(None, "impossible", f"{_shown(text)} names a {'time' if found else 'day'} that does not exist")
    if not parts:
        return Reading(found[0])
    offset = patterns.offset(parts, found[0])
    note = f"the time zone in {_shown(text)} is not certain and is left out" if offset is None else ""
    return Reading(PartialDate(f"{found[0]}T{clock}{offset or ''}"), None, note)


def _shown(text: str) -> str:
    return repr(text if len(text) <= 60 else f"{text[:59]}…")


def looks_like_date_line(text: str) -> bool:
    """Whether a line of its own is a date: at most 60 characters, a month at least; an impossible date counts."""
    if len(text) > LONGEST or len(text.strip()) > 60:
        return False
    reading = read(text)
    if reading.date:
        return reading.date.month is not None
    return reading.problem != "unknown" and not text.strip().isdigit()


def _alternatives(kind: str) -> str:
    return "|".join(map(re.escape, sorted(LABELS[kind].split(", "), key=len, reverse=True)))


_LABEL = re.compile(
    # `updated` first: `date updated` begins with `date`
    rf"[\s*_>]*+(?:(?P<updated>{_alternatives('updated')})|(?P<date>{_alternatives('date')}))(?![^\W_])"
    r"(?:\s++(?:on|at|am|um|le|el|il|à|em|в|о)(?!\w))?[\s*_]*+(?P<colon>[:：]?)[\s*_]*+(?:[|–—-]\s+)?(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_FIRST = re.compile(r"([0-9])|[^\W\d_]+")


def label(line: str) -> tuple[Literal["date", "updated"] | None, str]:
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
    first = _FIRST.match(plain(text[:30]))
    return not text.strip() or bool(first and (first[1] or first[0] in MONTHS or first[0] in WEEKDAYS))


def contradicts(a: PartialDate, b: PartialDate, tolerance_days: int = 0) -> bool:
    """Whether no day fits both, nor any two days at most `tolerance_days` apart.

    A month holds all of its days, so it never contradicts one of them. Clocks and offsets do not count: a tolerance of
    one day stands for the time zones between a text and its address.

    Args:
        a: a date as `read`, `from_url` or `from_name` gives it; so is `b`.
    """
    (a_first, a_last), (b_first, b_last) = _span(a), _span(b)
    return max(b_first - a_last, a_first - b_last) > tolerance_days


def _span(date: PartialDate) -> tuple[int, int]:
    """First and last day, as ordinals."""
    year, first_month, last_month = int(date.year), int(date.month or 1), int(date.month or 12)
    last_day = int(date.day or calendar.monthrange(year, last_month)[1])
    first = datetime.date(year, first_month, int(date.day or 1))
    return first.toordinal(), datetime.date(year, last_month, last_day).toordinal()

"""Parses dates from captures, frontmatter, file names and URLs, without guessing."""

from __future__ import annotations

import calendar
import datetime
import re
from functools import lru_cache
from typing import Literal

from msgspec import Struct

from kursk_archive.core.model import PartialDate
from kursk_archive.loader.dates import patterns
from kursk_archive.loader.dates.calendars import (
    BUDDHIST_ERA,
    FIRST_BUDDHIST_YEAR,
    FIRST_YEAR,
    LAST_YEAR,
    PERSIAN_YEARS,
)
from kursk_archive.loader.dates.paths import date_from_filename, date_from_url
from kursk_archive.loader.dates.vocabulary import DATE_LABELS, MONTH_NUMBERS, WEEKDAY_NAMES, fold_date_text

__all__ = [
    "DateReading",
    "date_from_filename",
    "date_from_url",
    "dates_contradict",
    "looks_like_date_line",
    "parse_date",
    "precedes",
    "split_date_label",
]

MAX_DATE_CHARS = 80
"""The longest usual form, with weekday, clock and zone in words, has about 60."""

_ISO = re.compile(r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}")
_FRACTION = re.compile(r"(?<=:[0-9]{2}:[0-9]{2})[.,][0-9]+")


class DateReading(Struct, frozen=True):
    """The result of parsing a text as a date."""

    date: PartialDate | None = None
    problem: Literal["impossible", "implausible", "ambiguous", "unknown"] | None = None
    """Why there is no date; prefixed with `date-`, this is the code of a finding."""
    note: str = ""
    """A phrase for a finding's message, without a full stop. Also set beside a date that has a caveat."""
    caveat: Literal["calendar", "partial"] | None = None
    """What to know of the date: it was converted, or its time or zone was left out. A code like `problem`."""

    @property
    def code(self) -> str:
        """The code of the finding to report; empty for a date without a caveat."""
        return f"date-{kind}" if (kind := self.problem or self.caveat) else ""


def parse_date(text: str) -> DateReading:
    """Parse the whole of `text` as a date, at the precision and with the offset that it states.

    Never raises and never guesses: `03/04/2024` is ambiguous, while dots (`03.04.2024`) always mean day, month, year.
    A two-digit year means 20YY. Seconds are kept, fractions of a second dropped. UTC and GMT become `Z`. A zone name
    with several offsets (IST, CST, ET) and an offset of more than 14 hours are dropped, with a note. The weekday is not
    checked. Dates of the calendar of Iran are converted, Buddhist years beside Thai months, too. A year that no page
    has, and the empty stamps of databases (1970-01-01), are implausible.
    """
    text = " ".join(text.split())
    return (_parse_cached(text) if len(text) <= MAX_DATE_CHARS else None) or _unknown_date(text)


@lru_cache(maxsize=256)
def _parse_cached(text: str) -> DateReading | None:
    """Parse a text; cached because every reader of a capture's header asks about the same few lines."""
    if (
        _ISO.fullmatch(text)
        and text != "1970-01-01"
        and FIRST_YEAR <= text[:4] <= LAST_YEAR
        and (date := patterns.to_partial_date(text[:4], text[5:7], text[8:]))
    ):
        return DateReading(date)  # 2 µs instead of 15, for the form that most frontmatter has
    return _parse_full(text)


def _parse_full(text: str) -> DateReading | None:
    if _EPOCH.fullmatch(text):
        return _read_epoch(text)
    if _EMPTY_STAMP.fullmatch(text):
        return DateReading(None, "implausible", f"{_quote(text)} is an empty time stamp")
    plain = _FRACTION.sub("", text)
    if plain.count(":") > 1:
        plain = _ZONE_IN_WORDS.sub("", _CTIME.sub(r"\1 \4 \2 \3", plain))
    for date_text, clock in patterns.split_date_and_clock(fold_date_text(plain)):
        candidates = patterns.possible_dates(date_text)
        if candidates is not None and (clock is None or all(date.day for date in candidates)):
            return _check_plausible(text, date_text, _choose_date(text, candidates, clock))
    return None


_EPOCH = re.compile(r"(?P<seconds>1[0-9]{9})(?:\.[0-9]{1,9}|[0-9]{3}|[0-9]{6})?")
"""Seconds, milliseconds or microseconds since 1970, from 2001 to 2033."""
_EMPTY_STAMP = re.compile(
    r"(?:0000-00-00|0001-01-01|1899-12-30|1970-01-01)(?:[T ]00:00(?::00(?:[.,]0+)?)?)?"
    r"(?: ?(?:Z|UTC|GMT|[+-]00:?00))?|0{1,10}",
    re.IGNORECASE,
)
"""What databases, languages and spreadsheets write for no date. 1 January 1970 in words is a date."""
_ZONE_IN_WORDS = re.compile(r"(?<=[+-][0-9]{4}) \([^()]{1,60}\)$")
_CTIME = re.compile(
    r"((?:[A-Z][a-z]{2} )?[A-Z][a-z]{2} [0-9]{1,2}) ([0-9:]{5,8}) (?:([A-Z]{2,5}|[+-][0-9]{4}) )?([12][0-9]{3})"
)
"""`Thu Aug 15 14:30:00 UTC 2024`, as the Unix command `date` writes it."""


def _read_epoch(text: str) -> DateReading:
    stamp = datetime.datetime.fromtimestamp(int(text[:10]), datetime.UTC)
    return DateReading(PartialDate(f"{stamp:%Y-%m-%dT%H:%M:%S}Z"))


def _check_plausible(text: str, folded: str, reading: DateReading) -> DateReading:
    """Refuse years that no page has, and note a year of another calendar that was converted."""
    if reading.date is None:
        return reading
    year = reading.date.year
    if "T" in reading.date and reading.date[:4] in ("1969", "1970") and _is_epoch(reading.date):
        return DateReading(None, "implausible", f"{_quote(text)} is an empty time stamp")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return DateReading(None, "implausible", f"{_quote(text)} is in the year {year}{_other_calendar(int(year))}")
    numbers = _NUMBER.findall(folded)
    if not reading.caveat and any(number in _PERSIAN_YEARS for number in numbers) and year not in numbers:
        note = f"{_quote(text)} is {reading.date} if it is a date of the calendar of Iran"
        return DateReading(reading.date, None, note, "calendar") if not _LETTER.search(folded) else reading
    return reading


def _is_epoch(date: PartialDate) -> bool:
    moment = datetime.datetime.fromisoformat(date)
    return (moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)).timestamp() == 0


_NUMBER, _LETTER = re.compile(r"[0-9]+"), re.compile(r"[^\W\d_]{2}")
_PERSIAN_YEARS = frozenset(map(str, PERSIAN_YEARS))


def _other_calendar(year: int) -> str:
    """Name the calendar that a year may be of."""
    if FIRST_BUDDHIST_YEAR <= year < FIRST_BUDDHIST_YEAR + 160:
        return f"; in the Buddhist era that is {year - BUDDHIST_ERA}"
    return ", perhaps of the Islamic calendar" if 1400 <= year < 1500 else ""


def _unknown_date(text: str) -> DateReading:
    return DateReading(None, "unknown", f"{_quote(text)} is not a recognised date")


def _choose_date(
    text: str, candidates: tuple[PartialDate, ...], parts: patterns.MatchedDateParts | None
) -> DateReading:
    if len(candidates) > 1:
        return DateReading(None, "ambiguous", f"{_quote(text)} could be {' or '.join(candidates)}")
    if parts and candidates and patterns.is_end_of_day(parts):
        note = f"the time in {_quote(text)} is the end of the day and was left out"
        return DateReading(candidates[0], None, note, "partial")
    clock = patterns.format_clock(parts) if parts else ""
    if not candidates or clock is None:
        unit = "time" if candidates else "date"
        return DateReading(None, "impossible", f"{_quote(text)} is not a valid {unit}")
    date = candidates[0]
    if not parts:
        return DateReading(date)
    offset = patterns.utc_offset(parts, date)
    moment = PartialDate(f"{date}T{clock}{offset or ''}")
    if offset is not None:
        return DateReading(moment)
    fault = "impossible" if parts["offset"] else "ambiguous"
    return DateReading(moment, None, f"the time zone in {_quote(text)} is {fault} and was left out", "partial")


def _quote(text: str) -> str:
    return repr(text if len(text) <= 60 else f"{text[:59]}…")


def looks_like_date_line(text: str) -> bool:
    """Return True if a whole line is a date of at most 60 characters with a month; an impossible date counts."""
    if len(text) > MAX_DATE_CHARS or len(text.strip()) > 60 or _EPOCH.fullmatch(text.strip()):
        return False
    reading = parse_date(text)
    if reading.date:
        return reading.date.month is not None
    return reading.problem != "unknown" and not text.strip().isdigit()


def _label_pattern(kind: str) -> str:
    return "|".join(map(re.escape, sorted(DATE_LABELS[kind].split(", "), key=len, reverse=True)))


_LABEL = re.compile(
    # `updated` first: `date updated` begins with `date`
    rf"[\s*_>]*+(?:(?P<updated>{_label_pattern('updated')})|(?P<date>{_label_pattern('date')}))(?![^\W_])"
    r"(?:\s++(?:on|at|am|um|le|el|il|à|em|в|о)(?!\w))?[\s*_]*+(?P<colon>[:：]?)[\s*_]*+(?:[|–—-]\s+)?(?P<after>.*)",
    re.IGNORECASE | re.DOTALL,
)
_DIGIT_OR_WORD = re.compile(r"([0-9])|[^\W\d_]+")


def split_date_label(line: str) -> tuple[Literal["date", "updated"] | None, str]:
    """Split a label such as `Published:` or `Обновлено` off `line`.

    Without a colon it is a label only before text that begins like a date: `Posted on Facebook` has no label.

    Returns:
        The label's kind, and the text after it without surrounding emphasis, perhaps empty. Without a label: None
        and `line`.
    """
    match = _LABEL.match(line)
    if not match or not (match["colon"] or _begins_like_date(match["after"])):
        return None, line
    return ("date" if match["date"] else "updated"), match["after"].strip(" \t\r\n*_")


def _begins_like_date(text: str) -> bool:
    start = _DIGIT_OR_WORD.match(fold_date_text(text[:30]))
    return not text.strip() or bool(start and (start[1] or start[0] in MONTH_NUMBERS or start[0] in WEEKDAY_NAMES))


def dates_contradict(a: PartialDate, b: PartialDate, tolerance_days: int = 0) -> bool:
    """Return True if the dates are more than `tolerance_days` apart, whichever days of a month or year they mean.

    A month does not contradict any of its days. Clocks and offsets are ignored; a tolerance of one day allows for the
    time zones of a text and its URL.
    """
    (a_first, a_last), (b_first, b_last) = _day_range(a), _day_range(b)
    return max(b_first - a_last, a_first - b_last) > tolerance_days


def precedes(a: PartialDate, b: PartialDate, tolerance_days: int = 0) -> bool:
    """Return True if all of `a` is more than `tolerance_days` before `b`.

    Days are compared; a further day is allowed if only one of the two states its offset from UTC.
    """
    is_local = [not has_offset(date) for date in (a, b)]
    return _day_range(a)[1] + tolerance_days + (is_local[0] != is_local[1]) < _day_range(b)[0]


def has_offset(date: PartialDate) -> bool:
    """Return True if a date states its offset from UTC: where it was published, it may have been the day before."""
    return _OFFSET.search(date) is not None


_OFFSET = re.compile(r"T.*(?:Z|[+-][0-9]{2}:[0-9]{2})$")


def _day_range(date: PartialDate) -> tuple[int, int]:
    """Return the first and the last day, as ordinals."""
    year, first_month, last_month = int(date.year), int(date.month or 1), int(date.month or 12)
    last_day = int(date.day or calendar.monthrange(year, last_month)[1])
    first = datetime.date(year, first_month, int(date.day or 1))
    return first.toordinal(), datetime.date(year, last_month, last_day).toordinal()

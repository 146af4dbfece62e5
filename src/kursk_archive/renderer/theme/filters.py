"""Template filters that format dates, numbers, lists and languages for readers.

None of them fails: languages that Babel does not know are formatted like English.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, get_day_names
from babel.lists import format_list
from babel.numbers import format_decimal
from markupsafe import Markup

from kursk_archive.core.i18n import LEFT_TO_RIGHT_ISOLATE, POP_ISOLATE
from kursk_archive.core.model import PartialDate
from kursk_archive.renderer.theme.escape import to_html


@lru_cache(maxsize=4096)
def human_date(date: str | None, language: str) -> str:
    """Format a date for readers, at its own precision: `15 August 2024, 14:30 (UTC+03:00)`."""
    if not date:
        return ""
    day = PartialDate(date)
    locale, first_day = _locale(language), _first_day(day)
    if day.day:
        text = format_date(first_day, "long", locale)
    else:
        text = format_skeleton("yMMMM" if day.month else "y", first_day, locale=locale)
    if not day.time:
        return text
    clock, offset = day.time[:5], day.time[5:].removeprefix(day.time[5:8] if day.time[5:6] == ":" else "")
    zone = " (UTC)" if offset == "Z" else f" (UTC{offset})" if offset else ""
    return f"{text}, {clock}{zone}"


def iso_date(date: PartialDate | None) -> str:
    """Format a date for a `datetime` attribute."""
    return str(date or "")


@lru_cache(maxsize=4096)
def period_within(period: str, language: str) -> str:
    """Name a period within the longer period around it: `August` of 2024, `15` of August 2024.

    The name stands alone, so it is capitalised, as names of months are not in most languages.
    """
    date = PartialDate(period)
    if not date.month:
        return human_date(date, language)
    if date.day:
        return str(int(date.day))
    return capitalize_first(format_date(_first_day(date), "LLLL", _locale(language)))


@lru_cache(maxsize=512)
def day_of_year(date: str, language: str) -> str:
    """Name the day of a date without its year: `15 August`."""
    return format_skeleton("MMMMd", _first_day(PartialDate(date)), locale=_locale(language))


@lru_cache(maxsize=4096)
def short_period(period: str, language: str) -> str:
    """Like `period_within`, but with months abbreviated: `Aug`."""
    date = PartialDate(period)
    if date.day or not date.month:
        return period_within(period, language)
    return capitalize_first(format_date(_first_day(date), "LLL", _locale(language)))


MAX_WEEKDAY_LENGTH = 2
"""Letters of a weekday's short name in a small calendar."""


@lru_cache(maxsize=64)
def weekday_names(language: str) -> tuple[tuple[str, str], ...]:
    """Short and full name of each day of the week, beginning with the first one: `Mo`, `Monday`."""
    locale = _locale(language)
    short, narrow, full = (get_day_names(width, "stand-alone", locale) for width in ("short", "narrow", "wide"))
    names = {day: name.rstrip(".") for day, name in short.items()}
    if max(map(len, names.values())) > MAX_WEEKDAY_LENGTH:  # Polish has three letters, Arabic whole words
        names = dict(narrow)
    first = first_weekday(language)
    days = [*range(first, 7), *range(first)]
    return tuple((capitalize_first(names[day]), capitalize_first(full[day])) for day in days)


def first_weekday(language: str) -> int:
    """The day on which weeks begin where a language is spoken: 0 is Monday. Without a country it is Monday."""
    return _locale(language).first_week_day


def capitalize_first(text: str) -> str:
    """Capitalise the first letter; names of months and languages are in lower case in most languages."""
    start = text[:1] == LEFT_TO_RIGHT_ISOLATE
    return text[:start] + text[start : start + 1].upper() + text[start + 1 :]


@lru_cache(maxsize=4096, typed=True)
def format_number(value: float, language: str) -> str:
    """Group the digits of a number: `1,234,567`."""
    return format_decimal(value, locale=_locale(language))


def join_names(items: Sequence[str], language: str) -> str:
    """Join names to a list: `one, two and three`."""
    return _join_names(tuple(items), language) if items else ""


def join_links(items: Sequence[tuple[str, str]], root: str, language: str) -> Markup:
    """Join pairs of name and page to a list of links; `root` is the relative path to the site's root folder.

    A name without a page is no link.
    """
    placeholders = [f"\0{i}\0" for i in range(len(items))]
    text = to_html(join_names(placeholders, language))
    for placeholder, (name, page) in zip(placeholders, items, strict=True):
        link = f'<a href="{to_html(root)}{to_html(page)}">{to_html(name)}</a>' if page else to_html(name)
        text = text.replace(placeholder, link)
    return Markup(text)  # noqa: S704 - everything in it is escaped


@lru_cache(maxsize=1024)
def _join_names(items: tuple[str, ...], language: str) -> str:
    return format_list(items, locale=_locale(language))


def ensure_full_stop(text: str) -> str:
    """Append a full stop, unless the text ends with a sentence mark; inside of the isolate if the text is one."""
    inside = len(text) - text.endswith(POP_ISOLATE)
    is_ended = text[:inside].rstrip("\"'»”’)").endswith(_SENTENCE_ENDS)
    return text if is_ended else text[:inside] + "." + text[inside:]


_SENTENCE_ENDS = tuple(".!?…。！？؟۔।։")


@lru_cache(maxsize=256)
def language_name(code: str, language: str) -> str:
    """Name a language in another: `Ukrainian`; its code if Babel does not know its name."""
    try:
        return Locale.parse(code, sep="-").get_display_name(_locale(language)) or code
    except (UnknownLocaleError, ValueError):
        return code


@lru_cache(maxsize=64)
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def _first_day(date: PartialDate) -> datetime.date:
    return datetime.date(int(date.year), int(date.month or 1), int(date.day or 1))

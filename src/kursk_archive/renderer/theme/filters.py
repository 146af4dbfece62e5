"""Dates, numbers, lists and languages as the readers of a language write them.

All of it is total: of a language that Babel does not know, English has to do.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.numbers import format_decimal
from markupsafe import Markup

from kursk_archive.core.model import PartialDate
from kursk_archive.renderer.theme.escape import to_html


@lru_cache(maxsize=4096)
def human_date(date: str | None, language: str) -> str:
    """A date as people write it, at its own precision: `15 August 2024, 14:30 (UTC+03:00)`."""
    if not date:
        return ""
    day = PartialDate(date)
    locale, moment = _locale(language), _first_day(day)
    if day.day:
        text = format_date(moment, "long", locale)
    else:
        text = format_skeleton("yMMMM" if day.month else "y", moment, locale=locale)
    if not day.time:
        return text
    clock, offset = day.time[:5], day.time[5:].removeprefix(day.time[5:8] if day.time[5:6] == ":" else "")
    zone = " (UTC)" if offset == "Z" else f" (UTC{offset})" if offset else ""
    return f"{text}, {clock}{zone}"


def iso_date(date: PartialDate | None) -> str:
    """As the `datetime` attribute has it."""
    return str(date or "")


@lru_cache(maxsize=4096)
def period_within(period: str, language: str) -> str:
    """A period's name within the longer one that it is a part of: `August` of 2024, `15` of August 2024.

    It stands by itself, so it begins with a capital letter, which months do not have in most languages.
    """
    date = PartialDate(period)
    if not date.month:
        return human_date(date, language)
    return (
        str(int(date.day)) if date.day else capitalize_first(format_date(_first_day(date), "LLLL", _locale(language)))
    )


@lru_cache(maxsize=4096)
def short_period(period: str, language: str) -> str:
    """The same where there is little room: `Aug`."""
    date = PartialDate(period)
    if date.day or not date.month:
        return period_within(period, language)
    return capitalize_first(format_date(_first_day(date), "LLL", _locale(language)))


def capitalize_first(text: str) -> str:
    """A text as a heading has it; months and languages begin with a small letter in most languages."""
    return text[:1].upper() + text[1:]


@lru_cache(maxsize=4096, typed=True)
def format_number(value: int, language: str) -> str:
    """`1,234,567`."""
    return format_decimal(value, locale=_locale(language))


def join_names(items: Sequence[str], language: str) -> str:
    """`one, two and three`."""
    return _join_names(tuple(items), language) if items else ""


def join_links(items: Sequence[tuple[str, str]], root: str, language: str) -> Markup:
    """The same with each item, a name and a page, as a link; `root` is the way to the site's first folder."""
    marks = [f"\0{i}\0" for i in range(len(items))]
    text = to_html(join_names(marks, language))
    for mark, (name, page) in zip(marks, items, strict=True):
        text = text.replace(mark, f'<a href="{to_html(root)}{to_html(page)}">{to_html(name)}</a>')
    return Markup(text)  # noqa: S704 - all that is put into it is escaped


@lru_cache(maxsize=1024)
def _join_names(items: tuple[str, ...], language: str) -> str:
    return format_list(items, locale=_locale(language))


def ensure_full_stop(text: str) -> str:
    """The text with a full stop, unless it ends a sentence by itself."""
    return text if text.rstrip("\"'»”’)").endswith(_SENTENCE_ENDS) else f"{text}."


_SENTENCE_ENDS = tuple(".!?…。！？؟۔।։")


@lru_cache(maxsize=256)
def language_name(code: str, language: str) -> str:
    """What a language is called in another: `Ukrainian`; its code where Babel knows no name."""
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

"""The addresses of a site's articles: patterns with placeholders, and how generators spell names in an address."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Mapping
from urllib.parse import quote

_PLACEHOLDER = re.compile(r":([a-z]+(?:_[a-z]+)*)")
_SAFE = "/:@!$&'()*+,;=~-._%"


PERMALINK_PLACEHOLDERS = frozenset(
    "slug title name folder language section year month day i_month i_day short_year".split()
)
"""Placeholders of the option `--permalink`."""


def placeholder_names(pattern: str) -> list[str]:
    """Return the names of the placeholders in a pattern."""
    return _PLACEHOLDER.findall(pattern)


def fill_pattern(pattern: str, values: Mapping[str, str | None]) -> str | None:
    """Replace the placeholders of a pattern, `/:year/:slug/`; None if one has no value.

    Double slashes become one. The result begins with a slash.
    """
    if any(values.get(name) is None for name in placeholder_names(pattern)):
        return None
    filled = _PLACEHOLDER.sub(lambda match: values[match[1]] or "", pattern)
    return re.sub("/{2,}", "/", f"/{filled}")


def join_address(base: str, path: str) -> str:
    """Return the address of a path on a site, percent-encoded; what is encoded already stays."""
    return base.rstrip("/") + quote(path if path.startswith("/") else f"/{path}", safe=_SAFE)


def day_placeholders(day: datetime.date | None) -> dict[str, str | None]:
    """Return the values of the placeholders that generators have for a day."""
    if day is None:
        return {}
    year, week, weekday = day.isocalendar()
    return {
        "year": f"{day.year:04}",
        "month": f"{day.month:02}",
        "day": f"{day.day:02}",
        "i_month": f"{day.month}",
        "i_day": f"{day.day}",
        "short_year": f"{day.year % 100:02}",
        "y_day": f"{day.timetuple().tm_yday:03}",
        "yearday": f"{day.timetuple().tm_yday}",
        "week": f"{week:02}",
        "w_year": f"{year}",
        "w_day": f"{weekday}",
        "monthname": _MONTHS[day.month - 1].lower(),
        "long_month": _MONTHS[day.month - 1],
        "short_month": _MONTHS[day.month - 1][:3],
        "weekday": f"{weekday % 7}",
        "weekdayname": _DAYS[weekday - 1].lower(),
        "long_day": _DAYS[weekday - 1],
        "short_day": _DAYS[weekday - 1][:3],
    }


_MONTHS = "January February March April May June July August September October November December".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


def hugo_spelling(text: str, to_lower: bool = True) -> str:
    """Spell a path as Hugo does: letters of every script stay, white space becomes a hyphen."""
    kept = "".join(
        "-" if char.isspace() else char
        for char in " ".join(text.split())
        if char.isspace() or char in "./\\_#+~-@" or unicodedata.category(char)[0] in "LMN"
    )
    spelt = re.sub("-{2,}", "-", kept)
    return spelt.lower() if to_lower else spelt


def jekyll_spelling(text: str) -> str:
    """Spell a name as Jekyll's `:slug` does: letters and digits of every script, in lower case, with hyphens."""
    return _hyphenate(text, "").lower()


def jekyll_title(text: str) -> str:
    """Spell a name as Jekyll's `:title` does, which keeps case and more signs."""
    return _hyphenate(text, "._~!$&'()+,;=@")


def _hyphenate(text: str, signs: str) -> str:
    kept = "".join(char if char in signs or unicodedata.category(char)[0] in "LMN" else "-" for char in text)
    return re.sub("-{2,}", "-", kept).strip("-")


def ascii_spelling(text: str) -> str | None:
    """Spell a name as generators do that write it in ASCII; None where they would transliterate it."""
    if not text.isascii():
        return None
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or None


def pelican_spelling(text: str) -> str | None:
    """Spell a title as Pelican does; None where it would transliterate it."""
    if not text.isascii():
        return None
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", text).strip().lower()) or None

"""Dates in the URLs of articles and in file names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kursk_archive.core.model import PartialDate
from kursk_archive.loader.dates.calendars import FIRST_YEAR, LAST_YEAR
from kursk_archive.loader.dates.patterns import to_partial_date
from kursk_archive.loader.dates.vocabulary import ENGLISH_MONTH_NUMBERS

_SNAPSHOT = re.compile(
    r"(?:web\.archive\.org|archive\.(?:ph|is|today|md|li|vn|fo)|arquivo\.pt)(?::[0-9]+)?/(?:web/|wayback/)?[^/]*"
)
_YEAR = r"(?P<year>(?:18|19|20)[0-9]{2})"
_URL_DATE_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        # /2024/08/15/, /2024/aug/15/, /2024-08/15/
        rf"/{_YEAR}[/-](?P<month>[0-9]{{1,2}}|[a-z]{{3,9}})[/-](?P<day>[0-9]{{1,2}})(?![^/])",
        # /2024-08-15-slug, /slug-2024_08_15.html
        rf"(?<![^/_-]){_YEAR}(?P<mark>[-_.])(?P<month>[0-9]{{2}})(?P=mark)(?P<day>[0-9]{{2}})(?![^/_.t-])",
        # /20240815/; a number before 1990 is seldom a date
        r"(?<![^/_.-])(?P<year>199[0-9]|20[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})(?![^/_.-])",
        # /2024/08/slug; not before a day that does not exist
        rf"/{_YEAR}[/-](?P<month>[0-9]{{2}}|[a-z]{{3,9}})(?=/)(?!/[0-9]{{1,2}}(?![^/]))",
    )
)


def date_from_url(url: str) -> PartialDate | None:
    """Read the date in a URL's path, as news sites write it: `/2024/08/15/`, `/2024/aug/15/`, `/2024-08-15-slug`.

    The first date counts; a later one may only make it more precise. It does so in `/2024/08/slug-2024-08-15`, but not
    in `/2024/08/since-2022-02-24`, whose slug names a different day. The query and the timestamp of a web-archive
    snapshot are ignored. Eight digits are a date from 1990 to 2099.
    """
    without_query = re.split(r"[?#]", url, maxsplit=1)[0].strip().lower()
    original = re.split(r"https?:/+|^//", without_query)[-1]
    if snapshot := _SNAPSHOT.match(original):
        original = original[snapshot.end() :]
    _, slash, path = original.partition("/")
    path = original if original.startswith("/") else slash + path
    dates = [date for _, date in sorted(_dates_in_path(path))]
    return next((date for date in dates if date.day and date.startswith(dates[0])), dates[0] if dates else None)


def _dates_in_path(path: str) -> Iterator[tuple[int, PartialDate]]:
    """Yield each date with its offset in the path."""
    for pattern in _URL_DATE_PATTERNS:
        for match in pattern.finditer(path):
            month = ENGLISH_MONTH_NUMBERS.get(match["month"], match["month"])
            if date := to_partial_date(match["year"], month, match.groupdict().get("day")):
                yield match.start("year"), date


_SUFFIX = re.compile(r"(?<=.)\.[A-Za-z][A-Za-z0-9]{0,9}\Z", re.DOTALL)
_FILENAME_DATE = re.compile(
    r"(?=[12][0-9]{3}[-_.]|19|20)(?P<year>[0-9]{4})(?P<mark>[-_.]?)(?P<month>[0-9]{2})(?P=mark)(?P<day>[0-9]{2})"
    r"(?:[Tt](?P<hour>[01][0-9]|2[0-3])[-:.]?(?P<minute>[0-5][0-9])(?:[-:.]?(?P<second>[0-5][0-9]))?(?P<utc>[Zz])?)?"
    r"(?:[-_. ]+|\Z)"
)


def date_from_filename(name: str) -> tuple[PartialDate | None, str]:
    """Split a file name such as `2024-08-15-slug.md` into its date and its slug.

    Returns:
        The date, to the minute for `2024-08-15T1430-slug`, and the slug. The slug is the whole stem if there is no
        date or nothing follows it.
    """
    stem = _SUFFIX.sub("", name)
    match = _FILENAME_DATE.match(stem)
    day = to_partial_date(match["year"], match["month"], match["day"]) if match else None
    if not match or not day or not FIRST_YEAR <= day.year <= LAST_YEAR:
        return None, stem
    clock = ":".join(filter(None, match.group("hour", "minute", "second")))
    date = f"{day}T{clock}{'Z' if match['utc'] else ''}" if clock else day
    return PartialDate(date), stem[match.end() :] or stem

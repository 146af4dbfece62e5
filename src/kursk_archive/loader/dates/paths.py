"""Dates in the addresses of articles and in the names of files."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kursk_archive.core.model import PartialDate
from kursk_archive.loader.dates.patterns import to_partial_date
from kursk_archive.loader.dates.vocabulary import ENGLISH_MONTH_NUMBERS

_SNAPSHOT = re.compile(
    r"(?:web\.archive\.org|archive\.(?:ph|is|today|md|li|vn|fo)|arquivo\.pt)(?::[0-9]+)?/(?:web/|wayback/)?[^/]*"
)
_YEAR = r"(?P<year>(?:18|19|20)[0-9]{2})"
_IN_ADDRESS = tuple(
    re.compile(form)
    for form in (
        # /2024/08/15/, /2024/aug/15/, /2024-08/15/
        rf"/{_YEAR}[/-](?P<month>[0-9]{{1,2}}|[a-z]{{3,9}})[/-](?P<day>[0-9]{{1,2}})(?![^/])",
        # /2024-08-15-slug, /slug-2024_08_15.html
        rf"(?<![^/_-]){_YEAR}(?P<mark>[-_.])(?P<month>[0-9]{{2}})(?P=mark)(?P<day>[0-9]{{2}})(?![^/_.t-])",
        # /20240815/; a number before 1990 is more often something else
        r"(?<![^/_.-])(?P<year>199[0-9]|20[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})(?![^/_.-])",
        # /2024/08/slug; with a day that the calendar lacks it is no date at all
        rf"/{_YEAR}[/-](?P<month>[0-9]{{2}}|[a-z]{{3,9}})(?=/)(?!/[0-9]{{1,2}}(?![^/]))",
    )
)


def date_from_url(url: str) -> PartialDate | None:
    """The date in an address's path, as news sites put it there: `/2024/08/15/`, `/2024/aug/15/`, `/2024-08-15-slug`.

    The first date rules, and a later one may only make it more precise: in `/2024/08/slug-2024-08-15` it does, in
    `/2024/08/since-2022-02-24` the slug tells of another day. The query does not count, nor the timestamp of a
    snapshot: there it is the path of what it shows. Eight digits count between the years 1990 and 2099.
    """
    address = re.split(r"[?#]", url, maxsplit=1)[0].strip().lower()
    original = re.split(r"https?:/+|^//", address)[-1]
    if snapshot := _SNAPSHOT.match(original):
        original = original[snapshot.end() :]
    _, slash, path = original.partition("/")
    path = original if original.startswith("/") else slash + path
    found = [date for _, date in sorted(_dates(path))]
    return next((date for date in found if date.day and date.startswith(found[0])), found[0] if found else None)


def _dates(path: str) -> Iterator[tuple[int, PartialDate]]:
    for form in _IN_ADDRESS:
        for match in form.finditer(path):
            month = ENGLISH_MONTH_NUMBERS.get(match["month"], match["month"])
            if date := to_partial_date(match["year"], month, match.groupdict().get("day")):
                yield match.start("year"), date


_SUFFIX = re.compile(r"(?<=.)\.[A-Za-z][A-Za-z0-9]{0,9}\Z", re.DOTALL)
_IN_NAME = re.compile(
    r"(?=[12][0-9]{3}[-_.]|19|20)(?P<year>[0-9]{4})(?P<mark>[-_.]?)(?P<month>[0-9]{2})(?P=mark)(?P<day>[0-9]{2})"
    r"(?:[Tt](?P<hour>[01][0-9]|2[0-3])[-:.]?(?P<minute>[0-5][0-9])(?:[-:.]?(?P<second>[0-5][0-9]))?(?P<utc>[Zz])?)?"
    r"(?:[-_. ]+|\Z)"
)


def date_from_filename(name: str) -> tuple[PartialDate | None, str]:
    """The date that a file's name begins with, and the rest without the suffix: `2024-08-15-slug.md`.

    Returns:
        the date, to the minute for `2024-08-15T1430-slug`, and the slug; the whole stem stands for the slug where
        nothing follows the date, and where there is no date.
    """
    stem = _SUFFIX.sub("", name)
    match = _IN_NAME.match(stem)
    day = to_partial_date(match["year"], match["month"], match["day"]) if match else None
    if not match or not day:
        return None, stem
    clock = ":".join(filter(None, match.group("hour", "minute", "second")))
    date = f"{day}T{clock}{'Z' if match['utc'] else ''}" if clock else day
    return PartialDate(date), stem[match.end() :] or stem

"""Dated copies in the web archives: read where a link names one, asked for where it does not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final, NamedTuple

from kursk_archive.core.model import Snapshot
from kursk_archive.resolver import web_archives
from kursk_archive.resolver.normalise import Document, normalise
from kursk_archive.resolver.rules import Rules, default_rules
from kursk_archive.resolver.urls import host_of, is_web, parse, split_url


def read_snapshot(url: str, rules: Rules | None = None) -> Snapshot | None:
    """The snapshot that `url` names, taken apart; None where it is no archive's address.

    A copy of a copy is read to the bottom: `original` is what the innermost shows, and `datetime` the innermost that is
    stated, since it says when the original was so. `url` and `archive` are the outermost's, which can be opened.

    Source: RFC 7089, for what the datetime of a copy means.
    """
    try:
        parsed = parse(url)
    except ValueError:
        return None
    copy = web_archives.parse_memento(split_url(parsed)) if is_web(parsed) else None
    return snapshot_of(copy, rules) if copy else None


_NESTED: Final = 10


def snapshot_of(outer: web_archives.Memento, rules: Rules | None = None) -> Snapshot:
    """As `read_snapshot`, of an address that is taken apart already."""
    return snapshot_and_document(outer, rules)[0]


def snapshot_and_document(outer: web_archives.Memento, rules: Rules | None = None) -> tuple[Snapshot, Document | None]:
    """As `snapshot_of`, and the document at the bottom; None where the address does not say which."""
    copy, moment = outer, _moment(outer.timestamp)
    for _ in range(_NESTED):
        document = normalise(split_url(copy.original), rules or default_rules()) if copy.original else None
        if document is None or document.memento is None:
            original = str(document.url) if document else None
            return Snapshot(outer.url, original, moment, outer.archive), document
        copy, moment = document.memento, _moment(document.memento.timestamp) or moment
    return Snapshot(outer.url, None, moment, outer.archive), None


def _moment(stamp: str) -> str | None:
    """`stamp` in ISO 8601, as far as it is a date: 20241399 says no more than 2024."""
    match = _STAMP.match(stamp)
    if match is None:
        return None
    year, month, day, clock = match.groups()
    if day and not _exists(year, month, day):
        day = clock = None
    date = "-".join(filter(None, (year, month, day)))
    return f"{date}T{clock[:2]}:{clock[2:4]}:{clock[4:]}Z" if clock else date


_STAMP: Final = re.compile(
    r"((?:19|20)\d\d)(?:(0[1-9]|1[0-2])(?:(0[1-9]|[12]\d|3[01])((?:[01]\d|2[0-3])[0-5]\d[0-5]\d)?)?)?", re.ASCII
)


def _exists(year: str, month: str, day: str) -> bool:
    try:
        datetime(int(year), int(month), int(day), tzinfo=UTC)
    except ValueError:
        return False
    return True


class TimegateLink(NamedTuple):
    """An address that asks an archive for what it holds nearest to a date."""

    archive: str
    """As the caller named it."""
    url: str


DEFAULT_WEB_ARCHIVES: Final = ("web.archive.org", "arquivo.pt", "archive.ph")
"""Who is asked, and in which order, unless archive.yaml says otherwise; archive.today alone is no witness."""


def timegate_links(
    original: str, date: str | None, ranked: Iterable[str] = DEFAULT_WEB_ARCHIVES
) -> tuple[TimegateLink, ...]:
    """Where to see `original` as it was around `date`, in each of `ranked` that we know how to ask, in their order.

    Args:
        original: an address that `parse` made; a snapshot's own gets no answer, since a copy of a copy is no witness.
        date: as `PartialDate` writes it; None, or what is no date, asks for whatever the archive holds.
        ranked: archives out of `TIMEGATES`.

    Source: Robust Links (2025 draft); RFC 7089 for the time gates.
    """
    if not is_web(original) or (web_archives.is_web_archive(host_of(original)) and read_snapshot(original)):
        return ()
    return tuple([TimegateLink(name, before + original) for name, before in _asked(date or "", tuple(ranked))])


@lru_cache(maxsize=1024)
def _asked(date: str, ranked: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Each archive with what it is asked for, but for the address: the same for all references of an article."""
    stamp = _fourteen_digits(date)
    return tuple((name, TIMEGATES[name](stamp)) for name in ranked if name in TIMEGATES)


def _fourteen_digits(date: str) -> str:
    """`date` as the archives ask for it: in UTC where it says its offset, from its beginning where it is vague."""
    if _OFFSET.search(date):
        try:
            date = datetime.fromisoformat(date).astimezone(UTC).isoformat()
        except (ValueError, OverflowError):
            date = date[:10]
    digits = re.sub(r"\D", "", date[:19], flags=re.ASCII)
    return digits + "00000101000000"[len(digits) :] if len(digits) >= 4 else ""


_OFFSET: Final = re.compile(r"T.*[+-]\d\d:?\d\d$")


def _stamped(prefix: str) -> Callable[[str], str]:
    return lambda stamp: f"{prefix}{stamp}/" if stamp else prefix


def _gate(host: str) -> Callable[[str], str]:
    return lambda _: f"https://{host}/timegate/"


TIMEGATES: Final[Mapping[str, Callable[[str], str]]] = {
    "web.archive.org": _stamped("https://web.archive.org/web/"),
    "arquivo.pt": _stamped("https://arquivo.pt/wayback/"),
    **{host: _gate(host) for host in web_archives.ARCHIVE_TODAY_HOSTS},
}
"""Archive → what it is asked for, but for the address at its end: around fourteen digits of a moment, or without."""

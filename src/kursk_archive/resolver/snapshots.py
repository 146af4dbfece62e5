"""Snapshots in web archives: read from a link that leads to one, looked for with Memento TimeGates otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final, NamedTuple

from kursk_archive.core.model import Snapshot
from kursk_archive.resolver.archive_services import services_of
from kursk_archive.resolver.normalise import Document, normalise
from kursk_archive.resolver.rules import Rules, default_rules
from kursk_archive.resolver.urls import host_of, is_web, parse, split_url
from kursk_archive.resolver.web_archives import Memento, is_web_archive, parse_memento


def read_snapshot(url: str, rules: Rules | None = None) -> Snapshot | None:
    """Return the snapshot that `url` leads to; None if it is not a web archive's URL.

    For a snapshot of a snapshot, `original` and `datetime` are those of the innermost one that states them, since they
    say when the original looked like this. `url` and `archive` are the outermost's, which can be opened.

    Source: RFC 7089, for the meaning of a memento's datetime.
    """
    try:
        parsed = parse(url)
    except ValueError:
        return None
    memento = parse_memento(split_url(parsed)) if is_web(parsed) else None
    return snapshot_and_document(memento, rules)[0] if memento else None


_MAX_NESTED_SNAPSHOTS: Final = 10


def snapshot_and_document(outer: Memento, rules: Rules | None = None) -> tuple[Snapshot, Document | None]:
    """Return the snapshot for a memento, and the original document; None if the URL does not state it."""
    memento, datetime_ = outer, to_iso(outer.timestamp)
    for _ in range(_MAX_NESTED_SNAPSHOTS):
        document = normalise(split_url(memento.original), rules or default_rules()) if memento.original else None
        if document is None or document.memento is None:
            original = str(document.url) if document else None
            return Snapshot(outer.url, original, datetime_, outer.archive), document
        memento, datetime_ = document.memento, to_iso(document.memento.timestamp) or datetime_
    return Snapshot(outer.url, None, datetime_, outer.archive), None


def to_iso(timestamp: str) -> str | None:
    """Convert a timestamp to ISO 8601 as far as it is a valid date: 20241399 becomes 2024."""
    match = _TIMESTAMP.match(timestamp)
    if match is None:
        return None
    year, month, day, clock = match.groups()
    if day and not _exists(year, month, day):
        day = clock = None
    date = "-".join(filter(None, (year, month, day)))
    return f"{date}T{clock[:2]}:{clock[2:4]}:{clock[4:]}Z" if clock else date


_TIMESTAMP: Final = re.compile(
    r"((?:19|20)\d\d)(?:(0[1-9]|1[0-2])(?:(0[1-9]|[12]\d|3[01])((?:[01]\d|2[0-3])[0-5]\d[0-5]\d)?)?)?", re.ASCII
)


def _exists(year: str, month: str, day: str) -> bool:
    try:
        datetime(int(year), int(month), int(day), tzinfo=UTC)
    except ValueError:
        return False
    return True


class TimegateLink(NamedTuple):
    """A URL that redirects to an archive's snapshot nearest to a date."""

    archive: str
    """The archive's host."""
    url: str


def timegate_links(original: str, date: str | None, archives: Iterable[str]) -> tuple[TimegateLink, ...]:
    """Return links to `original` as it was around `date`, one for each archive that is known.

    Args:
        original: a URL from `parse`. There are no links for a snapshot, since a snapshot of a snapshot proves nothing,
            and for an onion service, since web archives do not reach it.
        date: as in `PartialDate`; None, or text that is not a date, for any snapshot.
        archives: see `services_of`; in the order of the result.

    Source: Robust Links (2025 draft); RFC 7089 for TimeGates.
    """
    host = host_of(original) if is_web(original) else ""
    if not host or host.endswith(".onion") or (is_web_archive(host) and read_snapshot(original)):
        return ()
    return tuple([TimegateLink(host, prefix + original) for host, prefix in _prefixes(date or "", tuple(archives))])


def timegate_prefixes(date: str | None, archives: Iterable[str]) -> tuple[str, ...]:
    """Return what stands before an original URL in the links of `timegate_links`, for each archive that is known."""
    return tuple([prefix for _, prefix in _prefixes(date or "", tuple(archives))])


@lru_cache(maxsize=1024)
def _prefixes(date: str, archives: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return each archive with its URL prefix. Cached because all links of an article have the same date."""
    timestamp = to_timestamp(date)
    known = filter(None, map(services_of, archives))
    return tuple((services.host, services.timegate_prefix(timestamp)) for services in known)


def to_timestamp(date: str) -> str:
    """Convert a date to 14 digits: in UTC if its offset is known, the beginning of the period if it is imprecise."""
    if _OFFSET.search(date):
        try:
            date = datetime.fromisoformat(date).astimezone(UTC).isoformat()
        except (ValueError, OverflowError):
            date = date[:10]
    digits = re.sub(r"\D", "", date[:19], flags=re.ASCII)
    return digits + "00000101000000"[len(digits) :] if len(digits) >= 4 else ""


_OFFSET: Final = re.compile(r"T.*[+-]\d\d:?\d\d$")

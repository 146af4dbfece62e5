"""Lists of snapshots, as web archives send them: the CDX API, and TimeMaps (RFC 7089)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

import msgspec

from kursk_archive.resolver.archive_services import ArchiveServices
from kursk_archive.resolver.urls import host_of, is_web, parse

SnapshotPlace = tuple[str, str]
"""Timestamp of 14 digits, and address."""
MAX_SNAPSHOTS = 3
"""Of an article in a web archive that are read."""
MAX_LINES = 100_000
"""Of a list that are looked at."""
_PAGE_TYPES = ("text/html", "application/xhtml+xml", "warc/revisit", "unk", "-", "")
_USUAL_STATUSES = ("200", "-", "")


def nearest(places: Iterable[SnapshotPlace], timestamp: str) -> tuple[SnapshotPlace, ...]:
    """Return the snapshots nearest to a time, the nearest first; without a time the oldest.

    Args:
        places: in any order.
        timestamp: 14 digits, or none.
    """
    aim = _moment(timestamp)
    dated = [(moment, place) for place in dict.fromkeys(places) if (moment := _moment(place[0]))]
    dated.sort(key=lambda each: (abs((each[0] - aim).total_seconds()) if aim else 0.0, each[0], each[1]))
    return tuple(place for _, place in dated[:MAX_SNAPSHOTS])


def _moment(timestamp: str) -> datetime | None:
    if len(timestamp) != len("20240815000000"):
        return None
    with suppress(ValueError):
        return datetime.strptime(timestamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    return None


def to_http_date(timestamp: str) -> str:
    """Convert 14 digits to the date of an HTTP header; empty if they are no time."""
    moment = _moment(timestamp)
    return format_datetime(moment, usegmt=True) if moment else ""


def read_cdx(body: bytes, services: ArchiveServices) -> list[SnapshotPlace] | None:
    """Read an answer of the CDX API, in any of its forms; None if it is none.

    These are JSON as the Wayback Machine has it (rows below a heading), JSON Lines as pywb has it, CDXJ, and plain
    lines. Snapshots of errors, redirects and other things than pages are left out.
    """
    text = body.decode("utf-8", "replace").strip()
    if not text:
        return []
    rows = _json_rows(text) if text.startswith("[") else _line_rows(text)
    return None if rows is None else [place for row in rows for place in _cdx_place(row, services)]


def _json_rows(text: str) -> Iterable[Mapping[str, Any]] | None:
    with suppress(msgspec.MsgspecError):
        heading, *rows = msgspec.json.decode(text, type=list[list[Any]]) or [[]]
        return [dict(zip(heading, row, strict=False)) for row in rows[:MAX_LINES]] if _is_text(heading) else None
    return None


def _is_text(values: Sequence[Any]) -> bool:
    return all(isinstance(value, str) for value in values)


def _line_rows(text: str) -> Iterable[Mapping[str, Any]] | None:
    rows = [_line_row(line) for line in text.splitlines()[:MAX_LINES] if line.strip()]
    known = [row for row in rows if row]
    return known if len(known) == len(rows) else None


_CDX_FIELDS = ("urlkey", "timestamp", "original", "mimetype", "statuscode")


def _line_row(line: str) -> Mapping[str, Any] | None:
    before, brace, members = line.partition("{")
    if not brace:
        cells = line.split(" ")
        is_row = len(cells) >= len(_CDX_FIELDS) and cells[1].isdecimal()
        return dict(zip(_CDX_FIELDS, cells, strict=False)) if is_row else None
    with suppress(msgspec.MsgspecError):
        row = msgspec.json.decode(brace + members, type=dict[str, Any])
        stated = before.split()
        return {**row, "timestamp": stated[1]} if len(stated) > 1 else row
    return None


def _cdx_place(row: Mapping[str, Any], services: ArchiveServices) -> Iterator[SnapshotPlace]:
    timestamp, original = str(row.get("timestamp", "")), str(row.get("original", row.get("url", "")))
    status, kind = (str(row.get(a, row.get(b, ""))) for a, b in (("statuscode", "status"), ("mimetype", "mime")))
    is_page = status in _USUAL_STATUSES and kind.partition(";")[0].strip().lower() in _PAGE_TYPES
    if is_page and _moment(timestamp) and is_web(original):
        yield timestamp, f"{services.replay}{timestamp}/{original}"


def read_timemap(body: bytes, services: ArchiveServices) -> tuple[list[SnapshotPlace], list[str]] | None:
    """Read a TimeMap in link format: the snapshots of this archive, and its further pages; None if it is none.

    Source: RFC 7089, section 5; RFC 6690 for the format.
    """
    text = body.decode("utf-8", "replace")
    places: list[SnapshotPlace] = []
    pages: list[str] = []
    count = 0
    for match in _LINK.finditer(text):
        count += 1
        if count > MAX_LINES:
            break
        parameters = {name.lower(): quoted or bare for name, quoted, bare in _PARAMETER.findall(match[2])}
        kinds = parameters.get("rel", "").lower().split()
        address = _address_in(match[1], services)
        if not address:
            continue
        if "memento" in kinds and (timestamp := to_timestamp_of_http(parameters.get("datetime", ""))):
            places.append((timestamp, address))
        elif "timemap" in kinds and "self" not in kinds:
            pages.append(address)
    return (places, pages) if count else None


_LINK = re.compile(r"<([^<>\s]{1,8192})>((?:\s*;\s*[\w*-]{1,40}\s*=\s*(?:\"[^\"]{0,1000}\"|[^\s,;\"]{1,1000}))*)")
_PARAMETER = re.compile(r";\s*([\w*-]{1,40})\s*=\s*(?:\"([^\"]{0,1000})\"|([^\s,;\"]{1,1000}))")


def _address_in(text: str, services: ArchiveServices) -> str:
    """Return an address of the archive; empty for one elsewhere."""
    with suppress(ValueError):
        address = parse(text, services.timemap)
        return address if is_web(address) and host_of(address) in services.hosts else ""
    return ""


def to_timestamp_of_http(date: str) -> str:
    """Convert the date of an HTTP header to 14 digits; empty if it is none."""
    with suppress(ValueError, TypeError, IndexError, OverflowError):
        moment = parsedate_to_datetime(date)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).strftime("%Y%m%d%H%M%S")
    return ""

"""Timestamps of articles in the formats of feeds and sitemaps; taken from the data, never from the clock."""

from __future__ import annotations

from datetime import UTC, datetime

from kursk_archive.core.model import Article, PartialDate

_DAY_LENGTH = len("2024-08-15")
_MINUTE_LENGTH = len("2024-08-15T14:30")


def last_modified(article: Article) -> PartialDate | None:
    """The date of its update, else of its publication, else of its capture; None if none is known."""
    return article.updated or article.date or article.captured_at


def to_rfc3339(date: str | None) -> str | None:
    """Convert a date to an RFC 3339 timestamp: the beginning of the period that it states, in UTC if it has no offset.

    A day becomes its midnight, `2024-08` that of its first day. None if there is no such date.
    """
    if not date:
        return None
    day = (date[:_DAY_LENGTH] + "-01-01"[len(date) - _DAY_LENGTH :]) if len(date) < _DAY_LENGTH else date[:_DAY_LENGTH]
    clock = _with_seconds(date[_DAY_LENGTH + 1 :] or "00:00")
    moment = f"{day}T{clock}" if clock[-6:-5] in {"+", "-"} or clock.endswith("Z") else f"{day}T{clock}Z"
    return moment if _is_valid(moment) else None


def to_lastmod(date: str | None) -> str | None:
    """Convert a date for a sitemap; None if the day is not known, since a sitemap cannot express a month or year.

    A time of day without an offset is left out, since it would be read as UTC.

    Source: the sitemaps protocol 0.9, whose schema takes `xsd:date` and `xsd:dateTime`.
    """
    if not date or len(date) < _DAY_LENGTH:
        return None
    moment = to_rfc3339(date)
    has_offset = len(date) > _MINUTE_LENGTH and (date.endswith("Z") or date[-6] in "+-")
    return moment if has_offset or moment is None else date[:_DAY_LENGTH]


def to_utc_moment(date: str | None) -> str | None:
    """Convert a date to a timestamp in UTC that sorts by time, see `to_rfc3339`: `2024-08-15T14:30:00Z`."""
    moment = _to_utc(date)
    return moment.replace(tzinfo=None).isoformat(timespec="seconds") + "Z" if moment else None


def to_http_date(date: str | None) -> str | None:
    """Convert a date to the form that HTTP headers have: `Thu, 15 Aug 2024 14:30:00 GMT`; see `to_rfc3339`."""
    from email.utils import format_datetime  # with its sockets 5 ms of an edit

    moment = _to_utc(date)
    return format_datetime(moment, usegmt=True) if moment else None


def _to_utc(date: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(to_rfc3339(date) or "").astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _with_seconds(clock: str) -> str:
    """`14:30+03:00` → `14:30:00+03:00`."""
    return clock if clock[5:6] == ":" else f"{clock[:5]}:00{clock[5:]}"


def _is_valid(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True

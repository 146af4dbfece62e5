"""Results of requests: HTTP status codes and the Retry-After header, interpreted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from http.client import responses

from msgspec import Struct, field

REDIRECT_STATUSES = frozenset({301, 302, 303, 307, 308})


class Verdict(StrEnum):
    """The conclusion from one request about a URL."""

    ALIVE = "alive"
    FAILED = "failed"
    """There was nothing at the URL on this day."""
    UNKNOWN = "unknown"


class RequestResult(Struct, frozen=True):
    """The result of one request, or of the decision not to make it."""

    verdict: Verdict
    reason: str
    status: int | None = None
    """HTTP status; None without a response."""
    is_transient: bool = False
    """True if a retry may have another result."""
    retry_after: float | None = None
    """Seconds that the server asks to wait."""
    redirect_target: str | None = None
    """The Location header of a redirect, unparsed."""
    sets_cookies: bool = False
    """True if the response sets cookies."""
    body: bytes = b""
    is_cut: bool = False
    """True if the body goes on."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Lower-case name → value, of a response whose body was read."""


def unknown_result(reason: str, *, is_transient: bool = False) -> RequestResult:
    return RequestResult(Verdict.UNKNOWN, reason, is_transient=is_transient)


def failed_result(reason: str) -> RequestResult:
    return RequestResult(Verdict.FAILED, reason)


def result_of_status(status: int) -> RequestResult:
    """Interpret a status code. 403 and the like, and errors of the server, say nothing about the URL."""
    reason = f"{status} {responses.get(status, '')}".rstrip()
    if 200 <= status < 300:
        return RequestResult(Verdict.ALIVE, reason, status)
    verdict = Verdict.FAILED if status in (404, 410) else Verdict.UNKNOWN
    is_transient = status in (408, 425, 429) or (500 <= status < 600 and status != 501)
    return RequestResult(verdict, reason, status, is_transient)


def may_reject_head(result: RequestResult) -> bool:
    """Return True if the server may support only GET for this URL, as many do."""
    return (
        not result.is_transient and result.status is not None and (400 <= result.status < 500 or result.status == 501)
    )


def parse_retry_after(value: str | None, at: datetime) -> float | None:
    """Return the seconds to wait from `at`, never negative; None if the header is absent or invalid.

    Source: RFC 9110, section 10.2.3: seconds or a date.
    """
    value = (value or "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        date = parsedate_to_datetime(value)
        return max(0.0, (date.replace(tzinfo=date.tzinfo or UTC) - at).total_seconds())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None

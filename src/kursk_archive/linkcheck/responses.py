"""What a server's answer means."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from http.client import responses

REDIRECT_STATUSES = frozenset({301, 302, 303, 307, 308})


class Verdict(StrEnum):
    """What one answer says of an address."""

    ALIVE = "alive"
    FAILED = "failed"
    """Nothing is there: on one day, that is."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class RequestResult:
    """What one request came to."""

    verdict: Verdict
    reason: str
    status: int | None = None
    """None where there was no answer."""
    is_transient: bool = False
    """Whether it may be another in a minute."""
    retry_after: float | None = None
    """Seconds that the server wants to be left alone."""
    redirect_target: str | None = None
    """Where it redirects to, as the header has it."""
    sets_cookies: bool = False
    """Whether it sets any."""
    body: bytes = b""


def unknown_result(reason: str, *, passing: bool = False) -> RequestResult:
    return RequestResult(Verdict.UNKNOWN, reason, is_transient=passing)


def failed_result(reason: str) -> RequestResult:
    return RequestResult(Verdict.FAILED, reason)


def result_of_status(status: int) -> RequestResult:
    """What a status alone says. 403 and its like, and a server's own troubles, say nothing of the address."""
    reason = f"{status} {responses.get(status, '')}".rstrip()
    if 200 <= status < 300:
        return RequestResult(Verdict.ALIVE, reason, status)
    verdict = Verdict.FAILED if status in (404, 410) else Verdict.UNKNOWN
    passing = status in (408, 425, 429) or (500 <= status < 600 and status != 501)
    return RequestResult(verdict, reason, status, passing)


def may_reject_head(answer: RequestResult) -> bool:
    """Whether the answer to HEAD may be about HEAD: many servers know the address only by GET."""
    return (
        not answer.is_transient and answer.status is not None and (400 <= answer.status < 500 or answer.status == 501)
    )


def parse_retry_after(value: str | None, at: datetime) -> float | None:
    """Seconds from `at`, never negative; None where the header is absent or makes no sense.

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

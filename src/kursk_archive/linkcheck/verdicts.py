"""Decides from the results of several days whether a URL is alive or dead."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from kursk_archive.catalogue.link_status import LinkStatus, Liveness
from kursk_archive.linkcheck.options import CheckOptions
from kursk_archive.network.redirects import CheckResult
from kursk_archive.network.responses import Verdict

FAILED_DAYS_UNTIL_DEAD = 3
"""Number of different days with failures after which a URL is dead."""


def update_status(url: str, result: CheckResult, previous: LinkStatus | None, at: datetime) -> LinkStatus:
    """Return the new status of a URL.

    A success resets the failures. An unknown result changes nothing: failures stay counted, and dead stays dead.

    Args:
        url: canonical.
        result: of the check.
        previous: the status before the check.
        at: the time of the check, aware, in any time zone.
    """
    at = at.astimezone(UTC)
    last = result.last
    days = set(previous.failures) if previous and last.verdict is not Verdict.ALIVE else set()
    if last.verdict is Verdict.FAILED:
        days.add(at.strftime("%Y-%m-%d"))
    failures = tuple(sorted(days))[-FAILED_DAYS_UNTIL_DEAD:]
    state = _state(last.verdict, failures)
    checked_at = at.strftime("%Y-%m-%dT%H:%M:%SZ")
    return LinkStatus(url, state, last.status, last.reason, result.final_url, result.is_permanent, failures, checked_at)


def _state(verdict: Verdict, failures: tuple[str, ...]) -> Liveness:
    if verdict is Verdict.ALIVE:
        return Liveness.ALIVE
    return Liveness.DEAD if len(failures) == FAILED_DAYS_UNTIL_DEAD else Liveness.UNKNOWN


def is_fresh(health: LinkStatus | None, at: datetime, options: CheckOptions) -> bool:
    """Return True if a status is recent enough not to be checked again; one from the future is not."""
    if health is None or health.state not in options.fresh_for:
        return False
    try:
        age = at.astimezone(UTC) - datetime.fromisoformat(health.checked_at).astimezone(UTC)
    except (ValueError, OverflowError):
        return False
    return timedelta() <= age < options.fresh_for[health.state]

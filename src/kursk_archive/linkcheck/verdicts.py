"""What an address's answers over the days come to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from kursk_archive.catalogue.link_status import Health, State
from kursk_archive.linkcheck.options import CheckOptions
from kursk_archive.linkcheck.redirects import CheckResult
from kursk_archive.linkcheck.responses import Verdict

FAILED_DAYS_UNTIL_DEAD = 3
"""Different days of failure that make an address dead."""


def update_status(url: str, outcome: CheckResult, before: Health | None, at: datetime) -> Health:
    """What is known of `url` now.

    A success forgets all failures. What tells nothing changes nothing: failures stay counted, and dead stays dead.

    Args:
        outcome: what was learnt `at` this time (aware, of any zone).
        before: what was known until now.
    """
    at = at.astimezone(UTC)
    answer = outcome.last
    days = set(before.failures) if before and answer.verdict is not Verdict.ALIVE else set()
    if answer.verdict is Verdict.FAILED:
        days.add(at.strftime("%Y-%m-%d"))
    failures = tuple(sorted(days))[-FAILED_DAYS_UNTIL_DEAD:]
    state = _state(answer.verdict, failures)
    checked_at = at.strftime("%Y-%m-%dT%H:%M:%SZ")
    return Health(
        url, state, answer.status, answer.reason, outcome.final_url, outcome.is_permanent, failures, checked_at
    )


def _state(verdict: Verdict, failures: tuple[str, ...]) -> State:
    if verdict is Verdict.ALIVE:
        return State.ALIVE
    return State.DEAD if len(failures) == FAILED_DAYS_UNTIL_DEAD else State.UNKNOWN


def is_fresh(health: Health | None, at: datetime, options: CheckOptions) -> bool:
    """Whether an answer is young enough to be taken for today's; one from the future is not."""
    if health is None or health.state not in options.fresh_for:
        return False
    try:
        age = at.astimezone(UTC) - datetime.fromisoformat(health.checked_at).astimezone(UTC)
    except (ValueError, OverflowError):
        return False
    return timedelta() <= age < options.fresh_for[health.state]

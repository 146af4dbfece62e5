"""What an answer means by itself, and what answers come to over the days."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.catalogue.link_status import LinkStatus, Liveness
from kursk_archive.linkcheck.options import CheckOptions
from kursk_archive.linkcheck.verdicts import is_fresh, update_status
from kursk_archive.network.redirects import CheckResult
from kursk_archive.network.responses import (
    RequestResult,
    Verdict,
    may_reject_head,
    parse_retry_after,
    result_of_status,
    unknown_result,
)

URL = "https://news.example/a"
NOW = datetime(2024, 8, 15, 14, 30, 5, tzinfo=UTC)
GONE, HERE, SHUT = (
    CheckResult(result_of_status(404)),
    CheckResult(result_of_status(200)),
    CheckResult(result_of_status(403)),
)


@pytest.mark.parametrize(
    ("status", "verdict", "is_transient", "reason"),
    [
        (200, Verdict.ALIVE, False, "200 OK"),
        (204, Verdict.ALIVE, False, "204 No Content"),
        (206, Verdict.ALIVE, False, "206 Partial Content"),
        (304, Verdict.UNKNOWN, False, "304 Not Modified"),
        (400, Verdict.UNKNOWN, False, "400 Bad Request"),
        (401, Verdict.UNKNOWN, False, "401 Unauthorized"),
        (403, Verdict.UNKNOWN, False, "403 Forbidden"),
        (404, Verdict.FAILED, False, "404 Not Found"),
        (408, Verdict.UNKNOWN, True, "408 Request Timeout"),
        (410, Verdict.FAILED, False, "410 Gone"),
        (429, Verdict.UNKNOWN, True, "429 Too Many Requests"),
        (451, Verdict.UNKNOWN, False, "451 Unavailable For Legal Reasons"),
        (500, Verdict.UNKNOWN, True, "500 Internal Server Error"),
        (501, Verdict.UNKNOWN, False, "501 Not Implemented"),
        (503, Verdict.UNKNOWN, True, "503 Service Unavailable"),
        (999, Verdict.UNKNOWN, False, "999"),
    ],
)
def test_result_of_status(status: int, verdict: Verdict, is_transient: bool, reason: str) -> None:
    assert result_of_status(status) == RequestResult(verdict, reason, status, is_transient)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 410, 451, 501])
def test_a_status_that_may_reject_head(status: int) -> None:
    assert may_reject_head(result_of_status(status))


@pytest.mark.parametrize("status", [200, 302, 429, 500, 503])
def test_a_status_that_does_not_reject_head(status: int) -> None:
    assert not may_reject_head(result_of_status(status))


def test_a_timeout_does_not_reject_head() -> None:
    assert not may_reject_head(unknown_result("timed out", is_transient=True))


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("Thu, 15 Aug 2024 14:31:05 GMT", 60.0),
        ("Thu, 15 Aug 2024 14:00:00 GMT", 0.0),
        ("Thu, 15 Aug 2024 17:31:05 +0300", 60.0),
        (None, None),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("²", None),
        ("Thu, 99 Aug 99999 14:31:05 GMT", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str | None, seconds: float | None) -> None:
    assert parse_retry_after(value, NOW) == seconds


DATE_LIKE = r"Thu, [0-9]{1,9} Aug [0-9]{1,20} [0-9:]{0,9} [+-][0-9]{0,9}"


@given(st.text() | st.from_regex(DATE_LIKE, fullmatch=True))
def test_parse_retry_after_is_total(value: str) -> None:
    seconds = parse_retry_after(value, NOW)
    assert seconds is None or seconds >= 0


def days_of(*outcomes: tuple[int, CheckResult]) -> LinkStatus:
    """What is known after outcomes, each on a day of August."""
    health: LinkStatus | None = None
    for day, outcome in outcomes:
        health = update_status(URL, outcome, health, NOW.replace(day=day))
    assert health is not None
    return health


def test_a_success_is_alive() -> None:
    assert days_of((15, HERE)) == LinkStatus(URL, Liveness.ALIVE, 200, "200 OK", checked_at="2024-08-15T14:30:05Z")


def test_one_failure_is_unknown() -> None:
    known = days_of((15, GONE))
    assert (known.state, known.status, known.failures) == (Liveness.UNKNOWN, 404, ("2024-08-15",))


def test_failures_of_one_day_count_once() -> None:
    known = days_of((15, GONE), (15, GONE), (15, GONE))
    assert (known.state, known.failures) == (Liveness.UNKNOWN, ("2024-08-15",))


def test_three_days_of_failure_are_dead() -> None:
    known = days_of((1, GONE), (9, GONE), (15, GONE))
    assert (known.state, known.failures) == (Liveness.DEAD, ("2024-08-01", "2024-08-09", "2024-08-15"))


def test_the_latest_three_days_are_kept() -> None:
    assert days_of((1, GONE), (2, GONE), (3, GONE), (4, GONE)).failures == ("2024-08-02", "2024-08-03", "2024-08-04")


def test_a_success_resets_the_failures() -> None:
    assert days_of((1, GONE), (2, GONE), (3, HERE), (4, GONE)).failures == ("2024-08-04",)


def test_a_success_makes_a_dead_url_alive() -> None:
    assert days_of((1, GONE), (2, GONE), (3, GONE), (4, HERE)).state is Liveness.ALIVE


def test_unknown_results_stay_unknown_however_often() -> None:
    known = days_of((1, SHUT), (2, SHUT), (3, SHUT), (4, SHUT))
    assert (known.state, known.failures) == (Liveness.UNKNOWN, ())


def test_an_unknown_result_keeps_the_failures() -> None:
    assert days_of((1, GONE), (2, GONE), (3, SHUT), (4, GONE)).state is Liveness.DEAD


def test_an_unknown_result_keeps_a_dead_url_dead() -> None:
    known = days_of((1, GONE), (2, GONE), (3, GONE), (4, SHUT))
    assert (known.state, known.reason) == (Liveness.DEAD, "403 Forbidden")


def test_the_day_of_a_failure_is_in_utc() -> None:
    moscow = datetime(2024, 8, 16, 1, 30, tzinfo=timezone(timedelta(hours=3)))
    known = update_status(URL, GONE, None, moscow)
    assert (known.failures, known.checked_at) == (("2024-08-15",), "2024-08-15T22:30:00Z")


def known_for(state: Liveness, age: timedelta) -> LinkStatus:
    return LinkStatus(URL, state, 200, "", checked_at=(NOW - age).strftime("%Y-%m-%dT%H:%M:%SZ"))


@pytest.mark.parametrize(
    ("state", "age", "fresh"),
    [
        (Liveness.ALIVE, timedelta(), True),
        (Liveness.ALIVE, timedelta(days=29, hours=23), True),
        (Liveness.ALIVE, timedelta(days=30), False),
        (Liveness.DEAD, timedelta(hours=23), True),
        (Liveness.DEAD, timedelta(days=1), False),
        (Liveness.UNKNOWN, timedelta(hours=23), True),
        (Liveness.UNKNOWN, timedelta(days=1), False),
        (Liveness.ALIVE, timedelta(seconds=-1), False),
    ],
)
def test_a_status_is_fresh_for_a_while(state: Liveness, age: timedelta, fresh: bool) -> None:
    assert is_fresh(known_for(state, age), NOW, CheckOptions()) is fresh


def test_an_unchecked_url_is_not_fresh() -> None:
    assert not is_fresh(None, NOW, CheckOptions())


@given(st.text() | st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z?", fullmatch=True))
def test_freshness_is_total(checked_at: str) -> None:
    assert is_fresh(LinkStatus(URL, Liveness.ALIVE, 200, "", checked_at=checked_at), NOW, CheckOptions()) in (
        True,
        False,
    )


@pytest.mark.parametrize(
    ("contact", "comment"),
    [
        ("", "(link check)"),
        ("https://archive.example/about", "(+https://archive.example/about; link check)"),
        ("desk@archive.example", "(+desk@archive.example; link check)"),
        ("x\r\nCookie: a", "(+x%0D%0ACookie:%20a; link check)"),
        ("(a)", "(+%28a%29; link check)"),
        ("архив", "(+%D0%B0%D1%80%D1%85%D0%B8%D0%B2; link check)"),
    ],
    ids=["none", "web", "mail", "header", "brackets", "cyrillic"],
)
def test_the_user_agent_names_the_contact(contact: str, comment: str) -> None:
    product, _, rest = CheckOptions(contact=contact).user_agent.partition(" ")
    assert product.startswith("kursk-archive/")
    assert rest == comment


@given(st.text())
def test_any_contact_is_a_valid_header(contact: str) -> None:
    agent = CheckOptions(contact=contact).user_agent
    assert agent.isascii()
    assert agent.isprintable()

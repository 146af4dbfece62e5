"""Permissions from robots.txt (RFC 9309)."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.network.redirects import CheckResult
from kursk_archive.network.responses import RequestResult, Verdict, failed_result, result_of_status, unknown_result
from kursk_archive.network.robots import parse_robots, read_robots
from kursk_archive.network.transport import MAX_ROBOTS_BYTES

URL = "https://news.example/2024/prisoners?page=2"


def said(body: str) -> CheckResult:
    return CheckResult(RequestResult(Verdict.ALIVE, "200 OK", 200, body=body.encode()))


def forbids(body: str, url: str = URL) -> bool:
    return read_robots(said(body)).refusal_for(url) == unknown_result("disallowed by robots.txt")


@pytest.mark.parametrize(
    "body",
    [
        "User-agent: *\nDisallow: /",
        "user-agent:*\r\ndisallow:/2024\r\n",
        "User-agent: *\rDisallow: /2024/\r",
        "User-agent: kursk-archive\nDisallow: /",
        "User-agent: Kursk-Archive/1.0\nDisallow: /",
        "User-agent: Kursk-Archive/1.0 # us\x85Disallow: /",
        "User agent kursk-archive\nDisallow: /",
        "User-agent: other\nUser-agent: kursk-archive\nDisallow: /",
        "User-agent: *\n\nDisallow: /",
        "User-agent: * # all\nDisallow: / # everything",
        "\ufeffUser-agent: *\nDisallow: /",
        "User-agent: *\nDisallow: //[\nDisallow: /2024",
        "User-agent: *\nDisallow: /*",
        "User-agent: *\nDisallow: *",
        "User-agent: *\nCrawl-delay: ²\nDisallow: /",
        "User-agent: *\nRequest-rate: ²/²\nDisallow: /",
        # RFC 9309, sections 2.2.1 to 2.2.3: groups are merged, the longest match decides, `*` and `$` are special
        "User-agent: kursk-archive\nDisallow: /a\n\nUser-agent: kursk-archive\nDisallow: /2024",
        "User-agent: *\nAllow: /\nDisallow: /2024",
        "User-agent: *\nDisallow: /*/prisoners",
        "User-agent: *\nDisallow: *page=2$",
        "User-agent: *\nDisallow: /2024/%70risoners",
    ],
)
def test_a_forbidden_url(body: str) -> None:
    assert forbids(body)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "User-agent: *\nDisallow:",
        "User-agent: *\nDisallow: /drafts",
        "User-agent: other\nDisallow: /",
        "User-agent: kursk-archive\nAllow: /\n\nUser-agent: *\nDisallow: /",
        "User-agent: *\nAllow: /2024\nDisallow: /",
        "User-agent: *\nDisallow: /\nAllow: /2024",
        "User-agent: *\nDisallow: /2024\nAllow: /2024",
        "User-agent: *\nDisallow: /2024$",
        "User-agent: *\nDisallow: /*.pdf",
        "User-agent: archive\nDisallow: /",
        "User-agent: kursk\nDisallow: /",
        "User-agent: *\nDisallow: /\n\nUser-agent: kursk-archive\nDisallow:",
        "Disallow: /",
        "<!doctype html><title>Not here: /</title>",
        "\x00\x01\x02",
    ],
)
def test_an_allowed_url(body: str) -> None:
    assert not forbids(body)


def test_rules_match_the_path_on_any_host() -> None:
    assert forbids("User-agent: *\nDisallow: /a", "https://xn--e1afmkfd.example:8443/a[")
    assert forbids("User-agent: *\nDisallow: /a", "https://user%E2%84%80@news.example/a")
    assert not forbids("User-agent: *\nDisallow: /a", "https://a.example//a")


def test_a_truncated_last_line_is_ignored() -> None:
    line = b"Disallow: /drafts\n"
    body = b"User-agent: *\n" + line * (MAX_ROBOTS_BYTES // len(line))
    cut = body[: MAX_ROBOTS_BYTES - len(b"Disallow: /")] + b"Disallow: /"
    assert parse_robots(cut).can_fetch("/2024", "kursk-archive")
    assert not parse_robots(cut).can_fetch("/drafts/1", "kursk-archive")


@pytest.mark.parametrize(
    ("body", "delay"),
    [
        ("User-agent: *\nCrawl-delay: 7", 7.0),
        ("User-agent: kursk-archive\nCrawl-delay: 5\n\nUser-agent: *\nCrawl-delay: 9", 5.0),
        ("User-agent: *\nCrawl-delay: soon", 0.0),
        (f"User-agent: *\nCrawl-delay: {'9' * 5000}", 0.0),
        ("", 0.0),
    ],
    ids=["all", "ours", "word", "digits", "none"],
)
def test_crawl_delay(body: str, delay: float) -> None:
    assert read_robots(said(body)).delay == delay


@pytest.mark.parametrize("status", [302, 400, 401, 403, 404, 410])
def test_without_a_robots_txt_everything_is_allowed(status: int) -> None:
    assert read_robots(CheckResult(result_of_status(status))).refusal_for(URL) is None


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (500, "500 Internal Server Error"),
        (501, "501 Not Implemented"),
        (503, "503 Service Unavailable"),
        (429, "429 Too Many Requests"),
    ],
)
def test_while_it_is_unreachable_nothing_is_allowed(status: int, reason: str) -> None:
    assert read_robots(CheckResult(result_of_status(status))).refusal_for(URL) == unknown_result(
        f"robots.txt: {reason}"
    )


@pytest.mark.parametrize(
    "answer", [failed_result("host not found"), failed_result("connection refused"), unknown_result("timed out")]
)
def test_an_unreachable_site_is_not_requested_again(answer: RequestResult) -> None:
    assert read_robots(CheckResult(answer)).refusal_for(URL) == answer


def test_an_unreachable_redirect_target_is_not_the_result_of_the_site() -> None:
    moved = CheckResult(failed_result("host not found"), "https://gone.example/robots.txt")
    assert read_robots(moved).refusal_for(URL) == unknown_result("robots.txt: host not found")


HOSTILE = {
    "wildcards": "User-agent: *\nDisallow: /" + "*a" * 250_000,
    "names": "".join(f"User-agent: bot{i}\n" for i in range(10_000)) + "Disallow: /b\n" * 20_000,
    "groups": "User-agent: *\nDisallow: /b\n" * 18_000,
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_file_is_fast(body: str) -> None:
    start = time.process_time()
    assert not forbids(body)
    assert time.process_time() - start < 5


LINES = st.tuples(
    st.sampled_from(["User-agent", "Disallow", "Allow", "Crawl-delay", "Request-rate", "Sitemap", ""]),
    st.sampled_from(["*", "kursk-archive", "/", "//[", "%5B//[", "²", "9/²", "//℀"]) | st.text(max_size=20),
).map(": ".join)


@given(st.lists(LINES).map("\n".join).map(lambda text: text.encode("utf-8", "replace")) | st.binary())
def test_read_robots_is_total(body: bytes) -> None:
    robots = read_robots(CheckResult(RequestResult(Verdict.ALIVE, "200 OK", 200, body=body)))
    assert robots.refusal_for(URL) in (None, unknown_result("disallowed by robots.txt"))
    assert robots.delay >= 0

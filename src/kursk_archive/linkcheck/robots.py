"""What a site's robots.txt lets us ask."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlparse
from urllib.robotparser import RobotFileParser

from kursk_archive.linkcheck.options import ROBOTS_TOKEN
from kursk_archive.linkcheck.redirects import CheckResult
from kursk_archive.linkcheck.responses import RequestResult, Verdict, unknown_result
from kursk_archive.linkcheck.transport import MAX_BODY_BYTES
from kursk_archive.resolver.urls import split_url

_RULES = frozenset({"user-agent", "disallow", "allow"})
_DELAY = re.compile(r"[0-9]{1,6}")


@dataclass(frozen=True, slots=True)
class Robots:
    """What may be asked of a site: scheme, host and port together."""

    rules: RobotFileParser
    delay: float = 0.0
    """Seconds between two requests that it asks for."""
    refusal: RequestResult | None = None
    """What stands for the answer of every address of the site."""

    def answer_for(self, url: str) -> RequestResult | None:
        """The answer that spares the request; None where it may be made."""
        if self.refusal:
            return self.refusal
        # The rules are about the path; no host, since urlparse raises on some.
        return (
            None
            if self.rules.can_fetch(ROBOTS_TOKEN, f"http://site{split_url(url).tail}")
            else unknown_result("robots.txt")
        )


def read_robots(outcome: CheckResult) -> Robots:
    """What asking for robots.txt came to.

    Source: RFC 9309, section 2.3.1: without one (4xx) everything is allowed, while it cannot be reached nothing is.
    A site that cannot be reached at all has given its answer for every address. 429 counts as not reached: it asks us
    to go away.
    """
    answer = outcome.last
    if answer.status is None and outcome.final_url is None:
        return Robots(parse_robots(b""), refusal=answer)
    if answer.status is None or answer.status >= 500 or answer.is_transient:
        return Robots(parse_robots(b""), refusal=unknown_result(f"robots.txt: {answer.reason}"))
    rules = parse_robots(answer.body if answer.verdict is Verdict.ALIVE else b"")
    return Robots(rules, float(rules.crawl_delay(ROBOTS_TOKEN) or 0))


def parse_robots(body: bytes) -> RobotFileParser:
    """The rules in a robots.txt, whatever its bytes; the end of one that is too long may be missing."""
    if len(body) >= MAX_BODY_BYTES:
        body = body.rpartition(b"\n")[0]  # half of `Disallow: /drafts` would forbid the whole site
    rules = RobotFileParser()
    rules.parse(tuple(_lines(body.decode("utf-8-sig", "replace"))))
    return rules


def _lines(text: str) -> Iterator[str]:
    """The lines that the standard library understands.

    It raises on some others, and takes an empty line for the end of a group, which RFC 9309 does not.
    """
    for line in text.replace("\r", "\n").split("\n"):
        name, _, value = line.partition("#")[0].partition(":")
        name, value = name.strip().lower(), value.strip()
        if name in _RULES and _is_path(value):
            yield f"{name}: {value.partition('/')[0] if name == 'user-agent' else _prefix(value)}"
        elif name == "crawl-delay" and _DELAY.fullmatch(value):
            yield f"{name}: {value}"


def _prefix(path: str) -> str:
    """A path without the `*` at its end, which says the same, and which the standard library does not know."""
    return path.rstrip("*") or path[:1].replace("*", "/")


def _is_path(value: str) -> bool:
    try:
        urlparse(unquote(value))
    except ValueError:
        return False
    return True

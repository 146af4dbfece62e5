"""Fetch permissions from a site's robots.txt."""

from __future__ import annotations

import re

from msgspec import Struct
from protego import Protego

from kursk_archive.network.options import ROBOT_NAME
from kursk_archive.network.redirects import CheckResult
from kursk_archive.network.responses import RequestResult, Verdict, unknown_result
from kursk_archive.network.transport import MAX_ROBOTS_BYTES
from kursk_archive.resolver.urls import split_url


class Robots(Struct, frozen=True):
    """The permissions for a site, which is a scheme, a host and a port."""

    rules: Protego
    delay: float = 0.0
    """Seconds between two requests that it asks for."""
    refusal: RequestResult | None = None
    """The result of every URL of a site that must not be requested at all."""

    def refusal_for(self, url: str) -> RequestResult | None:
        """Return the result that replaces a forbidden request; None if it is allowed."""
        if self.refusal:
            return self.refusal
        # Rules are about the path. The host is replaced because urllib raises for some.
        return None if self.rules.can_fetch(f"http://site{split_url(url).tail}", ROBOT_NAME) else _FORBIDDEN


_FORBIDDEN = unknown_result("disallowed by robots.txt")


def read_robots(result: CheckResult) -> Robots:
    """Return the permissions that follow from the request for robots.txt.

    Without a robots.txt (4xx) everything is allowed; while it cannot be reached nothing is. If the site cannot be
    reached at all, that is the result for all its URLs. 429 counts as unreachable, since it asks us to go away.

    Source: RFC 9309, section 2.3.1.
    """
    last = result.last
    if last.status is None and result.final_url is None:
        return Robots(Protego(), refusal=last)
    if last.status is None or last.status >= 500 or last.is_transient:
        return Robots(Protego(), refusal=unknown_result(f"robots.txt: {last.reason}"))
    rules = parse_robots(last.body if last.verdict is Verdict.ALIVE else b"")
    return Robots(rules, rules.crawl_delay(ROBOT_NAME) or 0.0)


def parse_robots(body: bytes) -> Protego:
    """Parse any bytes as a robots.txt, of which the end may be missing."""
    if len(body) >= MAX_ROBOTS_BYTES:
        body = body.rpartition(b"\n")[0]  # half of `Disallow: /drafts` would forbid the whole site
    lines = map(_without_other_agents, body.decode("utf-8-sig", "replace").splitlines())
    return Protego.parse("\n".join(lines))


def _without_other_agents(line: str) -> str:
    """Replace the names of other crawlers by a single one.

    Protego copies each rule for every name that it is for: 280 kB of 1,000 names and 20,000 rules took 55 s and 1.5 GB.
    It also matches names that are a prefix of ours, and no version after a name: `kursk-archive/1.0`.
    """
    match = _USER_AGENT.match(line)
    if match is None:
        return line
    name = match[1].partition("#")[0].partition("/")[0].strip().lower()
    return f"User-agent: {name if name in ('*', ROBOT_NAME) else 'other'}"


_USER_AGENT = re.compile(r"\s*user(?:-|\s+)?agent(?:\s*:|\s+|$)(.*)", re.IGNORECASE)

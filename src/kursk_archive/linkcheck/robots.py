"""Fetch permissions from a site's robots.txt."""

from __future__ import annotations

import re

from msgspec import Struct
from protego import Protego

from kursk_archive.linkcheck.options import ROBOTS_TOKEN
from kursk_archive.linkcheck.redirects import CheckResult
from kursk_archive.linkcheck.responses import RequestResult, Verdict, unknown_result
from kursk_archive.linkcheck.transport import MAX_BODY_BYTES
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
        return None if self.rules.can_fetch(f"http://site{split_url(url).tail}", ROBOTS_TOKEN) else _FORBIDDEN


_FORBIDDEN = unknown_result("robots.txt")


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
    return Robots(rules, rules.crawl_delay(ROBOTS_TOKEN) or 0.0)


def parse_robots(body: bytes) -> Protego:
    """Parse any bytes as a robots.txt, of which the end may be missing."""
    if len(body) >= MAX_BODY_BYTES:
        body = body.rpartition(b"\n")[0]  # half of `Disallow: /drafts` would forbid the whole site
    return Protego.parse(_VERSION.sub(r"\1", body.decode("utf-8-sig", "replace")))


_VERSION = re.compile(r"^([ \t]*user-agent[ \t]*:[ \t]*[a-z_-]+)/[^\s#]*", re.IGNORECASE | re.MULTILINE)
"""A version after the product token, `kursk-archive/1.0`, which RFC 9309 does not provide for."""

"""From an address to what it redirects to, and on to the end."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from kursk_archive.linkcheck.responses import RequestResult, Verdict
from kursk_archive.resolver.urls import is_web, parse

PERMANENT_REDIRECTS = frozenset({301, 308})
MAX_URL_LENGTH = 8192
"""Characters of a redirect's target; no server that means a reader to follow writes more."""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The end of a chain of redirects, or of one answer alone."""

    last: RequestResult
    final_url: str | None = None
    """The last address that was redirected to; None where nothing was."""
    is_permanent: bool = False


async def follow_redirects(url: str, ask: Callable[[str], Awaitable[RequestResult]], limit: int) -> CheckResult:
    """Ask `url`, and what it redirects to, until something else comes, or the chain cannot be followed."""
    trail = [url]
    hops: list[RequestResult] = []
    while (answer := await ask(trail[-1])).redirect_target is not None:
        hops.append(answer)
        step = _step(hops, trail, limit)
        if isinstance(step, RequestResult):
            answer = step
            break
        trail.append(step)
    permanent = bool(hops) and all(hop.status in PERMANENT_REDIRECTS for hop in hops)
    return CheckResult(answer, trail[-1] if len(trail) > 1 else None, permanent)


def _step(hops: list[RequestResult], trail: list[str], limit: int) -> str | RequestResult:
    """The next address, or why there is none."""
    last = hops[-1]
    try:
        target = parse(last.redirect_target or "", trail[-1])
    except ValueError:
        return replace(last, reason="redirects to what is no address")
    if not is_web(target):
        return replace(last, reason=f"redirects to an address of the kind {target.partition(':')[0][:20]}:")
    if len(target) > MAX_URL_LENGTH:
        return replace(last, reason=f"redirects to an address of {len(target)} characters")
    if len(hops) > limit:
        return _lost_on_the_way(hops, f"more than {limit} redirects")
    if _bare(target) in map(_bare, trail):
        return _lost_on_the_way(hops, "redirects in a circle")
    return target


def _lost_on_the_way(hops: list[RequestResult], reason: str) -> RequestResult:
    # A door that sets a cookie and sends the visitor round again opens to browsers, which bring the cookie back.
    if any(hop.sets_cookies for hop in hops):
        return replace(hops[-1], reason=f"{reason}, wanting cookies")
    return replace(hops[-1], verdict=Verdict.FAILED, reason=reason)


def _bare(url: str) -> str:
    return url.partition("#")[0]

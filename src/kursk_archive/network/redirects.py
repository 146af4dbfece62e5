"""Follows redirects to their end."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from msgspec import Struct
from msgspec.structs import replace

from kursk_archive.network.responses import RequestResult, Verdict
from kursk_archive.resolver.urls import is_web, parse

PERMANENT_REDIRECTS = frozenset({301, 308})
MAX_URL_LENGTH = 8192
"""Characters of a redirect's target. No honest server sends a longer one."""


class CheckResult(Struct, frozen=True):
    """The result of checking a URL, with redirects followed."""

    last: RequestResult
    """Result of the last request."""
    final_url: str | None = None
    """The last redirect target; None without redirects."""
    is_permanent: bool = False
    """True if there were redirects, all of them permanent."""


async def follow_redirects(url: str, request: Callable[[str], Awaitable[RequestResult]], limit: int) -> CheckResult:
    """Request `url` and its redirect targets until there is no further redirect, or it cannot be followed."""
    trail = [url]
    hops: list[RequestResult] = []
    while (result := await request(trail[-1])).redirect_target is not None:
        hops.append(result)
        step = _next_url(hops, trail, limit)
        if isinstance(step, RequestResult):
            result = step
            break
        trail.append(step)
    is_permanent = bool(hops) and all(hop.status in PERMANENT_REDIRECTS for hop in hops)
    return CheckResult(result, trail[-1] if len(trail) > 1 else None, is_permanent)


def _next_url(hops: list[RequestResult], trail: list[str], limit: int) -> str | RequestResult:
    """Return the next URL, or the final result if the redirect cannot be followed."""
    last = hops[-1]
    try:
        target = parse(last.redirect_target or "", trail[-1])
    except ValueError:
        return replace(last, reason="redirects to an invalid address")
    if not is_web(target):
        return replace(last, reason=f"redirects to a {target.partition(':')[0][:20]}: address")
    if len(target) > MAX_URL_LENGTH:
        return replace(last, reason=f"redirects to an address that is {len(target)} characters long")
    if len(hops) > limit:
        return _redirect_failure(hops, f"more than {limit} redirects")
    if _without_fragment(target) in map(_without_fragment, trail):
        return _redirect_failure(hops, "redirect loop")
    return target


def _redirect_failure(hops: list[RequestResult], reason: str) -> RequestResult:
    # A site that sets a cookie and redirects to the same URL works in browsers, which send the cookie back.
    if any(hop.sets_cookies for hop in hops):
        return replace(hops[-1], reason=f"{reason} (needs cookies)")
    return replace(hops[-1], verdict=Verdict.FAILED, reason=reason)


def _without_fragment(url: str) -> str:
    return url.partition("#")[0]

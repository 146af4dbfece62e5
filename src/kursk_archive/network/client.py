"""A polite HTTP client: obeys robots.txt, limits the rate per host, and retries with pauses."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from functools import partial

from kursk_archive.network.options import ClientOptions
from kursk_archive.network.politeness import HostThrottle, RobotsCache, Sleep
from kursk_archive.network.redirects import CheckResult, follow_redirects
from kursk_archive.network.responses import RequestResult, may_reject_head, unknown_result
from kursk_archive.network.robots import read_robots
from kursk_archive.network.transport import MAX_ROBOTS_BYTES, NO_HEADERS, Transport
from kursk_archive.resolver.urls import split_url


class PoliteClient:
    """The client of one run, which remembers the state of each host."""

    def __init__(self, options: ClientOptions, transport: Transport, sleep: Sleep) -> None:
        self.options = options
        self.transport = transport
        self._sleep = sleep
        self._slots = asyncio.Semaphore(options.concurrency)
        self._throttles: dict[str, HostThrottle] = {}
        """By host."""
        self._robots: dict[str, RobotsCache] = {}
        """By the URL of robots.txt."""

    async def check_url(self, url: str) -> RequestResult:
        """Request a URL if robots.txt allows it; its body does not matter. Redirects are not followed."""
        return await self._refusal_for(url) or await self._request_with_retries(url)

    async def fetch(
        self, url: str, limit: int, headers: Mapping[str, str] = NO_HEADERS, hosts: Collection[str] = ()
    ) -> CheckResult:
        """Read a URL if robots.txt allows it, and follow redirects.

        Args:
            url: a web URL from `resolver.urls.parse`.
            limit: bytes of the body that are read.
            headers: to send in addition.
            hosts: that redirects may lead to; empty for any.
        """
        request = partial(self._fetch_once, limit=limit, headers=headers, hosts=hosts)
        return await follow_redirects(url, request, self.options.max_redirects)

    async def _fetch_once(
        self, url: str, limit: int, headers: Mapping[str, str], hosts: Collection[str]
    ) -> RequestResult:
        if hosts and split_url(url).host not in hosts:
            return unknown_result("redirects to another site")
        return await self._refusal_for(url) or await self._request_with_retries(url, limit, headers)

    async def _refusal_for(self, url: str) -> RequestResult | None:
        """Return the result that replaces a request that robots.txt forbids."""
        robots_url = str(split_url(url)._replace(userinfo="", path="/robots.txt", query=None, fragment=None))
        cache = self._robots.setdefault(robots_url, RobotsCache())
        async with cache.lock:
            if cache.robots is None:
                request = partial(self._request_with_retries, limit=MAX_ROBOTS_BYTES)
                cache.robots = read_robots(await follow_redirects(robots_url, request, self.options.max_redirects))
                self._throttle(url).slow_down(cache.robots.delay)
        return cache.robots.refusal_for(url)

    async def _request_with_retries(
        self, url: str, limit: int = 0, headers: Mapping[str, str] = NO_HEADERS
    ) -> RequestResult:
        """Send GET, or HEAD if nothing is to be read, then GET if the server may not support HEAD; retry failures."""
        throttle = self._throttle(url)
        if refusal := throttle.refusal():
            return refusal
        result = await self._request("GET" if limit else "HEAD", url, limit, headers)
        if not limit and may_reject_head(result):
            result = await self._request("GET", url, limit, headers)
        attempt = 0
        while throttle.back_off(result, attempt):
            result = await self._request("GET", url, limit, headers)
            attempt += 1
        if not throttle.refusal():
            throttle.record(result)
        return result

    async def _request(self, method: str, url: str, limit: int, headers: Mapping[str, str]) -> RequestResult:
        # The host's turn first: while waiting for it, other hosts may use the run's slots.
        throttle = self._throttle(url)
        async with throttle.wait_for_turn(self._sleep), self._slots:
            if refusal := throttle.refusal():  # it was given up meanwhile
                return refusal
            return await self.transport.request(method, url, limit, headers)

    def _throttle(self, url: str) -> HostThrottle:
        host = split_url(url).host
        if host not in self._throttles:
            self._throttles[host] = HostThrottle(
                self.options, asyncio.Semaphore(self.options.per_host), self.options.delay
            )
        return self._throttles[host]

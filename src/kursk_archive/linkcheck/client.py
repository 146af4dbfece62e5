"""Asking one address with good manners: robots.txt first, in its host's turn, with patience."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from functools import partial

from kursk_archive.linkcheck.options import CheckOptions
from kursk_archive.linkcheck.politeness import HostThrottle, RobotsCache, Sleep
from kursk_archive.linkcheck.redirects import follow_redirects
from kursk_archive.linkcheck.responses import RequestResult, may_reject_head
from kursk_archive.linkcheck.robots import Robots, read_robots
from kursk_archive.linkcheck.transport import Transport
from kursk_archive.resolver.urls import split_url


@dataclass(slots=True)
class PoliteClient:
    """Who asks, during a run: knows what each host has said so far."""

    options: CheckOptions
    transport: Transport
    sleep: Sleep
    hosts: dict[str, HostThrottle] = field(default_factory=dict)
    """By name."""
    sites: dict[str, RobotsCache] = field(default_factory=dict)
    """By the address of robots.txt."""
    slots: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self.slots = asyncio.Semaphore(self.options.concurrency)

    async def check_url(self, url: str) -> RequestResult:
        """One address, if its site lets us; a redirect is an answer like any other."""
        robots = await self._robots(url)
        return robots.answer_for(url) or await self._ask_again(url)

    async def _robots(self, url: str) -> Robots:
        address = split_url(url)
        root = str(address._replace(userinfo="", path="/robots.txt", query=None, fragment=None))
        site = self.sites.setdefault(root, RobotsCache())
        async with site.lock:
            if site.robots is None:
                ask = partial(self._ask_again, read=True)
                site.robots = read_robots(await follow_redirects(root, ask, self.options.max_redirects))
                self._host(url).slow_down(site.robots.delay)
        return site.robots

    async def _ask_again(self, url: str, *, read: bool = False) -> RequestResult:
        """Ask with HEAD, with GET where that may be the trouble, and again where waiting may help."""
        host = self._host(url)
        if refusal := host.refusal():
            return refusal
        answer = await self._request("GET" if read else "HEAD", url, read)
        if not read and may_reject_head(answer):
            answer = await self._request("GET", url, read)
        attempt = 0
        while host.back_off(answer, attempt):
            answer = await self._request("GET", url, read)
            attempt += 1
        host.record(answer)
        return answer

    async def _request(self, method: str, url: str, read: bool) -> RequestResult:
        # The host's turn first: waiting for it must not take one of the run's slots from other hosts.
        async with self._host(url).wait_for_turn(self.sleep), self.slots:
            return await self.transport.request(method, url, read=read)

    def _host(self, url: str) -> HostThrottle:
        name = split_url(url).host
        if name not in self.hosts:
            self.hosts[name] = HostThrottle(self.options, asyncio.Semaphore(self.options.per_host), self.options.delay)
        return self.hosts[name]

"""Asking one address with good manners: robots.txt first, in its host's turn, with patience."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from functools import partial

from kursk_archive.linkcheck.options import Options
from kursk_archive.linkcheck.politeness import Host, Site, Sleep
from kursk_archive.linkcheck.redirects import follow
from kursk_archive.linkcheck.responses import Answer, refuses_head
from kursk_archive.linkcheck.robots import Robots, read_robots
from kursk_archive.linkcheck.transport import Line
from kursk_archive.resolver.urls import split_url


@dataclass(slots=True)
class Visitor:
    """Who asks, during a run: knows what each host has said so far."""

    options: Options
    line: Line
    sleep: Sleep
    hosts: dict[str, Host] = field(default_factory=dict)
    """By name."""
    sites: dict[str, Site] = field(default_factory=dict)
    """By the address of robots.txt."""
    slots: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self.slots = asyncio.Semaphore(self.options.concurrency)

    async def ask(self, url: str) -> Answer:
        """One address, if its site lets us; a redirect is an answer like any other."""
        robots = await self._robots(url)
        return robots.answer_for(url) or await self._ask_again(url)

    async def _robots(self, url: str) -> Robots:
        address = split_url(url)
        root = str(address._replace(userinfo="", path="/robots.txt", query=None, fragment=None))
        site = self.sites.setdefault(root, Site())
        async with site.lock:
            if site.robots is None:
                ask = partial(self._ask_again, read=True)
                site.robots = read_robots(await follow(root, ask, self.options.max_redirects))
                self._host(url).slow_down(site.robots.delay)
        return site.robots

    async def _ask_again(self, url: str, *, read: bool = False) -> Answer:
        """Ask with HEAD, with GET where that may be the trouble, and again where waiting may help."""
        host = self._host(url)
        if refusal := host.refusal():
            return refusal
        answer = await self._request("GET" if read else "HEAD", url, read)
        if not read and refuses_head(answer):
            answer = await self._request("GET", url, read)
        attempt = 0
        while host.back_off(answer, attempt):
            answer = await self._request("GET", url, read)
            attempt += 1
        host.note(answer)
        return answer

    async def _request(self, method: str, url: str, read: bool) -> Answer:
        # The host's turn first: waiting for it must not take one of the run's slots from other hosts.
        async with self._host(url).visit(self.sleep), self.slots:
            return await self.line.ask(method, url, read=read)

    def _host(self, url: str) -> Host:
        name = split_url(url).host
        if name not in self.hosts:
            self.hosts[name] = Host(self.options, asyncio.Semaphore(self.options.per_host), self.options.delay)
        return self.hosts[name]

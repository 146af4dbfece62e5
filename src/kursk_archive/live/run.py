"""The run: every address that has to be asked, host beside host, each answer handed over as it comes."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial

from kursk_archive.catalogue.health import Health
from kursk_archive.live.answers import Answer, refuses_head
from kursk_archive.live.chains import follow
from kursk_archive.live.days import is_fresh, judge
from kursk_archive.live.hosts import Host, Site, Sleep
from kursk_archive.live.network import Line, new_transport
from kursk_archive.live.options import Options
from kursk_archive.live.robots import Robots, read_robots
from kursk_archive.resolver.urls import is_web, parse, split

Tell = Callable[[int, int], object]
"""Takes how many addresses are done, and of how many."""


def _tell_nobody(done: int, total: int) -> None:
    pass


def _utc_now() -> datetime:
    return datetime.now(UTC)


def check(
    urls: Iterable[str],
    known: Mapping[str, Health],
    keep: Callable[[Health], object],
    *,
    options: Options | None = None,
    now: Callable[[], datetime] = _utc_now,
    tell: Tell = _tell_nobody,
) -> None:
    """`probe`, for a caller without an event loop.

    Raises:
        KeyboardInterrupt: on Ctrl-C; requests under way are dropped, and all that was learnt has been handed to `keep`.
    """
    asyncio.run(probe(urls, known, keep, options=options or Options(), now=now, tell=tell))


async def probe(
    urls: Iterable[str],
    known: Mapping[str, Health],
    keep: Callable[[Health], object],
    *,
    options: Options,
    now: Callable[[], datetime],
    tell: Tell = _tell_nobody,
    sleep: Sleep = asyncio.sleep,
) -> None:
    """Ask the addresses of the web among `urls` whose last answer is not fresh; what goes wrong is an answer, too.

    Args:
        urls: canonical; what is not `http:` or `https:` is passed over.
        known: earlier answers, by address.
        keep: takes each answer at once, in this thread. What it raises ends the run.
        now: an aware time; tells the day of a failure and the age of an answer.
        tell: called after each address that was asked.
        sleep: all waiting between requests goes through it.
    """
    queues = _by_host(url for url in dict.fromkeys(urls) if not is_fresh(known.get(url), now(), options))
    if not queues:
        return
    async with new_transport() as transport:
        run = _Run(options, Line(options, now, transport), known, keep, tell, sleep, sum(map(len, queues.values())))
        await run.work(queues.values())


def _by_host(urls: Iterable[str]) -> dict[str, deque[str]]:
    queues: dict[str, deque[str]] = {}
    for url in urls:
        try:
            parsed = parse(url)
        except ValueError:
            continue
        if is_web(parsed):
            queues.setdefault(split(parsed).host, deque()).append(url)
    return queues


@dataclass(slots=True)
class _Run:
    """What the questions of one run share."""

    options: Options
    line: Line
    known: Mapping[str, Health]
    keep: Callable[[Health], object]
    tell: Tell
    sleep: Sleep
    total: int
    done: int = 0
    hosts: dict[str, Host] = field(default_factory=dict)
    sites: dict[str, Site] = field(default_factory=dict)
    slots: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self.slots = asyncio.Semaphore(self.options.concurrency)

    async def work(self, queues: Iterable[deque[str]]) -> None:
        """Empty the queues: hosts beside each other, a host's addresses one after the other."""
        try:
            async with asyncio.TaskGroup() as group:
                for queue in queues:
                    for _ in range(min(self.options.per_host, len(queue))):
                        group.create_task(self._empty(queue))
        except ExceptionGroup as errors:
            raise errors.exceptions[0] from None

    async def _empty(self, queue: deque[str]) -> None:
        while queue:
            url = queue.popleft()
            outcome = await follow(parse(url), self._ask, self.options.max_redirects)
            self.keep(judge(url, outcome, self.known.get(url), self.line.now()))
            self.done += 1
            self.tell(self.done, self.total)

    async def _ask(self, url: str) -> Answer:
        """One address of a chain, if its site lets us."""
        robots = await self._robots(url)
        return robots.answer_for(url) or await self._ask_again(url)

    async def _robots(self, url: str) -> Robots:
        address = split(url)
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
        name = split(url).host
        if name not in self.hosts:
            self.hosts[name] = Host(self.options, asyncio.Semaphore(self.options.per_host), self.options.delay)
        return self.hosts[name]

"""The run: every address that has to be asked, host beside host, each answer handed over as it comes."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from kursk_archive.catalogue.link_status import Health
from kursk_archive.linkcheck.client import Visitor
from kursk_archive.linkcheck.options import Options
from kursk_archive.linkcheck.politeness import Sleep
from kursk_archive.linkcheck.redirects import follow
from kursk_archive.linkcheck.transport import Line, new_transport
from kursk_archive.linkcheck.verdicts import is_fresh, judge
from kursk_archive.resolver.urls import is_web, parse, split_url

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
        visitor = Visitor(options, Line(options, now, transport), sleep)
        await _Run(visitor, known, keep, tell, sum(map(len, queues.values()))).work(queues.values())


def _by_host(urls: Iterable[str]) -> dict[str, deque[str]]:
    queues: dict[str, deque[str]] = {}
    for url in urls:
        try:
            parsed = parse(url)
        except ValueError:
            continue
        if is_web(parsed):
            queues.setdefault(split_url(parsed).host, deque()).append(url)
    return queues


@dataclass(slots=True)
class _Run:
    """Addresses on their way from the queues to `keep`."""

    visitor: Visitor
    known: Mapping[str, Health]
    keep: Callable[[Health], object]
    tell: Tell
    total: int
    done: int = 0

    async def work(self, queues: Iterable[deque[str]]) -> None:
        """Empty the queues: hosts beside each other, a host's addresses one after the other."""
        try:
            async with asyncio.TaskGroup() as group:
                for queue in queues:
                    for _ in range(min(self.visitor.options.per_host, len(queue))):
                        group.create_task(self._empty(queue))
        except ExceptionGroup as errors:
            raise errors.exceptions[0] from None

    async def _empty(self, queue: deque[str]) -> None:
        visitor = self.visitor
        while queue:
            url = queue.popleft()
            outcome = await follow(parse(url), visitor.ask, visitor.options.max_redirects)
            self.keep(judge(url, outcome, self.known.get(url), visitor.line.now()))
            self.done += 1
            self.tell(self.done, self.total)

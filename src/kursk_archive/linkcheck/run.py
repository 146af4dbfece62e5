"""The run: every address that has to be asked, host beside host, each answer handed over as it comes."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from kursk_archive.catalogue.link_status import Health
from kursk_archive.linkcheck.client import PoliteClient
from kursk_archive.linkcheck.options import CheckOptions
from kursk_archive.linkcheck.politeness import Sleep
from kursk_archive.linkcheck.redirects import follow_redirects
from kursk_archive.linkcheck.transport import Transport, new_transport
from kursk_archive.linkcheck.verdicts import is_fresh, update_status
from kursk_archive.resolver.urls import is_web, parse, split_url

ProgressHandler = Callable[[int, int], object]
"""Takes how many addresses are done, and of how many."""


def _tell_nobody(done: int, total: int) -> None:
    pass


def _utc_now() -> datetime:
    return datetime.now(UTC)


def check_links(
    urls: Iterable[str],
    previous: Mapping[str, Health],
    save: Callable[[Health], object],
    *,
    options: CheckOptions | None = None,
    now: Callable[[], datetime] = _utc_now,
    on_progress: ProgressHandler = _tell_nobody,
) -> None:
    """`check_links_async`, for a caller without an event loop.

    Raises:
        KeyboardInterrupt: on Ctrl-C; requests under way are dropped, and all that was learnt has been handed to `save`.
    """
    asyncio.run(
        check_links_async(urls, previous, save, options=options or CheckOptions(), now=now, on_progress=on_progress)
    )


async def check_links_async(
    urls: Iterable[str],
    previous: Mapping[str, Health],
    save: Callable[[Health], object],
    *,
    options: CheckOptions,
    now: Callable[[], datetime],
    on_progress: ProgressHandler = _tell_nobody,
    sleep: Sleep = asyncio.sleep,
) -> None:
    """Ask the addresses of the web among `urls` whose last answer is not fresh; what goes wrong is an answer, too.

    Args:
        urls: canonical; what is not `http:` or `https:` is passed over.
        previous: earlier answers, by address.
        save: takes each answer at once, in this thread. What it raises ends the run.
        now: an aware time; tells the day of a failure and the age of an answer.
        on_progress: called after each address that was asked.
        sleep: all waiting between requests goes through it.
    """
    queues = _by_host(url for url in dict.fromkeys(urls) if not is_fresh(previous.get(url), now(), options))
    if not queues:
        return
    async with new_transport() as transport:
        visitor = PoliteClient(options, Transport(options, now, transport), sleep)
        await _Run(visitor, previous, save, on_progress, sum(map(len, queues.values()))).work(queues.values())


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

    visitor: PoliteClient
    known: Mapping[str, Health]
    keep: Callable[[Health], object]
    tell: ProgressHandler
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
            outcome = await follow_redirects(parse(url), visitor.check_url, visitor.options.max_redirects)
            self.keep(update_status(url, outcome, self.known.get(url), visitor.transport.now()))
            self.done += 1
            self.tell(self.done, self.total)

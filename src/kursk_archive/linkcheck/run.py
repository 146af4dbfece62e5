"""Runs the live check over many URLs: hosts in parallel, each status saved as soon as it is known."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime

from msgspec import Struct

from kursk_archive.catalogue.link_status import LinkStatus
from kursk_archive.linkcheck.options import CheckOptions
from kursk_archive.linkcheck.verdicts import is_fresh, update_status
from kursk_archive.network.client import PoliteClient
from kursk_archive.network.politeness import Sleep
from kursk_archive.network.redirects import follow_redirects
from kursk_archive.network.transport import Transport, new_transport
from kursk_archive.resolver.urls import is_web, parse, split_url

ProgressHandler = Callable[[int, int], object]
"""Called with the number of checked URLs, and the number of all URLs to check."""


def _ignore_progress(done: int, total: int) -> None:
    pass


def _utc_now() -> datetime:
    return datetime.now(UTC)


def check_links(
    urls: Iterable[str],
    previous: Mapping[str, LinkStatus],
    save: Callable[[LinkStatus], object],
    *,
    options: CheckOptions | None = None,
    now: Callable[[], datetime] = _utc_now,
    on_progress: ProgressHandler = _ignore_progress,
) -> None:
    """Run `check_links_async` for a caller without an event loop.

    Raises:
        KeyboardInterrupt: on Ctrl-C. Pending requests are dropped; all known statuses have been saved.
    """
    asyncio.run(
        check_links_async(urls, previous, save, options=options or CheckOptions(), now=now, on_progress=on_progress)
    )


async def check_links_async(
    urls: Iterable[str],
    previous: Mapping[str, LinkStatus],
    save: Callable[[LinkStatus], object],
    *,
    options: CheckOptions,
    now: Callable[[], datetime],
    on_progress: ProgressHandler = _ignore_progress,
    sleep: Sleep = asyncio.sleep,
) -> None:
    """Check the URLs whose status is not recent. Network errors become statuses.

    Args:
        urls: canonical; all but `http:` and `https:` are skipped, and without a proxy onion services.
        previous: earlier statuses, by URL.
        save: called with each new status, in this thread. An exception in it ends the run.
        options: see `CheckOptions`.
        now: returns an aware time, for the day of a failure and the age of a status.
        on_progress: called after each checked URL.
        sleep: called for every pause between requests.
    """
    stale = (url for url in dict.fromkeys(urls) if not is_fresh(previous.get(url), now(), options))
    queues = _by_host(stale, with_onions=bool(options.proxy))
    if not queues:
        return
    async with new_transport(options.proxy) as transport:
        client = PoliteClient(options, Transport(options, now, transport), sleep)
        await _Run(client, previous, save, on_progress, sum(map(len, queues.values()))).check_all(queues.values())


def _by_host(urls: Iterable[str], *, with_onions: bool) -> dict[str, deque[str]]:
    queues: dict[str, deque[str]] = {}
    for url in urls:
        try:
            parsed = parse(url)
        except ValueError:
            continue
        host = split_url(parsed).host if is_web(parsed) else ""
        if host and (with_onions or not host.endswith(".onion")):
            queues.setdefault(host, deque()).append(url)
    return queues


class _Run(Struct):
    client: PoliteClient
    previous: Mapping[str, LinkStatus]
    save: Callable[[LinkStatus], object]
    on_progress: ProgressHandler
    total: int
    done: int = 0

    async def check_all(self, queues: Iterable[deque[str]]) -> None:
        """Check all queues: hosts in parallel, the URLs of a host one after the other."""
        try:
            async with asyncio.TaskGroup() as group:
                for queue in queues:
                    for _ in range(min(self.client.options.per_host, len(queue))):
                        group.create_task(self._check_queue(queue))
        except ExceptionGroup as errors:
            raise errors.exceptions[0] from None

    async def _check_queue(self, queue: deque[str]) -> None:
        client = self.client
        while queue:
            url = queue.popleft()
            result = await follow_redirects(parse(url), client.check_url, client.options.max_redirects)
            self.save(update_status(url, result, self.previous.get(url), client.transport.now()))
            self.done += 1
            self.on_progress(self.done, self.total)

"""Rate limits per host: few requests at a time, pauses between them, and none to a host that does not answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from secrets import SystemRandom

from msgspec import Struct, field

from kursk_archive.network.options import ClientOptions
from kursk_archive.network.responses import RequestResult, unknown_result
from kursk_archive.network.robots import Robots

Sleep = Callable[[float], Awaitable[object]]

_random = SystemRandom()


class HostThrottle(Struct):
    """The rate limit of a host during a run."""

    options: ClientOptions
    slots: asyncio.Semaphore
    delay: float
    """Seconds between two requests."""
    pause: float = 0.0
    """Seconds before the next request; none before the first."""
    failures_in_a_row: int = 0
    """Number of URLs in a row without a proper response."""
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    @asynccontextmanager
    async def wait_for_turn(self, sleep: Sleep) -> AsyncIterator[None]:
        """Wait until a request may be sent; send it inside the `async with` block."""
        async with self.slots:
            async with self.turn:
                pause, self.pause = self.pause, self.delay
                if pause:
                    await sleep(pause)
            yield

    def slow_down(self, delay: float) -> None:
        """Apply the crawl delay of robots.txt, up to the maximum of the options."""
        self.delay = max(self.delay, min(delay, self.options.max_wait))
        self.pause = max(self.pause, self.delay)

    def back_off(self, result: RequestResult, attempt: int) -> bool:
        """Schedule the pause before a retry; False if there should be none.

        Args:
            result: of the last request.
            attempt: number of retries so far.
        """
        if not result.is_transient or attempt >= self.options.retries or self._wants_too_long_a_wait(result):
            return False
        # Jitter, so that archives whose runs were stopped by one outage do not all retry at once.
        wait = min(self.options.backoff * 2**attempt, self.options.max_wait) * _random.uniform(0.5, 1.5)
        self.pause = max(self.pause, wait, result.retry_after or 0.0)
        return True

    def record(self, result: RequestResult) -> None:
        """Count URLs without a proper response."""
        self.failures_in_a_row = self.failures_in_a_row + 1 if result.is_transient else 0
        if result.is_transient and self._wants_too_long_a_wait(result):
            self.failures_in_a_row = self.options.max_failures

    def refusal(self) -> RequestResult | None:
        """Return the result that replaces all further requests to a host that failed too often."""
        if self.failures_in_a_row < self.options.max_failures:
            return None
        return unknown_result("not requested: the host did not respond or asked for a long pause")

    def _wants_too_long_a_wait(self, result: RequestResult) -> bool:
        return (result.retry_after or 0.0) > self.options.max_wait


class RobotsCache(Struct):
    """The robots.txt of a site, which is a scheme, a host and a port, during a run."""

    robots: Robots | None = None
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while robots.txt is fetched, so that it is fetched once."""

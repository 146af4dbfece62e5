"""What is owed to a host: few requests at a time, a pause between them, and an end where it does not answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from secrets import SystemRandom

from kursk_archive.linkcheck.options import CheckOptions
from kursk_archive.linkcheck.responses import RequestResult, unknown_result
from kursk_archive.linkcheck.robots import Robots

Sleep = Callable[[float], Awaitable[object]]

_chance = SystemRandom()


@dataclass(slots=True)
class HostThrottle:
    """A host during a run."""

    options: CheckOptions
    slots: asyncio.Semaphore
    delay: float
    """Seconds between two requests."""
    pause: float = 0.0
    """Seconds before the next request; none before the first."""
    failures_in_a_row: int = 0
    """Addresses in a row that had no proper answer."""
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    @asynccontextmanager
    async def wait_for_turn(self, sleep: Sleep) -> AsyncIterator[None]:
        """Wait for one's turn; the request goes into the `async with` block."""
        async with self.slots:
            async with self.turn:
                pause, self.pause = self.pause, self.delay
                if pause:
                    await sleep(pause)
            yield

    def slow_down(self, delay: float) -> None:
        """Keep the pauses that robots.txt asks for, as far as they are bearable."""
        self.delay = max(self.delay, min(delay, self.options.max_wait))
        self.pause = max(self.pause, self.delay)

    def back_off(self, answer: RequestResult, attempt: int) -> bool:
        """Make the pause before a retry; false where there is nothing to wait for.

        Args:
            attempt: retries before this one.
        """
        if not answer.is_transient or attempt >= self.options.retries or self._asks_too_much(answer):
            return False
        # Spread, so that the many runs of many archives that one outage stopped do not come back together.
        wait = min(self.options.backoff * 2**attempt, self.options.max_wait) * _chance.uniform(0.5, 1.5)
        self.pause = max(self.pause, wait, answer.retry_after or 0.0)
        return True

    def record(self, answer: RequestResult) -> None:
        """Count the addresses that had no proper answer."""
        self.failures_in_a_row = self.failures_in_a_row + 1 if answer.is_transient else 0
        if answer.is_transient and self._asks_too_much(answer):
            self.failures_in_a_row = self.options.max_failures

    def refusal(self) -> RequestResult | None:
        """The answer that spares the request, once the host is left alone."""
        if self.failures_in_a_row < self.options.max_failures:
            return None
        return unknown_result("not asked: the host did not answer, or wants to be left alone")

    def _asks_too_much(self, answer: RequestResult) -> bool:
        return (answer.retry_after or 0.0) > self.options.max_wait


@dataclass(slots=True)
class RobotsCache:
    """What is known of a site during a run: scheme, host and port together."""

    robots: Robots | None = None
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while robots.txt is asked for, so that it is asked for once."""

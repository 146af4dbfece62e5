"""What is owed to a host: few requests at a time, a pause between them, and an end where it does not answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from secrets import SystemRandom

from kursk_archive.linkcheck.options import Options
from kursk_archive.linkcheck.responses import Answer, unknown
from kursk_archive.linkcheck.robots import Robots

Sleep = Callable[[float], Awaitable[object]]

_chance = SystemRandom()


@dataclass(slots=True)
class Host:
    """A host during a run."""

    options: Options
    slots: asyncio.Semaphore
    delay: float
    """Seconds between two requests."""
    pause: float = 0.0
    """Seconds before the next request; none before the first."""
    strikes: int = 0
    """Addresses in a row that had no proper answer."""
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    @asynccontextmanager
    async def visit(self, sleep: Sleep) -> AsyncIterator[None]:
        """Wait for one's turn; the request goes into the `async with` block."""
        async with self.slots:
            async with self.turn:
                pause, self.pause = self.pause, self.delay
                if pause:
                    await sleep(pause)
            yield

    def slow_down(self, delay: float) -> None:
        """Keep the pauses that robots.txt asks for, as far as they are bearable."""
        self.delay = max(self.delay, min(delay, self.options.longest_wait))
        self.pause = max(self.pause, self.delay)

    def back_off(self, answer: Answer, attempt: int) -> bool:
        """Make the pause before a retry; false where there is nothing to wait for.

        Args:
            attempt: retries before this one.
        """
        if not answer.passing or attempt >= self.options.retries or self._asks_too_much(answer):
            return False
        # Spread, so that the many runs of many archives that one outage stopped do not come back together.
        wait = min(self.options.backoff * 2**attempt, self.options.longest_wait) * _chance.uniform(0.5, 1.5)
        self.pause = max(self.pause, wait, answer.wait or 0.0)
        return True

    def note(self, answer: Answer) -> None:
        """Count the addresses that had no proper answer."""
        self.strikes = self.strikes + 1 if answer.passing else 0
        if answer.passing and self._asks_too_much(answer):
            self.strikes = self.options.patience

    def refusal(self) -> Answer | None:
        """The answer that spares the request, once the host is left alone."""
        if self.strikes < self.options.patience:
            return None
        return unknown("not asked: the host did not answer, or wants to be left alone")

    def _asks_too_much(self, answer: Answer) -> bool:
        return (answer.wait or 0.0) > self.options.longest_wait


@dataclass(slots=True)
class Site:
    """What is known of a site during a run: scheme, host and port together."""

    robots: Robots | None = None
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while robots.txt is asked for, so that it is asked for once."""

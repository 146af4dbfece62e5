"""Who does the tasks of a run: this process, a pool of its own, or whatever the caller has given."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

ENOUGH = 512
"""Captures from which on other processes are started; starting them takes as long as reading some hundred."""
WIDTH = 8
"""Tasks that are under way at once."""

_Task = TypeVar("_Task")
_Made = TypeVar("_Made")


class Workers:
    """The same answers in the same order, whoever works."""

    def __init__(
        self, stack: ExitStack, executor: Executor | None = None, jobs: int | None = None, width: int = WIDTH
    ) -> None:
        """Start nobody yet.

        Args:
            stack: what ends a pool that is started here.
            executor: the caller's, whose workers may be on other machines; None decides by the amount of work.
            jobs: processes of a pool; None is one for each processor.
            width: tasks that are under way at once.
        """
        self.stack, self.executor, self.jobs, self.width = stack, executor, jobs, width
        self.are_given = executor is not None
        """Whether they are the caller's."""

    def map(self, function: Callable[[_Task], _Made], tasks: Iterable[_Task], size: int) -> Iterator[_Made]:
        """Do the tasks, in order, wherever that is quickest; only some are under way at once, which bounds memory.

        A task may have a `weight`: as how many it counts.
        """
        if self.executor is None and size >= ENOUGH and (self.jobs or os.cpu_count() or 1) > 1:
            from kursk_archive.pipeline.pool import pool

            self.executor = self.stack.enter_context(pool(self.jobs))
        if self.executor is None:
            yield from map(function, tasks)
            return
        under_way: deque[tuple[Future[_Made], int]] = deque()
        room = self.width
        for task in tasks:
            weight = min(getattr(task, "weight", 1), self.width)
            while weight > room:
                done, freed = under_way.popleft()
                room += freed
                yield done.result()
            under_way.append((self.executor.submit(function, task), weight))
            room -= weight
        while under_way:
            yield under_way.popleft()[0].result()

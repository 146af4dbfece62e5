"""Workers: this process, a pool of processes, or the caller's executor."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from threading import Thread, current_thread, main_thread
from types import ModuleType
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from kursk_archive.core.findings import ArchiveError, Location, make_finding

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

MIN_POOL_SIZE = 512
"""Captures from which on a pool is started; starting it takes as long as reading some hundred."""
MAX_PENDING = 8
"""Tasks that are under way at once."""
_PRELOADED = ["kursk_archive.pipeline.load_tasks", "kursk_archive.pipeline.render_tasks", "kursk_archive.outputs.kinds"]

_Task = TypeVar("_Task")
_Result = TypeVar("_Result")


class Workers:
    """Give the same results in the same order, whoever works."""

    def __init__(
        self,
        stack: ExitStack,
        executor: Executor | None = None,
        jobs: int | None = None,
        max_pending: int = MAX_PENDING,
    ) -> None:
        """Prepare; a pool is started when there is enough work for one.

        Args:
            stack: ends a pool that is started here.
            executor: the caller's, whose workers may be on other machines; None decides by the amount of work.
            jobs: processes of a pool; None is one for each processor.
            max_pending: tasks that are under way at once.
        """
        self.stack, self.executor, self.jobs, self.max_pending = stack, executor, jobs, max_pending
        self.are_callers = executor is not None
        """True if the executor is the caller's."""
        self.has_restarted = False
        """True once a pool was replaced, one of whose processes had been killed."""

    def map(self, function: Callable[[_Task], _Result], tasks: Iterable[_Task], size: int) -> Iterator[_Result]:
        """Run tasks and yield their results in order; a limited number is under way at once, which bounds memory.

        Args:
            function: called with each task.
            tasks: picklable; one may have a `weight`, the number of tasks it counts as.
            size: about how many captures or pages they are in all.
        """
        if self.executor is None and size >= MIN_POOL_SIZE and (self.jobs or os.cpu_count() or 1) > 1:
            self.executor = self.stack.enter_context(_start_pool(self.jobs))
        if self.executor is None:
            yield from map(function, tasks)
            return
        pending: deque[_Pending[_Task, _Result]] = deque()
        free = self.max_pending
        for task in tasks:
            weight = min(getattr(task, "weight", 1), self.max_pending)
            while weight > free:
                free += pending[0].weight
                yield self._result(function, pending)
            pending.append(_Pending(task, weight, self._submit(function, task)))
            free -= weight
        while pending:
            yield self._result(function, pending)

    def _submit(self, function: Callable[[_Task], _Result], task: _Task) -> Future[_Result]:
        """Submit a task; a pool that cannot take any more is found out when the result is asked for."""
        from concurrent.futures import BrokenExecutor, Future

        assert self.executor is not None  # noqa: S101 - for the type checker: `map` has started one
        try:
            return self.executor.submit(function, task)
        except BrokenExecutor as error:
            failed: Future[_Result] = Future()
            failed.set_exception(error)
            return failed

    def _result(self, function: Callable[[_Task], _Result], pending: deque[_Pending[_Task, _Result]]) -> _Result:
        """Return the result of the first task. Where a process was killed, all that are pending are done once more.

        Raises:
            ArchiveError: a process was killed again, or it is the caller's.
        """
        from concurrent.futures import BrokenExecutor

        while True:
            try:
                result = pending[0].future.result()
            except BrokenExecutor:
                if self.are_callers or self.has_restarted:
                    message = f"a worker process was killed{'' if self.are_callers else ' twice'} while it had work"
                    raise ArchiveError(make_finding("worker-killed", Location("build"), message)) from None
            else:
                pending.popleft()
                return result
            self.has_restarted = True
            self.executor = self.stack.enter_context(_start_pool(self.jobs))
            for waiting in pending:
                waiting.future = self._submit(function, waiting.task)


class _Pending(Generic[_Task, _Result]):
    """A task that is under way."""

    def __init__(self, task: _Task, weight: int, future: Future[_Result]) -> None:
        self.task, self.weight, self.future = task, weight, future


def _start_pool(jobs: int | None) -> Executor:
    """Start a pool of processes, one for each processor if `jobs` is None.

    Where the system can, they are forked from a process that has imported everything: 40 ms each instead of 400.
    """
    from concurrent.futures import ProcessPoolExecutor  # 25 ms that a small build does without
    from multiprocessing import get_context

    class Pool(ProcessPoolExecutor):
        """A pool whose processes do not run the caller's program.

        They would, in case a task needs something from it; ours do not, and a script of two lines that calls `build`
        would build again in each of them.
        """

        def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
            with _without_main(), signals_held_back():
                return super().submit(function, *args, **kwargs)

    context = get_context("forkserver" if os.name == "posix" else "spawn")
    if os.name == "posix":
        context.set_forkserver_preload(_PRELOADED)
    return Pool(jobs, context, _initialise)


@contextmanager
def _without_main() -> Iterator[None]:
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


@contextmanager
def signals_held_back() -> Iterator[None]:
    """Let signals that interrupt the main thread wait for the end of the block.

    A pool is started by the first task, and an exception in between leaves a pool behind that never ends: its processes
    are counted but not there, or its thread has no lock.
    """
    if current_thread() is not main_thread():
        yield
        return
    waiting: list[int] = []
    handlers = {number: handler for number in _INTERRUPTING if callable(handler := signal.getsignal(number))}
    for number in handlers:
        signal.signal(number, lambda number, _: waiting.append(number))
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
        for number in waiting[:1]:
            signal.raise_signal(number)


_INTERRUPTING = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


def _initialise() -> None:
    """Prepare a worker process.

    The imported modules are exempt from garbage collection: traversing them takes a tenth of the time.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    Thread(target=_exit_with_parent, daemon=True).start()


def _exit_with_parent() -> None:
    """End the worker when its parent is gone: one that is killed cannot end the pool, which would wait for ever."""
    from multiprocessing import parent_process  # 10 ms, which only a worker has spent already

    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)

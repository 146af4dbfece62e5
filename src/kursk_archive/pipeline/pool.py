"""The processes that load and render where there is much of it."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from types import ModuleType
from typing import Any


def pool(jobs: int | None) -> ProcessPoolExecutor:
    """A pool of processes.

    They are forked from one that has imported everything, where the system can: 40 ms each instead of 400.

    Args:
        jobs: how many; None is one for each processor.
    """
    context = get_context("forkserver" if os.name == "posix" else "spawn")
    if os.name == "posix":
        context.set_forkserver_preload(["kursk_archive.pipeline.preloaded"])
    return _Pool(jobs, context, _start)


class _Pool(ProcessPoolExecutor):
    """One whose processes do not run the caller's program.

    They would, since a task might need what is in it; ours do not, and a script of two lines that calls `build` would
    build again in each of them.
    """

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        with _without_main():
            return super().submit(function, *args, **kwargs)


@contextmanager
def _without_main() -> Iterator[None]:
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def _start() -> None:
    """Leave what every task needs to itself: looking through it again and again takes a tenth of the time."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)

"""The processes that load and render where there is much of it."""

from __future__ import annotations

import gc
import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context


def pool(jobs: int | None) -> ProcessPoolExecutor:
    """A pool of processes.

    They are forked from one that has imported everything, where the system can: 40 ms each instead of 400.

    Args:
        jobs: how many; None is one for each processor.
    """
    context = get_context("forkserver" if os.name == "posix" else "spawn")
    if os.name == "posix":
        context.set_forkserver_preload(["kursk_archive.preloaded"])
    return ProcessPoolExecutor(jobs, context, _start)


def _start() -> None:
    """Leave what every task needs to itself: looking through it again and again takes a tenth of the time."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)

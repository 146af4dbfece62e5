"""Workers: the order of the results, and the number of tasks that are under way at once."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from kursk_archive.core.findings import ArchiveError
from kursk_archive.pipeline import workers
from kursk_archive.pipeline.workers import Workers, signals_held_back


class Task(NamedTuple):
    weight: int


class Counting(Executor):
    """Records which tasks were under way at once, and does each when its result is asked for."""

    def __init__(self) -> None:
        self.pending: list[int] = []
        self.history: list[list[int]] = []

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        (task,) = args
        self.pending.append(task.weight)
        self.history.append(list(self.pending))
        return Awaited(self, task)


class Awaited(Future[Any]):
    def __init__(self, executor: Counting, task: Task) -> None:
        super().__init__()
        self.executor, self.task = executor, task

    def result(self, timeout: float | None = None) -> Any:
        self.executor.pending.remove(self.task.weight)
        return self.task


def test_the_weight_of_the_tasks_under_way_is_limited() -> None:
    executor, tasks = Counting(), [Task(weight) for weight in (1, 1, 3, 1, 9, 1, 2, 2)]
    with ExitStack() as stack:
        workers = Workers(stack, executor, max_pending=4)
        assert list(workers.map(lambda task: task, tasks, 8)) == tasks
    assert executor.history == [[1], [1, 1], [1, 3], [3, 1], [9], [1], [1, 2], [2, 2]]


def test_few_tasks_are_run_in_this_process_one_after_the_other() -> None:
    requested: list[int] = []

    def tasks() -> Any:
        for number in range(3):
            requested.append(number)
            yield number

    with ExitStack() as stack:
        results = Workers(stack).map(lambda number: number * 2, tasks(), 3)
        assert (next(results), requested) == (0, [0])
        assert list(results) == [2, 4]


def test_many_tasks_are_run_by_a_pool_with_the_results_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "MIN_POOL_SIZE", 2)
    with ExitStack() as stack:
        pool = Workers(stack, jobs=2)
        assert list(pool.map(str, range(30), 30)) == [str(number) for number in range(30)]
        assert pool.executor is not None
        assert not pool.are_callers


def test_one_job_starts_no_pool(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "MIN_POOL_SIZE", 2)
    with ExitStack() as stack:
        alone = Workers(stack, jobs=1)
        assert list(alone.map(str, range(3), 3)) == ["0", "1", "2"]
        assert alone.executor is None


KILL = "(os := __import__('os')) and (os.path.exists({0!r}) or (os.mkdir({0!r}), os.kill(os.getpid(), 9)))"
"""Kills its process if a folder does not exist yet, and makes it."""


@pytest.mark.skipif(os.name != "posix", reason="Windows has no SIGKILL")
def test_the_tasks_of_a_killed_process_are_done_once_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "MIN_POOL_SIZE", 1)
    tasks = ["1", "2", KILL.format(str(tmp_path / "killed")), *map(str, range(4, 20))]
    with ExitStack() as stack:
        results = list(Workers(stack, jobs=2).map(eval, tasks, 99))
    assert results == [1, 2, True, *range(4, 20)]


@pytest.mark.skipif(os.name != "posix", reason="Windows has no SIGKILL")
def test_a_task_that_kills_twice_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "MIN_POOL_SIZE", 1)
    tasks = ["1", *(KILL.format(str(tmp_path / name)) for name in "abcd"), "6"]
    with ExitStack() as stack, pytest.raises(ArchiveError) as caught:
        list(Workers(stack, jobs=2).map(eval, tasks, 99))
    assert [finding.code for finding in caught.value.findings] == ["worker-killed"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_waits_for_the_end_of_a_block_that_holds_it_back(number: signal.Signals) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    earlier, steps = signal.signal(number, interrupt), []
    try:
        with pytest.raises(KeyboardInterrupt):  # noqa: PT012 - the block is what is tested
            with signals_held_back():
                signal.raise_signal(number)
                signal.raise_signal(number)
                steps.append("end of the block")
            steps.append("behind the block")
        assert steps == ["end of the block"]
        assert signal.getsignal(number) is interrupt
    finally:
        signal.signal(number, earlier)

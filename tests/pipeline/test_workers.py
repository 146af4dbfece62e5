"""Who does the tasks of a run, and how many at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextlib import ExitStack
from typing import Any, NamedTuple

from kursk_archive.pipeline.workers import Workers


class Task(NamedTuple):
    weight: int


class Counting(Executor):
    """Notes how much was under way at once; does what it is given when it is asked for it."""

    def __init__(self) -> None:
        self.under_way: list[int] = []
        self.most: list[list[int]] = []

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        (task,) = args
        self.under_way.append(task.weight)
        self.most.append(list(self.under_way))
        return Awaited(self, task)


class Awaited(Future[Any]):
    def __init__(self, executor: Counting, task: Task) -> None:
        super().__init__()
        self.executor, self.task = executor, task

    def result(self, timeout: float | None = None) -> Any:
        self.executor.under_way.remove(self.task.weight)
        return self.task


def test_no_more_is_under_way_than_weighs_so_much() -> None:
    executor, tasks = Counting(), [Task(weight) for weight in (1, 1, 3, 1, 9, 1, 2, 2)]
    with ExitStack() as stack:
        workers = Workers(stack, executor, width=4)
        assert list(workers.map(lambda task: task, tasks, 8)) == tasks
    assert executor.most == [[1], [1, 1], [1, 3], [3, 1], [9], [1], [1, 2], [2, 2]]


def test_few_tasks_are_done_here_one_after_the_other() -> None:
    asked: list[int] = []

    def tasks() -> Any:
        for number in range(3):
            asked.append(number)
            yield number

    with ExitStack() as stack:
        made = Workers(stack).map(lambda number: number * 2, tasks(), 3)
        assert (next(made), asked) == (0, [0])
        assert list(made) == [2, 4]

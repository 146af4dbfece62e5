"""Where a build's time goes: processor milliseconds an article by stage, in one process.

    python benchmarks/profile_build.py --size 2000

The corpus is that of corpus.py. A real build does `load`, `render` and `write` on all processors, the rest on one.
`--calls render` (or another stage) shows its most expensive functions, `--calls all` those of the whole build.
"""

from __future__ import annotations

import argparse
import cProfile
import platform
import pstats
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import corpus

from kursk_archive import build, read_config
from kursk_archive.catalogue.store import Catalogue
from kursk_archive.outputs import render_tasks
from kursk_archive.pipeline import apply, load_tasks, plan
from kursk_archive.publisher.writer import Writer

STAGES = ("scan", "load", "enter", "settle", "plan", "jobs", "render", "write", "note", "rest")


class Watch:
    """Adds up what each stage takes; what a stage calls of another counts for the other."""

    def __init__(self, calls: str | None) -> None:
        self.calls = calls
        self.seconds = dict.fromkeys(STAGES, 0.0)
        self.profile = cProfile.Profile()
        self.stack = ["rest"]
        self.since = time.process_time()

    def _turn(self, to: str) -> None:
        now = time.process_time()
        self.seconds[self.stack[-1]] += now - self.since
        self.since = now
        if self.calls in (to, "all"):
            self.profile.enable()
        else:
            self.profile.disable()

    def begin(self, stage: str) -> None:
        self._turn(stage)
        self.stack.append(stage)

    def end(self) -> None:
        self._turn(self.stack[-2])
        self.stack.pop()

    def wrap(self, stage: str, owner: Any, name: str) -> None:
        """Have a function's time counted."""
        inner: Callable[..., Any] = getattr(owner, name)

        def timed(*args: Any, **kwargs: Any) -> Any:
            self.begin(stage)
            try:
                return inner(*args, **kwargs)
            finally:
                self.end()

        setattr(owner, name, timed)

    def wrap_iterator(self, stage: str, owner: Any, name: str) -> None:
        """The same of what a function gives one by one."""
        inner: Callable[..., Iterator[Any]] = getattr(owner, name)

        def timed(*args: Any, **kwargs: Any) -> Iterator[Any]:
            given = inner(*args, **kwargs)
            while True:
                self.begin(stage)
                try:
                    one = next(given)
                except StopIteration:
                    return
                finally:
                    self.end()
                yield one

        setattr(owner, name, timed)


def wrap(watch: Watch) -> None:
    import sys

    building = sys.modules["kursk_archive.pipeline.build"]
    watch.wrap("scan", building, "scan")
    watch.wrap("load", load_tasks, "load_shard")
    watch.wrap("enter", Catalogue, "enter")
    watch.wrap("settle", building, "settle_all")
    watch.wrap_iterator("plan", plan, "every_page")
    watch.wrap("jobs", apply, "as_jobs")
    watch.wrap("render", apply, "render_shard")
    watch.wrap("write", Writer, "write")
    watch.wrap("note", Catalogue, "publish")
    watch.wrap("note", Catalogue, "intend")
    watch.wrap("note", Catalogue, "pages_at")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=2_000, help="articles (2000)")
    parser.add_argument("--calls", choices=(*STAGES, "all"), help="a stage to look into")
    arguments = parser.parse_args()
    render_tasks.citations.CITATION_FORMATS  # noqa: B018 - everything is imported before the clock starts
    with tempfile.TemporaryDirectory(prefix="kursk-bench-") as folder:
        content = Path(folder, "content")
        corpus.write(content, arguments.size)
        config = read_config(
            content, output=Path(folder, "site"), jobs=1, search=False, base_url="https://archive.example/"
        )
        watch = Watch(arguments.calls)
        wrap(watch)
        build(config)
        watch.begin("rest")
    report(watch, arguments.size)


def report(watch: Watch, size: int) -> None:
    total = sum(watch.seconds.values())
    print(f"{platform.machine()}, Python {platform.python_version()}, {size:,} articles, one process\n")
    print("| stage | CPU ms an article | share |\n| --- | ---: | ---: |")
    for name in STAGES:
        print(f"| {name} | {watch.seconds[name] / size * 1000:.3f} | {watch.seconds[name] / total:.0%} |")
    print(f"| all | {total / size * 1000:.3f} | |")
    if watch.calls:
        watch.profile.disable()
        pstats.Stats(watch.profile).sort_stats("tottime").print_stats(30)


if __name__ == "__main__":
    main()

"""Profile a build: processor milliseconds per article and stage, in one process.

    python benchmarks/profile_build.py --size 2000

The corpus is one of corpus.py, or a real folder (`--content`). A real build runs `load`, `render` and `write` on all
processors, the other stages on one. `--calls render` (or another stage) lists its most expensive functions,
`--calls all` those of the whole build.
"""

from __future__ import annotations

import argparse
import cProfile
import platform
import pstats
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from corpus import CORPORA

from kursk_archive import build, read_config
from kursk_archive.catalogue.store import Catalogue
from kursk_archive.pipeline import apply, load_tasks, plan, run
from kursk_archive.publisher.writer import Writer

STAGES = ("scan", "load", "store", "derive", "plan", "fetch", "render", "write", "record", "rest")


class StageTimer:
    """Adds up the time of each stage; a stage that calls another one stops counting for that time."""

    def __init__(self, calls: str | None) -> None:
        self.calls = calls
        self.seconds = dict.fromkeys(STAGES, 0.0)
        self.profile = cProfile.Profile()
        self.stack = ["rest"]
        self.since = time.process_time()

    def _switch(self, stage: str) -> None:
        now = time.process_time()
        self.seconds[self.stack[-1]] += now - self.since
        self.since = now
        if self.calls in (stage, "all"):
            self.profile.enable()
        else:
            self.profile.disable()

    def begin(self, stage: str) -> None:
        self._switch(stage)
        self.stack.append(stage)

    def end(self) -> None:
        self._switch(self.stack[-2])
        self.stack.pop()

    def wrap(self, stage: str, owner: Any, name: str) -> None:
        """Replace a function by one that counts its time for a stage."""
        inner: Callable[..., Any] = getattr(owner, name)

        def timed(*args: Any, **kwargs: Any) -> Any:
            self.begin(stage)
            try:
                return inner(*args, **kwargs)
            finally:
                self.end()

        setattr(owner, name, timed)

    def timed_iterator(self, stage: str, inner: Callable[..., Iterator[Any]]) -> Callable[..., Iterator[Any]]:
        """Return a generator function that counts the time of another one for a stage."""

        def timed(*args: Any, **kwargs: Any) -> Iterator[Any]:
            items = inner(*args, **kwargs)
            while True:
                self.begin(stage)
                try:
                    item = next(items)
                except StopIteration:
                    return
                finally:
                    self.end()
                yield item

        return timed


def install_timer(timer: StageTimer) -> None:
    timer.wrap("scan", run, "scan_content")
    timer.wrap("load", load_tasks, "load_batch")
    timer.wrap("store", Catalogue, "upsert_captures")
    timer.wrap("derive", run, "derive_all")
    plan.Plan.targets = property(timer.timed_iterator("plan", plan.Plan.targets.fget))  # type: ignore[method-assign]
    timer.wrap("fetch", apply, "with_records")
    timer.wrap("render", apply, "render_batch")
    timer.wrap("write", Writer, "write")
    for name in ("record_outputs", "register_outputs", "outputs_at"):
        timer.wrap("record", Catalogue, name)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=2_000, help="articles (2000)")
    parser.add_argument("--corpus", choices=CORPORA, default="plain", help="the kind of made-up corpus (plain)")
    parser.add_argument("--content", type=Path, metavar="DIR", help="a real folder instead")
    parser.add_argument("--calls", choices=(*STAGES, "all"), help="a stage to look into")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kursk-bench-") as folder:
        content = Path(folder, "content")
        if arguments.content:
            shutil.copytree(arguments.content, content, ignore=shutil.ignore_patterns(".*"))
        else:
            CORPORA[arguments.corpus].write(content, arguments.size)
        config = read_config(
            content, output=Path(folder, "site"), jobs=1, search=False, base_url="https://archive.example/"
        )
        timer = StageTimer(arguments.calls)
        install_timer(timer)
        articles = build(config).articles
        timer.begin("rest")
    report(timer, articles)


def report(timer: StageTimer, size: int) -> None:
    total = sum(timer.seconds.values())
    print(f"{platform.machine()}, Python {platform.python_version()}, {size:,} articles, one process\n")
    print("| stage | CPU ms an article | share |\n| --- | ---: | ---: |")
    for name in STAGES:
        print(f"| {name} | {timer.seconds[name] / size * 1000:.3f} | {timer.seconds[name] / total:.0%} |")
    print(f"| all | {total / size * 1000:.3f} | |")
    if timer.calls:
        timer.profile.disable()
        pstats.Stats(timer.profile).sort_stats("tottime").print_stats(30)


if __name__ == "__main__":
    main()

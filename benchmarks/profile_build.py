"""Where a build's time goes: processor milliseconds an article by stage, in one process.

    python benchmarks/profile_build.py --size 2000

The corpus is that of corpus.py. A real build does `load` and `render` on all processors, the rest on one; so with two
processors a cold build takes half of those two and all of the others, and the start of the processes. `--calls load`
(or another stage) shows its most expensive functions.
"""

from __future__ import annotations

import argparse
import cProfile
import pickle
import platform
import pstats
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import corpus

from kursk_archive import pages
from kursk_archive.catalogue.settle import settle_all
from kursk_archive.catalogue.store import Catalogue, Written
from kursk_archive.config import Config, read_config
from kursk_archive.loader.scan import scan
from kursk_archive.pages import Planned
from kursk_archive.publisher.writer import Writer
from kursk_archive.renderer.theme import Theme
from kursk_archive.shards import LoadTask, RenderTask, load_shard, render_shard, shards

STAGES = ("scan", "load", "enter", "settle", "plan", "jobs", "render", "write", "note")


@dataclass(slots=True)
class Watch:
    """Adds up what each stage takes."""

    calls: str | None
    seconds: dict[str, float] = field(default_factory=dict)
    profile: cProfile.Profile = field(default_factory=cProfile.Profile)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        if name == self.calls:
            self.profile.enable()
        started = time.process_time()
        yield
        self.seconds[name] = self.seconds.get(name, 0) + time.process_time() - started
        self.profile.disable()


def load(config: Config, catalogue: Catalogue, watch: Watch) -> None:
    site = pickle.dumps(config.site)
    with watch.stage("scan"):
        found = scan(config.content)
    load_shard(LoadTask(config.content, tuple(found.stamps.items())[:2], site))  # makes the tables a process makes once
    for shard in shards(found.stamps.items()):
        with watch.stage("load"):
            entries = load_shard(LoadTask(config.content, shard, site))
        with watch.stage("enter"):
            catalogue.enter(entries, trace=False)
    with watch.stage("settle"):
        settle_all(catalogue.db)


def publish(config: Config, catalogue: Catalogue, watch: Watch, output: Path) -> None:
    theme, writer = Theme(config.site, None), Writer.claim(output)
    packed = pickle.dumps((config.site, None))
    with watch.stage("plan"):
        every = pages.every_page(catalogue, theme, pages.base(config.site, theme))
        planned = [one for one in every if isinstance(one, Planned)]
    writer.sweep()
    render_shard(RenderTask(config.content, packed, pages.as_jobs(catalogue, planned[:1])))
    for shard in shards(planned):
        with watch.stage("jobs"):
            task = RenderTask(config.content, packed, pages.as_jobs(catalogue, shard))
        with watch.stage("render"):
            made = render_shard(task)
        with watch.stage("write"):
            stats = [(path, writer.write(path, data)) for path, data in made if data is not None]
        with watch.stage("note"):
            catalogue.publish(Written(path, "x", stat.sha256, stat.size, stat.mtime) for path, stat in stats)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=2_000, help="articles (2000)")
    parser.add_argument("--calls", choices=STAGES, help="a stage to look into")
    arguments = parser.parse_args()
    watch = Watch(arguments.calls)
    with tempfile.TemporaryDirectory(prefix="kursk-bench-") as folder:
        content = Path(folder, "content")
        corpus.write(content, arguments.size)
        config = read_config(content)
        with Catalogue(Path(folder, "catalogue.sqlite")) as catalogue:
            load(config, catalogue, watch)
            publish(config, catalogue, watch, Path(folder, "site"))
    report(watch, arguments.size)


def report(watch: Watch, size: int) -> None:
    total = sum(watch.seconds.values())
    print(f"{platform.machine()}, Python {platform.python_version()}, {size:,} articles, one process\n")
    print("| stage | CPU ms an article | share |\n| --- | ---: | ---: |")
    for name in STAGES:
        print(f"| {name} | {watch.seconds[name] / size * 1000:.3f} | {watch.seconds[name] / total:.0%} |")
    print(f"| all | {total / size * 1000:.3f} | |")
    if watch.calls:
        pstats.Stats(watch.profile).sort_stats("tottime").print_stats(25)


if __name__ == "__main__":
    main()

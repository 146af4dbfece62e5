"""Compare the cost of the search: this program's indexes, and Pagefind run over Hugo's pages of the same articles.

    python benchmarks/search.py --size 10000 --runs 3

Prints a table in Markdown. For this program it has the search stage by itself (`--stage`: the program's own code with
a complete catalogue and an empty output folder, including the start of its processes) and a build with search after
one edit.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median

import generators
import measure
from corpus import CORPORA
from measure import Cost

CATALOGUE = ".kursk-archive/catalogue.sqlite"
HERE = Path(__file__).resolve()
CORPUS = CORPORA["plain"]
NAMES = ("all indexes", "Pagefind over Hugo's pages", "a build after one edit")
MEASURES = ("wall", "cpu", "memory", "shared_once")


def index(content: Path, output: Path) -> None:
    """Write all search indexes for the catalogue in `output`, and nothing else."""
    from kursk_archive import read_config
    from kursk_archive.catalogue.store import Catalogue
    from kursk_archive.core.events import ignore_event
    from kursk_archive.pipeline.apply import OutputUpdate
    from kursk_archive.pipeline.workers import Workers
    from kursk_archive.publisher.writer import Writer
    from kursk_archive.search.update import SearchUpdater

    config = read_config(content, output=output, base_url="https://archive.example/")
    writer = Writer.claim(output)
    writer.clear_scratch()
    with Catalogue(writer.catalogue_path) as catalogue, ExitStack() as stack:
        workers = Workers(stack)
        update = OutputUpdate(config, catalogue, writer, workers, ignore_event)
        findings = list(SearchUpdater(config, catalogue, update, {}, workers.map).update(rebuild=True))
    if findings or not (output / "search/shards.json").is_file():
        raise SystemExit(f"no index was made: {findings}")


class Trial:
    """A corpus and both sites built from it."""

    def __init__(self, folder: Path, size: int, cache: Path) -> None:
        self.folder, self.size, self.content = folder, size, folder / "content"
        CORPUS.write(self.content, size)
        self.hugo = generators.hugo(self.content, folder / "hugo", cache)
        ours = generators.ours(self.content, folder / "ours", cache)
        self.environment = ours.environment
        self.build = [cost for cost in ours.command if cost != "--no-search"]
        measure.run(self.hugo.command, self.hugo.folder)
        measure.run(self.build, ours.folder, ours.environment)
        self.site = ours.site

    def ours(self, n: int) -> Cost:
        output = self.folder / f"index-{n}"
        (output / CATALOGUE).parent.mkdir(parents=True)
        shutil.copy(self.site / CATALOGUE, output / CATALOGUE)
        command = (sys.executable, str(HERE), "--stage", str(self.content), str(output))
        return measure.run(command, self.folder, self.environment)[0]

    def pagefind(self, n: int) -> Cost:
        from pagefind_bin import get_executable  # type: ignore[import-untyped,unused-ignore]

        command = (
            str(get_executable()),
            "--site",
            str(self.hugo.site),
            "--output-path",
            str(self.folder / f"peer-{n}"),
        )
        return measure.run(command, self.folder)[0]

    def edited(self, n: int) -> Cost:
        number = (self.size // 3 + 7 * n) % self.size
        CORPUS.append(self.content, number, self.size, f"Corrected in round {n}.")
        return measure.run(self.build, self.site.parent, self.environment)[0]


def report(name: str, ours: Sequence[Cost], theirs: Sequence[Cost]) -> str:
    wall, cpu, *memory = (median(getattr(cost, key) for cost in ours) for key in MEASURES)
    ratios = [median(getattr(a, key) / getattr(b, key) for a, b in zip(ours, theirs, strict=True)) for key in MEASURES]
    cells = [
        f"{wall:.2f}",
        f"{cpu:.2f}",
        *(f"{peak / (1 << 20):.0f}" for peak in memory),
        *map("{:.3f}".format, ratios),
    ]
    return f"| {name} | {' | '.join(cells)} |"


def compare(size: int, runs: int, cache: Path, work: Path | None) -> None:
    folder = Path(tempfile.mkdtemp(prefix="kursk-bench-", dir=work))
    try:
        trial = Trial(folder, size, cache)
        costs: dict[str, list[Cost]] = {
            "all indexes": [],
            "Pagefind over Hugo's pages": [],
            "a build after one edit": [],
        }
        for n in range(runs):
            for name, run in zip(costs, (trial.ours, trial.pagefind, trial.edited), strict=True):
                costs[name].append(run(n))
                print(f"  {name:<28} {costs[name][-1]}", flush=True)
        theirs = costs[NAMES[1]]
        heads = "wall s | CPU s | memory MiB | memory, shared once | wall | CPU | memory | shared once"
        print(f"\n| {size:,} articles | {heads} |")
        print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
        print("\n".join(report(name, costs_of_runs, theirs) for name, costs_of_runs in costs.items()))
    finally:
        shutil.rmtree(folder)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=10_000, help="articles (10000)")
    parser.add_argument("--runs", type=int, default=3, help="rounds (3)")
    parser.add_argument("--cache", type=Path, default=generators.HERE / ".cache", help="where Hugo is installed")
    parser.add_argument("--work", type=Path, help="where the corpus and the sites are written")
    parser.add_argument("--stage", type=Path, nargs=2, metavar=("CONTENT", "OUTPUT"), help="make our indexes, no more")
    arguments = parser.parse_args()
    if arguments.stage:
        index(*arguments.stage)
        return
    measure.adopt_orphans()
    compare(arguments.size, arguments.runs, arguments.cache.resolve(), arguments.work)


if __name__ == "__main__":
    main()

"""Compare this program with Hugo, Eleventy and Pelican on a made-up corpus or a real folder; print tables in Markdown.

    python benchmarks/compare.py --size 10000                  all of them, three rounds
    python benchmarks/compare.py --corpus wordpress            another corpus, this program and both Hugos
    python benchmarks/compare.py --corpus languages            one that no peer reads, this program only
    python benchmarks/compare.py --content DIR                 a copy of a real folder, this program and Hugo
    python benchmarks/compare.py --with hugo --runs 5          this program and Hugo only, five rounds
    python benchmarks/compare.py --delete --work DIR           cold builds after a site was deleted, on the disk of DIR
    python benchmarks/compare.py --growth 1000 10000 100000    this program only, at three sizes

Run it with a Python that has kursk-archive. It needs Linux, node with npm, and the package indexes in its first run:
the other programs are installed into benchmarks/.cache (or `--cache`), which git ignores.

The states are: cold (the output put aside, or with `--delete` deleted), unchanged, edited (one more sentence in one
article), added (one more article, alternately the newest and one back-dated). Each round changes the corpus once and
runs every program in turn on the same files, so that other load on the machine affects all of them; ratios are taken
within a round, and their median is printed. Hugo is measured in all four states, although it always builds everything;
Eleventy, Pelican and Hugo with fewer files, which also do, only cold, unless `--all` is given. After each run the
article pages are counted, and the page that was edited or added is read.

With `--delete` each program builds once unmeasured, so that each cold build follows the deletion of a whole site.

A real folder is edited, never added to. Of its pages only the edited one is read: programs give them different names.

Memory is the peak of the sum of the resident memory of all processes; "shared once" counts what several processes
share only once (see `measure.Cost`).
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import Protocol

import corpus
import generators
import measure
from corpus import CORPORA, Corpus
from generators import STATES, Generator
from measure import Cost

MIB = 1 << 20
MEASURES = ("wall", "cpu", "memory", "shared_once")
"""Fields of `Cost`."""
COMPARED = MEASURES[:3]
"""Those in which the programs are compared."""


@dataclass(slots=True)
class Churn:
    """What one run of this program wrote."""

    state: str
    files: int
    size: int
    """Bytes."""
    site_files: int
    site_size: int

    def __str__(self) -> str:
        files, share = self.files, self.size / self.site_size
        return f"| {self.state} | {files:,} of {self.site_files:,} | {self.size / 1024:,.0f} KiB | {share:.3%} |"


class Archive(Protocol):
    """The captures that the programs build."""

    states: Sequence[str]

    def start(self, content: Path) -> int:
        """Write the captures; return how many articles they hold."""

    def change(self, content: Path, state: str, n: int) -> str:
        """Change the captures for a state in round `n`; return the kind of the change."""

    def check(self, program: Generator, state: str) -> None:
        """Check what the program has built after the change.

        Raises:
            SystemExit: it is not what it must be.
        """


@dataclass(slots=True)
class MadeUp:
    """A made-up corpus; it grows by an article in each round."""

    corpus: Corpus
    size: int
    number: int = 0
    """Current number of articles."""
    page: str = ""
    """Pattern of the names of an article's pages, its editions among them; one must contain `word`."""
    word: str = ""
    states: Sequence[str] = STATES

    def start(self, content: Path) -> int:
        self.corpus.write(content, self.size)
        self.number = self.size
        return self.size

    def change(self, content: Path, state: str, n: int) -> str:
        if state == "edited":
            number = (self.size // 3 + 7 * n) % self.size
            self.word = f"Corrected in round {n}"
            self.corpus.append(content, number, self.size, f"{self.word}.")
        elif state == "added":
            number, back_dated = self.number, n % 2 == 1
            last = corpus.FIRST_DAY + timedelta(days=corpus.DAYS + n)
            on = date(2019, 6, 10 + n % 20) if back_dated else last
            self.corpus.put(content, number, self.size, on)
            self.number += 1
            self.word, state = f"Fictional story {number} of the", f"added, {'back-dated' if back_dated else 'newest'}"
        else:
            number, self.word = 0, "Fictional story 0 of the"
        self.page = f"{corpus.slug(number)}.*html"
        return state

    def check(self, program: Generator, state: str) -> None:  # noqa: ARG002
        program.check(self.number, self.page, (self.word, *self.corpus.linked))
        if self.corpus.kind == "plain":
            program.check_required()


@dataclass(slots=True)
class RealFolder:
    """A copy of a folder of real captures."""

    source: Path
    captures: Sequence[Path] = ()
    """Captures that a sentence can be added to, below the folder."""
    word: str = ""
    states: Sequence[str] = STATES[:3]

    def start(self, content: Path) -> int:
        shutil.copytree(self.source, content, ignore=shutil.ignore_patterns(".*"))
        files = sorted(file for file in content.rglob("*") if file.suffix in (".md", ".markdown", ".txt"))
        self.captures = [file.relative_to(content) for file in files]
        if not files:
            raise SystemExit(f"{self.source} holds no .md, .markdown or .txt")
        return len(files)

    def change(self, content: Path, state: str, n: int) -> str:
        if state == "edited":
            file = content / self.captures[(len(self.captures) // 3 + 7 * n) % len(self.captures)]
            self.word = f"Corrected in round {n}"
            file.write_text(f"{file.read_text('utf-8').rstrip()}\n\n{self.word}.\n", "utf-8")
        return state

    def check(self, program: Generator, state: str) -> None:
        if state == "edited":
            program.check_word(self.word)


@dataclass(slots=True)
class Trial:
    """An archive, and the measurements on it."""

    folder: Path
    archive: Archive
    size: int = 0
    """Articles at the start."""
    sites: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Name of a program → files and bytes of its site at the end."""
    costs: dict[tuple[str, str], list[Cost]] = field(default_factory=dict)
    """State and name of the program → cost in each round."""
    churn: list[Churn] = field(default_factory=list)

    @property
    def content(self) -> Path:
        return self.folder / "content"

    def start(self) -> None:
        self.size = self.archive.start(self.content)

    def round(self, programs: Sequence[Generator], n: int, *, delete: bool = False) -> None:
        """Measure every state once, with every program in turn."""
        for state in self.archive.states:
            kind = self.archive.change(self.content, state, n)
            for program in _in_turn(programs, n):
                if state in program.states:
                    self._run(program, state, kind, delete=delete)

    def _run(self, program: Generator, state: str, kind: str, *, delete: bool) -> None:
        if state == "cold":
            program.clean(delete=delete)
        cost, output = measure.run(program.command, program.folder, program.environment, program.statuses)
        self.archive.check(program, state)
        self.costs.setdefault((state, program.name), []).append(cost)
        if '{"type":"summary"' in output:
            self.churn.append(_churn(kind, output, program.site))
        print(f"  {program.name:<14} {kind:<18} {_shown(cost)}", flush=True)


def _shown(cost: Cost) -> str:
    memory = f"{cost.memory / MIB:6.0f} MiB {cost.shared_once / MIB:6.0f} MiB shared once"
    return f"{cost.wall:7.2f} s {cost.cpu:7.2f} s {memory}"


def _in_turn(programs: Sequence[Generator], n: int) -> Sequence[Generator]:
    """Alternate the order, so that no program is always the first after a change."""
    return programs if n % 2 == 0 else programs[::-1]


def _churn(kind: str, output: str, site: Path) -> Churn:
    """Return what `build --json` reports as written, and its share of the site without the private folder."""
    rows = [json.loads(line) for line in output.splitlines() if line.startswith('{"type":"page"')]
    written = [site / row["path"] for row in rows if row["change"] == "written"]
    return Churn(kind, len(written), _bytes(written), *_site_size(site))


def _site_size(site: Path) -> tuple[int, int]:
    """Return the number of published files, and their bytes."""
    files = [path for path in site.rglob("*") if path.is_file() and not path.relative_to(site).parts[0].startswith(".")]
    return len(files), _bytes(files)


def _bytes(files: Iterable[Path]) -> int:
    return sum(file.stat().st_size for file in files)


def _cost_rows(trial: Trial, names: Sequence[str]) -> Iterator[str]:
    """Yield a table of this program's costs, each compared with those of each other program in the same state."""
    ours, *peers = names
    heads = [f"{label}, ours / theirs" for label in ("wall s", "CPU s", "memory MiB")]
    yield f"| state | compared with | wall | CPU | memory | {' | '.join(heads)} |"
    yield f"| --- | --- |{' ---: |' * 6}"
    for state in STATES:
        if costs := trial.costs.get((state, ours)):
            measured = [(peer, trial.costs[state, peer]) for peer in peers if (state, peer) in trial.costs]
            yield from (_row(state, peer, costs, theirs) for peer, theirs in measured or [("", [])])


def _row(state: str, peer: str, costs: Sequence[Cost], theirs: Sequence[Cost]) -> str:
    """Return a row: the medians of the ratios within a round, and the medians of both."""
    ratios, pairs = [], []
    for key in COMPARED:
        both = [(getattr(a, key), getattr(b, key)) for a, b in zip(costs, theirs, strict=False)]
        ratios.append(f"{median(a / b for a, b in both):.3f}" if both else "")
        shown = [_short(key, median(getattr(cost, key) for cost in side)) for side in (costs, theirs) if side]
        pairs.append(" / ".join(shown))
    return f"| {state} | {peer} | {' | '.join((*ratios, *pairs))} |"


def _short(measure: str, value: float) -> str:
    return f"{value / MIB:.0f}" if measure == "memory" else f"{value:.2f}"


def _churn_rows(churn: Iterable[Churn]) -> Iterator[str]:
    yield "| what was done | files written | bytes | share of the site's bytes |"
    yield "| --- | ---: | ---: | ---: |"
    yield from dict.fromkeys(str(row) for row in churn if row.state != "cold")


def _site_rows(trial: Trial) -> Iterator[str]:
    yield "| site | files | files an article | MB |"
    yield "| --- | ---: | ---: | ---: |"
    for name, (files, size) in trial.sites.items():
        yield f"| {name} | {files:,} | {files / trial.size:.2f} | {size / 1e6:.1f} |"


def _growth_rows(trials: Sequence[Trial], name: str) -> Iterator[str]:
    yield "| articles | state | wall s | CPU s | memory MiB | memory, shared once | files written | wall / row above |"
    yield "| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    above: dict[str, float] = {}
    for trial in trials:
        for state in STATES:
            costs = trial.costs[state, name]
            wall, cpu = (median(getattr(cost, key) for cost in costs) for key in ("wall", "cpu"))
            memory, shared_once = (max(getattr(cost, key) for cost in costs) / MIB for key in MEASURES[2:])
            files = max(row.files for row in trial.churn if row.state.startswith(state))
            ratio = f"{wall / above[state]:.2f}" if state in above else ""
            cells = f"{wall:.2f} | {cpu:.2f} | {memory:.0f} | {shared_once:.0f} | {files:,} | {ratio}"
            yield f"| {trial.size:,} | {state} | {cells} |"
            above[state] = wall


def _measure(archive: Archive, names: Sequence[str], arguments: argparse.Namespace) -> Trial:
    """Measure the programs on captures of their own, and remove these."""
    folder = Path(tempfile.mkdtemp(prefix="kursk-bench-", dir=arguments.work))
    try:
        trial = Trial(folder, archive)
        trial.start()
        print(f"{trial.size:,} articles", flush=True)
        programs = [generators.ALL[name](trial.content, folder / name, arguments.cache) for name in names]
        if arguments.all:
            programs = [replace(program, states=STATES) for program in programs]
        if arguments.delete:
            for program in programs:
                measure.run(program.command, program.folder, program.environment, program.statuses)
        for n in range(arguments.runs):
            trial.round(programs, n, delete=arguments.delete)
        trial.sites = {program.name: _site_size(program.site) for program in programs}
        return trial
    finally:
        shutil.rmtree(folder)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=10_000, help="articles (10000)")
    parser.add_argument("--runs", type=int, default=3, help="rounds (3)")
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--corpus", choices=CORPORA, default="plain", help="the kind of made-up corpus (plain)")
    source.add_argument("--content", type=Path, metavar="DIR", help="a real folder instead, of which a copy is used")
    peers = [name for name in generators.ALL if name != "kursk-archive"]
    parser.add_argument("--with", dest="peers", nargs="*", choices=peers, help="the peers (those that read the corpus)")
    parser.add_argument("--all", action="store_true", help="measure every program in every state")
    parser.add_argument("--delete", action="store_true", help="delete the output before a cold build")
    parser.add_argument("--growth", type=int, nargs="+", metavar="SIZE", help="ours alone at these sizes, instead")
    parser.add_argument("--cache", type=Path, default=generators.HERE / ".cache", help="where the peers are installed")
    parser.add_argument("--work", type=Path, help="where the corpus and the sites are written (the system's own place)")
    arguments = parser.parse_args()
    arguments.cache = arguments.cache.resolve()
    if arguments.peers is None:
        kind = "content" if arguments.content else arguments.corpus
        known = {"plain": peers, "wordpress": ["hugo", "hugo-as-much"], "content": ["hugo"]}
        arguments.peers = known.get(kind, [])
    return arguments


def main() -> None:
    arguments = _arguments()
    measure.adopt_orphans()
    os.environ.setdefault("NO_COLOR", "1")
    machine = f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}"
    print(f"{date.today().isoformat()}, {machine}, load {os.getloadavg()[0]:.1f}, {arguments.runs} runs\n")
    if arguments.growth:
        kind = CORPORA[arguments.corpus]
        trials = [_measure(MadeUp(kind, size), ["kursk-archive"], arguments) for size in arguments.growth]
        print("\n".join(("", *_growth_rows(trials, "kursk-archive"))))
        return
    made_up = MadeUp(CORPORA[arguments.corpus], arguments.size)
    archive = RealFolder(arguments.content.resolve()) if arguments.content else made_up
    trial = _measure(archive, ["kursk-archive", *arguments.peers], arguments)
    names = list(dict.fromkeys(name for _, name in trial.costs))
    print("\n".join(("", *_cost_rows(trial, names), "", *_churn_rows(trial.churn), "", *_site_rows(trial))))


if __name__ == "__main__":
    main()

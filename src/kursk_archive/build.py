"""The pipeline: load every changed capture, resolve its links, enter both in the catalogue, ask it which pages are
stale, render those, publish them, report.
"""

from __future__ import annotations

import os
import pickle
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import groupby, islice
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

from kursk_archive import __version__
from kursk_archive.catalogue import plan
from kursk_archive.catalogue.entry import Entry, State, digest, unpack
from kursk_archive.catalogue.store import Catalogue, Written
from kursk_archive.config import Config, as_configured
from kursk_archive.errors import ArchiveError, Finding, Location, Severity, finding
from kursk_archive.loader.scan import Scan, scan
from kursk_archive.model import Article, ArticleId, Context, Resolution, Teaser
from kursk_archive.publisher import manifest
from kursk_archive.publisher.writer import Writer
from kursk_archive.renderer.ledger import HostPage, HostRow, Hosts, LedgerFile, host_page
from kursk_archive.renderer.listings import UNDATED, Index, Overview, Period, period_page
from kursk_archive.renderer.theme import Theme
from kursk_archive.resolver import rules
from kursk_archive.shards import ArticleJob, AssetJob, CaptureJob, Job, LoadTask, RenderTask, load_shard, render_shard

SHARD = 64
"""Captures or pages in one task: about 50 ms of work, and less than 1 MB to send to another process."""
FULL = 200
"""Articles on one page of the calendar; a period with more is shown by its parts."""
LATEST = 40
"""Articles on the first page."""
WORTH_A_POOL = 512
"""Captures from which on other processes are started; starting them takes as long as reading some hundred."""


@dataclass(frozen=True, slots=True)
class Change:
    """A file of the output folder that is not what it was."""

    path: str
    change: str
    """`written` or `removed`."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is."""

    stage: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Entered:
    """An article as the archive has it: what `check --json` prints a line of."""

    article: Article
    resolutions: tuple[Resolution, ...]
    targets: Mapping[int, Teaser]
    page: str | None
    """None where it has none: withheld, or its address is another's."""


Event = Change | Progress | Entered | Finding
Tell = Callable[[Event], None]


def _nobody(event: Event) -> None:
    """Tell nobody."""



@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a run did."""

    articles: int
    written: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int
    links: Mapping[str, int]
    """Kind → number of references."""
    findings: tuple[Finding, ...]
    seconds: float

    def count(self, severity: Severity) -> int:
        return sum(one.severity is severity for one in self.findings)


def build(config: Config, executor: Executor | None = None, tell: Tell = _nobody) -> BuildReport:
    """Build the archive.

    Args:
        config: see `config.read_config`.
        executor: where shards are loaded and rendered; None decides by the amount of work and `config.jobs`.
        tell: called with every event as it happens, from this thread.

    Raises:
        ArchiveError: the output folder is not ours, or a template has a fault; what was published stays.
    """
    started = time.monotonic()
    if config.content.resolve().is_relative_to(config.output.resolve()):
        raise ArchiveError(finding("not-ours", Location(str(config.output)), "the content folder lies in this folder"))
    writer = Writer(config.output)
    with Catalogue(writer.catalogue) as catalogue, ExitStack() as stack:
        run = _Run(config, catalogue, executor, stack, tell)
        found = run.load()
        theme = Theme(config.site, config.templates)
        planned = list(_pages(catalogue, theme, _base(config, theme)))
        publishing = _Publishing(run, writer, planned, run.known_pages(writer))
        publishing.publish()
        return run.report(started, run.findings(found), publishing.written, publishing.removed, len(catalogue.pages()))


def check(config: Config, executor: Executor | None = None, tell: Tell = _nobody) -> BuildReport:
    """Load and resolve everything, write nothing; tells every article and finding."""
    started = time.monotonic()
    with Catalogue() as catalogue, ExitStack() as stack:
        run = _Run(config, catalogue, executor, stack, tell)
        found = run.load()
        for entered in _entered(catalogue):
            tell(entered)
        return run.report(started, run.findings(found), (), (), 0)


@contextmanager
def open_catalogue(config: Config, tell: Tell = _nobody, *, kept: bool = False) -> Iterator[Catalogue]:
    """The catalogue of the content folder as it is now; no page is written.

    Args:
        config: see `config.read_config`.
        tell: called with the progress of the reading.
        kept: whether to use the one in the output folder, which remembers what the network answered.

    Raises:
        ArchiveError: the output folder is not ours.
    """
    with Catalogue(Writer(config.output).catalogue if kept else None) as catalogue, ExitStack() as stack:
        _Run(config, catalogue, None, stack, tell).load()
        yield catalogue


@dataclass(slots=True)
class _Run:
    """One run of the pipeline over one catalogue."""

    config: Config
    catalogue: Catalogue
    executor: Executor | None
    stack: ExitStack
    tell: Tell
    site: bytes = field(init=False)
    is_first: bool = field(init=False)
    """Whether the catalogue knows of no build before this one."""

    def __post_init__(self) -> None:
        self.is_first = self.catalogue.setting("published") is None
        self.site = pickle.dumps(self.config.site)
        try:
            rules.read(self.config.site.rules)
        except ValueError as error:
            raise ArchiveError(finding("config", Location("archive.yaml", 1, 1), str(error))) from None

    def load(self) -> Scan:
        """Bring the catalogue up to date with the content folder."""
        found = scan(self.config.content, self.config.site.exclude)
        reading = digest((__version__, self.config.site))
        known = self.catalogue.stamps() if self.catalogue.setting("reading") == reading and not self.config.force else {}
        stale = [(path, stamp) for path, stamp in found.stamps.items() if known.get(path) != stamp]
        tasks = [LoadTask(self.config.content, tuple(shard), self.site) for shard in _shards(stale, SHARD)]
        done = 0
        for entries in self.map(load_shard, tasks, len(stale)):
            self.catalogue.enter(entries)
            done += len(entries)
            self.tell(Progress("reading", done, len(stale)))
        self.catalogue.enter(Entry(path, "", State.BROKEN, (said,)) for path, said in found.broken.items())
        self.catalogue.forget(path for path in self.catalogue.stamps() if not found.holds(path))
        self.catalogue.set("reading", reading)
        plan.settle(self.catalogue.db)
        return found

    def findings(self, found: Scan) -> tuple[Finding, ...]:
        """All that there is to say, in the order of the places."""
        everything = (*self.config.findings, *found.findings, *self.catalogue.findings(), *plan.conflicts(self.catalogue.db))
        findings = sorted(as_configured(everything, self.config.site), key=_place)
        for one in findings:
            self.tell(one)
        return tuple(findings)

    def known_pages(self, writer: Writer) -> Mapping[str, Written]:
        """What earlier builds wrote; where their catalogue is lost, what the lists in the output folder name."""
        writer.sweep()
        if self.is_first:
            self.catalogue.intend(path for path in manifest.owned(writer.root) if writer.owns(path))
        return self.catalogue.pages()

    def report(
        self, started: float, findings: tuple[Finding, ...], written: Sequence[str], removed: Sequence[str], pages: int
    ) -> BuildReport:
        links = plan.links_by_kind(self.catalogue.db)
        articles = plan.count(self.catalogue.db)
        seconds = time.monotonic() - started
        return BuildReport(articles, tuple(written), tuple(removed), pages - len(written), links, findings, seconds)

    def map(self, function: Callable[[_Task], _Made], tasks: Iterable[_Task], size: int) -> Iterator[_Made]:
        """Do the tasks, in order, wherever that is quickest; only some are under way at once, which bounds memory."""
        if self.executor is None and size >= WORTH_A_POOL and (self.config.jobs or os.cpu_count() or 1) > 1:
            context = get_context("forkserver" if os.name == "posix" else "spawn")
            self.executor = self.stack.enter_context(ProcessPoolExecutor(self.config.jobs, context))
        if self.executor is None:
            yield from map(function, tasks)
            return
        waiting = iter(tasks)
        under_way = [self.executor.submit(function, task) for task in islice(waiting, 8)]
        while under_way:
            yield under_way.pop(0).result()
            under_way += [self.executor.submit(function, task) for task in islice(waiting, 1)]


_Task = TypeVar("_Task")
_Made = TypeVar("_Made")


def _shards(items: Iterable[_Task], size: int) -> Iterator[tuple[_Task, ...]]:
    rest = iter(items)
    while shard := tuple(islice(rest, size)):
        yield shard


def _place(one: Finding) -> tuple[str, int, int, str]:
    return one.location.path, one.location.line or 0, one.location.column or 0, one.code


# Planning


@dataclass(frozen=True, slots=True)
class _Planned:
    """A file that belongs in the output folder."""

    path: str
    fingerprint: str
    job: Job | ArticleId
    """An article's is made when it is due, since it holds the whole record."""
    context: Context | None = None


def _base(config: Config, theme: Theme) -> str:
    """What every page shows: the program's version, the theme, the archive's own words."""
    return digest((__version__, theme.fingerprint(), config.site))


def _pages(catalogue: Catalogue, theme: Theme, base: str) -> Iterator[_Planned]:
    """Every file that the output folder should hold."""
    for one in plan.shown(catalogue.db):
        yield _Planned(one.page, digest((base, one.digest, one.context)), ArticleId(one.path), one.context)
        if one.state == State.PUBLISHED:
            yield _Planned(one.page.removesuffix(".html") + ".txt", one.sha256, CaptureJob(ArticleId(one.path), one.sha256))
    for path, job in (*_listings(catalogue), *_hosts(catalogue)):
        yield _Planned(path, digest((base, job)), job)
    for path in ("data/links.csv", "data/links.jsonl"):
        yield _Planned(path, digest(tuple(plan.ledger(catalogue.db))), LedgerFile(tuple(plan.ledger(catalogue.db))))
    for path, file in theme.assets().items():
        yield _Planned(path, digest(file.read_bytes()), AssetJob(file))


def _listings(catalogue: Catalogue) -> Iterator[tuple[str, Index | Period]]:
    db = catalogue.db
    undated = plan.undated(db)
    years, months, days = (plan.periods(db, length) for length in (4, 7, 10))
    yield "index.html", Index(_overview(catalogue, years, len(undated)), plan.teasers(db, limit=LATEST) or undated[:LATEST])
    for parts, periods in ((months, years), (days, months), ({}, days)):
        for name, count in periods.items():
            within = tuple(sorted(((part, n) for part, n in parts.items() if part.startswith(name)), reverse=True))
            if len(name) < 10 or count_of_month(months, name) > FULL:
                articles = plan.teasers(db, name) if count <= FULL or not within else plan.coarse(db, name)
                yield period_page(name), Period(name, articles, within, count)
    if undated:
        yield period_page(UNDATED), Period(UNDATED, undated, (), len(undated))


def _hosts(catalogue: Catalogue) -> Iterator[tuple[str, Hosts | HostPage]]:
    rows = tuple(HostRow(*row) for row in plan.hosts(catalogue.db))
    yield "links/index.html", Hosts(rows, plan.links_by_kind(catalogue.db))
    for host, group in groupby(plan.citations(catalogue.db), key=lambda one: one.host):
        yield host_page(host), HostPage(host, tuple(group))


def count_of_month(months: Mapping[str, int], day: str) -> int:
    return months.get(day[:7], 0)


def _overview(catalogue: Catalogue, years: Mapping[str, int], undated: int) -> Overview:
    db = catalogue.db
    first, last = plan.span(db)
    return Overview(
        articles=sum(years.values()) + undated,
        publishers=plan.publishers(db),
        first=first,
        last=last,
        undated=undated,
        links=plan.links_by_kind(db),
        years=tuple(sorted(years.items(), reverse=True)),
    )


# Publishing


@dataclass(slots=True)
class _Publishing:
    """Writes what is stale and removes what is orphaned."""

    run: _Run
    writer: Writer
    planned: Sequence[_Planned]
    known: Mapping[str, Written]
    written: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)

    def publish(self) -> None:
        stale = [one for one in self.planned if self.run.config.force or not _is_fresh(self.writer, one, self.known.get(one.path))]
        orphans = self._orphans()
        interrupted = self.run.catalogue.setting("published") != "whole"
        if stale or orphans:
            self.run.catalogue.set("published", "in part")
        self._write(stale)
        self._remove(orphans)
        self._list(None if interrupted else {manifest.list_of(path) for path in (*(one.path for one in stale), *orphans)})
        self.run.catalogue.set("published", "whole")

    def _write(self, stale: Sequence[_Planned]) -> None:
        catalogue, config = self.run.catalogue, self.run.config
        catalogue.intend(one.path for one in stale)
        theme = pickle.dumps((config.site, config.templates))
        tasks = (RenderTask(config.content, theme, _jobs(catalogue, shard)) for shard in _shards(stale, SHARD))
        fingerprints = {one.path: one.fingerprint for one in stale}
        done = 0
        for pages in self.run.map(render_shard, tasks, len(stale)):
            catalogue.publish([self._put(path, data, fingerprints[path]) for path, data in pages if data is not None])
            done += len(pages)
            self.run.tell(Progress("rendering", done, len(stale)))

    def _put(self, path: str, data: bytes, fingerprint: str) -> Written:
        stat = self.writer.write(path, data)
        if stat.changed:
            self.written.append(path)
            self.run.tell(Change(path, "written"))
        return Written(path, fingerprint, stat.sha256, stat.size, stat.mtime)

    def _orphans(self) -> list[str]:
        """What earlier builds wrote and no page is planned for.

        Of broken captures the last good pages stay. Where the catalogue that knew them is lost, every page that may be
        theirs is kept until all captures can be read again.
        """
        orphans = [path for path in plan.orphans(self.known, (one.path for one in self.planned)) if not manifest.is_list(path)]
        catalogue = self.run.catalogue
        kept = set((catalogue.setting("kept") or "").split("\n")) - {""}
        if self.run.is_first:
            kept = {path for path in orphans if path.startswith("articles/")}
        kept = kept if catalogue.has_unread() else set()
        catalogue.set("kept", "\n".join(sorted(kept)))
        return [path for path in orphans if path not in kept]

    def _remove(self, orphans: Sequence[str]) -> None:
        for path in self.writer.remove(orphans):
            self.removed.append(path)
            self.run.tell(Change(path, "removed"))
        self.run.catalogue.unpublish(orphans)

    def _list(self, touched: set[str] | None) -> None:
        """Bring the lists of what is published up to date: those of `touched` months, or all of them."""
        catalogue = self.run.catalogue
        names = touched if touched is not None else {manifest.list_of(path) for path in catalogue.pages()} | {path for path in self.known if manifest.is_list(path)}
        missing = {path for path, one in self.known.items() if manifest.is_list(path) and not self.writer.has(path, one.size, one.mtime)}
        months = (names | missing) - {manifest.ROOT}
        for name in sorted(months):
            self._put_list(name, catalogue.digests(manifest.prefix(name)))
        if months or names | missing:
            rest = [row for row in catalogue.digests("") if manifest.list_of(row[0]) == manifest.ROOT and row[0] != manifest.ROOT]
            self._put_list(manifest.ROOT, rest)

    def _put_list(self, name: str, rows: list[tuple[str, str]]) -> None:
        rows = [row for row in rows if manifest.list_of(row[0]) == name and row[0] != name]
        if rows:
            self.run.catalogue.intend([name])
            self.run.catalogue.publish([self._put(name, manifest.lines(rows), "list")])
        else:
            self._remove([name])


def _is_fresh(writer: Writer, one: _Planned, known: Written | None) -> bool:
    """Whether the file is there, as it was written, and shows what it should."""
    return known is not None and known.fingerprint == one.fingerprint and writer.has(known.path, known.size, known.mtime)


def _jobs(catalogue: Catalogue, shard: Sequence[_Planned]) -> tuple[tuple[str, Job], ...]:
    """The pages of a shard with all that they are made of."""
    records = catalogue.records([one.job for one in shard if isinstance(one.job, str)])
    return tuple((one.path, ArticleJob(records[one.job], one.context) if one.context else one.job) for one in shard)  # type: ignore[index,misc]


def _entered(catalogue: Catalogue) -> Iterator[Entered]:
    """Every article, by path."""
    targets = plan.targets(catalogue.db)
    for path, state, page, record in plan.all_articles(catalogue.db):
        article, resolutions = unpack(record)
        shown = page if state == State.PUBLISHED else None
        yield Entered(article, resolutions, targets.get(path, {}), shown)

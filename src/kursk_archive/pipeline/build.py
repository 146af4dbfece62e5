"""The pipeline: load every changed capture, resolve its links, enter both in the catalogue, ask it which pages are
stale, render those, publish them, report.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from typing import TYPE_CHECKING

# What reads captures and what makes pages is imported when there are any: it takes 0.3 s, and most builds after the
# first find nothing to do.
from kursk_archive.catalogue import streams
from kursk_archive.catalogue.derive import is_touched, settle_all, settle_touched
from kursk_archive.catalogue.encoding import digest
from kursk_archive.catalogue.store import Catalogue
from kursk_archive.catalogue.totals import overall
from kursk_archive.config import Config, apply_severities
from kursk_archive.core.enums import CaptureState
from kursk_archive.core.events import ArticleLoaded, BuildReport, EventHandler, OutputChanged, Progress, ignore_event
from kursk_archive.core.findings import ArchiveError, Finding, Location, make_finding
from kursk_archive.loader.scan import ContentScan, scan_content
from kursk_archive.pipeline.workers import WIDTH, Workers
from kursk_archive.publisher.writer import Writer
from kursk_archive.renderer.theme import files as looks
from kursk_archive.search import available
from kursk_archive.version import __version__

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from kursk_archive.pipeline.apply import Publishing

MANY = 10
"""If more than one capture in so many has changed, everything is planned anew: that is quicker than tracing each."""


def build(
    config: Config,
    executor: Executor | None = None,
    tell: EventHandler = ignore_event,
    *,
    width: int = WIDTH,
    is_shared: bool = False,
) -> BuildReport:
    """Build the archive.

    Args:
        config: see `config.read_config`.
        executor: where shards are loaded and rendered; None decides by the amount of work and `config.jobs`.
        tell: called with every event as it happens, from this thread.
        width: tasks that are under way at once; what keeps the executor busy.
        is_shared: whether the executor's workers can write into the output folder; if not, pages are sent back here.

    Raises:
        ArchiveError: the output folder is not ours, or a template has a fault; what was published stays.
    """
    started = time.monotonic()
    if config.content.resolve().is_relative_to(config.output.resolve()):
        raise ArchiveError(
            make_finding("not-ours", Location(str(config.output)), "the content folder lies in this folder")
        )
    writer = Writer.claim(config.output)
    with Catalogue(writer.catalogue_path) as catalogue, ExitStack() as stack:
        run = _Run(config, catalogue, Workers(stack, executor, config.jobs, width), tell)
        run.begin(writer)
        shared = digest(
            (__version__, looks.theme_fingerprint(looks.template_folders(config.templates)), config.site, run.searches)
        )
        run.everything |= not run.is_as_left(writer, shared)
        found = run.load()
        written, removed, findings = run.publish(writer, shared, is_shared) if run.is_due() else ((), (), ())
        return run.report(started, run.findings((*found, *run.standing(), *findings)), written, removed)


def check(config: Config, executor: Executor | None = None, tell: EventHandler = ignore_event) -> BuildReport:
    """Load and resolve everything, write nothing; tells every article and finding."""
    started = time.monotonic()
    with Catalogue() as catalogue, ExitStack() as stack:
        run = _Run(config, catalogue, Workers(stack, executor, config.jobs), tell)
        found = run.load()
        for entered in _entered(catalogue):
            tell(entered)
        return run.report(started, run.findings(found), (), ())


@contextmanager
def open_catalogue(config: Config, tell: EventHandler = ignore_event, *, kept: bool = False) -> Iterator[Catalogue]:
    """The catalogue of the content folder as it is now; no page is written.

    Args:
        config: see `config.read_config`.
        tell: called with the progress of the reading.
        kept: whether to use the one in the output folder, which remembers what the network answered.

    Raises:
        ArchiveError: the output folder is not ours.
    """
    with Catalogue(Writer.claim(config.output).catalogue_path if kept else None) as catalogue, ExitStack() as stack:
        _Run(config, catalogue, Workers(stack, None, config.jobs), tell).load()
        yield catalogue


class _Run:
    """One run of the pipeline over one catalogue."""

    def __init__(self, config: Config, catalogue: Catalogue, workers: Workers, tell: EventHandler) -> None:
        self.config, self.catalogue, self.workers, self.tell = config, catalogue, workers, tell
        self.is_first = catalogue.setting("published") is None
        """Whether the catalogue knows of no build before this one."""
        self.everything = self.is_first
        """Whether all pages are planned anew, or only those that an edit can have changed."""
        self.searches = config.search and available.search_available()
        """Whether the site has a search: it is wanted, and what it takes is installed."""
        if config.site.rules:
            self._try_rules()

    def _try_rules(self) -> None:
        from kursk_archive.resolver import rules

        try:
            rules.parse_rules(self.config.site.rules)
        except ValueError as error:
            raise ArchiveError(make_finding("config", Location("archive.yaml", 1, 1), str(error))) from None

    def load(self) -> tuple[Finding, ...]:
        """Bring the catalogue up to date with the content folder; gives what there is to say of the folder itself."""
        reading = digest((__version__, self.config.site))
        anew = self.config.force or self.catalogue.setting("reading") != reading
        found = scan_content(
            self.config.content, self.config.site.exclude, streams.stamps(self.catalogue.db), everything=anew
        )
        self.catalogue.expect(found.capture_count)
        if not self.everything and (found.stale_count + len(found.removed)) * MANY > found.capture_count:
            self.everything = True
        if self.everything:
            self.catalogue.set("shared", "")  # so that a build which is killed here is followed by one of everything
        if found.stale:
            self._read(found)
        if found.rejected:
            self._enter_broken(found)
        self.catalogue.forget(found.removed, trace=not self.everything)
        self.catalogue.set("reading", reading)
        self.catalogue.expect(0)  # SQLite sorts in as much memory as it keeps: 24 MB more at 30,000 articles, for 0.2 s
        if self.everything:
            settle_all(self.catalogue.db)
        elif is_touched(self.catalogue.db):
            settle_touched(self.catalogue.db)
        return tuple(found.findings)

    def _read(self, found: ContentScan) -> None:
        import pickle

        from kursk_archive.pipeline.load_tasks import LoadTask, load_shard, shards

        site = pickle.dumps(self.config.site)
        tasks = (LoadTask(self.config.content, shard, site) for shard in shards(found.stale_captures()))
        done, size = 0, found.stale_count
        for entries in self.workers.map(load_shard, tasks, size):
            self.catalogue.enter(entries, trace=not self.everything)
            done += len(entries)
            self.tell(Progress("reading", done, size))

    def _enter_broken(self, found: ContentScan) -> None:
        from kursk_archive.catalogue.records import Entry

        entries = (Entry(path, "", CaptureState.BROKEN, (said,)) for path, said in found.rejected.items())
        self.catalogue.enter(entries, trace=False)

    def findings(self, others: Iterable[Finding]) -> tuple[Finding, ...]:
        """All that there is to say, in the order of the places."""
        everything = (
            *self.config.findings,
            *self.catalogue.findings(),
            *overall(self.catalogue).conflicts,
            *others,
        )
        findings = sorted(apply_severities(everything, self.config.site), key=_place)
        for one in findings:
            self.tell(one)
        return tuple(findings)

    def standing(self) -> Iterator[Finding]:
        """What every build says of what it leaves out."""
        if not self.config.site.base_url:
            from kursk_archive.renderer.absolute_urls import missing_base_url_finding

            yield missing_base_url_finding()
        if self.config.search and not self.searches:
            yield make_finding("search-missing", Location("search/"), "Pagefind is not installed")

    def begin(self, writer: Writer) -> None:
        """Clear away what a killed build left; where the catalogue is lost, learn from the lists what is ours."""
        writer.clear_scratch()
        if self.is_first:
            from kursk_archive.publisher import manifest

            owned = (path for path in manifest.owned_paths(writer.root) if writer.holds_file(path))
            self.catalogue.intend(owned, manifest.list_of)

    def is_as_left(self, writer: Writer, shared: str) -> bool:
        """Whether theme, configuration and every published file are what the last build left."""
        if self.catalogue.setting("shared") != shared or self.config.force:
            return False
        files = looks.find_assets(looks.template_folders(self.config.templates))
        assets = {path: sha256(file.read_bytes()).hexdigest() for path, file in files.items()}
        known = {one.path: one.sha256 for one in self.catalogue.pages_under(looks.ASSETS_FOLDER)}
        return assets == known and writer.are_unchanged(streams.files(self.catalogue.db))

    def is_due(self) -> bool:
        """Whether there is anything to publish."""
        is_whole = self.catalogue.setting("published") == "whole"
        has_search = bool(self.catalogue.setting("search"))
        return self.everything or not is_whole or has_search != self.searches or is_touched(self.catalogue.db)

    def publish(
        self, writer: Writer, shared: str, is_shared: bool
    ) -> tuple[Sequence[str], Sequence[str], list[Finding]]:
        """Bring the output folder up to date; gives what was written, what was removed, and what there is to say."""
        from kursk_archive.pipeline import plan as pages
        from kursk_archive.renderer.theme.environment import Theme

        publishing = self._publishing(writer, shared, is_shared)
        theme = Theme(self.config.site, self.config.templates, self.searches)
        size = str(pages.is_small(self.catalogue))
        self.everything |= self.catalogue.setting("small") != size
        planned = (pages.every_page if self.everything else pages.touched_pages)(self.catalogue, theme, shared)
        publishing.publish(planned, everything=self.everything, lost=self.is_first, expected=self._expected())
        self.catalogue.set("shared", shared)
        self.catalogue.set("small", size)
        return publishing.written, publishing.removed, publishing.findings

    def _publishing(self, writer: Writer, shared: str, is_shared: bool) -> Publishing:
        from kursk_archive.pipeline.apply import Publishing

        return Publishing(
            self.config, self.catalogue, writer, self.workers.map, self._changed, self._rendered,
            is_shared or not self.workers.are_given, self.searches, shared,
        )  # fmt: skip

    def _expected(self) -> int:
        """About how many files have to be made."""
        from kursk_archive.catalogue import page_context

        return 2 * (
            page_context.count(self.catalogue.db) if self.everything else page_context.count_due(self.catalogue.db)
        )

    def _changed(self, path: str, change: str) -> None:
        self.tell(OutputChanged(path, change))

    def _rendered(self, done: int, total: int) -> None:
        self.tell(Progress("rendering", done, total))

    def report(
        self, started: float, findings: tuple[Finding, ...], written: Sequence[str], removed: Sequence[str]
    ) -> BuildReport:
        known = overall(self.catalogue)
        unchanged = self.catalogue.page_count() - len(written)
        seconds = time.monotonic() - started
        return BuildReport(known.articles, written, removed, unchanged, known.links, findings, seconds)


def _place(one: Finding) -> tuple[str, int, int, str]:
    return one.location.path, one.location.line or 0, one.location.column or 0, one.code


def _entered(catalogue: Catalogue) -> Iterator[ArticleLoaded]:
    """Every article, by path."""
    from kursk_archive.catalogue import page_context
    from kursk_archive.catalogue.records import unpack
    from kursk_archive.pipeline.load_tasks import shards

    for some in shards(page_context.all_articles(catalogue.db)):
        targets = page_context.targets(catalogue.db, (path for path, *_ in some))
        for path, state, page, record in some:
            article, resolutions = unpack(record)
            shown = page if state == CaptureState.PUBLISHED else None
            yield ArticleLoaded(article, resolutions, targets.get(path, {}), shown)

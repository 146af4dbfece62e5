"""The build: scan the captures, load what changed, derive, plan, render and publish, report."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from kursk_archive.catalogue.database_file import UnusableCatalogueError
from kursk_archive.catalogue.reference_findings import reference_findings
from kursk_archive.catalogue.store import Catalogue
from kursk_archive.config import Config
from kursk_archive.core.events import BuildReport, EventHandler, ignore_event
from kursk_archive.core.findings import ArchiveError, Finding, Location, make_finding
from kursk_archive.pipeline.published import copy_catalogue, copy_published, keep_published
from kursk_archive.pipeline.run import BuildRun
from kursk_archive.pipeline.workers import MAX_PENDING, Workers
from kursk_archive.publisher.writer import Writer

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from kursk_archive.catalogue.publication import ArticleChange
    from kursk_archive.catalogue.work_list import WorkList
    from kursk_archive.pipeline.explain import Explanation


def build(
    config: Config,
    executor: Executor | None = None,
    on_event: EventHandler = ignore_event,
    *,
    max_pending: int = MAX_PENDING,
    output_is_shared: bool = False,
    explanation: Explanation | None = None,
    reserve: bool = True,
) -> BuildReport:
    """Build the archive.

    Args:
        config: see `config.read_config`.
        executor: runs the tasks that load and render; None decides by the amount of work and `config.jobs`.
        on_event: called with every event as it happens, from this thread.
        max_pending: tasks that are under way at once, enough to keep the executor busy.
        output_is_shared: True if the executor's workers can write into the output folder; if not, pages are sent back.
        explanation: told why one output is or is not rebuilt; see `explain.py`.
        reserve: write the addresses of the published articles into permalinks.csv; False for a preview.

    Raises:
        ArchiveError: the output folder is not ours, or a template has a fault; what was published stays.
    """
    started = time.monotonic()
    _check_folders(config)
    writer = Writer.claim(config.output)

    def attempt(damage: UnusableCatalogueError | None) -> BuildReport:
        catalogue = Catalogue(writer.catalogue_path, damage)
        with _running(config, catalogue, executor, on_event, max_pending, reserve=reserve) as run:
            run.recover(writer)
            changes = run.scan(writer)
            run.load(changes)
            run.derive()
            update = run.publish(writer, output_is_shared=output_is_shared, explanation=explanation)
            return run.report(started, (*changes.findings, *run.configuration_findings(), *update.findings), update)

    try:
        return attempt(None)
    except UnusableCatalogueError as damage:
        try:
            return attempt(damage)
        except UnusableCatalogueError as error:
            raise _unreadable(writer, error) from None


def _check_folders(config: Config) -> None:
    if config.content.resolve().is_relative_to(config.output.resolve()):
        raise ArchiveError(
            make_finding("not-ours", Location(str(config.output)), "this folder contains the content folder")
        )


def check(config: Config, executor: Executor | None = None, on_event: EventHandler = ignore_event) -> BuildReport:
    """Load and resolve everything, write nothing; `on_event` is called with every article and finding."""
    started = time.monotonic()
    with _running(config, Catalogue(), executor, on_event) as run:
        changes = run.scan()
        run.load(changes)
        run.derive()
        run.emit_articles()
        return run.report(started, (*changes.findings, *reference_findings(run.catalogue.db)))


def rehearse(
    config: Config, on_event: EventHandler = ignore_event
) -> tuple[BuildReport, tuple[ArticleChange, ...], bool]:
    """Do all of a build but the writing, on a copy of the catalogue.

    Returns:
        The report with the findings, what would happen to each article, and True if every published page is stale.

    Raises:
        ArchiveError: the output folder is not ours.
    """
    _check_folders(config)
    Writer(config.output).check_owner()
    try:
        return _rehearse(config, on_event, None)
    except UnusableCatalogueError as damage:
        return _rehearse(config, on_event, damage)


def _rehearse(
    config: Config, on_event: EventHandler, damage: UnusableCatalogueError | None
) -> tuple[BuildReport, tuple[ArticleChange, ...], bool]:
    """Rehearse a build; if the catalogue is known to be damaged, as one that finds nothing published."""
    from kursk_archive.catalogue.publication import Publication, find_article_changes

    started = time.monotonic()
    with TemporaryDirectory(prefix="kursk-archive-") as folder, ExitStack() as stack:
        for name in ("old", "new"):
            Path(folder, name).mkdir()
        old = stack.enter_context(Catalogue(copy_published(config.output, Path(folder, "old")), damage))
        new = copy_catalogue(config.output, Path(folder, "new"))
        run = stack.enter_context(_running(config, Catalogue(new, damage), None, on_event))
        before = Publication.read(old.db)
        stored = old.build_state.site_fingerprint
        is_site_stale = bool(before.rows) and stored != run.current_site_fingerprint()
        changes = run.scan()
        run.load(changes)
        run.derive()
        after = Publication.read(run.catalogue.db)
        articles = find_article_changes(before, after, old.db if before.rows else None, run.catalogue.db)
        findings = (*changes.findings, *run.configuration_findings(), *reference_findings(run.catalogue.db))
        return run.report(started, findings), articles, is_site_stale


def survey(config: Config, on_event: EventHandler = ignore_event) -> tuple[tuple[Finding, ...], WorkList]:
    """Load and resolve everything, write nothing; return the findings of `check`, and what there is to do."""
    from kursk_archive.catalogue.work_list import read_work_list

    started = time.monotonic()
    with _running(config, Catalogue(), None, on_event) as run:
        changes = run.scan()
        run.load(changes)
        run.derive()
        report = run.report(started, (*changes.findings, *reference_findings(run.catalogue.db)))
        return report.findings, read_work_list(run.catalogue.db)


@contextmanager
def open_catalogue(config: Config, on_event: EventHandler = ignore_event, *, keep: bool = False) -> Iterator[Catalogue]:
    """Open the catalogue of the content folder as it is now; no page is written.

    Args:
        config: see `config.read_config`.
        on_event: called with the progress of the loading.
        keep: use the catalogue in the output folder, which remembers what the network answered.

    Raises:
        ArchiveError: the output folder is not ours.
    """
    writer = Writer.claim(config.output) if keep else None
    damage: UnusableCatalogueError | None = None
    is_open = False
    while not is_open:
        try:
            with _running(config, Catalogue(writer.catalogue_path if writer else None, damage), None, on_event) as run:
                if writer:
                    keep_published(config.output)
                run.load(run.scan())
                run.derive()
                is_open = True
                yield run.catalogue
        except UnusableCatalogueError as error:
            if damage or is_open or not writer:
                raise _unreadable(writer, error) from None
            damage = error


def _unreadable(writer: Writer | None, error: UnusableCatalogueError) -> ArchiveError:
    location = Location(str(writer.catalogue_path) if writer else "the folder for temporary files")
    return ArchiveError(make_finding("unreadable", location, f"the catalogue {error.reason}"))


@contextmanager
def _running(
    config: Config,
    catalogue: Catalogue,
    executor: Executor | None,
    on_event: EventHandler,
    max_pending: int = MAX_PENDING,
    *,
    reserve: bool = False,
) -> Iterator[BuildRun]:
    with catalogue, ExitStack() as stack:
        yield BuildRun(config, catalogue, Workers(stack, executor, config.jobs, max_pending), on_event, reserve=reserve)

"""One run of the pipeline over one catalogue: the stages of a build, and the state they share."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import chain
from typing import TYPE_CHECKING

from msgspec.structs import replace

# Loaders and renderer are imported when there is something to load or to render: that takes 0.3 s, and most builds
# after the first find nothing to do.
from kursk_archive.catalogue import listings
from kursk_archive.catalogue.build_state import COMPLETE, NONE
from kursk_archive.catalogue.changes import count_stale, has_changes
from kursk_archive.catalogue.derive import derive_all, derive_changed
from kursk_archive.catalogue.encoding import fingerprint
from kursk_archive.catalogue.lending import find_needs
from kursk_archive.catalogue.store import Catalogue, OutputRecord
from kursk_archive.catalogue.totals import archive_totals
from kursk_archive.config import Config, apply_severities
from kursk_archive.core.events import ArticleLoaded, BuildReport, EventHandler, Progress
from kursk_archive.core.findings import ArchiveError, Finding, Location, make_finding
from kursk_archive.loader.detectors import installed_detectors, installed_extractors
from kursk_archive.loader.filenames import is_crawl_path
from kursk_archive.loader.scan import ContentScan, scan_content
from kursk_archive.pipeline.published import forget_published
from kursk_archive.pipeline.reserve import Reserver
from kursk_archive.pipeline.withhold import Withholding
from kursk_archive.pipeline.workers import Workers
from kursk_archive.publisher.manifest import recorded_files
from kursk_archive.publisher.writer import Writer
from kursk_archive.renderer.theme import files as theme_files
from kursk_archive.search import available
from kursk_archive.site.permalinks import ASSETS, SEARCH
from kursk_archive.version import __version__

if TYPE_CHECKING:
    from kursk_archive.catalogue.revisions import PlacedPair
    from kursk_archive.pipeline.apply import OutputUpdate
    from kursk_archive.pipeline.explain import Explanation

FULL_REBUILD_RATIO = 10
"""Plan the whole site when more than 1 in 10 captures changed; tracing each change would be slower."""


class Unchanged:
    """The update of an output folder in which nothing has to change."""

    written: Sequence[str] = ()
    removed: Sequence[str] = ()
    findings: Sequence[Finding] = ()


class BuildRun:
    """One run of the pipeline."""

    def __init__(
        self, config: Config, catalogue: Catalogue, workers: Workers, on_event: EventHandler, *, reserve: bool = False
    ) -> None:
        self.config, self.catalogue, self.workers, self.on_event = config, catalogue, workers, on_event
        self.catalogue_is_new = catalogue.build_state.publication == NONE
        """True if no earlier build is recorded."""
        self.full_rebuild_reason = "no earlier build is recorded" if self.catalogue_is_new else ""
        """The reason to plan every output; empty where only those are planned that the changes can have made stale."""
        self.search_enabled = config.search and available.search_available()
        """True if the site has a search: it is wanted, and can be built."""
        self.site_fingerprint = ""
        self.is_build = False
        """True if an output folder is brought up to date; `check` and exports write nothing."""
        self.reserver, self.reserves = Reserver(config, catalogue), reserve
        if config.site.rules:
            self._check_rules()

    def _check_rules(self) -> None:
        from kursk_archive.resolver import rules

        try:
            rules.default_rules().extend(self.config.site.rules)
        except ValueError as error:
            raise ArchiveError(make_finding("config", Location("archive.yaml", 1, 1), str(error))) from None

    @property
    def full_rebuild(self) -> bool:
        """True if every output is planned anew."""
        return bool(self.full_rebuild_reason)

    def recover(self, writer: Writer) -> None:
        """Clear away what a killed build left; where the catalogue is lost, find out again which files are ours."""
        writer.clear_scratch()
        if self.catalogue_is_new:
            from kursk_archive.pipeline.plan import is_own_path

            listed = chain(self.catalogue.outputs_put_aside(), recorded_files(writer.root))
            owned = [
                OutputRecord(path, "", digest, -1, -1, manifest)
                for path, manifest, digest in listed
                if is_own_path(path) and writer.holds_file(path, digest if path.startswith(SEARCH) else None)
            ]
            self.catalogue.register_outputs((output.path, output.manifest) for output in owned)
            self.catalogue.record_outputs(owned)

    # scan

    def scan(self, writer: Writer | None = None) -> ContentScan:
        """Compare the content folder with the catalogue, and the output folder with what the last build left.

        Args:
            writer: of the output folder; None where nothing is published.
        """
        self.is_build = writer is not None
        if writer:
            self.site_fingerprint = self.current_site_fingerprint()
            if self.config.verify:
                self._verify(writer)
            self.full_rebuild_reason = self.full_rebuild_reason or self._touched_output(writer)
        reload = self.config.force or self.catalogue.build_state.loader_fingerprint != self._loader_fingerprint
        changes = scan_content(
            self.config.content, self.config.site.exclude, self.catalogue.stamps(), everything=reload
        )
        changes.findings = [finding for finding in changes.findings if not self._is_about_output(finding)]
        if reload and not self.full_rebuild:
            self.full_rebuild_reason = (
                "every capture is read again, since the configuration or a reader of text changed"
            )
        changed = changes.stale_count + len(changes.removed)
        if changed * FULL_REBUILD_RATIO > changes.capture_count and not self.full_rebuild:
            self.full_rebuild_reason = f"{changed} of {changes.capture_count} captures changed"
        return changes

    def current_site_fingerprint(self) -> str:
        """Return the fingerprint of all that every page shows: the version, the templates and the configuration.

        Of the joined terms each page shows its own, if any.
        """
        themes = theme_files.theme_fingerprint(theme_files.template_folders(self.config.templates))
        site = replace(self.config.site, terms={})
        return fingerprint((__version__, themes, site, self.search_enabled))

    def _is_about_output(self, finding: Finding) -> bool:
        """Return True if a finding says that this run's output folder is skipped, as it should be."""
        is_output = finding.code in ("output-doubtful", "output-inside")
        return is_output and (self.config.content / finding.location.path).resolve() == self.config.output.resolve()

    def _verify(self, writer: Writer) -> None:
        """Compare all bytes with their digests; a file with others counts as not written."""
        self.catalogue.verify()
        for output in self.catalogue.outputs_under(""):
            if output.sha256 and not writer.holds_file(output.path, output.sha256):
                self.catalogue.record_outputs([output._replace(size=-1, mtime=-1)])

    @property
    def _loader_fingerprint(self) -> str:
        return fingerprint((__version__, self.config.site, installed_detectors(), installed_extractors()))

    def _touched_output(self, writer: Writer) -> str:
        """Return why the output folder is not what the last build left; empty if it is."""
        if self.config.force:
            return "--force was given"
        if self.catalogue.build_state.site_fingerprint != self.site_fingerprint:
            return "the version, the templates or the configuration changed, or a full build was interrupted"
        assets = theme_files.find_assets(theme_files.template_folders(self.config.templates))
        digests = {path: sha256(file.read_bytes()).hexdigest() for path, file in assets.items()}
        if digests != {output.path: output.sha256 for output in self.catalogue.outputs_under(ASSETS)}:
            return "the theme's assets changed"
        return "" if writer.are_unchanged(self.catalogue.output_stats()) else "a published file was changed or removed"

    # load

    def load(self, changes: ContentScan) -> None:
        """Enter changed captures in the catalogue, with their links classified, and delete those that are gone."""
        withholding = Withholding(self.config, self.catalogue)
        withholding.read()
        withholding.note_removed(changes)
        published_before = withholding.published_before(changes)
        self.catalogue.set_cache_size(changes.capture_count)
        if self.full_rebuild:
            self.catalogue.set_build_state(site_fingerprint="")
        if changes.stale or any(map(is_crawl_path, (*changes.removed, *changes.rejected))):
            self._load_stale(changes, withholding)
        if changes.rejected:
            self._enter_rejected(changes, withholding)
        if changes.removed:
            self.catalogue.delete_captures(changes.removed, trace=not self.full_rebuild)
        self.catalogue.upsert_captures(withholding.settle(changes, published_before), trace=not self.full_rebuild)
        if self.is_build:
            withholding.write()
        changes.findings += withholding.findings
        self.catalogue.set_build_state(loader_fingerprint=self._loader_fingerprint)

    def _enter_rejected(self, changes: ContentScan, withholding: Withholding) -> None:
        from kursk_archive.loader.sidecar import load_sidecar
        from kursk_archive.pipeline.load_tasks import broken_capture

        root = self.config.content
        rejected = (
            broken_capture(path, "", (finding,), load_sidecar(root / path, root))
            for path, finding in changes.rejected.items()
        )
        self.catalogue.upsert_captures(withholding.screen(rejected), trace=not self.full_rebuild)

    def _load_stale(self, changes: ContentScan, withholding: Withholding) -> None:
        from kursk_archive.pipeline.crawl_folders import CrawlFolders
        from kursk_archive.pipeline.crawl_parts import PartsJoiner, expected_articles, load_tasks
        from kursk_archive.pipeline.load_tasks import load_batch

        folders = CrawlFolders(self.config, self.catalogue, withholding)
        folders.update(changes)
        tasks = load_tasks(self.config.content, changes.stale_captures(), self.config.site, folders.divide)
        joiner, done = PartsJoiner(), 0
        for records in self.workers.map(load_batch, tasks, expected_articles(changes.stale_captures())):
            captures = tuple(joiner.join(records))
            folders.note_needs(captures)  # first: if the build is killed in between, the crawl is read again
            self.catalogue.upsert_captures(withholding.screen(captures), trace=not self.full_rebuild)
            done += sum(not capture.is_partial for capture in captures)
            self.on_event(Progress("reading", done, changes.stale_count))

    def derive(self) -> None:
        """Derive link targets and lists from the captures, and compare editions."""
        self.reserver.read(trace=not self.full_rebuild)
        self.catalogue.set_cache_size(0)  # SQLite sorts in as much memory as it caches: 24 MB at 30,000 articles
        if self.full_rebuild:
            self.catalogue.begin_changes()
            derive_all(self.catalogue.db, self._joined_labels(), self._lend_links)
            self._compare_editions(stale_only=False)
        elif has_changes(self.catalogue.db):
            self.catalogue.begin_changes()
            derive_changed(self.catalogue.db, self._joined_labels(), self._lend_links)
            self._compare_editions(stale_only=True)

    def _lend_links(self, trace: bool) -> None:
        """Give lost links the addresses that another capture of the same article has."""
        needs = find_needs(self.catalogue.db, changed_only=trace)
        if not needs:
            return
        from kursk_archive.pipeline.lending_tasks import lend_batch, lending_tasks

        tasks = lending_tasks(self.catalogue, needs, self.config.site)
        for records in self.workers.map(lend_batch, tasks, len(needs)):
            self.catalogue.replace_links(records, trace=trace)

    def _joined_labels(self) -> tuple[tuple[str, str, str], ...]:
        site = self.config.site
        if not site.terms:
            return ()
        from kursk_archive.site.joined_terms import JoinedTerms

        return tuple(JoinedTerms(site.terms, site.language).labels())

    # publish

    def publish(
        self,
        writer: Writer,
        *,
        output_is_shared: bool = False,
        explanation: Explanation | None = None,
    ) -> OutputUpdate | Unchanged:
        """Bring the output folder up to date; reserve the published addresses before that."""
        if explanation:
            explanation.begin(self.full_rebuild_reason, self.catalogue)
        if not self.needs_publishing():
            self._reserve()
            self._forget_published(writer)
            return Unchanged()
        from kursk_archive.pipeline.apply import OutputUpdate
        from kursk_archive.pipeline.plan import make_plan
        from kursk_archive.renderer.theme.environment import Theme

        browse = listings.browsable_lists(self.catalogue.db)
        theme = Theme(self.config.site, self.config.templates, self.search_enabled, browse)
        plan = make_plan(self.catalogue, theme, self.site_fingerprint, is_full=self.full_rebuild)
        update = OutputUpdate(
            self.config,
            self.catalogue,
            writer,
            self.workers,
            self.on_event,
            output_is_shared=output_is_shared or not self.workers.are_callers,
            search_enabled=self.search_enabled,
            explanation=explanation,
        )
        self._reserve()
        update.apply(plan, catalogue_is_new=self.catalogue_is_new, expected_pages=self._expected_pages(plan.is_full))
        self._forget_published(writer)
        return update

    def _forget_published(self, writer: Writer) -> None:
        """After a build that is no preview: nothing earlier is published any more."""
        if self.reserves:
            forget_published(writer)

    def _compare_editions(self, *, stale_only: bool) -> None:
        """Compare each edition with the one before it, if they have not been compared as they are now."""
        from kursk_archive.catalogue.revisions import begin_revisions, enter_revisions, replace_revisions

        if pairs := begin_revisions(self.catalogue.db, stale_only=stale_only):
            from kursk_archive.pipeline.comparison_tasks import PAIRS_PER_TASK, compare_batch

            batches = [pairs[start : start + PAIRS_PER_TASK] for start in range(0, len(pairs), PAIRS_PER_TASK)]
            tasks = map(self._pairs_of_records, batches)
            for batch, revisions in zip(batches, self.workers.map(compare_batch, tasks, len(pairs)), strict=True):
                enter_revisions(self.catalogue.db, zip(batch, revisions, strict=True))
        replace_revisions(self.catalogue.db, stale_only=stale_only)

    def _pairs_of_records(self, placed: Sequence[PlacedPair]) -> tuple[tuple[bytes, bytes], ...]:
        pairs = [(one.pair.before.article_id, one.pair.after.article_id) for one in placed]
        records = self.catalogue.records({article_id for pair in pairs for article_id in pair})
        return tuple((records[before], records[after]) for before, after in pairs)

    def _reserve(self) -> None:
        if self.reserves:
            self.reserver.reserve(changed_only=not self.full_rebuild)
        elif self.full_rebuild or has_changes(self.catalogue.db):
            self.reserver.postpone()

    def needs_publishing(self) -> bool:
        """Return True if the output folder may differ from what it should be."""
        state = self.catalogue.build_state
        return (
            self.full_rebuild
            or state.publication != COMPLETE
            or bool(state.search_indexes) != self.search_enabled
            or has_changes(self.catalogue.db)
        )

    def _expected_pages(self, is_full: bool) -> int:
        from kursk_archive.catalogue.articles import count_published

        return 2 * (count_published(self.catalogue.db) if is_full else count_stale(self.catalogue.db))

    # report

    def configuration_findings(self) -> Iterator[Finding]:
        """Yield what every build reports about the outputs that the configuration leaves out."""
        if not self.config.site.base_url:
            from kursk_archive.renderer.absolute_urls import missing_base_url_finding

            yield missing_base_url_finding()
        if self.config.search and not self.search_enabled:
            yield make_finding("search-missing", Location("search/"), "deflate is not installed")
        if self.config.site.terms:
            from kursk_archive.pipeline.unused_names import unused_name_findings

            yield from unused_name_findings(self.catalogue.db, self.config.site, self.config.term_places)

    def emit_articles(self) -> None:
        """Call the event handler with every article, by id."""
        from kursk_archive.catalogue.articles import all_articles
        from kursk_archive.catalogue.page_context import link_targets
        from kursk_archive.catalogue.records import decode_article
        from kursk_archive.core.enums import CaptureState
        from kursk_archive.pipeline.load_tasks import batches

        for batch in batches(all_articles(self.catalogue.db)):
            targets = link_targets(self.catalogue.db, (article_id for article_id, *_ in batch))
            for article_id, _, state, output_path, record in batch:
                article, resolutions = decode_article(record)
                page = output_path if state == CaptureState.PUBLISHED else None
                self.on_event(ArticleLoaded(article, resolutions, targets.get(article_id, {}), page))

    def report(
        self, started: float, findings: Iterable[Finding], update: OutputUpdate | Unchanged | None = None
    ) -> BuildReport:
        """Report the run; the event handler is called with every finding, in the order of their locations."""
        totals = archive_totals(self.catalogue)
        every = (
            *self.config.findings,
            *self.catalogue.findings_on_opening,
            *self.catalogue.journal.findings,
            *self.catalogue.findings(),
            *totals.conflicts,
            *self.reserver.findings,
            *findings,
        )
        ordered = tuple(sorted(apply_severities(every, self.config.site), key=_location))
        for finding in ordered:
            self.on_event(finding)
        written, removed = (update.written, update.removed) if update else ((), ())
        unchanged = self.catalogue.output_count() - len(written)
        seconds = time.monotonic() - started
        return BuildReport(totals.articles, written, removed, unchanged, totals.links, ordered, seconds)


def _location(finding: Finding) -> tuple[str, int, int, str]:
    return finding.location.path, finding.location.line or 0, finding.location.column or 0, finding.code

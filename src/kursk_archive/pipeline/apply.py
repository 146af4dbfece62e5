"""Apply a plan to the output folder: render and write what is stale, remove what is obsolete, update the manifests."""

from __future__ import annotations

import pickle
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, TypeVar

from kursk_archive.catalogue.build_state import COMPLETE, INCOMPLETE
from kursk_archive.catalogue.changes import clear_changes
from kursk_archive.catalogue.store import Catalogue, OutputRecord
from kursk_archive.config import Config
from kursk_archive.core.disk import sync_folders
from kursk_archive.core.events import EventHandler, OutputChanged, Progress
from kursk_archive.core.findings import Finding
from kursk_archive.core.string_list import StringList
from kursk_archive.loader.formats import published_media_types
from kursk_archive.outputs.target import ObsoleteTarget, PlanContext, Planned, Target
from kursk_archive.pipeline.load_tasks import BATCH_SIZE
from kursk_archive.pipeline.plan import Plan, has_own_stage, is_own_path, site_shape, with_records
from kursk_archive.pipeline.render_tasks import RenderResult, RenderTask, ThemeSpec, render_batch
from kursk_archive.pipeline.workers import Workers
from kursk_archive.publisher.manifest import render_manifest
from kursk_archive.publisher.writer import Writer, WriteResult
from kursk_archive.renderer.hosting import nginx
from kursk_archive.site.permalinks import MANIFESTS, ROOT_MANIFEST, SEARCH

if TYPE_CHECKING:
    from kursk_archive.pipeline.explain import Explanation

REGISTERED_AT_ONCE = 16 * BATCH_SIZE
"""Targets that are registered in one transaction, for which the disk is waited for."""
FILES_PER_PAGE = 3
"""An article page, the files beside it, and its share of the lists: for the progress bar."""


class OutputUpdate:
    """One build's update of the output folder."""

    def __init__(
        self,
        config: Config,
        catalogue: Catalogue,
        writer: Writer,
        workers: Workers,
        on_event: EventHandler,
        *,
        output_is_shared: bool = True,
        search_enabled: bool = False,
        explanation: Explanation | None = None,
    ) -> None:
        """Prepare an update.

        Args:
            config: see `config.read_config`.
            catalogue: with everything derived.
            writer: of the output folder.
            workers: render.
            on_event: called with every file that is written or removed, and with the progress.
            output_is_shared: True if the workers can write into the output folder.
            search_enabled: True if the site has a search.
            explanation: told about one output; see `explain.py`.
        """
        self.config, self.catalogue, self.writer, self.workers = config, catalogue, writer, workers
        self.on_event, self.output_is_shared, self.search_enabled = on_event, output_is_shared, search_enabled
        self.explanation = explanation
        self.written, self.removed = StringList(), StringList()
        self.findings: list[Finding] = []
        self.stale_manifests: set[str] = set()
        self.build_id = catalogue.build_state.build_id + 1
        """Marks the outputs that this build has planned."""

    def apply(self, plan: Plan, *, catalogue_is_new: bool, expected_pages: int) -> None:
        """Make the output folder hold what was planned, and nothing else of ours.

        Args:
            plan: what should exist.
            catalogue_is_new: True if the catalogue that knew the outputs of broken captures is lost.
            expected_pages: about how many pages have to be rendered, for the progress bar.
        """
        was_incomplete = self.catalogue.build_state.publication != COMPLETE
        self.catalogue.set_build_state(build_id=self.build_id)
        obsolete: set[str] = set()
        planned: set[str] = set()
        stale = self._stale_targets(plan.targets, obsolete, None if plan.is_full else planned)
        self._render(stale, plan.context, expected_pages)
        unplanned = self.catalogue.outputs_not_in_build(self.build_id) if plan.is_full else sorted(obsolete - planned)
        orphans: Sequence[str] = StringList(path for path in unplanned if not has_own_stage(path))
        orphans = self._without_kept(orphans, catalogue_is_new)
        self._remove(self._without_foreign(orphans))
        self._update_search()
        self._update_manifests(None if was_incomplete else self.stale_manifests)
        self._update_nginx_configuration()
        clear_changes(self.catalogue.db)
        self.catalogue.set_build_state(
            publication=COMPLETE,
            site_fingerprint=plan.context.site_fingerprint,
            site_shape=site_shape(plan.context),
        )

    # targets

    def _stale_targets(
        self, targets: Iterable[Planned], obsolete: set[str], planned: set[str] | None
    ) -> Iterator[Target]:
        """Yield the targets whose files are not there as they should be.

        Args:
            targets: a plan's.
            obsolete: takes up the paths of known outputs that should not exist.
            planned: takes up the paths that should; None where the plan names every output.
        """
        for batch in _batches(targets, REGISTERED_AT_ONCE):
            wanted = [target for target in batch if isinstance(target, Target)]
            unwanted = [target.path for target in batch if isinstance(target, ObsoleteTarget)]
            known = self.catalogue.outputs_at([*(path for target in wanted for path in target.paths), *unwanted])
            obsolete.update(path for path in unwanted if path in known)
            stale = [target for target in wanted if not self._is_fresh(target, known)]
            if planned is not None:
                planned.update(path for target in wanted for path in target.paths)
            self._register(wanted if planned is None else stale)
            yield from stale

    def _is_fresh(self, target: Target, known: Mapping[str, OutputRecord]) -> bool:
        """Return True if the target's files are there as they were written, and show what they should."""
        records = [known.get(path) for path in target.paths]
        if self.explanation:
            self.explanation.compare(target, known, self._is_intact, is_forced=self.config.force)
        return not self.config.force and all(
            record is not None and record.fingerprint == target.fingerprint and self._is_intact(record)
            for record in records
        )

    def _is_intact(self, record: OutputRecord) -> bool:
        return self.writer.is_unchanged(record.path, record.size, record.mtime)

    def _render(self, stale: Iterable[Target], context: PlanContext, expected_pages: int) -> None:
        spec = ThemeSpec(
            self.config.site,
            self.config.templates,
            self.search_enabled,
            context.theme.browse,
            context.site_fingerprint,
        )
        theme = pickle.dumps(spec)
        output = (self.writer.root, self.writer.run_id) if self.output_is_shared else None
        pending: deque[dict[str, tuple[str, str]]] = deque()

        def tasks() -> Iterator[RenderTask]:
            for batch in _batches(stale):
                self._mark_incomplete()
                pending.append(_fingerprints_and_manifests(batch))
                weight = max(1, sum(target.cost for target in batch) // BATCH_SIZE)
                yield RenderTask(self.config.content, theme, with_records(self.catalogue, batch), output, weight)

        done = 0
        for files in self.workers.map(render_batch, tasks(), expected_pages):
            self._record_written(files, pending.popleft())
            done += len(files)
            self.on_event(Progress("rendering", done, max(done, expected_pages * FILES_PER_PAGE)))

    def _record_written(
        self, files: Iterable[tuple[str, RenderResult]], expected: Mapping[str, tuple[str, str]]
    ) -> None:
        """Enter rendered files in the catalogue; bytes that were sent back are written first.

        Args:
            files: path and result of each.
            expected: path → fingerprint and manifest.
        """
        records = []
        for path, rendered in files:
            fingerprint, manifest = expected[path]
            self.stale_manifests.add(manifest)
            if rendered is not None:
                result = self.writer.write(path, rendered) if isinstance(rendered, bytes) else rendered
                records.append(self._record(path, result, fingerprint, manifest))
        self.catalogue.record_outputs(records)

    def _write(self, path: str, data: bytes, fingerprint: str, manifest: str) -> OutputRecord:
        return self._record(path, self.writer.write(path, data), fingerprint, manifest)

    def _record(self, path: str, result: WriteResult, fingerprint: str, manifest: str) -> OutputRecord:
        if result.changed:
            self.written.append(path)
            self.on_event(OutputChanged(path, "written"))
        return OutputRecord(path, fingerprint, result.sha256, result.size, result.mtime, manifest)

    def _register(self, targets: Iterable[Target]) -> None:
        manifests = {path: manifest for path, (_, manifest) in _fingerprints_and_manifests(targets).items()}
        self.catalogue.register_outputs(manifests.items(), self.build_id)

    def _mark_incomplete(self) -> None:
        """Record that from now on the output folder is not what a complete build left."""
        self.catalogue.set_build_state(publication=INCOMPLETE)

    # obsolete outputs

    def _without_kept(self, orphans: Sequence[str], catalogue_is_new: bool) -> Sequence[str]:
        """Leave out the last good pages of broken captures.

        Where the catalogue that knew them is lost, every page that may be theirs is kept until all captures can be read
        again; none if one of the pages may be that of a withheld article.
        """
        kept = set(self.catalogue.build_state.kept_outputs.split("\n")) - {""}
        if catalogue_is_new:
            kept = {path for path in orphans if path.startswith("articles/")}
        if kept and self.catalogue.may_keep_unknown_outputs():
            withheld = {path.partition(".")[0] for path in self.catalogue.unpublished_permalinks()}
            kept = {path for path in kept if path.partition(".")[0] not in withheld}
        else:
            kept = set()
        self.catalogue.set_build_state(kept_outputs="\n".join(sorted(kept)))
        return StringList(path for path in orphans if path not in kept)

    def _without_foreign(self, orphans: Sequence[str]) -> Sequence[str]:
        """Forget files that a list calls ours although their bytes are others than it says.

        Where the catalogue is lost, lists tell which files are ours, and anybody can have written into them. A file
        that only a list tells of has a digest and no fingerprint.
        """
        known = self.catalogue.outputs_at(orphans)
        foreign = {
            path
            for path, output in known.items()
            if output.sha256 and not output.fingerprint and not self.writer.holds_file(path, output.sha256)
        }
        self.catalogue.delete_outputs(sorted(foreign))
        return StringList(path for path in orphans if path not in foreign)

    def _remove(self, paths: Sequence[str]) -> None:
        """Remove files, and forget them; one that no build can have made is only forgotten."""
        if not paths:
            return
        self._mark_incomplete()
        self.stale_manifests.update(output.manifest for output in self.catalogue.outputs_at(paths).values())
        for path in self.writer.remove(filter(is_own_path, paths)):
            if self.explanation:
                self.explanation.note_removed(path)
            self.removed.append(path)
            self.on_event(OutputChanged(path, "removed"))
        sync_folders({(self.writer.root / path).parent for path in paths})
        self.catalogue.delete_outputs(paths)

    # search

    def _update_search(self) -> None:
        """Update the search indexes whose articles have changed, whichever build published these."""
        had_search = bool(self.catalogue.build_state.search_indexes)
        is_intact = all(self.writer.is_unchanged(*output) for output in self.catalogue.output_stats(SEARCH))
        published: dict[str, StringList] = defaultdict(StringList)
        for output in self.catalogue.outputs_under(SEARCH):
            published[output.manifest].append(output.path)
        if self.search_enabled or had_search or published:
            from kursk_archive.search.update import SearchUpdater  # few builds need it

            updater = SearchUpdater(
                self.config, self.catalogue, self, published, self.workers.map, enabled=self.search_enabled
            )
            updater.update(rebuild=self.config.force or not is_intact)

    def replace_files(self, old: Iterable[str], new: Mapping[str, bytes], manifest: str) -> None:
        """Write `new` files in place of `old` ones; those of the old that are not among the new are removed."""
        obsolete = sorted(set(old) - new.keys())
        if new:
            self._mark_incomplete()
            self.stale_manifests.add(manifest)
            self.catalogue.register_outputs(((path, manifest) for path in new), self.build_id)
            records = [self._write(path, data, "search", manifest) for path, data in new.items()]
            self.catalogue.record_outputs(records)
        self._remove(obsolete)

    # manifests

    def _update_manifests(self, stale: AbstractSet[str] | None) -> None:
        """Update the stale manifests, or all of them if None."""
        known = [*self.catalogue.outputs_at([ROOT_MANIFEST]).values(), *self.catalogue.outputs_under(MANIFESTS)]
        if stale is None:
            stale = self.catalogue.manifests() | {record.path for record in known}
        stale = stale | {record.path for record in known if not self._is_intact(record)}
        for path in sorted(stale - {ROOT_MANIFEST}):
            self._write_manifest(path)
        if stale:  # the root's manifest lists the other manifests
            self._write_manifest(ROOT_MANIFEST)

    def _write_manifest(self, path: str) -> None:
        rows = self.catalogue.output_digests(path)
        if data := render_manifest(row for row in rows if row[0] != path):
            self._mark_incomplete()
            self.catalogue.register_outputs([(path, ROOT_MANIFEST)], self.build_id)
            self.catalogue.record_outputs([self._write(path, data, "manifest", ROOT_MANIFEST)])
        else:
            self._remove([path])

    def _update_nginx_configuration(self) -> None:
        """Write the configuration for nginx, which is for whoever keeps the server and is not published."""
        site = self.config.site
        data = nginx.render_nginx_config(site.base_url, noindex=site.noindex, capture_types=published_media_types())
        path = self.writer.root / nginx.NGINX_CONFIG_PATH
        if not path.is_file() or path.read_bytes() != data:
            path.write_bytes(data)


def _fingerprints_and_manifests(targets: Iterable[Target]) -> dict[str, tuple[str, str]]:
    """Map the paths of targets to the fingerprint and the manifest of each."""
    expected: dict[str, tuple[str, str]] = {}
    for target in targets:
        expected |= dict.fromkeys(target.paths, (target.fingerprint, target.manifest))
    return expected


_Planned = TypeVar("_Planned", bound=Planned)


def _batches(targets: Iterable[_Planned], max_cost: int = BATCH_SIZE) -> Iterator[tuple[_Planned, ...]]:
    """Split targets into batches that cost no more than so many articles, or hold a single one."""
    batch: list[_Planned] = []
    total = 0
    for target in targets:
        cost = target.cost if isinstance(target, Target) else 1
        if batch and total + cost > max_cost:
            yield tuple(batch)
            batch, total = [], 0
        batch.append(target)
        total += cost
    if batch:
        yield tuple(batch)

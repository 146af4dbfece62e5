"""The plan: which files the output folder should hold, as the output kinds say.

A full build plans every output. After an edit, each kind plans only the outputs that the changes can have made stale;
the fingerprint over all that an output shows then decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from msgspec import Struct

from kursk_archive.catalogue.store import Catalogue
from kursk_archive.core.enums import ArticleId
from kursk_archive.outputs.kinds import OUTPUT_KINDS
from kursk_archive.outputs.target import PlanContext, Planned, Target, Task
from kursk_archive.renderer.theme.environment import Theme
from kursk_archive.site.permalinks import MANIFESTS, ROOT_MANIFEST, SEARCH


class Plan(Struct):
    """The contents that the output folder should have."""

    context: PlanContext
    is_full: bool
    """True if it names every output that should exist, False if only those that may have changed."""

    @property
    def targets(self) -> Iterator[Planned]:
        """Targets that should exist, and obsolete ones."""
        kinds = (kind.plan_all if self.is_full else kind.plan_changed for kind in OUTPUT_KINDS)
        return chain.from_iterable(plan(self.context) for plan in kinds)


def make_plan(catalogue: Catalogue, theme: Theme, site_fingerprint: str, *, is_full: bool) -> Plan:
    """Plan the outputs from a catalogue in which everything is derived.

    A site that grows beyond a single data file, or shrinks to one, is planned in full; so is one whose masthead gains
    or loses a link, which happens once in a taxonomy's life.
    """
    context = PlanContext(catalogue, theme, site_fingerprint)
    return Plan(context, is_full or catalogue.build_state.site_shape != site_shape(context))


def is_own_path(path: str) -> bool:
    """Return True if a build may have made a file at this path of the output folder."""
    return has_own_stage(path) or any(kind.owns(path) for kind in OUTPUT_KINDS)


def has_own_stage(path: str) -> bool:
    """Return True for manifests and the search, which are brought up to date by themselves."""
    return path == ROOT_MANIFEST or path.startswith((MANIFESTS, SEARCH))


def site_shape(context: PlanContext) -> str:
    """Return the value of `BuildState.site_shape` for the archive as it is."""
    return " ".join(("single" if context.has_single_data_files else "split", *context.theme.browse))


def with_records(catalogue: Catalogue, targets: Sequence[Target]) -> tuple[tuple[str, Task], ...]:
    """Return the path and the task of each target, with the articles' records that pending tasks wait for."""
    wanted = {article_id for target in targets for article_id in _pending_ids(target)}
    records = catalogue.records(wanted)
    return tuple(
        (target.path, target.task.with_records(records) if hasattr(target.task, "with_records") else target.task)
        for target in targets
    )


def _pending_ids(target: Target) -> tuple[ArticleId, ...]:
    return target.task.article_ids if hasattr(target.task, "article_ids") else ()

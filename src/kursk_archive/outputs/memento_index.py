"""The index of mementos, in one file or one for each year of the articles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from kursk_archive.catalogue.changes import changed_dates
from kursk_archive.catalogue.encoding import fingerprint
from kursk_archive.catalogue.mementos import memento_rows, memento_years
from kursk_archive.core.model import MementoRow
from kursk_archive.outputs.link_ledger import DATA_ROWS_PER_ARTICLE
from kursk_archive.outputs.target import ObsoleteTarget, PlanContext, Planned, RenderContext, Rendered, Target
from kursk_archive.renderer.mementos import render_memento_index
from kursk_archive.site.permalinks import data_permalink, manifest_period
from kursk_archive.version import __version__


class MementoIndexTask(Struct, frozen=True):
    """Render a part of the index."""

    rows: tuple[MementoRow, ...]

    def render(self, context: RenderContext, path: str) -> Rendered:
        yield path, render_memento_index(self.rows, context.theme.site.base_url)


class MementoIndex:
    """The index of mementos."""

    name = "memento index"

    def plan_all(self, context: PlanContext) -> Iterator[Planned]:
        return _plan(context, _years(context))

    def plan_changed(self, context: PlanContext) -> Iterator[Planned]:
        changed = sorted({date[:4] for date in changed_dates(context.catalogue.db)})
        if changed:
            yield from _plan(context, [None] if context.has_single_data_files else changed)

    def owns(self, path: str) -> bool:
        return path.startswith(("data/mementos.", "data/mementos/"))


def memento_paths(context: PlanContext) -> tuple[str, ...]:
    """Paths of all parts of the index."""
    years = memento_years(context.catalogue.db)
    return tuple(map(_path, [None] if years and context.has_single_data_files else years))


def _years(context: PlanContext) -> Sequence[str | None]:
    return [None] if context.has_single_data_files else memento_years(context.catalogue.db)


def _path(year: str | None) -> str:
    return data_permalink("mementos", year, "cdxj")


def _plan(context: PlanContext, years: Sequence[str | None]) -> Iterator[Planned]:
    for year in years:
        rows = tuple(memento_rows(context.catalogue.db, year))
        if not rows:
            yield ObsoleteTarget(_path(year))
            continue
        digest = fingerprint((__version__, context.site.base_url, rows))
        period = "" if year is None else manifest_period(year)
        yield Target(
            _path(year), digest, MementoIndexTask(rows), period=period, cost=1 + len(rows) // DATA_ROWS_PER_ARTICLE
        )

"""The editions as data, in one file or one for each year of the articles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from kursk_archive.catalogue.changes import changed_dates
from kursk_archive.catalogue.edition_queries import edition_years, published_editions, stale_edition_years
from kursk_archive.catalogue.encoding import fingerprint
from kursk_archive.core.model import PublishedEdition
from kursk_archive.outputs.link_ledger import DATA_ROWS_PER_ARTICLE
from kursk_archive.outputs.target import ObsoleteTarget, PlanContext, Planned, RenderContext, Rendered, Target
from kursk_archive.renderer.data.articles import DATA_FORMATS
from kursk_archive.renderer.data.editions import render_editions_file
from kursk_archive.site.permalinks import data_permalink, manifest_period
from kursk_archive.version import __version__


class DataOfEditions(Struct, frozen=True):
    """Render editions in every data format."""

    editions: tuple[PublishedEdition, ...]
    paths: tuple[str, ...]

    def render(self, context: RenderContext, path: str) -> Rendered:
        csv_safe = context.theme.site.csv_safe
        return ((file, render_editions_file(file, self.editions, csv_safe=csv_safe)) for file in self.paths)


class EditionData:
    """The data files of editions. An archive without articles that were captured more than once has none."""

    name = "edition data"

    def plan_all(self, context: PlanContext) -> Iterator[Planned]:
        return _plan(context, [None] if context.has_single_data_files else edition_years(context.catalogue.db))

    def plan_changed(self, context: PlanContext) -> Iterator[Planned]:
        changed = changed_years(context)
        if changed:
            yield from (ObsoleteTarget(path) for year in (None, *changed) for path in _paths(year))
            yield from _plan(context, [None] if context.has_single_data_files else changed)

    def owns(self, path: str) -> bool:
        return path.startswith(("data/editions.", "data/editions/"))


def changed_years(context: PlanContext) -> list[str]:
    """Years of the articles of which a capture has changed; empty for those without a date."""
    db = context.catalogue.db
    return sorted({*(date[:4] for date in changed_dates(db)), *stale_edition_years(db)})


def edition_data_paths(context: PlanContext) -> tuple[str, ...]:
    """Paths of the data files of editions, in every format."""
    years = edition_years(context.catalogue.db)
    split: Sequence[str | None] = [None] if years and context.has_single_data_files else years
    return tuple(path for year in split for path in _paths(year))


def _paths(year: str | None) -> tuple[str, ...]:
    return tuple(data_permalink("editions", year, form) for form in DATA_FORMATS)


def _plan(context: PlanContext, years: Sequence[str | None]) -> Iterator[Target]:
    for year in years:
        if editions := published_editions(context.catalogue.db, year):
            paths = _paths(year)
            digest = fingerprint((__version__, context.site.csv_safe, editions))
            period = "" if year is None else manifest_period(year)
            cost = 1 + len(editions) // DATA_ROWS_PER_ARTICLE
            yield Target(paths[0], digest, DataOfEditions(editions, paths), paths[1:], period, cost)

"""The link ledger as data: every link of the archive, in one file or one for each month."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from kursk_archive.catalogue import ledger
from kursk_archive.catalogue.changes import changed_ledger_dates, has_changes
from kursk_archive.catalogue.encoding import fingerprint
from kursk_archive.outputs.target import ObsoleteTarget, PlanContext, Planned, RenderContext, Rendered, Target
from kursk_archive.renderer.data.articles import DATA_FORMATS
from kursk_archive.renderer.pages.link_ledger import LedgerFile, render_ledger_file
from kursk_archive.site.permalinks import data_permalink, manifest_period
from kursk_archive.version import __version__

DATA_ROWS_PER_ARTICLE = 8
"""Rows of data that cost as much as an article."""


class LedgerTask(Struct, frozen=True):
    """Render a part of the ledger in every data format."""

    rows: tuple[tuple[object, ...], ...]
    """The values of a `LedgerRow` each."""
    paths: tuple[str, ...]

    def render(self, context: RenderContext, path: str) -> Rendered:
        csv_safe = context.theme.site.csv_safe
        return ((file, render_ledger_file(file, LedgerFile(self.rows), csv_safe=csv_safe)) for file in self.paths)


class LinkLedger:
    """The ledger's data files."""

    name = "link ledger"

    def plan_all(self, context: PlanContext) -> Iterator[Planned]:
        return _plan(context, context.ledger_months)

    def plan_changed(self, context: PlanContext) -> Iterator[Planned]:
        if has_changes(context.catalogue.db):
            changed = sorted({date[:7] for date in changed_ledger_dates(context.catalogue.db)})
            yield from _plan(context, [None] if context.has_single_data_files else changed)

    def owns(self, path: str) -> bool:
        return path.startswith(("data/links.", "data/links/"))


def ledger_paths(context: PlanContext) -> tuple[str, ...]:
    """Paths of all parts of the ledger, in every format."""
    return tuple(path for month in context.ledger_months for path in _paths(context, month))


def _paths(context: PlanContext, month: str | None) -> tuple[str, ...]:
    """Return the paths of a part of the ledger.

    Months are in CSV only, since the same rows as JSON Lines were one byte in thirteen of a site. They are in both
    formats where the cells of CSV are changed for spreadsheets.
    """
    forms = DATA_FORMATS if month is None or context.site.csv_safe else DATA_FORMATS[:1]
    return tuple(data_permalink("links", month, form) for form in forms)


def _plan(context: PlanContext, months: Sequence[str | None]) -> Iterator[Planned]:
    for month in months:
        rows = tuple(ledger.ledger_tuples(context.catalogue.db, month))
        paths = _paths(context, month)
        if not rows and month is not None:
            yield from map(ObsoleteTarget, paths)
            continue
        period = "" if month is None else manifest_period(month)
        cost = 1 + len(rows) // DATA_ROWS_PER_ARTICLE
        task = LedgerTask(rows, paths)
        yield Target(paths[0], fingerprint((__version__, context.site.csv_safe, rows)), task, paths[1:], period, cost)

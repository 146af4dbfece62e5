"""The articles as data and as citations, in one file or one for each year, and the Data Package that describes them."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence

from msgspec import Struct

from kursk_archive.catalogue import articles
from kursk_archive.catalogue.edition_queries import published_editions
from kursk_archive.catalogue.encoding import fingerprint
from kursk_archive.config import Site
from kursk_archive.outputs.changes import changes_paths
from kursk_archive.outputs.edition_data import changed_years, edition_data_paths
from kursk_archive.outputs.link_ledger import DATA_ROWS_PER_ARTICLE, ledger_paths
from kursk_archive.outputs.memento_index import memento_paths
from kursk_archive.outputs.target import (
    ObsoleteTarget,
    PlanContext,
    Planned,
    RenderContext,
    Rendered,
    Target,
    bytes_target,
)
from kursk_archive.renderer.citations import CITATION_FORMATS
from kursk_archive.renderer.data.articles import DATA_FORMATS, render_articles_file
from kursk_archive.renderer.data.citations import collect_citations, render_citations_file
from kursk_archive.renderer.data.datapackage import render_data_package
from kursk_archive.site.permalinks import DATA_PACKAGE, data_permalink, manifest_period
from kursk_archive.version import __version__


class DataTask(Struct, frozen=True):
    """Render articles in every data format and every citation format."""

    compressed_rows: bytes
    """Of a year with 10,000 articles 7 MB, of which this process would hold three copies until they are sent."""
    compressed_earlier: bytes
    """Rows of editions that are not the latest: they are cited, too."""
    paths: tuple[str, ...]

    def render(self, context: RenderContext, path: str) -> Rendered:
        rows = zlib.decompress(self.compressed_rows).splitlines()
        site = context.theme.site
        citations = collect_citations((*rows, *zlib.decompress(self.compressed_earlier).splitlines()), site)
        for file in self.paths:
            if file.startswith(_CITATIONS):
                yield file, render_citations_file(file, citations)
            else:
                yield file, render_articles_file(file, rows, csv_safe=site.csv_safe)


def _compress(rows: Sequence[bytes]) -> bytes:
    return zlib.compress(b"\n".join(rows), 1)


_CITATIONS = ("data/citations.", "data/citations/")


class DataFiles:
    """The articles' data files, their citations, and the Data Package."""

    name = "data"

    def plan_all(self, context: PlanContext) -> Iterator[Planned]:
        return _plan(context, context.data_years)

    def plan_changed(self, context: PlanContext) -> Iterator[Planned]:
        changed = changed_years(context)
        if changed:
            yield from (ObsoleteTarget(path) for year in changed for path in _paths(year))
            yield from _plan(context, [year for year in context.data_years if year is None or year in changed])

    def owns(self, path: str) -> bool:
        return path == DATA_PACKAGE or path.startswith(("data/articles.", "data/articles/", *_CITATIONS))


def data_paths(context: PlanContext) -> tuple[str, ...]:
    """Paths of the articles' data files, in every format."""
    return tuple(path for year in context.data_years for path in _paths(year))


def _paths(year: str | None) -> tuple[str, ...]:
    tables = (data_permalink("articles", year, form) for form in DATA_FORMATS)
    return (*tables, *(data_permalink("citations", year, form.suffix[1:]) for form in CITATION_FORMATS))


def _plan(context: PlanContext, years: Sequence[str | None]) -> Iterator[Planned]:
    for year in years:
        rows = articles.data_rows(context.catalogue.db, year)
        if rows or year is None:
            yield _target(context.site, year, rows, _earlier_editions(context, year))
    yield bytes_target(
        DATA_PACKAGE,
        render_data_package(
            context.site,
            data_paths(context),
            ledger_paths(context),
            changes_paths(context),
            edition_data_paths(context),
            memento_paths(context),
        ),
    )


def _earlier_editions(context: PlanContext, year: str | None) -> list[bytes]:
    """Return the rows of the editions that are not the latest, to be cited as well."""
    editions = published_editions(context.catalogue.db, year)
    return [edition.data_row for edition in editions if edition.order < edition.count]


def _target(site: Site, year: str | None, rows: Sequence[tuple[str, str, bytes]], earlier: Sequence[bytes]) -> Target:
    digest = fingerprint((__version__, site.title, site.base_url, site.csv_safe, [row[:2] for row in rows], earlier))
    task = DataTask(_compress([row[2] for row in rows]), _compress(earlier), _paths(year))
    period = "" if year is None else manifest_period(year)
    return Target(task.paths[0], digest, task, task.paths[1:], period, 1 + len(rows) // DATA_ROWS_PER_ARTICLE)

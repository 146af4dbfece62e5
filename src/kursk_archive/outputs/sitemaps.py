"""Sitemaps by year, and their index."""

from __future__ import annotations

from collections.abc import Iterator

from kursk_archive.catalogue import articles
from kursk_archive.catalogue.changes import changed_dates
from kursk_archive.outputs.target import PlanContext, Planned, bytes_target
from kursk_archive.renderer.hosting.sitemaps import (
    SitemapEntry,
    render_sitemap_index,
    render_sitemaps,
    sitemap_paths,
)
from kursk_archive.site.permalinks import SITEMAP_INDEX, manifest_period, sitemap_permalink
from kursk_archive.site.taxonomy import UNDATED


class Sitemaps:
    """Sitemaps. There are none without a base URL, nor where search engines are asked to leave the archive out."""

    name = "sitemap"

    def plan_all(self, context: PlanContext) -> Iterator[Planned]:
        return _plan(context, None)

    def plan_changed(self, context: PlanContext) -> Iterator[Planned]:
        years = {date[:4] for date in changed_dates(context.catalogue.db)}
        for year in sorted(years):
            yield from context.obsolete_under(sitemap_permalink(year or UNDATED, 1).removesuffix("xml"))
        if years:
            yield from _plan(context, years)

    def owns(self, path: str) -> bool:
        return path == SITEMAP_INDEX or path.startswith("sitemaps/")


def _plan(context: PlanContext, years: set[str] | None) -> Iterator[Planned]:
    """Plan the sitemaps of some years, or of all, and their index."""
    base_url = context.site.base_url
    if not base_url or context.site.noindex:
        return
    listed: list[SitemapEntry] = []
    for year, count, modified in articles.sitemap_years(context.catalogue.db):
        name = year or UNDATED
        if years is None or year in years:
            rows = articles.sitemap_entries(context.catalogue.db, year)
            entries = [SitemapEntry(path, changed or None) for path, changed in rows]
            for path, data in render_sitemaps(name, entries, base_url):
                yield bytes_target(path, data, manifest_period(year))
        listed += (SitemapEntry(path, modified[:10] or None) for path in sitemap_paths(name, count))
    yield bytes_target(SITEMAP_INDEX, render_sitemap_index(listed, base_url))

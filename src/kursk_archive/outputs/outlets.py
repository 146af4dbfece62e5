"""What machines read: feeds, sitemaps, the articles as data, and what servers and robots are told.

Each is sharded by year, or holds only the newest, so that an addition changes a bounded number of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from kursk_archive.catalogue import listings, page_context
from kursk_archive.catalogue.encoding import digest
from kursk_archive.catalogue.store import Catalogue
from kursk_archive.config import Site
from kursk_archive.core.enums import ArticleId
from kursk_archive.core.model import ArticleContext, ArticleSummary
from kursk_archive.outputs.render_tasks import ArticlesFile, FeedJob, Job, ReadyJob
from kursk_archive.renderer.data import articles as tables
from kursk_archive.renderer.theme.environment import Theme
from kursk_archive.site.permalinks import DATA_PACKAGE, SITEMAP_INDEX, feed_permalink, term_permalink
from kursk_archive.site.taxonomy import CALENDAR, TAXONOMIES_WITH_FEEDS, UNDATED
from kursk_archive.version import __version__

LINES = 8
"""Rows of data that weigh as much as an article."""


class Due(Struct, frozen=True):
    """What is made into a job when its turn comes, since it would hold too much until then: an article's page."""

    article: ArticleId
    context: ArticleContext

    @property
    def articles(self) -> tuple[ArticleId, ...]:
        """Those whose records it needs."""
        return (self.article,)


class DueFeed(Struct, frozen=True):
    """The same of a feed."""

    job: FeedJob
    entries: tuple[tuple[ArticleId, str, dict[int, ArticleSummary]], ...]
    """Article, page, targets; the newest first."""

    @property
    def articles(self) -> tuple[ArticleId, ...]:
        return tuple(path for path, _, _ in self.entries)


class Planned(Struct, frozen=True):
    """Files that belong in the output folder, and that are made together."""

    path: str
    fingerprint: str
    job: Job | Due | DueFeed
    also: tuple[str, ...] = ()
    """Further files that come of it."""
    weight: int = 1
    """In articles: how much there is to hold and to send until it is made."""

    @property
    def paths(self) -> tuple[str, ...]:
        return (self.path, *self.also)


def feeds(catalogue: Catalogue, site: Site, shared: str, shelves: Iterable[tuple[str, str, str]]) -> Iterator[Planned]:
    """The feeds of some shelves.

    Args:
        catalogue: settled.
        site: without a base URL there are none, since a feed needs absolute addresses.
        shared: what every page shows.
        shelves: facet, key and label of each; those of other facets than `TAXONOMIES_WITH_FEEDS` and the calendar are passed over.
    """
    from kursk_archive.renderer.feeds import ARCHIVE_FEED_LIMITS, TERM_FEED_LIMITS

    for facet, key, label in shelves if site.base_url else ():
        if facet not in (CALENDAR, *TAXONOMIES_WITH_FEEDS):
            continue
        rows = listings.newest(
            catalogue.db, facet, key, (TERM_FEED_LIMITS if facet else ARCHIVE_FEED_LIMITS).max_entries
        )
        led = page_context.targets(catalogue.db, (row[0] for row in rows))
        digests = page_context.digests(catalogue.db, (row[0] for row in rows))
        entries = tuple((ArticleId(row[0]), row[1], dict(led.get(row[0], {}))) for row in rows)
        title, page = (
            f"{label} · {site.title}" if label else site.title,
            term_permalink(facet, key) if facet else "index.html",
        )
        job = FeedJob(facet, title, feed_permalink(facet, key), page, ())
        fingerprint = digest((shared, job, [digests[path] for path, _, _ in entries], entries))
        yield Planned(f"{job.path}.atom", fingerprint, DueFeed(job, entries), (f"{job.path}.json",), 1 + len(entries))


def articles(catalogue: Catalogue, years: Sequence[str | None]) -> Iterator[Planned]:
    """The articles of some years as data; None is all of them in one piece."""
    for year in years:
        count, fingerprint, job = _data(catalogue, year)
        if count or year is None:
            first, *rest = (tables.articles_path(year, form) for form in tables.DATA_FORMATS)
            yield Planned(first, fingerprint, job, tuple(rest), 1 + count // LINES)


def _data(catalogue: Catalogue, year: str | None) -> tuple[int, str, ArticlesFile]:
    """How many articles a year has, the fingerprint of their rows, and what makes the files of them."""
    rows = page_context.published(catalogue.db, year)
    fingerprint = digest((__version__, [row[:2] for row in rows]))
    return len(rows), fingerprint, ArticlesFile.of(row[2] for row in rows)


def package(site: Site, years: Sequence[str | None], ledgers: Sequence[str]) -> Planned:
    """What the data files are."""
    from kursk_archive.renderer.data.datapackage import render_data_package

    paths = [tables.articles_path(year, form) for year in years for form in tables.DATA_FORMATS]
    data = render_data_package(site, paths, ledgers)
    return Planned(DATA_PACKAGE, digest(data), ReadyJob(data))


def sitemaps(catalogue: Catalogue, site: Site, years: Iterable[str] | None = None) -> Iterator[Planned]:
    """The sitemaps of some years, or of all (None), and their list; none where nobody is to index the archive."""
    from kursk_archive.renderer.hosting.sitemaps import (
        SitemapEntry,
        render_sitemap_index,
        render_sitemaps,
        sitemap_paths,
    )

    if not site.base_url or site.noindex:
        return
    listed: list[SitemapEntry] = []
    for year, count, changed in page_context.indexable(catalogue.db):
        name = year or UNDATED
        if years is None or year in years:
            rows = [SitemapEntry(page, when or None) for page, when in page_context.addresses(catalogue.db, year)]
            for path, data in render_sitemaps(name, rows, site.base_url):
                yield Planned(path, digest(data), ReadyJob(data))
        listed += (SitemapEntry(path, changed[:10] or None) for path in sitemap_paths(name, count))
    data = render_sitemap_index(listed, site.base_url)
    yield Planned(SITEMAP_INDEX, digest(data), ReadyJob(data))


def for_servers(theme: Theme) -> Iterator[Planned]:
    """What servers and robots are told."""
    from kursk_archive.renderer.hosting.headers import render_server_files
    from kursk_archive.renderer.hosting.sitemaps import render_robots

    site = theme.site
    files = {"robots.txt": render_robots(site.base_url, noindex=site.noindex)}
    for path, data in (files | render_server_files(theme, site.base_url, noindex=site.noindex)).items():
        yield Planned(path, digest(data), ReadyJob(data))

"""The crawls of each folder, and what their pages show of each other.

Crawlers part a crawl into several files, and what a page shows is often in the next one. Each crawl has a table of what
it holds for pages, and a list of what its own pages ask for; both are in the catalogue. So a crawl that is added makes
those stale whose pages it may serve better, and no other.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Sequence

from kursk_archive.catalogue.crawls import (
    CrawlRow,
    crawl_needs,
    crawl_table,
    crawls_in,
    delete_crawls,
    enter_crawl,
    make_stale,
    set_needs,
    set_neighbours,
)
from kursk_archive.catalogue.records import CaptureRecord
from kursk_archive.catalogue.store import Catalogue
from kursk_archive.config import Config
from kursk_archive.core.enums import ArticleId, SidecarState
from kursk_archive.core.findings import ArchiveError
from kursk_archive.core.string_list import StringList
from kursk_archive.loader.crawls.needs import may_serve
from kursk_archive.loader.crawls.parts import CrawlDivision
from kursk_archive.loader.crawls.resources import CrawlResources
from kursk_archive.loader.filenames import is_crawl_path
from kursk_archive.loader.images import image_stamps
from kursk_archive.loader.load_capture import CrawlLoader
from kursk_archive.loader.scan import ContentScan
from kursk_archive.pipeline.crawl_parts import open_crawl
from kursk_archive.pipeline.withhold import Withholding

MAX_OFFERED = 400_000
"""Entries, 32 bytes each, of the nearest crawls in time that the pages of one are offered. They go with each task."""
_MAX_KEPT_PAGES = 50_000
"""Pages of crawls that are divided before any is loaded. Others are divided a second time."""


class CrawlFolders:
    """The crawls of each folder in one run."""

    def __init__(self, config: Config, catalogue: Catalogue, withholding: Withholding) -> None:
        self.config, self.catalogue, self.withholding = config, catalogue, withholding
        self._site = pickle.dumps(config.site)
        self._divisions: dict[str, CrawlDivision] = {}
        self._entered: set[str] = set()

    def update(self, changes: ContentScan) -> None:
        """Enter the crawls that changed, and add those to the stale captures whose pages they may serve better."""
        stale = {path: stamp for path, stamp in changes.stale_captures() if is_crawl_path(path)}
        gone = [path for path in (*changes.removed, *changes.rejected) if is_crawl_path(path)]
        if not stale and not gone:
            return
        self.catalogue.begin_changes()
        delete_crawls(self.catalogue.db, gone)
        affected: list[str] = []
        for folder in sorted({_folder_of(path) for path in (*stale, *gone)}):
            changed = [path for path in stale if _folder_of(path) == folder]
            if len({*changed, *(crawl.path for crawl in crawls_in(self.catalogue.db, folder))}) > 1:
                for path in changed:
                    self._enter(path, stale[path])
            affected += self._affected(crawls_in(self.catalogue.db, folder), set(changed))
        if affected:
            stamps = {ArticleId(path): stamp for path, stamp in make_stale(self.catalogue.db, affected).items()}
            pairs = sorted([*changes.stale_captures(), *stamps.items()])
            changes.stale = StringList(value for pair in pairs for value in pair)

    def _affected(self, crawls: Sequence[CrawlRow], changed: set[str]) -> list[str]:
        """Return the unchanged crawls of a folder that have to be read again."""
        affected: list[str] = []
        for crawl in crawls:
            if crawl.path in changed:
                continue
            neighbours = _neighbours(crawl, crawls)
            new = [path for path in neighbours if path in changed or path not in crawl.neighbours]
            needs = crawl_needs(self.catalogue.db, crawl.path) if new else b""
            if not set(crawl.lenders) <= set(neighbours) or any(may_serve(self._table(path), needs) for path in new):
                affected.append(crawl.path)
            elif tuple(neighbours) != crawl.neighbours:
                set_neighbours(self.catalogue.db, crawl.path, neighbours)
        return affected

    def divide(self, path: ArticleId, stamp: str) -> CrawlDivision | None:
        """Divide a crawl; its pages may show what the others of its folder hold. None if the file cannot be read."""
        if path not in self._entered:
            self._enter(path, stamp)
        division = self._divisions.pop(path, None)
        if division is None and (crawl := self._open(path, stamp)):
            division = crawl.divide()
        if division is None:
            return None
        crawls = crawls_in(self.catalogue.db, _folder_of(path))
        neighbours = [name for crawl in crawls if crawl.path == path for name in _neighbours(crawl, crawls)]
        set_neighbours(self.catalogue.db, path, neighbours)
        if not neighbours:
            return division
        others = ((name, self._table(name)) for name in neighbours)
        return division.offer(others)

    def note_needs(self, captures: Iterable[CaptureRecord]) -> None:
        """Note what the pages of crawls that were read ask for."""
        for capture in captures:
            if capture.ends_parts:
                lenders = [path for path, _ in image_stamps(capture.file_stamp) if is_crawl_path(path)]
                set_needs(self.catalogue.db, capture.capture_path, capture.needs, lenders)

    def _enter(self, path: ArticleId, stamp: str) -> None:
        self._entered.add(path)
        crawl = self._open(path, stamp)
        if crawl is None:
            delete_crawls(self.catalogue.db, [path])
            return
        division = crawl.divide()
        resources = division.resources
        row = CrawlRow(path, self._lends(crawl), *division.page_times, *resources.times, len(resources))
        enter_crawl(self.catalogue.db, _folder_of(path), row, resources.entries, resources.sources)
        if sum(len(kept.pages) for kept in self._divisions.values()) + len(division.pages) <= _MAX_KEPT_PAGES:
            self._divisions[path] = division

    def _open(self, path: ArticleId, stamp: str) -> CrawlLoader | None:
        try:
            return open_crawl(self.config.content, path, stamp, self._site)
        except ArchiveError:
            return None

    def _lends(self, crawl: CrawlLoader) -> bool:
        """Return True if nothing withholds a crawl as a whole."""
        sidecar, known = crawl.sidecar, self.withholding.captures.get(crawl.name)
        if sidecar.withholds or not sidecar.is_readable:
            return False
        if sidecar.state is SidecarState.PUBLISHING:
            return True
        is_silent = sidecar.state is SidecarState.SILENT
        is_lost = known is not None and bool(known.sha256) and not (known.sidecar and is_silent)
        digests = {withheld.sha256 for withheld in self.withholding.captures.values()} - {""}
        return not is_lost and not (digests and crawl.digest() in digests)

    def _table(self, path: str) -> CrawlResources:
        return CrawlResources(*crawl_table(self.catalogue.db, path))


def _neighbours(crawl: CrawlRow, crawls: Iterable[CrawlRow]) -> list[str]:
    """Return the crawls that may serve the pages of one, by path: the nearest in time, up to `MAX_OFFERED`."""
    others = [other for other in crawls if other.path != crawl.path and other.lends and other.size]
    others.sort(key=lambda other: (_gap(crawl, other), other.path))
    chosen: list[str] = []
    size = 0
    for other in others:
        size += other.size
        if size > MAX_OFFERED:
            break
        chosen.append(other.path)
    return sorted(chosen)


def _gap(crawl: CrawlRow, other: CrawlRow) -> int:
    return max(0, other.first_resource - crawl.last_page, crawl.first_page - other.last_resource)


def _folder_of(path: str) -> str:
    return path.rpartition("/")[0]

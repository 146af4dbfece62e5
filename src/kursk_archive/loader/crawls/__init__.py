"""Crawls: WARC, ARC and WACZ files, divided into the records that may hold articles, which are read apart."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING

from kursk_archive.core.findings import Finding, Location, make_finding
from kursk_archive.loader.html import is_available as html_is_available

if TYPE_CHECKING:
    from kursk_archive.config import CrawlRules
    from kursk_archive.loader.crawls.layers import Bytes
    from kursk_archive.loader.crawls.needs import CrawlNeeds
    from kursk_archive.loader.crawls.page_records import ReadRecord
    from kursk_archive.loader.crawls.parts import CrawlDivision, CrawlTask
    from kursk_archive.loader.draft import Draft
    from kursk_archive.loader.page_limits import PageLimits


def missing_extra(path: str) -> Finding | None:
    """Return the finding that names the extra without which crawls cannot be read; None if nothing is missing.

    Args:
        path: of the crawl, for the finding's location.
    """
    if find_spec("fastwarc") is None or find_spec("warcio") is None:
        return make_finding("warc", Location(path), "crawls are read with fastwarc and warcio, which are not installed")
    if not html_is_available():
        return make_finding("html", Location(path), "saved pages are read with trafilatura, which is not installed")
    return None


def divide_crawl(data: Bytes, path: str, rules: CrawlRules, limits: PageLimits) -> CrawlDivision:
    """Look at the headers of all records and choose those that may be articles. Never raises.

    Args:
        data: the whole file.
        path: for the findings' locations, and to name its parts.
        rules: of archive.yaml: which addresses are articles.
        limits: of what is inflated.
    """
    if finding := missing_extra(path):
        from kursk_archive.loader.crawls.parts import CrawlDivision

        return CrawlDivision(findings=(finding,))
    from kursk_archive.loader.crawls.divide import divide

    return divide(data, path, rules, limits)


def read_crawl_task(
    data: Bytes,
    path: str,
    task: CrawlTask,
    limits: PageLimits,
    read_other: ReadRecord | None = None,
    needs: CrawlNeeds | None = None,
) -> Iterator[Draft]:
    """Read some of the articles of a crawl. Never raises.

    Args:
        data: the whole file.
        path: for the findings' locations.
        task: says which.
        limits: of a page.
        read_other: reads a record of another crawl of the folder; None if there is none.
        needs: takes up what the pages ask for.
    """
    from kursk_archive.loader.crawls.read_parts import read_parts

    return read_parts(data, path, task, limits, read_other, needs)

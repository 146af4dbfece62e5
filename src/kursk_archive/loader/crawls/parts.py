"""The parts that a crawl is divided into, as plain values that can be sent to a worker."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from msgspec import Struct, field
from msgspec.structs import replace

from kursk_archive.core.findings import Finding
from kursk_archive.core.model import CapturePart
from kursk_archive.loader.crawls.resources import CrawlResources, seconds_of

PARTS_IN_TASK = 64


class CrawlPage(Struct, frozen=True, array_like=True):
    """A record that may be an article."""

    place: CapturePart
    """Of the record that holds the page."""
    key: str
    """Identifies the article in the crawl: `2024-08-15T10:15:00Z/https://herald.example/flood`."""
    address: str
    """That was asked for."""
    date: str
    """Of the record, in UTC, to the second; empty if it states none."""
    form: str
    """The name of the format of the record: `warc`, `warc.gz`, `arc`, `arc.gz`."""
    is_named: bool = False
    """True if a list of pages or a rule of archive.yaml names its address."""
    aliases: tuple[str, ...] = ()
    """Addresses that redirected to it."""
    title: str = ""
    """In the list of pages."""


class CrawlTask(Struct, frozen=True):
    """Some of the pages of a crawl, with what they may show."""

    pages: tuple[CrawlPage, ...]
    resources: CrawlResources


class CrawlDivision(Struct, frozen=True):
    """A crawl, divided."""

    pages: tuple[CrawlPage, ...] = ()
    resources: CrawlResources = CrawlResources()
    left: Mapping[str, int] = field(default_factory=dict)
    """Reason → the pages that are not read for it."""
    findings: tuple[Finding, ...] = ()

    def offer(self, others: Iterable[tuple[str, CrawlResources]]) -> CrawlDivision:
        """Return the division with what other crawls hold for its pages: path and table of each."""
        return replace(self, resources=self.resources.join(others))

    @property
    def page_times(self) -> tuple[int, int]:
        """Times of the first and the last page, in seconds; 0 without one."""
        times = [seconds_of(page.date) for page in self.pages]
        return min(times, default=0), max(times, default=0)

    def tasks(self) -> Iterator[CrawlTask]:
        """Yield the pages in batches."""
        remaining = iter(self.pages)
        while pages := tuple(islice(remaining, PARTS_IN_TASK)):
            yield CrawlTask(pages, self.resources)


def describe_left(left: Mapping[str, int], read: int) -> str:
    """Return how many pages of a crawl are left out, and why; empty if none are.

    Args:
        left: reason → number of pages.
        read: number of pages that became articles.
    """
    total = sum(left.values())
    if not total:
        return ""
    reasons = sorted(left.items(), key=lambda item: (-item[1], item[0]))
    named = ", ".join(f"{reason} ({count:,})" for reason, count in reasons)
    return f"{total:,} of {total + read:,} pages left out: {named}"


def add_counts(totals: dict[str, int], counts: Iterable[tuple[str, int]]) -> None:
    """Add numbers to totals."""
    for name, count in counts:
        totals[name] = totals.get(name, 0) + count

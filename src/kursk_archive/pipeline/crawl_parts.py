"""Divide the crawls among captures to load, and put together what the workers make of their parts."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from kursk_archive.catalogue.records import CaptureRecord
from kursk_archive.config import Site
from kursk_archive.core.enums import ArticleId
from kursk_archive.core.findings import Finding, Location, make_finding
from kursk_archive.loader.crawls.needs import join_needs
from kursk_archive.loader.crawls.parts import CrawlDivision, add_counts, describe_left
from kursk_archive.loader.filenames import format_named, is_crawl_path
from kursk_archive.loader.formats import CrawlFormat
from kursk_archive.loader.images import image_stamps, join_stamp
from kursk_archive.loader.load_capture import CrawlLoader
from kursk_archive.pipeline.load_tasks import (
    BATCH_SIZE,
    CrawlEndTask,
    CrawlPartTask,
    LoadTask,
    capture_loader,
    sidecar_of,
)

BYTES_PER_PAGE = 50_000
"""Of a compressed crawl, about: pages and what belongs to them."""


def load_tasks(
    content: Path, captures: Iterable[tuple[ArticleId, str]], site: Site, divide: Divide
) -> Iterator[LoadTask | CrawlPartTask | CrawlEndTask]:
    """Yield tasks: a batch of captures each, or a part of a crawl, and one that ends each crawl.

    Args:
        content: the content folder.
        captures: path and stamp of each.
        site: its settings.
        divide: divides a crawl.
    """
    pickled = pickle.dumps(site)
    batch: list[tuple[ArticleId, str]] = []
    for path, stamp in captures:
        division = divide(path, stamp) if is_crawl_path(path) else None
        if division is not None:
            yield from _crawl_tasks(division, content, path, stamp, pickled)
            continue
        batch.append((path, stamp))
        if len(batch) == BATCH_SIZE:
            yield LoadTask(content, tuple(batch), pickled)
            batch.clear()
    if batch:
        yield LoadTask(content, tuple(batch), pickled)


def expected_articles(captures: Iterable[tuple[ArticleId, str]]) -> int:
    """Return about how many articles captures hold, judging crawls by their size."""
    return sum(
        1 + int(stamp.partition(":")[0] or 0) // BYTES_PER_PAGE if is_crawl_path(path) and stamp[:1].isdigit() else 1
        for path, stamp in captures
    )


Divide = Callable[[ArticleId, str], CrawlDivision | None]
"""Divides the crawl with a path and a stamp; None if the file cannot be read, which its own loading reports."""


def open_crawl(content: Path, path: ArticleId, stamp: str, site: bytes) -> CrawlLoader:
    """Open a crawl.

    Args:
        content: the content folder.
        path: of the capture.
        stamp: names its sidecar.
        site: a pickled `Site`.

    Raises:
        ArchiveError: the file cannot be read.
    """
    capture_format = format_named(path)
    assert isinstance(capture_format, CrawlFormat)  # noqa: S101 - for the type checker
    defaults = capture_loader(site).defaults
    return CrawlLoader(content / path, content, path, capture_format, defaults, sidecar_of(stamp, content))


def _crawl_tasks(
    division: CrawlDivision, content: Path, path: ArticleId, stamp: str, site: bytes
) -> Iterator[CrawlPartTask | CrawlEndTask]:
    own = join_stamp(
        stamp.partition("\n")[0], {image: one for image, one in image_stamps(stamp) if not is_crawl_path(image)}
    )
    for task in division.tasks():
        yield CrawlPartTask(content, path, own, site, task)
    yield CrawlEndTask(content, path, own, site, division.findings, dict(division.left))


class _Parts(Struct):
    """The results of a crawl's parts so far."""

    findings: dict[Finding, None] = {}
    left: dict[str, int] = {}
    broken_ids: list[ArticleId] = []
    withheld: dict[ArticleId, str | None] = {}
    image_stamps: dict[str, str] = {}
    needs: list[bytes] = []
    has_no_stamp: bool = False
    articles: int = 0
    published: int = 0


class PartsJoiner:
    """Puts together the records of the parts of a crawl. Its last record says what the earlier ones found."""

    def __init__(self) -> None:
        self._parts: dict[str, _Parts] = {}

    def join(self, records: Iterable[CaptureRecord]) -> Iterator[CaptureRecord]:
        """Yield records to enter in the catalogue.

        Args:
            records: of captures, or of parts of one, in order.
        """
        for record in records:
            if record.is_partial:
                self._add(record)
                yield replace(record, findings=(), broken_ids=(), withheld={}, needs=b"")
            elif record.ends_parts:
                yield self._end(record)
            else:
                yield record

    def _add(self, record: CaptureRecord) -> None:
        parts = self._parts.setdefault(record.capture_path, _Parts())
        parts.findings |= dict.fromkeys(record.findings)
        add_counts(parts.left, record.left.items())
        parts.broken_ids += record.broken_ids
        parts.withheld |= record.withheld
        parts.image_stamps.update(image_stamps(record.file_stamp))
        parts.needs.append(record.needs)
        parts.has_no_stamp |= not record.file_stamp
        parts.articles += len(record.articles)
        parts.published += sum(article.state == "published" for article in record.articles)

    def _end(self, record: CaptureRecord) -> CaptureRecord:
        parts = self._parts.pop(record.capture_path, _Parts())
        left = {**record.left}
        add_counts(left, parts.left.items())
        findings = dict.fromkeys((*parts.findings, *record.findings))
        if message := describe_left(left, parts.articles + len(parts.broken_ids)):
            findings[make_finding("crawl-left", Location(record.capture_path), message)] = None
        stamp = "" if parts.has_no_stamp else record.file_stamp
        if stamp and parts.image_stamps:
            stamp = join_stamp(stamp.partition("\n")[0], {**dict(image_stamps(stamp)), **parts.image_stamps})
        return replace(
            record,
            file_stamp=stamp,
            findings=tuple(findings),
            broken_ids=(*parts.broken_ids, *(() if parts.articles or parts.broken_ids else record.broken_ids)),
            withheld=parts.withheld or ({} if parts.articles else record.withheld),
            earlier_articles=parts.articles,
            earlier_published=parts.published,
            left={},
            needs=join_needs(parts.needs),
        )

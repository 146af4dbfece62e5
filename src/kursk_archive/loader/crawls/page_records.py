"""The records of a crawl that the original page of an article shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from hashlib import sha256

from lxml.html import HtmlElement

from kursk_archive.core.model import CapturePart, CaptureResources
from kursk_archive.loader.crawls.needs import CrawlNeeds
from kursk_archive.loader.crawls.payload import Payload, read_payload
from kursk_archive.loader.crawls.resources import CrawlResources
from kursk_archive.loader.html.page_resources import (
    MAX_RESOURCE_BYTES,
    Resource,
    Use,
    decode_style,
    media_type_of,
    page_base,
    page_uses,
    style_uses,
    trace_resources,
)
from kursk_archive.loader.html.page_text import PageText
from kursk_archive.loader.html.page_tree import parse_bounded
from kursk_archive.loader.page_limits import MAX_ORIGINAL_BYTES

ReadRecord = Callable[[CapturePart], bytes | None]
"""Returns the bytes of a record; None if it cannot be read."""
_MAX_SHEET_USES = 2_000
_MAX_INFLATED = 4 * MAX_ORIGINAL_BYTES
"""Bytes that are inflated for one page, or for the style sheets of some pages."""


class PageRecords:
    """Finds the records that the original pages of a crawl show. Each style sheet is read once."""

    def __init__(self, resources: CrawlResources, read_record: ReadRecord, needs: CrawlNeeds) -> None:
        """Find records.

        Args:
            resources: of the crawl, and of the others of its folder.
            read_record: reads one of them.
            needs: takes up what the pages ask for.
        """
        self.resources, self.read_record, self.needs = resources, read_record, needs
        self._uses: dict[tuple[str, CapturePart], tuple[Use, ...]] = {}
        self._reader = _Reader(read_record)

    def trace(self, root: HtmlElement, address: str, time: int) -> CaptureResources | None:
        """Find what a page shows, that of its style sheets included; None if the crawls have nothing of it.

        Args:
            root: of the page.
            address: that was asked for.
            time: of the page, in seconds.
        """
        uses = page_uses(root, page_base(root, address))
        found = trace_resources(uses, lambda shown: self.find(shown, time, for_original=True), self._uses_of_sheet)
        if not found:
            return None
        table = CrawlResources.of_places(found.items())
        return CaptureResources(digest_of_records(table, self.read_record), table.entries, table.sources)

    def find(self, address: str, time: int, *, for_original: bool = False) -> CapturePart | None:
        """Return the place of what a page shows; None if the crawls do not have it. See `CrawlResources.find`."""
        found = self.resources.find(address, time, for_original=for_original)
        self.needs.note(address, time, found.seconds_apart if found else None)
        return found.place if found else None

    def _uses_of_sheet(self, address: str, place: CapturePart) -> Iterable[Use]:
        if (address, place) not in self._uses:
            payload = self._reader.read(place, MAX_RESOURCE_BYTES)
            uses = list(style_uses(decode_style(payload.data), address)) if payload else []
            self._uses[address, place] = tuple(uses[:_MAX_SHEET_USES])
        return self._uses[address, place]


def read_page_records(
    page: PageText, address: str, resources: CrawlResources, read_record: ReadRecord
) -> dict[str, Resource]:
    """Read what a page shows: absolute address → the file.

    Args:
        page: decoded.
        address: that was asked for.
        resources: of the page, see `PageRecords.trace`.
        read_record: reads one of them.
    """
    root, reader = parse_bounded(page.text), _Reader(read_record)
    room = MAX_ORIGINAL_BYTES

    def open_resource(shown: str) -> Resource | None:
        nonlocal room
        found = resources.find(shown)
        payload = reader.read(found.place, min(room, MAX_RESOURCE_BYTES)) if found else None
        if payload is None:
            return None
        room -= len(payload.data)
        return Resource(media_type_of(payload.data, payload.media_type), payload.data)

    if root is None:
        return {}
    return trace_resources(
        page_uses(root, page_base(root, address)),
        open_resource,
        lambda shown, sheet: style_uses(decode_style(sheet.data, page.encoding), shown),
    )


def digest_of_records(resources: CrawlResources, read_record: ReadRecord) -> str:
    """Return the SHA-256 over the bytes of records, in the order of their table."""
    digest = sha256()
    for place in resources.places():
        digest.update(sha256(read_record(place) or b"").digest())
    return digest.hexdigest()


class _Reader:
    """Reads payloads of records, as long as not too much was inflated."""

    def __init__(self, read_record: ReadRecord) -> None:
        self.read_record, self.room = read_record, _MAX_INFLATED

    def read(self, place: CapturePart, limit: int) -> Payload | None:
        """Return what a record holds; None if it is empty or larger than a limit, or no room is left."""
        record = self.read_record(place) if min(limit, self.room) > 0 else None
        if not record:
            return None
        payload = read_payload(record, limit)
        self.room -= limit if payload.is_too_large else len(payload.data)
        return payload if payload.data and not payload.is_too_large else None

"""Read the original page of a capture, with the files that were saved with it."""

from __future__ import annotations

from pathlib import Path

from kursk_archive.core.model import Capture, CapturePart
from kursk_archive.loader.crawls.page_records import digest_of_records, read_page_records
from kursk_archive.loader.crawls.payload import read_payload
from kursk_archive.loader.crawls.resources import CrawlResources
from kursk_archive.loader.formats import PAGE, PageFormat, format_called, read_part
from kursk_archive.loader.html.mime_capture import read_message_page
from kursk_archive.loader.html.original_page import make_inert
from kursk_archive.loader.html.page_folder import PageFolder
from kursk_archive.loader.html.page_resources import Resource, digest_of_resources
from kursk_archive.loader.html.page_text import read_page_text
from kursk_archive.loader.page_limits import MAX_ORIGINAL_BYTES


def read_original_page(capture: Capture, data: bytes, content: Path) -> str | None:
    """Return the page of a capture as it looked, inert; None if files that it shows changed since it was loaded.

    Args:
        capture: that is a saved page, or holds one.
        data: the evidence.
        content: the content folder.
    """
    capture_format = format_called(capture.format)
    if capture_format is PAGE:
        return _read_saved_page(capture, data, content)
    reads_message = isinstance(capture_format, PageFormat)
    return _read_message(capture, data) if reads_message else _read_page_of_crawl(capture, data, content)


def _read_saved_page(capture: Capture, data: bytes, content: Path) -> str | None:
    page = read_page_text(data, "", capture.encoding)
    if capture.resources is None:
        return make_inert(page)
    folder = PageFolder(content, capture.path)
    resources = folder.read(page)
    is_unchanged = digest_of_resources(resources) == capture.resources.sha256
    return make_inert(page, resources, folder.base) if is_unchanged else None


def _read_message(capture: Capture, data: bytes) -> str:
    message = read_message_page(data, is_newsletter=capture.format == "eml", encoding=capture.encoding)
    if message is None:
        return ""
    page, address, files = message
    return make_inert(page, {name: Resource(*file) for name, file in files.items()}, address)


def _read_page_of_crawl(capture: Capture, data: bytes, content: Path) -> str | None:
    payload = read_payload(data, MAX_ORIGINAL_BYTES)
    page = read_page_text(payload.data, "", capture.encoding)
    if capture.resources is None:
        return make_inert(page)
    records = CrawlResources(capture.resources.entries, capture.resources.sources)

    def read_record(place: CapturePart) -> bytes | None:
        return read_part(content, place.path or capture.path, place.start, place.length, place.member)

    if digest_of_records(records, read_record) != capture.resources.sha256:
        return None
    return make_inert(page, read_page_records(page, payload.address, records, read_record), payload.address)

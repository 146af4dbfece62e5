"""Read the pages of a crawl that may be articles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from lxml.html import HtmlElement
from msgspec.structs import replace

from kursk_archive.core.findings import Location, make_finding
from kursk_archive.core.model import CapturePart, CaptureResources, PartialDate
from kursk_archive.loader.crawls.layers import Bytes, RefusedFileError, read_member
from kursk_archive.loader.crawls.needs import CrawlNeeds
from kursk_archive.loader.crawls.page_records import PageRecords, ReadRecord
from kursk_archive.loader.crawls.parts import CrawlPage, CrawlTask
from kursk_archive.loader.crawls.payload import read_payload
from kursk_archive.loader.crawls.resources import seconds_of
from kursk_archive.loader.draft import Draft, FieldValue
from kursk_archive.loader.embedded import record_address
from kursk_archive.loader.html.page_capture import read_page_of_text
from kursk_archive.loader.html.page_text import read_page_text
from kursk_archive.loader.html.saved_by import SavedBy
from kursk_archive.loader.page_limits import PageLimits

NO_ARTICLE, NO_TITLE, TOO_LARGE, UNREADABLE = (
    "no article found",
    "without a title",
    "above `capture_limit` or `element_limit` of archive.yaml",
    "cannot be read",
)
_MIN_CHARACTERS = 250
_MAX_LINKED = 0.5
"""Of the text. A list of links is not an article."""
_ANCHOR = re.compile(r"<a\b[^>]*>(.*?)</a>", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")


def read_parts(
    data: Bytes,
    path: str,
    task: CrawlTask,
    limits: PageLimits,
    read_other: ReadRecord | None,
    needs: CrawlNeeds | None,
) -> Iterator[Draft]:
    """See `crawls.read_crawl_task`."""
    files: dict[str, Bytes] = {"": data}

    def read_record(place: CapturePart) -> bytes | None:
        if place.path:
            return read_other(place) if read_other else None
        return _bytes_of(data, place, files, limits)

    records = PageRecords(task.resources, read_record, needs or CrawlNeeds())
    for page in task.pages:
        draft = _read(_bytes_of(data, page.place, files, limits), path, page, records, limits)
        yield replace(
            draft,
            key=page.key,
            start=page.place.start,
            length=page.place.length,
            member=page.place.member,
            format_name=page.form,
        )


def _bytes_of(data: Bytes, place: CapturePart, files: dict[str, Bytes], limits: PageLimits) -> bytes:
    if place.member not in files:
        try:
            files[place.member] = read_member(data, place.member, limits.bytes)
        except RefusedFileError:
            files[place.member] = b""
    return files[place.member][place.start : place.start + (place.length or 0)]


def _read(record: bytes, path: str, page: CrawlPage, records: PageRecords, limits: PageLimits) -> Draft:
    payload = read_payload(record, limits.bytes)
    location = Location(f"{path}#{page.key}")
    if payload.is_too_large:
        message = f"page is larger than {limits.megabytes} MiB, the `capture_limit` of archive.yaml"
        return Draft(findings=(make_finding("too-large", location, message),), left=TOO_LARGE)
    faults = (make_finding("crawl-page", location, f"page is not whole: {payload.fault}"),) if payload.fault else ()
    text = read_page_text(payload.data, str(location), payload.charset, limits.text_bytes)
    if not text.text.strip():
        findings = text.findings or (make_finding("empty", location, "page contains no text"),)
        is_large = any(finding.code == "too-large" for finding in findings)
        return Draft(findings=(*faults, *findings), left=TOO_LARGE if is_large else UNREADABLE)
    time = seconds_of(page.date)
    saved = SavedBy("crawl", page.address, PartialDate(page.date) if page.date else None, is_certain=True)

    def find_image(address: str) -> str:
        try:
            absolute = urljoin(page.address, address)
        except ValueError:
            return ""
        place = records.find(absolute, time)
        return record_address(place) if place else absolute

    shown: CaptureResources | None = None

    def trace(root: HtmlElement) -> None:
        nonlocal shown
        shown = records.trace(root, payload.address or page.address, time)

    draft = read_page_of_text(text, str(location), limits, saved, find_image=find_image, on_tree=trace)
    draft = replace(draft, resources=shown, findings=(*faults, *draft.findings), fields=_known_fields(draft, page))
    reason = _reason_to_leave(draft, page)
    if reason and payload.fault:
        reason = UNREADABLE
    if any(finding.code == "too-large" for finding in draft.findings):
        reason = TOO_LARGE
    return replace(draft, left=reason)


def _known_fields(draft: Draft, page: CrawlPage) -> dict[str, FieldValue]:
    """Return the fields of a page with what the crawl knows of it."""
    fields = {**draft.fields}
    if page.title and "title" not in fields:
        fields["title"] = FieldValue(page.title, origin="saved")
    if page.aliases:
        known = fields["aliases"].value if "aliases" in fields else ()
        fields["aliases"] = FieldValue(tuple(dict.fromkeys((*known, *page.aliases))), origin="saved")
    return fields


def _reason_to_leave(draft: Draft, page: CrawlPage) -> str:
    if any(finding.code in ("not-article", "empty", "too-large", "undecodable") for finding in draft.findings):
        return NO_ARTICLE
    text = " ".join(_TAG.sub(" ", draft.body).split())
    if text and "title" not in draft.fields:
        return NO_TITLE
    if page.is_named:
        return "" if text else NO_ARTICLE
    linked = sum(len(" ".join(_TAG.sub(" ", link).split())) for link in _ANCHOR.findall(draft.body))
    is_article = len(text) >= _MIN_CHARACTERS and linked <= _MAX_LINKED * len(text)
    return "" if is_article else NO_ARTICLE

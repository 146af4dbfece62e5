"""Scan a WARC or ARC file: the headers of each record, and the range of bytes that it takes.

fastwarc parses and inflates. It takes the lengths that records state for true, and ends quietly where a file breaks
off. So each range is checked here, and the scan goes on at the next record after a damaged one.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Generator, Iterator
from typing import Any

from msgspec import Struct

from kursk_archive.loader.crawls.http_head import read_http_head
from kursk_archive.loader.crawls.layers import GZIP, Layer, Window, inflate
from kursk_archive.loader.crawls.page_lists import MAX_LIST_BYTES, read_session_pages
from kursk_archive.loader.crawls.payload import is_plain_warc, read_with_warcio

OnFault = Callable[[str, int], None]
"""Called with a description of a fault and its offset in the file."""
_RECORD = re.compile(rb"(?:\A|\n)(WARC/[01]\.[0-9]{1,2}\r?\n)")
_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s{0,100}(?:<(?:\?xml|!--)[^>]{0,200}>\s{0,20}){0,3}<(?:!doctype html|html|head)\b",
    re.IGNORECASE,
)
_ARC_LINE = re.compile(rb"\n(?=[a-z]{3,5}:\S{1,4000} [0-9.]{7,15} [0-9]{14} \S{1,100} [0-9]{1,12}\r?\n)")
_BLANK = re.compile(rb"\r{0,2}\n\r{0,2}\n")
_BETWEEN = re.compile(rb"[\r\n]{0,16}(?=WARC/[01]\.|\Z)|\r\n\r\n")
"""The bytes between two records: two ends of lines, though some programs write one, or none."""
_LENGTH = re.compile(rb"\r?\ncontent-length[ \t]*:[ \t]*([0-9]{1,19})[ \t]*\r?\n", re.IGNORECASE)
_HEADER_BYTES = 65_536
_CHUNK_BYTES = 1 << 20
_MAX_RECORD_RATIO = 500
"""Of a record, inflated to compressed. deflate reaches 1,032."""
_MAX_CHECKED_BYTES = 2**26
_TYPES = ("response", "resource", "revisit")
_MAX_ADDRESS = 8_000


class CrawlRecord(Struct):
    """A record, as its headers describe it."""

    kind: str
    """`response`, `resource`, `revisit`; any other is skipped."""
    start: int
    """Offset in the file that holds it."""
    length: int = 0
    address: str = ""
    date: str = ""
    media_type: str = ""
    """Of the page, in lower case, without parameters; empty if it is not stated."""
    status: int = 200
    location: str = ""
    """That it redirects to."""
    digest: str = ""
    """Of the payload."""
    original: tuple[str, str] = ("", "")
    """Of a revisit: address and date of the record that holds the payload."""
    listed: tuple[tuple[str, str], ...] = ()
    """Of a `warcinfo`: address and title of the pages of a session."""
    truncated: str = ""
    """The reason why the crawler cut it."""


class CompressedAsWholeError(Exception):
    """The records of a file are not compressed one by one, so none has a range of its own."""


def scan_records(layer: Layer, on_fault: OnFault) -> Iterator[CrawlRecord]:
    """Yield the records of a file in order. Never raises anything else.

    Raises:
        CompressedAsWholeError: after some records, which are to be forgotten.
    """
    beginning = layer.data[layer.start : min(layer.start + 512, layer.end)]
    head = _inflate_start(beginning) if beginning[:3] == GZIP else beginning[:16]
    is_arc = layer.name.lower().removesuffix(".gz").endswith(".arc") and head[:5] != b"WARC/"
    if is_arc or (head[:5] == b"WARC/" and not is_plain_warc(beginning)):
        return _scan_with_warcio(layer, on_fault)
    return _WarcScan(layer, on_fault).records()


class _WarcScan:
    def __init__(self, layer: Layer, on_fault: OnFault) -> None:
        self.layer, self.data, self.on_fault = layer, layer.data, on_fault
        self.is_gzip = self.data[layer.start : layer.start + 3] == GZIP

    def records(self) -> Iterator[CrawlRecord]:
        position: int | None = self.layer.start
        while position is not None and position < self.layer.end:
            position = yield from self._from(position)

    def _from(self, position: int) -> Generator[CrawlRecord, None, int | None]:
        """Yield the records from an offset on; return where to go on after a damaged one, None at the end."""
        from fastwarc.warc import ArchiveIterator

        before: CrawlRecord | None = None
        fault = ""
        stream: Any = Window(self.data, position, self.layer.end)
        try:
            for record in ArchiveIterator(stream, parse_http=False):
                start = position + record.stream_pos
                if self.is_gzip and (self.data[start : start + 3] != GZIP or (before and before.start >= start)):
                    raise CompressedAsWholeError
                if before:
                    if (hidden := self._swallowed(before, start)) is not None:
                        return hidden
                    before.length = start - before.start
                    yield before
                before = _describe(record, start)
        except (OSError, ValueError, OverflowError, UnicodeError) as error:
            fault = str(error)
        return (yield from self._last(before, position, fault))

    def _last(self, before: CrawlRecord | None, position: int, fault: str) -> Generator[CrawlRecord, None, int | None]:
        """Yield the last record before a fault or the end of the file, if it is whole."""
        if before is None:
            if position == self.layer.start:
                self.on_fault("no WARC record at its beginning", position)
            elif fault:
                self.on_fault(f"damaged at byte {position:,}", position)
            return self._next(position + 1)
        end = self._end_of(before.start)
        if end is None:
            return self._after_broken(before)
        if not fault and (hidden := self._swallowed(before, self.layer.end)) is not None:
            return hidden
        if fault and not self._is_of_stated_length(before.start, end):
            self.on_fault(f"the record at byte {before.start:,} states a wrong length", before.start)
            return self._next(end)
        before.length = end - before.start
        yield before
        if self._is_blank(end):
            return None
        if fault or end < self.layer.end:
            following = self._next(end)
            if following != end:
                self.on_fault(f"bytes {end:,} to {(following or self.layer.end) - 1:,} are no WARC record", end)
            return following
        return None

    def _after_broken(self, record: CrawlRecord) -> int | None:
        """Report a record without an end; return the offset of the next one. Of a request, only the length is wrong."""
        following = self._next(record.start + 1)
        if record.kind or following is None:
            what = "breaks off in the record that begins" if following is None else "damaged"
            self.on_fault(f"{what} at byte {record.start:,}", record.start)
        return following

    def _is_of_stated_length(self, start: int, end: int) -> bool:
        if not self.is_gzip:
            return True
        record = inflate(self.data[start:end], _MAX_CHECKED_BYTES)
        blank = _BLANK.search(record)
        length = _LENGTH.search(record, 0, blank.end()) if blank else None
        return bool(blank and length and len(record) - blank.end() - int(length[1]) in range(5))

    def _is_blank(self, end: int) -> bool:
        return self.layer.end - end <= 64 and not self.data[end : self.layer.end].strip(b"\r\n\0 ")

    def _swallowed(self, record: CrawlRecord, end: int) -> int | None:
        """Return the offset of a record that lies inside of another, which states a wrong length; None if none does."""
        if self.is_gzip:
            hidden = self._next(record.start + 18, end)
            if hidden is not None and (real_end := self._end_of(record.start)) is not None:
                hidden = self._next(real_end, end)
            if hidden is None:
                return None
        else:
            if self._stated_end(record.start) is not None:
                return None
            hidden = self._next(record.start + 5, end)
            if hidden is None:
                return None
        if record.kind:
            self.on_fault(f"the record at byte {record.start:,} states a wrong length", record.start)
        return hidden

    def _next(self, position: int, end: int | None = None) -> int | None:
        """Return the offset of the first record at or after an offset."""
        end = self.layer.end if end is None else end
        if not self.is_gzip:
            while (found := self.data.find(b"WARC/", position, end)) >= 0:
                if _RECORD.match(self.data[max(found - 1, 0) : found + 12]):
                    return found
                position = found + 5
            return None
        while (found := self.data.find(GZIP, position, end)) >= 0:
            if _inflate_start(self.data[found : found + 512]).startswith(b"WARC/"):
                return found
            position = found + 3
        return None

    def _end_of(self, start: int) -> int | None:
        """Return the end of the record at an offset; None if it is damaged or breaks off."""
        return self._end_of_gzip(start) if self.is_gzip else self._stated_end(start)

    def _stated_end(self, start: int) -> int | None:
        head = self.data[start : min(start + _HEADER_BYTES, self.layer.end)]
        blank = _BLANK.search(head)
        length = _LENGTH.search(head, 0, blank.end()) if blank else None
        if blank is None or length is None:
            return None
        end = start + blank.end() + int(length[1])
        between = _BETWEEN.match(self.data[end : min(end + 24, self.layer.end)]) if end <= self.layer.end else None
        return end + between.end() if between else None

    def _end_of_gzip(self, start: int) -> int | None:
        inflater, position, size = zlib.decompressobj(31), start, 0
        try:
            while not inflater.eof:
                chunk = inflater.unconsumed_tail
                if not chunk:
                    chunk = self.data[position : min(position + _CHUNK_BYTES, self.layer.end)]
                    position += len(chunk)
                if not chunk:
                    return None
                size += len(inflater.decompress(chunk, _CHUNK_BYTES))
                if size > 2**28 and size > _MAX_RECORD_RATIO * (position - start):
                    return None
        except zlib.error:
            return None
        return position - len(inflater.unused_data)


def _inflate_start(data: bytes) -> bytes:
    try:
        return zlib.decompressobj(31).decompress(data, 16)
    except zlib.error:
        return b""


def _describe(record: Any, start: int) -> CrawlRecord:
    record_type = record.headers.get("WARC-Type") or ""
    found = _describe_headers(record.headers.get, record_type, start)
    if record_type.strip().lower() == "warcinfo":
        found.listed = tuple(read_session_pages(record.reader.read(MAX_LIST_BYTES)))
    head, body = read_http_head(record.reader.read) if found.kind in ("response", "revisit") else (None, b"")
    if head is not None:
        found.media_type = _media_type(head.headers.get("content-type")) or _media_type_of(body)
        found.status = head.status
        found.location = _clean(head.headers.get("location"))
    return found


def _describe_headers(header: Callable[[str], str | None], record_type: str, start: int) -> CrawlRecord:
    """Describe a record by its own headers. Those of the response tell its status and media type."""
    kind = record_type.strip().lower()
    if kind not in _TYPES:
        return CrawlRecord("", start)
    found = CrawlRecord(
        kind,
        start,
        address=_clean(header("WARC-Target-URI")),
        date=(header("WARC-Date") or "").strip(),
        media_type="" if kind == "response" else _media_type(header("Content-Type")),
        status=0 if kind == "response" else 200,
        digest=(header("WARC-Payload-Digest") or "").strip(),
        truncated=(header("WARC-Truncated") or "").strip(),
    )
    if kind == "revisit":
        found.original = _clean(header("WARC-Refers-To-Target-URI")), (header("WARC-Refers-To-Date") or "").strip()
    return found


def _clean(address: str | None) -> str:
    return (address or "").strip().strip("<>")[:_MAX_ADDRESS]


def _media_type(value: str | None) -> str:
    return (value or "").partition(";")[0].strip().lower()


def _media_type_of(body: bytes) -> str:
    """Return the media type of a page whose server states none; empty for anything else."""
    return "text/html" if _PAGE.match(body) else ""


def _scan_with_warcio(layer: Layer, on_fault: OnFault) -> Iterator[CrawlRecord]:
    start: int | None = layer.start
    while start is not None:
        start = yield from _scan_from_with_warcio(layer, start, on_fault)


def _scan_from_with_warcio(layer: Layer, start: int, on_fault: OnFault) -> Generator[CrawlRecord, None, int | None]:
    """Yield the records from an offset on; return where to go on after a damaged one, None at the end."""
    records = read_with_warcio(Window(layer.data, start, layer.end))
    position = start
    try:
        for record in records:
            found = _describe_with_warcio(record)
            found.start = position = start + records.get_record_offset()  # which reads the record to its end
            found.length = records.get_record_length()
            yield found
    except Exception as error:  # given damaged bytes, it may raise nearly anything
        on_fault(f"damaged at byte {position:,}: {' '.join(str(error).split())[:100]}", position)
        return _next_of_arc(layer, position + 1)
    return None


def _next_of_arc(layer: Layer, position: int) -> int | None:
    """Return the offset of the first line of an ARC file that describes a record; None if there is none."""
    while (line := layer.data.find(b"\n", position, layer.end)) >= 0:
        if _ARC_LINE.match(layer.data[line : min(line + 4_200, layer.end)]):
            return line + 1
        position = line + 1
    return None


def _describe_with_warcio(record: Any) -> CrawlRecord:
    http = record.http_headers
    found = _describe_headers(record.rec_headers.get_header, record.rec_type or "", 0)
    if found.kind and http is not None:
        status = http.get_statuscode()
        found.status = int(status) if status.isascii() and status.isdigit() else 0
        found.media_type = _media_type(http.get_header("Content-Type")) or _media_type_of(record.raw_stream.read(512))
        found.location = _clean(http.get_header("Location"))
    return found

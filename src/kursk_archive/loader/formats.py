"""The capture formats that can be loaded. `FORMATS` is the only list of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from io import FileIO
from mmap import mmap
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from kursk_archive.config import CrawlRules, ExportMapping
from kursk_archive.images.decode import MAX_IMAGE_BYTES
from kursk_archive.loader.capture_format import CaptureFormat
from kursk_archive.loader.page_limits import DEFAULT_LIMITS, PageLimits

if TYPE_CHECKING:
    from kursk_archive.core.model import CapturePart
    from kursk_archive.loader.crawls.needs import CrawlNeeds
    from kursk_archive.loader.crawls.page_records import ReadRecord
    from kursk_archive.loader.crawls.parts import CrawlDivision, CrawlTask
    from kursk_archive.loader.draft import Draft


class TextFormat(Struct, frozen=True):
    """A text format with one article in a file. Published as `.txt`, which every server serves as `text/plain`."""

    name: str
    suffixes: tuple[str, ...]
    media_type: str
    published_suffix: str = ".txt"

    def read(self, data: bytes, path: str, stated_encoding: str | None) -> Iterable[Draft]:
        from kursk_archive.loader.text_capture import read_text_capture  # see `CaptureFormat`: the parsers take 0.15 s

        return (read_text_capture(data, path, stated_encoding),)


class RstFormat(Struct, frozen=True):
    """reStructuredText, with one article in a file. Published as text."""

    name: str
    suffixes: tuple[str, ...]
    media_type: str
    published_suffix: str = ".txt"

    def read(self, data: bytes, path: str, stated_encoding: str | None) -> Iterable[Draft]:
        from kursk_archive.loader.rst import read_rst_capture  # see `CaptureFormat`

        return (read_rst_capture(data, path, stated_encoding),)


class PageFormat(Struct, frozen=True):
    """A format of saved web pages, with one article in a file. Published as text: a page is never served as one."""

    name: str
    suffixes: tuple[str, ...]
    media_type: str
    published_suffix: str = ".txt"

    def read(
        self, data: bytes, path: str, stated_encoding: str | None, limits: PageLimits = DEFAULT_LIMITS
    ) -> Iterable[Draft]:
        from kursk_archive.loader.html import read_saved_page  # see `CaptureFormat`

        return (read_saved_page(self.name, data, path, stated_encoding, limits),)


class CrawlFormat(Struct, frozen=True):
    """A format of crawls, with many articles in a file, which can be read apart.

    The evidence of an article is its record, which is a crawl of one page by itself.
    """

    name: str
    suffixes: tuple[str, ...]
    media_type: str
    published_suffix: str

    def divide(
        self, data: bytes | mmap, path: str, rules: CrawlRules, limits: PageLimits = DEFAULT_LIMITS
    ) -> CrawlDivision:
        """Divide a crawl into the pages that may be articles; see `crawls.divide_crawl`."""
        from kursk_archive.loader.crawls import divide_crawl  # see `CaptureFormat`

        return divide_crawl(data, path, rules, limits)

    def read_task(
        self,
        data: bytes | mmap,
        path: str,
        task: CrawlTask,
        limits: PageLimits = DEFAULT_LIMITS,
        read_other: ReadRecord | None = None,
        needs: CrawlNeeds | None = None,
    ) -> Iterable[Draft]:
        """Read some of its articles; see `crawls.read_crawl_task`."""
        from kursk_archive.loader.crawls import read_crawl_task  # see `CaptureFormat`

        return read_crawl_task(data, path, task, limits, read_other, needs)

    def read(self, data: bytes, path: str, stated_encoding: str | None) -> Iterable[Draft]:  # noqa: ARG002
        division = self.divide(data, path, CrawlRules())
        for task in division.tasks():
            yield from self.read_task(data, path, task)


class ExportFormat(Struct, frozen=True):
    """A format of exports, with many articles in a file. Published as text: an entry holds HTML."""

    name: str
    suffixes: tuple[str, ...]
    media_type: str
    published_suffix: str = ".txt"

    def read(
        self, data: bytes, path: str, stated_encoding: str | None, mappings: tuple[ExportMapping, ...] = ()
    ) -> Iterable[Draft]:
        from kursk_archive.loader.exports import read_export  # see `CaptureFormat`

        return read_export(data, path, self.name, mappings, stated_encoding)


TEXT_DUMP = TextFormat("text", (".txt", ".text"), "text/plain")
MARKDOWN = TextFormat("markdown", (".md", ".markdown", ".mdown", ".mkd", ".mdx"), "text/markdown")
RST = RstFormat("rst", (".rst", ".rest"), "text/x-rst")

PAGE = PageFormat("html", (".html", ".htm", ".xhtml"), "text/html")
MHTML = PageFormat("mhtml", (".mhtml", ".mht"), "multipart/related")
NEWSLETTER = PageFormat("eml", (".eml",), "message/rfc822")

XML_EXPORT = ExportFormat("xml", (".xml", ".wxr", ".rss", ".atom"), "application/xml")
JSON_EXPORT = ExportFormat("json", (".json", ".jsonl", ".ndjson"), "application/json")
TABLE = ExportFormat("csv", (".csv", ".tsv"), "text/csv")

WARC = CrawlFormat("warc", (".warc",), "application/warc", ".warc")
WARC_GZ = CrawlFormat("warc.gz", (".warc.gz",), "application/warc", ".warc.gz")
WACZ = CrawlFormat("wacz", (".wacz",), "application/zip", ".warc.gz")
ARC = CrawlFormat("arc", (".arc",), "application/x-arc", ".arc")
ARC_GZ = CrawlFormat("arc.gz", (".arc.gz",), "application/x-arc", ".arc.gz")

FORMATS: tuple[CaptureFormat, ...] = (
    *(TEXT_DUMP, MARKDOWN, RST, PAGE, MHTML, NEWSLETTER),
    *(XML_EXPORT, JSON_EXPORT, TABLE),
    *(WARC, WARC_GZ, WACZ, ARC, ARC_GZ),
)


def format_called(name: str) -> CaptureFormat:
    """Return a format by its name, the text dump for an unknown one."""
    return next((known for known in FORMATS if known.name == name), TEXT_DUMP)


def media_type_of(format_name: str) -> str:
    """Return the media type of a format by its name, `text/plain` for an unknown one."""
    return format_called(format_name).media_type


def published_media_types() -> Mapping[str, str]:
    """Map the suffix of each format's published files to a media type, for servers.

    A general table of media types takes precedence: it has `.txt` as `text/plain`, though Markdown is published so too.
    """
    return {known.published_suffix: known.media_type for known in FORMATS if not known.published_suffix.endswith(".gz")}


def read_embedded_image(content: Path, path: str, number: int | CapturePart) -> bytes | None:
    """Read an image that is inside of a capture; None if there is none.

    Args:
        content: the content folder.
        path: of the capture, relative to it.
        number: of the image, as `Image.part`.
    """
    from kursk_archive.loader.embedded import decode_payload

    if not isinstance(number, int):
        return _read_image_of_crawl(content, path, number)
    try:
        payloads = _payloads(str(content / path), (content / path).stat().st_mtime_ns)
    except OSError:
        return None
    return decode_payload(payloads[number]) if number < len(payloads) else None


def _read_image_of_crawl(content: Path, path: str, part: CapturePart) -> bytes | None:
    from kursk_archive.loader.crawls.payload import read_payload
    from kursk_archive.loader.embedded import decode_payload
    from kursk_archive.loader.html.page_text import set_payloads_aside

    record = read_part(content, path, part.start, part.length, part.member)
    payload = read_payload(record, MAX_IMAGE_BYTES) if record else None
    if payload is None or payload.is_too_large:
        return None
    if part.number is None:
        return payload.data
    payloads = set_payloads_aside(payload.data)[1]
    return decode_payload(payloads[part.number]) if part.number < len(payloads) else None


def read_part(content: Path, path: str, start: int, length: int | None, member: str = "") -> bytes | None:
    """Read a part of a capture; None if the file cannot be read.

    Args:
        content: the content folder.
        path: of the capture, relative to it.
        start: offset of the part, in bytes.
        length: None for all that follows.
        member: the compressed file inside of the capture that it is a part of; see `core.model.CapturePart`.
    """
    try:
        if member and length is not None:
            inflated = _inflated(f"{content}/{path}", (content / path).stat().st_mtime_ns, member)
            return inflated[start : start + length]
        with FileIO(f"{content}/{path}") as file:  # 10 µs less than through a `Path`
            if start:
                file.seek(start)
            return file.readall() if length is None else file.read(length)
    except OSError:
        return None


@lru_cache(maxsize=1)
def _inflated(path: str, mtime: int, member: str) -> bytes:  # noqa: ARG001 - a part of the key: articles come in a row
    from kursk_archive.loader.crawls.layers import RefusedFileError, read_member

    try:
        return read_member(Path(path).read_bytes(), member, _MAX_INFLATED)
    except RefusedFileError as reason:
        raise OSError(str(reason)) from None


_MAX_INFLATED = 2**31
"""Bytes: a safeguard. `capture_limit` was checked when the capture was loaded."""


@lru_cache(maxsize=1)
def _payloads(path: str, mtime: int) -> tuple[bytes, ...]:  # noqa: ARG001 - a part of the key: a page's images come in a row
    from kursk_archive.loader.html import read_payloads

    suffix = f".{path.rpartition('.')[2].lower()}"
    known = next((known for known in FORMATS if suffix in known.suffixes), TEXT_DUMP)
    return read_payloads(known.name, Path(path).read_bytes())

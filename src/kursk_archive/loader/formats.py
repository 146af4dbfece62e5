"""The capture formats that can be loaded. `FORMATS` is the only list of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from kursk_archive.loader.capture_format import CaptureFormat
from kursk_archive.loader.page_limits import DEFAULT_LIMITS, PageLimits

if TYPE_CHECKING:
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


class ExportFormat(Struct, frozen=True):
    """A format of exports, with many articles in a file. Published as text: an entry holds HTML."""

    name: str
    suffixes: tuple[str, ...]
    media_type: str
    published_suffix: str = ".txt"

    def read(self, data: bytes, path: str, stated_encoding: str | None) -> Iterable[Draft]:  # noqa: ARG002
        from kursk_archive.loader.exports import read_export  # see `CaptureFormat`

        return read_export(data, path, self.name)


TEXT_DUMP = TextFormat("text", (".txt", ".text"), "text/plain")
MARKDOWN = TextFormat("markdown", (".md", ".markdown", ".mdown", ".mkd"), "text/markdown")

PAGE = PageFormat("html", (".html", ".htm", ".xhtml"), "text/html")
MHTML = PageFormat("mhtml", (".mhtml", ".mht"), "multipart/related")
NEWSLETTER = PageFormat("eml", (".eml",), "message/rfc822")

XML_EXPORT = ExportFormat("xml", (".xml", ".wxr", ".rss", ".atom"), "application/xml")
JSON_EXPORT = ExportFormat("json", (".json", ".jsonl", ".ndjson"), "application/json")
TABLE = ExportFormat("csv", (".csv", ".tsv"), "text/csv")

FORMATS: tuple[CaptureFormat, ...] = (TEXT_DUMP, MARKDOWN, PAGE, MHTML, NEWSLETTER, XML_EXPORT, JSON_EXPORT, TABLE)


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
    return {known.published_suffix: known.media_type for known in FORMATS}


def read_embedded_image(content: Path, path: str, number: int) -> bytes | None:
    """Read an image that is inside of a capture; None if there is none.

    Args:
        content: the content folder.
        path: of the capture, relative to it.
        number: of the image, as `Image.part`.
    """
    from kursk_archive.loader.embedded import decode_payload

    try:
        payloads = _payloads(str(content / path), (content / path).stat().st_mtime_ns)
    except OSError:
        return None
    return decode_payload(payloads[number]) if number < len(payloads) else None


@lru_cache(maxsize=1)
def _payloads(path: str, mtime: int) -> tuple[bytes, ...]:  # noqa: ARG001 - a part of the key: a page's images come in a row
    from kursk_archive.loader.html import read_payloads

    suffix = f".{path.rpartition('.')[2].lower()}"
    known = next((known for known in FORMATS if suffix in known.suffixes), TEXT_DUMP)
    return read_payloads(known.name, Path(path).read_bytes())

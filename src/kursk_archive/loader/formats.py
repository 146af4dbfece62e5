"""The capture formats that can be loaded. `FORMATS` is the only list of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from kursk_archive.loader.capture_format import CaptureFormat

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

    def read(self, data: bytes, path: str, stated_encoding: str | None) -> Iterable[Draft]:
        from kursk_archive.loader.html import read_saved_page  # see `CaptureFormat`

        return (read_saved_page(data, path, stated_encoding),)


TEXT_DUMP = TextFormat("text", (".txt", ".text"), "text/plain")
MARKDOWN = TextFormat("markdown", (".md", ".markdown", ".mdown", ".mkd"), "text/markdown")

PAGE = PageFormat("html", (".html", ".htm", ".xhtml"), "text/html")

FORMATS: tuple[CaptureFormat, ...] = (TEXT_DUMP, MARKDOWN, PAGE)


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

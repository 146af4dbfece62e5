"""The result of parsing a capture, before its sidecar is applied: values as stated, with their positions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct, field

from kursk_archive.core.enums import Provenance
from kursk_archive.core.findings import Finding
from kursk_archive.core.model import CaptureResources, Link


class FieldValue(Struct, frozen=True, gc=False):
    """One metadata value, already of its field's type (see `FIELD_TYPES`), with its position."""

    value: Any
    """None in a sidecar takes back what the capture states."""
    line: int = 1
    """1-based, in the file that states it."""
    column: int = 1
    provenance: Provenance = Provenance.STATED
    origin: str = ""
    """The part of the capture that states it, such as `JSON-LD`; empty where a capture has only one."""


FIELD_TYPES: Mapping[str, str] = {
    "title": "text",
    "date": "date",
    "updated": "date",
    "authors": "list",
    "publisher": "text",
    "source_url": "text",
    "language": "text",
    "topics": "list",
    "section": "text",
    "places": "list",
    "slug": "text",
    "description": "text",
    "image": "text",
    "image_alt": "text",
    "image_caption": "markdown",
    "image_credit": "markdown",
    "captured_at": "date",
    "status": "status",
    "reason": "text",
    "review": "date",
    "edition": "edition",
    "edition_of": "text",
    "aliases": "list",
    "links": "repairs",
    "translations": "translations",
    "noindex": "switch",
    "canonical": "canonical",
    "encoding": "text",
}
"""Field → type of its value in a `FieldValue`: text and markdown are `str`, date is `PartialDate`, list is
`tuple[str, ...]`, status is `"published"` or `"withheld"`, edition is `"this"`, repairs is `tuple[Repair, ...]`,
translations is `tuple[Link, ...]`, switch is `bool`, canonical is `Canonical`."""


class Draft(Struct, frozen=True):
    """A parsed article, before its sidecar is applied and missing values are derived."""

    fields: Mapping[str, FieldValue] = field(default_factory=dict)
    """Keys are those of `FIELD_TYPES`; fields that the capture does not state are absent."""
    body: str = ""
    """Markdown, unless `body_is_html`. Lines that were extracted are blank: line N of the body is line N +
    `line_offset` of the file."""
    line_offset: int = 0
    """Number of lines of the file before the first line of the body."""
    related: tuple[Link, ...] = ()
    extra: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    """An error among them does not necessarily mean that there is no article; a missing title does."""
    key: str = ""
    """Identifies the article among several in one file, and stays the same when others are added; no `#` in it. Empty
    if the file is the article."""
    start: int = 0
    """Offset in the file, in bytes, of the article's evidence."""
    length: int | None = None
    """Of the evidence, in bytes; None if it goes to the end of the file."""
    member: str = ""
    """The file inside of the capture that `start` and `length` are of; see `core.model.CapturePart`."""
    encoding: str = "utf-8"
    """Python's name for the encoding that the text was decoded from."""
    format_name: str = ""
    """The format that the contents turned out to be, by name; empty for the one that the file's name says."""
    is_article: bool = True
    """False for a file in a format that need not hold articles, if it holds none; a finding says so."""
    left: str = ""
    """The reason why a page of a crawl is no article, in words that can be counted: `without an article`. A sidecar
    that publishes the page overrules it. Its findings are not reported one by one."""
    body_is_html: bool = False
    """True if the body is HTML as a whole. Its links have no lines."""
    extractor: str = ""
    """Name and version of the program that chose the text; empty if the capture holds nothing else."""
    without_frontmatter: Draft | None = None
    """The text below frontmatter that cannot be read: it counts if the sidecar states the title."""
    resources: CaptureResources | None = None
    """The files that the original page shows, where they are not inside of its evidence."""
    payloads: tuple[bytes, ...] = ()
    """The `data:` addresses inside of the capture, by number: its images are at `#embedded-image-N`."""

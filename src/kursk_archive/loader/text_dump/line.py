"""A line above an article's text, and the result of recognising it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from msgspec import Struct, field
from msgspec.structs import replace

from kursk_archive.core.findings import Finding, Location, make_finding
from kursk_archive.loader.draft import FieldValue
from kursk_archive.loader.text_dump.lines import column_of, link_hrefs, next_nonblank, paragraph_end

MAX_HEADER_LINE_CHARS = 400
"""Longest date, byline or headline without a heading mark; a longer line is prose."""


class HeaderLine(Struct, frozen=True):
    """A line above the text, with the state of the header so far."""

    lines: Sequence[str]
    index: int
    """0-based; the line is not blank."""
    path: str
    seen: Mapping[str, object] = field(default_factory=dict)
    """Field → value. The value is None for an unreadable date or URL, and for finding codes, which are keys too."""
    blank_lines_above: int = 0
    """As counted in the capture, before anything was lifted out."""
    after_image: bool = False
    text_skipped: bool = False
    """True if an earlier line of the header was left in the body."""

    @property
    def text(self) -> str:
        return self.lines[self.index]

    @property
    def in_image_gap(self) -> bool:
        """True if an image stands or stood right above: ordinary paragraphs are one blank line apart."""
        return self.blank_lines_above > 1 or self.after_image

    @property
    def paragraph_end(self) -> int:
        """Index of the line after this line's paragraph."""
        return paragraph_end(self.lines, self.index)

    def next_line(self, start: int | None = None) -> HeaderLine | None:
        """Return the next line that is not blank, from `start` on, with the state of this one."""
        index = next_nonblank(self.lines, self.index + 1 if start is None else start)
        return replace(self, index=index, blank_lines_above=0, after_image=False) if index < len(self.lines) else None

    def make_field_value(self, value: object, words: str) -> FieldValue:
        """Return `value` with the position of `words` on this line."""
        return FieldValue(value, self.index + 1, column_of(self.text, words))

    def hrefs_as_extra(self, name: str, markdown: str) -> dict[str, str]:
        """Return the targets of the links in `markdown` as an `extra` entry: a plain-text field cannot hold them."""
        hrefs = " ".join(dict.fromkeys(href for href in link_hrefs(markdown) if _is_shown(href)))
        return {name: hrefs} if hrefs else {}

    def make_finding(self, code: str, words: str, message: str) -> Finding:
        """Return a finding at `words` on this line."""
        return make_finding(code, Location(self.path, self.index + 1, column_of(self.text, words)), message)


def _is_shown(href: str) -> bool:
    """Return True for an address that may be published: not a lost one, and nobody's e-mail."""
    return href[:1] not in ("", "#") and href[:7].lower() != "mailto:"


class LineMatch(Struct, frozen=True):
    """The metadata read from one or more lines above the text."""

    end: int
    """Index of the line after the match."""
    fields: Mapping[str, FieldValue] = field(default_factory=dict)
    extra: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    keeps_in_body: Literal["", "image", "url", "text"] = ""
    """What the lines hold if they stay in the body and the header goes on below them; empty if they are lifted out."""
    lifted: frozenset[int] | None = None
    """Indices of the lines that are lifted out, if not all are."""


HeaderLineReader = Callable[[HeaderLine], LineMatch | None]
"""Recognises one kind of line; returns None for any other kind."""

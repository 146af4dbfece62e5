"""A line above an article's text, and what it is read as."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from msgspec import Struct, field
from msgspec.structs import replace

from kursk_archive.core.findings import Finding, Location, make_finding
from kursk_archive.loader.draft import Stated
from kursk_archive.loader.text_dump.lines import column_of, link_hrefs, next_nonblank, paragraph_end

MAX_HEADER_LINE_CHARS = 400
"""Characters of a date, a byline or a headline without a mark; what is longer is prose."""


class HeaderLine(Struct, frozen=True):
    """A line above the text, with what has been read before it."""

    lines: Sequence[str]
    index: int
    """0-based; the line is not blank."""
    path: str
    seen: Mapping[str, object] = field(default_factory=dict)
    """The fields that have a value; without one, what is stated but no date or no address, and codes of findings."""
    blank_lines_above: int = 0
    """Blank lines before it in the capture."""
    after_image: bool = False
    text_skipped: bool = False
    """Whether a line has been passed over."""

    @property
    def text(self) -> str:
        return self.lines[self.index]

    @property
    def in_image_gap(self) -> bool:
        """Whether it stands where an image is or was: ordinary paragraphs stand one blank line apart."""
        return self.blank_lines_above > 1 or self.after_image

    @property
    def paragraph_end(self) -> int:
        """The line after its paragraph."""
        return paragraph_end(self.lines, self.index)

    def next_line(self, i: int | None = None) -> HeaderLine | None:
        """The first line at `i` that is not blank, by default the next one, read as if it were the first."""
        i = next_nonblank(self.lines, self.index + 1 if i is None else i)
        return replace(self, index=i, blank_lines_above=0, after_image=False) if i < len(self.lines) else None

    def make_stated(self, value: object, text: str) -> Stated:
        """`value`, as the line says with the words `text`."""
        return Stated(value, self.index + 1, column_of(self.text, text))

    def hrefs_as_extra(self, name: str, text: str) -> dict[str, str]:
        """Where the links in `text` lead, for `extra`: a field that holds plain text has no place for them."""
        found = " ".join(dict.fromkeys(href for href in link_hrefs(text) if href.strip("#")))
        return {name: found} if found else {}

    def make_finding(self, code: str, text: str, message: str) -> Finding:
        """Something about the words `text` of the line."""
        return make_finding(code, Location(self.path, self.index + 1, column_of(self.text, text)), message)


class LineMatch(Struct, frozen=True):
    """What a line above the text was read as."""

    end: int
    """The line after the last one that it takes."""
    fields: Mapping[str, Stated] = field(default_factory=dict)
    extra: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    keeps_in_body: Literal["", "image", "address", "text"] = ""
    """What stays in the body although the reading goes on below it."""


HeaderLineReader = Callable[[HeaderLine], LineMatch | None]
"""Reads one kind of line; None where the line is of another kind."""

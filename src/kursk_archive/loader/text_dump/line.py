"""A line above an article's text, and what it is read as."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from msgspec import Struct, field
from msgspec.structs import replace

from kursk_archive.core.findings import Finding, Location, finding
from kursk_archive.loader.draft import Stated
from kursk_archive.loader.text_dump.lines import addresses, column, following, paragraph_end

MAX_LINE = 400
"""Characters of a date, a byline or a headline without a mark; what is longer is prose."""


class Spot(Struct, frozen=True):
    """A line above the text, with what has been read before it."""

    lines: Sequence[str]
    i: int
    """0-based; the line is not blank."""
    path: str
    known: Mapping[str, object] = field(default_factory=dict)
    """The fields that have a value; without one, what is stated but no date or no address, and codes of findings."""
    gap: int = 0
    """Blank lines before it in the capture."""
    after_image: bool = False
    passed: bool = False
    """Whether a line has been passed over."""

    @property
    def line(self) -> str:
        return self.lines[self.i]

    @property
    def in_gap(self) -> bool:
        """Whether it stands where an image is or was: ordinary paragraphs stand one blank line apart."""
        return self.gap > 1 or self.after_image

    @property
    def end(self) -> int:
        """The line after its paragraph."""
        return paragraph_end(self.lines, self.i)

    def below(self, i: int | None = None) -> Spot | None:
        """The first line at `i` that is not blank, by default the next one, read as if it were the first."""
        i = following(self.lines, self.i + 1 if i is None else i)
        return replace(self, i=i, gap=0, after_image=False) if i < len(self.lines) else None

    def stated(self, value: object, text: str) -> Stated:
        """`value`, as the line says with the words `text`."""
        return Stated(value, self.i + 1, column(self.line, text))

    def links(self, name: str, text: str) -> dict[str, str]:
        """Where the links in `text` lead, for `extra`: a field that holds plain text has no place for them."""
        found = " ".join(dict.fromkeys(href for href in addresses(text) if href.strip("#")))
        return {name: found} if found else {}

    def finding(self, code: str, text: str, message: str) -> Finding:
        """Something about the words `text` of the line."""
        return finding(code, Location(self.path, self.i + 1, column(self.line, text)), message)


class Step(Struct, frozen=True):
    """What a line above the text was read as."""

    end: int
    """The line after the last one that it takes."""
    fields: Mapping[str, Stated] = field(default_factory=dict)
    extra: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    passes: Literal["", "image", "address", "text"] = ""
    """What stays in the body although the reading goes on below it."""


Reader = Callable[[Spot], Step | None]
"""Reads one kind of line; None where the line is of another kind."""

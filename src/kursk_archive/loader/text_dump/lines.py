"""A text as lines, and what readers of captures lift out of them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from msgspec import Struct, field

from kursk_archive.core.enums import LinkRegion
from kursk_archive.core.findings import Finding
from kursk_archive.core.model import Link
from kursk_archive.loader.draft import Stated
from kursk_archive.loader.markdown_body.render import render_markdown

MAX_LINE_CHARS = 4_000
"""Characters. A longer line is prose or damage, and is left in the body unread."""

_MARKS = ("***", "___", "**", "__", "*", "_")
_MARKUP = frozenset("[]<>&\\`*_")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")


class Extracted(Struct, frozen=True):
    """What was taken out of a capture, and the lines on which it stood."""

    line_indices: frozenset[int] = frozenset()
    """0-based; they are blank in what remains."""
    fields: Mapping[str, Stated] = field(default_factory=dict)
    related: tuple[Link, ...] = ()
    extra: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


def blank_out(lines: Sequence[str], taken: Collection[int]) -> list[str]:
    """`lines` with those `taken` (0-based) blank, so that every other line keeps its number."""
    return ["" if i in taken else line for i, line in enumerate(lines)] if taken else list(lines)


def next_nonblank(lines: Sequence[str], i: int) -> int:
    """The first line at `i` or after it that is not blank; `len(lines)` if there is none."""
    return next((k for k in range(i, len(lines)) if lines[k].strip()), len(lines))


def previous_nonblank(lines: Sequence[str], i: int) -> int:
    """The last line before `i` that is not blank; -1 if there is none."""
    return next((k for k in range(i - 1, -1, -1) if lines[k].strip()), -1)


def paragraph_end(lines: Sequence[str], i: int) -> int:
    """The first blank line after `i`, or `len(lines)`."""
    return next((k for k in range(i, len(lines)) if not lines[k].strip()), len(lines))


def fenced_code_lines(lines: Sequence[str]) -> frozenset[int]:
    """The lines of fenced code, 0-based. A fence that is never closed is none: nothing after it may be lost."""
    inside: set[int] = set()
    opening, mark = -1, ""
    for i, line in enumerate(lines):
        match = _FENCE.match(line) if "```" in line or "~~~" in line else None
        if match is None:
            continue
        if opening < 0:
            opening, mark = i, match[1]
        elif match[1].startswith(mark) and not line.strip().strip(mark[0]):
            inside.update(range(opening, i + 1))
            opening = -1
    return frozenset(inside)


def strip_emphasis(text: str) -> str:
    """`text` without white space and without emphasis around the whole of it."""
    text = text.strip()
    for mark in _MARKS if text.startswith(("*", "_")) else ():
        inner = text[len(mark) : -len(mark)]
        if text.startswith(mark) and text.endswith(mark) and inner.strip(mark[0]) and mark not in inner:
            return inner.strip()
    return text


@lru_cache(maxsize=64)
def _render_line(text: str) -> tuple[str, tuple[str, ...]]:
    """What a reader sees of a line, and where its links lead; all readers of a head ask about the same few lines."""
    fragment = render_markdown(text, "", place=LinkRegion.CAPTION)[0]
    return fragment.text, tuple(link.href for link in fragment.links)


def plain_text(text: str) -> str:
    """What a reader sees of a line of Markdown."""
    return _render_line(text.strip())[0] if _MARKUP.intersection(text) else " ".join(text.split())


def link_hrefs(text: str) -> tuple[str, ...]:
    """Where the links of a line of Markdown lead, in their order."""
    return _render_line(text.strip())[1] if _MARKUP.intersection(text) else ()


def column_of(line: str, text: str) -> int:
    """Where `text` begins in `line`, 1-based; where it does not stand so, the first character that is not space."""
    found = line.find(text) if text else -1
    return (found if found >= 0 else len(line) - len(line.lstrip())) + 1


def shorten(text: str) -> str:
    """For messages."""
    text = " ".join(text[:200].split())
    return text if len(text) <= 60 else text[:59] + "…"

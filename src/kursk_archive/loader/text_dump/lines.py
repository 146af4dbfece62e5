"""Helpers for a text as a list of lines, and the record of metadata extracted from it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from msgspec import Struct, field

from kursk_archive.core.enums import LinkRegion
from kursk_archive.core.findings import Finding
from kursk_archive.core.model import Link
from kursk_archive.core.text import plain_line
from kursk_archive.loader.draft import FieldValue
from kursk_archive.loader.markdown_body.render import render_markdown

MAX_LINE_CHARS = 4_000
"""A longer line is prose or damage, and stays in the body unread."""

_EMPHASIS_MARKS = ("***", "___", "**", "__", "*", "_")
_MARKUP_CHARS = frozenset("[]<>&\\`*_")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")


class Extracted(Struct, frozen=True):
    """Metadata and links taken out of a capture, and the lines they stood on."""

    line_indices: frozenset[int] = frozenset()
    """0-based. These lines are blank in the remaining body."""
    fields: Mapping[str, FieldValue] = field(default_factory=dict)
    related: tuple[Link, ...] = ()
    extra: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


def blank_out(lines: Sequence[str], indices: Collection[int]) -> list[str]:
    """Return `lines` with those at `indices` (0-based) blank, so that every other line keeps its number."""
    return ["" if i in indices else line for i, line in enumerate(lines)] if indices else list(lines)


def next_nonblank(lines: Sequence[str], start: int) -> int:
    """Return the index of the first line from `start` on that is not blank; `len(lines)` if there is none."""
    return next((i for i in range(start, len(lines)) if lines[i].strip()), len(lines))


def previous_nonblank(lines: Sequence[str], end: int) -> int:
    """Return the index of the last line before `end` that is not blank; -1 if there is none."""
    return next((i for i in range(end - 1, -1, -1) if lines[i].strip()), -1)


def paragraph_end(lines: Sequence[str], start: int) -> int:
    """Return the index of the first blank line from `start` on, or `len(lines)`."""
    return next((i for i in range(start, len(lines)) if not lines[i].strip()), len(lines))


def fenced_code_lines(lines: Sequence[str]) -> frozenset[int]:
    """Return the indices of lines in fenced code.

    An unclosed fence does not count, or the rest of the text would be read as code.
    """
    joined = "\n".join(lines)
    if "```" not in joined and "~~~" not in joined:
        return frozenset()
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
    """Strip white space, and emphasis marks that enclose the whole of `text`."""
    text = text.strip()
    for mark in _EMPHASIS_MARKS if text.startswith(("*", "_")) else ():
        inner = text[len(mark) : -len(mark)]
        if text.startswith(mark) and text.endswith(mark) and inner.strip(mark[0]) and mark not in inner:
            return inner.strip()
    return text


@lru_cache(maxsize=64)
def _render_line(text: str) -> tuple[str, tuple[str, ...]]:
    """Return a line's visible text and the targets of its links.

    Cached because every reader of the header renders the same few lines.
    """
    fragment = render_markdown(text, "", region=LinkRegion.CAPTION)[0]
    return fragment.text, tuple(link.href for link in fragment.links)


def plain_text(text: str) -> str:
    """Return the visible text of a line of Markdown."""
    return plain_line(_render_line(text.strip())[0] if _MARKUP_CHARS.intersection(text) else text)


def link_hrefs(text: str) -> tuple[str, ...]:
    """Return the targets of the links in a line of Markdown, in order."""
    return _render_line(text.strip())[1] if _MARKUP_CHARS.intersection(text) else ()


def column_of(line: str, text: str) -> int:
    """Return the 1-based column of `text` in `line`, or of the first non-space character if `text` is not in it."""
    start = line.find(text) if text else -1
    return (start if start >= 0 else len(line) - len(line.lstrip())) + 1


def shorten(text: str) -> str:
    """Cut `text` to one line of at most 60 characters, for messages."""
    text = " ".join(text[:200].split())
    return text if len(text) <= 60 else text[:59] + "…"

"""Entries of an export: their values under the names that metadata have everywhere, and the drafts made of them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from kursk_archive.core.findings import Finding, Location, make_finding
from kursk_archive.core.text import count_noun
from kursk_archive.loader import metadata
from kursk_archive.loader.draft import Draft
from kursk_archive.yaml.located import Located

MAX_LISTED = 5
"""Entries named in a finding about many."""
_KEY = re.compile(r"[#\s\x00-\x1f\x7f]+")
Value = str | Sequence[str] | None


class Entry(Struct, frozen=True):
    """An article of an export, before its values are read into fields."""

    key: str
    """Identifies it among the others, however many are added; as the system names it."""
    values: Mapping[str, Value]
    """Names are those of `metadata.aliases`; empty values are left out."""
    body: str
    """HTML."""
    start: int
    """Offset of its part of the file, in bytes."""
    length: int
    line: int = 1
    """1-based, in the file: where its part begins."""
    is_markdown: bool = False
    """True if the body is Markdown instead."""


class Omitted(Struct, frozen=True):
    """An entry that is no article: a page of the site, a picture, a message without text."""

    noun: str
    """`attachment`, `message`; in the plural it ends in s."""
    quality: str = ""
    """What sets it apart from an article: `without text`."""


def read_entries(entries: Iterable[Entry | Omitted], path: str, encoding: str) -> list[Draft]:
    """Make a draft of each entry, and report on the first of them what was left out.

    Args:
        entries: of one export.
        path: of the file, for the findings' locations.
        encoding: Python's name for the encoding of the file.
    """
    drafts: list[Draft] = []
    left: dict[Omitted, int] = {}
    keys: dict[str, int] = {}
    for entry in entries:
        if isinstance(entry, Omitted):
            left[entry] = left.get(entry, 0) + 1
        else:
            drafts.append(_draft(entry, path, encoding, keys))
    if left and drafts:
        counts = ", ".join(sorted(f"{count_noun(n, kind.noun)} {kind.quality}".strip() for kind, n in left.items()))
        finding = make_finding("export-left", Location(path, 1, 1), f"left out: {counts}")
        drafts[0] = replace(drafts[0], findings=(finding, *drafts[0].findings))
    return drafts


def _draft(entry: Entry, path: str, encoding: str, keys: dict[str, int]) -> Draft:
    mapping = {name: _located(value, entry.line) for name, value in entry.values.items() if value}
    fields, extra, findings = metadata.read_metadata(mapping, path)
    key = _KEY.sub("-", entry.key).strip("-")[:200] or "entry"
    keys[key] = keys.get(key, 0) + 1
    if keys[key] > 1:  # the system names two alike; their order in the file tells them apart
        key = f"{key}~{keys[key]}"
    return Draft(
        fields=fields,
        body=entry.body,
        line_offset=entry.line - 1 if entry.is_markdown else 0,
        body_is_html=not entry.is_markdown,
        extra=extra,
        findings=findings,
        key=key,
        start=entry.start,
        length=entry.length,
        encoding=encoding,
    )


def _located(value: Value, line: int) -> Located:
    if isinstance(value, str):
        return Located(value, line)
    return Located(tuple(Located(item, line) for item in value or ()), line)


def unrecognised(path: str, what: str) -> list[Draft]:
    """Return a draft without an article, with the finding that the file is no export that can be read."""
    return [Draft(findings=(make_finding("unsupported", Location(path, 1, 1), what),), is_article=False)]


def broken(path: str, message: str, line: int = 1, column: int = 1) -> Finding:
    """Return the finding that an export cannot be read from a position on."""
    return make_finding("export-broken", Location(path, line, column), message)


# Text to HTML

_BLOCK = re.compile(
    r"<(?:p|div|ul|ol|table|blockquote|h[1-6]|figure|pre|section|article|hr|iframe|video)\b", re.IGNORECASE
)
_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_ANY_MARKUP = re.compile(r"<(?:p|br|a|div|ul|ol|h[1-6]|blockquote|figure|strong|em)\b[^>]*>", re.IGNORECASE)
_PARAGRAPH = re.compile(r"<p[\s>]", re.IGNORECASE)


def paragraphs_of_text(text: str) -> str:
    """Return plain text as HTML: a paragraph for each block of lines, a line break for each line."""
    return "\n".join(_paragraph(html.escape(block, quote=False)) for block in _text_blocks(text))


def paragraphs_of_html(markup: str) -> str:
    """Return HTML whose paragraphs may be blank lines, as WordPress stores it, with tags for them."""
    if _PARAGRAPH.search(markup):
        return markup
    return "\n".join(block if _BLOCK.search(block) else _paragraph(block) for block in _text_blocks(markup))


def html_or_text(text: str) -> str:
    """Return a body that may be either as HTML."""
    return paragraphs_of_html(text) if _ANY_MARKUP.search(text) else paragraphs_of_text(text)


def _text_blocks(text: str) -> list[str]:
    blocks = _BLANK_LINES.split(_unix_lines(text).strip("\n"))
    return [block.strip() for block in blocks if block.strip()]


def _paragraph(markup: str) -> str:
    return f"<p>{markup}</p>".replace("\n", "<br>\n")


def _unix_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def first_words(text: str, limit: int = 100) -> str:
    """Return the first line of a text as a title: cut after a sentence or, if that is too long, between words."""
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    sentence = re.match(r".{10,}?[.!?…](?=\s)", line)
    if sentence and len(sentence[0]) <= limit:
        return sentence[0].rstrip(".")
    if len(line) <= limit:
        return line.rstrip(".")
    return f"{line[: limit + 1].rpartition(' ')[0] or line[:limit]}…"

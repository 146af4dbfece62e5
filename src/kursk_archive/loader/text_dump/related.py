"""Paragraphs that point to other articles: `**Related article:** [Title](#)` and variants."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Sequence

from msgspec.structs import replace

from kursk_archive.core.enums import LinkRegion
from kursk_archive.core.findings import Finding
from kursk_archive.core.model import Fragment, Link
from kursk_archive.loader.markdown_body.render import render_markdown
from kursk_archive.loader.markdown_body.short_inlines import TRIMMED
from kursk_archive.loader.text_dump.lines import MAX_LINE_CHARS, Extracted, next_nonblank, plain_text
from kursk_archive.loader.text_dump.vocabulary import RELATED_BEGINNINGS, RELATED_LABELS, join_alternatives

_LABEL = re.compile(
    r"(?:>\s{0,3}){0,3}(?:[-*+•▪►▶→]\s{1,3})?(?P<heading>\#{1,6}\s{0,3})?(?P<open>[*_]{0,3})\s?"
    rf"{join_alternatives(RELATED_LABELS)}\s{{0,3}}(?P<close>[*_]{{0,3}})\s{{0,3}}(?P<colon>[:：]|[—–-](?=\s)|)\s{{0,3}}",
    re.IGNORECASE,
)
_MARKS = re.compile(r"[*_]{1,3}[:：]?\s{0,3}")
_ITEM = re.compile(r"(?:>\s{0,3}){0,3}(?:(?:[-*+•▪►▶→]|\d{1,3}[.)])\s{1,3})?")
_SEPARATOR = re.compile(r"[\s,;|·•/—–.:*_-]*+(?:\b(?:and|or|и|та|і|й)\b[\s,;|·•/—–.:*_-]*+)*")
_MARKS_BEFORE_LABEL = f">-*+•▪►▶→#_[{TRIMMED}"
_MAX_TITLE_CHARS = 200
"""Longest title without a link."""
_MAX_LINKS_PER_LABEL = 100
"""A longer list is part of the text."""


def find_related(lines: Sequence[str], path: str, code: Collection[int] = ()) -> Extracted:
    """Find the paragraphs that point to other articles; a sentence of prose that begins like one does not count.

    Args:
        lines: of the whole file.
        path: for the findings' locations.
        code: indices of lines in fenced code, which are skipped.
    """
    line_indices: set[int] = set()
    related: list[Link] = []
    findings: list[Finding] = []
    for i, line in enumerate(lines):
        if not line or i in code or i in line_indices or len(line) > MAX_LINE_CHARS:
            continue
        if line.lstrip(_MARKS_BEFORE_LABEL)[:2].casefold() not in RELATED_BEGINNINGS:
            continue
        if pointer := _read_at(lines, i, path, line_indices):
            line_indices |= pointer.line_indices
            related += pointer.related
            findings += pointer.findings
    return Extracted(frozenset(line_indices), related=tuple(related), findings=tuple(findings))


def _read_at(lines: Sequence[str], i: int, path: str, lifted: Collection[int]) -> Extracted | None:
    text = lines[i].strip()
    label = _LABEL.match(text)
    if label is None:
        return _read_labelled_link(text, lines[i], i, path) if text.startswith(("[", "*", "_")) else None
    if not label["open"] and i and i - 1 not in lifted and lines[i - 1].strip() and not lines[i - 1].startswith("#"):
        return None  # the second line of a paragraph of prose
    after_label = _text_after(text, label)
    if not after_label:
        return _read_links_below(lines, i, path) if label["colon"] or label["open"] or label["heading"] else None
    if not label["colon"] and not label["open"]:
        return None
    return _read_links(after_label, lines[i], i, path) or _read_unlinked_title(after_label, label, lines[i], i)


def _text_after(text: str, label: re.Match[str]) -> str:
    """Return the text after a label, without the marks that close its emphasis."""
    after_label = text[label.end() :]
    if label["open"] and not label["close"]:
        closing = _MARKS.match(after_label)
        after_label = after_label[closing.end() :] if closing else after_label.removesuffix(label["open"])
    return after_label.strip()


def _read_links(text: str, line: str, i: int, path: str) -> Extracted | None:
    """Read the links of a text that contains only links."""
    if not any(sign in text for sign in ("](", "<", "://", "www.")):
        return None
    fragment, findings = render_markdown(text, path, i + 1, LinkRegion.RELATED)
    words = Fragment(("\n".join(fragment.segments),)).text
    titled = all(link.region is LinkRegion.RELATED and link.text for link in fragment.links)
    if not fragment.links or not titled or not _SEPARATOR.fullmatch(words):
        return None
    start = max(line.find(text), 0)
    links = tuple(replace(link, column=link.column + start) if link.column else link for link in fragment.links)
    return Extracted(frozenset({i}), related=links, findings=findings)


def _read_unlinked_title(text: str, label: re.Match[str], line: str, i: int) -> Extracted | None:
    """Read a title that lost its link: a short text that is not a sentence, after a bold label with a colon."""
    is_bold = len(label["open"]) > 1 and ":" in line[: line.find(text)]
    if not is_bold or "[" in text or len(text) > _MAX_TITLE_CHARS or text.endswith((".", ",", ":", ";", "…")):
        return None
    title = plain_text(text)
    link = Link(title, "", i + 1, line.find(text) + 1, LinkRegion.RELATED, html.escape(title, quote=False))
    return Extracted(frozenset({i}), related=(link,)) if title else None


def _read_links_below(lines: Sequence[str], i: int, path: str) -> Extracted | None:
    """Read the links below a label on its own line: one paragraph of links, or paragraphs of one link each."""
    items: list[Extracted] = []
    start = next_nonblank(lines, i + 1)
    while paragraph := _read_paragraph(lines, start, path):
        if items and len(paragraph) > 1:
            break
        items += paragraph
        start = next_nonblank(lines, start + len(paragraph))
    if not items:
        return None
    links = tuple(link for item in items for link in item.related)
    findings = tuple(finding for item in items for finding in item.findings)
    line_indices = frozenset({i}).union(*(item.line_indices for item in items))
    return Extracted(line_indices, related=links, findings=findings)


def _read_paragraph(lines: Sequence[str], start: int, path: str) -> list[Extracted]:
    """Read the lines of the paragraph at `start`; empty unless every line contains only links."""
    items: list[Extracted] = []
    for i in range(start, len(lines)):
        if not lines[i].strip():
            break
        item = _read_item(lines[i], i, path) if len(items) < _MAX_LINKS_PER_LABEL else None
        if item is None:
            return []
        items.append(item)
    return items


def _read_item(line: str, i: int, path: str) -> Extracted | None:
    text = line.strip()
    marker = _ITEM.match(text)
    text = text[marker.end() :] if marker else text
    return _read_links(text, line, i, path) if len(text) <= MAX_LINE_CHARS and not _LABEL.match(text) else None


def _read_labelled_link(text: str, line: str, i: int, path: str) -> Extracted | None:
    """Read a link with its label inside: `[Read more: Title](#)`."""
    if not _LABEL.match(text.lstrip("[*_ ")):
        return None
    pointer = _read_links(text, line, i, path)
    if pointer is None or len(pointer.related) != 1:
        return None
    link = pointer.related[0]
    label = _LABEL.match(link.text)
    title = link.text[label.end() :].strip() if label and label["colon"] else ""
    if not title:
        return None
    return replace(pointer, related=(replace(link, text=title, html=html.escape(title, quote=False)),))

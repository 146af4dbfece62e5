"""Paragraphs that point to other articles: `**Related article:** [Title](#)` and its relatives."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Sequence

from msgspec.structs import replace

from kursk_archive.core.enums import LinkRegion
from kursk_archive.core.findings import Finding
from kursk_archive.core.model import Fragment, Link
from kursk_archive.loader.markdown_body.render import render_markdown
from kursk_archive.loader.text_dump.lines import MAX_LINE_CHARS, Extracted, next_nonblank, plain_text
from kursk_archive.loader.text_dump.vocabulary import RELATED_LABELS, join_alternatives

_LABEL = re.compile(
    r"(?:>\s{0,3}){0,3}(?:[-*+•▪►▶→]\s{1,3})?(?P<heading>\#{1,6}\s{0,3})?(?P<open>[*_]{0,3})\s?"
    rf"{join_alternatives(RELATED_LABELS)}\s{{0,3}}(?P<close>[*_]{{0,3}})\s{{0,3}}(?P<colon>[:：]|[—–-](?=\s)|)\s{{0,3}}",
    re.IGNORECASE,
)
_MARKS = re.compile(r"[*_]{1,3}[:：]?\s{0,3}")
_ITEM = re.compile(r"(?:>\s{0,3}){0,3}(?:(?:[-*+•▪►▶→]|\d{1,3}[.)])\s{1,3})?")
_BETWEEN = re.compile(r"(?:[\s,;|·•/—–.:*_-]|\b(?:and|or|и|та|і|й)\b)*+")
_MAX_TITLE = 200
"""Characters of a title without a link."""
_MAX_ITEMS = 100
"""Links below one label; a longer list is a list."""


def find_related(lines: Sequence[str], path: str, code: Collection[int] = ()) -> Extracted:
    """All such paragraphs of a text; a sentence of prose that begins like one is left alone.

    Args:
        lines: of the whole file.
        path: for the findings' locations.
        code: lines of fenced code, 0-based, in which nothing is looked for.
    """
    taken: set[int] = set()
    related: list[Link] = []
    findings: list[Finding] = []
    for i, line in enumerate(lines):
        if (
            line
            and i not in code
            and i not in taken
            and len(line) <= MAX_LINE_CHARS
            and (said := _read_at(lines, i, path, taken))
        ):
            taken |= said.line_indices
            related += said.related
            findings += said.findings
    return Extracted(frozenset(taken), related=tuple(related), findings=tuple(findings))


def _read_at(lines: Sequence[str], i: int, path: str, taken: Collection[int]) -> Extracted | None:
    text = lines[i].strip()
    label = _LABEL.match(text)
    if label is None:
        return _labelled_link(text, lines[i], i, path) if text.startswith(("[", "*", "_")) else None
    if not label["open"] and i and i - 1 not in taken and lines[i - 1].strip() and not lines[i - 1].startswith("#"):
        return None  # the second line of a paragraph of prose
    rest = _after(text, label)
    if not rest:
        return _listed(lines, i, path) if label["colon"] or label["open"] or label["heading"] else None
    if not label["colon"] and not label["open"]:
        return None
    return _links(rest, lines[i], i, path) or _unlinked(rest, label, lines[i], i)


def _after(text: str, label: re.Match[str]) -> str:
    """What follows the label, without what is left of the emphasis around it."""
    rest = text[label.end() :]
    if label["open"] and not label["close"]:
        closing = _MARKS.match(rest)
        rest = rest[closing.end() :] if closing else rest.removesuffix(label["open"])
    return rest.strip()


def _links(text: str, line: str, i: int, path: str) -> Extracted | None:
    """The links of a text that holds nothing else."""
    if not any(sign in text for sign in ("](", "<", "://", "www.")):
        return None
    fragment, findings = render_markdown(text, path, i + 1, LinkRegion.RELATED)
    words = Fragment(("\n".join(fragment.segments),)).text
    titled = all(link.region is LinkRegion.RELATED and link.text for link in fragment.links)
    if not fragment.links or not titled or not _BETWEEN.fullmatch(words):
        return None
    start = max(line.find(text), 0)
    links = tuple(replace(link, column=link.column + start) if link.column else link for link in fragment.links)
    return Extracted(frozenset({i}), related=links, findings=findings)


def _unlinked(text: str, label: re.Match[str], line: str, i: int) -> Extracted | None:
    """A title that lost its link altogether: short, after a label in bold with its colon, and no sentence."""
    bold = len(label["open"]) > 1 and ":" in line[: line.find(text)]
    if not bold or "[" in text or len(text) > _MAX_TITLE or text.endswith((".", ",", ":", ";", "…")):
        return None
    words = plain_text(text)
    link = Link(words, "", i + 1, line.find(text) + 1, LinkRegion.RELATED, html.escape(words, quote=False))
    return Extracted(frozenset({i}), related=(link,)) if words else None


def _listed(lines: Sequence[str], i: int, path: str) -> Extracted | None:
    """The links below a label that stands alone: one paragraph of them, or one link a paragraph."""
    found: list[Extracted] = []
    start = next_nonblank(lines, i + 1)
    while items := _items(lines, start, path):
        if found and len(items) > 1:
            break
        found += items
        start = next_nonblank(lines, start + len(items))
    if not found:
        return None
    links = tuple(link for item in found for link in item.related)
    findings = tuple(said for item in found for said in item.findings)
    return Extracted(frozenset({i}).union(*(item.line_indices for item in found)), related=links, findings=findings)


def _items(lines: Sequence[str], start: int, path: str) -> list[Extracted]:
    """The lines of the paragraph at `start`, if each is links and nothing else."""
    items: list[Extracted] = []
    for k in range(start, len(lines)):
        if not lines[k].strip():
            break
        item = _item(lines[k], k, path) if len(items) < _MAX_ITEMS else None
        if item is None:
            return []
        items.append(item)
    return items


def _item(line: str, i: int, path: str) -> Extracted | None:
    text = line.strip()
    marker = _ITEM.match(text)
    text = text[marker.end() :] if marker else text
    return _links(text, line, i, path) if len(text) <= MAX_LINE_CHARS and not _LABEL.match(text) else None


def _labelled_link(text: str, line: str, i: int, path: str) -> Extracted | None:
    """A link that takes in its own label: `[Read more: Title](#)`."""
    if not _LABEL.match(text.lstrip("[*_ ")):
        return None
    said = _links(text, line, i, path)
    label = _LABEL.match(said.related[0].text) if said and len(said.related) == 1 else None
    title = label.string[label.end() :].strip() if label and label["colon"] else ""
    if not said or not title:
        return None
    return replace(said, related=(replace(said.related[0], text=title, html=html.escape(title, quote=False)),))

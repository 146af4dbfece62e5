"""Titles as plain text: metadata and headings have them with entities, markup, and marks of footnotes."""

from __future__ import annotations

import html
import re

from kursk_archive.core.text import plain_line

_SIGNS = frozenset("&<[*_`")
_TAG = re.compile(
    r"</?(?:a|abbr|b|big|cite|code|del|div|em|font|h[1-6]|i|ins|mark|nobr|p|q|s|small|span|strong|sub|sup|u|wbr)"
    r"(?:\s[^<>]{0,300})?/?>",
    re.IGNORECASE,
)
_BREAK = re.compile(r"<br\s{0,3}/?>", re.IGNORECASE)
_EMPHASIS = re.compile(r"(?<![\w*_])(\*{1,4}|_{1,4})(?=[^\s*_])([^*_]{1,300})(?<=\S)\1(?![\w*_])")
_CODE = re.compile(r"`([^`]{1,300})`")
_WIKILINK = re.compile(r"\[\[(?:[^\[\]|]{1,200}\|)?([^\[\]|]{1,300})\]\]")
_LINK = re.compile(r"\[([^\[\]]{1,300})\]\([^()\s]{0,500}\)")
_FOOTNOTE = re.compile(r"\s?\[\^[^\[\]\s]{1,30}\]|(?<=\w)\[[0-9]{1,2}\]$")
_ANCHOR = re.compile(r"^(?:[¶🔗]\s*)+|(?:\s*[¶🔗])+$")


def plain_title(text: str) -> str:
    """Return a title that a generator or a clipper wrote, without entities, markup, links and marks of footnotes.

    What only looks like markup stays: `2 * 3 * 4`, `snake_case`, `<3`, `[2024]`.
    """
    if text.isascii() and _SIGNS.isdisjoint(text):
        return plain_line(text)
    title = html.unescape(html.unescape(text)) if "&" in text else text
    if "<" in title:
        title = _TAG.sub("", _BREAK.sub(" ", title))
    if "[" in title:
        title = _LINK.sub(r"\1", _WIKILINK.sub(r"\1", title))
    if "*" in title or "_" in title:
        title = _EMPHASIS.sub(r"\2", _EMPHASIS.sub(r"\2", title))
    title = _CODE.sub(r"\1", title) if "`" in title else title
    return without_marks(title) or plain_line(text)


def without_marks(text: str) -> str:
    """Return the visible text of a headline without marks of footnotes and of links to itself, on one line."""
    line = plain_line(text)
    return line if line.isalnum() else plain_line(_ANCHOR.sub("", _FOOTNOTE.sub("", line)))

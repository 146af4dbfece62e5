"""Read the text of paragraphs without markdown-it-py's inline parser: links, images, code, emphasis, tags, addresses.

The result is exactly what that parser would make of the text; a text that holds anything else is left to it. It tries
ten rules at each sign, and finds the end of a link letter by letter. For the gain, see `short_blocks`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape as html_escape
from html.entities import html5
from unicodedata import category

from linkify_it.main import Match

from kursk_archive.core.enums import LinkRegion
from kursk_archive.core.model import Link
from kursk_archive.loader.markdown_body.address_signs import has_address_signs
from kursk_archive.loader.markdown_body.link_markers import LINK_CLOSE, LINK_MIDDLE, LINK_OPEN, NOTE_CLOSE
from kursk_archive.loader.markdown_body.linkify import bare_address_finder
from kursk_archive.loader.markdown_body.plain_html import is_plain_html
from kursk_archive.loader.markdown_body.rendering import Rendering

TRIMMED = "\t\n\v\f\r \u00a0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
"""White space that markdown-it-py removes around a text."""

_LABEL, _ALT = r"[^\[\]*`]", r"[^\[\]*`\n]*"
_TARGET = r'\(([^\s()<>\\`;"\x00-\x1f\x7f]+)(?: +"[^"\\\n]*")?\)'
_FIRST_SIGN, _FIRST_SIGN_OR_ADDRESS = re.compile(r"[*_`!\[<\\&]"), re.compile(r"[*_`!\[<\\&h]")
"""The places where a piece may begin. To match `_PIECE` at each letter takes five times as long."""
_PIECE = re.compile(
    r"(\*\*?(?!\*)|_(?<!__)(?!_)(?:(?<![^\W_]_)|(?![^\W_])))"
    r"|`(?<!``)([^`\s](?:[^`\n]*[^`\s])?)`(?!`)"
    rf"|!\[({_ALT})\]{_TARGET}"
    rf"|\[(?<!!\[)(?:!\[({_ALT})\]{_TARGET}|\*\*([^\W_](?:{_LABEL}*[^\W_])?)\*\*|({_LABEL}+))\]{_TARGET}"
    r"|(h(?<![A-Za-z0-9.+-]h)ttps?://)"
    r"|<(https?://[^<>\x00-\x20\x7f]*)>"
    r'|(</(?!a>)[a-z0-9]+>|<(?!a )[a-z][a-z0-9]*(?:[ \t]+[a-z]+(?:="[^"<>\n]*")?)*[ \t]*/?>|<!--[^<>\n-]*-->)'
    r"|\\([!-/:-@\[-`{-~])"
    r"|&(#[0-9]{3,5}|[a-zA-Z][a-zA-Z0-9]{1,9});"
)
_SIGN = re.compile(r"[\[\]*`<&\\{~_\x00-\x06\x08\x0b-\x1f\u2028\u2029\x85]")
_MARKUP = re.compile(
    r"[\[\]*`<\\\x00-\x06\x08\x0b-\x1f\u2028\u2029\x85]|\{[{%]|~~|&[#a-zA-Z][a-zA-Z0-9]{0,40};"
    r"|_(?:(?<![^\W_]_)|(?![^\W_]))"  # between letters it is an underscore
)
_ASIDE = re.compile(r"\[[^\[\]*`<&\\{~_\n]*\](?!\()")
"""Words in brackets. They can be no link: a text that defines any is left to markdown-it-py."""
_HARD_BREAK = re.compile(r"(?<! ) {2,}\n[ \t]*")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_BREAK = re.compile(r" ?\n[ \t]*")
_HARD_BREAK_MARK = NOTE_CLOSE
"""Stands before the end of a line while the text is read."""
_MAX_WORD = 2048
_ENDLESS_WORD = re.compile(rf"\S{{{_MAX_WORD + 1}}}")
"""No address is looked for in a paragraph with such a word."""
_MAX_OPEN = 100
"""Marks of emphasis; each other mark is compared with them."""
_ELEMENTS = {"**": "strong", "*": "em", "_": "em"}


def render_short(text: str, line: int, rendering: Rendering) -> str | None:
    """Render a paragraph; None if it may hold more than is read here, and then `rendering` is as it was.

    Args:
        text: of the paragraph.
        line: of the file, on which it begins.
        rendering: takes the links.
    """
    if "\n" in text:
        if "  \n" in text:
            if _BLANK_LINE.search(text):  # in a caption
                return None
            text = _HARD_BREAK.sub(f"{_HARD_BREAK_MARK}\n", text)
        text = _BREAK.sub("\n", text)
    if _SIGN.search(text) is None and not has_address_signs(text):
        return _to_html(text)
    if len(text) > _MAX_WORD and _ENDLESS_WORD.search(text):  # takes 30 µs for 700 letters
        return None
    reader = _InlineReader(line, rendering.region, len(rendering.links))
    html = reader.read(text)
    if html is not None:
        rendering.links += reader.links
        rendering.raw_html += reader.tags
    return html


class _InlineReader:
    """Reads one paragraph."""

    def __init__(self, line: int, region: LinkRegion, first_number: int) -> None:
        self.line, self.region, self.first_number = line, region, first_number
        self.links: list[Link] = []
        self.tags: list[tuple[int, str]] = []
        """HTML with its lines."""
        self.parts: list[str] = []
        self.open: list[tuple[str, int]] = []
        """Marks of emphasis that may be closed, with their places among the parts."""
        self.labels: list[str] = []
        self.holds_addresses = False

    def read(self, text: str) -> str | None:
        parts, texts = self.parts, []
        position, is_after_sign = 0, False
        first_sign = _FIRST_SIGN if text.count("://") == text.count("](http") else _FIRST_SIGN_OR_ADDRESS
        start = 0
        while sign := first_sign.search(text, start):
            start = sign.start()
            match = _PIECE.match(text, start)
            if match is None:
                start += 1
                continue
            before = text[position:start]
            texts.append(before)
            parts.append(self._text(before, is_after_sign))
            html, position = self._piece(match)
            start = position
            if html is None:
                return None
            parts.append(html)
            is_after_sign = match[0][0] in "\\&"
        texts.append(text[position:])
        parts.append(self._text(text[position:], is_after_sign))
        if _has_markup("\n".join(texts + self.labels)) or "://" in "\n".join(texts):
            return None  # an address of another scheme goes on through marks
        if self.holds_addresses and not _ELEMENTS.keys().isdisjoint(parts):
            return None  # a mark that is left may be a part of an address
        return "".join(parts)

    def _text(self, text: str, is_after_sign: bool) -> str:
        """Return the HTML of text between pieces, with links in place of bare addresses.

        Args:
            text: as it is written.
            is_after_sign: True if a sign that is written otherwise stands before it; no address begins right behind it.
        """
        if not has_address_signs(text):
            self.line += text.count("\n")
            return _to_html(text)
        self.holds_addresses = True
        parts: list[str] = []
        for index, line in enumerate(text.split("\n")):
            if index:
                parts.append("\n")
                self.line += 1
            position = 0
            for found in _bare_addresses(line.removesuffix(_HARD_BREAK_MARK)):
                if found.index == index == 0 and is_after_sign:
                    continue
                link = self._link(found.url, html_escape(found.text, quote=False))
                parts += (_to_html(line[position : found.index]), link)
                position = found.last_index
            parts.append(_to_html(line[position:]))
        return "".join(parts)

    def _piece(self, match: re.Match[str]) -> tuple[str | None, int]:
        """Return the HTML of a piece, None if it is something else; and where the text goes on."""
        mark, code, alt, src, linked_alt, linked_src, bold, label, href, *others = match.groups()
        if mark:
            return self._emphasis(mark, *_flanks(match.string, match.start(), match.end())), match.end()
        if code:
            return f"<code>{escape_code(code)}</code>", match.end()
        if any(others):
            return self._other_piece(match, *others)
        words = bold or label or ""
        self.labels += (words, alt or linked_alt or "")
        parts = ""
        if href is not None:
            inner = html_escape(linked_alt) if linked_alt else _to_html(words)
            parts = self._link(href, f"<strong>{inner}</strong>" if bold else inner)
        if (src := src or linked_src) is not None:
            image = Link(alt or linked_alt or "", src, self.line, None, LinkRegion.IMAGE)
            parts += self._mark(image, "")
        self.line += words.count("\n")
        return parts, match.end()

    def _other_piece(
        self, match: re.Match[str], scheme: str, address: str, tag: str, escaped: str, entity: str
    ) -> tuple[str | None, int]:
        if scheme:
            found = bare_address_finder().match_at_start(match.string[match.start() :])
            url = found.url.rstrip("*") if found else ""
            html = self._link(url, html_escape(url, quote=False)) if url else None
            return html, match.start() + len(url)
        if address:
            return self._link(address, html_escape(address, quote=False)), match.end()
        if tag:
            self.tags.append((self.line, tag))
            return tag if is_plain_html(tag) else None, match.end()
        return self._sign(escaped or _read_entity(entity), match.string), match.end()

    @staticmethod
    def _sign(sign: str | None, text: str) -> str | None:
        """Return the HTML of a sign that is written otherwise; None if it may begin template syntax."""
        return (
            None if sign is None or (sign in "{<%" and ("}" in text or "%" in text)) else html_escape(sign, quote=False)
        )

    def _emphasis(self, mark: str, can_open: bool, can_close: bool) -> str | None:
        """Return the tag that a mark becomes, or the mark itself, which may still become one; None if it is unclear."""
        opener = next((i for i in reversed(range(len(self.open))) if self.open[i][0][0] == mark[0]), None)
        if can_close and opener is not None:
            opening, place = self.open[opener]
            if opening != mark:
                return None
            del self.open[opener:]
            self.parts[place] = f"<{_ELEMENTS[mark]}>"
            return f"</{_ELEMENTS[mark]}>"
        if can_open:
            self.open.append((mark, len(self.parts)))
        return mark if len(self.open) <= _MAX_OPEN else None

    def _link(self, href: str, words: str) -> str:
        return self._mark(Link("", href, self.line, None, self.region), words)

    def _mark(self, link: Link, words: str) -> str:
        self.links.append(link)
        return f"{LINK_OPEN}{self.first_number + len(self.links) - 1}{LINK_MIDDLE}{words}{LINK_CLOSE}"


def _flanks(text: str, start: int, end: int) -> tuple[bool, bool]:
    """Return True if a mark of emphasis may begin it, and True if it may end it. Source: CommonMark, section 6.2."""
    before, after = text[start - 1 : start] or " ", text[end : end + 1] or " "
    is_space_before, is_space_after = before in _WHITE_SPACE, after in _WHITE_SPACE
    is_sign_before, is_sign_after = category(before)[0] in "PS", category(after)[0] in "PS"
    left = not is_space_after and (not is_sign_after or is_space_before or is_sign_before)
    right = not is_space_before and (not is_sign_before or is_space_after or is_sign_after)
    if text[start] == "*":
        return left, right
    return left and (not right or is_sign_before), right and (not left or is_sign_after)


_WHITE_SPACE = frozenset(TRIMMED + _HARD_BREAK_MARK)


def _bare_addresses(text: str) -> Sequence[Match]:
    finder = bare_address_finder()
    return (finder.match(text) if finder.test(text) else None) or ()


def _has_markup(text: str) -> bool:
    if _SIGN.search(text) is None:
        return False
    return _MARKUP.search(_ASIDE.sub("", text) if "[" in text else text) is not None


def _to_html(text: str) -> str:
    """Escape a text without markup. Most hold nothing to escape."""
    if ">" in text or "&" in text:
        text = text.replace("&", "&amp;").replace(">", "&gt;")
    return text.replace(_HARD_BREAK_MARK, "<br />") if _HARD_BREAK_MARK in text else text


def escape_code(text: str) -> str:
    """Escape a text as markdown-it-py escapes code: quotation marks, but no apostrophes."""
    return html_escape(text, quote=False).replace('"', "&quot;")


def _read_entity(name: str) -> str | None:
    """Return the character that a reference such as `mdash` names; None if it is not a visible one."""
    sign = chr(int(name[1:])) if name[0] == "#" else html5.get(f"{name};", "")
    return sign if len(sign) == 1 and ("\u00a0" <= sign < "\ud800" or sign in '&<>"') else None

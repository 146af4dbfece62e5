"""Links, images and strong words that authors wrote in Markdown inside of HTML, as MDX and WordPress read them."""

from __future__ import annotations

import re
from html import escape

_PIECE = re.compile(
    r"(?P<tag><(?P<code>pre|code|script|style|textarea)\b[^<>]{0,500}>.*?(?:</(?P=code)\s*>|\Z)|<[^<>]{0,2000}>)",
    re.DOTALL | re.IGNORECASE,
)
_ADDRESS = (
    r"\]\(\s{0,9}(?P<address>[^\s()<>\"]{1,1000}(?:\([^\s()<>\"]{0,200}\)[^\s()<>\"]{0,200}){0,3})"
    r"(?:\s{1,9}\"[^\"<>]{0,300}\")?\s{0,9}\)"
)
_IMAGE = re.compile(r"(?<!\\)!\[(?P<text>[^\[\]<>]{0,300})" + _ADDRESS)
_LINK = re.compile(r"(?<![\\!])\[(?P<text>(?:[^\[\]<>]|<img [^<>]{0,2000}>){0,300})" + _ADDRESS)
_STRONG = re.compile(r"(?<![\w*\\])\*\*(?P<words>(?![\s*])[^*<>]{1,300}?(?<!\s))\*\*(?![\w*])")


def write_links_as_html(markup: str) -> str:
    """Return HTML with elements in place of the links, images and strong words of Markdown in its text.

    Code stays as it is. Lines stay lines.
    """
    if "](" not in markup and "**" not in markup:
        return markup
    parts: list[str] = []
    position = 0
    for match in _PIECE.finditer(markup):
        parts += (_write(markup[position : match.start()]), match[0])
        position = match.end()
    return "".join((*parts, _write(markup[position:])))


def _write(text: str) -> str:
    if "](" in text:
        text = _LINK.sub(lambda match: f'<a href="{_address(match)}">{match["text"]}</a>', _IMAGE.sub(_image, text))
    return _STRONG.sub(r"<strong>\g<words></strong>", text) if "**" in text else text


def _image(match: re.Match[str]) -> str:
    words = match["text"].replace('"', "&quot;")
    return f'<img src="{_address(match)}" alt="{words}">'


def _address(match: re.Match[str]) -> str:
    return escape(match["address"].replace("&amp;", "&"))

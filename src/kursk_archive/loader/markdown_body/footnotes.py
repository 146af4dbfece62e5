"""Footnotes: `[^1]` in the text, and `[^1]: …` where the note stands.

They are marked by control characters while the text is rendered, because the sanitiser knows no address inside the
page. A note stays where the capture has it, also one that nothing refers to.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kursk_archive.loader.markdown_body.link_markers import NOTE_CLOSE, NOTE_OPEN
from kursk_archive.loader.markdown_body.rendering import MARKED_LINK

if TYPE_CHECKING:
    from markdown_it.token import Token

_REFERENCE = re.compile(f"{NOTE_OPEN}r([0-9]+)-([0-9]+){NOTE_CLOSE}")
_MARK = re.compile(f"{_REFERENCE.pattern}|<div>{NOTE_OPEN}n([0-9]+){NOTE_CLOSE}")
_LEFT_OVER = re.compile(f"[{NOTE_OPEN}{NOTE_CLOSE}]")


def mark_reference(token: Token) -> str:
    """Return the mark of a reference to a note."""
    return f"{NOTE_OPEN}r{token.meta['id']}-{token.meta['subId']}{NOTE_CLOSE}"


def mark_note(token: Token, env: Mapping[str, Any]) -> str:
    """Return the beginning of a note. One that nothing refers to is shown as the capture has it."""
    label = token.meta["label"]
    number = env["footnotes"]["refs"].get(f":{label}", -1)
    return f"<div>{NOTE_OPEN}n{number}{NOTE_CLOSE}" if number >= 0 else f"<div>[^{html.escape(label)}]: "


def resolve_footnotes(markup: str) -> str:
    """Return the markup with links between references and notes in place of the marks."""
    if NOTE_OPEN not in markup:
        return markup
    markup = MARKED_LINK.sub(lambda link: _REFERENCE.sub(_to_number, link[0]), markup)
    return _LEFT_OVER.sub("", _MARK.sub(_to_html, markup))


def _to_number(match: re.Match[str]) -> str:
    """Return the number of a note whose reference stands in the text of a link, which can hold no other."""
    return f"<sup>[{int(match[1]) + 1}]</sup>"


def _to_html(match: re.Match[str]) -> str:
    if match[3] is not None:
        number = int(match[3]) + 1
        back = f'<a href="#fnref-{number}" role="doc-backlink">[{number}]</a>'
        return f'<div id="fn-{number}" role="doc-footnote">{back} '
    number, again = int(match[1]) + 1, int(match[2])
    name = f"fnref-{number}-{again}" if again else f"fnref-{number}"
    return f'<sup><a href="#fn-{number}" id="{name}" role="doc-noteref">[{number}]</a></sup>'

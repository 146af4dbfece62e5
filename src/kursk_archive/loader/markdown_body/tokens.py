"""What is changed in markdown-it-py's tokens before they are rendered."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.token import Token


def mark_lines(tokens: Sequence[Token], first: int) -> None:
    """Note in each token's `meta` the line of the file on which it stands."""
    line = first
    for token in tokens:
        if token.map:
            line = first + token.map[0]
        token.meta["line"] = line
        down = 0
        for child in token.children or ():
            child.meta["line"] = line + down
            down += child.type in ("softbreak", "hardbreak") or child.content.count("\n") * (
                child.type == "html_inline"
            )


def demote_headings(tokens: Sequence[Token]) -> None:
    """The page's own headline is its only h1; the body's headings come under it, no level left out."""
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    used = sorted({token.tag for token in headings})
    for token in headings:
        token.tag = f"h{min(used.index(token.tag) + 2, 6)}"


def align_by_class(tokens: Sequence[Token]) -> None:
    """markdown-it-py aligns a table's cells by a style attribute, which the page's Content-Security-Policy forbids."""
    for token in tokens:
        if style := token.attrs.pop("style", None):
            token.attrs["class"] = f"{style}".replace("text-align:", "align-")

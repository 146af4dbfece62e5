"""Markdown → HTML segments with the links left open between them.

A link cannot be resolved while its article is read, since its target may arrive years later. So the text is rendered
once, with each link lifted out, and a page is put together from the segments whenever a resolution changes.
"""

from __future__ import annotations

from kursk_archive.core.enums import LinkRegion
from kursk_archive.core.findings import Finding
from kursk_archive.core.model import Fragment
from kursk_archive.loader.markdown_body import fast_path

OPEN, MIDDLE, CLOSE = "\x02", "\x03", "\x04"
"""What stands for a link in the rendered text: open, its number, middle, its words, close. No capture can hold them."""
_SENTINELS = dict.fromkeys(map(ord, (OPEN, MIDDLE, CLOSE)))


def render_markdown(
    markdown: str, path: str, line: int = 1, place: LinkRegion = LinkRegion.BODY
) -> tuple[Fragment, tuple[Finding, ...]]:
    """Render a body or, where `place` is another, the inline text of a caption or a label.

    Never raises: what cannot be rendered is shown as plain text, with a finding.

    Args:
        markdown: as the capture has it; HTML in it is sanitised, never trusted.
        path: for the findings' locations.
        line: 1-based line of the file at which `markdown` begins.
        place: given to every link but images'.
    """
    is_free = OPEN not in markdown and MIDDLE not in markdown and CLOSE not in markdown
    text = markdown if is_free else markdown.translate(_SENTINELS)  # which takes 12 µs
    if not text.isascii():  # a half of a pair of surrogates has no bytes, which the sanitiser asks for
        text = text.encode("utf-8", "replace").decode()
    by_short_way = fast_path.render_paragraphs if place is LinkRegion.BODY else fast_path.render_inline
    short = by_short_way(text, line, place, may_hold_address)
    return (short, ()) if short is not None else _at_length(text, path, line, place)


def _at_length(text: str, path: str, line: int, place: LinkRegion) -> tuple[Fragment, tuple[Finding, ...]]:
    """Imported late: markdown-it-py takes 60 ms to import, and most captures do without it."""
    from kursk_archive.loader.markdown_body import full

    return full.render_full(text, path, line, place)


def may_hold_address(text: str) -> bool:
    """Whether a bare address may stand in `text`; the parser looks closer."""
    from kursk_archive.loader.markdown_body import full

    return full.may_hold_address(text)

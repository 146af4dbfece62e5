"""Render Markdown to HTML segments with the links left open between them.

A link cannot be resolved while its article is loaded, since its target may arrive years later. So the text is rendered
once, with each link lifted out, and a page is put together from the segments whenever a resolution changes.
"""

from __future__ import annotations

from kursk_archive.core.enums import LinkRegion
from kursk_archive.core.findings import Finding
from kursk_archive.core.model import Fragment
from kursk_archive.loader.markdown_body.fast_path import render_inline, render_paragraphs
from kursk_archive.loader.markdown_body.full import render_full
from kursk_archive.loader.markdown_body.link_markers import strip_link_markers
from kursk_archive.loader.markdown_body.notes import has_note_signs


def render_markdown(
    markdown: str, path: str, line: int = 1, region: LinkRegion = LinkRegion.BODY
) -> tuple[Fragment, tuple[Finding, ...]]:
    """Render a body or, for any other `region`, the inline text of a caption or a label.

    Never raises: what cannot be rendered is shown as plain text, with a finding.

    Args:
        markdown: as written in the capture; HTML in it is sanitised, never trusted.
        path: for the findings' locations.
        line: of the file, 1-based, on which `markdown` begins.
        region: given to every link except images.
    """
    text = strip_link_markers(markdown)
    if not text.isascii():  # half of a surrogate pair cannot be encoded, and the sanitiser needs UTF-8
        text = text.encode("utf-8", "replace").decode()
    render_fast = render_paragraphs if region is LinkRegion.BODY else render_inline
    is_note = region is LinkRegion.BODY and has_note_signs(text, path)
    fragment = None if is_note else render_fast(text, line, region)
    return (fragment, ()) if fragment is not None else render_full(text, path, line, region)

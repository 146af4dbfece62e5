"""Render a body that is HTML already, with its links lifted out as from Markdown."""

from __future__ import annotations

from kursk_archive.core.enums import LinkRegion
from kursk_archive.core.model import Fragment
from kursk_archive.loader.markdown_body.full import MAX_HTML_NESTING, sanitise_with_links
from kursk_archive.loader.markdown_body.link_markers import strip_link_markers, strip_marker_references
from kursk_archive.loader.markdown_body.rendering import Rendering, strip_tags
from kursk_archive.loader.markdown_body.sanitise import nesting_depth


def render_html(markup: str, region: LinkRegion = LinkRegion.BODY) -> Fragment:
    """Sanitise a body of HTML. Its links have no lines: the page that it was taken from is laid out otherwise.

    Never raises. What nests too deep is reduced to its text.
    """
    markup = strip_marker_references(strip_link_markers(markup)).encode("utf-8", "replace").decode()
    if nesting_depth(markup) > MAX_HTML_NESTING:
        markup = strip_tags(markup).replace("&", "&amp;").replace("<", "&lt;")
    rendering = Rendering([], 1, region, markup)
    rendering.html = sanitise_with_links(rendering)
    return rendering.fragment()

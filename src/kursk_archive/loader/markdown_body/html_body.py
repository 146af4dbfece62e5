"""Render a body that is HTML already, with its links lifted out as from Markdown."""

from __future__ import annotations

import html

from msgspec.structs import replace

from kursk_archive.core.enums import LinkRegion
from kursk_archive.core.findings import Finding, Location, make_finding
from kursk_archive.core.model import Fragment
from kursk_archive.loader.markdown_body.fast_path import MAX_LINKS
from kursk_archive.loader.markdown_body.full import MAX_HTML_NESTING, sanitise_with_links
from kursk_archive.loader.markdown_body.link_markers import strip_link_markers, strip_marker_references
from kursk_archive.loader.markdown_body.rendering import Rendering, strip_tags
from kursk_archive.loader.markdown_body.sanitise import nesting_depth


def render_html(markup: str, path: str) -> tuple[Fragment, tuple[Finding, ...]]:
    """Sanitise a body of HTML. Its links have no lines, since it is not laid out as in the capture.

    Never raises: what nests too deep or has too many links is shown as plain text, with a finding.

    Args:
        markup: never trusted.
        path: for the findings' locations.
    """
    markup = strip_marker_references(strip_link_markers(markup)).encode("utf-8", "replace").decode()
    if nesting_depth(markup) <= MAX_HTML_NESTING:
        rendering = Rendering([], 1, LinkRegion.BODY)
        rendering.html = rendering.embeds.replace(markup, 1)
        rendering.links = [replace(link, line=None) for link in rendering.links]
        rendering.html = sanitise_with_links(rendering)
        if len(rendering.links) <= MAX_LINKS:
            return rendering.fragment(), ()
    message = "text is too deeply nested or has too many links to format"
    plain = html.escape(" ".join(strip_tags(markup).split()), quote=False)
    return Fragment((f"<p>{plain}</p>",)), (make_finding("nesting", Location(path, 1, 1), message),)

"""How generators lay out their content, and which of them laid out a folder."""

from __future__ import annotations

from kursk_archive.importers.generators.eleventy import Eleventy
from kursk_archive.importers.generators.hugo import Hugo, Zola
from kursk_archive.importers.generators.jekyll import Jekyll
from kursk_archive.importers.generators.nikola import Nikola
from kursk_archive.importers.generators.pelican import Pelican
from kursk_archive.importers.generators.plain import ContentLayout
from kursk_archive.importers.source_site import SourceSite

PLAIN = ContentLayout()
LAYOUTS: tuple[ContentLayout, ...] = (Jekyll(), Pelican(), Nikola(), Eleventy(), Zola(), Hugo(), PLAIN)
"""In the order in which a folder is held against them: the plainest signs first."""
LAYOUT_NAMES = tuple(layout.name for layout in LAYOUTS)


def find_layout(site: SourceSite, name: str | None = None) -> ContentLayout:
    """The layout of a site, or that of a name; a single capture has none."""
    if name is not None:
        return next(layout for layout in LAYOUTS if layout.name == name)
    return next((layout for layout in LAYOUTS if site.name and layout.matches(site)), PLAIN)

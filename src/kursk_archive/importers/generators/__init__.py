"""The content layouts of site generators, and the detection of the one that a folder has."""

from __future__ import annotations

from kursk_archive.importers.generators.docusaurus import Docusaurus
from kursk_archive.importers.generators.eleventy import Eleventy
from kursk_archive.importers.generators.hugo import Hugo
from kursk_archive.importers.generators.jekyll import Jekyll
from kursk_archive.importers.generators.nikola import Nikola
from kursk_archive.importers.generators.obsidian import Obsidian
from kursk_archive.importers.generators.pelican import Pelican
from kursk_archive.importers.generators.plain import ContentLayout
from kursk_archive.importers.generators.zola import Zola
from kursk_archive.importers.source_site import SourceSite

PLAIN = ContentLayout()
LAYOUTS: tuple[ContentLayout, ...] = (
    *(Obsidian(), Docusaurus(), Jekyll(), Pelican(), Nikola(), Eleventy(), Zola(), Hugo()),
    PLAIN,
)
"""In the order of detection: those with the most distinctive signs first, as in `SiteGenerator`."""


def find_layout(site: SourceSite, name: str | None = None) -> ContentLayout:
    """Return the layout called `name`; without a name, detect that of a folder. A single capture is `plain`."""
    if name is not None:
        return next(layout for layout in LAYOUTS if layout.name == name)
    return next((layout for layout in LAYOUTS if site.name and layout.matches(site)), PLAIN)

"""Pelican: articles below `content/`, whose folder is their category."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kursk_archive.importers.generators.plain import (
    ContentLayout,
    date_from_name,
    file_stem,
    parent_folders,
    path_below,
    section_from_folder,
)
from kursk_archive.importers.model import ExternalMetadata, SkipReason
from kursk_archive.importers.source_site import SourceSite
from kursk_archive.loader.images import IMAGE_NAME_ENDINGS

_CONTENT = "content/"


@dataclass(frozen=True, slots=True)
class Pelican(ContentLayout):
    """Its settings are a program, which is not run: only what holds by default is understood."""

    name: str = "pelican"
    imports_withheld: bool = False

    def matches(self, site: SourceSite) -> bool:
        return "pelicanconf.py" in site.paths

    def target_path(self, path: str, site: SourceSite) -> str | SkipReason | None:
        below = path_below(_CONTENT, path, site)
        if below is None or path.endswith(IMAGE_NAME_ENDINGS) or path.startswith(("output/", "theme/", "themes/")):
            return below
        return SkipReason("a page, no article") if below.startswith("pages/") else below

    def external_metadata(self, path: str, site: SourceSite) -> Iterator[ExternalMetadata]:
        yield from date_from_name(file_stem(path))
        folders = parent_folders(path_below(_CONTENT, path, site) or "")
        yield from section_from_folder(folders[-1] if folders else "")

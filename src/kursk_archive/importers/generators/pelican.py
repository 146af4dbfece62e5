"""Pelican: articles below `content/`; the name of an article's folder is its category."""

from __future__ import annotations

from collections.abc import Iterator

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


class Pelican(ContentLayout, frozen=True):
    """Pelican's settings are a Python program, which is never run: only its defaults are assumed."""

    name: str = "pelican"
    imports_withheld: bool = False

    def matches(self, site: SourceSite) -> bool:
        return "pelicanconf.py" in site.paths

    def target_path(self, path: str, site: SourceSite) -> str | SkipReason | None:
        target = path_below(_CONTENT, path, site)
        if target is None or path.endswith(IMAGE_NAME_ENDINGS) or path.startswith(("output/", "theme/", "themes/")):
            return target
        return SkipReason("a page, not an article") if target.startswith("pages/") else target

    def external_metadata(self, path: str, site: SourceSite) -> Iterator[ExternalMetadata]:
        yield from date_from_name(file_stem(path))
        folders = parent_folders(path_below(_CONTENT, path, site) or "")
        yield from section_from_folder(folders[-1] if folders else "")

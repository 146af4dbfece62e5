"""Eleventy: any folder; data in the text, in a file of the same name, and in files named after the folders above."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from kursk_archive.importers.generators.plain import (
    ContentLayout,
    date_from_name,
    file_stem,
    parent_folders,
    slug_from_folder,
)
from kursk_archive.importers.model import ExternalMetadata, SkipReason
from kursk_archive.importers.source_site import SourceSite
from kursk_archive.loader import dates
from kursk_archive.loader.images import IMAGE_NAME_ENDINGS
from kursk_archive.yaml.located import Located

_CONFIG_PATHS = ("eleventy.config.js", "eleventy.config.mjs", "eleventy.config.cjs")
_OTHER_FOLDERS = frozenset({"_site", "_includes", "_layouts", "_data", "node_modules"})
_DATA_SUFFIXES = (".11tydata.json", ".json")
"""The first takes precedence. Data files that are programs (`.11tydata.js`) are never run."""


class Eleventy(ContentLayout, frozen=True):
    name: str = "eleventy"
    imports_withheld: bool = False

    def matches(self, site: SourceSite) -> bool:
        has_config = any(path in site.paths for path in _CONFIG_PATHS) or (site.root / ".eleventy.js").is_file()
        return has_config or any(path.endswith(".11tydata.json") for path in site.files)

    def target_path(self, path: str, site: SourceSite) -> str | SkipReason | None:
        if not _OTHER_FOLDERS.isdisjoint(parent_folders(path)):
            return None
        if path.endswith(IMAGE_NAME_ENDINGS):
            return path
        return SkipReason("the site's home page") if file_stem(path) == "index" and "/" not in path else path

    def skip_reason(self, frontmatter: Mapping[str, Located], topics: Collection[str]) -> SkipReason | None:
        return SkipReason("a list page, not an article") if "pagination" in frontmatter else None

    def external_metadata(self, path: str, site: SourceSite) -> Iterator[ExternalMetadata]:
        folders, name = parent_folders(path), file_stem(path)
        yield from _data_file_metadata(path.rpartition(".")[0], site)
        if name == "index" and folders:
            yield from slug_from_folder(dates.date_from_filename(f"{folders[-1]}.md")[1])
            name = folders[-1]
        yield from date_from_name(name)
        for i in range(len(folders), 0, -1):
            yield from _data_file_metadata("/".join((*folders[:i], folders[i - 1])), site)


def _data_file_metadata(stem: str, site: SourceSite) -> Iterator[ExternalMetadata]:
    for suffix in _DATA_SUFFIXES:
        if f"{stem}{suffix}" in site.paths:
            source = site.display_path(f"{stem}{suffix}")
            yield ExternalMetadata(source, site.read_mapping(f"{stem}{suffix}"), source)

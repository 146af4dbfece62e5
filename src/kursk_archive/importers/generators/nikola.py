"""Nikola: posts below `posts/`, their metadata in the text or in `NAME.meta` beside it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from kursk_archive.importers.generators.plain import ContentLayout, file_stem, parent_folders, section_from_folder
from kursk_archive.importers.model import FROM_FILE_NAME, ExternalMetadata, SkipReason
from kursk_archive.importers.source_site import SourceSite
from kursk_archive.loader.images import IMAGE_NAME_ENDINGS
from kursk_archive.yaml.located import Located

_POSTS = "posts/"
_OTHER_FOLDERS = ("output/", "cache/", "themes/", "templates/", "plugins/")
_TRANSLATION = re.compile(r"(?P<base>.+)\.(?P<language>[a-z]{2}(?:_[a-z]{2})?)")


class Nikola(ContentLayout, frozen=True):
    """Nikola's settings are a Python program, which is never run: only its defaults are assumed."""

    name: str = "nikola"
    imports_withheld: bool = False

    def matches(self, site: SourceSite) -> bool:
        has_config = "conf.py" in site.paths and "posts" in site.top_names
        return has_config or any(path.endswith(".meta") for path in site.files)

    def target_path(self, path: str, site: SourceSite) -> str | SkipReason | None:
        if path.startswith(_OTHER_FOLDERS):
            return None
        if path.endswith(IMAGE_NAME_ENDINGS):
            return path.removeprefix("files/")
        is_post = path.startswith(_POSTS) or "posts" not in site.top_names
        return path if is_post else SkipReason("a page, not a post")

    def skip_reason(self, frontmatter: Mapping[str, Located], topics: Collection[str]) -> SkipReason | None:
        """Skip posts with the tags that marked a draft before Nikola had a status."""
        is_draft = not {"draft", "private"}.isdisjoint(topics)
        return SkipReason("tagged as draft or private") if is_draft else None

    def external_metadata(self, path: str, site: SourceSite) -> Iterator[ExternalMetadata]:
        meta = f"{path.rpartition('.')[0]}.meta"
        if meta in site.paths:
            yield ExternalMetadata(site.display_path(meta), site.read_mapping(meta), site.display_path(meta))
        yield from _translation_metadata(path, site)
        folders = parent_folders(path.removeprefix(_POSTS))
        yield from section_from_folder(folders[0] if folders else "")


def _translation_metadata(path: str, site: SourceSite) -> Iterator[ExternalMetadata]:
    """Yield the language of `flood.uk.md` beside `flood.md`, and the latter as its translation."""
    folder, suffix = path.rpartition("/")[0], path.rpartition(".")[2]
    if match := _TRANSLATION.fullmatch(file_stem(path)):
        base = f"{folder}/{match['base']}.{suffix}".lstrip("/")
        if base in site.paths:
            language = Located(match["language"].replace("_", "-"))
            values = {"language": language, "translations": Located(base.rpartition("/")[2])}
            yield ExternalMetadata(FROM_FILE_NAME, values)

"""Nikola: posts below `posts/`, their metadata in the text or in `NAME.meta` beside it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from kursk_archive.importers.generators.plain import ContentLayout, file_stem, parent_folders, section_from_folder
from kursk_archive.importers.model import FROM_FILE_NAME, ExternalMetadata, SkipReason
from kursk_archive.importers.source_site import SourceSite
from kursk_archive.loader.images import IMAGE_NAME_ENDINGS
from kursk_archive.yaml.located import Located

_POSTS = "posts/"
_LANGUAGE = re.compile(r"(?P<base>.+)\.(?P<language>[a-z]{2}(?:_[a-z]{2})?)")


@dataclass(frozen=True, slots=True)
class Nikola(ContentLayout):
    """Its settings are a program, which is not run: only what holds by default is understood."""

    name: str = "nikola"
    imports_withheld: bool = False

    def matches(self, site: SourceSite) -> bool:
        return ("conf.py" in site.paths and "posts" in site.top_names) or any(
            path.endswith(".meta") for path in site.files
        )

    def target_path(self, path: str, site: SourceSite) -> str | SkipReason | None:
        if path.startswith(("output/", "cache/", "themes/", "templates/", "plugins/")):
            return None
        if path.endswith(IMAGE_NAME_ENDINGS):
            return path.removeprefix("files/")
        is_post = path.startswith(_POSTS) or "posts" not in site.top_names
        return path if is_post else SkipReason("a page, no post")

    def skip_reason(self, frontmatter: Mapping[str, Located], topics: Collection[str]) -> SkipReason | None:
        """Before there was a status, tags said that a post is a draft."""
        return None if {"draft", "private"}.isdisjoint(topics) else SkipReason("a draft, or private, as its tags say")

    def external_metadata(self, path: str, site: SourceSite) -> Iterator[ExternalMetadata]:
        meta = f"{path.rpartition('.')[0]}.meta"
        if meta in site.paths:
            yield ExternalMetadata(site.display_path(meta), site.read_mapping(meta), site.display_path(meta))
        yield from _in_another_language(path, site)
        folders = parent_folders(path.removeprefix(_POSTS))
        yield from section_from_folder(folders[0] if folders else "")


def _in_another_language(path: str, site: SourceSite) -> Iterator[ExternalMetadata]:
    """`flood.uk.md` beside `flood.md`, whose metadata it shares where it has none."""
    folder, suffix = path.rpartition("/")[0], path.rpartition(".")[2]
    said = _LANGUAGE.fullmatch(file_stem(path))
    base = f"{folder}/{said['base']}.{suffix}".lstrip("/") if said else ""
    if said and base in site.paths:
        language = Located(said["language"].replace("_", "-"))
        yield ExternalMetadata(FROM_FILE_NAME, {"language": language, "translations": Located(base.rpartition("/")[2])})

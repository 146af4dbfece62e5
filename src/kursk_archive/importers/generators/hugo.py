"""Hugo and Zola: sections and page bundles below `content/`, files of the site below `static/`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from kursk_archive.core.model import PartialDate
from kursk_archive.importers.generators.plain import (
    ContentLayout,
    date_from_name,
    file_stem,
    first_setting,
    parent_folders,
    path_below,
    section_from_folder,
    setting_text,
    site_metadata,
    slug_from_folder,
)
from kursk_archive.importers.model import FROM_FILE_NAME, ExternalMetadata, SkipReason
from kursk_archive.importers.source_site import SourceSite
from kursk_archive.loader import dates
from kursk_archive.loader.images import IMAGE_NAME_ENDINGS
from kursk_archive.yaml.located import Located

_FORMS = ("toml", "yaml", "yml", "json")
_CONFIGS = tuple(f"{folder}{name}.{form}" for name in ("hugo", "config") for folder in ("", "config/_default/")
                 for form in _FORMS)  # fmt: skip
_CONTENT, _STATIC = "content/", "static/"
_INDEX = re.compile(r"index(?:\.[a-z]{2,3}(?:-[A-Za-z]{2,4})?)?\.(?:md|markdown|mdown|mkd|txt)")
_RENDERED = frozenset({True, "always", "link"})
_LISTING = re.compile(r"_index\..+")
_LANGUAGE = re.compile(r"(?P<base>.+)\.(?P<language>[a-z]{2,3}(?:-[A-Za-z]{2,4})?)")


@dataclass(frozen=True, slots=True)
class Hugo(ContentLayout):
    name: str = "hugo"
    imports_withheld: bool = False

    def matches(self, site: SourceSite) -> bool:
        is_config = any(path in site.paths and ("hugo." in path or "/" in path) for path in _CONFIGS)
        named = {path.rpartition("/")[2].partition(".")[0] for path in site.files}
        return is_config or "baseURL" in self.settings(site) or "_index" in named

    def settings(self, site: SourceSite) -> Mapping[str, Located]:
        return site.read_first_mapping(*_CONFIGS)

    def target_path(self, path: str, site: SourceSite) -> str | SkipReason | None:
        name = path.rpartition("/")[2]
        if path.startswith((_STATIC, "themes/", "layouts/", "archetypes/", "public/", "node_modules/")):
            return (
                path.removeprefix(_STATIC) if path.startswith(_STATIC) and path.endswith(IMAGE_NAME_ENDINGS) else None
            )
        below = path_below(_CONTENT, path, site)
        if below is None or path.endswith(IMAGE_NAME_ENDINGS):
            return below
        if _LISTING.fullmatch(name):
            return SkipReason("a page that lists others")
        if not _INDEX.fullmatch(name):
            return SkipReason("a part of the page in its folder") if _is_part(path, site) else below
        return below if "/" in below else SkipReason("the site's own first page")

    def skip_reason(self, frontmatter: Mapping[str, Located], topics: Collection[str]) -> SkipReason | None:
        build = first_setting(frontmatter, "build", "_build") or Located(None)
        render = build.data.get("render") if isinstance(build.data, Mapping) else None
        is_shown = (
            frontmatter.get("headless", Located(False)).data is not True and (render or Located(True)).data in _RENDERED
        )
        return None if is_shown else SkipReason("a page that is not shown by itself")

    def external_metadata(self, path: str, site: SourceSite) -> Iterator[ExternalMetadata]:
        folders = parent_folders(path_below(_CONTENT, path, site) or "")
        if _INDEX.fullmatch(path.rpartition("/")[2]) and folders:
            folder = folders.pop()
            yield from slug_from_folder(dates.date_from_filename(f"{folder}.md")[1] if self.has_days else folder)
            yield from self.day(folder)
        yield from self.day(file_stem(path))
        yield from _in_other_languages(path, site)
        yield from _cascades(path, site)
        yield from section_from_folder(folders[0] if folders else "")
        yield from site_metadata(self.settings(site), self.config(site), *self.languages)

    @property
    def has_days(self) -> bool:
        """Whether names may begin with a date."""
        return False

    @property
    def languages(self) -> tuple[str, ...]:
        """Keys of the settings that name the site's language."""
        return ("locale", "languageCode", "defaultContentLanguage")

    def config(self, site: SourceSite) -> str:
        return site.display_path(next((path for path in _CONFIGS if path in site.paths), ""))

    def day(self, name: str) -> Iterator[ExternalMetadata]:
        return date_from_name(name) if self.has_days else iter(())

    def source_url(
        self, path: str, site: SourceSite, frontmatter: Mapping[str, Located], date: PartialDate | None
    ) -> str | None:
        settings = self.settings(site)
        base = setting_text(settings, "baseURL", "base_url").rstrip("/")
        if not base or not _ANOTHER_WAY.isdisjoint(settings) or not _ANOTHER_WAY.isdisjoint(frontmatter):
            return None
        way = (path_below(_CONTENT, path, site) or "").rpartition(".")[0].removesuffix("/index")
        folder, _, name = way.rpartition("/")
        name = setting_text(frontmatter, "slug") or (
            dates.date_from_filename(f"{name}.md")[1] if self.has_days else name
        )
        way = setting_text(frontmatter, "url", "path").strip("/") or f"{folder}/{name}".strip("/")
        return f"{base}/{way}{'' if way.endswith('.html') else '/'}" if _PLAIN.fullmatch(way) else None


@dataclass(frozen=True, slots=True)
class Zola(Hugo):
    name: str = "zola"

    def matches(self, site: SourceSite) -> bool:
        return "base_url" in site.read_mapping("config.toml")

    @property
    def has_days(self) -> bool:
        return True

    @property
    def languages(self) -> tuple[str, ...]:
        return ("default_language",)


_ANOTHER_WAY = frozenset({"permalinks", "uglyURLs", "uglyurls", "languages", "permalink"})
"""Settings under which addresses are not what the folders say."""
_PLAIN = re.compile(r"[a-z0-9_-]+(?:/[a-z0-9_-]+)*(?:\.html)?")
"""Anything else each of them would spell in its own way."""


def _is_part(path: str, site: SourceSite) -> bool:
    """Whether a folder above is a page of its own, to which all that lies in it belongs."""
    folders = parent_folders(path)
    above = ("/".join(folders[:i]) for i in range(len(folders), 1, -1))
    return any(f"{one}/index.md" in site.paths for one in above)


def _in_other_languages(path: str, site: SourceSite) -> Iterator[ExternalMetadata]:
    """`flood.uk.md` beside `flood.md`: the language, and that both are one article."""
    folder, _, name = path.rpartition("/")
    stem, _, suffix = name.rpartition(".")
    said = _LANGUAGE.fullmatch(stem)
    base = f"{folder}/{said['base']}.{suffix}".lstrip("/") if said else ""
    if said and base in site.paths:
        yield ExternalMetadata(
            FROM_FILE_NAME, {"language": Located(said["language"]), "translations": Located(base.rpartition("/")[2])}
        )


def _cascades(path: str, site: SourceSite) -> Iterator[ExternalMetadata]:
    """What the folders' `_index.md` hand down, the innermost first; rows with a target of their own are left."""
    folders = parent_folders(path)
    for i in range(len(folders), -1, -1):
        index = "/".join((*folders[:i], "_index.md"))
        value = site.read_mapping(index).get("cascade")
        if value and isinstance(value.data, Mapping) and not {"_target", "target"} & value.data.keys():
            yield ExternalMetadata(site.display_path(index), value.data, site.display_path(index))

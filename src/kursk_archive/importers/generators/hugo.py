"""Hugo and Zola: sections and page bundles below `content/`, static files below `static/`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

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

_CONFIG_PATHS = tuple(
    f"{folder}{name}.{suffix}"
    for name in ("hugo", "config")
    for folder in ("", "config/_default/")
    for suffix in ("toml", "yaml", "yml", "json")
)
_CONTENT, _STATIC = "content/", "static/"
_OTHER_FOLDERS = ("themes/", "layouts/", "archetypes/", "public/", "node_modules/")
_BUNDLE_FILE = re.compile(r"index(?:\.[a-z]{2,3}(?:-[A-Za-z]{2,4})?)?\.(?:md|markdown|mdown|mkd|txt)")
_SECTION_FILE = re.compile(r"_index\..+")
_RENDERED = frozenset({True, "always", "link"})
"""Values of `build.render` under which a page is published."""
_TRANSLATION = re.compile(r"(?P<base>.+)\.(?P<language>[a-z]{2,3}(?:-[A-Za-z]{2,4})?)")


class Hugo(ContentLayout, frozen=True):
    name: str = "hugo"
    imports_withheld: bool = False

    def matches(self, site: SourceSite) -> bool:
        has_config = any(path in site.paths and ("hugo." in path or "/" in path) for path in _CONFIG_PATHS)
        stems = {path.rpartition("/")[2].partition(".")[0] for path in site.files}
        return has_config or "baseURL" in self.settings(site) or "_index" in stems

    def settings(self, site: SourceSite) -> Mapping[str, Located]:
        return site.read_first_mapping(*_CONFIG_PATHS)

    def target_path(self, path: str, site: SourceSite) -> str | SkipReason | None:
        if path.startswith((_STATIC, *_OTHER_FOLDERS)):
            is_image = path.startswith(_STATIC) and path.endswith(IMAGE_NAME_ENDINGS)
            return path.removeprefix(_STATIC) if is_image else None
        target = path_below(_CONTENT, path, site)
        if target is None or path.endswith(IMAGE_NAME_ENDINGS):
            return target
        name = path.rpartition("/")[2]
        if _SECTION_FILE.fullmatch(name):
            return SkipReason("a list page, not an article")
        if not _BUNDLE_FILE.fullmatch(name):
            return SkipReason("part of the page bundle in its folder") if _is_bundle_part(path, site) else target
        return target if "/" in target else SkipReason("the site's home page")

    def skip_reason(self, frontmatter: Mapping[str, Located], topics: Collection[str]) -> SkipReason | None:
        build = first_setting(frontmatter, "build", "_build") or Located(None)
        render = build.data.get("render") if isinstance(build.data, Mapping) else None
        is_headless = frontmatter.get("headless", Located(False)).data is True
        is_published = not is_headless and (render or Located(True)).data in _RENDERED
        return None if is_published else SkipReason("not rendered as a page of its own")

    def external_metadata(self, path: str, site: SourceSite) -> Iterator[ExternalMetadata]:
        folders = parent_folders(path_below(_CONTENT, path, site) or "")
        if _BUNDLE_FILE.fullmatch(path.rpartition("/")[2]) and folders:
            folder = folders.pop()
            yield from slug_from_folder(self.name_without_date(folder))
            yield from self.date_from_name(folder)
        yield from self.date_from_name(file_stem(path))
        yield from _translation_metadata(path, site)
        yield from _cascade_metadata(path, site)
        yield from section_from_folder(folders[0] if folders else "")
        yield from site_metadata(self.settings(site), self.config_path(site), *self.language_keys)

    @property
    def names_have_dates(self) -> bool:
        """True if a date at the beginning of a name is the page's date, and not part of its slug."""
        return False

    @property
    def language_keys(self) -> tuple[str, ...]:
        """Settings that name the site's language."""
        return ("locale", "languageCode", "defaultContentLanguage")

    def config_path(self, site: SourceSite) -> str:
        return site.display_path(next((path for path in _CONFIG_PATHS if path in site.paths), ""))

    def date_from_name(self, name: str) -> Iterator[ExternalMetadata]:
        return date_from_name(name) if self.names_have_dates else iter(())

    def name_without_date(self, name: str) -> str:
        return dates.date_from_filename(f"{name}.md")[1] if self.names_have_dates else name

    def source_url(
        self, path: str, site: SourceSite, frontmatter: Mapping[str, Located], date: PartialDate | None
    ) -> str | None:
        settings = self.settings(site)
        base = setting_text(settings, "baseURL", "base_url").rstrip("/")
        if not base or not _CUSTOM_URL_KEYS.isdisjoint(settings) or not _CUSTOM_URL_KEYS.isdisjoint(frontmatter):
            return None
        page = (path_below(_CONTENT, path, site) or "").rpartition(".")[0].removesuffix("/index")
        folder, _, name = page.rpartition("/")
        slug = setting_text(frontmatter, "slug") or self.name_without_date(name)
        url_path = setting_text(frontmatter, "url", "path").strip("/") or f"{folder}/{slug}".strip("/")
        slash = "" if url_path.endswith(".html") else "/"
        return f"{base}/{url_path}{slash}" if _PREDICTABLE_PATH.fullmatch(url_path) else None


class Zola(Hugo, frozen=True):
    name: str = "zola"

    def matches(self, site: SourceSite) -> bool:
        return "base_url" in site.read_mapping("config.toml")

    @property
    def names_have_dates(self) -> bool:
        return True

    @property
    def language_keys(self) -> tuple[str, ...]:
        return ("default_language",)


_CUSTOM_URL_KEYS = frozenset({"permalinks", "uglyURLs", "uglyurls", "languages", "permalink"})
"""Keys of settings and frontmatter under which URLs do not follow the folders."""
_PREDICTABLE_PATH = re.compile(r"[a-z0-9_-]+(?:/[a-z0-9_-]+)*(?:\.html)?")
"""URL paths that Hugo and Zola leave as they are; they would change any other in ways of their own."""


def _is_bundle_part(path: str, site: SourceSite) -> bool:
    """Return True if a folder above is a page bundle: everything in it belongs to that page."""
    folders = parent_folders(path)
    ancestors = ("/".join(folders[:i]) for i in range(len(folders), 1, -1))
    return any(f"{folder}/index.md" in site.paths for folder in ancestors)


def _translation_metadata(path: str, site: SourceSite) -> Iterator[ExternalMetadata]:
    """Yield the language of `flood.uk.md` beside `flood.md`, and the latter as its translation."""
    folder, _, name = path.rpartition("/")
    stem, _, suffix = name.rpartition(".")
    if match := _TRANSLATION.fullmatch(stem):
        base = f"{folder}/{match['base']}.{suffix}".lstrip("/")
        if base in site.paths:
            values = {"language": Located(match["language"]), "translations": Located(base.rpartition("/")[2])}
            yield ExternalMetadata(FROM_FILE_NAME, values)


def _cascade_metadata(path: str, site: SourceSite) -> Iterator[ExternalMetadata]:
    """Yield the `cascade` of each `_index.md` above, the innermost first, unless it names a target."""
    folders = parent_folders(path)
    for i in range(len(folders), -1, -1):
        index = "/".join((*folders[:i], "_index.md"))
        cascade = site.read_mapping(index).get("cascade")
        if cascade and isinstance(cascade.data, Mapping) and not {"_target", "target"} & cascade.data.keys():
            yield ExternalMetadata(site.display_path(index), cascade.data, site.display_path(index))

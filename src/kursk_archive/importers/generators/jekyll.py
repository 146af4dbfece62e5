"""Jekyll: `_posts/YYYY-MM-DD-slug.md` and collections; defaults, title, language and permalinks in `_config.yml`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from kursk_archive.core.model import PartialDate
from kursk_archive.importers.generators.plain import (
    ContentLayout,
    date_from_name,
    file_stem,
    first_setting,
    parent_folders,
    section_from_folder,
    setting_text,
    site_metadata,
)
from kursk_archive.importers.model import ExternalMetadata, SkipReason
from kursk_archive.importers.source_site import SourceSite
from kursk_archive.loader import dates
from kursk_archive.loader.images import IMAGE_NAME_ENDINGS
from kursk_archive.yaml.located import Located

_CONFIG_PATHS = ("_config.yml", "_config.yaml")
_POSTS = "_posts"
_OTHER_FOLDERS = frozenset({"_site", "_layouts", "_includes", "_sass", "_data", "node_modules", "vendor"})
_PERMALINK_STYLES = {
    "date": "/:categories/:year/:month/:day/:title.html",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "none": "/:categories/:title.html",
}
"""Jekyll's names for common patterns. `ordinal` and `weekdate` are not supported."""


class Jekyll(ContentLayout, frozen=True):
    name: str = "jekyll"
    imports_withheld: bool = False

    def matches(self, site: SourceSite) -> bool:
        has_config = any(path in site.paths for path in _CONFIG_PATHS)
        return has_config or site.name == _POSTS or any(_POSTS in parent_folders(path) for path in site.files)

    def target_path(self, path: str, site: SourceSite) -> str | SkipReason | None:
        folders, name = parent_folders(path), path.rpartition("/")[2]
        if not _OTHER_FOLDERS.isdisjoint(folders):
            return None
        target = "/".join((*(folder for folder in folders if folder != _POSTS), name))
        if path.endswith(IMAGE_NAME_ENDINGS):
            return target
        if "_drafts" in folders:
            return SkipReason("a draft")
        if _POSTS in (*folders, site.name):
            has_date = dates.date_from_filename(name)[0]
            return target if has_date else SkipReason("not a post, because its file name has no date")
        is_in_collection = path.startswith("_") and folders and folders[0][1:] in _collection_names(site)
        return path[1:] if is_in_collection else SkipReason("a page, not a post")

    def external_metadata(self, path: str, site: SourceSite) -> Iterator[ExternalMetadata]:
        yield from date_from_name(file_stem(path))
        yield from _default_metadata(path, site)
        yield from section_from_folder(next(iter(_folders_above_posts(path)), ""))
        yield from site_metadata(_settings(site), site.display_path(_CONFIG_PATHS[0]), "lang", "locale")

    def source_url(
        self, path: str, site: SourceSite, frontmatter: Mapping[str, Located], date: PartialDate | None
    ) -> str | None:
        settings = _settings(site)
        base = f"{setting_text(settings, 'url').rstrip('/')}/{setting_text(settings, 'baseurl').strip('/')}".rstrip("/")
        is_post = _POSTS in (*parent_folders(path), site.name)
        if not is_post or not base or _has_custom_url(path, site, frontmatter):
            return None
        pattern = setting_text(settings, "permalink") or "date"
        values = {
            **_date_placeholders(date),
            ":categories": "/".join(_categories(path, frontmatter)),
            ":title": _slug(path, frontmatter),
            ":output_ext": ".html",
        }
        filled = _PLACEHOLDER.sub(lambda match: values.get(match[0], ":"), _PERMALINK_STYLES.get(pattern, pattern))
        is_predictable = _PREDICTABLE_PATH.fullmatch(filled) and "/" in filled
        return base + re.sub("/{2,}", "/", f"/{filled}") if is_predictable else None


def _has_custom_url(path: str, site: SourceSite, frontmatter: Mapping[str, Located]) -> bool:
    """Return True if the article's URL does not follow the site's pattern."""
    sources = (frontmatter, *(source.values for source in _default_metadata(path, site)))
    return any("permalink" in values or "lang" in values for values in sources)


_PLACEHOLDER = re.compile(r":[a-z_]+")
_PREDICTABLE_PATH = re.compile(r"[a-z0-9/_.-]*")
"""URL paths that Jekyll leaves as they are; it would change any other in ways of its own."""


def _settings(site: SourceSite) -> Mapping[str, Located]:
    return site.read_first_mapping(*_CONFIG_PATHS)


def _folders_above_posts(path: str) -> list[str]:
    """Return the folders above `_posts`, which are categories to Jekyll; of a collection, its name."""
    folders = parent_folders(path)
    return folders[: folders.index(_POSTS)] if _POSTS in folders else [folder.lstrip("_") for folder in folders[:1]]


def _collection_names(site: SourceSite) -> frozenset[str]:
    """Return the names under `collections`: items of a list, or keys of a mapping."""
    value = _settings(site).get("collections")
    data = value.data if value else None
    if isinstance(data, Mapping):
        return frozenset(data)
    items = data if isinstance(data, tuple) else ()
    return frozenset(item.data for item in items if isinstance(item.data, str))


def _default_metadata(path: str, site: SourceSite) -> Iterator[ExternalMetadata]:
    """Yield the front matter defaults that apply to a file, those of the innermost folder first."""
    defaults = first_setting(_settings(site), "defaults")
    matches: list[tuple[int, ExternalMetadata]] = []
    for entry in defaults.data if defaults and isinstance(defaults.data, tuple) else ():
        scope, values = _nested_mapping(entry, "scope"), _nested_mapping(entry, "values")
        folder = setting_text(scope, "path").strip("/")
        if (not folder or path.startswith(f"{folder}/")) and setting_text(scope, "type") in ("", "posts"):
            source = f"`defaults` of {_CONFIG_PATHS[0]}"
            matches.append((-len(folder), ExternalMetadata(source, values, site.display_path(_CONFIG_PATHS[0]))))
    yield from (source for _, source in sorted(matches, key=lambda match: match[0]))


def _nested_mapping(value: Located, name: str) -> Mapping[str, Located]:
    inner = value.data.get(name) if isinstance(value.data, Mapping) else None
    return inner.data if inner and isinstance(inner.data, Mapping) else {}


def _date_placeholders(date: PartialDate | None) -> dict[str, str]:
    """Return the date's parts for a permalink; nothing if an offset makes the day depend on the server's time zone."""
    if not date or not date.day or any(mark in (date.time or "") for mark in "Z+-"):
        return {}
    year, month, day = date.year, f"{date.month}", date.day
    unpadded = {":i_month": month.lstrip("0"), ":i_day": day.lstrip("0"), ":short_year": year[2:]}
    return {":year": year, ":month": month, ":day": day} | unpadded


def _categories(path: str, frontmatter: Mapping[str, Located]) -> list[str]:
    """Return the categories in a permalink. `categories` may be text with spaces in between, `category` is only one."""
    stated: list[str] = [setting_text(frontmatter, "category")]
    value = frontmatter.get("categories", Located(None))
    if isinstance(value.data, tuple):
        stated += (f"{item.data}" for item in value.data)
    elif isinstance(value.data, str):
        stated += value.data.split()
    folders = _folders_above_posts(path) if _POSTS in parent_folders(path) else []
    return list(dict.fromkeys(name.lower().replace(" ", "-") for name in (*folders, *stated) if name))


def _slug(path: str, frontmatter: Mapping[str, Located]) -> str:
    return setting_text(frontmatter, "slug") or dates.date_from_filename(path.rpartition("/")[2])[1]

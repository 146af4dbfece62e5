"""Jekyll: `_posts/YYYY-MM-DD-slug.md` and collections; defaults, title, language and permalinks in `_config.yml`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

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

_CONFIGS = ("_config.yml", "_config.yaml")
_POSTS = "_posts"
_MACHINERY = frozenset({"_site", "_layouts", "_includes", "_sass", "_data", "node_modules", "vendor"})
_STYLES = {
    "date": "/:categories/:year/:month/:day/:title.html",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "none": "/:categories/:title.html",
}
"""Jekyll's own names for patterns; `ordinal` and `weekdate` are left."""


@dataclass(frozen=True, slots=True)
class Jekyll(ContentLayout):
    name: str = "jekyll"
    imports_withheld: bool = False

    def matches(self, site: SourceSite) -> bool:
        is_config = any(path in site.paths for path in _CONFIGS)
        return is_config or site.name == _POSTS or any(_POSTS in parent_folders(path) for path in site.files)

    def target_path(self, path: str, site: SourceSite) -> str | SkipReason | None:
        folders = parent_folders(path)
        if not _MACHINERY.isdisjoint(folders):
            return None
        if path.endswith(IMAGE_NAME_ENDINGS):
            return "/".join((*_beside_posts(folders), path.rpartition("/")[2]))
        if "_drafts" in folders:
            return SkipReason("a draft")
        if _POSTS in (*folders, site.name):
            is_post = dates.date_from_filename(path.rpartition("/")[2])[0]
            target = "/".join((*_beside_posts(folders), path.rpartition("/")[2]))
            return target if is_post else SkipReason("its name has no date, so it is no post")
        collections = _names(_config(site).get("collections"))
        return (
            path[1:] if folders and path[0] == "_" and folders[0][1:] in collections else SkipReason("a page, no post")
        )

    def external_metadata(self, path: str, site: SourceSite) -> Iterator[ExternalMetadata]:
        yield from date_from_name(file_stem(path))
        yield from _defaults(path, site)
        yield from section_from_folder(next(iter(_above(path)), ""))
        yield from site_metadata(_config(site), site.display_path(_CONFIGS[0]), "lang", "locale")

    def source_url(
        self, path: str, site: SourceSite, frontmatter: Mapping[str, Located], date: PartialDate | None
    ) -> str | None:
        config = _config(site)
        base = f"{setting_text(config, 'url').rstrip('/')}/{setting_text(config, 'baseurl').strip('/')}".rstrip("/")
        if _POSTS not in (*parent_folders(path), site.name) or not base or _has_own_way(path, site, frontmatter):
            return None
        pattern = setting_text(config, "permalink") or "date"
        values = {
            **_day(date),
            ":categories": "/".join(_categories(path, frontmatter)),
            ":title": _slug(path, frontmatter),
            ":output_ext": ".html",
        }
        filled = _HOLE.sub(lambda hole: values.get(hole[0], ":"), _STYLES.get(pattern, pattern))
        return base + re.sub("/{2,}", "/", f"/{filled}") if _PLAIN.fullmatch(filled) and "/" in filled else None


def _has_own_way(path: str, site: SourceSite, own: Mapping[str, Located]) -> bool:
    """Whether the article's address is not what the site's pattern says."""
    stated = (own, *(clue.values for clue in _defaults(path, site)))
    return any("permalink" in values or "lang" in values for values in stated)


_HOLE = re.compile(r":[a-z_]+")
_PLAIN = re.compile(r"[a-z0-9/_.-]*")
"""Anything else Jekyll would spell in its own way."""


def _config(site: SourceSite) -> Mapping[str, Located]:
    return site.read_first_mapping(*_CONFIGS)


def _beside_posts(folders: list[str]) -> list[str]:
    return [one for one in folders if one != _POSTS]


def _above(path: str) -> list[str]:
    """The folders above `_posts`, which are categories to Jekyll."""
    folders = parent_folders(path)
    return folders[: folders.index(_POSTS)] if _POSTS in folders else [one.lstrip("_") for one in folders[:1]]


def _names(value: Located | None) -> frozenset[str]:
    """Of a list, or of a mapping's keys."""
    data = value.data if value else None
    if isinstance(data, Mapping):
        return frozenset(data)
    return frozenset(one.data for one in data if isinstance(one.data, str)) if isinstance(data, tuple) else frozenset()


def _defaults(path: str, site: SourceSite) -> Iterator[ExternalMetadata]:
    """Front matter defaults, those of the innermost folder first."""
    rows = first_setting(_config(site), "defaults")
    found: list[tuple[int, ExternalMetadata]] = []
    for row in rows.data if rows and isinstance(rows.data, tuple) else ():
        scope, values = (_below(row, name) for name in ("scope", "values"))
        folder = setting_text(scope, "path").strip("/")
        if (not folder or path.startswith(f"{folder}/")) and setting_text(scope, "type") in ("", "posts"):
            where = f"`defaults` of {_CONFIGS[0]}"
            found.append((-len(folder), ExternalMetadata(where, values, site.display_path(_CONFIGS[0]))))
    yield from (clue for _, clue in sorted(found, key=lambda one: one[0]))


def _below(row: Located, name: str) -> Mapping[str, Located]:
    inner = row.data.get(name) if isinstance(row.data, Mapping) else None
    return inner.data if inner and isinstance(inner.data, Mapping) else {}


def _day(date: PartialDate | None) -> dict[str, str]:
    """What stands for a day in a permalink; nothing if an offset leaves it to the server which day it was."""
    if not date or not date.day or any(mark in (date.time or "") for mark in "Z+-"):
        return {}
    year, month, day = date.year, f"{date.month}", date.day
    numbers = {":i_month": month.lstrip("0"), ":i_day": day.lstrip("0"), ":short_year": year[2:]}
    return {":year": year, ":month": month, ":day": day} | numbers


def _categories(path: str, own: Mapping[str, Located]) -> list[str]:
    """Those of an address. In one text there are spaces between several, but not where `category` names one."""
    stated: list[str] = [setting_text(own, "category")]
    value = own.get("categories", Located(None))
    if isinstance(value.data, tuple):
        stated += (f"{one.data}" for one in value.data)
    elif isinstance(value.data, str):
        stated += value.data.split()
    above = _above(path) if _POSTS in parent_folders(path) else []
    return list(dict.fromkeys(one.lower().replace(" ", "-") for one in (*above, *stated) if one))


def _slug(path: str, own: Mapping[str, Located]) -> str:
    return setting_text(own, "slug") or dates.date_from_filename(path.rpartition("/")[2])[1]

"""Obsidian: notes in any folder of a vault, called by their files' names; also the sites that Quartz makes of one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from kursk_archive.importers.generators.plain import (
    MAX_ITEMS,
    ContentLayout,
    date_from_name,
    file_stem,
    held_by_status,
    parent_folders,
    path_below,
    section_from_folders,
    title_of_note,
)
from kursk_archive.importers.globs import ignored_by
from kursk_archive.importers.model import FROM_SITE, ExternalMetadata, SkipReason
from kursk_archive.importers.page import Page, is_false, is_true, stated
from kursk_archive.importers.source_site import SourceSite
from kursk_archive.loader.images import IMAGE_NAME_ENDINGS
from kursk_archive.loader.markdown.javascript import JsObject, read_javascript_objects
from kursk_archive.yaml.located import Located

_SETTINGS_FOLDER = ".obsidian"
_QUARTZ_CONFIGS = ("quartz.config.ts", "quartz.config.js")
_EXPLICIT = re.compile(r"^[^/\n]*\bExplicitPublish\s*\(", re.MULTILINE)
_GARDEN = f"{_SETTINGS_FOLDER}/plugins/digitalgarden"
_PUBLISHING_KEYS = ("publish", "dg-publish")


class Obsidian(ContentLayout, frozen=True):
    name: str = "obsidian"
    imports_withheld: bool = False
    article_suffixes: frozenset[str] = frozenset({".md"})

    def matches(self, site: SourceSite) -> bool:
        return (site.root / _SETTINGS_FOLDER).is_dir() or _quartz_path(site) != ""

    def target_path(self, path: str, site: SourceSite) -> str | SkipReason | None:
        inside = path_below(_content(site), path, site)
        if inside is None or path.endswith(IMAGE_NAME_ENDINGS):
            return inside
        if path.endswith(".excalidraw.md"):
            return SkipReason("a drawing, not a note")
        templates = _templates_folder(site)
        return SkipReason("a template of notes") if templates and f"{inside}/".startswith(f"{templates}/") else inside

    def held_back(self, page: Page) -> str:
        inside = path_below(_content(page.site), page.path, page.site) or page.path
        if ignored_by(inside, _ignored(page.site)):
            return "ignored by the site's settings"
        published = stated(page.frontmatter, *_PUBLISHING_KEYS)
        if is_false(published) or (_publishes_marked_only(page.site) and not is_true(published)):
            return "not marked to be published"
        return held_by_status(page)

    def external_metadata(self, path: str, site: SourceSite) -> Iterator[ExternalMetadata]:
        yield from date_from_name(file_stem(path))
        yield from section_from_folders(parent_folders(path_below(_content(site), path, site) or path))
        config = _quartz(site)
        if title := config.text("pageTitle"):
            yield ExternalMetadata(FROM_SITE, {"publisher": Located(title)}, site.display_path(_quartz_path(site)))

    def title_of(self, page: Page) -> str:
        return title_of_note(page.path)

    def site_url(self, site: SourceSite) -> str:
        host = _quartz(site).text("baseUrl").strip("/")
        return f"https://{host}" if host and "://" not in host else host

    def url_path(self, page: Page) -> str | None:
        """Return the path that Quartz gives a note: that of its file, with hyphens in place of white space."""
        if not _quartz_path(page.site):
            return None
        inside = path_below(_content(page.site), page.path, page.site) or page.path
        stem = re.sub(r"(?:^|/)(?:_?index)$", "/", inside.rpartition(".")[0])
        spelt = re.sub(r"\s", "-", stem).replace("&", "-and-").replace("%", "-percent")
        return f"/{spelt.replace('?', '').replace('#', '').lstrip('/')}"

    def image_folders(self, site: SourceSite) -> tuple[str, ...]:
        return (_content(site), "")

    def files_named(self, name: str, site: SourceSite) -> Iterator[str]:
        """Yield the files that a note means by a name or by the end of a path, those nearest to the top first."""
        by_name = site.once("names of files", lambda: _paths_by_name(site))
        wanted = name.lstrip("/")
        yield from (path for path in by_name.get(wanted.rpartition("/")[2], ()) if f"/{path}".endswith(f"/{wanted}"))


def _paths_by_name(site: SourceSite) -> dict[str, list[str]]:
    by_name: dict[str, list[str]] = {}
    for path in sorted(site.files, key=lambda path: (path.count("/"), path)):
        by_name.setdefault(path.rpartition("/")[2], []).append(path)
    return by_name


def _content(site: SourceSite) -> str:
    """Return the folder of notes, with a slash at the end; empty for the whole folder."""
    return "content/" if _quartz_path(site) and site.has_folder("content/") else ""


def _quartz_path(site: SourceSite) -> str:
    return next((path for path in _QUARTZ_CONFIGS if path in site.paths), "")


def _quartz(site: SourceSite) -> JsObject:
    """Return the settings of Quartz: the first object that states the site's title or address."""
    objects = site.once("quartz settings", lambda: read_javascript_objects(_quartz_text(site)))
    return next((one for one in objects if {"pageTitle", "baseUrl"} & one.members.keys()), JsObject({}, []))


def _quartz_text(site: SourceSite) -> str:
    path = _quartz_path(site)
    return "\n".join(site.read_lines(path)) if path else ""


def _ignored(site: SourceSite) -> tuple[str, ...]:
    """Return the patterns that the settings of Quartz leave out."""
    patterns = _quartz(site).child("ignorePatterns").items[:MAX_ITEMS]
    return tuple(pattern for pattern in patterns if isinstance(pattern, str))


def _publishes_marked_only(site: SourceSite) -> bool:
    """Return True if the site publishes only the notes that say so."""
    return site.once(
        "marked only",
        lambda: (
            (site.root / _content(site) / _GARDEN).is_dir()
            or (site.root / _GARDEN).is_dir()
            or _EXPLICIT.search(_quartz_text(site)) is not None
        ),
    )


def _templates_folder(site: SourceSite) -> str:
    """Return the folder of templates that the vault's settings name, without slashes at the ends; empty if none."""
    return site.once("templates", lambda: _read_templates_folder(site))


def _read_templates_folder(site: SourceSite) -> str:
    lines = site.read_lines(f"{_content(site)}{_SETTINGS_FOLDER}/templates.json")
    try:
        settings = json.loads("\n".join(lines)) if lines else {}
    except (ValueError, RecursionError):
        return ""
    folder = settings.get("folder") if isinstance(settings, dict) else None
    return folder.strip("/") if isinstance(folder, str) else ""

"""Eleventy: any folder; data in the text, in a file of the same name, and in files named after the folders above."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from kursk_archive.importers.addresses import ascii_spelling, day_placeholders
from kursk_archive.importers.generators.plain import (
    MARKUP_SUFFIXES,
    UNLISTED,
    ContentLayout,
    date_from_name,
    file_stem,
    held_by_status,
    language_from_folder,
    parent_folders,
    path_below,
    setting_text,
    slug_from_folder,
)
from kursk_archive.importers.globs import ignored_by
from kursk_archive.importers.model import FROM_SITE, ExternalMetadata, SkipReason
from kursk_archive.importers.page import Page, day_in_zone, is_false, is_true
from kursk_archive.importers.source_site import SourceSite
from kursk_archive.loader import dates
from kursk_archive.loader.images import IMAGE_NAME_ENDINGS
from kursk_archive.yaml.located import Located

_CONFIG_PATHS = ("eleventy.config.js", "eleventy.config.mjs", "eleventy.config.cjs", "eleventy.config.ts")
_HIDDEN_CONFIG = ".eleventy.js"
_OTHER_FOLDERS = frozenset({"_site", "_includes", "_layouts", "_data", "node_modules"})
_DATA_SUFFIXES = (".11tydata.json", ".json")
"""The first takes precedence."""
_PROGRAM_SUFFIXES = (".11tydata.js", ".11tydata.cjs", ".11tydata.mjs")
"""Data files that are programs. They are never run: only their constants are read."""
_CONSTANT = re.compile(r"""["']?\b(\w{1,60})["']?\s{0,9}:\s{0,9}(true|false|"[^"\n]{0,300}"|'[^'\n]{0,300}')""")
_HOLDING_KEYS = frozenset({"permalink", "draft", "published", "eleventyExcludeFromCollections"})
_INPUT = re.compile(r"\binput\s*:\s*[\"'`]([\w./-]{1,100})[\"'`]")
_IGNORES = re.compile(r"\bignores\.add\(\s*[\"'`]([^\"'`]{1,200})[\"'`]")
_SITE_SUFFIXES = (".json", ".yaml", ".yml", ".js", ".cjs", ".mjs")
_SITE_DATA = ("metadata", "site", "meta", "config")
_EXPRESSION = re.compile(r"\{\{-?\s*([^{}]{1,200}?)\s*-?\}\}")


class Eleventy(ContentLayout, frozen=True):
    """Eleventy's settings are a program, which is never run: only its constants are read."""

    name: str = "eleventy"
    imports_withheld: bool = False
    article_suffixes: frozenset[str] = MARKUP_SUFFIXES

    def matches(self, site: SourceSite) -> bool:
        has_config = any(path in site.paths for path in _CONFIG_PATHS) or (site.root / _HIDDEN_CONFIG).is_file()
        return has_config or any(path.endswith(".11tydata.json") for path in site.files)

    def target_path(self, path: str, site: SourceSite) -> str | SkipReason | None:
        if not _OTHER_FOLDERS.isdisjoint(parent_folders(path)) or path.endswith(".js"):
            return None
        if path.endswith(IMAGE_NAME_ENDINGS):
            return path
        inside = path_below(_input_folder(site), path, site)
        if inside is None:
            return SkipReason("outside the site's input folder")
        return SkipReason("the site's home page") if file_stem(path) == "index" and "/" not in inside else path

    def not_an_article(self, page: Page) -> str:
        if "pagination" in page.frontmatter:
            return "a list page, not an article"
        is_template = page.path.endswith((".html", ".htm")) and not (page.date and page.field("title"))
        return "a template without title or date, not an article" if is_template else ""

    def held_back(self, page: Page) -> str:
        if ignored_by(page.path, page.site.once("ignored", lambda: _ignored(page.site))):
            return "ignored by the site's settings"
        values = self._data(page)
        if is_false(values.get("permalink")):
            return "not rendered as a page of its own"
        return held_by_status(page) or (UNLISTED if is_true(values.get("eleventyExcludeFromCollections")) else "")

    def external_metadata(self, path: str, site: SourceSite) -> Iterator[ExternalMetadata]:
        for source in self._sources(path, site):
            # A page's own permalink takes precedence, although it states another field.
            values = {key: value for key, value in source.values.items() if key != "permalink"}
            yield replace(source, values=values)

    def _sources(self, path: str, site: SourceSite) -> Iterator[ExternalMetadata]:
        folders, name = parent_folders(path), file_stem(path)
        yield from _data_file_metadata(path.rpartition(".")[0], site)
        if name == "index" and folders:
            yield from slug_from_folder(dates.date_from_filename(f"{folders[-1]}.md")[1])
            name = folders[-1]
        yield from date_from_name(name)
        for i in range(len(folders), 0, -1):
            yield from _data_file_metadata("/".join((*folders[:i], folders[i - 1])), site)
        yield from language_from_folder(path, site)
        data, source = _site_data(site)
        names = {"publisher": setting_text(data, "title", "name"), "language": setting_text(data, "language", "lang")}
        values = {key: Located(value) for key, value in names.items() if value}
        if values:
            yield ExternalMetadata(FROM_SITE, values, source)

    def _data(self, page: Page) -> Mapping[str, Located]:
        """Merge the data of a page: its frontmatter takes precedence, then the innermost data file."""
        sources = list(self._sources(page.path, page.site))
        merged = {key: value for source in reversed(sources) for key, value in source.values.items()}
        return {**merged, **page.frontmatter}

    def site_url(self, site: SourceSite) -> str:
        return setting_text(_site_data(site)[0], "url", "baseUrl", "siteUrl", "base_url")

    def image_folders(self, site: SourceSite) -> tuple[str, ...]:
        folder = _input_folder(site)
        return (folder, "public/", "static/", f"{folder}static/", f"{folder}public/", "")

    def url_path(self, page: Page) -> str | None:
        stem = page.path.rpartition(".")[0]
        inside = path_below(_input_folder(page.site), stem, page.site) or stem
        folders, name = parent_folders(f"{inside}.md"), inside.rpartition("/")[2]
        name = dates.date_from_filename(f"{name}.md")[1]
        if name == "index" or folders[-1:] == [name]:  # `flood/flood.md` has the address of `flood/index.md`
            folders, name = folders[:-1], (folders[-1] if folders else "")
        permalink = setting_text(self._data(page), "permalink")
        if permalink:
            filled = _fill_template(permalink, page, name, "/".join((*folders, name)))
        else:
            filled = "/".join((*folders, name)) + "/"
        return f"/{filled.lstrip('/').removesuffix('index.html')}" if filled else None


def _fill_template(permalink: str, page: Page, name: str, stem: str) -> str | None:
    """Fill the usual expressions into a permalink; None if it has any other."""
    values: dict[str, str | None] = {
        "page.fileSlug": name,
        "page.filePathStem": f"/{stem}",
        "slug": setting_text(page.frontmatter, "slug") or None,
        "lang": page.field_text("language") or None,
        "title|slugify": ascii_spelling(page.field_text("title")),
        "title|slug": ascii_spelling(page.field_text("title")),
    }
    days = day_placeholders(day_in_zone(page.date, "UTC"))
    values |= {"page.date|date:'%Y'": days.get("year"), "page.date|date:'%Y/%m'": _join(days, "year", "month")}
    values |= {"page.date|date:'%Y/%m/%d'": _join(days, "year", "month", "day")}
    parts = [(match[0], values.get(re.sub(r"\s+", "", match[1]).replace('"', "'"))) for match in
             _EXPRESSION.finditer(permalink)]  # fmt: skip
    for written, value in parts:
        if value is None:
            return None
        permalink = permalink.replace(written, value)
    return None if "{" in permalink else permalink


def _join(days: Mapping[str, str | None], *names: str) -> str | None:
    return "/".join(f"{days[name]}" for name in names) if days else None


def _config_text(site: SourceSite) -> str:
    return site.once("config", lambda: "\n".join(
        line for path in (*_CONFIG_PATHS, _HIDDEN_CONFIG) for line in site.read_lines(path)
    ))  # fmt: skip


def _input_folder(site: SourceSite) -> str:
    """Return the input folder that the settings name, with a slash at the end; empty for the site's own."""
    match = _INPUT.search(_config_text(site))
    folder = match[1].removeprefix("./").strip("/") if match else ""
    return f"{folder}/" if folder and folder != "." and site.has_folder(f"{folder}/") else ""


def _ignored(site: SourceSite) -> tuple[str, ...]:
    """Return what `.eleventyignore`, `.gitignore` and the settings leave out, in the notation of `.gitignore`."""
    added = tuple(f"/{name.removeprefix('./')}" for name in _IGNORES.findall(_config_text(site)))
    folder = _input_folder(site)
    inner = tuple(
        f"/{folder}{line.lstrip('/')}" for line in site.read_lines(f"{folder}.eleventyignore") if line.strip()
    )
    return (*site.read_lines(".gitignore"), *site.read_lines(".eleventyignore"), *(inner if folder else ()), *added)


def _site_data(site: SourceSite) -> tuple[Mapping[str, Located], str]:
    """Return what the site's global data say of the site itself, and the file."""
    folders = dict.fromkeys(("", _input_folder(site)))
    names = [f"{folder}_data/{name}{suffix}" for folder in folders for name in _SITE_DATA for suffix in _SITE_SUFFIXES]
    path = next((name for name in names if name in site.paths), "")
    values = _constants(path, site) if path.endswith("js") else site.read_mapping(path)
    return values, site.display_path(path)


def _data_file_metadata(stem: str, site: SourceSite) -> Iterator[ExternalMetadata]:
    for suffix in _DATA_SUFFIXES:
        if f"{stem}{suffix}" in site.paths:
            source = site.display_path(f"{stem}{suffix}")
            yield ExternalMetadata(source, site.read_mapping(f"{stem}{suffix}"), source)
    for suffix in _PROGRAM_SUFFIXES:
        if f"{stem}{suffix}" in site.paths:
            constants = _constants(f"{stem}{suffix}", site)
            held = {key: constants[key] for key in _HOLDING_KEYS & constants.keys() if key != "permalink"}
            if is_false(constants.get("permalink")):
                held["permalink"] = constants["permalink"]
            yield ExternalMetadata(site.display_path(f"{stem}{suffix}"), held)


def _constants(path: str, site: SourceSite) -> Mapping[str, Located]:
    """Return the texts and switches that a program in JavaScript writes down; the first of a name counts."""
    return site.once(f"constants {path}", lambda: _find_constants("\n".join(site.read_lines(path))))


def _find_constants(program: str) -> Mapping[str, Located]:
    found: dict[str, Located] = {}
    for name, value in _CONSTANT.findall(program):
        found.setdefault(name, Located(value == "true" if value in ("true", "false") else value[1:-1]))
    return found

"""Hugo: sections and page bundles below `content/`, static files below `static/`, one folder or suffix per language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice

from msgspec import Struct

from kursk_archive.importers.addresses import day_placeholders, fill_pattern, hugo_spelling
from kursk_archive.importers.generators.plain import (
    FUTURE,
    MARKUP_SUFFIXES,
    MAX_ITEMS,
    UNLISTED,
    ContentLayout,
    date_from_name,
    file_stem,
    first_setting,
    held_by_status,
    parent_folders,
    section_from_folders,
    setting_mapping,
    setting_text,
    setting_texts,
    site_metadata,
    slug_from_folder,
    split_language,
)
from kursk_archive.importers.globs import matches_glob, simple_regex
from kursk_archive.importers.model import FROM_FILE_NAME, FROM_FOLDER, FROM_SITE, ExternalMetadata, SkipReason
from kursk_archive.importers.page import Page, day_in_zone, is_true, stated, stated_date
from kursk_archive.importers.source_site import SourceSite
from kursk_archive.loader.images import IMAGE_NAME_ENDINGS
from kursk_archive.yaml.located import Located

_NAMES = ("hugo", "config")
_SUFFIXES = ("toml", "yaml", "yml", "json")
_CONFIG_FOLDER = "config/_default/"
_CONFIG_PATHS = tuple(
    f"{folder}{name}.{suffix}" for name in _NAMES for folder in ("", _CONFIG_FOLDER) for suffix in _SUFFIXES
)
_PARTIAL_CONFIGS = ("languages", "module", "permalinks", "frontmatter", "cascade", "build")
"""Tables that may be in a file of their own in the folder of settings."""
_OTHER_FOLDERS = ("themes/", "layouts/", "archetypes/", "public/", "node_modules/", "resources/")
_SECTION_FILE = re.compile(r"_index\..+")
_BUNDLE_FILE = re.compile(r"index(?:\.[a-z]{2,3}(?:-[A-Za-z]{2,4})?)?\.(?:md|markdown|mdown|mkd|txt|html)")
_TRANSLATION = re.compile(r"(?P<base>.+)\.(?P<language>[a-z]{2,3}(?:-[A-Za-z]{2,4})?)")
_RENDERED = frozenset({True, "always", "link"})
"""Values of `build.render` under which a page is published."""
_EXPIRY_KEYS = ("expiryDate", "unpublishDate")
_PUBLICATION_KEYS = ("publishDate", "pubDate")
_MAX_CASCADES = 200


class ContentRoot(Struct, frozen=True):
    """A folder of content."""

    folder: str
    """With a slash at the end."""
    language: str = ""
    """Key of its language in the settings; empty if it holds several, or the site has one."""


class Hugo(ContentLayout, frozen=True):
    name: str = "hugo"
    imports_withheld: bool = False
    article_suffixes: frozenset[str] = MARKUP_SUFFIXES
    aliases_are_beside_page: bool = True

    def matches(self, site: SourceSite) -> bool:
        has_config = any(path in site.paths and ("hugo." in path or "/" in path) for path in _CONFIG_PATHS)
        stems = {path.rpartition("/")[2].partition(".")[0] for path in site.files}
        return has_config or "baseURL" in self.settings(site) or "_index" in stems

    def settings(self, site: SourceSite) -> Mapping[str, Located]:
        return site.once("hugo settings", lambda: self._read_settings(site))

    def _read_settings(self, site: SourceSite) -> Mapping[str, Located]:
        settings = dict(site.read_first_mapping(*_CONFIG_PATHS))
        for name in _PARTIAL_CONFIGS:
            part = site.read_first_mapping(*(f"{_CONFIG_FOLDER}{name}.{suffix}" for suffix in _SUFFIXES))
            if part:
                settings.setdefault(name, Located(part))
        return settings

    def config_path(self, site: SourceSite) -> str:
        return site.display_path(next((path for path in _CONFIG_PATHS if path in site.paths), ""))

    def content_roots(self, site: SourceSite) -> tuple[ContentRoot, ...]:
        """Return the folders of content, those of a language before those that hold several."""
        return site.once("content roots", lambda: self._find_content_roots(site))

    def _find_content_roots(self, site: SourceSite) -> tuple[ContentRoot, ...]:
        settings = self.settings(site)
        content = f"{setting_text(settings, 'contentDir', 'contentdir') or 'content'}".strip("/") + "/"
        folders = {path[: path.find("/", len(content)) + 1] for path in site.files if path.startswith(content)}
        roots = [ContentRoot(content)]
        for key, value in islice(setting_mapping(settings, "languages").items(), MAX_ITEMS):
            members = value.data if isinstance(value.data, Mapping) else {}
            own = setting_text(members, "contentDir", "contentdir").strip("/")
            if own or f"{content}{key}/" in folders:
                roots.append(ContentRoot(f"{own or content + key}/", key))
        mounts = first_setting(setting_mapping(settings, "module"), "mounts") or Located(None)
        for mount in mounts.data[:MAX_ITEMS] if isinstance(mounts.data, tuple) else ():
            members = mount.data if isinstance(mount.data, Mapping) else {}
            folder, target = setting_text(members, "source").strip("/"), setting_text(members, "target").strip("/")
            if folder and target == "content":
                roots.append(ContentRoot(f"{folder}/", setting_text(members, "lang")))
        return tuple(sorted(set(roots), key=lambda root: (-len(root.folder), root.language == "")))

    def split_path(self, path: str, site: SourceSite) -> tuple[ContentRoot, str] | None:
        """Return the folder of content that a file is in, and its path there; None if it is in none."""
        roots = self.content_roots(site)
        root = next((one for one in roots if path.startswith(one.folder)), None)
        if root is None:
            return None if any(site.has_folder(one.folder) for one in roots) else (ContentRoot(""), path)
        if root.language:
            return root, path.removeprefix(root.folder)
        language, rest = split_language(path, site)
        if not rest.startswith(root.folder):  # the whole folder of content is that of the main language
            return root, path.removeprefix(root.folder)
        return ContentRoot(root.folder, language), rest.removeprefix(root.folder)

    def target_path(self, path: str, site: SourceSite) -> str | SkipReason | None:
        if path.startswith(("static/", "assets/", *_OTHER_FOLDERS)):
            return None
        located = self.split_path(path, site)
        if located is None:
            return None
        root, inside = located
        target = path.removeprefix("content/") if path.startswith("content/") else path.removeprefix(root.folder)
        if root.language and not path.startswith("content/") and root.folder:
            target = f"{root.language}/{inside}"
        name = path.rpartition("/")[2]
        if path.endswith(IMAGE_NAME_ENDINGS):
            return target
        if _SECTION_FILE.fullmatch(name):
            return SkipReason("a list page, not an article")
        if not _BUNDLE_FILE.fullmatch(name):
            return SkipReason("part of the page bundle in its folder") if _is_bundle_part(path, site) else target
        return target if "/" in inside else SkipReason("the site's home page")

    def held_back(self, page: Page) -> str:
        settings = self.settings(page.site)
        values = {**_merged(reversed(list(self.cascades(page.path, page.site)))), **page.frontmatter}
        if self.is_ignored(page.path, settings):
            return "ignored by the site's settings"
        build = stated(values, "build", "_build")
        options = build.data if build and isinstance(build.data, Mapping) else {}
        if is_true(stated(values, "headless")) or options.get("render", Located(True)).data not in _RENDERED:
            return "not rendered as a page of its own"
        if options.get("list", Located(True)).data in (False, "never"):
            return UNLISTED
        return held_by_status(page) or self.held_by_date(page, values, settings)

    def held_by_date(self, page: Page, values: Mapping[str, Located], settings: Mapping[str, Located]) -> str:
        for names in (_EXPIRY_KEYS, _PUBLICATION_KEYS):
            if stated(values, *names) and not stated_date(values, *names):
                return f"its `{names[0]}` is no date that can be read"
        expiry = stated_date(values, *_EXPIRY_KEYS)
        if page.is_past(expiry) and not is_true(stated(settings, "buildExpired")):
            return f"expired on {expiry}"
        publication = stated_date(values, *_PUBLICATION_KEYS) or page.date
        is_future = page.is_future(publication) and not is_true(stated(settings, "buildFuture"))
        return FUTURE.format(publication) if is_future else ""

    def is_ignored(self, path: str, settings: Mapping[str, Located]) -> bool:
        """Return True if one of the regular expressions of `ignoreFiles` matches the path."""
        patterns = map(simple_regex, setting_texts(settings, "ignoreFiles"))
        return any(pattern.search(f"/{path}"[:400]) for pattern in patterns if pattern)

    def external_metadata(self, path: str, site: SourceSite) -> Iterator[ExternalMetadata]:
        located = self.split_path(path, site)
        folders = parent_folders(located[1]) if located else []
        if _BUNDLE_FILE.fullmatch(path.rpartition("/")[2]) and folders:
            folder = folders.pop()
            yield from slug_from_folder(self.name_without_date(folder))
            yield from self.date_from_name(folder, site)
        yield from self.date_from_name(file_stem(path), site)
        yield from self.language_metadata(path, site)
        yield from self.cascades(path, site)
        yield from section_from_folders(folders)
        yield from site_metadata(self.settings(site), self.config_path(site), *self.language_keys)

    def language_metadata(self, path: str, site: SourceSite) -> Iterator[ExternalMetadata]:
        """Yield the language that the file's name or its folder states, as the settings call it."""
        languages = setting_mapping(self.settings(site), "languages")
        key, source = self.language_key(path, site)
        if not key and self.default_language(site) in languages:
            key, source = self.default_language(site), FROM_SITE
        if key:
            members = setting_mapping(languages, key)
            tag = setting_text(members, "locale", "languageCode", "languagecode") or key
            yield ExternalMetadata(source, {"language": Located(tag)})

    def language_key(self, path: str, site: SourceSite) -> tuple[str, str]:
        """Return the key of a file's language, and the source of it; empty if neither name nor folder has one."""
        languages = setting_mapping(self.settings(site), "languages")
        base, key = split_suffix(path)
        if key and (base in site.paths or key in languages):
            return key, FROM_FILE_NAME
        located = self.split_path(path, site)
        return (located[0].language if located else ""), FROM_FOLDER

    def default_language(self, site: SourceSite) -> str:
        return setting_text(self.settings(site), "defaultContentLanguage", "default_language") or "en"

    def cascades(self, path: str, site: SourceSite) -> Iterator[ExternalMetadata]:
        """Yield the `cascade` of each `_index.md` above a file, the innermost first, and that of the settings."""
        located = self.split_path(path, site)
        inside = located[1] if located else path
        key, source = self.language_key(path, site)
        place = _Place(inside.rpartition(".")[0].removesuffix("/index"), key)
        folders = parent_folders(path)
        is_configured = source == FROM_FILE_NAME and key in setting_mapping(self.settings(site), "languages")
        name = f"_index.{key}.md" if is_configured else "_index.md"
        for i in range(len(folders), -1, -1):
            index = "/".join((*folders[:i], name))
            for values in _cascaded(site.read_mapping(index).get("cascade"), place):
                yield ExternalMetadata(site.display_path(index), values, site.display_path(index))
        for values in _cascaded(self.settings(site).get("cascade"), place):
            yield ExternalMetadata(self.config_path(site), values, self.config_path(site))

    def names_have_dates(self, site: SourceSite) -> bool:
        """Return True if a date at the beginning of a name is the page's date."""
        configured = setting_texts(setting_mapping(self.settings(site), "frontmatter"), "date")
        return ":filename" in configured

    @property
    def language_keys(self) -> tuple[str, ...]:
        """Settings that name the site's language."""
        return ("locale", "languageCode", "defaultContentLanguage")

    def date_from_name(self, name: str, site: SourceSite) -> Iterator[ExternalMetadata]:
        return date_from_name(name) if self.names_have_dates(site) else iter(())

    def name_without_date(self, name: str) -> str:
        """Return the name that an address is made of: Hugo keeps a date in it."""
        return name

    def site_url(self, site: SourceSite) -> str:
        return setting_text(self.settings(site), "baseURL", "baseurl", "base_url")

    def url_path(self, page: Page) -> str | None:
        located = self.split_path(page.path, page.site)
        if located is None:
            return None
        stated_path = setting_text(page.frontmatter, "url")
        if stated_path:
            prefix = "" if stated_path.startswith("/") else self.language_prefix(page)
            path = None if ":" in stated_path else f"{prefix}/{stated_path.strip('/')}"
        else:
            path = self.derived_path(page, located[1])
        if path is None or stated_path.endswith("/"):
            return f"{path}/" if path else None
        return path if re.search(r"\.html?$", path) else f"{path}/"

    def derived_path(self, page: Page, inside: str) -> str | None:
        """Return the path that permalinks, slug and folders give a page, without the slash at its end."""
        settings = self.settings(page.site)
        bare = split_suffix(inside)[0] if self.language_key(page.path, page.site)[1] == FROM_FILE_NAME else inside
        folders = parent_folders(bare)
        name = file_stem(bare)
        if name == "index" and folders:
            name = folders.pop()
        stated_slug = setting_text(page.frontmatter, "slug")
        slug = stated_slug or self.name_without_date(name)
        patterns = setting_mapping(settings, "permalinks")
        patterns = {**patterns, **setting_mapping(patterns, "page")}
        section = folders[0] if folders else ""
        pattern = setting_text(patterns, section) or f"/{':sections/' if folders else ''}:slugorfilename"
        to_lower = not is_true(stated(settings, "disablePathToLower"))
        filled = fill_pattern(
            re.sub(r":sections\[[^\]]*\]", ":unknown", pattern).rstrip("/"),
            {
                "section": section,
                "sections": "/".join(folders),
                "slug": stated_slug or page.field_text("title") or slug,
                "slugorfilename": slug,
                "slugorcontentbasename": slug,
                "filename": name,
                "contentbasename": name,
                "title": page.field_text("title") or None,
                **day_placeholders(day_in_zone(page.date, "UTC" if page.date and "Z" in page.date else "")),
            },
        )
        if filled is None:
            return None
        is_ugly = is_true(stated(settings, "uglyURLs"))
        return f"{self.language_prefix(page)}{hugo_spelling(filled, to_lower)}{'.html' if is_ugly else ''}"

    def language_prefix(self, page: Page) -> str:
        """Return the folder of a language on the published site; empty for the default language."""
        key = self.language_key(page.path, page.site)[0]
        settings = self.settings(page.site)
        in_subfolder = is_true(stated(settings, "defaultContentLanguageInSubdir"))
        key = key or (self.default_language(page.site) if in_subfolder else "")
        return f"/{key.lower()}" if key and (in_subfolder or key != self.default_language(page.site)) else ""

    def translation_key(self, page: Page) -> str:
        if key := setting_text(page.frontmatter, "translationKey", "translationkey"):
            return f"key {key}"
        located = self.split_path(page.path, page.site)
        inside = located[1] if located else page.path
        return split_suffix(inside)[0] if self.language_key(page.path, page.site)[1] == FROM_FILE_NAME else inside

    def image_folders(self, site: SourceSite) -> tuple[str, ...]:
        return ("static/", "assets/", *(root.folder for root in self.content_roots(site)), "")


def split_suffix(path: str) -> tuple[str, str]:
    """Split the language off a file's name: `news/flood.uk.md` is `news/flood.md` and `uk`."""
    folder, _, name = path.rpartition("/")
    stem, _, suffix = name.rpartition(".")
    match = _TRANSLATION.fullmatch(stem)
    return (f"{folder}/{match['base']}.{suffix}".lstrip("/"), match["language"]) if match else (path, "")


def _is_bundle_part(path: str, site: SourceSite) -> bool:
    """Return True if a folder above is a page bundle: everything in it belongs to that page."""
    folders = parent_folders(path)
    ancestors = ("/".join(folders[:i]) for i in range(len(folders), 1, -1))
    return any(f"{folder}/index.md" in site.paths for folder in ancestors)


class _Place(Struct, frozen=True):
    """The facts of a page that the target of a cascade is compared with."""

    path: str
    """In the content, without suffix."""
    language: str


def _cascaded(cascade: Located | None, place: _Place) -> Iterator[Mapping[str, Located]]:
    """Yield the values of a cascade that apply to a page, the first of which takes precedence."""
    if cascade is None:
        return
    blocks = cascade.data if isinstance(cascade.data, tuple) else (cascade,)
    for block in blocks[:_MAX_CASCADES]:
        if isinstance(block.data, Mapping) and _is_target(setting_mapping(block.data, "target", "_target"), place):
            values = {key: value for key, value in block.data.items() if key not in ("target", "_target", "params")}
            yield {**setting_mapping(block.data, "params"), **values}


def _is_target(target: Mapping[str, Located], place: _Place) -> bool:
    path, kind = setting_text(target, "path"), setting_text(target, "kind")
    language, environment = setting_text(target, "lang"), setting_text(target, "environment")
    return (
        (not path or matches_glob(place.path.lower(), path.lower()))
        and kind in ("", "page", "{page,section}")
        and language in ("", place.language)
        and environment in ("", "production")
    )


def _merged(sources: Iterator[ExternalMetadata]) -> dict[str, Located]:
    """Merge the values of sources; later ones take precedence."""
    return {key: value for source in sources for key, value in source.values.items()}

"""Docusaurus: blogs in folders that the settings name, translations of them below `i18n/`."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping

from msgspec import Struct

from kursk_archive.importers.authors import listed_names
from kursk_archive.importers.generators.plain import (
    UNLISTED,
    ContentLayout,
    held_by_status,
    setting_text,
    slug_from_folder,
)
from kursk_archive.importers.languages import language_tag
from kursk_archive.importers.model import FROM_FILE_NAME, FROM_FOLDER, FROM_SITE, ExternalMetadata, SkipReason
from kursk_archive.importers.page import Page, is_true, stated
from kursk_archive.importers.source_site import SourceSite
from kursk_archive.loader.images import IMAGE_NAME_ENDINGS
from kursk_archive.loader.markdown.javascript import JsObject, named_options, read_javascript_objects
from kursk_archive.yaml.located import Located

_CONFIG_PATHS = tuple(f"docusaurus.config.{suffix}" for suffix in ("js", "ts", "mjs", "cjs", "mts", "cts"))
_TRANSLATED = re.compile(r"i18n/(?P<locale>[^/]+)/docusaurus-plugin-content-blog(?:-(?P<id>[^/]+))?/(?P<inside>.+)")
_DATED_PATH = re.compile(
    r"(?P<folder>(?:[^/]+/)*?)(?P<date>\d{4}([-/])\d{1,2}\3\d{1,2})(?:[-/](?P<name>.+)|(?P<nameless>))"
)
_DEFAULT_ID = "default"
_DEFAULT_LOCALE = "en"
_NAME_ENDING = re.compile(r"(?:/index)?\.mdx?$")


class Blog(Struct, frozen=True):
    """A blog of the site."""

    folder: str
    """With a slash at the end; empty if the imported folder is the blog itself."""
    route: str
    """Path of its pages on the site, without slashes at the ends."""
    id: str = _DEFAULT_ID
    authors: str = "authors.yml"
    tags: str = "tags.yml"


class BlogPost(Struct, frozen=True):
    """A file of a blog."""

    blog: Blog
    locale: str
    """Name of the folder of its translation; empty for the original."""
    inside: str
    """Path below the blog's folder."""

    @property
    def name(self) -> str:
        """The path without suffix and `index`, as the generator makes a slug of it."""
        return _NAME_ENDING.sub("", self.inside)

    @property
    def date(self) -> str:
        match = _DATED_PATH.fullmatch(self.name)
        return "-".join(f"{part:0>2}" for part in re.split("[-/]", match["date"])) if match else ""

    @property
    def slug(self) -> str:
        match = _DATED_PATH.fullmatch(self.name)
        if match is None:
            return self.name
        return f"{match['date'].replace('-', '/')}/{match['folder']}{match['name'] or ''}"


class Docusaurus(ContentLayout, frozen=True):
    """Docusaurus's settings are a program, which is never run: only its constants are read."""

    name: str = "docusaurus"
    imports_withheld: bool = False
    article_suffixes: frozenset[str] = frozenset({".md", ".mdx"})

    def matches(self, site: SourceSite) -> bool:
        return any(path in site.paths for path in _CONFIG_PATHS)

    def target_path(self, path: str, site: SourceSite) -> str | SkipReason | None:
        post = _post_at(path, site)
        if path.endswith(IMAGE_NAME_ENDINGS):
            return path
        if post is None:
            return SkipReason("not in a blog of the site")
        if any(part.startswith("_") or part == "__tests__" for part in post.inside.split("/")):
            return SkipReason("left out by the generator: its name begins with an underscore")
        return f"{post.locale}/{post.blog.folder}{post.inside}" if post.locale else path

    def held_back(self, page: Page) -> str:
        return (UNLISTED if is_true(stated(page.frontmatter, "unlisted")) else "") or held_by_status(page)

    def external_metadata(self, path: str, site: SourceSite) -> Iterator[ExternalMetadata]:
        post = _post_at(path, site)
        if post is None:
            return
        if post.date:
            yield ExternalMetadata(FROM_FILE_NAME, {"date": Located(post.date)})
        if post.inside.rpartition("/")[2].startswith("index."):
            yield from slug_from_folder(post.slug.rpartition("/")[2])
        config = _config(site)
        if language := _language(post, config):
            yield ExternalMetadata(FROM_FOLDER if post.locale else FROM_SITE, {"language": Located(language)})
        if title := config.text("title"):
            yield ExternalMetadata(FROM_SITE, {"publisher": Located(title)}, _config_path(site))

    def known_values(self, page: Page) -> Iterator[ExternalMetadata]:
        """Yield the names of authors and tags that the article gives by a key."""
        post = _post_at(page.path, page.site)
        if post is None:
            return
        for field, key, file in (("authors", "authors", post.blog.authors), ("topics", "tags", post.blog.tags)):
            path = next((path for path in _data_paths(post, file, page) if path in page.site.paths), "")
            names = _labels(path, page.site) if field == "topics" else _authors(path, page.site)
            values = _named(stated(page.frontmatter, key), names)
            if values:
                source = page.site.display_path(path) if path else FROM_SITE
                yield ExternalMetadata(source, {field: Located(tuple(map(Located, values)))}, source, overrides=True)

    def site_url(self, site: SourceSite) -> str:
        config = _config(site)
        url, base = config.text("url").rstrip("/"), config.text("baseUrl")
        is_known = url and (base or "baseUrl" not in config.members)
        return f"{url}/{base.strip('/')}" if is_known else ""

    def url_path(self, page: Page) -> str | None:
        post = _post_at(page.path, page.site)
        if post is None:
            return None
        slug = setting_text(page.frontmatter, "slug") or post.slug
        parts = (post.locale, post.blog.route, slug.strip("/"))
        has_slash = _config(page.site).members.get("trailingSlash") is True
        return "/" + "/".join(part for part in parts if part) + ("/" if has_slash else "")

    def translation_key(self, page: Page) -> str:
        post = _post_at(page.path, page.site)
        return f"{post.blog.folder}{post.name}" if post else page.path

    def image_folders(self, site: SourceSite) -> tuple[str, ...]:
        return ("static", "")

    def other_language_folders(self, folder: str, site: SourceSite) -> Iterator[str]:
        """Yield the folder of the original: a translation shows its images."""
        post = _post_at(f"{folder}/index.md", site)
        if post and post.locale:
            yield f"{post.blog.folder}{posixpath.dirname(post.inside)}".rstrip("/")


def _config_path(site: SourceSite) -> str:
    return next((path for path in _CONFIG_PATHS if path in site.paths), "")


def _objects(site: SourceSite) -> list[JsObject]:
    text = "\n".join(site.read_lines(_config_path(site))) if _config_path(site) else ""
    return site.once("docusaurus settings", lambda: read_javascript_objects(text))


def _config(site: SourceSite) -> JsObject:
    """Return the settings: the first object that states the address of the site."""
    objects = [one for one in _objects(site)[1:] if {"url", "baseUrl"} & one.members.keys()]
    return next((one for one in objects if "baseUrl" in one.members), objects[0] if objects else JsObject({}, []))


def _blogs(site: SourceSite) -> tuple[Blog, ...]:
    return site.once("blogs", lambda: tuple(_find_blogs(site)))


def _find_blogs(site: SourceSite) -> Iterator[Blog]:
    objects = _objects(site)
    options = [one.child("blog") for one in objects if isinstance(one.members.get("blog"), JsObject)]
    options += named_options(objects, r"(?:^|[/-])content-blog$")
    if not options and not any(one.members.get("blog") is False for one in objects):
        options = [JsObject({}, [])]
    for one in options:
        folder = posixpath.normpath(one.text("path") or "blog")
        if folder.startswith(("..", "/")):
            continue
        has_folder = site.has_folder(f"{folder}/") or bool(_config_path(site))
        route = one.text("routeBasePath").strip("/") if "routeBasePath" in one.members else "blog"
        names = {"authors": one.text("authorsMapPath"), "tags": one.text("tags")}
        stated_names = {key: name for key, name in names.items() if name}
        yield Blog(f"{folder}/" if has_folder else "", route, one.text("id") or _DEFAULT_ID, **stated_names)


def _post_at(path: str, site: SourceSite) -> BlogPost | None:
    """Return the post that a file is; None if it is in no blog."""
    blogs = _blogs(site)
    if match := _TRANSLATED.fullmatch(path):
        blog = next((one for one in blogs if one.id == (match["id"] or _DEFAULT_ID)), None)
        return BlogPost(blog, match["locale"], match["inside"]) if blog else None
    inside = [one for one in blogs if path.startswith(one.folder)]
    blog = max(inside, key=lambda one: len(one.folder), default=None)
    return BlogPost(blog, "", path.removeprefix(blog.folder)) if blog else None


def _language(post: BlogPost, config: JsObject) -> str:
    """Return the language of a post; empty if the settings do not state that of the originals."""
    i18n = config.child("i18n")
    locale = post.locale or i18n.text("defaultLocale") or (_DEFAULT_LOCALE if i18n.members else "")
    stated_tag = i18n.child("localeConfigs").child(locale).text("htmlLang")
    return language_tag(stated_tag or locale) or ""


def _data_paths(post: BlogPost, file: str, page: Page) -> Iterator[str]:
    """Yield the paths at which a file of names may be, that of the translation first."""
    if post.locale:
        yield posixpath.normpath(f"{page.path.removesuffix(post.inside)}{file}")
    yield posixpath.normpath(f"{post.blog.folder}{file}")


def _authors(path: str, site: SourceSite) -> Mapping[str, str]:
    return dict(listed_names(site.read_mapping(path)))


def _labels(path: str, site: SourceSite) -> Mapping[str, str]:
    entries = site.read_mapping(path)
    labels = {
        key: setting_text(value.data, "label") for key, value in entries.items() if isinstance(value.data, Mapping)
    }
    return {key: label or key for key, label in labels.items()}


def _named(value: Located | None, names: Mapping[str, str]) -> list[str]:
    """Return the names of authors or tags that are given by keys or as objects; none if all are names already."""
    if value is None:
        return []
    items = [item.data for item in value.data] if isinstance(value.data, tuple) else [value.data]
    spelt = [_spell(item, names) for item in items]
    has_changed = any(isinstance(item, Mapping) or names.get(f"{item}", item) != item for item in items)
    return [name for name in spelt if name] if has_changed else []


def _spell(item: object, names: Mapping[str, str]) -> str:
    if isinstance(item, Mapping):
        key = setting_text(item, "key", "id")
        return setting_text(item, "name", "label") or names.get(key, key)
    return names.get(f"{item}", f"{item}") if isinstance(item, str) else ""

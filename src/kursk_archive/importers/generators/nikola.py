"""Nikola: posts below `posts/`, their metadata in the text or in `NAME.meta` beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from msgspec import Struct

from kursk_archive.importers.addresses import ascii_spelling
from kursk_archive.importers.generators.plain import (
    MARKUP_SUFFIXES,
    ContentLayout,
    file_stem,
    held_by_future,
    held_by_status,
    language_from_folder,
    parent_folders,
    path_without_language,
    section_from_folders,
    setting_mapping,
    setting_text,
    setting_texts,
)
from kursk_archive.importers.model import FROM_FILE_NAME, FROM_SITE, ExternalMetadata, SkipReason
from kursk_archive.importers.page import Page, is_false, is_true
from kursk_archive.importers.source_site import SourceSite
from kursk_archive.loader import rst
from kursk_archive.loader.images import IMAGE_NAME_ENDINGS
from kursk_archive.yaml.located import Located

_CONFIG = "conf.py"
_OTHER_FOLDERS = ("output/", "cache/", "themes/", "templates/", "plugins/")
_LANGUAGE = r"[a-z]{2}(?:_[a-z]{2})?"
_TRANSLATION = re.compile(rf"(?P<base>.+)\.(?P<language>{_LANGUAGE})")
_OWN_KEYS = frozenset({"title", "slug", "link", "url", "permalink", "description"})
"""Metadata that a translation does not take over from the post that it translates."""


class PostFolder(Struct, frozen=True):
    """An entry of `POSTS`: files of one kind, and where their pages are published."""

    folder: str
    """With a slash at the end; empty for the whole site."""
    pattern: str
    """Of the files' names."""
    destination: str


class Nikola(ContentLayout, frozen=True):
    """Nikola's settings are a Python program, which is never run: only its constants are read."""

    name: str = "nikola"
    imports_withheld: bool = False
    article_suffixes: frozenset[str] = MARKUP_SUFFIXES | {".txt", ".wiki"}

    def matches(self, site: SourceSite) -> bool:
        has_config = _CONFIG in site.paths and "posts" in site.top_names
        has_config = has_config or "POSTS" in site.read_mapping(_CONFIG)
        return has_config or any(path.endswith(".meta") for path in site.files)

    def target_path(self, path: str, site: SourceSite) -> str | SkipReason | None:
        if path.startswith(_OTHER_FOLDERS) or path.endswith((".meta", ".py")):
            return None
        if path.endswith(IMAGE_NAME_ENDINGS):
            return path
        if not _post_folder(path, site):
            return SkipReason("a page, not a post")
        return f"{path.removesuffix('.txt')}.rst" if path.endswith(".txt") and _is_rst(path, site) else path

    def has_metadata_file(self, path: str, site: SourceSite) -> bool:
        return f"{path.rpartition('.')[0]}.meta" in site.paths

    def external_metadata(self, path: str, site: SourceSite) -> Iterator[ExternalMetadata]:
        base, language = _split_suffix(path, site)
        for name in dict.fromkeys((path, base)):
            meta = f"{name.rpartition('.')[0]}.meta"
            if meta in site.paths:
                values = site.read_mapping(meta)
                if name != path:
                    values = {key: value for key, value in values.items() if key not in _OWN_KEYS}
                yield ExternalMetadata(site.display_path(meta), values, site.display_path(meta))
            if name == path and language:
                yield ExternalMetadata(FROM_FILE_NAME, {"language": Located(language.replace("_", "-"))})
        yield from language_from_folder(path, site)
        post = _post_folder(path, site)
        inside = path_without_language(path, site).removeprefix(post.folder if post else "")
        yield from section_from_folders(parent_folders(inside))
        settings = site.read_mapping(_CONFIG)
        names = {"publisher": settings.get("BLOG_TITLE"), "language": settings.get("DEFAULT_LANG")}
        names |= {"author": settings.get("BLOG_AUTHOR")}
        values = {key: value for key, value in names.items() if value and isinstance(value.data, str) and value.data}
        if values:
            yield ExternalMetadata(FROM_SITE, values, site.display_path(_CONFIG))

    def held_back(self, page: Page) -> str:
        """Judge by status, date, and the tags that marked a draft before Nikola had a status."""
        if not {"draft", "private"}.isdisjoint(page.field("topics") or ()):
            return "tagged as draft or private"
        is_now = is_true(page.site.read_mapping(_CONFIG).get("FUTURE_IS_NOW"))
        return held_by_status(page) or ("" if is_now else held_by_future(page))

    def site_url(self, site: SourceSite) -> str:
        return setting_text(site.read_mapping(_CONFIG), "SITE_URL")

    def time_zone(self, site: SourceSite) -> str:
        return setting_text(site.read_mapping(_CONFIG), "TIMEZONE")

    def url_path(self, page: Page) -> str | None:
        settings = page.site.read_mapping(_CONFIG)
        base, language = _split_suffix(page.path, page.site)
        folders = setting_mapping(settings, "TRANSLATIONS")
        prefix = setting_text(folders, language).removeprefix(".").strip("/") if language else ""
        post = _post_folder(base, page.site)
        if post is None or (language and not prefix):
            return None
        slug = page.field_text("slug") or ascii_spelling(file_stem(base))
        inside = parent_folders(base.removeprefix(post.folder))
        ending = ".html" if is_false(settings.get("PRETTY_URLS")) else "/"
        parts = (prefix, post.destination, *inside, slug or "")
        return f"/{'/'.join(filter(None, parts))}{ending}" if slug else None

    def translation_key(self, page: Page) -> str:
        return path_without_language(_split_suffix(page.path, page.site)[0], page.site)

    def image_folders(self, site: SourceSite) -> tuple[str, ...]:
        return ("files/", "")


def _is_rst(path: str, site: SourceSite) -> bool:
    """Return True if a text file is reStructuredText, which it is to Nikola unless `COMPILERS` says otherwise."""
    compilers = setting_mapping(site.read_mapping(_CONFIG), "COMPILERS")
    others = any(".txt" in setting_texts(compilers, name) for name in compilers if name != "rest")
    return rst.is_available() and not others


def _post_folder(path: str, site: SourceSite) -> PostFolder | None:
    """Return the entry of `POSTS` that a file belongs to: its pattern is looked for in all subfolders."""
    posts = site.once("posts", lambda: _post_folders(site))
    name = path.rpartition("/")[2]
    return next((post for post in posts if path.startswith(post.folder) and fnmatchcase(name, post.pattern)), None)


def _post_folders(site: SourceSite) -> tuple[PostFolder, ...]:
    stated = site.read_mapping(_CONFIG).get("POSTS", Located(None)).data
    rows = [row.data for row in stated if isinstance(row.data, tuple)] if isinstance(stated, tuple) else []
    found = []
    for row in rows:
        texts = [item.data if isinstance(item.data, str) else "" for item in row]
        if len(texts) >= 2 and texts[0]:
            folder, _, pattern = texts[0].rpartition("/")
            found.append(PostFolder(f"{folder}/".lstrip("/"), pattern, texts[1].strip("/")))
    has_posts = "posts" in site.top_names
    return tuple(found) or (PostFolder("posts/" if has_posts else "", "*", "posts"),)


def _split_suffix(path: str, site: SourceSite) -> tuple[str, str]:
    """Split the language off `flood.uk.md` beside `flood.md`, or a language of `TRANSLATIONS`."""
    folder, suffix = path.rpartition("/")[0], path.rpartition(".")[2]
    match = _TRANSLATION.fullmatch(file_stem(path))
    if match:
        base = f"{folder}/{match['base']}.{suffix}".lstrip("/")
        if base in site.paths or match["language"] in setting_mapping(site.read_mapping(_CONFIG), "TRANSLATIONS"):
            return base, match["language"]
    return path, ""

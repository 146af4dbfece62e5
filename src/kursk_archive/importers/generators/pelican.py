"""Pelican: articles below `content/`; the name of an article's folder is its category."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping

from kursk_archive.importers.addresses import pelican_spelling
from kursk_archive.importers.generators.plain import (
    MARKUP_SUFFIXES,
    ContentLayout,
    date_from_name,
    file_stem,
    held_by_future,
    held_by_status,
    language_from_folder,
    parent_folders,
    path_below,
    path_without_language,
    section_from_folders,
    setting_text,
    setting_texts,
)
from kursk_archive.importers.globs import ignored_by
from kursk_archive.importers.model import FROM_FILE_NAME, FROM_SITE, ExternalMetadata, SkipReason
from kursk_archive.importers.page import Page, day_in_zone, is_false, stated
from kursk_archive.importers.source_site import SourceSite
from kursk_archive.loader import dates
from kursk_archive.loader.images import IMAGE_NAME_ENDINGS
from kursk_archive.yaml.located import Located

_CONFIG_PATHS = ("publishconf.py", "pelicanconf.py")
"""The first takes precedence: it is what the published site was made with."""
_PLACEHOLDER = re.compile(r"\{([a-z_]+)(?::([%\w /.-]{0,40}))?\}")


class Pelican(ContentLayout, frozen=True):
    """Pelican's settings are a Python program, which is never run: only its constants are read."""

    name: str = "pelican"
    imports_withheld: bool = False
    article_suffixes: frozenset[str] = MARKUP_SUFFIXES

    def matches(self, site: SourceSite) -> bool:
        return "pelicanconf.py" in site.paths

    def settings(self, site: SourceSite) -> Mapping[str, Located]:
        return {key: value for path in reversed(_CONFIG_PATHS) for key, value in site.read_mapping(path).items()}

    def content(self, site: SourceSite) -> str:
        """Return the folder of content, with a slash at the end."""
        folder = setting_text(self.settings(site), "PATH").removeprefix("./").strip("/")
        return "" if folder == "." else f"{folder or 'content'}/"

    def target_path(self, path: str, site: SourceSite) -> str | SkipReason | None:
        target = path_below(self.content(site), path, site)
        if target is None or path.startswith(("output/", "theme/", "themes/", "plugins/")):
            return None
        if path.endswith(IMAGE_NAME_ENDINGS):
            return target
        settings = self.settings(site)
        pages = setting_texts(settings, "PAGE_PATHS") or ("pages",)
        excluded = setting_texts(settings, "ARTICLE_EXCLUDES")
        articles = setting_texts(settings, "ARTICLE_PATHS")
        if _is_below(target, (*pages, *excluded)) or (articles and not _is_below(target, articles)):
            return SkipReason("a page, not an article")
        return target

    def external_metadata(self, path: str, site: SourceSite) -> Iterator[ExternalMetadata]:
        yield from date_from_name(file_stem(path))
        settings = self.settings(site)
        inside = path_below(self.content(site), path_without_language(path, site), site) or ""
        if key := _language_suffix(path, site):
            yield ExternalMetadata(FROM_FILE_NAME, {"language": Located(key)})
        yield from language_from_folder(path, site)
        folders = parent_folders(inside)
        if not is_false(settings.get("USE_FOLDER_AS_CATEGORY")):
            yield from section_from_folders(tuple(reversed(folders)))
        if defaults := _pairs(settings.get("DEFAULT_METADATA")):
            yield ExternalMetadata("`DEFAULT_METADATA`", defaults, site.display_path("pelicanconf.py"))
        names = {"publisher": settings.get("SITENAME"), "language": settings.get("DEFAULT_LANG")}
        names |= {"author": settings.get("AUTHOR")}
        values = {key: value for key, value in names.items() if value and isinstance(value.data, str) and value.data}
        if values:
            yield ExternalMetadata(FROM_SITE, values, site.display_path("pelicanconf.py"))

    def held_back(self, page: Page) -> str:
        settings = self.settings(page.site)
        if ignored_by(page.path, setting_texts(settings, "IGNORE_FILES")):
            return "ignored by the site's settings"
        return held_by_status(page) or (held_by_future(page) if is_false(settings.get("WITH_FUTURE_DATES")) else "")

    def site_url(self, site: SourceSite) -> str:
        return setting_text(self.settings(site), "SITEURL")

    def time_zone(self, site: SourceSite) -> str:
        return setting_text(self.settings(site), "TIMEZONE")

    def url_path(self, page: Page) -> str | None:
        settings = self.settings(page.site)
        own = _stated_text(page, "url") or _stated_text(page, "save_as")
        default = setting_text(settings, "DEFAULT_LANG") or "en"
        language = _stated_text(page, "lang") or page.field_text("language")
        is_translation = bool(language) and language != default
        names = ("ARTICLE_LANG_URL", "ARTICLE_LANG_SAVE_AS") if is_translation else ("ARTICLE_URL", "ARTICLE_SAVE_AS")
        pattern = own or setting_text(settings, *names) or ("{slug}-{lang}.html" if is_translation else "{slug}.html")
        values = self._placeholders(page, language or default)
        if any(values.get(name) is None for name, _ in _PLACEHOLDER.findall(pattern) if name != "date"):
            return None
        day = day_in_zone(page.date, self.time_zone(page.site))
        if day is None and "{date" in pattern:
            return None
        filled = _PLACEHOLDER.sub(lambda match: values.get(match[1]) or _format_day(day, match[2]), pattern)
        return f"/{filled.lstrip('/').removesuffix('index.html')}"

    def _placeholders(self, page: Page, language: str) -> dict[str, str | None]:
        settings = self.settings(page.site)
        category = page.field_text("section") or setting_text(settings, "DEFAULT_CATEGORY") or "misc"
        author = next(iter(page.field("authors") or ()), "")
        return {
            "slug": self._slug(page),
            "lang": language,
            "category": pelican_spelling(category),
            "author": pelican_spelling(f"{author}"),
        }

    def _slug(self, page: Page) -> str | None:
        """Return the slug: the stated one, else from the file's name or the title, as the settings say."""
        settings = self.settings(page.site)
        if slug := _stated_text(page, "slug"):
            return slug
        name = dates.date_from_filename(page.path.rpartition("/")[2])[1]
        if "(?P<slug>" in setting_text(settings, "FILENAME_METADATA"):
            return name
        source = name if setting_text(settings, "SLUGIFY_SOURCE") == "basename" else page.field_text("title")
        return pelican_spelling(source)

    def translation_key(self, page: Page) -> str:
        """Return the stated slug, which translations have in common, else what files of one name have in common."""
        if slug := _stated_text(page, "slug"):
            return f"slug {slug}"
        base = path_without_language(page.path, page.site)
        return re.sub(r"[._-][a-z]{2}(\.\w+)$", r"\1", base) if _language_suffix(page.path, page.site) else base

    def image_folders(self, site: SourceSite) -> tuple[str, ...]:
        return (self.content(site), f"{self.content(site)}extra/", "")


def _is_below(path: str, folders: tuple[str, ...]) -> bool:
    return any(path.startswith(f"{folder.strip('/')}/") or not folder.strip("/.") for folder in folders)


def _language_suffix(path: str, site: SourceSite) -> str:
    """Return the language in a name such as `flood.uk.md` beside `flood.md`; empty if there is none."""
    folder, _, name = path.rpartition("/")
    match = re.fullmatch(r"(.+)[._-]([a-z]{2})(\.\w+)", name)
    return match[2] if match and f"{folder}/{match[1]}{match[3]}".lstrip("/") in site.paths else ""


def _stated_text(page: Page, name: str) -> str:
    """Return what the frontmatter states under a key in any spelling; empty if it is not text."""
    value = stated(page.frontmatter, name)
    return value.data if value and isinstance(value.data, str) else ""


def _pairs(value: Located | None) -> Mapping[str, Located]:
    """Return a mapping that is written as one, or as a list of keys with values."""
    data = value.data if value else None
    if isinstance(data, Mapping):
        return data
    rows = [row.data for row in data if isinstance(row.data, tuple)] if isinstance(data, tuple) else []
    return {f"{row[0].data}": row[1] for row in rows if len(row) == 2}


def _format_day(day: datetime.date | None, pattern: str) -> str:
    return day.strftime(pattern or "%Y-%m-%d") if day else ""

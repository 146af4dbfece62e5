"""Jekyll: `_posts/YYYY-MM-DD-slug.md` and collections; defaults, title, language and permalinks in `_config.yml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kursk_archive.importers.addresses import day_placeholders, fill_pattern, jekyll_spelling, jekyll_title
from kursk_archive.importers.generators.plain import (
    MARKUP_SUFFIXES,
    MAX_ITEMS,
    ContentLayout,
    date_from_name,
    file_stem,
    first_setting,
    held_by_future,
    held_by_status,
    language_from_folder,
    parent_folders,
    path_without_language,
    section_from_folders,
    setting_mapping,
    setting_text,
    setting_texts,
    site_metadata,
    split_language,
)
from kursk_archive.importers.globs import ignored_by, matches_glob
from kursk_archive.importers.model import ExternalMetadata, SkipReason
from kursk_archive.importers.page import Page, day_in_zone, is_true
from kursk_archive.importers.source_site import SourceSite
from kursk_archive.loader import dates
from kursk_archive.loader.images import IMAGE_NAME_ENDINGS
from kursk_archive.yaml.located import Located

_CONFIG_PATHS = ("_config.yml", "_config.yaml", "_config.toml")
_OTHER_CONFIGS = frozenset(
    (
        *(f"{name}.{suffix}" for name in ("config", "hugo") for suffix in ("toml", "yaml", "yml", "json")),
        *(f"config/_default/{name}.{suffix}" for name in ("config", "hugo") for suffix in ("toml", "yaml", "yml")),
        *("zola.toml", "eleventy.config.js", "eleventy.config.mjs"),
    )
)
"""Settings of generators whose sites kept the folder `_posts` when they left Jekyll."""
_POSTS, _DRAFTS = "_posts", "_drafts"
_OTHER_FOLDERS = frozenset({"_site", "_layouts", "_includes", "_sass", "_data", "node_modules", "vendor"})
_PERMALINK_STYLES = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
"""Jekyll's names for common patterns."""


class Jekyll(ContentLayout, frozen=True):
    name: str = "jekyll"
    imports_withheld: bool = False
    article_suffixes: frozenset[str] = MARKUP_SUFFIXES | {".txt", ".wiki"}

    def matches(self, site: SourceSite) -> bool:
        if any(path in site.paths for path in _CONFIG_PATHS) or site.name == _POSTS:
            return True
        has_posts = any(_POSTS in parent_folders(path) for path in site.files)
        return has_posts and _OTHER_CONFIGS.isdisjoint(site.paths)

    def target_path(self, path: str, site: SourceSite) -> str | SkipReason | None:
        folders, name = parent_folders(path), path.rpartition("/")[2]
        if not _OTHER_FOLDERS.isdisjoint(folders):
            return None
        target = "/".join((*(folder for folder in folders if folder not in (_POSTS, _DRAFTS)), name))
        if path.endswith(IMAGE_NAME_ENDINGS) or _DRAFTS in folders:
            return target
        if _POSTS in (*folders, site.name):
            has_date = dates.date_from_filename(name)[0]
            return target if has_date else SkipReason("not a post, because its file name has no date")
        return path[1:] if _collection(path, site) else SkipReason("a page, not a post")

    def external_metadata(self, path: str, site: SourceSite) -> Iterator[ExternalMetadata]:
        yield from date_from_name(file_stem(path))
        yield from _default_metadata(path, site)
        yield from language_from_folder(path, site)
        yield from section_from_folders(_folders_above_posts(path_without_language(path, site)))
        yield from site_metadata(_settings(site), site.display_path(_config_path(site)), "lang", "locale")

    def held_back(self, page: Page) -> str:
        settings = _settings(page.site)
        if _DRAFTS in parent_folders(page.path):
            return "a draft"
        if _is_excluded(page.path, settings):
            return "excluded by the site's settings"
        collection = _collection(page.path, page.site)
        if collection and not is_true(_collection_settings(collection, page.site).get("output")):
            return "its collection has no pages of its own"
        return held_by_status(page) or ("" if is_true(settings.get("future")) else held_by_future(page))

    def site_url(self, site: SourceSite) -> str:
        settings = _settings(site)
        url, base = setting_text(settings, "url"), setting_text(settings, "baseurl").strip("/")
        return f"{url.rstrip('/')}/{base}" if url else ""

    def time_zone(self, site: SourceSite) -> str:
        return setting_text(_settings(site), "timezone")

    def url_path(self, page: Page) -> str | None:
        pattern = _permalink(page)
        filled = fill_pattern(_PERMALINK_STYLES.get(pattern, pattern), _placeholders(page, self.time_zone(page.site)))
        return f"{_language_prefix(page)}{filled}" if filled else None

    def translation_key(self, page: Page) -> str:
        reference = setting_text(page.frontmatter, "ref", "lang-ref", "page_id", "translation_id")
        return f"ref {reference}" if reference else path_without_language(page.path, page.site)


def _settings(site: SourceSite) -> Mapping[str, Located]:
    return site.read_first_mapping(*_CONFIG_PATHS)


def _config_path(site: SourceSite) -> str:
    return next((path for path in _CONFIG_PATHS if path in site.paths), _CONFIG_PATHS[0])


def _is_excluded(path: str, settings: Mapping[str, Located]) -> bool:
    """Return True if `exclude` names the file or a folder above it, and `include` does not."""
    names = [pattern.strip("/") for pattern in setting_texts(settings, "exclude")]
    included = {pattern.strip("/") for pattern in setting_texts(settings, "include")}
    parents = path.split("/")
    paths = ["/".join(parents[: i + 1]) for i in range(len(parents))]
    if not included.isdisjoint(paths):
        return False
    return any(one == name or matches_glob(one, name) for one in paths for name in names)


def _folders_above_posts(path: str) -> list[str]:
    """Return the folders above `_posts`, which are categories to Jekyll; of a collection, its name."""
    folders = parent_folders(path)
    special = next((name for name in (_POSTS, _DRAFTS) if name in folders), None)
    return folders[: folders.index(special)] if special else [folder.lstrip("_") for folder in folders[:1]]


def _collection(path: str, site: SourceSite) -> str:
    """Return the name of the collection that a file is in, as `collections` lists them; empty for any other file."""
    folders = parent_folders(path)
    if not path.startswith("_") or not folders or folders[0] in (_POSTS, _DRAFTS):
        return ""
    names = {*setting_texts(_settings(site), "collections"), *setting_mapping(_settings(site), "collections")}
    return folders[0][1:] if folders[0][1:] in names else ""


def _collection_settings(name: str, site: SourceSite) -> Mapping[str, Located]:
    return setting_mapping(setting_mapping(_settings(site), "collections"), name)


def _default_metadata(path: str, site: SourceSite) -> Iterator[ExternalMetadata]:
    """Yield the front matter defaults that apply to a file, those of the innermost folder first."""
    defaults = first_setting(_settings(site), "defaults")
    matches: list[tuple[int, ExternalMetadata]] = []
    kinds = {"", _collection(path, site) or ("drafts" if _DRAFTS in parent_folders(path) else "posts")}
    for entry in defaults.data[:MAX_ITEMS] if defaults and isinstance(defaults.data, tuple) else ():
        members = entry.data if isinstance(entry.data, Mapping) else {}
        scope, values = setting_mapping(members, "scope"), setting_mapping(members, "values")
        folder = setting_text(scope, "path").strip("/")
        if _is_in_scope(path, folder) and setting_text(scope, "type") in kinds:
            source = f"`defaults` of {_config_path(site)}"
            matches.append((-len(folder), ExternalMetadata(source, values, site.display_path(_config_path(site)))))
    yield from (source for _, source in sorted(matches, key=lambda match: match[0]))


def _is_in_scope(path: str, folder: str) -> bool:
    """Return True if the path of a scope is the file, a folder above it or a pattern for one of them."""
    return not folder or path == folder or path.startswith(f"{folder}/") or ignored_by(path, (f"/{folder}",))


def _permalink(page: Page) -> str:
    """Return the pattern of a page's address: its own, that of the defaults, of its collection, or of the site."""
    settings, collection = _settings(page.site), _collection(page.path, page.site)
    sources = (page.frontmatter, *(source.values for source in _default_metadata(page.path, page.site)))
    own = next(filter(None, (setting_text(values, "permalink") for values in sources)), "")
    if own or not collection:
        return own or setting_text(settings, "permalink") or "date"
    pretty = setting_text(settings, "permalink").endswith(("pretty", "/"))
    stated = setting_text(_collection_settings(collection, page.site), "permalink")
    return stated or f"/:collection/:path{'/' if pretty else ':output_ext'}"


def _placeholders(page: Page, zone: str) -> dict[str, str | None]:
    slug = setting_text(page.frontmatter, "slug") or dates.date_from_filename(page.path.rpartition("/")[2])[1]
    categories = _categories(page)
    collection = _collection(page.path, page.site)
    return {
        "title": jekyll_title(slug),
        "slug": jekyll_spelling(slug),
        "name": jekyll_spelling(file_stem(page.path)),
        "categories": "/".join(name.lower().replace(" ", "-") for name in categories),
        "slugified_categories": "/".join(map(jekyll_spelling, categories)),
        "collection": collection,
        "path": page.path.rpartition(".")[0].removeprefix(f"_{collection}/"),
        "output_ext": ".html",
        **day_placeholders(day_in_zone(page.date, zone)),
    }


def _categories(page: Page) -> list[str]:
    """Return the categories in an address. `categories` may be text with spaces in between, `category` is only one."""
    stated = [setting_text(page.frontmatter, "category")]
    value = page.frontmatter.get("categories", Located(None))
    stated += value.data.split() if isinstance(value.data, str) else setting_texts(page.frontmatter, "categories")
    is_post = _POSTS in parent_folders(page.path)
    names = (*(_folders_above_posts(page.path) if is_post else ()), *stated)
    return list({name.lower(): name for name in names if name}.values())


def _language_prefix(page: Page) -> str:
    """Return the folder that the plugin Polyglot publishes a language in; empty for the default language."""
    settings = _settings(page.site)
    language = setting_text(page.frontmatter, "lang") or split_language(page.path, page.site)[0]
    languages = setting_texts(settings, "languages")
    default = setting_text(settings, "default_lang") or next(iter(languages), "")
    return f"/{language}" if language in languages and language != default else ""

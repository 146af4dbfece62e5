"""The layout of a folder that no generator made: base of the generators' layouts, with what they share."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator, Mapping

from msgspec import Struct

from kursk_archive.importers.addresses import day_placeholders, fill_pattern, join_address
from kursk_archive.importers.model import FROM_FILE_NAME, FROM_FOLDER, FROM_SITE, ExternalMetadata, SkipReason
from kursk_archive.importers.page import Page, day_in_zone
from kursk_archive.importers.source_site import SourceSite
from kursk_archive.loader import dates
from kursk_archive.site import slugs
from kursk_archive.yaml.located import Located

_TEMPLATES = ".liquid .njk .j2 .hbs .ejs .haml .pug".split()
MARKUP_SUFFIXES = frozenset(
    (
        ".md",
        ".markdown",
        ".mdown",
        ".mkd",
        ".html",
        ".htm",
        ".rst",
        ".rest",
        ".adoc",
        ".org",
        ".textile",
        ".ipynb",
        *_TEMPLATES,
    )
)
"""Suffixes of articles in generators to which a text file is just a file."""
MAX_ITEMS = 1000
"""Of a list in a site's settings: each is compared with every file."""
HELD_BY_STATUS = "marked as draft or hidden in its metadata"
UNLISTED = "not listed on the site"
FUTURE = "still to come on {}"


class ContentLayout(Struct, frozen=True):
    """The arrangement of a generator's content; by itself, that of a plain folder.

    In a plain folder every capture keeps its path, and only sidecars add metadata.
    """

    name: str = "plain"
    imports_withheld: bool = True
    """True if withheld captures are imported too; a generator's are drafts and are not."""
    aliases_are_beside_page: bool = False
    """True if an alias without a leading slash is beside the page, False if it is at the root of the site."""

    article_suffixes: frozenset[str] = frozenset()
    """Suffixes of the files that are articles; empty for those of all captures and of unsupported ones."""

    @property
    def has_sidecars(self) -> bool:
        """True if a YAML file beside a capture is its sidecar."""
        return self.name == "plain"

    def matches(self, site: SourceSite) -> bool:
        """Return True if a folder looks like this layout."""
        return True

    def target_path(self, path: str, site: SourceSite) -> str | SkipReason | None:
        """Return the path of a file in the content folder, or why it is left; None for what is no article at all."""
        return path

    def external_metadata(self, path: str, site: SourceSite) -> Iterator[ExternalMetadata]:
        """Yield the metadata about a capture from outside of it; the first source that states a field wins."""
        for name in site.sidecars_of(path):
            source = site.display_path(name)
            yield ExternalMetadata(source, site.read_mapping(name), source, overrides=True)
        if file_stem(path) == "index" and "/" in path:  # as Astro, Gatsby and Next.js have it
            yield from slug_from_folder(dates.date_from_filename(f"{parent_folders(path)[-1]}.md")[1])
        yield from language_from_folder(path, site)

    def has_metadata_file(self, path: str, site: SourceSite) -> bool:
        """Return True if a file of metadata belongs to the capture alone."""
        return False

    def not_an_article(self, page: Page) -> str:
        """Return why a capture is not an article, judged by its metadata; empty if it is one."""
        return ""

    def title_of(self, page: Page) -> str:
        """Return the title of a page that states none, made of its file's name; empty where that cannot be a title."""
        return "" if self.name == "plain" or not page.date else title_from_name(page.path)

    def held_back(self, page: Page) -> str:
        """Return why the generator would not publish a page, or would not list it; empty if it would."""
        return "" if self.imports_withheld else held_by_status(page)

    def site_url(self, site: SourceSite) -> str:
        """Return the address that the site's settings state; empty if they state none."""
        return ""

    def time_zone(self, site: SourceSite) -> str:
        """Return the name of the zone in which the site's days are counted; empty if it is not known."""
        return ""

    def url_path(self, page: Page) -> str | None:
        """Return the path of a page's address on its site, if the generator's rules determine it; otherwise None."""
        return None

    def translation_key(self, page: Page) -> str:
        """Return a text that an article has in common with its versions in other languages."""
        return path_without_language(page.path, page.site)

    def known_values(self, page: Page) -> Iterator[ExternalMetadata]:
        """Yield the metadata that replace what a page only gives by a key."""
        yield from ()

    def other_language_folders(self, folder: str, site: SourceSite) -> Iterator[str]:
        """Yield the folders that hold the same articles in other languages: these may show their images."""
        languages = site.language_folders()
        own = next((name for name in languages if f"{folder}/".startswith(f"{name}/")), None)
        if own is not None:
            inside, parent = folder.removeprefix(own), posixpath.dirname(own)
            yield from (other + inside for other in sorted(languages) if posixpath.dirname(other) == parent)

    def files_named(self, name: str, site: SourceSite) -> Iterator[str]:
        """Yield the files that an article means by a name without a folder, wherever they are."""
        yield from ()

    def image_folders(self, site: SourceSite) -> tuple[str, ...]:
        """Return the folders, with a slash at the end, whose files are at the root of the published site."""
        return ("",)


def source_url(layout: ContentLayout, page: Page) -> str | None:
    """Return the address that an article had; None if options, settings and frontmatter do not determine it."""
    options = page.site.options
    base = site_address(layout, page.site)
    if not base:
        return None
    path = fill_pattern(options.permalink, _placeholders(layout, page)) if options.permalink else layout.url_path(page)
    return join_address(base, path) if path else None


def site_address(layout: ContentLayout, site: SourceSite) -> str:
    """Return the address of a site: from the options, its settings or a file `CNAME`; empty if it is not known."""
    addresses = (site.options.site_url, layout.site_url(site), *_addresses_in_files(site))
    return next((url.rstrip("/") for url in addresses if re.match(r"https?://[^/\s]+\.?", url)), "")


def _addresses_in_files(site: SourceSite) -> Iterator[str]:
    for folder in ("", "static/", "files/", "public/", "src/", "docs/", "content/extra/", "extra/"):
        if f"{folder}CNAME" in site.paths:
            host = next((line.strip() for line in site.read_lines(f"{folder}CNAME") if line.strip()), "")
            if re.fullmatch(r"[\w-]+(?:\.[\w-]+)+", host):
                yield f"https://{host}"
                return


def _placeholders(layout: ContentLayout, page: Page) -> dict[str, str | None]:
    """Return the values of the placeholders of the option `--permalink`."""
    folders = parent_folders(path_without_language(page.path, page.site))
    _, name = dates.date_from_filename(page.path.rpartition("/")[2])
    name = folders[-1] if name in ("index", "_index") and folders else name
    slug = page.field_text("slug") or name
    return {
        "slug": slug,
        "title": slug,
        "name": name,
        "folder": "/".join(folder for folder in folders if not folder.startswith("_")),
        "language": page.field_text("language") or None,
        "section": page.field_text("section"),
        **day_placeholders(day_in_zone(page.date, layout.time_zone(page.site))),
    }


def held_by_status(page: Page) -> str:
    """Return the reason for a page that its metadata withhold; empty otherwise."""
    return HELD_BY_STATUS if page.field("status") == "withheld" else ""


def held_by_future(page: Page) -> str:
    """Return the reason for a page with a date that is still to come; empty otherwise."""
    return FUTURE.format(page.date) if page.is_future(page.date) else ""


def parent_folders(path: str) -> list[str]:
    return path.split("/")[:-1]


def file_stem(path: str) -> str:
    """Return a file's name without its last suffix."""
    return path.rpartition("/")[2].rpartition(".")[0]


def title_of_note(path: str) -> str:
    """Return a file's name as the title that its author gave it; that of its folder for an `index`."""
    name, folders = file_stem(path), parent_folders(path)
    return folders[-1] if name.lower() in ("index", "_index") and folders else name


def title_from_name(path: str) -> str:
    """Return a title for an article that has none, made of its file's name: `2024-08-15-a-flood.md` is `A flood`."""
    name = dates.date_from_filename(f"{title_of_note(path)}.md")[1]
    words = " ".join(re.split(r"[\s_-]+", name)).strip()
    return words[:1].upper() + words[1:] if any(map(str.isalpha, words)) else ""


def path_below(folder: str, path: str, site: SourceSite) -> str | None:
    """Return a path relative to a folder of the site (`content/`); None if it lies elsewhere.

    If the site has no such folder, its root stands in for it, and the path is returned as it is.
    """
    if path.startswith(folder):
        return path.removeprefix(folder)
    return None if site.has_folder(folder) else path


def date_from_name(name: str) -> Iterator[ExternalMetadata]:
    """Yield the date at the beginning of a file name without suffix, if there is one."""
    day, _ = dates.date_from_filename(f"{name}.md")
    if day:
        yield ExternalMetadata(FROM_FILE_NAME, {"date": Located(day)})


def slug_from_folder(folder: str) -> Iterator[ExternalMetadata]:
    """Yield the slug of a page bundle: its file is called `index`, and the folder has the page's name."""
    if slug := slugs.slugify(folder):
        yield ExternalMetadata(FROM_FOLDER, {"slug": Located(slug)})


def section_from_folders(folders: Collection[str]) -> Iterator[ExternalMetadata]:
    """Yield the section that the first of the folders stands for; a year, a month or a day is none."""
    section = next((folder for folder in folders if folder and not folder.isdigit()), "")
    if section:
        yield ExternalMetadata(FROM_FOLDER, {"section": Located(section)})


def language_from_folder(path: str, site: SourceSite) -> Iterator[ExternalMetadata]:
    """Yield the language of the folder that a file is in, if the site has one folder for each language."""
    language, _ = split_language(path, site)
    if language:
        yield ExternalMetadata(FROM_FOLDER, {"language": Located(language)})


def split_language(path: str, site: SourceSite) -> tuple[str, str]:
    """Return the language of the folder that a file is in, and the path without that folder."""
    parts = path.split("/")
    folders = site.language_folders()
    for i in range(1, len(parts)):
        folder = "/".join(parts[:i])
        if folder in folders:
            return folders[folder], "/".join((*parts[: i - 1], *parts[i:]))
    return "", path


def path_without_language(path: str, site: SourceSite) -> str:
    """Return a path without the folder and the suffix that only say the language: `news/flood.md`."""
    return split_language(path, site)[1]


def site_metadata(settings: Mapping[str, Located], path: str, *language_keys: str) -> Iterator[ExternalMetadata]:
    """Yield the metadata that the site's settings give all its articles: publisher and language."""
    candidates = {"publisher": settings.get("title"), "language": first_setting(settings, *language_keys)}
    values = {name: value for name, value in candidates.items() if value and isinstance(value.data, str) and value.data}
    if values:
        yield ExternalMetadata(FROM_SITE, values, path)


def first_setting(settings: Mapping[str, Located], *names: str) -> Located | None:
    """Return the value of the first of `names` that is set."""
    return next((settings[name] for name in names if name in settings), None)


def setting_text(settings: Mapping[str, Located], *names: str) -> str:
    """Return the value of the first of `names` that is set, stripped; empty if it is not text."""
    value = first_setting(settings, *names)
    return value.data.strip() if value and isinstance(value.data, str) else ""


def setting_mapping(settings: Mapping[str, Located], *names: str) -> Mapping[str, Located]:
    """Return the mapping that the first of `names` states; empty if it is none."""
    value = first_setting(settings, *names)
    return value.data if value and isinstance(value.data, Mapping) else {}


def setting_texts(settings: Mapping[str, Located], name: str) -> tuple[str, ...]:
    """Return the texts that a setting lists, at most `MAX_ITEMS`; one text is a list of it."""
    value = settings.get(name, Located(None)).data
    items = value if isinstance(value, tuple) else (Located(value),)
    return tuple(item.data for item in items[:MAX_ITEMS] if isinstance(item.data, str) and item.data)

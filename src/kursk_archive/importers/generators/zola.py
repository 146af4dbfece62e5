"""Zola: sections and pages below `content/`, `static/` beside it, and a suffix for each further language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kursk_archive.importers.addresses import ascii_spelling
from kursk_archive.importers.generators.hugo import Hugo, split_suffix
from kursk_archive.importers.generators.plain import (
    date_from_name,
    file_stem,
    held_by_status,
    parent_folders,
    path_below,
    setting_mapping,
    setting_text,
    setting_texts,
)
from kursk_archive.importers.globs import matches_glob
from kursk_archive.importers.model import FROM_FILE_NAME, ExternalMetadata
from kursk_archive.importers.page import Page, is_false, is_true
from kursk_archive.importers.source_site import SourceSite
from kursk_archive.loader import dates
from kursk_archive.yaml.located import Located

_CONTENT = "content/"


class Zola(Hugo, frozen=True):
    name: str = "zola"
    article_suffixes: frozenset[str] = frozenset({".md"})
    aliases_are_beside_page: bool = False

    def matches(self, site: SourceSite) -> bool:
        return "base_url" in site.read_mapping("config.toml") or "base_url" in site.read_mapping("zola.toml")

    def settings(self, site: SourceSite) -> Mapping[str, Located]:
        return site.read_first_mapping("config.toml", "zola.toml")

    def config_path(self, site: SourceSite) -> str:
        return site.display_path("config.toml" if "config.toml" in site.paths else "zola.toml")

    @property
    def language_keys(self) -> tuple[str, ...]:
        return ("default_language",)

    def names_have_dates(self, site: SourceSite) -> bool:
        return True

    def date_from_name(self, name: str, site: SourceSite) -> Iterator[ExternalMetadata]:
        return date_from_name(name)

    def name_without_date(self, name: str) -> str:
        return dates.date_from_filename(f"{name}.md")[1]

    def external_metadata(self, path: str, site: SourceSite) -> Iterator[ExternalMetadata]:
        stated_path = setting_text(site.read_mapping(path), "path")
        day = dates.date_from_url(f"https://site.invalid/{stated_path.strip('/')}/") if stated_path else None
        yield from super().external_metadata(path, site)
        if day:
            yield ExternalMetadata("its `path`", {"date": Located(day)})

    def cascades(self, path: str, site: SourceSite) -> Iterator[ExternalMetadata]:
        return iter(())

    def held_back(self, page: Page) -> str:
        inside = path_below(_CONTENT, page.path, page.site) or page.path
        if any(matches_glob(inside, pattern) for pattern in self._ignored(page.site)):
            return "ignored by the site's settings"
        if self._is_in_draft_section(page):
            return "in a section that is a draft"
        if is_false(page.frontmatter.get("render")):
            return "not rendered as a page of its own"
        return held_by_status(page)

    def _ignored(self, site: SourceSite) -> tuple[str, ...]:
        """Return the patterns of `ignored_content`; one without a slash is for any folder."""
        patterns = setting_texts(self.settings(site), "ignored_content")
        return tuple(f"**/{pattern}" if "/" not in pattern else pattern for pattern in patterns)

    def _is_in_draft_section(self, page: Page) -> bool:
        folders = parent_folders(page.path)
        key = self.language_key(page.path, page.site)[0]
        name = f"_index.{key}.md" if key else "_index.md"
        sections = ("/".join((*folders[:i], name)) for i in range(len(folders), -1, -1))
        return any(is_true(page.site.read_mapping(section).get("draft")) for section in sections)

    def url_path(self, page: Page) -> str | None:
        prefix = self.language_prefix(page)
        if stated_path := setting_text(page.frontmatter, "path"):
            return f"{prefix}/{stated_path.strip('/')}/"
        inside = path_below(_CONTENT, page.path, page.site) or ""
        if self.language_key(page.path, page.site)[1] == FROM_FILE_NAME:
            inside = split_suffix(inside)[0]
        folders, name = parent_folders(inside), file_stem(inside)
        if name == "index" and folders:
            name = folders.pop()
        slug = setting_text(page.frontmatter, "slug") or self.name_without_date(name)
        spelt = [self._spell(part, page.site) for part in (*folders, slug)]
        return f"{prefix}/{'/'.join(map(str, spelt))}/" if all(spelt) else None

    def _spell(self, name: str, site: SourceSite) -> str | None:
        """Spell a part of an address as `slugify.paths` says; None where Zola would transliterate it."""
        mode = setting_text(setting_mapping(self.settings(site), "slugify"), "paths") or "on"
        return ascii_spelling(name) if mode == "on" else name.replace(" ", "_" if mode == "safe" else " ")

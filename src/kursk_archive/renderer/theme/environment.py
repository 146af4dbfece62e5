"""The Jinja environment: the default theme, whose templates a user's own ones replace by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup
from msgspec.structs import replace

from kursk_archive.config import Site
from kursk_archive.core import i18n
from kursk_archive.core.findings import ArchiveError, Location, make_finding
from kursk_archive.core.i18n import Message
from kursk_archive.renderer.theme import filters
from kursk_archive.renderer.theme.coins import coins_span
from kursk_archive.renderer.theme.collation import sort_names
from kursk_archive.renderer.theme.escape import fast_ngettext
from kursk_archive.renderer.theme.files import find_assets, template_folders
from kursk_archive.renderer.theme.template_cache import TemplateCache
from kursk_archive.renderer.theme.translate import translate_when_compiling
from kursk_archive.site.permalinks import changes_permalink, taxonomy_permalink
from kursk_archive.site.taxonomy import TAXONOMIES

_CHANGES = Message("Changes")


class Theme:
    """Templates and assets; those in the user's folder come first."""

    def __init__(
        self, site: Site, folder: Path | None = None, search_enabled: bool = False, browse: Sequence[str] = ()
    ) -> None:
        """Find the templates.

        Args:
            site: the archive's configuration, which every page shows.
            folder: the user's own templates.
            search_enabled: True if pages shall link to the search.
            browse: the taxonomies that the masthead names; `change` for the changes.
        """
        self.folder, self.browse = folder, tuple(browse)
        self.site = site
        self.search_enabled = search_enabled
        self.folders = template_folders(folder)
        self.environment = _make_environment(self.folders, site.language)
        self.environment.filters["coins"] = partial(coins_span, base_url=site.base_url)
        self.environment.globals["search_enabled"] = search_enabled
        self.environment.globals["browse"] = [
            (TAXONOMIES[name].name, taxonomy_permalink(name)) if name in TAXONOMIES else (_CHANGES, changes_permalink())
            for name in browse
        ]
        self._others: dict[str, Theme] = {}

    def around(self, language: str | None) -> Theme:
        """Return the theme for the page of an article in a language: this one, unless `furniture: article` is set."""
        wanted = i18n.primary_subtag(language or "")
        if (
            self.site.furniture == "archive"
            or wanted == i18n.primary_subtag(self.site.language)
            or wanted not in i18n.available_languages()
        ):
            return self
        if wanted not in self._others:
            site = replace(self.site, language=wanted)
            self._others[wanted] = Theme(site, self.folder, self.search_enabled, self.browse)
        return self._others[wanted]

    def render(self, template: str, output_path: str, values: Mapping[str, Any]) -> bytes:
        """Render a template.

        Args:
            template: its name, such as `article.html`.
            output_path: of the page; determines `root`, the relative path from the page to the site's root folder.
            values: for the template, by name.

        Raises:
            ArchiveError: the template has an error; with the line in the template.
        """
        values = {"site": self.site, "page": output_path, "root": "../" * output_path.count("/"), **values}
        try:
            return self.environment.get_template(template).render(values).encode()
        except jinja2.TemplateSyntaxError as error:
            location, message = Location(error.filename or template, error.lineno, 1), str(error.message)
        except jinja2.TemplateError as error:
            location, message = _template_location(error, template), str(error.message)
        except Exception as error:  # templates are the user's own code, which may raise anything
            location, message = _template_location(error, template), f"{type(error).__name__}: {error}"
        raise ArchiveError(make_finding("template", location, message))

    def assets(self) -> dict[str, Path]:
        """Published path → file, sorted."""
        return find_assets(self.folders)


class _Environment(jinja2.Environment):
    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Copy the globals once per template: Jinja merges them for every page, which took a twentieth of its time."""
        return {**self.globals, **(d or {})}


def _make_environment(folders: tuple[Path, ...], language: str) -> jinja2.Environment:
    """Configure Jinja with the filters and globals of the templates, for pages in `language`."""
    environment = _Environment(
        loader=jinja2.FileSystemLoader([str(folder) for folder in folders]),
        bytecode_cache=TemplateCache(language),
        auto_reload=False,  # a changed theme gets a new `Theme`; to check the files on every render takes 40 µs
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.policies["ext.i18n.trimmed"] = True
    translations = i18n.translations_for(language)
    environment.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined] # the extension's
    environment.globals["ngettext"] = fast_ngettext(translations.ngettext)
    translate_when_compiling(environment)
    localised: dict[str, Callable[..., Any]] = {
        "date": filters.human_date,
        "join_links": filters.join_links,
        "join_names": filters.join_names,
        "language": filters.language_name,
        "number": filters.format_number,
        "day_of_year": filters.day_of_year,
        "period_within": filters.period_within,
        "short_period": filters.short_period,
        "sort_names": sort_names,
    }
    environment.filters |= {name: partial(function, language=language) for name, function in localised.items()}
    environment.filters |= {
        "capitalize_first": filters.capitalize_first,
        "ensure_full_stop": filters.ensure_full_stop,
        "iso_date": filters.iso_date,
    }
    environment.globals |= {
        "dir": i18n.text_direction(language),
        "lang_attributes": partial(lang_attributes, page=language),
        "weekdays": filters.weekday_names(language),
    }
    return environment


@lru_cache(maxsize=1024)
def lang_attributes(language: str | None, page: str) -> Markup:
    """The `lang` and `dir` attributes of an element in `language`, as far as they differ from the page's."""
    if not language or language == page:
        return Markup()
    direction = i18n.text_direction(language)
    dir_attribute = Markup(' dir="{}"').format(direction) if direction != i18n.text_direction(page) else ""
    return Markup(' lang="{}"{}').format(language, dir_attribute)


def _template_location(error: Exception, template: str) -> Location:
    """The innermost template line in the traceback of an error."""
    traceback = error.__traceback__
    location = Location(template)
    while traceback:
        if traceback.tb_frame.f_code.co_filename.endswith((".html", ".xml", ".txt")):
            location = Location(traceback.tb_frame.f_code.co_filename, traceback.tb_lineno, 1)
        traceback = traceback.tb_next
    return location


def mark_safe(html: str) -> Markup:
    """Mark HTML as safe, so that Jinja does not escape it."""
    return Markup(html)  # noqa: S704 - the loader's segments are sanitised, and everything added to them is escaped

"""The Jinja environment: the default theme, and a user's own templates before it, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from kursk_archive.config import Site
from kursk_archive.core import i18n
from kursk_archive.core.findings import ArchiveError, Location, make_finding
from kursk_archive.renderer.citations.coins import coins_span
from kursk_archive.renderer.theme import filters
from kursk_archive.renderer.theme.collation import sort_names
from kursk_archive.renderer.theme.compiler import with_fast_code
from kursk_archive.renderer.theme.escape import fast_ngettext
from kursk_archive.renderer.theme.files import find_assets, template_folders
from kursk_archive.renderer.theme.translate import translate_when_compiling


class Theme:
    """Templates and assets, from a user's folder first."""

    def __init__(self, site: Site, folder: Path | None = None, search_enabled: bool = False) -> None:
        """Find the templates.

        Args:
            site: what every page shows.
            folder: templates to take before the default ones.
            search_enabled: whether there is a search to lead to.
        """
        self.site = site
        self.search_enabled = search_enabled
        self.folders = template_folders(folder)
        self.environment = _make_environment(self.folders, site.language)
        self.environment.filters["coins"] = partial(coins_span, base_url=site.base_url)
        self.environment.globals["searching"] = search_enabled
        self.fast_environment = with_fast_code(self.environment)
        self.templates_needing_jinja: set[str] = set()
        """Templates whose pages only Jinja's own code can make."""

    def render(self, template: str, output_path: str, values: Mapping[str, Any]) -> bytes:
        """Fill a template.

        Args:
            template: its name, as `article.html`.
            output_path: the path of what is made; gives `root`, the way from it to the site's first folder.
            values: by the names that the template knows; no iterators, since all may be looked at twice.

        Raises:
            ArchiveError: the template has a fault; with its own line.
        """
        filled = {"site": self.site, "page": output_path, "root": "../" * output_path.count("/"), **values}
        text = self._render_fast(template, filled)
        return (self._render_jinja(template, filled) if text is None else text).encode()

    def _render_fast(self, template: str, filled: Mapping[str, Any]) -> str | None:
        """None where it takes Jinja's own code: see `quick`."""
        if template in self.templates_needing_jinja:
            return None
        try:
            return self.fast_environment.get_template(template).render(filled)
        except Exception:  # whatever it is, a page is what Jinja's own code makes of it
            self.templates_needing_jinja.add(template)
            return None

    def _render_jinja(self, template: str, filled: Mapping[str, Any]) -> str:
        try:
            return self.environment.get_template(template).render(filled)
        except jinja2.TemplateSyntaxError as error:
            place = Location(error.filename or template, error.lineno, 1)
            raise ArchiveError(make_finding("template", place, str(error.message))) from None
        except jinja2.TemplateError as error:
            raise ArchiveError(
                make_finding("template", _template_location(error, template), str(error.message))
            ) from None
        except Exception as error:  # a template is the user's own code, and may fail in any way there is
            message = f"{type(error).__name__}: {error}"
            raise ArchiveError(make_finding("template", _template_location(error, template), message)) from None

    def assets(self) -> dict[str, Path]:
        """Published path → file, sorted."""
        return find_assets(self.folders)


class _Environment(jinja2.Environment):
    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """As they are when a template is first asked for: to join them anew on every page took a twentieth of it."""
        return {**self.globals, **(d or {})}


def _make_environment(folders: tuple[Path, ...], language: str) -> jinja2.Environment:
    """Jinja as the templates expect it; what a page says is in `language`."""
    environment = _Environment(
        loader=jinja2.FileSystemLoader([str(one) for one in folders]),
        auto_reload=False,  # a theme is made anew when its fingerprint changes; to look at every render takes 40 µs
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.policies["ext.i18n.trimmed"] = True
    spoken_in = i18n.translations_for(language)
    environment.install_gettext_translations(spoken_in, newstyle=True)  # type: ignore[attr-defined] # the extension's
    environment.globals["ngettext"] = fast_ngettext(spoken_in.ngettext)
    translate_when_compiling(environment)
    spoken: dict[str, Callable[..., Any]] = {
        "brief": filters.short_period,
        "collated": sort_names,
        "date": filters.human_date,
        "language": filters.language_name,
        "linked": filters.join_links,
        "listed": filters.join_names,
        "number": filters.format_number,
        "part": filters.period_within,
    }
    environment.filters |= {name: partial(word, language=language) for name, word in spoken.items()}
    environment.filters |= {
        "capital": filters.capitalize_first,
        "machine": filters.iso_date,
        "stopped": filters.ensure_full_stop,
    }
    environment.globals |= {"dir": i18n.text_direction(language), "tongue": partial(lang_attributes, page=language)}
    return environment


@lru_cache(maxsize=1024)
def lang_attributes(language: str | None, page: str) -> Markup:
    """The attributes of an element with words of `language` on a page of another; none where they are alike."""
    if not language or language == page:
        return Markup()
    runs = i18n.text_direction(language)
    turned = Markup(' dir="{}"').format(runs) if runs != i18n.text_direction(page) else ""
    return Markup(' lang="{}"{}').format(language, turned)


def _template_location(error: Exception, template: str) -> Location:
    """The innermost line of a template on the way to the fault."""
    traceback = error.__traceback__
    place = Location(template)
    while traceback:
        if traceback.tb_frame.f_code.co_filename.endswith((".html", ".xml", ".txt")):
            place = Location(traceback.tb_frame.f_code.co_filename, traceback.tb_lineno, 1)
        traceback = traceback.tb_next
    return place


def mark_safe(html: str) -> Markup:
    """Mark HTML that a loader has made harmless, so that Jinja prints it as it is."""
    return Markup(html)  # noqa: S704 - the loader's segments are sanitised, and all else in them is escaped

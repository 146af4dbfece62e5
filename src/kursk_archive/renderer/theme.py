"""The Jinja environment: the default theme, and a user's own templates before it, by name."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from functools import lru_cache
from hashlib import sha256
from importlib import resources
from pathlib import Path
from typing import Any

import jinja2
from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from markupsafe import Markup

from kursk_archive.config import Site
from kursk_archive.errors import ArchiveError, Location, finding
from kursk_archive.model import PartialDate

ASSETS = "assets/"
"""Files of the theme that are published as they are."""


def default_folder() -> Path:
    """The default theme: inside the wheel, or at the top of a checkout."""
    inside = Path(str(resources.files("kursk_archive"))) / "templates"
    return inside if inside.is_dir() else Path(__file__).resolve().parents[3] / "templates"


class Theme:
    """Templates and assets, from a user's folder first."""

    def __init__(self, site: Site, folder: Path | None = None) -> None:
        self.site = site
        self.folders = tuple(one for one in (folder, default_folder()) if one is not None)
        self.environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader([str(one) for one in self.folders]),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.environment.filters["date"] = lambda date: human_date(date, site.language)
        self.environment.filters["machine"] = machine_date
        self.environment.filters["period"] = lambda period: human_date(PartialDate(period), site.language)

    def render(self, template: str, page: str, values: Mapping[str, Any]) -> bytes:
        """Fill a template.

        Args:
            template: its name, as `article.html`.
            page: the path of what is made; gives `root`, the way from it to the site's first folder.
            values: by the names that the template knows.

        Raises:
            ArchiveError: the template has a fault; with its own line.
        """
        try:
            text = self.environment.get_template(template).render(site=self.site, page=page, root="../" * page.count("/"), **values)
        except jinja2.TemplateSyntaxError as error:
            raise ArchiveError(finding("template", Location(error.filename or template, error.lineno, 1), str(error.message))) from None
        except jinja2.TemplateError as error:
            raise ArchiveError(finding("template", _place(error, template), str(error.message))) from None
        except Exception as error:  # a template is the user's own code, and may fail in any way there is
            raise ArchiveError(finding("template", _place(error, template), f"{type(error).__name__}: {error}")) from None
        return text.encode()

    def assets(self) -> dict[str, Path]:
        """Published path → file, sorted."""
        found: dict[str, Path] = {}
        for folder in reversed(self.folders):
            found |= {f"{ASSETS}{path.relative_to(folder / ASSETS).as_posix()}": path for path in _files(folder / ASSETS)}
        return dict(sorted(found.items()))

    def fingerprint(self) -> str:
        """Of every template; assets have their own."""
        digest = sha256()
        for folder in self.folders:
            for path in _files(folder):
                name = path.relative_to(folder).as_posix()
                if not name.startswith(ASSETS):
                    digest.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
        return digest.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    return iter(sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")))


def _place(error: Exception, template: str) -> Location:
    """The innermost line of a template on the way to the fault."""
    traceback = error.__traceback__
    place = Location(template)
    while traceback:
        if traceback.tb_frame.f_code.co_filename.endswith((".html", ".xml", ".txt")):
            place = Location(traceback.tb_frame.f_code.co_filename, traceback.tb_lineno, 1)
        traceback = traceback.tb_next
    return place


@lru_cache(maxsize=4096)
def human_date(date: str | None, language: str) -> str:
    """A date as people write it, at its own precision: `15 August 2024, 14:30 (UTC+03:00)`."""
    if not date:
        return ""
    day = PartialDate(date)
    locale = _locale(language)
    moment = datetime.date(int(day.year), int(day.month or 1), int(day.day or 1))
    if day.day:
        text = format_date(moment, "long", locale)
    else:
        text = format_skeleton("yMMMM" if day.month else "y", moment, locale=locale)
    if not day.time:
        return text
    clock, offset = day.time[:5], day.time[5:].removeprefix(day.time[5:8] if day.time[5:6] == ":" else "")
    zone = " (UTC)" if offset == "Z" else f" (UTC{offset})" if offset else ""
    return f"{text}, {clock}{zone}"


def machine_date(date: PartialDate | None) -> str:
    """As the `datetime` attribute has it."""
    return str(date or "")


@lru_cache(maxsize=64)
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def safe(html: str) -> Markup:
    """Mark HTML that a loader has made harmless, so that Jinja prints it as it is."""
    return Markup(html)  # noqa: S704 - the loader's segments are sanitised, and all else in them is escaped

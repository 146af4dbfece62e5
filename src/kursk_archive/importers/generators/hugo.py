"""Hugo and Zola: sections and page bundles below `content/`, files of the site below `static/`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from kursk_archive.core.model import PartialDate
from kursk_archive.importers.generators.plain import (
    Plain,
    folders_of,
    named_day,
    named_slug,
    published_by,
    sectioned,
    spelt,
    stem_of,
    text_of,
    under,
)
from kursk_archive.importers.model import NAME, Clue, Reason
from kursk_archive.importers.source_site import Site
from kursk_archive.loader import dates
from kursk_archive.loader.images import ENDINGS
from kursk_archive.yaml.located import Value

_FORMS = ("toml", "yaml", "yml", "json")
_CONFIGS = tuple(f"{folder}{name}.{form}" for name in ("hugo", "config") for folder in ("", "config/_default/")
                 for form in _FORMS)  # fmt: skip
_CONTENT, _STATIC = "content/", "static/"
_INDEX = re.compile(r"index(?:\.[a-z]{2,3}(?:-[A-Za-z]{2,4})?)?\.(?:md|markdown|mdown|mkd|txt)")
_RENDERED = frozenset({True, "always", "link"})
_LISTING = re.compile(r"_index\..+")
_LANGUAGE = re.compile(r"(?P<base>.+)\.(?P<language>[a-z]{2,3}(?:-[A-Za-z]{2,4})?)")


@dataclass(frozen=True, slots=True)
class Hugo(Plain):
    name: str = "hugo"
    keeps_withheld: bool = False

    def fits(self, site: Site) -> bool:
        is_config = any(path in site.known and ("hugo." in path or "/" in path) for path in _CONFIGS)
        named = {path.rpartition("/")[2].partition(".")[0] for path in site.files}
        return is_config or "baseURL" in self.settings(site) or "_index" in named

    def settings(self, site: Site) -> Mapping[str, Value]:
        return site.first(*_CONFIGS)

    def place(self, path: str, site: Site) -> str | Reason | None:
        name = path.rpartition("/")[2]
        if path.startswith((_STATIC, "themes/", "layouts/", "archetypes/", "public/", "node_modules/")):
            return path.removeprefix(_STATIC) if path.startswith(_STATIC) and path.endswith(ENDINGS) else None
        below = under(_CONTENT, path, site)
        if below is None or path.endswith(ENDINGS):
            return below
        if _LISTING.fullmatch(name):
            return Reason("a page that lists others")
        if not _INDEX.fullmatch(name):
            return Reason("a part of the page in its folder") if _is_part(path, site) else below
        return below if "/" in below else Reason("the site's own first page")

    def refuses(self, own: Mapping[str, Value], topics: Collection[str]) -> Reason | None:
        build = spelt(own, "build", "_build") or Value(None)
        render = build.data.get("render") if isinstance(build.data, Mapping) else None
        is_shown = own.get("headless", Value(False)).data is not True and (render or Value(True)).data in _RENDERED
        return None if is_shown else Reason("a page that is not shown by itself")

    def clues(self, path: str, site: Site) -> Iterator[Clue]:
        folders = folders_of(under(_CONTENT, path, site) or "")
        if _INDEX.fullmatch(path.rpartition("/")[2]) and folders:
            folder = folders.pop()
            yield from named_slug(dates.from_name(f"{folder}.md")[1] if self.has_days else folder)
            yield from self.day(folder)
        yield from self.day(stem_of(path))
        yield from _in_other_languages(path, site)
        yield from _cascades(path, site)
        yield from sectioned(folders[0] if folders else "")
        yield from published_by(self.settings(site), self.config(site), *self.languages)

    @property
    def has_days(self) -> bool:
        """Whether names may begin with a date."""
        return False

    @property
    def languages(self) -> tuple[str, ...]:
        """Keys of the settings that name the site's language."""
        return ("locale", "languageCode", "defaultContentLanguage")

    def config(self, site: Site) -> str:
        return site.shown(next((path for path in _CONFIGS if path in site.known), ""))

    def day(self, name: str) -> Iterator[Clue]:
        return named_day(name) if self.has_days else iter(())

    def address(self, path: str, site: Site, own: Mapping[str, Value], date: PartialDate | None) -> str | None:
        settings = self.settings(site)
        base = text_of(settings, "baseURL", "base_url").rstrip("/")
        if not base or not _ANOTHER_WAY.isdisjoint(settings) or not _ANOTHER_WAY.isdisjoint(own):
            return None
        way = (under(_CONTENT, path, site) or "").rpartition(".")[0].removesuffix("/index")
        folder, _, name = way.rpartition("/")
        name = text_of(own, "slug") or (dates.from_name(f"{name}.md")[1] if self.has_days else name)
        way = text_of(own, "url", "path").strip("/") or f"{folder}/{name}".strip("/")
        return f"{base}/{way}{'' if way.endswith('.html') else '/'}" if _PLAIN.fullmatch(way) else None


@dataclass(frozen=True, slots=True)
class Zola(Hugo):
    name: str = "zola"

    def fits(self, site: Site) -> bool:
        return "base_url" in site.mapping("config.toml")

    @property
    def has_days(self) -> bool:
        return True

    @property
    def languages(self) -> tuple[str, ...]:
        return ("default_language",)


_ANOTHER_WAY = frozenset({"permalinks", "uglyURLs", "uglyurls", "languages", "permalink"})
"""Settings under which addresses are not what the folders say."""
_PLAIN = re.compile(r"[a-z0-9_-]+(?:/[a-z0-9_-]+)*(?:\.html)?")
"""Anything else each of them would spell in its own way."""


def _is_part(path: str, site: Site) -> bool:
    """Whether a folder above is a page of its own, to which all that lies in it belongs."""
    folders = folders_of(path)
    above = ("/".join(folders[:i]) for i in range(len(folders), 1, -1))
    return any(f"{one}/index.md" in site.known for one in above)


def _in_other_languages(path: str, site: Site) -> Iterator[Clue]:
    """`flood.uk.md` beside `flood.md`: the language, and that both are one article."""
    folder, _, name = path.rpartition("/")
    stem, _, suffix = name.rpartition(".")
    said = _LANGUAGE.fullmatch(stem)
    base = f"{folder}/{said['base']}.{suffix}".lstrip("/") if said else ""
    if said and base in site.known:
        yield Clue(NAME, {"language": Value(said["language"]), "translations": Value(base.rpartition("/")[2])})


def _cascades(path: str, site: Site) -> Iterator[Clue]:
    """What the folders' `_index.md` hand down, the innermost first; rows with a target of their own are left."""
    folders = folders_of(path)
    for i in range(len(folders), -1, -1):
        index = "/".join((*folders[:i], "_index.md"))
        value = site.mapping(index).get("cascade")
        if value and isinstance(value.data, Mapping) and not {"_target", "target"} & value.data.keys():
            yield Clue(site.shown(index), value.data, site.shown(index))

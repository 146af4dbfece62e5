"""Pelican: articles below `content/`, whose folder is their category."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kursk_archive.importers.generators.plain import Plain, folders_of, named_day, sectioned, stem_of, under
from kursk_archive.importers.model import Clue, Reason
from kursk_archive.importers.source_site import Site
from kursk_archive.loader.images import ENDINGS

_CONTENT = "content/"


@dataclass(frozen=True, slots=True)
class Pelican(Plain):
    """Its settings are a program, which is not run: only what holds by default is understood."""

    name: str = "pelican"
    keeps_withheld: bool = False

    def fits(self, site: Site) -> bool:
        return "pelicanconf.py" in site.known

    def place(self, path: str, site: Site) -> str | Reason | None:
        below = under(_CONTENT, path, site)
        if below is None or path.endswith(ENDINGS) or path.startswith(("output/", "theme/", "themes/")):
            return below
        return Reason("a page, no article") if below.startswith("pages/") else below

    def clues(self, path: str, site: Site) -> Iterator[Clue]:
        yield from named_day(stem_of(path))
        folders = folders_of(under(_CONTENT, path, site) or "")
        yield from sectioned(folders[-1] if folders else "")

"""Eleventy: any folder; data in the text, in a file of its name, and in files of the names of the folders above."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from kursk_archive.importers.generators.plain import Plain, folders_of, named_day, named_slug, stem_of
from kursk_archive.importers.model import Clue, Reason
from kursk_archive.importers.source_site import Site
from kursk_archive.loader import dates
from kursk_archive.loader.images import ENDINGS
from kursk_archive.yaml.located import Value

_CONFIGS = ("eleventy.config.js", "eleventy.config.mjs", "eleventy.config.cjs")
_MACHINERY = frozenset({"_site", "_includes", "_layouts", "_data", "node_modules"})
_DATA = (".11tydata.json", ".json")
"""The first goes before the other. Data that are programs (`.11tydata.js`) are not run."""


@dataclass(frozen=True, slots=True)
class Eleventy(Plain):
    name: str = "eleventy"
    keeps_withheld: bool = False

    def fits(self, site: Site) -> bool:
        is_config = any(path in site.known for path in _CONFIGS) or (site.root / ".eleventy.js").is_file()
        return is_config or any(path.endswith(".11tydata.json") for path in site.files)

    def place(self, path: str, site: Site) -> str | Reason | None:
        if not _MACHINERY.isdisjoint(folders_of(path)):
            return None
        if path.endswith(ENDINGS):
            return path
        return Reason("the site's own first page") if stem_of(path) == "index" and "/" not in path else path

    def refuses(self, own: Mapping[str, Value], topics: Collection[str]) -> Reason | None:
        return Reason("a page that lists others") if "pagination" in own else None

    def clues(self, path: str, site: Site) -> Iterator[Clue]:
        folders, name = folders_of(path), stem_of(path)
        yield from _data(path.rpartition(".")[0], site)
        if name == "index" and folders:
            yield from named_slug(dates.from_name(f"{folders[-1]}.md")[1])
            name = folders[-1]
        yield from named_day(name)
        for i in range(len(folders), 0, -1):
            yield from _data("/".join((*folders[:i], folders[i - 1])), site)


def _data(stem: str, site: Site) -> Iterator[Clue]:
    for suffix in _DATA:
        if f"{stem}{suffix}" in site.known:
            where = site.shown(f"{stem}{suffix}")
            yield Clue(where, site.mapping(f"{stem}{suffix}"), where)

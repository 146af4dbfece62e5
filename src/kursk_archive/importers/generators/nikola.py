"""Nikola: posts below `posts/`, their metadata in the text or in `NAME.meta` beside it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from kursk_archive.importers.generators.plain import Plain, folders_of, sectioned, stem_of
from kursk_archive.importers.model import NAME, Clue, Reason
from kursk_archive.importers.source_site import Site
from kursk_archive.loader.images import ENDINGS
from kursk_archive.yaml.located import Value

_POSTS = "posts/"
_LANGUAGE = re.compile(r"(?P<base>.+)\.(?P<language>[a-z]{2}(?:_[a-z]{2})?)")


@dataclass(frozen=True, slots=True)
class Nikola(Plain):
    """Its settings are a program, which is not run: only what holds by default is understood."""

    name: str = "nikola"
    keeps_withheld: bool = False

    def fits(self, site: Site) -> bool:
        return ("conf.py" in site.known and "posts" in site.tops) or any(path.endswith(".meta") for path in site.files)

    def place(self, path: str, site: Site) -> str | Reason | None:
        if path.startswith(("output/", "cache/", "themes/", "templates/", "plugins/")):
            return None
        if path.endswith(ENDINGS):
            return path.removeprefix("files/")
        is_post = path.startswith(_POSTS) or "posts" not in site.tops
        return path if is_post else Reason("a page, no post")

    def refuses(self, own: Mapping[str, Value], topics: Collection[str]) -> Reason | None:
        """Before there was a status, tags said that a post is a draft."""
        return None if {"draft", "private"}.isdisjoint(topics) else Reason("a draft, or private, as its tags say")

    def clues(self, path: str, site: Site) -> Iterator[Clue]:
        meta = f"{path.rpartition('.')[0]}.meta"
        if meta in site.known:
            yield Clue(site.shown(meta), site.mapping(meta), site.shown(meta))
        yield from _in_another_language(path, site)
        folders = folders_of(path.removeprefix(_POSTS))
        yield from sectioned(folders[0] if folders else "")


def _in_another_language(path: str, site: Site) -> Iterator[Clue]:
    """`flood.uk.md` beside `flood.md`, whose metadata it shares where it has none."""
    folder, suffix = path.rpartition("/")[0], path.rpartition(".")[2]
    said = _LANGUAGE.fullmatch(stem_of(path))
    base = f"{folder}/{said['base']}.{suffix}".lstrip("/") if said else ""
    if said and base in site.known:
        language = Value(said["language"].replace("_", "-"))
        yield Clue(NAME, {"language": language, "translations": Value(base.rpartition("/")[2])})

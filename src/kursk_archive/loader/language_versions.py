"""Captures of one name in folders named after languages, as site generators keep translations.

`en/post/ferry.md` and `uk/post/ferry.md`, `content.en/ferry.md` and `content.uk/ferry.md`, `ferry.md` and
`ferry.uk.md`. The names of files decide, so that a scan finds them without reading any.
"""

from __future__ import annotations

import os
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

_CODES = frozenset(
    "af am ar as az be bg bn bs ca cs cy da de el en eo es et eu fa fi fil fr ga gl gu ha he hi hr hu hy id is it ja ka"
    " kk km kn ko ku ky la lb lo lt lv mk ml mn mr ms mt my nb ne nl nn no or pa pl ps pt ro ru rw sd si sk sl so sq sr"
    " sv sw ta te tg th tk tl tr tt ug uk ur uz vi wo xh yi yo zh zu".split()
)
_TAG = r"(?P<tag>(?P<code>[a-z]{2,3})(?:[-_](?:[a-z]{2}|[a-z]{4}))?)"
_FOLDER = re.compile(rf"(?:(?P<stem>[\w-]+)\.)?{_TAG}", re.IGNORECASE)
_FILE = re.compile(rf"(?P<stem>.+)\.{_TAG}(?P<suffix>\.[^./]+)", re.IGNORECASE | re.DOTALL)
_MARK, _OF_NAME, _NO_TAG = ":v", "name", "-"


class LanguageVersions(NamedTuple):
    """The versions of one capture."""

    language: str
    """Of the capture itself, as its path states it; empty if only the others' do."""
    others: tuple[tuple[str, str], ...]
    """Language and path of each other version; the language is empty where the path states none."""


class LanguageFolders:
    """Finds versions during one scan."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._names: dict[str, list[tuple[str, str]]] = {}
        self._tagged: tuple[str, list[tuple[int, str]]] = "", []
        """The folder of the last capture, and places and stems of the names in its path that are languages."""

    def mark(self, path: str) -> str:
        """Return what the stamp of a capture says of its versions; empty if it has none."""
        folder = path[: path.rfind("/") + 1]
        if folder != self._tagged[0]:
            self._tagged = (
                folder,
                [
                    (i, match["stem"] or "")
                    for i, part in enumerate(folder.split("/"))
                    if (match := _matching(_FOLDER, part))
                ],
            )
        for i, own_stem in self._tagged[1]:
            parts = path.split("/")
            tags = [
                name
                for name, stem in self._folders("/".join(parts[:i]))
                if name != parts[i]
                and stem == own_stem
                and os.path.lexists(self.root / "/".join((*parts[:i], name, *parts[i + 1 :])))
            ]
            if tags:
                return f"{_MARK}{i}={parts[i]}={'+'.join(tags)}"
        return ""

    def _folders(self, parent: str) -> list[tuple[str, str]]:
        """Name and stem of the folders named after languages in a folder."""
        if parent not in self._names:
            try:
                with os.scandir(self.root / parent) as entries:
                    names = sorted(entry.name for entry in entries if entry.is_dir(follow_symlinks=False))
            except OSError:
                names = []
            matches = ((name, _matching(_FOLDER, name)) for name in names)
            self._names[parent] = [(name, match["stem"] or "") for name, match in matches if match]
        return self._names[parent]


def _matching(pattern: re.Pattern[str], name: str) -> re.Match[str] | None:
    """Match a name whose tag begins with the code of a language."""
    match = pattern.fullmatch(name)
    return match if match and match["code"].lower() in _CODES else None


def tagged_files(paths: Iterable[str]) -> dict[str, list[str]]:
    """Map path without language to the languages in the names of a folder's files: `a/ferry.md` to `uk`, `de`."""
    tags: dict[str, list[str]] = {}
    for path in paths:
        if path.count(".") > 1 and (match := _matching(_FILE, path)):
            tags.setdefault(match["stem"] + match["suffix"], []).append(match["tag"])
    return tags


def mark_of_name(path: str, tags: Mapping[str, Sequence[str]], files: Container[str]) -> str:
    """Return what the stamp of a capture says of its versions in the same folder; empty if it has none.

    Args:
        path: of the capture.
        tags: see `tagged_files`.
        files: paths of the folder's files.
    """
    match = _matching(_FILE, path)
    own = match["tag"] if match and match["stem"] + match["suffix"] in tags else _NO_TAG
    base = match["stem"] + match["suffix"] if match and own != _NO_TAG else path
    others = sorted(tag for tag in tags.get(base, ()) if tag != own)
    if own != _NO_TAG and base in files:
        others.insert(0, _NO_TAG)
    return f"{_MARK}{_OF_NAME}={own}={'+'.join(others)}" if others else ""


def versions_in_stamp(stamp: str, path: str) -> LanguageVersions:
    """Parse what `LanguageFolders.mark` put into a stamp."""
    _, _, mark = stamp.partition("\n")[0].partition(" ")[0].partition(_MARK)
    place, _, names = mark.partition("=")
    if not names:
        return LanguageVersions("", ())
    own, _, others = names.partition("=")
    if place == _OF_NAME:
        return LanguageVersions(_language(own.strip(_NO_TAG)), tuple(_others_of_name(path, own, others.split("+"))))
    return LanguageVersions(_language(own), tuple(_others(path, int(place), others.split("+"))))


def _others(path: str, place: int, names: list[str]) -> Iterator[tuple[str, str]]:
    parts = path.split("/")
    for name in names:
        yield _language(name), "/".join((*parts[:place], name, *parts[place + 1 :]))


def _others_of_name(path: str, own: str, tags: list[str]) -> Iterator[tuple[str, str]]:
    stem, _, suffix = path.rpartition(".")
    stem = stem if own == _NO_TAG else stem.removesuffix(f".{own}")
    for tag in tags:
        yield ("", f"{stem}.{suffix}") if tag == _NO_TAG else (_language(tag), f"{stem}.{tag}.{suffix}")


def _language(name: str) -> str:
    """Return the language of a folder as a tag."""
    language, _, rest = name.rpartition(".")[2].replace("_", "-").partition("-")
    region = rest.title() if len(rest) == len("Hans") else rest.upper()
    return f"{language.lower()}-{region}" if rest else language.lower()

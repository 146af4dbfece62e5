"""Names of authors that a site keeps apart from its articles: `_data/authors.yml`, `_authors/jane.md`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from kursk_archive.importers.model import ExternalMetadata
from kursk_archive.importers.source_site import SourceSite
from kursk_archive.yaml.located import Located

_LIST_FILE = re.compile(r"(?:[^/]+/){0,2}(?:authors|people|team)\.(?:ya?ml|json|toml)")
_PERSON_FILE = re.compile(
    r"(?:(?:data|_data)/authors/(?P<data>[^/]+)\.(?:ya?ml|json|toml)|_authors/(?P<page>[^/]+)\.(?:md|markdown)"
    r"|content/(?:[^/]+/)?authors?/(?P<term>[^/]+)/_?index\.md)"
)
_NAME_KEYS = ("display_name", "name", "title")
_ID_KEYS = ("short_name", "username", "id", "slug", "key", "nickname", "ident")


def author_names(site: SourceSite) -> Mapping[str, tuple[str, str]]:
    """Find the authors that a site's articles name by a key: key → name, and the file that says so."""
    names: dict[str, tuple[str, str]] = {}
    for path in site.files:
        if _LIST_FILE.fullmatch(path):
            for key, name in listed_names(site.read_mapping(path)):
                names.setdefault(key, (name, path))
        elif match := _PERSON_FILE.fullmatch(path):
            key, person = match["data"] or match["page"] or match["term"], Located(site.read_mapping(path))
            if name := _name_of(person):
                for one in (key, _text_of(person, _ID_KEYS)):
                    names.setdefault(one or key, (name, path))
    return names


def listed_names(document: Mapping[str, Located]) -> Iterator[tuple[str, str]]:
    """Yield key and name of each author that a file lists."""
    for key, value in document.items():
        people = value.data if isinstance(value.data, tuple) else ()
        for person in people:
            if (one := _text_of(person, _ID_KEYS)) and (name := _name_of(person)):
                yield one, name
        if not people and (name := value.data if isinstance(value.data, str) else _name_of(value)):
            yield key, name


def _name_of(person: Located) -> str:
    first = _text_of(person, ("first_name", "firstname"))
    last = _text_of(person, ("last_name", "lastname"))
    return _text_of(person, _NAME_KEYS) or f"{first} {last}".strip()


def _text_of(person: Located, keys: tuple[str, ...]) -> str:
    values = person.data if isinstance(person.data, Mapping) else {}
    texts = (values[key].data for key in keys if key in values)
    return next((" ".join(text.split()) for text in texts if isinstance(text, str) and text.strip()), "")


def named_authors(authors: object, names: Mapping[str, tuple[str, str]]) -> ExternalMetadata | None:
    """Return the names for authors that are given by their keys; None if none of them is a key."""
    stated = [author for author in authors if isinstance(author, str)] if isinstance(authors, list) else []
    known = [author for author in stated if author in names and names[author][0] != author]
    if not known:
        return None
    spelt = tuple(Located(names[author][0] if author in known else author) for author in stated)
    return ExternalMetadata(names[known[0]][1], {"authors": Located(spelt)}, names[known[0]][1], overrides=True)

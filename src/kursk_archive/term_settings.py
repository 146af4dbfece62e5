"""Reads `terms:` of archive.yaml: names of one topic, author, publisher or place, its note and its coordinates."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct

from kursk_archive.core.i18n import is_language_tag
from kursk_archive.core.text import did_you_mean, plain_line
from kursk_archive.site.joined_terms import JOINABLE_TAXONOMIES, JoinedTerm
from kursk_archive.site.taxonomy import PREFIX_FOLDER, TAXONOMIES, term_slug
from kursk_archive.yaml.located import Located, PlainValue

AddFinding = Callable[[str, Located, str], None]
"""Takes the code of a finding, the value that it is about, and the message."""
NamePlaces = Mapping[tuple[str, str], tuple[int, int]]
"""Taxonomy and name → line and column in archive.yaml."""

_KEYS = ("labels", "also", "note", "coordinates", "slug")
_NUMBER = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{1,12})?")
_EXPECTED_COORDINATES = "expected latitude and longitude in degrees, such as `[51.9, 36.1]`, not "
_TAXONOMY_OF_KEY = {
    key: name for name in JOINABLE_TAXONOMIES for key in (TAXONOMIES[name].folder, TAXONOMIES[name].field, name)
}


def read_terms(
    value: Located, add_finding: AddFinding
) -> tuple[Mapping[str, tuple[JoinedTerm, ...]], dict[tuple[str, str], tuple[int, int]]]:
    """Read the joined terms.

    Args:
        value: of the key `terms`.
        add_finding: called for whatever is wrong.

    Returns:
        Taxonomy → its terms; and where each name stands in the file.
    """
    reader = _TermsReader(add_finding)
    terms = reader.read(value)
    return terms, reader.places


class _TermsReader(Struct):
    add_finding: AddFinding
    places: dict[tuple[str, str], tuple[int, int]] = {}
    _owners: dict[tuple[str, str], str] = {}
    """Taxonomy and slug of a name → the term that has it."""

    def read(self, value: Located) -> dict[str, tuple[JoinedTerm, ...]]:
        terms: dict[str, list[JoinedTerm]] = {}
        for key, listed in self._members(value, "expected `topics`, `authors`, `publishers` or `places`"):
            taxonomy = _TAXONOMY_OF_KEY.get(key)
            if taxonomy is None:
                known = [TAXONOMIES[name].folder for name in JOINABLE_TAXONOMIES]
                self.add_finding("config-unknown", listed, f"unknown key `{key[:60]}`{did_you_mean(key, known)}")
                continue
            expected = "expected terms, each with a name as its key"
            for name, member in self._members(listed, expected):
                if term := self._term(taxonomy, plain_line(name), member):
                    terms.setdefault(taxonomy, []).append(term)
        return {taxonomy: tuple(terms[taxonomy]) for taxonomy in JOINABLE_TAXONOMIES if taxonomy in terms}

    def _term(self, taxonomy: str, name: str, value: Located) -> JoinedTerm | None:
        is_list = not isinstance(value.data, Mapping)
        members = {"also": value} if is_list else dict(self._members(value, ""))
        for key in members.keys() - set(_KEYS):
            hint = did_you_mean(key, _KEYS)
            if is_language_tag(key) and not hint:
                hint = "; names by language belong under `labels`"
            self.add_finding("config-unknown", members[key], f"unknown key `{key[:60]}`{hint}")
        if not name or not term_slug(name):
            self.add_finding("config", value, "expected the name of a term as its key")
            return None
        term = JoinedTerm(
            name,
            self._slug(members.get("slug")) or term_slug(name),
            dict(self._labels(members.get("labels"))),
            tuple(self._names(members.get("also"))),
            self._note(members.get("note")),
            self._coordinates(taxonomy, members.get("coordinates")),
        )
        self._claim(taxonomy, term, value, members)
        return term

    def _claim(self, taxonomy: str, term: JoinedTerm, value: Located, members: Mapping[str, Located]) -> None:
        """Enter the names of a term, which no other term of the taxonomy may have."""
        written = {term.name: value, **_written_names(members.get("labels")), **_written_names(members.get("also"))}
        for key in dict.fromkeys((term.slug, *map(term_slug, term.names))):
            owner = self._owners.setdefault((taxonomy, key), term.name)
            if owner != term.name:
                at = next((place for name, place in written.items() if term_slug(name) == key), value)
                message = f"`{owner[:60]}` and `{term.name[:60]}` are different terms with a name in common"
                self.add_finding("config", at, message)
        for name in term.names:
            at = written.get(name, value)
            self.places.setdefault((taxonomy, name), (at.line, at.column))

    def _members(self, value: Located, expected: str) -> Iterator[tuple[str, Located]]:
        if isinstance(value.data, Mapping):
            yield from value.data.items()
        elif value.data is not None:
            self.add_finding("config", value, expected)

    def _slug(self, value: Located | None) -> str:
        if value is None or value.data is None:
            return ""
        slug = value.data if isinstance(value.data, str) else ""
        if not slug or term_slug(slug) != slug or slug == PREFIX_FOLDER:
            message = f"expected lower-case Latin letters, digits and hyphens, not {str(value.plain)[:60]!r}"
            self.add_finding("config", value, message)
        return slug

    def _labels(self, value: Located | None) -> Iterator[tuple[str, str]]:
        expected = "expected lines of the form `language: name`"
        for language, label in self._members(value, expected) if value else ():
            if not is_language_tag(language):
                message = f"expected a language tag like `en` or `pt-BR`, not {language[:60]!r}"
                self.add_finding("config", label, message)
            elif name := self._line(label):
                yield language, name

    def _names(self, value: Located | None) -> Iterator[str]:
        if value is not None and value.data is not None:
            for item in value.data if isinstance(value.data, tuple) else (value,):
                if name := self._line(item):
                    yield name

    def _line(self, value: Located) -> str:
        name = plain_line(value.data) if isinstance(value.data, str) else ""
        if not name:
            self.add_finding("config", value, "expected a name")
        return name

    def _note(self, value: Located | None) -> str:
        if value is None or value.data is None:
            return ""
        if not isinstance(value.data, str):
            self.add_finding("config", value, "expected text")
            return ""
        return " ".join(value.data.split())

    def _coordinates(self, taxonomy: str, value: Located | None) -> tuple[float, float] | None:
        if value is None or value.data is None:
            return None
        if taxonomy != "place":
            self.add_finding("config", value, "only places have coordinates")
            return None
        texts = _coordinate_texts(value.plain)
        numbers = [float(text) for text in texts if _NUMBER.fullmatch(text)]
        if len(texts) == len(numbers) == 2 and abs(numbers[0]) <= 90 and abs(numbers[1]) <= 180:
            return numbers[0], numbers[1]
        self.add_finding("config", value, f"{_EXPECTED_COORDINATES}{str(value.plain)[:60]!r}")
        return None


def _written_names(value: Located | None) -> dict[str, Located]:
    """Map each name in labels or spellings to its place in the file."""
    if value is None:
        return {}
    data = value.data
    items = data.values() if isinstance(data, Mapping) else data if isinstance(data, tuple) else (value,)
    return {plain_line(item.data): item for item in items if isinstance(item.data, str)}


def _coordinate_texts(value: PlainValue) -> list[str]:
    """Take coordinates apart: `51.9, 36.1`, a list of both, or a mapping with `latitude` and `longitude`."""
    if isinstance(value, str):
        return [text for text in re.split(r"[\s,;]+", value.strip()) if text]
    if isinstance(value, list):
        return [str(item) for item in value]
    if isinstance(value, dict):
        named = {key.lower()[:3]: str(item) for key, item in value.items()}
        return [named[key] for key in ("lat", "lon") if key in named] if len(named) == 2 else []
    return []

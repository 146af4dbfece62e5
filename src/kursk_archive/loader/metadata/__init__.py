"""Metadata as anybody writes them → the archive's fields: frontmatter of other generators, and sidecars."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from kursk_archive.core.enums import Provenance
from kursk_archive.core.findings import Finding, Location, finding
from kursk_archive.loader.draft import FIELDS, Stated
from kursk_archive.loader.metadata import repairs, search_engines, status, translations, values
from kursk_archive.loader.metadata.aliases import KNOWN, MEANINGS, SPELLINGS, Entry, entries, means
from kursk_archive.loader.metadata.values import Fault
from kursk_archive.yaml.reader import Value, read

_BY_KIND: Mapping[str, Callable[[Value], Any]] = {
    "date": values.date,
    "list": values.items,
    "markdown": values.prose,
    "text": values.line,
}
_READERS: Mapping[str, Callable[[Value], Any]] = {
    **{field: _BY_KIND[kind] for field, kind in FIELDS.items() if kind in _BY_KIND},
    "aliases": values.addresses,
    "authors": values.names,
    "canonical": search_engines.canonical,
    "image": values.image,
    "language": values.language,
    "noindex": search_engines.noindex,
    "publisher": values.name,
    "slug": values.slug,
    "source_url": values.source,
    "translations": translations.read,
}
_TOGETHER = frozenset({"topics", "places", "aliases", "translations"})
"""Their value is what all their keys say: tags and categories and keywords."""


def state(
    mapping: Mapping[str, Value], path: str, provenance: Provenance = Provenance.STATED
) -> tuple[dict[str, Stated], dict[str, str], tuple[Finding, ...]]:
    """Read metadata.

    Args:
        mapping: the document, its keys as written.
        path: of the file that states it.
        provenance: of all that it states.

    Returns:
        The fields that have a value; what the program has no use for, as text; and a finding at the key of each value
        that cannot be read (`field`, `date-…`, `source-invalid`, `slug`). A status that cannot be read is `withheld`.
    """
    reading = _Reading(list(entries(mapping)), path, provenance)
    meant = reading.meant()
    for field in FIELDS:
        if field in meant:
            reading.read(field, meant[field])
    return reading.fields, reading.extra(), tuple(sorted(reading.findings, key=_place))


def read_sidecar(text: str, path: str) -> tuple[dict[str, Stated], dict[str, str], tuple[Finding, ...]]:
    """Read a sidecar, as `state` reads metadata; a key that is not known is a finding here, since it may be a slip.

    If the text is not YAML, there is the finding that says so and the status `withheld`: the sidecar may have said so.
    """
    mapping, findings = read(text, path, code="sidecar")
    if mapping is None:
        return {"status": Stated("withheld", provenance=Provenance.SIDECAR)}, {}, findings
    fields, extra, met = state(mapping, path, Provenance.SIDECAR)
    unknown = (_unknown(entry, path) for entry in entries(mapping) if not entry.is_inner and entry.folded not in KNOWN)
    return fields, extra, tuple(sorted((*findings, *met, *unknown), key=_place))


def _place(one: Finding) -> tuple[int, int]:
    return one.location.line or 0, one.location.column or 0


def _unknown(entry: Entry, path: str) -> Finding:
    import difflib

    close = difflib.get_close_matches(entry.name[:40].casefold(), FIELDS, 1, 0.7)
    message = f"`{entry.name[:60]}` is no field" + (f"; is `{close[0]}` meant?" if close else "")
    return finding("field-unknown", Location(path, entry.value.line, entry.value.column), message)


class _Reading:
    """Metadata while they are read, field by field."""

    def __init__(self, stated: list[Entry], path: str, provenance: Provenance) -> None:
        self.entries, self.path, self.provenance = stated, path, provenance
        self.fields: dict[str, Stated] = {}
        self.findings: list[Finding] = []
        self.used: set[int] = set()
        """Indices of the entries that went into a field or a finding."""

    def meant(self) -> dict[str, list[tuple[int, Entry]]]:
        """Field → what states it, with its index among the entries; in their order."""
        found: dict[str, list[tuple[int, Entry]]] = {}
        for i, entry in enumerate(self.entries):
            for field in MEANINGS.get(entry.folded, ()):
                if means(entry, field):
                    found.setdefault(field, []).append((i, entry))
        return found

    def read(self, field: str, meant: list[tuple[int, Entry]]) -> None:
        if len(meant) > 1:
            meant = sorted(meant, key=lambda one: SPELLINGS[field].index(one[1].folded))
        for i, entry in meant:
            if field == "status" or field in _TOGETHER or field not in self.fields:
                self.used.add(i)
                self._take(field, entry)

    def extra(self) -> dict[str, str]:
        left = (entry for i, entry in enumerate(self.entries) if i not in self.used and entry.value.data is not None)
        return {entry.name: _text(entry.value) for entry in left}

    def _take(self, field: str, entry: Entry) -> None:
        if field == "links":
            found, findings = repairs.read(entry.value, self.path)
            self.findings += findings
            self._state(field, found or None, entry)
        elif field == "status":
            for value in (*entry.value.also, entry.value):
                self._show_or_withhold(entry, status.read(entry.folded, value))
        else:
            read_as = values.path if field == "slug" != entry.folded else _READERS[field]
            self._state(field, self._checked(entry, read_as(entry.value)), entry)

    def _show_or_withhold(self, entry: Entry, said: status.Status | Fault | None) -> None:
        """Of several that contradict each other, the one that withholds holds."""
        if isinstance(said, Fault):
            self._checked(entry, said)
            said = "withheld"
        if said == "withheld" or "status" not in self.fields:
            self._state("status", said, entry)

    def _checked(self, entry: Entry, read: Any) -> Any:
        """The value; None with a finding if there is a fault instead."""
        if not isinstance(read, Fault):
            return read
        place = Location(self.path, entry.value.line, entry.value.column)
        self.findings.append(finding(read.code, place, f"`{entry.name[:60]}`: {read.message}"))
        return None

    def _state(self, field: str, value: Any, entry: Entry) -> None:
        if value is None:
            return
        stated = Stated(value, entry.value.line, entry.value.column, self.provenance)
        if field in _TOGETHER and field in self.fields:
            first = self.fields[field]
            both = first.value + value
            value = tuple(dict.fromkeys(both)) if field == "translations" else values.distinct(both)
            stated = Stated(value, first.line, first.column, self.provenance)
        self.fields[field] = stated


def _text(value: Value) -> str:
    plain = value.plain
    if isinstance(plain, list) and all(isinstance(item, str) for item in plain):
        return ", ".join(map(str, plain))
    return plain if isinstance(plain, str) else json.dumps(plain, ensure_ascii=False)

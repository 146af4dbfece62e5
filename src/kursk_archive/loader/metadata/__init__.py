"""Metadata as anybody writes them → the archive's fields: frontmatter of other generators, and sidecars."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from kursk_archive.core.enums import Provenance
from kursk_archive.core.findings import Finding, Location, make_finding
from kursk_archive.loader.draft import FIELD_TYPES, FieldValue
from kursk_archive.loader.metadata import repairs, search_engines, status, translations, values
from kursk_archive.loader.metadata.aliases import (
    ALIASES_BY_FIELD,
    FIELDS_BY_ALIAS,
    KNOWN_KEYS,
    MetadataEntry,
    metadata_entries,
    states_field,
)
from kursk_archive.loader.metadata.values import InvalidValue
from kursk_archive.yaml.reader import Located, read_yaml

_BY_KIND: Mapping[str, Callable[[Located], Any]] = {
    "date": values.read_date,
    "list": values.read_list,
    "markdown": values.read_prose,
    "text": values.read_line,
}
_READERS: Mapping[str, Callable[[Located], Any]] = {
    **{field: _BY_KIND[kind] for field, kind in FIELD_TYPES.items() if kind in _BY_KIND},
    "aliases": values.read_urls,
    "authors": values.read_names,
    "canonical": search_engines.read_canonical,
    "image": values.read_image_href,
    "language": values.read_language,
    "noindex": search_engines.read_noindex,
    "publisher": values.read_name,
    "slug": values.read_slug,
    "source_url": values.read_source_url,
    "translations": translations.read_translations,
}
_TOGETHER = frozenset({"topics", "places", "aliases", "translations"})
"""Their value is what all their keys say: tags and categories and keywords."""


def read_metadata(
    mapping: Mapping[str, Located], path: str, provenance: Provenance = Provenance.STATED
) -> tuple[dict[str, FieldValue], dict[str, str], tuple[Finding, ...]]:
    """Read metadata.

    Args:
        mapping: the document, its keys as written.
        path: of the file that states it.
        provenance: of all that it states.

    Returns:
        The fields that have a value; what the program has no use for, as text; and a finding at the key of each value
        that cannot be read (`field`, `date-…`, `source-invalid`, `slug`). A status that cannot be read is `withheld`.
    """
    reading = _MetadataReader(list(metadata_entries(mapping)), path, provenance)
    meant = reading.entries_by_field()
    for field in FIELD_TYPES:
        if field in meant:
            reading.read(field, meant[field])
    return reading.fields, reading.extra(), tuple(sorted(reading.findings, key=_place))


def parse_sidecar(text: str, path: str) -> tuple[dict[str, FieldValue], dict[str, str], tuple[Finding, ...]]:
    """Read a sidecar, as `read_metadata` reads metadata; a key that is not known is a finding here, since it may be a slip.

    If the text is not YAML, there is the finding that says so and the status `withheld`: the sidecar may have said so.
    """
    mapping, findings = read_yaml(text, path, code="sidecar")
    if mapping is None:
        return {"status": FieldValue("withheld", provenance=Provenance.SIDECAR)}, {}, findings
    fields, extra, met = read_metadata(mapping, path, Provenance.SIDECAR)
    unknown = (
        _unknown(entry, path)
        for entry in metadata_entries(mapping)
        if not entry.is_nested and entry.folded_key not in KNOWN_KEYS
    )
    return fields, extra, tuple(sorted((*findings, *met, *unknown), key=_place))


def _place(one: Finding) -> tuple[int, int]:
    return one.location.line or 0, one.location.column or 0


def _unknown(entry: MetadataEntry, path: str) -> Finding:
    import difflib

    close = difflib.get_close_matches(entry.key[:40].casefold(), FIELD_TYPES, 1, 0.7)
    message = f"`{entry.key[:60]}` is no field" + (f"; is `{close[0]}` meant?" if close else "")
    return make_finding("field-unknown", Location(path, entry.value.line, entry.value.column), message)


class _MetadataReader:
    """Metadata while they are read, field by field."""

    def __init__(self, stated: list[MetadataEntry], path: str, provenance: Provenance) -> None:
        self.entries, self.path, self.provenance = stated, path, provenance
        self.fields: dict[str, FieldValue] = {}
        self.findings: list[Finding] = []
        self.used: set[int] = set()
        """Indices of the entries that went into a field or a finding."""

    def entries_by_field(self) -> dict[str, list[tuple[int, MetadataEntry]]]:
        """Field → what states it, with its index among the entries; in their order."""
        found: dict[str, list[tuple[int, MetadataEntry]]] = {}
        for i, entry in enumerate(self.entries):
            for field in FIELDS_BY_ALIAS.get(entry.folded_key, ()):
                if states_field(entry, field):
                    found.setdefault(field, []).append((i, entry))
        return found

    def read(self, field: str, meant: list[tuple[int, MetadataEntry]]) -> None:
        if len(meant) > 1:
            meant = sorted(meant, key=lambda one: ALIASES_BY_FIELD[field].index(one[1].folded_key))
        for i, entry in meant:
            if field == "status" or field in _TOGETHER or field not in self.fields:
                self.used.add(i)
                self._take(field, entry)

    def extra(self) -> dict[str, str]:
        left = (entry for i, entry in enumerate(self.entries) if i not in self.used and entry.value.data is not None)
        return {entry.key: _text(entry.value) for entry in left}

    def _take(self, field: str, entry: MetadataEntry) -> None:
        if field == "links":
            found, findings = repairs.read_repairs(entry.value, self.path)
            self.findings += findings
            self._state(field, found or None, entry)
        elif field == "status":
            for value in (*entry.value.earlier, entry.value):
                self._show_or_withhold(entry, status.read_status(entry.folded_key, value))
        else:
            read_as = values.read_slug_from_path if field == "slug" != entry.folded_key else _READERS[field]
            self._state(field, self._checked(entry, read_as(entry.value)), entry)

    def _show_or_withhold(self, entry: MetadataEntry, said: status.PublicationStatus | InvalidValue | None) -> None:
        """Of several that contradict each other, the one that withholds holds."""
        if isinstance(said, InvalidValue):
            self._checked(entry, said)
            said = "withheld"
        if said == "withheld" or "status" not in self.fields:
            self._state("status", said, entry)

    def _checked(self, entry: MetadataEntry, read: Any) -> Any:
        """The value; None with a finding if there is a fault instead."""
        if not isinstance(read, InvalidValue):
            return read
        place = Location(self.path, entry.value.line, entry.value.column)
        self.findings.append(make_finding(read.code, place, f"`{entry.key[:60]}`: {read.message}"))
        return None

    def _state(self, field: str, value: Any, entry: MetadataEntry) -> None:
        if value is None:
            return
        stated = FieldValue(value, entry.value.line, entry.value.column, self.provenance)
        if field in _TOGETHER and field in self.fields:
            first = self.fields[field]
            both = first.value + value
            value = tuple(dict.fromkeys(both)) if field == "translations" else values.distinct_texts(both)
            stated = FieldValue(value, first.line, first.column, self.provenance)
        self.fields[field] = stated


def _text(value: Located) -> str:
    plain = value.plain
    if isinstance(plain, list) and all(isinstance(item, str) for item in plain):
        return ", ".join(map(str, plain))
    return plain if isinstance(plain, str) else json.dumps(plain, ensure_ascii=False)

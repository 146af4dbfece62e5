"""Maps metadata, as site generators and archivists write them, to the archive's fields."""

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
    date_clippings,
    metadata_entries,
    states_field,
)
from kursk_archive.loader.metadata.values import InvalidValue
from kursk_archive.yaml.located import Located, PlainValue
from kursk_archive.yaml.reader import read_yaml

_READERS_BY_TYPE: Mapping[str, Callable[[Located], Any]] = {
    "date": values.read_date,
    "list": values.read_list,
    "markdown": values.read_prose,
    "text": values.read_line,
}
_READERS: Mapping[str, Callable[[Located], Any]] = {
    **{field: _READERS_BY_TYPE[type_] for field, type_ in FIELD_TYPES.items() if type_ in _READERS_BY_TYPE},
    "aliases": values.read_urls,
    "authors": values.read_names,
    "canonical": search_engines.read_canonical,
    "edition": values.read_edition,
    "image": values.read_image_href,
    "language": values.read_language,
    "noindex": search_engines.read_noindex,
    "publisher": values.read_name,
    "slug": values.read_slug,
    "source_url": values.read_source_url,
    "title": values.read_title,
    "translations": translations.read_translations,
}
_MERGED_FIELDS = frozenset({"topics", "places", "aliases", "translations"})
"""Fields that collect the values of all their keys, such as tags, categories and keywords."""


_SIDECAR_FIELDS = frozenset({"edition", "edition_of", "review"})
"""Fields that no capture states."""
_KEPT_FIELDS = frozenset({"title", "status", "encoding"})
"""Fields that nothing takes back."""


def takes_back(field: str, value: PlainValue) -> bool:
    """Return True if a sidecar that states this value takes the field back."""
    single = value[0] if isinstance(value, list) and len(value) == 1 else value
    is_nothing = values.is_nothing(Located(single)) if isinstance(single, (str, bool)) else not single
    return field not in _KEPT_FIELDS and is_nothing


def read_metadata(
    mapping: Mapping[str, Located],
    path: str,
    provenance: Provenance = Provenance.STATED,
    *,
    may_take_back: bool = False,
) -> tuple[dict[str, FieldValue], dict[str, str], tuple[Finding, ...]]:
    """Read metadata into fields.

    Args:
        mapping: the document, its keys as written.
        path: of the file that states it.
        provenance: given to every field.
        may_take_back: include fields that are stated without a value, or as `none` or `unknown`, with the value None.

    Returns:
        The fields that have a value; all other entries, as text; and a finding at the key of each unreadable value
        (`field`, `date-…`, `source-invalid`, `slug`). An unreadable status becomes `withheld`.
    """
    reader = _MetadataReader(date_clippings(list(metadata_entries(mapping))), path, provenance)
    reader.may_take_back = may_take_back
    entries_by_field = reader.entries_by_field()
    for field in FIELD_TYPES:
        if field in entries_by_field:
            reader.read(field, entries_by_field[field])
    return reader.fields, reader.extra(), tuple(sorted(reader.findings, key=_position))


def parse_sidecar(text: str, path: str) -> tuple[dict[str, FieldValue], dict[str, str], tuple[Finding, ...]]:
    """Parse a sidecar as `read_metadata` does. An unknown key is a finding as well, since it may be a typing error.

    If the text is not YAML, the result is that finding and the status `withheld`, which the sidecar may have stated.
    """
    mapping, yaml_findings = read_yaml(text, path, code="sidecar")
    if mapping is None:
        return {"status": FieldValue("withheld", provenance=Provenance.SIDECAR)}, {}, yaml_findings
    return read_sidecar_metadata(mapping, path, yaml_findings)


def read_sidecar_metadata(
    mapping: Mapping[str, Located], path: str, earlier: tuple[Finding, ...] = ()
) -> tuple[dict[str, FieldValue], dict[str, str], tuple[Finding, ...]]:
    """Read the metadata of a sidecar as `read_metadata` does, and take back what it states without a value.

    An unknown key is a finding as well. If it looks like a misspelt status that withholds, the status is `withheld`.

    Args:
        mapping: the document, its keys as written.
        path: of the sidecar.
        earlier: findings about the document, which are returned with the others.
    """
    fields, extra, findings = read_metadata(mapping, path, Provenance.SIDECAR, may_take_back=True)
    unknown = []
    for entry in metadata_entries(mapping):
        if not entry.is_nested and entry.folded_key not in KNOWN_KEYS:
            unknown.append(_unknown_key(entry, path))
            if unknown[-1].code == "status":
                fields["status"] = FieldValue("withheld", entry.value.line, entry.value.column, Provenance.SIDECAR)
    return fields, extra, tuple(sorted((*earlier, *findings, *unknown), key=_position))


def _position(finding: Finding) -> tuple[int, int]:
    return finding.location.line or 0, finding.location.column or 0


def _unknown_key(entry: MetadataEntry, path: str) -> Finding:
    import difflib  # 3 ms that captures without a slip do without

    similar = difflib.get_close_matches(entry.key[:40].casefold(), FIELD_TYPES, 1, 0.7)
    message = f"unknown field `{entry.key[:60]}`" + (f" (did you mean `{similar[0]}`?)" if similar else "")
    location = Location(path, entry.value.line, entry.value.column)
    key = difflib.get_close_matches(entry.folded_key[:40], status.KEYS, 1, 0.8)
    if status.may_withhold(key[0] if key else "", entry.value):
        return make_finding("status", location, f"{message}; the article is withheld until this is settled")
    return make_finding("field-unknown", location, message)


class _MetadataReader:
    """Reads metadata field by field, and remembers which entries are used."""

    def __init__(self, entries: list[MetadataEntry], path: str, provenance: Provenance) -> None:
        self.entries, self.path, self.provenance = entries, path, provenance
        self.may_take_back = False
        self.fields: dict[str, FieldValue] = {}
        self.findings: list[Finding] = []
        self.used: set[int] = set()
        """Indices of the entries that went into a field or a finding."""

    def entries_by_field(self) -> dict[str, list[tuple[int, MetadataEntry]]]:
        """Map each field to the entries that state it, in order, with their indices."""
        by_field: dict[str, list[tuple[int, MetadataEntry]]] = {}
        for i, entry in enumerate(self.entries):
            for field in FIELDS_BY_ALIAS.get(entry.folded_key, ()):
                if field in _SIDECAR_FIELDS and self.provenance is not Provenance.SIDECAR:
                    continue  # the edition of a newspaper, the review of a book
                if states_field(entry, field):
                    by_field.setdefault(field, []).append((i, entry))
        return by_field

    def read(self, field: str, entries: list[tuple[int, MetadataEntry]]) -> None:
        if len(entries) > 1:
            entries = sorted(entries, key=lambda pair: ALIASES_BY_FIELD[field].index(pair[1].folded_key))
        taken_back = None
        for i, entry in entries:
            if field == "status" or field in _MERGED_FIELDS or field not in self.fields:
                self.used.add(i)
                if self.may_take_back and field not in _KEPT_FIELDS and values.is_nothing(entry.value):
                    taken_back = FieldValue(None, entry.value.line, entry.value.column, self.provenance)
                else:
                    self._read_entry(field, entry)
        if taken_back:
            self.fields.setdefault(field, taken_back)

    def extra(self) -> dict[str, str]:
        unused = (entry for i, entry in enumerate(self.entries) if i not in self.used and entry.value.data is not None)
        return {entry.key: _to_text(entry.value) for entry in unused}

    def _read_entry(self, field: str, entry: MetadataEntry) -> None:
        if field == "links":
            link_repairs, findings = repairs.read_repairs(entry.value, self.path)
            self.findings += findings
            self._set(field, link_repairs or None, entry)
        elif field == "status":
            for value in (*entry.value.earlier, entry.value):
                self._set_status(entry, status.read_status(entry.folded_key, value))
        else:
            read_value = values.read_slug_from_path if field == "slug" != entry.folded_key else _READERS[field]
            self._set(field, self._report_invalid(entry, read_value(entry.value)), entry)

    def _set_status(self, entry: MetadataEntry, value: status.PublicationStatus | InvalidValue | None) -> None:
        """Set the status. If several entries contradict each other, the article is withheld."""
        if isinstance(value, InvalidValue):
            self._report_invalid(entry, value)
            value = "withheld"
        if value == "withheld" or "status" not in self.fields:
            self._set("status", value, entry)

    def _report_invalid(self, entry: MetadataEntry, value: Any) -> Any:
        """Return the value; for an invalid one, add a finding and return the part that can be read."""
        if not isinstance(value, InvalidValue):
            return value
        location = Location(self.path, entry.value.line, entry.value.column)
        self.findings.append(make_finding(value.code, location, f"`{entry.key[:60]}`: {value.message}"))
        return value.rest

    def _set(self, field: str, value: Any, entry: MetadataEntry) -> None:
        if value is None:
            return
        field_value = FieldValue(value, entry.value.line, entry.value.column, self.provenance)
        if field in _MERGED_FIELDS and field in self.fields:
            first = self.fields[field]
            both = first.value + value
            merged = tuple(dict.fromkeys(both)) if field == "translations" else values.distinct_texts(both)
            field_value = FieldValue(merged, first.line, first.column, self.provenance)
        self.fields[field] = field_value


def _to_text(value: Located) -> str:
    plain = value.plain
    if isinstance(plain, list) and all(isinstance(item, str) for item in plain):
        return ", ".join(map(str, plain))
    return plain if isinstance(plain, str) else json.dumps(plain, ensure_ascii=False)

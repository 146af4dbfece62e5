"""Articles of an export whose columns or members archive.yaml maps to fields (`exports`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from fnmatch import fnmatch
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct, field
from msgspec.structs import replace

from kursk_archive.config import ExportMapping, FieldSource
from kursk_archive.core.findings import Finding, Location, make_finding
from kursk_archive.loader.exports.entries import Entry, Value, html_or_text, paragraphs_of_html, paragraphs_of_text
from kursk_archive.loader.exports.scraped import other_values, scraped_body, value_text
from kursk_archive.loader.metadata.aliases import FIELDS_BY_ALIAS, fold_key

BODY = "body"
_DATES = frozenset({"date", "updated", "captured_at", "review"})
_SEGMENT = re.compile(r"(?P<name>[^.\[\]]+)|\[(?P<index>\d*)\]")
_UNIX_TIME = re.compile(r"(?P<seconds>\d{9,10})(?:\d{3}|\.\d+)?")
_WITHOUT_OFFSET = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?")
_MAX_VALUES = 1_000
"""Of one path in one record."""


def mapping_of(path: str, mappings: Sequence[ExportMapping]) -> ExportMapping | None:
    """Return the first mapping whose patterns the path of an export matches, or its name."""
    name = path.rpartition("/")[2]
    return next(
        (one for one in mappings if any(fnmatch(path, pattern) or fnmatch(name, pattern) for pattern in one.files)),
        None,
    )


def list_keys(path: str) -> tuple[str, ...]:
    """Split a path to a list into the keys above it: `pages[0].items` becomes `pages`, `0`, `items`."""
    return tuple(match["name"] or match["index"] or "0" for match in _SEGMENT.finditer(path))


def values_at(record: object, path: str) -> list[Any]:
    """Return the values that a path leads to; an exact name of a column wins over a path with dots.

    Args:
        record: an object or a row.
        path: `meta.title`, `authors[0].name`, or `tags[].name` for every item.
    """
    if isinstance(record, Mapping) and path in record:
        found = [record[path]]
    else:
        found = [record]
        for segment in _SEGMENT.finditer(path):
            found = [inner for value in found for inner in _step(value, segment)][:_MAX_VALUES]
    flat = [inner for value in found for inner in (value if isinstance(value, list) else [value])]
    return [value for value in flat[:_MAX_VALUES] if value not in (None, "")]


def _step(value: Any, segment: re.Match[str]) -> list[Any]:
    if segment["name"] is not None:
        name = segment["name"]
        return [value[name]] if isinstance(value, Mapping) and name in value else []
    if not isinstance(value, list):
        return []
    if not segment["index"]:
        return value
    index = int(segment["index"][:9])
    return [value[index]] if index < len(value) else []


class MappedReader(Struct):
    """Reads the records of one export, and notes which paths lead nowhere."""

    mapping: ExportMapping
    seen: set[str] = field(default_factory=set)
    """Paths that led to a value."""
    count: int = 0

    def entry(self, record: object, start: int, length: int, line: int, number: int) -> Entry | None:
        """Make an entry of a record; None if it has no title or no text. The arguments are those of `scraped_entry`."""
        if not isinstance(record, Mapping):
            return None
        self.count += 1
        named = {name: self._value(record, source) for name, source in self.mapping.fields}
        own_body = scraped_body(record) if BODY not in named else ("", "")
        body = _joined(named.pop(BODY, None)) or own_body[1]
        values = {
            **self._others(record, own_body[0]),
            **{name: self._dated(name, value) for name, value in named.items()},
        }
        keys = values_at(record, self.mapping.key) if self.mapping.key else []
        self._note(self.mapping.key, bool(keys))
        has_title = any("title" in FIELDS_BY_ALIAS.get(fold_key(name), ()) and value for name, value in values.items())
        if not (body.strip() and has_title):
            return None
        identity = str(keys[0]) if keys else _identity(record, values)
        made = Entry(identity or f"entry-{number}", values, self._markup(body), start, length, line)
        return replace(made, is_markdown=self.mapping.format == "markdown")

    def _value(self, record: Mapping[str, Any], source: FieldSource) -> Value:
        if source.constant is not None:
            return source.constant
        for path in source.paths:
            values = values_at(record, path)
            self._note(path, bool(values))
            if texts := [text for value in values for text in _texts(value)]:
                return texts[0] if len(texts) == 1 else texts
        return None

    def _note(self, path: str, is_found: bool) -> None:
        if is_found:
            self.seen.add(path)

    def _others(self, record: Mapping[str, Any], body_name: str) -> dict[str, Value]:
        """Return what the columns say that the mapping does not name."""
        mapped = {name for name, _ in self.mapping.fields}
        used = {path for _, source in self.mapping.fields for path in source.paths}
        return {
            name: value
            for name, value in other_values({k: v for k, v in record.items() if k not in used}, body_name).items()
            if mapped.isdisjoint(FIELDS_BY_ALIAS.get(fold_key(name), ()))
        }

    def _dated(self, name: str, value: Value) -> Value:
        return _date(value, self.mapping.time_zone) if name in _DATES and isinstance(value, str) else value

    def _markup(self, body: str) -> str:
        if self.mapping.format == "markdown":
            return body
        if self.mapping.format == "text":
            return paragraphs_of_text(body)
        return paragraphs_of_html(body) if self.mapping.format == "html" else html_or_text(body)

    def findings(self, path: str) -> Iterator[Finding]:
        """Report the paths that no record has."""
        stated = [("key", self.mapping.key)] if self.mapping.key else []
        stated += [(f"fields.{name}", one) for name, source in self.mapping.fields for one in source.paths]
        for name, one in stated:
            if self.count and one not in self.seen:
                message = f"`{name}`: no record has a value at `{one[:60]}`"
                yield make_finding("export-mapping", Location(path, 1, 1), message)


def _texts(value: Any) -> list[str]:
    read = value_text(value)
    return [read] if isinstance(read, str) else [*(read or ())]


def _joined(value: Value) -> str:
    return value if isinstance(value, str) else "\n\n".join(value or ())


def _identity(record: Mapping[str, Any], values: Mapping[str, Value]) -> str:
    stated = values.get("source_url")
    if isinstance(stated, str) and stated:
        return stated
    folded = {fold_key(str(key)): value for key, value in record.items()}
    return next((str(folded[name]) for name in ("id", "uuid", "guid", "url", "link") if folded.get(name)), "")


def _date(text: str, time_zone: str) -> str:
    """Return a date with the offset of a zone: of seconds since 1970, or of a local time without an offset."""
    zone = ZoneInfo(time_zone) if time_zone else UTC
    if match := _UNIX_TIME.fullmatch(text.strip()):
        return datetime.fromtimestamp(int(match["seconds"]), zone).isoformat()
    if time_zone and _WITHOUT_OFFSET.fullmatch(text.strip()):
        return datetime.fromisoformat(text.strip()).replace(tzinfo=zone).isoformat(timespec="seconds")
    return text

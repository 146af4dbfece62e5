"""Repairs of lost links: the rows of `links:` in a sidecar."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from kursk_archive.core.findings import Finding, Location, make_finding
from kursk_archive.core.model import Repair
from kursk_archive.loader.metadata import values
from kursk_archive.loader.metadata.aliases import fold_key
from kursk_archive.loader.metadata.values import InvalidValue
from kursk_archive.yaml.located import Located

_ALIASES = {
    "href": "href",
    "url": "href",
    "to": "href",
    "target": "href",
    "text": "text",
    "occurrence": "occurrence",
    "by": "by",
    "date": "date",
    "note": "note",
    "method": "method",
    "witness": "witness",
    "witnesssha256": "witness_sha256",
    "witnessdate": "witness_date",
    "confidence": "confidence",
}


def read_repairs(value: Located, path: str) -> tuple[tuple[Repair, ...], tuple[Finding, ...]]:
    """Read `links:`. An unreadable row becomes a finding; the other rows count.

    Args:
        value: a list of mappings with `text`, `href` (or `url`, `to`) and perhaps `occurrence`, `by`, `date`, `note`;
            or one mapping of text → href. Repairs that were found in another copy of the article state their evidence
            as well: `method`, `witness`, `witness_sha256`, `witness_date`, `confidence`.
        path: of the sidecar.
    """
    repairs: dict[tuple[str, int], Repair] = {}
    findings: list[Finding] = []
    for row in _rows(value):
        repair = _read_repair(row, path)
        invalid, culprit = repair if isinstance(repair, tuple) else (None, row)
        if isinstance(repair, Repair) and repairs.setdefault((repair.text, repair.occurrence), repair) is not repair:
            invalid = InvalidValue(f"`{repair.text[:60]}`, occurrence {repair.occurrence}, is repaired more than once")
        if invalid:
            location = Location(path, culprit.line, culprit.column)
            findings.append(make_finding(invalid.code, location, f"`links`: {invalid.message}"))
    return tuple(repairs.values()), tuple(findings)


def _rows(value: Located) -> Iterator[Located]:
    """Yield each repair as a mapping, from either notation."""
    if isinstance(value.data, Mapping):
        for text, href in value.data.items():
            yield Located({"text": Located(text), "href": href}, href.line, href.column)
    elif isinstance(value.data, tuple):
        yield from value.data
    elif value.data is not None:
        yield value


def _read_repair(row: Located, path: str) -> Repair | tuple[InvalidValue, Located]:
    """Read one row. If it is invalid, return the reason and the value at fault."""
    if not isinstance(row.data, Mapping):
        return InvalidValue("expected a repair with `text` and `href`"), row
    fields: dict[str, Any] = {}
    for name, located in row.data.items():
        field = _ALIASES.get(fold_key(name), "")
        if not field:
            return InvalidValue(f"unknown key `{name[:60]}`; expected {', '.join(_READERS)}"), located
        value = _READERS[field](located)
        if isinstance(value, InvalidValue):
            return value, located
        fields |= {field: value} if value is not None else {}
    missing = [field for field in ("text", "href") if field not in fields]
    return (
        (InvalidValue(f"a repair requires `{missing[0]}`"), row)
        if missing
        else Repair(**fields, line=row.line, path=path)
    )


def _read_href(value: Located) -> str | InvalidValue | None:
    href = values.read_source_url(value)
    return InvalidValue(href.message) if isinstance(href, InvalidValue) else href


def _read_occurrence(value: Located) -> int | InvalidValue | None:
    text = values.read_line(value)
    if not isinstance(text, str):
        return text
    is_valid = text.isdecimal() and len(text) < 6 and int(text)
    return int(text) if is_valid else InvalidValue("expected an occurrence number of 1 or more")


def _read_sha256(value: Located) -> str | InvalidValue | None:
    text = values.read_line(value)
    if not isinstance(text, str):
        return text
    return text.lower() if _SHA256.fullmatch(text) else InvalidValue("expected a SHA-256 of 64 hexadecimal digits")


_SHA256 = re.compile("[0-9a-fA-F]{64}")
_READERS = {
    "text": values.read_line,
    "href": _read_href,
    "occurrence": _read_occurrence,
    "by": values.read_line,
    "date": values.read_date,
    "note": values.read_line,
    "method": values.read_line,
    "witness": values.read_line,
    "witness_sha256": _read_sha256,
    "witness_date": values.read_date,
    "confidence": values.read_line,
}

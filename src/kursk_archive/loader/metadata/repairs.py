"""What an archivist found out about lost links: the rows of `links:` in a sidecar."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kursk_archive.core.findings import Finding, Location, make_finding
from kursk_archive.core.model import Repair
from kursk_archive.loader.metadata import values
from kursk_archive.loader.metadata.aliases import fold_key
from kursk_archive.loader.metadata.values import InvalidValue
from kursk_archive.yaml.located import Located

_KEYS = {"href": "href", "url": "href", "to": "href", "target": "href", "text": "text", "occurrence": "occurrence"} | {
    "by": "by",
    "date": "date",
    "note": "note",
}


def read_repairs(value: Located, path: str) -> tuple[tuple[Repair, ...], tuple[Finding, ...]]:
    """Read `links:`; a row that cannot be read is a finding, the others stand.

    Args:
        value: a list of mappings with `text`, `href` (or `url`, `to`) and perhaps `occurrence`, `by`, `date`, `note`;
            or one mapping of text → href.
        path: of the sidecar.
    """
    found: dict[tuple[str, int], Repair] = {}
    findings: list[Finding] = []
    for row in _rows(value):
        repair = _repair(row, path)
        fault, place = repair if isinstance(repair, tuple) else (None, row)
        if isinstance(repair, Repair) and found.setdefault((repair.text, repair.occurrence), repair) is not repair:
            fault = InvalidValue(f"`{repair.text[:60]}`, occurrence {repair.occurrence}, is repaired twice")
        if fault:
            findings.append(
                make_finding(fault.code, Location(path, place.line, place.column), f"`links`: {fault.message}")
            )
    return tuple(found.values()), tuple(findings)


def _rows(value: Located) -> Iterator[Located]:
    """Each repair as a mapping, whichever form was written."""
    if isinstance(value.data, Mapping):
        for text, href in value.data.items():
            yield Located({"text": Located(text), "href": href}, href.line, href.column)
    elif isinstance(value.data, tuple):
        yield from value.data
    elif value.data is not None:
        yield value


def _repair(row: Located, path: str) -> Repair | tuple[InvalidValue, Located]:
    """The repair, or what is wrong and at which value."""
    if not isinstance(row.data, Mapping):
        return InvalidValue("each repair is a mapping with `text` and `href`"), row
    fields: dict[str, Any] = {}
    for name, value in row.data.items():
        key = _KEYS.get(fold_key(name), "")
        read = _READ[key](value) if key else InvalidValue(f"`{name[:60]}` is not known; there are {', '.join(_READ)}")
        if isinstance(read, InvalidValue):
            return read, value
        fields |= {key: read} if read is not None else {}
    missing = [key for key in ("text", "href") if key not in fields]
    return (
        (InvalidValue(f"a repair needs `{missing[0]}`"), row) if missing else Repair(**fields, line=row.line, path=path)
    )


def _href(value: Located) -> str | InvalidValue | None:
    read = values.read_source_url(value)
    return InvalidValue(read.message) if isinstance(read, InvalidValue) else read


def _occurrence(value: Located) -> int | InvalidValue | None:
    text = values.read_line(value)
    if not isinstance(text, str):
        return text
    return (
        int(text)
        if text.isdecimal() and len(text) < 6 and int(text)
        else InvalidValue("an occurrence is a number from 1")
    )


_READ = {
    "text": values.read_line,
    "href": _href,
    "occurrence": _occurrence,
    "by": values.read_line,
    "date": values.read_date,
    "note": values.read_line,
}

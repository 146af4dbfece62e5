"""Blocks of labelled lines around a headline: `- Source: The Herald`, `> Clipped from: …`, `**Author:** …`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from kursk_archive.loader import dates, names
from kursk_archive.loader.draft import FieldValue
from kursk_archive.loader.text_dump import source_url
from kursk_archive.loader.text_dump.line import MAX_HEADER_LINE_CHARS, HeaderLine, LineMatch
from kursk_archive.loader.text_dump.lines import Extracted, column_of, next_nonblank, plain_text
from kursk_archive.loader.text_dump.vocabulary import FIELD_LABELS

_MAX_LINES = 30
_LINE = re.compile(
    r"(?P<mark>(?:>\s?)?(?:[-*+•]\s+)?[*_]{0,3})(?P<label>[^\W\d_][\w '’./()-]{0,40}?)(?P<close>[*_]{0,3})\s?"
    r"(?::(?=[\s*_]|$)|：)[*_]{0,3}\s*(?P<value>.*)"
)
_HEADING = re.compile(
    r"#{2,6}\s+(?:\W{0,3})(?:metadata|meta|details|info(?:rmation)?|article (?:info|details|metadata)"
    r"|about this article|properties|метаданные|метадані|метаданыя|метаданні|metadane|metadaten|métadonnées"
    r"|metadatos|元数据|اطلاعات)\W*",
    re.IGNORECASE,
)
_FIELDS = {
    " ".join(label.split()): field for field, labels in FIELD_LABELS.items() for label in labels.casefold().split(",")
}
"""Folded label → field."""
_DATE_FIELDS = frozenset({"date", "updated", "captured_at"})
_STRONG_FIELDS = _DATE_FIELDS | {"source_url"}
"""Fields whose values have a form, so that they are more than a word and a colon."""


class _LabelledLine(Struct, frozen=True):
    index: int
    label: str
    field: str
    """Empty for an unknown label."""
    words: str
    value: Any
    """None if it cannot be read."""
    is_marked: bool


def read_labelled_block(line: HeaderLine) -> LineMatch | None:
    """Read a block of labelled lines that says where the page comes from, or when; prose and other lists stay.

    A line is lifted out if its value becomes a field, or repeats one; the others only if every line is of the kind.
    """
    heading = _HEADING.fullmatch(line.text.strip()) is not None
    start = next_nonblank(line.lines, line.index + 1) if heading else line.index
    block = _read_lines(line.lines, start)
    if not _is_metadata(block, heading):
        return None
    fields: dict[str, FieldValue] = {}
    extra: dict[str, str] = {}
    lifted: set[int] = set()
    for row in block:
        if row.value is None or not row.field:
            continue
        seen = line.seen.get(row.field, row.value)
        if not (_completes(row.value, seen) if row.field == "title" and "title" in line.seen else seen == row.value):
            continue
        lifted.add(row.index)
        if row.field not in fields and (row.field not in line.seen or row.field == "title"):
            fields[row.field] = FieldValue(row.value, row.index + 1, column_of(line.lines[row.index], row.words))
    if not _STRONG_FIELDS & fields.keys() and not (heading and fields):
        return None
    if all(row.field for row in block):
        extra = {row.field: row.words for row in block if row.index not in lifted and row.words}
        lifted.update(row.index for row in block)
        lifted.update({line.index} if heading else ())
    return LineMatch(block[-1].index + 1, fields, extra, lifted=frozenset(lifted))


def read_top(lines: Sequence[str], path: str, known: Mapping[str, FieldValue]) -> Extracted:
    """Read labelled lines and the original's address between a headline and the text, as exporters write them.

    Args:
        lines: of a text whose other metadata stand elsewhere.
        path: for the findings' locations.
        known: fields that are read already.
    """
    fields: dict[str, FieldValue] = {}
    lifted: set[int] = set()
    index = next_nonblank(lines, 0)
    for _ in range(_MAX_TOP_LINES):
        if index >= len(lines) or len(lines[index]) > MAX_HEADER_LINE_CHARS:
            break
        source = source_url.read_source_at(lines, index, path)
        match = read_labelled_block(
            HeaderLine(lines, index, path, {n: v.value for n, v in {**fields, **known}.items()})
        )
        if source and "source_url" in source.fields and "source_url" not in {**fields, **known}:
            fields |= source.fields
            lifted |= source.line_indices
        elif match:
            fields |= {name: value for name, value in match.fields.items() if name != "title"}
            lifted |= match.lifted or frozenset()
            index = match.end - 1
        elif len(plain_text(lines[index])) > _MAX_TOP_CHARS:
            break
        index = next_nonblank(lines, index + 1)
    return Extracted(frozenset(lifted), fields)


_MAX_TOP_LINES, _MAX_TOP_CHARS = 12, 80


def _read_lines(lines: Sequence[str], start: int) -> list[_LabelledLine]:
    """Read the labelled lines from `start` on, down to a blank line or to a line of another kind."""
    block: list[_LabelledLine] = []
    for index in range(start, min(len(lines), start + _MAX_LINES)):
        row = _read_line(lines[index], index)
        if row is None:
            break
        block.append(row)
    return block


def _read_line(line: str, index: int) -> _LabelledLine | None:
    match = _LINE.fullmatch(line.strip()) if len(line) <= MAX_HEADER_LINE_CHARS else None
    if match is None:
        return None
    label = " ".join(match["label"].casefold().replace("_", " ").split())
    words = match["value"].strip(" *")
    field = _FIELDS.get(label, "")
    if not field and source_url.is_label(label) and source_url.read_href(words):
        field = "source_url"
    if not field:
        kind, rest = dates.split_date_label(f"{label}:")
        field = kind if kind and not rest else ""
    value: Any = _read_value(field, words) if field and words else None
    if field in ("source_url", "publisher") and label in _EITHER:
        field = "source_url" if isinstance(source_url.read_href(words), str) else "publisher"
        value = _read_value(field, words)
    return _LabelledLine(index, label, field, words, value, bool(match["mark"] or match["close"]))


_EITHER = frozenset(" ".join(label.split()) for label in FIELD_LABELS["publisher"].casefold().split(","))


def _read_value(field: str, words: str) -> Any:
    if field == "source_url":
        return source_url.read_href(words)
    if field in _DATE_FIELDS:
        return dates.parse_date(plain_text(words)).date
    if field == "authors":
        return names.split_names(plain_text(words)) or None
    text = plain_text(words)
    if field in ("topics", "places"):
        return tuple(filter(None, (part.strip(" #[]") for part in re.split(r"[,;،、]", text)))) or None
    return None if text.startswith("#") or not text else text


def _is_metadata(block: Sequence[_LabelledLine], heading: bool) -> bool:
    read = [row for row in block if row.field and row.value is not None]
    if not any(row.field in _STRONG_FIELDS for row in read) and not heading:
        return False
    return bool(read) if heading else len(read) > 1 or (len(block) == 1 and block[0].is_marked)


def _completes(title: str, headline: object) -> bool:
    """Return True if a headline was cut, as `Ferry Strike En...`, and `title` is the whole of it."""
    if not isinstance(headline, str) or not headline.endswith(("...", "…")):
        return False
    return title.casefold().startswith(headline.rstrip(".…").strip().casefold())

"""The cells of a table of articles: what a field looks like in one, and what a cell states."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from kursk_archive.core.enums import Provenance
from kursk_archive.core.model import Link, PartialDate
from kursk_archive.core.text import plain_line
from kursk_archive.desk.sheet_dates import DayOrder, choose_date, is_same_date, possible_dates
from kursk_archive.loader.draft import FIELD_TYPES, FieldValue
from kursk_archive.loader.metadata import read_sidecar_metadata
from kursk_archive.loader.metadata.status import read_boolean
from kursk_archive.recovery.write import repair_row, without_places
from kursk_archive.yaml.located import Located, PlainValue

_TAKEN_BACK: Mapping[str, PlainValue] = {"list": [], "repairs": [], "translations": [], "date": "unknown"}
"""Type of a field → the value that takes it back; `none` for the others."""
_NEEDED = frozenset({"title", "status", "encoding", "language", "slug"})
"""Fields that each article has. What a sidecar states of them can be taken back, but nothing else."""
_TRUE_WORDS = frozenset(
    {"истина", "істина", "wahr", "vrai", "verdadero", "verdadeiro", "vero", "prawda", "waar", "doğru"}
)
_FALSE_WORDS = frozenset({"ложь", "хибність", "falsch", "faux", "falso", "fałsz", "onwaar", "yanlış"})
_MAX_DEPTH = 4
"""Of a list in a cell; a list of mappings takes 2."""
_NUMBER = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?(?:[eE][+-]?[0-9]+)?")


class CellError(Exception):
    """Says what is wrong with a cell."""


class Edit(Struct, frozen=True):
    """A changed cell."""

    field: str
    value: PlainValue
    """For the sidecar; None removes what it states."""
    stated: Any
    """The field's value once the sidecar is read; None if it is taken back."""
    before: str
    after: str
    """The texts of the cell."""


def format_cell(field: str, stated: FieldValue | None) -> str:
    """Return the text of a cell."""
    if stated is None or (value := stated.value) is None:
        return ""
    if isinstance(value, bool):
        return f"{value}".lower()
    if not isinstance(value, tuple):
        return str(value)
    return _json(plain_field(field, stated)) if field in ("links", "translations") else _join(field, value)


def plain_field(field: str, stated: FieldValue) -> PlainValue:
    """Return the value of a field as a sidecar states it."""
    value = stated.value
    if field == "links":
        return [{name: str(cell) for name, cell in repair_row(repair).items()} for repair in value]
    if field == "translations":
        return [*map(_translation, value)]
    return [*value] if isinstance(value, tuple) else value if isinstance(value, bool) else str(value)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _translation(link: Link) -> PlainValue:
    return {"url": link.href, "language": link.text} if link.text else link.href


def _join(field: str, texts: tuple[str, ...]) -> str:
    """Join texts so that reading gives the same ones; as JSON where no separator does."""
    separator = " " if field == "aliases" else "; "
    joined = separator.join(texts)
    for text in (joined, f"{joined};"):
        if not text.startswith("[") and "\n" not in text and _read_texts(field, text) == [*texts]:
            return text
    return _json([*texts])


def _read_texts(field: str, text: str) -> PlainValue:
    """Return the texts in a cell: a list in JSON; or separated by semicolons or lines; or else as in a sidecar."""
    if text.startswith("["):
        return _read_json(text)
    if field != "aliases" and (";" in text or "\n" in text):
        return [part for line in text.split("\n") for part in map(plain_line, line.split(";")) if part]
    stated = _stated(field, text)
    return [*stated] if isinstance(stated, tuple) else []


def _read_json(text: str) -> PlainValue:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise CellError('expected a list in JSON, such as `["one", "two"]`') from None
    return _texts_only(value)


def _texts_only(value: Any, depth: int = 0) -> PlainValue:
    """Return a value of JSON with its numbers as texts."""
    if depth > _MAX_DEPTH:
        raise CellError("the list nests too deeply")
    if isinstance(value, list):
        return [_texts_only(item, depth + 1) for item in value]
    if isinstance(value, dict):
        return {str(key): _texts_only(item, depth + 1) for key, item in value.items()}
    return value if isinstance(value, str | bool) or value is None else str(value)


def _stated(field: str, value: PlainValue) -> Any:
    """Return the value that a sidecar states with `value`.

    Raises:
        CellError: it has a fault.
    """
    fields, _, findings = read_sidecar_metadata({field: _located(value)}, "")
    if findings:
        raise CellError(findings[0].message.partition(": ")[2] or findings[0].message)
    return fields[field].value if field in fields else None


def _located(value: PlainValue) -> Located:
    if isinstance(value, list):
        return Located(tuple(map(_located, value)))
    if isinstance(value, dict):
        return Located({key: _located(item) for key, item in value.items()})
    return Located(value)


def read_cell(field: str, cell: str, current: FieldValue | None, encoding: str, order: DayOrder | None) -> Edit | None:
    """Return what a cell changes; None if it was not changed, but perhaps by the spreadsheet.

    Args:
        field: of the column.
        cell: as the table has it now, without protection against formulas.
        current: the field's value in the archive.
        encoding: of the table.
        order: of day and month in it.

    Raises:
        CellError: it cannot be read.
    """
    before, cell = format_cell(field, current), cell.strip()
    if is_same_text(before, cell, encoding):
        return None
    value = None if current is None else current.value
    if not cell:
        return _take_back(field, current, before)
    plain = _plain_value(field, cell, value, order)
    if plain is None:
        return None
    stated = _stated(field, plain)
    if stated is None and value is not None:
        return _take_back(field, current, before)
    if without_places(stated) == without_places(value) or stated is None:
        return None
    return Edit(field, plain, stated, before, cell)


def is_same_text(before: str, cell: str, encoding: str) -> bool:
    """Return True if a spreadsheet that saves a text in this encoding may have made `cell` of it."""
    texts = {before, before.encode(encoding, "replace").decode(encoding, "replace")}
    if {plain_line(text) for text in texts} & {plain_line(cell), plain_line(cell.removeprefix("'"))}:
        return True
    return bool(cell) and cell.replace(",", ".") == _as_number(before)


def _as_number(text: str) -> str:
    """Return a number as a spreadsheet shows it: `007` becomes `7`; empty if the text is none."""
    if not _NUMBER.fullmatch(text) or len(text) > 15:
        return ""
    number = float(text.replace(",", "."))
    return f"{number:.0f}" if number.is_integer() and abs(number) < 1e15 else repr(number)


def _take_back(field: str, current: FieldValue | None, before: str) -> Edit:
    if field in _NEEDED:
        if current is None or current.provenance is not Provenance.SIDECAR:
            raise CellError(f"each article has a {field}; write another one")
        if field == "status" and current.value == "withheld":
            raise CellError("write `published` to publish it")
        return Edit(field, None, None, before, "")
    return Edit(field, _TAKEN_BACK.get(FIELD_TYPES[field], "none"), None, before, "")


def _plain_value(field: str, cell: str, current: Any, order: DayOrder | None) -> PlainValue:
    """Return the value for the sidecar; None if the spreadsheet only shows the current value in its own way."""
    kind = FIELD_TYPES[field]
    if kind == "date":
        return _date_value(cell, current, order)
    if kind == "list":
        return _read_texts(field, cell)
    if kind in ("repairs", "translations"):
        return _read_json(cell) if cell.startswith("[") else cell
    if kind == "switch":
        return _switch_value(cell.removeprefix("'"))
    if kind in ("text", "markdown") and isinstance(current, str):
        return None if _is_same_shown_date(cell, current) else cell
    return cell.removeprefix("'") if kind in ("status", "edition", "canonical") else cell


def _switch_value(cell: str) -> PlainValue:
    word = cell.casefold()
    if word in _TRUE_WORDS or word in _FALSE_WORDS:
        return word in _TRUE_WORDS
    switch = read_boolean(Located(cell))
    return cell if switch is None else switch


def _date_value(cell: str, current: PartialDate | None, order: DayOrder | None) -> PlainValue:
    dates = possible_dates(cell)
    if current and any(is_same_date(cell, date, current) for date in dates):
        return None
    if not dates:
        return cell
    date = choose_date(dates, order)
    if date is None:
        raise CellError(f"{cell[:60]!r} could be {' or '.join(dates)}; write it as YYYY-MM-DD")
    return str(date)


def _is_same_shown_date(cell: str, current: str) -> bool:
    """Return True if a text that looks like a date is shown in another notation of dates."""
    if not (cell[:1].isdigit() and current[:1].isalnum()) or len(current) > 40:
        return False
    return bool(set(possible_dates(cell)) & set(possible_dates(current)))

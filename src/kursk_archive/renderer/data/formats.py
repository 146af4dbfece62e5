"""CSV and JSON Lines."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

import msgspec

from kursk_archive.core.model import LedgerRow

LINK_COLUMNS = tuple(name for name in LedgerRow.__struct_fields__ if name != "host")
"""The columns of `data/links.csv`, and the keys of `data/links.jsonl`."""


def ledger_values(row: LedgerRow) -> dict[str, object]:
    """Column → value of a row."""
    return {name: getattr(row, name) for name in LINK_COLUMNS}


def write_csv(
    rows: Iterable[Mapping[str, object]], columns: Sequence[str] = LINK_COLUMNS, *, spreadsheet_safe: bool = False
) -> Iterator[str]:
    """Write lines of CSV, the column names first; None becomes empty (RFC 4180, but lines end in `\n`).

    Args:
        rows: column → value.
        columns: in the order of the cells.
        spreadsheet_safe: write texts so that no spreadsheet takes them for formulas; see `quote_formula`.
    """
    lines = _LineBuffer()
    writer = csv.writer(lines, lineterminator=_LINE_TERMINATOR)
    for values in chain([columns], ([row[name] for name in columns] for row in rows)):
        writer.writerow(map(quote_formula, values) if spreadsheet_safe else values)
        yield f"{lines.pop().removesuffix(_LINE_TERMINATOR)}\n"


def quote_formula(value: object) -> object:
    """Put an apostrophe before a text that a spreadsheet would run as a formula.

    Source: OWASP, "CSV Injection". Spreadsheets of East Asia accept the full-width signs.
    """
    return f"'{value}" if isinstance(value, str) and value.lstrip(" ").startswith(_FORMULA_STARTS) else value


_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


class _LineBuffer(list[str]):
    """A file for `csv.writer` that holds the line just written."""

    def write(self, line: str) -> None:
        self.append(line)


_LINE_TERMINATOR = "\r\n"
"""Given `\\n`, the writer would not quote a value that contains `\\r` (Python 3.11)."""


def write_jsonl(rows: Iterable[Mapping[str, object]]) -> Iterator[str]:
    """Write an object a line; None becomes null."""
    return (f"{msgspec.json.encode(row).decode()}\n" for row in rows)

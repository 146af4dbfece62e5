"""Rows of data as CSV and as JSON Lines."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from itertools import chain

import msgspec

from kursk_archive.core.model import LedgerRow

LINK_COLUMNS = tuple(one.name for one in fields(LedgerRow) if one.name != "host")
"""Of `data/links.csv`, and the keys of `data/links.jsonl`."""


def ledger_values(row: LedgerRow) -> dict[str, object]:
    """The row by `LINK_COLUMNS`."""
    return {name: getattr(row, name) for name in LINK_COLUMNS}


def write_csv(rows: Iterable[Mapping[str, object]], columns: Sequence[str] = LINK_COLUMNS) -> Iterator[str]:
    """Comma-separated, a line at a time, the names first; unknown is empty (RFC 4180, but lines end in `\n`)."""
    lines = _LineBuffer()
    writer = csv.writer(lines, lineterminator=_LINE_TERMINATOR)
    for values in chain([columns], ([row[name] for name in columns] for row in rows)):
        writer.writerow(values)
        yield f"{lines.pop().removesuffix(_LINE_TERMINATOR)}\n"


class _LineBuffer(list[str]):
    """What a writer writes a line into at a time."""

    def write(self, line: str) -> None:
        self.append(line)


_LINE_TERMINATOR = "\r\n"
"""What the writer is told ends a line: told of `\\n` alone, it leaves a `\\r` without quotation marks (Python 3.11)."""


def write_jsonl(rows: Iterable[Mapping[str, object]]) -> Iterator[str]:
    """One object a line; unknown is null."""
    return (f"{msgspec.json.encode(row).decode()}\n" for row in rows)

"""Rows of data as CSV and as JSON Lines."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from itertools import chain

import msgspec

from kursk_archive.core.model import LedgerRow

COLUMNS = tuple(one.name for one in fields(LedgerRow) if one.name != "host")
"""Of `data/links.csv`, and the keys of `data/links.jsonl`."""


def as_values(row: LedgerRow) -> dict[str, object]:
    """The row by `COLUMNS`."""
    return {name: getattr(row, name) for name in COLUMNS}


def as_csv(rows: Iterable[Mapping[str, object]], columns: Sequence[str] = COLUMNS) -> Iterator[str]:
    """Comma-separated, a line at a time, the names first; unknown is empty (RFC 4180, but lines end in `\n`)."""
    lines = _Lines()
    writer = csv.writer(lines, lineterminator=_END)
    for values in chain([columns], ([row[name] for name in columns] for row in rows)):
        writer.writerow(values)
        yield f"{lines.pop().removesuffix(_END)}\n"


class _Lines(list[str]):
    """What a writer writes a line into at a time."""

    def write(self, line: str) -> None:
        self.append(line)


_END = "\r\n"
"""What the writer is told ends a line: told of `\\n` alone, it leaves a `\\r` without quotation marks (Python 3.11)."""


def as_jsonl(rows: Iterable[Mapping[str, object]]) -> Iterator[str]:
    """One object a line; unknown is null."""
    return (f"{msgspec.json.encode(row).decode()}\n" for row in rows)

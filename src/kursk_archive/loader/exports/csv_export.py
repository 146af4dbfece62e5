"""Exports in CSV: a row for each article, under the names that the first row gives."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from kursk_archive.loader.draft import Draft
from kursk_archive.loader.exports.entries import Entry, Omitted, broken, line_starts, read_entries, unrecognised
from kursk_archive.loader.exports.scraped import is_article, scraped_entry
from kursk_archive.loader.personal_data import report_personal_data
from kursk_archive.loader.substack import is_post_table

MAX_CELL = 16 << 20
"""Characters of a cell; a longer one is a fault."""


def read_csv_export(data: bytes, path: str) -> list[Draft]:
    """Read the articles of a table; a draft with the reason where it holds none, or is broken."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return [Draft(findings=(broken(path, f"not valid UTF-8: byte 0x{data[error.start]:02X}"),))]
    collected: list[Entry | Omitted] = []
    fault: Draft | None = None
    csv.field_size_limit(MAX_CELL)
    try:
        for entry in _rows(data, text, path):
            collected.append(entry)  # noqa: PERF402 - what came before a fault is kept
    except csv.Error as error:
        fault = Draft(key="unread", findings=(broken(path, f"not valid CSV: {error}"),))
    if is_post_table(next(csv.reader(io.StringIO(text.partition("\n")[0])), [])):
        return [Draft(is_article=False)]  # read with the posts beside it; see `loader/substack.py`
    if not any(isinstance(entry, Entry) for entry in collected):
        drafts = [fault] if fault else unrecognised(path, "a table without columns for a title and a text")
    else:
        drafts = [*read_entries(collected, path, "utf-8"), *([fault] if fault else [])]
    return report_personal_data(drafts, data, path)


def _rows(data: bytes, text: str, path: str) -> Iterator[Entry | Omitted]:
    """Yield the rows; a row begins where the one before it ends, since a cell may hold line breaks."""
    starts = [*line_starts(data), len(data)]
    delimiter = "\t" if path.lower().endswith(".tsv") else _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    names = next(reader, [])
    line = reader.line_num
    for number, cells in enumerate(reader, 1):
        start, first = starts[min(line, len(starts) - 1)], line + 1
        line = reader.line_num
        length = starts[min(line, len(starts) - 1)] - start
        record = dict(zip(names, cells, strict=False))
        if is_article(record):
            yield scraped_entry(record, start, length, first, number)
        elif any(map(str.strip, cells)):
            yield Omitted("row", "without a title and a text")


def _delimiter(text: str) -> str:
    """Return the separator of the first row: spreadsheets write a semicolon where the comma is the decimal sign."""
    head = text.partition("\n")[0]
    return max(",;\t", key=head.count)

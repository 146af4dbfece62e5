"""Exports in CSV: a row for each article, under the names that the first row gives."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import suppress
from itertools import accumulate

from kursk_archive.loader import encodings
from kursk_archive.loader.draft import Draft
from kursk_archive.loader.exports.entries import Entry, Omitted, broken, read_entries, unrecognised
from kursk_archive.loader.exports.mapped import MappedReader
from kursk_archive.loader.exports.scraped import is_article, scraped_entry
from kursk_archive.loader.personal_data import report_personal_data
from kursk_archive.loader.substack import is_post_table

MAX_CELL = 16 << 20
"""Characters of a cell; a longer one is a fault."""


def read_csv_export(
    data: bytes, path: str, mapped: MappedReader | None = None, stated_encoding: str | None = None
) -> list[Draft]:
    """Read the articles of a table; a draft with the reason where it holds none, or is broken.

    Args:
        data: in UTF-8, UTF-16 or the code page of a system.
        path: for the findings' locations.
        mapped: reads the rows as archive.yaml says; None if it says nothing of this file.
        stated_encoding: by an archivist.
    """
    text, encoding = _decode(data, stated_encoding)
    if encoding is None:
        return [Draft(findings=(broken(path, text),))]
    collected: list[Entry | Omitted] = []
    fault: Draft | None = None
    usual_limit = csv.field_size_limit(MAX_CELL)  # of the whole process
    try:
        for entry in _rows(text, encoding, path, mapped):
            collected.append(entry)  # noqa: PERF402 - what came before a fault is kept
    except csv.Error as error:
        fault = Draft(key="unread", findings=(broken(path, f"not valid CSV: {error}"),))
    finally:
        csv.field_size_limit(usual_limit)
    if is_post_table(_first_row(text)):
        return [Draft(is_article=False)]  # read with the posts beside it; see `loader/substack.py`
    if not any(isinstance(entry, Entry) for entry in collected):
        drafts = [fault] if fault else unrecognised(path, "a table without columns for a title and a text")
        return report_personal_data(drafts, text.encode("utf-8", "replace"), path)
    drafts = [*read_entries(collected, path, encoding), *([fault] if fault else [])]
    return report_personal_data(drafts, data, path)


def _first_row(text: str) -> list[str]:
    with suppress(csv.Error):
        return next(csv.reader(io.StringIO(text, newline="")), [])
    return []


def _decode(data: bytes, stated_encoding: str | None) -> tuple[str, str | None]:
    """Return the text with Python's name for its encoding; the reason and None if the stated one is wrong."""
    try:
        if stated_encoding:
            return data.decode(stated_encoding).removeprefix("\ufeff"), stated_encoding
        if decoded := encodings.decode_unicode(data):
            return decoded[0].removeprefix("\ufeff"), decoded[1]
    except (UnicodeError, LookupError) as error:
        return f"cannot be decoded: {error}"[:200], None
    guessed = None if encodings.is_mostly_utf8(data) else encodings.guess_encoding(data)
    if guessed is None:
        return "not valid UTF-8; set `encoding` in the sidecar if it is in another encoding", None
    return data.decode(guessed, "replace"), guessed


def _line_starts(text: str, encoding: str) -> list[int]:
    """Return the offset in the file of each line, in bytes, and its end."""
    name = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}.get(encoding, encoding)
    mark = {"utf-8-sig": 3, "utf-16": 2}.get(encoding, 0)
    lengths = (len(line.encode(name, "replace")) for line in io.StringIO(text, newline=""))
    return [*accumulate(lengths, initial=mark)]


def _rows(text: str, encoding: str, path: str, mapped: MappedReader | None) -> Iterator[Entry | Omitted]:
    """Yield the rows; a row begins where the one before it ends, since a cell may hold line breaks."""
    starts = _line_starts(text, encoding)
    delimiter = "\t" if path.lower().endswith(".tsv") else _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    names = [name.strip() for name in next(reader, [])]
    line = reader.line_num
    for number, cells in enumerate(reader, 1):
        start, first = starts[min(line, len(starts) - 1)], line + 1
        line = reader.line_num
        length = starts[min(line, len(starts) - 1)] - start
        record = dict(zip(names, cells, strict=False))
        if not any(map(str.strip, cells)):
            continue
        if mapped:
            yield mapped.entry(record, start, length, first, number) or Omitted("row", "without a title and a text")
        elif is_article(record):
            yield scraped_entry(record, start, length, first, number)
        else:
            yield Omitted("row", "without a title and a text")


def _delimiter(text: str) -> str:
    """Return the separator of the first row: spreadsheets write a semicolon where the comma is the decimal sign."""
    head = text.partition("\n")[0]
    return max(",;\t", key=head.count)

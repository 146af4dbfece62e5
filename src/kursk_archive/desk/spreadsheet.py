"""Tables that spreadsheets read and save: CSV in any dialect and encoding, and the workbooks of Excel (`.xlsx`)."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time

from msgspec import Struct

from kursk_archive.core.findings import ArchiveError, Location, make_finding
from kursk_archive.loader import encodings
from kursk_archive.renderer.data.formats import quote_formula

CODE_PAGES = (
    "cp1251", "cp1252", "cp1250", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "mac_cyrillic", "mac_roman",
    "cp866", "cp850",
)  # fmt: skip
"""Encodings that Excel saves CSV in, by the language of the system."""
MAX_WORKBOOK_BYTES = 500_000_000
"""Of a workbook once it is inflated."""


class SheetRow(Struct, frozen=True):
    """A row of a table."""

    line: int
    """Of the file, 1-based, at which the row ends."""
    cells: Mapping[str, str]
    """Name of the column → text, with `\\n` for line breaks; every column of the table has an entry."""
    has_more: bool = False
    """True if the row has more cells than the table has columns."""


class Sheet(Struct, frozen=True):
    """A table, as a spreadsheet saved it."""

    columns: tuple[str, ...]
    rows: tuple[SheetRow, ...]
    encoding: str
    """Python's name; texts that it cannot represent were saved with question marks."""


def read_sheet(
    data: bytes, name: str, code: str, required: Collection[str], known_texts: Collection[str] = ()
) -> Sheet:
    """Read a table with the names of the columns in its first row. Rows without any text are left out.

    Args:
        data: a workbook; or CSV with commas, semicolons or tabs, in UTF-8, UTF-16 or the code page of a system.
        name: of the file.
        code: of the finding if it cannot be read.
        required: names of columns that must be there.
        known_texts: cells that the table probably has. They tell code pages apart.

    Raises:
        ArchiveError: it cannot be read, or lacks a column.
    """
    try:
        if data.startswith(b"PK\x03\x04"):
            lines, encoding = list(_workbook_lines(data)), "utf-8"
        else:
            text, encoding = _decode(data, known_texts)
            lines = list(_csv_lines(text))
    except (ValueError, csv.Error, KeyError, OSError, zipfile.BadZipFile) as error:
        raise _refusal(name, code, f"cannot be read as a table: {error}") from None
    except ImportError:
        raise _refusal(name, code, "workbooks require the extra `spreadsheet`; save the table as CSV") from None
    columns = tuple(cell.strip() for cell in lines[0][1]) if lines else ()
    while columns and not columns[-1]:
        columns = columns[:-1]
    if missing := [column for column in required if column not in columns]:
        raise _refusal(name, code, f"no column `{missing[0]}` among {', '.join(columns)[:80] or 'none'}")
    if doubled := [column for column in columns if column and columns.count(column) > 1]:
        raise _refusal(name, code, f"two columns `{doubled[0][:60]}`")
    rows = (_row(line, cells, columns) for line, cells in lines[1:] if any(map(str.strip, cells)))
    return Sheet(columns, tuple(rows), encoding)


def _refusal(name: str, code: str, message: str) -> ArchiveError:
    return ArchiveError(make_finding(code, Location(name, 1, 1), message))


def _row(line: int, cells: Sequence[str], columns: Sequence[str]) -> SheetRow:
    padded = [*cells, *[""] * (len(columns) - len(cells))]
    texts = (cell.replace("\r\n", "\n").replace("\r", "\n") for cell in padded)
    return SheetRow(line, dict(zip(columns, texts, strict=False)), any(padded[len(columns) :]))


def _decode(data: bytes, known_texts: Collection[str]) -> tuple[str, str]:
    """Return the text with its encoding. Of code pages, the one counts that gives the most known texts."""
    if decoded := encodings.decode_unicode(data):
        return decoded
    known = {text for text in known_texts if not text.isascii()}
    best, most = "", 0
    for name in CODE_PAGES if known else ():
        text = data.decode(name, "replace")
        lossy = {text.encode(name, "replace").decode(name) for text in known}
        found = sum(cell in lossy and not cell.isascii() for _, cells in _csv_lines(text) for cell in cells)
        best, most = (name, found) if found > most else (best, most)
    best = best or encodings.guess_encoding(data) or "cp1252"
    return data.decode(best, "replace"), best


def _csv_lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with its line, whatever separates the cells; the line `sep=;` of Excel is obeyed."""
    head, _, rest = text.partition("\n")
    delimiter, skipped = max(",;\t", key=head.count), 0
    if head.strip().strip('"').startswith("sep=") and len(head.strip().strip('"')) <= 5:
        delimiter, text, skipped = (head.strip("\r").strip('"')[4:] or "\t")[0], rest, 1
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    yield from ((reader.line_num + skipped, cells) for cells in reader)


def _workbook_lines(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """Yield each row of the first sheet of a workbook with its number."""
    import openpyxl

    with zipfile.ZipFile(io.BytesIO(data)) as package:
        if sum(member.file_size for member in package.infolist()) > MAX_WORKBOOK_BYTES:
            raise ValueError("it is too large")
    workbook = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    for number, values in enumerate(workbook.worksheets[0].iter_rows(values_only=True), 1):
        yield number, [_cell_text(value) for value in values]


def _cell_text(value: object) -> str:
    """Return the text of a workbook's cell; a date as `2024-08-15 14:30:00`, as no archivist would write it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return f"{value}".lower()
    if isinstance(value, float) and value.is_integer():
        return f"{value:.0f}"
    if isinstance(value, datetime | date | time):
        return value.isoformat(" ", "seconds") if isinstance(value, datetime) else value.isoformat()
    return str(value)


def protect_cell(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would run as a formula; `unprotect_cell` takes it away."""
    return f"'{text}" if _is_formula(text) else text


def unprotect_cell(cell: str) -> str:
    """Return the text that `protect_cell` was given."""
    return cell[1:] if cell.startswith("'") and _is_formula(cell) else cell


def _is_formula(text: str) -> bool:
    """Return True for a formula, with apostrophes before it or without."""
    bare = text.lstrip("'")
    return quote_formula(bare) != bare


def write_csv_table(rows: Iterable[Sequence[str]], delimiter: str = ",") -> bytes:
    """Return CSV that spreadsheets read as UTF-8 and do not run; the first row has the names of the columns."""
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter).writerows([protect_cell(cell) for cell in row] for row in rows)
    return file.getvalue().encode("utf-8-sig", "replace")


def write_workbook(rows: Iterable[Sequence[str]]) -> bytes:
    """Return a workbook whose cells are all texts, so that a spreadsheet changes none of them.

    Raises:
        ImportError: the extra `spreadsheet` is not installed.
    """
    import openpyxl
    from openpyxl.cell import WriteOnlyCell

    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet("articles")
    sheet.freeze_panes = "B2"
    for row in rows:
        cells = [WriteOnlyCell(sheet, protect_cell(text) or None) for text in row]
        for cell in cells:
            cell.number_format = "@"
        sheet.append(cells)
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


TABLE_WRITERS: Mapping[str, Callable[[Iterable[Sequence[str]]], bytes]] = {
    ".csv": write_csv_table,
    ".tsv": lambda rows: write_csv_table(rows, "\t"),
    ".xlsx": write_workbook,
}
"""By the suffix of the file."""

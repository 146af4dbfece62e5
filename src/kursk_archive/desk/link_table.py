"""The ledger as an archivist filled it in: the addresses of lost links, in the column `href` of a CSV file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from msgspec import Struct

from kursk_archive.catalogue.records import decode_article
from kursk_archive.catalogue.store import Catalogue
from kursk_archive.core.enums import ArticleId
from kursk_archive.core.findings import Finding, Location, make_finding
from kursk_archive.core.model import Link, Repair, Resolution
from kursk_archive.core.text import plain_line
from kursk_archive.desk.cells import is_same_text
from kursk_archive.desk.spreadsheet import SheetRow, read_sheet, unprotect_cell
from kursk_archive.loader.text_dump.source_url import is_http_url
from kursk_archive.resolver.copies import is_lost

COLUMNS = ("article", "line", "column", "text", "href")
"""Columns that are read, in any order; the others are ignored."""
_Key = tuple[str, str, str, str]
"""Article, line, column and text of a link."""


class TableRow(Struct, frozen=True):
    """A row of the table."""

    line: int
    """Of the file, 1-based."""
    key: _Key
    href: str
    encoding: str
    """Of the table."""


class _Place(Struct, frozen=True):
    """A link of the archive."""

    link: Link
    resolution: Resolution
    occurrence: int


def read_link_table(data: bytes, name: str) -> list[TableRow]:
    """Read a table that `links --format csv` printed, in any dialect that spreadsheets save it in.

    Args:
        data: of the file.
        name: of the file.

    Raises:
        ArchiveError: it is no such table.
    """
    sheet = read_sheet(data, name, "link-table", COLUMNS)
    return [_row(row, sheet.encoding) for row in sheet.rows]


def _row(row: SheetRow, encoding: str) -> TableRow:
    article, number, column, text, href = (row.cells[name].strip() for name in COLUMNS)
    number, column = (cell.removesuffix(".0") for cell in (number, column))
    return TableRow(row.line, (article, number, column, plain_line(text)), href.removeprefix("'"), encoding)


def table_repairs(
    rows: Sequence[TableRow], catalogue: Catalogue, name: str, by: str | None
) -> tuple[list[tuple[ArticleId, Repair]], list[Finding]]:
    """Return the repairs that a table states, and what is wrong with other rows.

    Rows whose `href` is the capture's or is empty state nothing.

    Args:
        rows: of the table.
        catalogue: of the archive.
        name: of the table's file.
        by: who found the addresses.
    """
    places = dict(_places(sorted({id_ for row in rows for id_ in (row.key[0], unprotect_cell(row.key[0]))}), catalogue))
    by_key: dict[_Key, list[TableRow]] = defaultdict(list)
    for row in rows:
        by_key[_known_key(row, places)].append(row)
    repairs: list[tuple[ArticleId, Repair]] = []
    findings: list[Finding] = []
    for key, group in by_key.items():
        links = places.get(key, [])
        for index, row in enumerate(group):
            place = links[index] if len(links) == len(group) else None
            result = _repair(row, place, by)
            if isinstance(result, Repair):
                repairs.append((ArticleId(key[0]), result))
            elif result:
                findings.append(make_finding("link-table", Location(name, row.line), result))
    return repairs, findings


def _repair(row: TableRow, place: _Place | None, by: str | None) -> Repair | str:
    """Return a row's repair; or what is wrong with it, empty if it states nothing."""
    if not row.href or (place is not None and row.href == place.link.href):
        return ""
    article, _, _, text = row.key
    if not is_http_url(row.href):
        return "" if place is None else f"not an http(s) address: `{row.href[:60]}`"
    if place is None:
        return f"`{article[:60]}` has no such link `{text[:60]}` there; the capture may have changed since the export"
    repair = place.resolution.repair
    is_lent = repair is not None and repair.is_lent
    if repair is not None and not is_lent:
        return (
            "" if repair.href == row.href else f"`{text[:60]}` is repaired in the sidecar already: `{repair.href[:60]}`"
        )
    if not is_lent and not is_lost(place.link, place.resolution):
        return f"`{text[:60]}` is not lost: the capture has `{place.link.href[:60]}`"
    return Repair(plain_line(place.link.text), row.href, place.occurrence, by)


def _places(article_ids: Sequence[str], catalogue: Catalogue) -> Iterator[tuple[_Key, list[_Place]]]:
    """Yield the links of articles by what the table says of them; several may have the same text and no line."""
    for article_id, record in catalogue.records(article_ids).items():
        article, resolutions = decode_article(record)
        places: dict[_Key, list[_Place]] = defaultdict(list)
        occurrences: dict[str, int] = defaultdict(int)
        for link, resolution in zip(article.references(), resolutions, strict=True):
            text = plain_line(link.text)
            occurrences[text] += 1
            key = (article_id, str(link.line or ""), str(link.column or ""), text)
            places[key].append(_Place(link, resolution, occurrences[text]))
        yield from places.items()


def _known_key(row: TableRow, places: dict[_Key, list[_Place]]) -> _Key:
    """Return the key of the link that a row is about, also if a spreadsheet or `csv_safe` changed its text."""
    if row.key in places:
        return row.key
    article, line, column, cell = row.key
    for key in places:
        is_there = key[:3] == (unprotect_cell(article), line, column)
        if is_there and any(is_same_text(key[3], text, row.encoding) for text in (cell, unprotect_cell(cell))):
            return key
    return row.key

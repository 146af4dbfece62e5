"""Reservations: `permalinks.csv` in the content folder, which says which address was published for which article.

A row has the address, the article's id and its source as they were when it was first published. The row of an edition's
page has the id of its capture, and the digest of the capture in place of a source. `build` appends rows and changes
none. People may edit the file, so it is read with patience: a row that cannot be used is a finding.
"""

from __future__ import annotations

import csv
import re
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from io import StringIO
from typing import NamedTuple

import msgspec

from kursk_archive.catalogue.encoding import hash_key
from kursk_archive.core.findings import Finding, Location, make_finding
from kursk_archive.core.text import escape_unprintable
from kursk_archive.site.permalinks import RESERVATIONS, is_article_permalink, is_edition_permalink

COLUMNS = ("permalink", "article", "source")
MAX_CELL_LENGTH = 4_000
"""Characters, of a path or an address; a longer cell is a fault."""
MAX_FINDINGS = 100
"""Faulty rows that are reported one by one; the others are counted."""


class ReservationState(msgspec.Struct, frozen=True):
    """The contents of permalinks.csv that the last build knew: the field `reservations` of the build state."""

    stamp: str = ""
    """Size and times of the file; empty if there is none."""
    is_complete: bool = False
    """True if every published article had its row when the last build ended."""
    findings: tuple[Finding, ...] = ()
    """About its rows."""


class Dialect(NamedTuple):
    """The form in which the file is written, so that new rows are written alike."""

    delimiter: str = ","
    columns: tuple[str, ...] = COLUMNS


class ParsedReservations(NamedTuple):
    """The rows of the file."""

    rows: tuple[tuple[int, str, str, str], ...]
    """Line, permalink, article and source of each."""
    dialect: Dialect
    findings: tuple[Finding, ...]


def parse_reservations(data: bytes) -> ParsedReservations:
    """Parse the file; of two rows with one address the first counts."""
    lines = data.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    dialect = _dialect_of(lines[0])
    faults: list[Finding] = []
    rows: dict[str, tuple[int, str, str, str]] = {}
    if dialect is None:
        faults.append(_finding(1, f"the first line does not name the columns {', '.join(COLUMNS)}"))
        dialect = Dialect()
    places = [dialect.columns.index(name) for name in COLUMNS]
    for number, line in enumerate(lines, 1):
        if not line.strip() or (number == 1 and not faults):
            continue
        cells = _cells(line, dialect.delimiter)
        permalink, article, source = (cells[i].strip() if i < len(cells) else "" for i in places)
        if fault := _fault_of(cells, permalink, article, source):
            if number > 1:
                faults.append(_finding(number, f"row ignored: {fault}"))
        elif (first := rows.setdefault(permalink, (number, permalink, article, source)))[2:] != (article, source):
            faults.append(_finding(number, f"row ignored: line {first[0]} has the address {permalink}"))
    if len(faults) > MAX_FINDINGS:
        more = len(faults) - MAX_FINDINGS
        faults[MAX_FINDINGS:] = [_finding(faults[MAX_FINDINGS].location.line, f"{more} more rows ignored")]
    return ParsedReservations(tuple(rows.values()), dialect, tuple(faults))


def dialect_of(data: bytes) -> Dialect:
    """Return how a file is written."""
    return _dialect_of(data[:MAX_CELL_LENGTH].decode("utf-8-sig", "replace").splitlines()[0]) or Dialect()


def _dialect_of(head: str) -> Dialect | None:
    for delimiter in (",", ";", "\t"):
        columns = tuple(cell.strip().lower() for cell in _cells(head, delimiter))
        if set(COLUMNS) <= set(columns):
            return Dialect(delimiter, columns)
    return None


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader((line,), delimiter=delimiter, strict=True), [])
    except csv.Error:
        return []


def _fault_of(cells: list[str], permalink: str, article: str, source: str) -> str:
    """Return the reason why a row cannot be used; empty if it can."""
    if not cells:
        return "not a row of a CSV file"
    if not (is_article_permalink(permalink) or is_edition_permalink(permalink)):
        return f"`{_shorten(permalink)}` is not the address of an article or an edition"
    if not article or _leads_out(article) or max(len(article), len(source)) > MAX_CELL_LENGTH:
        return f"`{_shorten(article)}` is not the path of a capture"
    return ""


def _leads_out(path: str) -> bool:
    return path.startswith("/") or "\\" in path or not path.isprintable() or ".." in path.split("/")


def _shorten(text: str) -> str:
    return escape_unprintable(text[:60])


def _finding(line: int | None, message: str) -> Finding:
    return make_finding("permalinks", Location(RESERVATIONS, line, 1), message)


def render_rows(rows: Iterable[Sequence[str]], dialect: Dialect) -> bytes:
    """Render rows of permalink, article and source; a source of several lines is left out."""
    text = StringIO()
    writer = csv.writer(text, delimiter=dialect.delimiter, lineterminator="\n")
    for permalink, article, source in rows:
        shown = "" if _LINE_BREAK.search(source) or len(source) > MAX_CELL_LENGTH else source
        values = {"permalink": permalink, "article": article, "source": shown}
        writer.writerow([values.get(name, "") for name in dialect.columns])
    return text.getvalue().encode("utf-8", "replace")


_LINE_BREAK = re.compile(r"[\r\n]")


_INSERT = "{} (permalink, line, article_id, source_key, is_edition) VALUES (?, ?, ?, ?, ?)"


def enter_reservations(
    db: sqlite3.Connection,
    rows: Iterable[tuple[int, str, str, str]],
    source_key: Callable[[str], bytes],
    *,
    trace: bool,
) -> None:
    """Replace the table by the rows of the file.

    Args:
        db: the catalogue's.
        rows: see `ParsedReservations`.
        source_key: returns the look-up key of a source address or of a digest, empty for none.
        trace: record the changes; without that, everything has to be derived anew.
    """
    db.execute("CREATE TEMP TABLE read_reservation AS SELECT * FROM reservation WHERE 0")
    db.executemany(
        _INSERT.format("INSERT INTO read_reservation"),
        (
            (permalink, line, article, source_key(source), is_edition_permalink(permalink))
            for line, permalink, article, source in rows
        ),
    )
    if trace:
        columns = "permalink, article_id, source_key"
        for one, other in (("reservation", "read_reservation"), ("read_reservation", "reservation")):
            difference = f"SELECT {columns} FROM {one} EXCEPT SELECT {columns} FROM {other}"
            db.execute(
                f"INSERT OR IGNORE INTO change SELECT 'reservation', permalink, '', article_id, 0 FROM ({difference})"
            )
            db.execute(
                f"INSERT OR IGNORE INTO change SELECT 'url', source_key, '', '', 0 FROM ({difference})"
                " WHERE source_key != x''"
            )
        # Of several rows of an article the first counts.
        db.execute(
            "INSERT OR IGNORE INTO change SELECT 'reservation', permalink, '', article_id, 0 FROM read_reservation"
            " WHERE article_id IN (SELECT article_id FROM read_reservation WHERE NOT is_edition"
            " GROUP BY article_id HAVING count(*) > 1)"
        )
    db.execute("DELETE FROM reservation")
    db.execute("INSERT INTO reservation SELECT * FROM read_reservation ORDER BY permalink")
    db.execute("DROP TABLE read_reservation")


def adopt_addresses(db: sqlite3.Connection, addresses: Iterable[tuple[str, str]]) -> None:
    """Take address and id of articles that were published before the file was there, until it is written.

    Their line is 0; their sources are those of now.
    """
    db.executemany(
        "INSERT OR IGNORE INTO reservation (permalink, line, article_id, source_key, is_edition)"
        " SELECT ?1, 0, ?2, coalesce((SELECT source_key FROM article WHERE article_id = ?2), x''), 0",
        addresses,
    )


def forget_adopted(db: sqlite3.Connection) -> None:
    """Forget what was adopted, now that every article has its address and the file can be written."""
    db.execute("DELETE FROM reservation WHERE line = 0")


_MISSING = """
SELECT output_path, article_id, coalesce(json_extract(CAST(data_row AS TEXT), '$.source_url'), ''), source_key
  FROM published_article CROSS JOIN article_content USING (article_id)
  WHERE {condition} NOT EXISTS (SELECT 1 FROM reservation WHERE permalink = output_path) ORDER BY output_path
"""
_MISSING_EDITIONS = """
SELECT edition_path, article_id, 'sha256:' || capture_sha256 FROM article
  WHERE {condition} edition_path != '' AND NOT EXISTS (SELECT 1 FROM reservation WHERE permalink = edition_path)
  ORDER BY edition_path
"""
_CHANGED = "output_path IN (SELECT key FROM change WHERE kind = 'page') AND"
_CHANGED_EDITIONS = "article_id IN (SELECT article_id FROM change WHERE kind = 'article') AND"


def unreserved(db: sqlite3.Connection, *, changed_only: bool) -> list[tuple[str, str, str, bytes]]:
    """Address, id, source and source key of the published articles whose addresses are not reserved, by address.

    After them the same of editions: the digest of the capture is in place of the source.
    """
    articles = db.execute(_MISSING.format(condition=_CHANGED if changed_only else ""))
    editions = db.execute(_MISSING_EDITIONS.format(condition=_CHANGED_EDITIONS if changed_only else ""))
    return [*articles, *((page, article_id, digest, hash_key(digest)) for page, article_id, digest in editions)]


def lines_of_unpublished(db: sqlite3.Connection, data: bytes, is_excluded: Callable[[str], bool]) -> set[int]:
    """Return the lines of the file, but for its head, that are not the row of a published article or edition.

    Args:
        db: the catalogue's.
        data: of the file.
        is_excluded: returns True for a capture that is not to be named either.
    """
    rows = db.execute(
        "SELECT output_path, capture_path FROM published_article"
        " UNION ALL SELECT edition_path, capture_path FROM article WHERE edition_path != ''"
        " UNION ALL SELECT alias_path, capture_path FROM article WHERE alias_path != ''"
    )
    published = {path for path, capture in rows if not is_excluded(capture)}
    lines, kept = data.splitlines(), {row[0] for row in parse_reservations(data).rows if row[1] in published}
    head = {1} if lines and _dialect_of(lines[0].decode("utf-8-sig", "replace")) else set()
    return set(range(1, len(lines) + 1)) - kept - head


def add_reservations(db: sqlite3.Connection, rows: Iterable[tuple[str, str, str, bytes]], first_line: int) -> None:
    """Enter rows that were appended to the file, the first of them at a line."""
    db.executemany(
        _INSERT.format("REPLACE INTO reservation"),
        (
            (permalink, line, article_id, key, is_edition_permalink(permalink))
            for line, (permalink, article_id, _, key) in enumerate(rows, first_line)
        ),
    )

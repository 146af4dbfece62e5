"""The table of articles: a row for each, a column for each field of a sidecar, to fill in and apply."""

from __future__ import annotations

import pickle
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import partial

from msgspec import Struct, field

from kursk_archive.config import Config
from kursk_archive.core.enums import ArticleId
from kursk_archive.core.events import Progress
from kursk_archive.core.findings import ArchiveError, Finding, Location, make_finding
from kursk_archive.desk.cells import CellError, Edit, format_cell, read_cell
from kursk_archive.desk.sheet_dates import DayOrder, day_order
from kursk_archive.desk.spreadsheet import Sheet, SheetRow, read_sheet, unprotect_cell
from kursk_archive.loader.draft import FIELD_TYPES, FieldValue
from kursk_archive.loader.images import ImageIndex
from kursk_archive.loader.load_capture import load_capture
from kursk_archive.loader.scan import scan_content
from kursk_archive.loader.sidecar import Sidecar
from kursk_archive.loader.sidecar_text import set_fields
from kursk_archive.pipeline.load_tasks import LoadTask, batches, capture_loader, sidecar_of
from kursk_archive.pipeline.workers import Workers
from kursk_archive.recovery.write import SidecarRefusalError, change_sidecar, part_of_sidecar, without_places

COLUMNS = ("article", "digest", *FIELD_TYPES)
"""Of the table: the article's id, the digest of its evidence, the fields of its sidecar."""
_REQUIRED = ("article", "digest")
_DATES = tuple(name for name, type_ in FIELD_TYPES.items() if type_ == "date")


class TabledArticle(Struct, frozen=True):
    """An article of the archive, also one that cannot be published."""

    id: ArticleId
    digest: str
    """`sha256:` and the digest of its evidence. No spreadsheet takes that for a number."""
    fields: Mapping[str, FieldValue]
    """As they are stated or derived."""

    def cells(self) -> list[str]:
        """The article's row."""
        return [self.id, self.digest, *(format_cell(name, self.fields.get(name)) for name in FIELD_TYPES)]


class RowEdits(Struct, frozen=True):
    """The changed cells of a row."""

    article: ArticleId
    line: int
    edits: tuple[Edit, ...]


class TableEdits(Struct):
    """The changes that a table asks for, and its faults."""

    rows: list[RowEdits] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


# The articles


def read_articles(config: Config, on_event: Callable[[Progress], None]) -> list[TabledArticle]:
    """Read the metadata of every article, in the order of their ids."""
    scan = scan_content(config.content, config.site.exclude, (), everything=True)
    site = pickle.dumps(config.site)
    tasks = (LoadTask(config.content, captures, site) for captures in batches(scan.stale_captures()))
    articles: list[TabledArticle] = []
    done = 0
    with ExitStack() as stack:
        for read in Workers(stack, None, config.jobs).map(tabled_articles, tasks, scan.stale_count):
            articles += read[0]
            done += read[1]
            on_event(Progress("reading", done, scan.stale_count))
    return sorted(articles, key=lambda article: article.id)


def tabled_articles(task: LoadTask) -> tuple[list[TabledArticle], int]:
    """Read the metadata of the articles of some captures; also return the number of captures."""
    defaults, root = capture_loader(task.site).defaults, task.content
    articles = []
    for path, stamp in task.captures:
        images, sidecar = ImageIndex.from_stamp(root, path, stamp), sidecar_of(stamp, root)
        try:
            results = load_capture(root / path, root, defaults, images, sidecar)
        except ArchiveError:  # `check` says why
            continue
        articles += [
            TabledArticle(result.id, f"sha256:{result.evidence_sha256}", result.fields)
            for result in results
            if result.evidence_sha256
        ]
    return articles, len(task.captures)


def table_rows(articles: Iterable[TabledArticle]) -> Iterator[Sequence[str]]:
    """Yield the rows of the table, the names of the columns first."""
    yield COLUMNS
    yield from (article.cells() for article in articles)


# What was changed


def read_table(data: bytes, name: str, articles: Iterable[TabledArticle]) -> TableEdits:
    """Compare a table with what an export would write now.

    Args:
        data: of the file.
        name: of the file.
        articles: of the archive.

    Raises:
        ArchiveError: it is no such table.
    """
    by_id = {str(article.id): article for article in articles}
    known = {text for article in by_id.values() for text in article.cells()}
    sheet = read_sheet(data, name, "article-table", _REQUIRED, known)
    order = day_order(
        (row.cells[column], stated.value if (stated := article.fields.get(column)) else None)
        for row in sheet.rows
        if (article := by_id.get(_id(row)))
        for column in _DATES
        if column in row.cells
    )
    edits, seen = TableEdits(), set[str]()
    unknown = [name for name in sheet.columns if name and name not in COLUMNS]
    if unknown and not any(name in FIELD_TYPES for name in sheet.columns):
        edits.findings.append(_finding(name, 1, f"no column is a field; `{unknown[0][:60]}` is none"))
    for row in sheet.rows:
        article = by_id.get(_id(row))
        fault = _fault(row, article, seen)
        seen.add(_id(row))
        if fault or article is None:
            edits.findings.append(_finding(name, row.line, fault))
        else:
            changed, faults = _changed_cells(row, article, sheet, order)
            edits.findings += [_finding(name, row.line, fault) for fault in faults]
            if changed:
                edits.rows.append(RowEdits(article.id, row.line, changed))
    return edits


def _id(row: SheetRow) -> str:
    return unprotect_cell(row.cells["article"].strip())


def _fault(row: SheetRow, article: TabledArticle | None, seen: set[str]) -> str:
    """Return why a row cannot be applied; empty if it can."""
    shown = f"`{_id(row)[:80]}`"
    if article is None:
        return f"{shown} is no article of the archive"
    if _id(row) in seen:
        return f"{shown} has a row already"
    if row.has_more:
        return f"{shown} has more cells than the table has columns; put cells with separators into quotation marks"
    digest = row.cells["digest"].strip().removeprefix("'").lower()
    return "" if digest == article.digest else f"the capture of {shown} has changed since the export"


def _changed_cells(
    row: SheetRow, article: TabledArticle, sheet: Sheet, order: DayOrder | None
) -> tuple[tuple[Edit, ...], list[str]]:
    edits, faults = [], []
    for column, cell in row.cells.items():
        if column not in FIELD_TYPES:
            continue
        current = article.fields.get(column)
        try:
            edit = read_cell(column, unprotect_cell(cell), current, sheet.encoding, order)
        except CellError as error:
            faults.append(f"`{article.id[:80]}`, `{column}`: {error}")
        else:
            edits += [edit] if edit else []
    return tuple(edits), faults


def _finding(name: str, line: int, message: str) -> Finding:
    return make_finding("article-table", Location(name, line), message)


# What is written


def write_table(rows: Iterable[RowEdits], config: Config) -> tuple[tuple[str, ...], tuple[Finding, ...]]:
    """Write changed cells into the sidecars of their captures.

    Returns:
        The sidecars that were written; and the findings that say why others were not.
    """
    by_capture: dict[str, dict[str, tuple[Edit, ...]]] = defaultdict(dict)
    for row in rows:
        path, _, key = row.article.partition("#")
        by_capture[path][key] = row.edits
    written, findings = [], []
    for path, by_key in by_capture.items():
        change, is_right = partial(_changed_text, by_key), partial(_says, by_key)
        try:
            written.append(change_sidecar(path, config.content, change, is_right, "with these cells it"))
        except SidecarRefusalError as refusal:
            findings.append(make_finding("sidecar-unchanged", Location(refusal.path), str(refusal)))
    return tuple(written), tuple(findings)


def _changed_text(by_key: Mapping[str, Sequence[Edit]], text: str) -> str:
    for key, edits in by_key.items():
        text = set_fields(text, key, {edit.field: edit.value for edit in edits})
    return text


def _says(by_key: Mapping[str, Sequence[Edit]], before: Sidecar, after: Sidecar) -> bool:
    """Return True if a sidecar says what it said before, but for the changed fields, and these as the cells do."""
    if not after.is_readable:
        return False
    for key in {*before.articles, *after.articles, *by_key, ""}:
        old, new = part_of_sidecar(before, key), part_of_sidecar(after, key)
        stated = {edit.field: edit for edit in by_key.get(key, ())}
        others = [
            {name: without_places(value.value) for name, value in part.fields.items() if name not in stated}
            for part in (old, new)
        ]
        if others[0] != others[1] or old.extra != new.extra:
            return False
        if not {finding.message for finding in new.findings} <= {finding.message for finding in old.findings}:
            return False
        for name, edit in stated.items():
            value = new.fields.get(name)
            if without_places(value.value if value else None) != without_places(edit.stated):
                return False
    return True

"""The commands `table export` and `table apply`: the metadata of all articles in a spreadsheet."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kursk_archive.cli import options
from kursk_archive.cli.exit_codes import ExitCode
from kursk_archive.cli.output import EventPrinter, print_escaped, print_note
from kursk_archive.config import Config, read_config
from kursk_archive.core.findings import ArchiveError, Location, make_finding
from kursk_archive.core.text import count_noun

if TYPE_CHECKING:
    from kursk_archive.desk.article_table import RowEdits

_EXPORT_EXAMPLES = """kursk-archive table export articles.csv
  kursk-archive table export articles.xlsx"""
_APPLY_EXAMPLES = """kursk-archive table apply articles.csv --dry-run
  kursk-archive table apply articles.csv"""
_SUFFIXES = (".csv", ".tsv", ".xlsx")


def add_table_export(subparsers: Any) -> None:
    parser = options.add_command(subparsers, "table export", _export, _EXPORT_EXAMPLES)
    suffixes = "the file to write: .csv, .tsv, or .xlsx with the extra `spreadsheet`; one that exists is replaced"
    parser.add_argument("table", type=_parse_table, metavar="FILE", help=suffixes)
    options.add_content(parser)
    options.add_jobs(parser)


def add_table_apply(subparsers: Any) -> None:
    parser = options.add_command(subparsers, "table apply", _apply, _APPLY_EXAMPLES)
    table = "what `table export` wrote, as you or a spreadsheet saved it: CSV, or .xlsx with the extra `spreadsheet`"
    parser.add_argument("table", type=options.parse_existing, metavar="FILE", help=table)
    options.add_content(parser)
    parser.add_argument("--dry-run", action="store_true", help="show what would be written, and change nothing")
    options.add_jobs(parser)


def _parse_table(text: str) -> Path:
    if Path(text).suffix.lower() not in _SUFFIXES:
        raise argparse.ArgumentTypeError(f"expected a file ending in {', '.join(_SUFFIXES)}, not {text!r}")
    return Path(text)


def _export(arguments: argparse.Namespace) -> int:
    from kursk_archive.desk.article_table import read_articles, table_rows
    from kursk_archive.desk.spreadsheet import TABLE_WRITERS

    config = read_config(arguments.content, jobs=arguments.jobs)
    _check_place(arguments.table, config)
    with ExitStack() as stack:
        articles = read_articles(config, EventPrinter(options.output_options(arguments), stack).print_event)
    try:
        data = TABLE_WRITERS[arguments.table.suffix.lower()](table_rows(articles))
    except ImportError:
        raise _refusal(arguments.table, "workbooks require the extra `spreadsheet`; write a .csv file") from None
    arguments.table.write_bytes(data)
    print_note(f"{count_noun(len(articles), 'article')} written to {arguments.table}")
    return ExitCode.DONE


def _check_place(table: Path, config: Config) -> None:
    """Refuse a folder where the table would be read as a capture, or published: it has what is withheld."""
    for folder in (config.content, config.output):
        if table.resolve().is_relative_to(folder.resolve()):
            raise _refusal(table, f"the table may have withheld articles; write it outside of {folder}")


def _refusal(table: Path, message: str) -> ArchiveError:
    return ArchiveError(make_finding("article-table", Location(str(table)), message))


def _apply(arguments: argparse.Namespace) -> int:
    from kursk_archive.desk.article_table import read_articles, read_table, write_table

    config = read_config(arguments.content, jobs=arguments.jobs)
    data = arguments.table.read_bytes()
    written: tuple[str, ...] = ()
    with ExitStack() as stack:
        printer = EventPrinter(options.output_options(arguments), stack)
        table = read_table(data, str(arguments.table), read_articles(config, printer.print_event))
    for row in table.rows:
        for line in _difference(row):
            print_escaped(line)
    findings = table.findings
    if not arguments.dry_run:
        written, refusals = write_table(table.rows, config)
        findings = [*findings, *refusals]
    with ExitStack() as stack:
        printer = EventPrinter(options.output_options(arguments), stack)
        for finding in findings:
            printer.print_event(finding)
    cells = sum(len(row.edits) for row in table.rows)
    outcome = "nothing is written" if arguments.dry_run else f"{count_noun(len(written), 'sidecar')} written"
    print_note(f"{count_noun(cells, 'changed cell')}; {outcome}")
    return ExitCode.FINDINGS if findings else ExitCode.DONE


def _difference(row: RowEdits) -> Iterator[str]:
    """Yield the lines that show what a row changes."""
    yield row.article
    for edit in row.edits:
        yield f"  {edit.field}: {_shown(edit.before)} -> {_shown(edit.after)}"


def _shown(cell: str) -> str:
    return f"`{cell}`" if cell else "nothing"

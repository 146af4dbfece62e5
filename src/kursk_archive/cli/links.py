"""The command `links`: the link ledger and the live check."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from kursk_archive.cli import options
from kursk_archive.cli.exit_codes import ExitCode
from kursk_archive.cli.output import EventPrinter, print_columns, print_lines
from kursk_archive.cli.signals import exit_code_of
from kursk_archive.config import Config, read_config
from kursk_archive.core.enums import LinkKind
from kursk_archive.core.events import Progress
from kursk_archive.core.findings import Location

if TYPE_CHECKING:
    from kursk_archive.catalogue.journal import Journal
    from kursk_archive.catalogue.link_status import LinkStatus
    from kursk_archive.core.model import LedgerRow


_EXAMPLES = """kursk-archive links --kind lost
  kursk-archive links recover --from ~/saved-pages
  kursk-archive links apply lost.csv"""


def add_links(subparsers: Any) -> None:
    parser = options.add_command(subparsers, "links", _links, _EXAMPLES)
    options.add_content(parser)
    kinds = ", ".join(LinkKind)
    parser.add_argument(
        "--kind", type=_parse_kinds, metavar="KIND", help=f"only links of these comma-separated kinds: {kinds}"
    )
    parser.add_argument(
        "--format",
        choices=("table", "csv", "json"),
        default="table",
        help="output format; json is JSON Lines (default: table)",
    )
    parser.add_argument(
        "--live",
        action="store_true",
        help="check on the web which addresses still work; only this option of the command uses the network",
    )
    options.add_proxy(parser, "--live")
    parser.add_argument(
        "-o", "--output", type=Path, metavar="DIR", help="the built archive, which stores the results (default: build)"
    )
    options.add_jobs(parser)


def _parse_kinds(text: str) -> frozenset[LinkKind]:
    names = [name.strip() for name in text.split(",")]
    if unknown := [name for name in names if name not in tuple(LinkKind)]:
        raise argparse.ArgumentTypeError(f"unknown kind {unknown[0][:60]!r}; choose from {', '.join(LinkKind)}")
    return frozenset(map(LinkKind, names))


def _links(arguments: argparse.Namespace) -> int:
    from kursk_archive.catalogue import ledger, link_status
    from kursk_archive.pipeline.build import open_catalogue

    config = read_config(arguments.content, jobs=arguments.jobs, output=arguments.output)
    status, statuses = ExitCode.DONE, None
    with ExitStack() as stack:
        printer = EventPrinter(options.output_options(arguments), stack)
        catalogue = stack.enter_context(open_catalogue(config, printer.print_event, keep=arguments.live))
        rows = [row for row in ledger.ledger_rows(catalogue.db) if arguments.kind is None or row.kind in arguments.kind]
        if arguments.live:
            urls = list(dict.fromkeys(row.canonical for row in rows if row.canonical))
            status = _check_links(urls, catalogue.journal, config, arguments.proxy or "", printer)
            statuses = link_status.read_link_status(catalogue.journal, urls)
            for finding in (*catalogue.findings_on_opening, *catalogue.journal.findings):
                printer.print_event(finding)
    print_csv = partial(_print_csv, csv_safe=config.site.csv_safe)
    _PRINTERS.get(arguments.format, print_csv)(rows, statuses)
    return status


def _check_links(urls: Sequence[str], journal: Journal, config: Config, proxy: str, printer: EventPrinter) -> ExitCode:
    """Check every URL on the network and store each result at once; return how that ended."""
    from kursk_archive import linkcheck
    from kursk_archive.catalogue import link_status

    try:
        linkcheck.check_links(
            urls,
            link_status.read_link_status(journal, urls),
            lambda status: link_status.write_link_status(journal, [status]),
            options=linkcheck.CheckOptions(contact=config.site.contact, proxy=proxy),
            on_progress=lambda done, total: printer.print_event(Progress("checking links", done, total)),
        )
    except KeyboardInterrupt as interrupt:
        return exit_code_of(interrupt)
    return ExitCode.DONE


LinkStatuses: TypeAlias = "Mapping[str, LinkStatus] | None"
"""Result of the live check by URL; None without `--live`."""

STATUS_COLUMNS = ("state", "http_status", "reason", "location", "checked_at")
"""Columns that `--live` adds."""


def _row_values(row: LedgerRow, statuses: LinkStatuses) -> dict[str, object]:
    from kursk_archive.renderer.data import formats

    values = formats.ledger_values(row)
    if statuses is None:
        return values
    status = statuses.get(row.canonical or "")
    cells: tuple[object, ...] = (None,) * len(STATUS_COLUMNS)
    if status:
        cells = (status.state, status.status, status.reason, status.location, status.checked_at)
    return values | dict(zip(STATUS_COLUMNS, cells, strict=True))


def _print_table(rows: Iterable[LedgerRow], statuses: LinkStatuses) -> None:
    """Print a line for each link: place, kind, text, address, and the live status if it was checked."""
    headings = ("place", "kind", "text", "address", *(() if statuses is None else ("live",)))
    print_columns(headings, (_table_row(row, statuses) for row in rows))


def _table_row(row: LedgerRow, statuses: LinkStatuses) -> Sequence[str]:
    place = str(Location(row.article, row.line, row.column))
    address = row.target or row.snapshot or row.canonical or row.href
    cells = (place, row.kind, row.text or "-", address or "-")
    if statuses is None:
        return cells
    status = statuses.get(row.canonical or "")
    return (*cells, f"{status.state} ({status.reason})" if status else "")


def _print_csv(rows: Iterable[LedgerRow], statuses: LinkStatuses, *, csv_safe: bool = False) -> None:
    from kursk_archive.renderer.data import formats

    columns = formats.LINK_COLUMNS if statuses is None else (*formats.LINK_COLUMNS, *STATUS_COLUMNS)
    print_lines(formats.write_csv((_row_values(row, statuses) for row in rows), columns, spreadsheet_safe=csv_safe))


def _print_jsonl(rows: Iterable[LedgerRow], statuses: LinkStatuses) -> None:
    from kursk_archive.renderer.data import formats

    print_lines(formats.write_jsonl(_row_values(row, statuses) for row in rows))


_PRINTERS: Mapping[str, Callable[[Iterable[LedgerRow], LinkStatuses], None]] = {
    "table": _print_table,
    "json": _print_jsonl,
}
"""By the value of `--format`, but for `csv`, which depends on archive.yaml."""

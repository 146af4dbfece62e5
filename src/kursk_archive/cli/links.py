"""`links`: the link ledger, and what the network says of it."""

from __future__ import annotations

import argparse
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from kursk_archive import Config, read_config
from kursk_archive.cli import options
from kursk_archive.cli.exit_codes import ExitCode
from kursk_archive.cli.output import EventPrinter, escape_unprintable, print_line, print_lines
from kursk_archive.core.enums import LinkKind
from kursk_archive.core.events import Progress
from kursk_archive.core.findings import Location
from kursk_archive.pipeline.build import open_catalogue

if TYPE_CHECKING:
    from kursk_archive.catalogue.link_status import Health
    from kursk_archive.core.model import LedgerRow


def add_links(subparsers: Any) -> None:
    parser = options.add_command(
        subparsers, "links", _links, "print the link ledger", "kursk-archive links --kind lost"
    )
    options.add_content(parser)
    kinds = ", ".join(LinkKind)
    parser.add_argument("--kind", type=_kinds, metavar="KIND", help=f"only these, with commas between: {kinds}")
    parser.add_argument(
        "--format", choices=("table", "csv", "json"), default="table", help="json is JSON Lines (table)"
    )
    parser.add_argument(
        "--live", action="store_true", help="ask the network which addresses still answer; nothing else does"
    )
    parser.add_argument(
        "-o", "--output", type=Path, metavar="DIR", help="the built archive, which remembers the answers (build)"
    )
    options.add_jobs(parser)


def _kinds(text: str) -> frozenset[LinkKind]:
    try:
        return frozenset(LinkKind(one.strip()) for one in text.split(","))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{error}: the kinds are {', '.join(LinkKind)}") from None


def _links(arguments: argparse.Namespace) -> int:
    from kursk_archive.catalogue import ledger as entries
    from kursk_archive.catalogue import link_status

    config = read_config(arguments.content, jobs=arguments.jobs, output=arguments.output)
    with ExitStack() as stack:
        teller = EventPrinter(False, stack)
        catalogue = stack.enter_context(open_catalogue(config, teller.print_event, kept=arguments.live))
        rows = [row for row in entries.ledger(catalogue.db) if arguments.kind is None or row.kind in arguments.kind]
        finished = _ask(rows, catalogue.db, config, teller) if arguments.live else True
        known = (
            link_status.read(catalogue.db, {row.canonical for row in rows if row.canonical}) if arguments.live else None
        )
    _LEDGERS[arguments.format](rows, known)
    return ExitCode.DONE if finished else ExitCode.INTERRUPTED


def _ask(rows: Sequence[LedgerRow], db: sqlite3.Connection, config: Config, teller: EventPrinter) -> bool:
    """Ask the network about every address of the ledger; False if the user has had enough. What was learnt is kept."""
    from kursk_archive import linkcheck
    from kursk_archive.catalogue import link_status

    urls = dict.fromkeys(row.canonical for row in rows if row.canonical)
    asking = linkcheck.CheckOptions(contact=config.site.contact)
    try:
        linkcheck.check_links(
            urls,
            link_status.read(db, urls),
            lambda one: link_status.write(db, [one]),
            options=asking,
            on_progress=lambda done, total: teller.print_event(Progress("asking", done, total)),
        )
    except KeyboardInterrupt:
        return False
    return True


LinkStatuses: TypeAlias = "Mapping[str, Health] | None"
"""What the network says of each address; None where it was not asked."""

STATUS_COLUMNS = ("state", "http_status", "reason", "location", "checked_at")
"""Columns that `--live` adds."""


def _with_answer(row: LedgerRow, known: LinkStatuses) -> dict[str, object]:
    from kursk_archive.renderer.data import formats as data

    values = data.ledger_values(row)
    if known is None:
        return values
    one = known.get(row.canonical or "")
    answer = (one.state, one.status, one.reason, one.location, one.checked_at) if one else (None,) * len(STATUS_COLUMNS)
    return values | dict(zip(STATUS_COLUMNS, answer, strict=True))


def _print_table(rows: Iterable[LedgerRow], known: LinkStatuses) -> None:
    """A row a line: where, what kind, what the text says, where it leads, whether it answers."""
    for row in rows:
        place = Location(row.article, row.line, row.column)
        address = row.target or row.snapshot or row.canonical or row.href
        one = (known or {}).get(row.canonical or "")
        answer = f"  {one.state} ({one.reason})" if one else ""
        print_line(escape_unprintable(f"{place}  {row.kind}  {row.text or '-'}  {address or '-'}{answer}"))


def _print_csv(rows: Iterable[LedgerRow], known: LinkStatuses) -> None:
    from kursk_archive.renderer.data import formats as data

    columns = data.LINK_COLUMNS if known is None else (*data.LINK_COLUMNS, *STATUS_COLUMNS)
    print_lines(data.write_csv((_with_answer(row, known) for row in rows), columns))


def _print_jsonl(rows: Iterable[LedgerRow], known: LinkStatuses) -> None:
    from kursk_archive.renderer.data import formats as data

    print_lines(data.write_jsonl(_with_answer(row, known) for row in rows))


_LEDGERS: Mapping[str, Callable[[Iterable[LedgerRow], LinkStatuses], None]] = {
    "table": _print_table,
    "csv": _print_csv,
    "json": _print_jsonl,
}

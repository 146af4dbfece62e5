"""The commands `links recover` and `links apply`: addresses of lost links, from other copies and from archivists."""

from __future__ import annotations

import argparse
import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kursk_archive.cli import options
from kursk_archive.cli.exit_codes import ExitCode
from kursk_archive.cli.output import EventPrinter, print_escaped, print_lines, print_note
from kursk_archive.config import Config, read_config
from kursk_archive.core.events import Progress
from kursk_archive.core.findings import Location, Severity
from kursk_archive.core.text import count_noun
from kursk_archive.pipeline.build import open_catalogue

if TYPE_CHECKING:
    from kursk_archive.core.findings import Finding
    from kursk_archive.core.model import PartialDate
    from kursk_archive.recovery.recover import Proposal

PROPOSAL_COLUMNS = (
    "article", "line", "column", "text", "occurrence", "href", "method", "witness", "witness_sha256", "witness_date",
    "confidence", "candidates",
)  # fmt: skip
"""The columns of `links recover --format csv`, and the keys of `--format json`."""


def add_recover(subparsers: Any) -> None:
    parser = options.add_command(
        subparsers,
        "links recover",
        _recover,
        "kursk-archive links recover --from ~/saved-pages --write",
    )
    options.add_content(parser)
    parser.add_argument(
        "--from",
        dest="sources",
        nargs="+",
        required=True,
        type=options.parse_existing,
        metavar="PATH",
        help="other copies of the articles: saved pages, crawls, captures, exports, or folders of them",
    )
    parser.add_argument(
        "--write",
        action="store_true",
        help="add the addresses to the sidecars, each with its evidence; without it nothing is changed",
    )
    parser.add_argument(
        "--format",
        choices=("table", "csv", "json"),
        default="table",
        help="output format; json is JSON Lines (default: table)",
    )
    options.add_jobs(parser)


def add_apply(subparsers: Any) -> None:
    parser = options.add_command(
        subparsers,
        "links apply",
        _apply,
        "kursk-archive links --kind lost --format csv > lost.csv\n  kursk-archive links apply lost.csv --by 'J. Roe'",
    )
    parser.add_argument(
        "table",
        type=options.parse_existing,
        metavar="FILE",
        help="what `links --format csv` printed, with `href` filled in",
    )
    options.add_content(parser)
    parser.add_argument("--by", metavar="NAME", help="who found the addresses")
    parser.add_argument("--dry-run", action="store_true", help="print what would be written, and change nothing")
    options.add_jobs(parser)


def _apply(arguments: argparse.Namespace) -> int:
    from kursk_archive.desk import link_table
    from kursk_archive.recovery.write import write_repairs

    config = read_config(arguments.content, jobs=arguments.jobs)
    name = str(arguments.table)
    rows = link_table.read_link_table(arguments.table.read_bytes(), name)
    written: Sequence[str] = ()
    with ExitStack() as stack:
        printer = EventPrinter(options.output_options(arguments), stack)
        with open_catalogue(config, printer.print_event) as catalogue:
            repairs, findings = link_table.table_repairs(rows, catalogue, name, arguments.by)
        if not arguments.dry_run:
            written, refusals = write_repairs(repairs, config.content)
            findings += refusals
        for finding in findings:
            printer.print_event(finding)
    for article, repair in repairs:
        print_escaped(f"{article}  {repair.text}  {repair.href}")
    addresses = f"{len(repairs):,} {'address' if len(repairs) == 1 else 'addresses'}"
    print_note(f"{addresses}; {count_noun(len(written), 'sidecar')} written")
    return ExitCode.FINDINGS if findings else ExitCode.DONE


def _recover(arguments: argparse.Namespace) -> int:
    config = read_config(arguments.content, jobs=arguments.jobs)
    findings: list[Finding] = []
    written: Sequence[str] = ()
    with ExitStack() as stack:
        printer = EventPrinter(options.output_options(arguments), stack)
        proposals = _find(config, arguments.sources, printer, findings)
        if arguments.write:
            from kursk_archive.recovery.write import write_repairs

            repairs = ((proposal.article, proposal.repair) for proposal in proposals)
            written, refusals = write_repairs(((a, repair) for a, repair in repairs if repair), config.content)
            findings += refusals
        for finding in findings:
            printer.print_event(finding)
    _PRINTERS[arguments.format](proposals, csv_safe=config.site.csv_safe)
    print_note(_summary(proposals, written, is_written=arguments.write))
    is_failed = any(finding.severity is Severity.ERROR for finding in findings)
    return ExitCode.FINDINGS if is_failed else ExitCode.DONE


def _find(
    config: Config, sources: Iterable[Path], printer: EventPrinter, findings: list[Finding]
) -> Sequence[Proposal]:
    """Read the witnesses and compare each with the articles that it is a copy of."""
    from kursk_archive.pipeline.load_tasks import capture_loader
    from kursk_archive.pipeline.workers import Workers
    from kursk_archive.recovery import recover, witnesses

    site = pickle.dumps(config.site)
    files = []
    for source in sources:
        root, paths, unlisted = witnesses.witness_files(source)
        files.append((root, paths))
        findings += unlisted
    total, done = sum(len(paths) for _, paths in files), 0
    with open_catalogue(config, printer.print_event) as catalogue, ExitStack() as stack:
        lost_links = recover.LostLinks(catalogue, capture_loader(site), config.content)
        tasks = (task for root, paths in files for task in witnesses.witness_tasks(root, paths, site))
        workers = Workers(stack, None, config.jobs)
        for read, problems in workers.map(witnesses.read_witnesses, tasks if lost_links.ids else (), total):
            for witness in read:
                lost_links.add(witness)
            findings += problems
            done = min(done + witnesses.BATCH_SIZE, total)
            printer.print_event(Progress("comparing", done, total))
        return lost_links.proposals()


def _summary(proposals: Sequence[Proposal], written: Sequence[str], *, is_written: bool) -> str:
    found = sum(proposal.found is not None for proposal in proposals)
    parts = [f"{found:,} lost link{'' if found == 1 else 's'} found"]
    if len(proposals) > found:
        parts.append(f"{len(proposals) - found:,} with several addresses, left alone")
    if is_written:
        parts.append(f"{len(written):,} sidecar{'' if len(written) == 1 else 's'} written")
    elif found:
        parts.append("add --write to write them into the sidecars")
    return "; ".join(parts)


def _values(proposal: Proposal) -> dict[str, object]:
    found = proposal.found
    several = [candidate.address for candidate in proposal.candidates] if found is None else []
    cells = (
        proposal.article, proposal.line, proposal.column, proposal.text, proposal.occurrence,
        *((found.address, found.method, found.witness, found.witness_sha256, _text(found.witness_date),
           found.confidence) if found else (None,) * 6),
        several,
    )  # fmt: skip
    return dict(zip(PROPOSAL_COLUMNS, cells, strict=True))


def _text(date: PartialDate | None) -> str | None:
    return str(date) if date else None


def _print_table(proposals: Iterable[Proposal], *, csv_safe: bool) -> None:  # noqa: ARG001 - see `_PRINTERS`
    """Print a line for each link: place, text, address, witness; or all addresses that fit, one in a line."""
    for proposal in proposals:
        place = Location(proposal.article, proposal.line, proposal.column)
        if proposal.found is None:
            print_escaped(f"{place}  {proposal.text}  several addresses:")
        for candidate in proposal.candidates:
            evidence = f"{candidate.address}  ({candidate.confidence}, {candidate.witness})"
            print_escaped(f"{place}  {proposal.text}  {evidence}" if proposal.found else f"    {evidence}")


def _print_csv(proposals: Iterable[Proposal], *, csv_safe: bool) -> None:
    from kursk_archive.renderer.data import formats

    def rows() -> Iterator[Mapping[str, object]]:
        for values in map(_values, proposals):
            candidates = values["candidates"]
            yield values | {"candidates": " ".join(candidates) if isinstance(candidates, list) else ""}

    print_lines(formats.write_csv(rows(), PROPOSAL_COLUMNS, spreadsheet_safe=csv_safe))


def _print_jsonl(proposals: Iterable[Proposal], *, csv_safe: bool) -> None:  # noqa: ARG001 - see `_PRINTERS`
    from kursk_archive.renderer.data import formats

    print_lines(formats.write_jsonl(map(_values, proposals)))


_PRINTERS: Mapping[str, Callable[..., None]] = {"table": _print_table, "csv": _print_csv, "json": _print_jsonl}
"""By the value of `--format`."""

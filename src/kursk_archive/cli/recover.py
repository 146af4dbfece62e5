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
from kursk_archive.cli.signals import exit_code_of
from kursk_archive.config import PRIVATE_FOLDER, Config, read_config
from kursk_archive.core.events import Progress
from kursk_archive.core.findings import Location, Severity
from kursk_archive.core.text import count_noun
from kursk_archive.pipeline.build import open_catalogue

if TYPE_CHECKING:
    from kursk_archive.core.findings import Finding
    from kursk_archive.core.model import PartialDate
    from kursk_archive.recovery.recover import LostLinks, Proposal

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
        "kursk-archive links recover --from ~/saved-pages --write\n"
        "  kursk-archive links recover --live --proxy socks5://127.0.0.1:9050",
    )
    options.add_content(parser)
    parser.add_argument(
        "--from",
        dest="sources",
        nargs="+",
        default=[],
        type=options.parse_existing,
        metavar="PATH",
        help="other copies of the articles: saved pages, crawls, captures, exports, or folders of them",
    )
    parser.add_argument(
        "--live",
        action="store_true",
        help="ask the web archives that archive.yaml names for snapshots of the articles that still have lost links; "
        "this option and --original use the network",
    )
    parser.add_argument(
        "--original", action="store_true", help="ask the original sites, instead of web archives, for these articles"
    )
    options.add_proxy(parser, "--live or --original")
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
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="DIR",
        help="the built archive, which stores the answers of --live and --original (default: build)",
    )
    options.add_jobs(parser)
    parser.set_defaults(usage_error=parser.error)


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
    is_live = arguments.live or arguments.original
    if not (arguments.sources or is_live):
        arguments.usage_error("one of the options --from PATH, --live and --original is required")
    if arguments.proxy and not is_live:
        arguments.usage_error("--proxy is for --live or --original")
    config = read_config(arguments.content, jobs=arguments.jobs, output=arguments.output)
    findings: list[Finding] = []
    written: Sequence[str] = ()
    notes: list[str] = []
    status = ExitCode.DONE
    with ExitStack() as stack:
        printer = EventPrinter(options.output_options(arguments), stack)
        with open_catalogue(config, printer.print_event, keep=is_live) as catalogue:
            from kursk_archive.pipeline.load_tasks import capture_loader
            from kursk_archive.recovery.recover import LostLinks

            lost_links = LostLinks(catalogue, capture_loader(pickle.dumps(config.site)), config.content)
            try:
                _compare_files(config, arguments.sources, lost_links, printer, findings)
                if is_live:
                    notes += _compare_live(config, arguments, lost_links, printer, findings)
            except KeyboardInterrupt as interrupt:
                status = exit_code_of(interrupt)
            proposals = lost_links.proposals()
            findings += (*catalogue.findings_on_opening, *catalogue.journal.findings)
        if arguments.write:
            from kursk_archive.recovery.write import write_repairs

            repairs = ((proposal.article, proposal.repair) for proposal in proposals)
            written, refusals = write_repairs(((a, repair) for a, repair in repairs if repair), config.content)
            findings += refusals
        for finding in findings:
            printer.print_event(finding)
    _PRINTERS[arguments.format](proposals, csv_safe=config.site.csv_safe)
    print_note("; ".join((*notes, _summary(proposals, written, is_written=arguments.write))))
    if status is ExitCode.DONE and any(finding.severity is Severity.ERROR for finding in findings):
        status = ExitCode.FINDINGS
    return status


def _compare_files(
    config: Config, sources: Iterable[Path], lost_links: LostLinks, printer: EventPrinter, findings: list[Finding]
) -> None:
    """Read the witnesses in files and compare each with the articles that it is a copy of."""
    from kursk_archive.pipeline.workers import Workers
    from kursk_archive.recovery import witnesses

    site = pickle.dumps(config.site)
    files = []
    for source in sources:
        root, paths, unlisted = witnesses.witness_files(source)
        files.append((root, paths))
        findings += unlisted
    total, done = sum(len(paths) for _, paths in files), 0
    with ExitStack() as stack:
        tasks = (task for root, paths in files for task in witnesses.witness_tasks(root, paths, site))
        workers = Workers(stack, None, config.jobs)
        for read, problems in workers.map(witnesses.read_witnesses, tasks if lost_links.ids else (), total):
            for witness in read:
                lost_links.add(witness)
            findings += problems
            done = min(done + witnesses.BATCH_SIZE, total)
            printer.print_event(Progress("comparing", done, total))


def _compare_live(
    config: Config,
    arguments: argparse.Namespace,
    lost_links: LostLinks,
    printer: EventPrinter,
    findings: list[Finding],
) -> tuple[str, ...]:
    """Ask web archives or the original sites; return what came of it."""
    from kursk_archive.loader.html import require_extra
    from kursk_archive.recovery import live
    from kursk_archive.recovery.answers import Answers

    require_extra()
    archives, unknown = live.named_archives(() if arguments.original else config.site.archives)
    findings += unknown
    if not archives and not arguments.original:
        return ()
    answers = Answers(lost_links.catalogue.journal, config.output / PRIVATE_FOLDER / "snapshots")
    outcome = live.Outcome()
    # A host that archive.yaml names may be on this machine; one that a capture names may not.
    own = frozenset(host for services in archives for host in services.hosts)
    try:
        live.ask_for_copies(
            lost_links,
            archives,
            answers,
            outcome,
            options=live.CopyOptions(contact=config.site.contact, proxy=arguments.proxy or "", private_hosts=own),
            on_progress=lambda done, total: printer.print_event(Progress("asking", done, total)),
        )
    finally:
        findings += outcome.findings()
    return (f"{count_noun(outcome.asked, 'article')} asked for, {outcome.with_copy:,} with a copy",)


def _summary(proposals: Sequence[Proposal], written: Sequence[str], *, is_written: bool) -> str:
    found = sum(proposal.found is not None for proposal in proposals)
    parts = [f"{count_noun(found, 'lost link')} found"]
    if len(proposals) > found:
        parts.append(f"{len(proposals) - found:,} with several addresses, left alone")
    if is_written:
        parts.append(f"{count_noun(len(written), 'sidecar')} written")
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

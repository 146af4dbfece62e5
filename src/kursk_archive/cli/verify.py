"""The command `verify`."""

from __future__ import annotations

import argparse
import time
from collections import Counter
from contextlib import ExitStack
from typing import Any

from kursk_archive.cli import options, report
from kursk_archive.cli.exit_codes import ExitCode
from kursk_archive.cli.output import EventPrinter, print_summary
from kursk_archive.core.events import Progress
from kursk_archive.core.findings import Location, Severity, make_finding


def add_verify(subparsers: Any) -> None:
    parser = options.add_command(subparsers, "verify", _verify, "kursk-archive verify build")
    parser.add_argument(
        "folder",
        nargs="?",
        default="build",
        type=options.parse_folder,
        metavar="DIR",
        help="the published or exported folder (default: build)",
    )
    options.add_json(parser)
    options.add_verbosity(parser)


def _verify(arguments: argparse.Namespace) -> int:
    from kursk_archive.catalogue.store import is_unfinished
    from kursk_archive.preservation.bag_verify import is_bag, verify_bag
    from kursk_archive.publisher.verify import VerifyTotals, verify_site
    from kursk_archive.publisher.writer import Writer

    started, folder, totals = time.monotonic(), arguments.folder, VerifyTotals()
    output = options.output_options(arguments)
    findings: Counter[Severity] = Counter()
    with ExitStack() as stack:
        printer = EventPrinter(output, stack)
        verify = verify_bag if is_bag(folder) else verify_site
        for finding in verify(
            folder, totals, lambda done, total: printer.print_event(Progress("verifying", done, total))
        ):
            findings[finding.severity] += 1
            printer.print_event(finding)
        if findings and is_unfinished(Writer(folder).catalogue_path):
            message = "the last build here did not finish, or is still at work, which may be the reason"
            printer.print_event(make_finding("unfinished", Location(str(folder)), message))
    results = (totals.files, totals.total_bytes, findings, time.monotonic() - started)
    print_summary(output, report.verify_summary_json(*results), report.verify_summary_rows(*results))
    return ExitCode.FINDINGS if findings else ExitCode.DONE

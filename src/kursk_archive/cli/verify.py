"""`verify`."""

from __future__ import annotations

import argparse
import time
from collections import Counter
from contextlib import ExitStack
from typing import Any

from kursk_archive.cli import options, report
from kursk_archive.cli.exit_codes import ExitCode
from kursk_archive.cli.output import EventPrinter, print_json, print_line
from kursk_archive.core.events import Progress


def add_verify(subparsers: Any) -> None:
    help_ = "check a published folder or a package against its lists, offline"
    parser = options.add_command(subparsers, "verify", _verify, help_, "kursk-archive verify build")
    parser.add_argument("folder", type=options.parse_folder, metavar="DIR", help="what was published, or exported")
    options.add_json(parser)


def _verify(arguments: argparse.Namespace) -> int:
    from kursk_archive.preservation.bag_verify import is_bag, verify_bag
    from kursk_archive.publisher.verify import VerifyTotals, verify_site

    started, folder, tally = time.monotonic(), arguments.folder, VerifyTotals()
    counts: Counter[str] = Counter()
    with ExitStack() as stack:
        teller = EventPrinter(arguments.json, stack)
        look = verify_bag if is_bag(folder) else verify_site
        for one in look(folder, tally, lambda done, total: teller.print_event(Progress("verifying", done, total))):
            counts[one.severity.value] += 1
            teller.print_event(one)
    seconds = time.monotonic() - started
    if arguments.json:
        print_json(report.verify_summary_line(tally.files, tally.total_bytes, counts, seconds))
    else:
        print_line(report.verify_summary(tally.files, tally.total_bytes, counts, seconds))
    return ExitCode.FINDINGS if counts else ExitCode.DONE

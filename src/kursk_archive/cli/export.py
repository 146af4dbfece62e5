"""The command `export`."""

from __future__ import annotations

import argparse
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from kursk_archive.cli import options, report
from kursk_archive.cli.exit_codes import ExitCode
from kursk_archive.cli.output import EventPrinter, print_summary
from kursk_archive.config import read_config
from kursk_archive.core.findings import Severity


def add_export(subparsers: Any) -> None:
    parser = options.add_command(subparsers, "export", _export, "kursk-archive export --bag ../examplia-2026")
    parser.add_argument(
        "--bag", type=Path, required=True, metavar="DIR", help="the folder to create; an existing one must be empty"
    )
    options.add_content(parser)
    parser.add_argument(
        "-o", "--output", type=Path, metavar="DIR", help="the folder of the built site (default: build)"
    )
    address = "the published site's URL, as given to build"
    parser.add_argument("--base-url", type=options.base_url_argument, metavar="URL", help=address)
    site = "include the built site (default: yes)"
    parser.add_argument("--site", action=argparse.BooleanOptionalAction, default=True, help=site)
    withheld = "include withheld, excluded and unreadable captures"
    parser.add_argument("--with-withheld", action="store_true", help=withheld)
    options.add_json(parser)
    options.add_verbosity(parser)


def _export(arguments: argparse.Namespace) -> int:
    from kursk_archive.preservation.export import export

    config = read_config(arguments.content, output=arguments.output, base_url=arguments.base_url)
    output = options.output_options(arguments)
    with ExitStack() as stack:
        summary = export(
            config,
            arguments.bag,
            include_site=arguments.site,
            include_withheld=arguments.with_withheld,
            on_event=EventPrinter(output, stack).print_event,
        )
    print_summary(output, report.export_summary_json(summary), report.export_summary_rows(summary))
    return ExitCode.FINDINGS if summary.findings.get(Severity.ERROR) else ExitCode.DONE

"""The command `serve`."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from contextlib import ExitStack, suppress
from typing import Any

from msgspec.structs import replace

from kursk_archive.cli import options, report
from kursk_archive.cli.exit_codes import ExitCode
from kursk_archive.cli.output import EventPrinter, flush_stdout, print_findings, print_json, print_line
from kursk_archive.core.events import BuildReport, Event
from kursk_archive.core.findings import ArchiveError, Finding


def add_serve(subparsers: Any) -> None:
    parser = options.add_command(subparsers, "serve", _serve, "kursk-archive serve -c content -p 8000")
    options.add_build_options(parser)
    options.add_jobs(parser)
    options.add_json(parser)
    port = "the port on 127.0.0.1; 0 picks a free one (default: 8000)"
    parser.add_argument("-p", "--port", type=_parse_port, default=8000, metavar="N", help=port)
    parser.set_defaults(strict=None, exit_code_of_interrupt=ExitCode.DONE)


def _parse_port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and int(text) <= 65535):
        raise argparse.ArgumentTypeError(f"expected a port from 0 to 65535, not {text[:60]!r}")
    return int(text)


def _serve(arguments: argparse.Namespace) -> int:
    from kursk_archive.preview import run_preview

    printer = _PreviewPrinter(arguments)
    config = options.read_build_config(arguments)
    with suppress(KeyboardInterrupt):  # the normal end of a preview
        run_preview(
            config, printer.build, arguments.port, on_ready=printer.print_address, on_failure=printer.print_failure
        )
    return ExitCode.DONE


class _PreviewPrinter:
    """Builds, and prints only news: findings that the last build did not have, builds that changed something."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self.arguments = arguments
        self.builds = 0
        self.printed_findings: frozenset[Finding] = frozenset()

    def print_address(self, address: str) -> None:
        if self.arguments.json:
            print_json({"type": "serving", "address": address})
        else:
            print_line(f"{address}  (press Ctrl-C to stop)")
        flush_stdout()

    def build(self) -> BuildReport:
        """Build with archive.yaml as it is now."""
        from kursk_archive.pipeline.build import build

        config = options.read_build_config(self.arguments)
        is_first = not self.builds
        config = replace(config, force=config.force and is_first, verify=config.verify and is_first)
        with ExitStack() as stack:
            printer = EventPrinter(options.output_options(self.arguments), stack)
            result = build(config, on_event=lambda event: self._print_news(event, printer), reserve=False)
        findings_changed = self.printed_findings != frozenset(result.findings)
        self._remember(result.findings)
        if is_first or result.written or result.removed or findings_changed:
            self._print_summary(result)
        return result

    def print_failure(self, error: ArchiveError) -> None:
        """Print why a build failed, unless the last build failed for the same reason."""
        news = [finding for finding in error.findings if finding not in self.printed_findings]
        print_findings(news, self.arguments.json)
        self._remember((*self.printed_findings, *error.findings))
        flush_stdout()

    def _print_news(self, event: Event, printer: EventPrinter) -> None:
        if not isinstance(event, Finding) or event not in self.printed_findings:
            printer.print_event(event)

    def _remember(self, findings: Iterable[Finding]) -> None:
        self.builds += 1
        self.printed_findings = frozenset(findings)

    def _print_summary(self, result: BuildReport) -> None:
        if self.arguments.json:
            print_json(report.build_summary_json(result))
        else:
            print_line(report.build_in_brief(result))
        flush_stdout()

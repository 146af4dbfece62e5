"""`serve`."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

from msgspec import Struct

from kursk_archive import BuildReport, build
from kursk_archive.cli import options, report
from kursk_archive.cli.exit_codes import ExitCode
from kursk_archive.cli.output import EventPrinter, flush_stdout, print_findings, print_json, print_line
from kursk_archive.core.events import Event
from kursk_archive.core.findings import ArchiveError, Finding


def add_serve(subparsers: Any) -> None:
    help_ = "build, serve on this machine, and build and reload on every change"
    parser = options.add_command(subparsers, "serve", _serve, help_, "kursk-archive serve -c content -p 8000")
    options.add_build_options(parser)
    options.add_jobs(parser)
    options.add_json(parser)
    port = "where to listen on 127.0.0.1; 0 takes any port that is free (8000)"
    parser.add_argument("-p", "--port", type=_read_port, default=8000, metavar="N", help=port)
    parser.set_defaults(strict=None)


def _read_port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and int(text) <= 65535):
        raise argparse.ArgumentTypeError(f"a port from 0 to 65535 is expected, not {text[:60]!r}")
    return int(text)


def _serve(arguments: argparse.Namespace) -> int:
    from kursk_archive import preview

    desk = _Desk(arguments)
    try:
        preview.run_preview(
            options.read_build_config(arguments),
            desk.build,
            arguments.port,
            on_ready=desk.ready,
            on_failure=desk.failed,
        )
    except KeyboardInterrupt:  # which is how a preview ends
        return ExitCode.DONE
    return ExitCode.DONE


class _Desk(Struct):
    """Prints what is new: of findings those that the last build had not, of builds those that changed something."""

    arguments: argparse.Namespace
    builds: int = 0
    said: frozenset[Finding] = frozenset()

    def ready(self, address: str) -> None:
        if self.arguments.json:
            print_json({"type": "serving", "address": address})
        else:
            print_line(f"{address}  (Ctrl-C ends it)")
        flush_stdout()

    def build(self) -> BuildReport:
        """Build with archive.yaml as it is now."""
        config = options.read_build_config(self.arguments)
        config = replace(config, force=config.force and not self.builds)
        with ExitStack() as stack:
            teller = EventPrinter(self.arguments.json, stack)
            done = build(config, tell=lambda event: self._pass_on(event, teller))
        is_news = bool(not self.builds or done.written or done.removed or self.said != frozenset(done.findings))
        self._note(done.findings)
        if is_news:
            self._summary(done)
        return done

    def failed(self, error: ArchiveError) -> None:
        """Say why a build stopped, once."""
        print_findings([one for one in error.findings if one not in self.said], self.arguments.json)
        self._note((*self.said, *error.findings))
        flush_stdout()

    def _pass_on(self, event: Event, teller: EventPrinter) -> None:
        if not isinstance(event, Finding) or event not in self.said:
            teller.print_event(event)

    def _note(self, findings: Iterable[Finding]) -> None:
        self.builds += 1
        self.said = frozenset(findings)

    def _summary(self, done: BuildReport) -> None:
        if self.arguments.json:
            print_json(report.build_summary_line(done))
        else:
            print_line(report.build_in_brief(done))
        flush_stdout()

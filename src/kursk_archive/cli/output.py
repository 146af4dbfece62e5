"""Printing: results on stdout, findings and progress on stderr."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from functools import cached_property
from typing import TYPE_CHECKING, Any

import msgspec

from kursk_archive.cli import report
from kursk_archive.cli.exit_codes import ExitCode
from kursk_archive.cli.finding_printer import FindingPrinter, OutputOptions
from kursk_archive.config import Config
from kursk_archive.core.events import ArticleLoaded, BuildReport, Event, OutputChanged, Progress
from kursk_archive.core.findings import Finding, Severity
from kursk_archive.core.text import escape_unprintable

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress as ProgressBar
    from rich.progress import TaskID

PROGRESS_INTERVAL_SECONDS = 3.0
"""Time between two lines of progress if stderr is not a terminal."""


def run_build(
    build: Callable[..., BuildReport], config: Config, options: OutputOptions, writes_output: bool
) -> ExitCode:
    """Run a build or a check, print its events and summary, and return the exit status."""
    with ExitStack() as stack:
        result = build(config, on_event=EventPrinter(options, stack).print_event)
    rows = report.build_summary_rows(result, config if writes_output else None)
    print_summary(options, report.build_summary_json(result), rows)
    failing = (Severity.ERROR, Severity.WARNING) if config.strict else (Severity.ERROR,)
    return ExitCode.FINDINGS if any(map(result.count_findings, failing)) else ExitCode.DONE


class EventPrinter:
    """Prints events as they come: findings to stderr, JSON to stdout, progress to a terminal or, seldom, to a pipe."""

    def __init__(self, options: OutputOptions, stack: ExitStack) -> None:
        self.options = options
        self.stack = stack
        self.tasks: dict[str, TaskID] = {}
        self.last_progress = time.monotonic()
        stack.callback(self._print_kept_findings)  # before the progress bar is entered, so after it has gone

    @cached_property
    def console(self) -> Console | None:
        """Created on first use: importing Rich takes 60 ms."""
        return stderr_console()

    @cached_property
    def findings(self) -> FindingPrinter:
        """Created on first use, since it asks for the console."""
        return FindingPrinter(self.options, self.console)

    def _print_kept_findings(self) -> None:
        if "findings" in self.__dict__:
            self.findings.print_kept()

    @cached_property
    def progress_bar(self) -> ProgressBar | None:
        """Created on first use: it starts a thread."""
        if self.console is None:
            return None
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as ProgressBar

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        return self.stack.enter_context(ProgressBar(*columns, console=self.console, transient=True))

    def print_event(self, event: Event) -> None:
        match event:
            case Progress():
                self._print_progress(event)
            case Finding():
                self.findings.print_finding(event)
                self._print_json(report.finding_json, event)
            case OutputChanged():
                self._print_json(report.output_changed_json, event)
            case ArticleLoaded():
                self._print_json(report.article_json, event)

    def _print_json(self, to_json: Callable[[Any], dict[str, Any]], event: Event) -> None:
        if self.options.as_json:
            print_json(to_json(event))

    def _print_progress(self, event: Progress) -> None:
        if self.options.quiet:
            return
        if self.progress_bar is not None:
            if event.stage not in self.tasks:
                self.tasks[event.stage] = self.progress_bar.add_task(event.stage, total=event.total)
            self.progress_bar.update(self.tasks[event.stage], completed=event.done, total=event.total)
        elif time.monotonic() - self.last_progress >= PROGRESS_INTERVAL_SECONDS:
            self.last_progress = time.monotonic()
            print(f"{event.stage}: {event.done} of {event.total}", file=sys.stderr, flush=True)


def stderr_console() -> Console | None:
    """Return a Rich console if stderr is a terminal that takes colours; None otherwise, without importing Rich."""
    if not sys.stderr.isatty() and not {"FORCE_COLOR", "TTY_COMPATIBLE"} & os.environ.keys():
        return None
    from rich.console import Console

    console = Console(stderr=True, soft_wrap=True, highlight=False)
    return console if console.is_terminal else None


def print_line(text: object) -> None:
    """Print a result to stdout."""
    print(text)


def print_note(text: str) -> None:
    """Print what became of a run to stderr, where it does not mix with results."""
    print(text, file=sys.stderr)


def print_escaped(text: str) -> None:
    """Print a result to stdout in a single line, whatever characters it holds."""
    print(escape_unprintable(text))


def print_columns(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print results in columns to stdout: aligned below headings on a terminal, else with two spaces between them.

    On a terminal, all columns but the last are at most `MAX_COLUMN_CELLS` wide.
    """
    if not sys.stdout.isatty():
        for row in rows:
            print_escaped("  ".join(row).rstrip())
        return
    from rich.cells import cell_len, set_cell_size

    table = [headings, *([*map(_shorten, row[:-1]), escape_unprintable(row[-1])] for row in rows)]
    if len(table) == 1:
        return
    widths = [max(map(cell_len, column)) for column in zip(*table, strict=True)]
    for row in table:
        print("  ".join([*map(set_cell_size, row[:-1], widths), row[-1]]))


MAX_COLUMN_CELLS = 40
"""Of a column on a terminal, where a letter of East Asia takes two."""


def _shorten(text: str) -> str:
    from rich.cells import cell_len, set_cell_size

    text = escape_unprintable(text)
    fits = cell_len(text) <= MAX_COLUMN_CELLS
    return text if fits else f"{set_cell_size(text, MAX_COLUMN_CELLS - 1).rstrip()}…"


def print_lines(lines: Iterable[str]) -> None:
    """Print lines that end in a newline already to stdout."""
    sys.stdout.writelines(lines)


def print_json(line: Mapping[str, Any]) -> None:
    """Print a line of JSON to stdout: in UTF-8, whatever the terminal's encoding."""
    try:
        data = msgspec.json.encode(line)
    except UnicodeEncodeError:  # a file name may be any bytes
        data = json.dumps(line).encode()
    sys.stdout.buffer.write(data + b"\n")


def print_summary(options: OutputOptions, line: Mapping[str, Any], rows: report.SummaryRows) -> None:
    """Print the summary of a run to stdout: `line` as JSON, or `rows` with aligned labels; nothing if it is quiet."""
    if options.as_json:
        print_json(line)
        return
    if options.quiet:
        return
    for label, text in rows:
        print_escaped(f"{label:<9} {text}")


def flush_stdout() -> None:
    """Pass on everything printed so far to the reader of a pipe."""
    sys.stdout.flush()


def print_findings(findings: Sequence[Finding], as_json: bool = False) -> None:
    """Print each finding to stderr, and to stdout as JSON if asked for."""
    printer = FindingPrinter(OutputOptions(show_all=True), stderr_console())
    for finding in findings:
        printer.print_finding(finding)
        if as_json:
            print_json(report.finding_json(finding))
    printer.print_kept()

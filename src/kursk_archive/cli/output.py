"""What a command prints, and where: results on stdout, findings and progress on stderr."""

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

from kursk_archive import BuildReport, Config
from kursk_archive.cli import report
from kursk_archive.cli.exit_codes import DONE, FINDINGS
from kursk_archive.core.events import ArticleLoaded, Event, OutputChanged, Progress
from kursk_archive.core.findings import Finding, Severity

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

PROGRESS_INTERVAL_SECONDS = 3.0
"""Seconds between two lines of progress where there is no terminal."""

_COLOURS = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}


def run_build(work: Callable[..., BuildReport], config: Config, as_json: bool, built: bool) -> int:
    """Do the work, printing what it tells; gives the exit status."""
    with ExitStack() as stack:
        teller = EventPrinter(as_json, stack)
        result = work(config, tell=teller.print_event)
    if as_json:
        print_json(report.build_summary_line(result))
    else:
        print_line(report.build_summary(result, built))
    bad = result.count_findings(Severity.ERROR) + (result.count_findings(Severity.WARNING) if config.strict else 0)
    return FINDINGS if bad else DONE


class EventPrinter:
    """Prints events as they come: findings to stderr, JSON to stdout, progress to a terminal or, seldom, to a pipe."""

    def __init__(self, as_json: bool, stack: ExitStack) -> None:
        self.as_json = as_json
        self.stack = stack
        self.tasks: dict[str, TaskID] = {}
        self.last = time.monotonic()

    @cached_property
    def console(self) -> Console | None:
        """Not before there is something to print: Rich takes 60 ms to import, and a thread for its bar."""
        return stderr_console()

    @cached_property
    def bar(self) -> Bar | None:
        if self.console is None:
            return None
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bar

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        return self.stack.enter_context(Bar(*columns, console=self.console, transient=True))

    def print_event(self, event: Event) -> None:
        match event:
            case Progress():
                self._progress(event)
            case Finding():
                print_finding(event, self.console)
                self._json(report.finding_line(event))
            case OutputChanged():
                self._json(report.change_line(event))
            case ArticleLoaded():
                if self.as_json:
                    print_json(report.article_line(event))

    def _json(self, line: dict[str, Any]) -> None:
        if self.as_json:
            print_json(line)

    def _progress(self, event: Progress) -> None:
        if self.bar is not None:
            if event.stage not in self.tasks:
                self.tasks[event.stage] = self.bar.add_task(event.stage, total=event.total)
            self.bar.update(self.tasks[event.stage], completed=event.done)
        elif time.monotonic() - self.last >= PROGRESS_INTERVAL_SECONDS:
            self.last = time.monotonic()
            print(f"{event.stage}: {event.done} of {event.total}", file=sys.stderr, flush=True)


def stderr_console() -> Console | None:
    """Where findings are printed in colour: a terminal that wants it; None for a pipe, which needs no library."""
    if not sys.stderr.isatty() and not {"FORCE_COLOR", "TTY_COMPATIBLE"} & os.environ.keys():
        return None
    from rich.console import Console

    console = Console(stderr=True, soft_wrap=True, highlight=False)
    return console if console.is_terminal else None


def print_line(text: object) -> None:
    """A result, on stdout."""
    print(text)


def print_lines(lines: Iterable[str]) -> None:
    """Results that end in a newline each, on stdout."""
    sys.stdout.writelines(lines)


def print_json(line: Mapping[str, Any]) -> None:
    """JSON Lines are UTF-8, whatever the terminal's encoding."""
    try:
        data = msgspec.json.encode(line)
    except UnicodeEncodeError:  # the name of a folder may be any bytes
        data = json.dumps(line).encode()
    sys.stdout.buffer.write(data + b"\n")


def flush_stdout() -> None:
    """Let who reads a pipe have what was printed so far."""
    sys.stdout.flush()


def print_findings(findings: Sequence[Finding], as_json: bool) -> None:
    """A line each on stderr, and on stdout where JSON was asked for."""
    console = stderr_console()
    for one in findings:
        print_finding(one, console)
        if as_json:
            print_json(report.finding_line(one))


def escape_unprintable(text: str) -> str:
    """The text with what does not print, line breaks among it, escaped."""
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)


def print_finding(one: Finding, console: Console | None) -> None:
    """One line, whatever a hostile path or value holds; a name that no terminal can show is escaped."""
    line = escape_unprintable(str(one))
    if not console:
        print(line.encode("utf-8", "backslashreplace").decode(), file=sys.stderr)
        return
    from rich.text import Text

    text = Text(line)
    text.highlight_words([f" {one.severity}: "], _COLOURS[one.severity])
    console.print(text)

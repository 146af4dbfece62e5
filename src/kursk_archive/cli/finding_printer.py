"""Printing of findings on stderr: a line each in a pipe; on a terminal in groups, with the lines they are about."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from kursk_archive.cli import report
from kursk_archive.core.findings import Finding, Severity
from kursk_archive.core.text import escape_unprintable

if TYPE_CHECKING:
    from rich.console import Console

GROUP_FROM = 10
"""Findings of one code from which on a terminal shows them as a group."""
SHOWN_OF_GROUP = 3
MAX_EXCERPT_BYTES = 1 << 20
"""Larger files are not read for an excerpt."""
EXCERPT_CONTEXT = 30
"""Characters of a long line that are shown before the fault."""

_COLOURS = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}


class OutputOptions(Struct, frozen=True):
    """The choices of the user about what is printed."""

    as_json: bool = False
    """Print results to stdout as JSON Lines."""
    quiet: bool = False
    """Print errors, and nothing else."""
    show_all: bool = False
    """Print every finding on a terminal, too."""
    content: Path | None = None
    """The folder that the findings' paths are relative to; None prints no excerpts."""


class FindingPrinter:
    """Prints each finding as it comes or, on a terminal, all of them at the end, and many of one code as a group."""

    def __init__(self, options: OutputOptions, console: Console | None) -> None:
        self.options, self.console = options, console
        self.kept: list[Finding] = []

    def print_finding(self, finding: Finding) -> None:
        """Print a finding, or keep it for `print_kept`."""
        if self.options.quiet and finding.severity is not Severity.ERROR:
            return
        if self.console:
            self.kept.append(finding)
        else:
            print(_one_line(finding).encode("utf-8", "backslashreplace").decode(), file=sys.stderr)

    def print_kept(self) -> None:
        """Print what was kept, errors last: a terminal shows the end of what is printed."""
        for severity in reversed(Severity):
            self._print_severity([finding for finding in self.kept if finding.severity is severity])
        self.kept.clear()

    def _print_severity(self, findings: list[Finding]) -> None:
        by_code: dict[str, list[Finding]] = {}
        for finding in findings:
            by_code.setdefault(finding.code, []).append(finding)
        grouped = {code for code, group in by_code.items() if len(group) >= GROUP_FROM and not self.options.show_all}
        for finding in findings:
            if finding.code not in grouped:
                self._print_line(_one_line(finding), finding)
        for code in sorted(grouped):
            self._print_group(by_code[code])

    def _print_group(self, group: list[Finding]) -> None:
        first = group[0]
        count = report.severities_text({first.severity: len(group)})
        self._print_line(f"{count} [{first.code}]: {first.hint}", first, excerpt=False)
        for finding in group[:SHOWN_OF_GROUP]:
            self._print(f"  {escape_unprintable(f'{finding.location}: {finding.message}')}")
        more = f"and {len(group) - SHOWN_OF_GROUP} more; use --all to list them"
        self._print(f"  {more}, or see `kursk-archive explain {first.code}`")

    def _print_line(self, line: str, finding: Finding, *, excerpt: bool = True) -> None:
        from rich.text import Text

        text = Text(line)
        words = [f" {finding.severity}{end}" for end in (": ", "s", "")]
        text.highlight_words(words, _COLOURS[finding.severity])
        self._print(text)
        for shown in self._excerpt(finding) if excerpt else ():
            self._print(Text(shown, style="dim"))

    def _print(self, text: object) -> None:
        if self.console:
            self.console.print(text, markup=False)

    def _excerpt(self, finding: Finding) -> Iterator[str]:
        """Yield the line that a finding is about, and a caret below its column; nothing for the start of a file."""
        line, column = finding.location.line or 1, finding.location.column or 1
        if self.options.content is None or (line, column) == (1, 1):
            return
        text = read_line(self.options.content, finding.location.path, line)
        if text is None or column > len(text) + 1:
            return
        width = max(40, (self.console.width if self.console else 80) - 10)
        start = 0 if len(text) <= width else max(0, column - 1 - EXCERPT_CONTEXT)
        yield f"{line:>6} | {_printable(text[start : start + width])}"
        yield f"       | {' ' * (column - 1 - start)}^"


def read_line(root: Path, path: str, number: int) -> str | None:
    """Read a line of a file in the content folder; None if there is none, or the file is no ordinary one.

    Args:
        root: the content folder.
        path: POSIX, relative to it.
        number: of the line, from 1.
    """
    file = root / path
    try:
        if file.is_symlink() or not file.is_file() or file.stat().st_size > MAX_EXCERPT_BYTES:
            return None
        lines: Iterable[str] = file.read_text("utf-8", "replace").removeprefix("\ufeff").splitlines()
    except (OSError, ValueError):
        return None
    return next(islice(lines, number - 1, None), None)


def _one_line(finding: Finding) -> str:
    return escape_unprintable(str(finding))


def _printable(text: str) -> str:
    """Replace what does not print, one character by one, so that the caret stays below its column."""
    return "".join(char if char.isprintable() else " " for char in text)

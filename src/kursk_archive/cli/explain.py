"""The command `explain`."""

from __future__ import annotations

import argparse
import re
import shutil
from collections.abc import Iterator
from textwrap import wrap
from typing import Any

from kursk_archive.cli import options
from kursk_archive.cli.exit_codes import ExitCode
from kursk_archive.cli.output import print_line
from kursk_archive.core.findings import DIAGNOSTICS
from kursk_archive.core.meanings import finding_meanings
from kursk_archive.core.text import did_you_mean

MAX_LINE_WIDTH = 100
"""Of explanations on a wide terminal; longer lines are hard to read."""


def add_explain(subparsers: Any) -> None:
    parser = options.add_command(subparsers, "explain", _explain, "kursk-archive explain date-ambiguous")
    parser.add_argument(
        "codes",
        nargs="*",
        type=_parse_code,
        metavar="CODE",
        help="the word in brackets at the end of a finding; without one, all codes are listed",
    )


def _explain(arguments: argparse.Namespace) -> int:
    width = min(shutil.get_terminal_size((MAX_LINE_WIDTH, 24)).columns, MAX_LINE_WIDTH)
    for line in _explain_codes(arguments.codes, width) if arguments.codes else _list_codes(width):
        print_line(line)
    return ExitCode.DONE


def _parse_code(text: str) -> str:
    code = text.strip("[]").lower()
    if code not in DIAGNOSTICS:
        advice = did_you_mean(code, DIAGNOSTICS) or "; `kursk-archive explain` lists all of them"
        raise argparse.ArgumentTypeError(f"unknown finding code {text[:60]!r}{advice}")
    return code


def _explain_codes(codes: list[str], width: int) -> Iterator[str]:
    meanings = {code: meaning for group in finding_meanings().values() for code, meaning in group.items()}
    for i, code in enumerate(codes):
        if i:
            yield ""
        yield f"{code} ({DIAGNOSTICS[code].severity})"
        yield from _wrap(meanings[code], width, "  ", "  ")


def _list_codes(width: int) -> Iterator[str]:
    code_width = max(map(len, DIAGNOSTICS))
    for group, codes in finding_meanings().items():
        yield f"{group}:"
        for code in codes:
            diagnostic = DIAGNOSTICS[code]
            start = f"  {code:<{code_width}}  {diagnostic.severity:<7}  "
            yield from _wrap(diagnostic.hint, max(width, 60), start, " " * len(start))
        yield ""


def _wrap(text: str, width: int, first_indent: str, indent: str) -> Iterator[str]:
    """Yield the lines of a text. What stands in backticks stays in one piece, so that it can be copied."""
    unbroken = re.sub("`[^`]+`", lambda code: code[0].replace(" ", _NO_BREAK), text)
    for line in wrap(
        unbroken, width, initial_indent=first_indent, subsequent_indent=indent,
        break_on_hyphens=False, break_long_words=False,
    ):  # fmt: skip
        yield line.replace(_NO_BREAK, " ")


_NO_BREAK = "\N{NO-BREAK SPACE}"

"""The program: parses the arguments, runs the command, turns every error into a message and an exit status."""

from __future__ import annotations

import argparse
import gc
import io
import os
import re
import sys
from collections.abc import Iterable, Sequence

from kursk_archive.cli.commands import COMMANDS
from kursk_archive.cli.exit_codes import ExitCode
from kursk_archive.cli.signals import exit_code_of, signals_interrupt
from kursk_archive.version import __version__

_EXAMPLES = """\
examples:
  kursk-archive init my-archive            create a new archive
  kursk-archive new https://news.example/a create a capture and its sidecar
  kursk-archive import ~/jekyll-site       import the posts of a Jekyll site
  kursk-archive build                      build content/ into build/
  kursk-archive build -c dumps -o public --strict
  kursk-archive serve                      preview the site with live reload
  kursk-archive links --kind lost          list the links to repair
  kursk-archive edit ferry                 correct the metadata of an article
  kursk-archive table export articles.csv  write all metadata into a table to correct
  kursk-archive verify build               check that every file is intact
  kursk-archive export --bag ../for-the-library
  kursk-archive status                     show what there is to do
  kursk-archive explain date-ambiguous     say what a finding means
  kursk-archive check --json | jq 'select(.type == "finding")'
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status."""
    gc.set_threshold(50_000, 20, 20)  # as in the workers: with Python's 700, a small build takes 1.08 times as long
    _prepare_streams()
    try:
        arguments = sys.argv[1:] if argv is None else argv
        if " ".join(arguments[:2]) in COMMANDS:  # a command of two words
            arguments = [" ".join(arguments[:2]), *arguments[2:]]
        command = arguments[0] if arguments else ""
        parsed = _parse(arguments, command)
        with signals_interrupt(getattr(parsed, "exit_code_of_interrupt", None)):
            exit_code = _run_command(parsed)
        sys.stdout.flush()
        return exit_code
    except KeyboardInterrupt as interrupt:
        return exit_code_of(interrupt)
    except BrokenPipeError:  # `| head`
        _discard_stdout()
        return ExitCode.FINDINGS
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        print(f"kursk-archive: {where}{error.strerror or error}", file=sys.stderr)
        _discard_stdout()
        return ExitCode.FINDINGS
    except Exception as error:
        if os.environ.get("KURSK_ARCHIVE_DEBUG"):
            raise
        print(
            f"kursk-archive: internal error: {type(error).__name__}: {error}\n"
            "This is a bug in kursk-archive, not in your files. The published site was not changed.\n"
            "Set KURSK_ARCHIVE_DEBUG=1 to see where it happened.",
            file=sys.stderr,
        )
        return ExitCode.FINDINGS


def _run_command(arguments: argparse.Namespace) -> int:
    from kursk_archive.core.findings import ArchiveError  # takes 25 ms, which `--help` and `--version` save

    try:
        return int(arguments.run(arguments))
    except ArchiveError as error:
        from kursk_archive.cli.output import print_findings

        print_findings(error.findings, as_json=getattr(arguments, "json", False))
        is_usage = any(finding.code == "no-content" for finding in error.findings)
        return ExitCode.USAGE if is_usage else ExitCode.FINDINGS


def _prepare_streams() -> None:
    """Make stdout and stderr accept any text: escape unencodable characters, replace closed streams by /dev/null."""
    sys.stdout = sys.stdout or os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")
    sys.stderr = sys.stderr or os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def _discard_stdout() -> None:
    """Send the rest of stdout to /dev/null: flushing it to a closed pipe or full disk at exit would raise again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parse(arguments: Sequence[str], command: str) -> argparse.Namespace:
    """Parse the command line; a wrong one prints what is wrong with it, and what may be meant, and exits with 2."""
    is_known = command in COMMANDS
    parser = create_parser([command] if is_known else [])
    if command and not command.startswith("-") and not is_known:
        if longer := [name for name in COMMANDS if name.startswith(f"{command} ")]:
            parser.error(f"{command!r} is the first word of {' and '.join(longer)}")
        from kursk_archive.core.text import did_you_mean

        known = ", ".join(COMMANDS)
        words = {*COMMANDS, *(name.partition(" ")[0] for name in COMMANDS)}
        parser.error(f"unknown command {command!r} (choose from {known}){did_you_mean(command, words)}")
    parsed, unknown = parser.parse_known_args(arguments)
    if unknown:
        from kursk_archive.cli import options
        from kursk_archive.core.text import did_you_mean

        own = options.command_parser(COMMANDS[command].add_parser)
        names = re.findall(r"--[\w-]+", own.format_help())
        own.error(f"unrecognized arguments: {' '.join(unknown)}{did_you_mean(unknown[0].partition('=')[0], names)}")
    return parsed


def create_parser(commands: Iterable[str] = tuple(COMMANDS)) -> argparse.ArgumentParser:
    """Create the parser with the options of some commands; of the others it knows the names, which is faster."""
    parser = argparse.ArgumentParser(
        prog="kursk-archive",
        description="Turn a folder of captured news articles into an archive for any static web server.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"kursk-archive {__version__}")
    parser.set_defaults(create_parser=create_parser)  # for `completion`, whose script has the commands of all modules
    subparsers = parser.add_subparsers(metavar="COMMAND", required=True)
    for name, command in COMMANDS.items():
        if name in commands:
            command.add_parser(subparsers)
        else:
            subparsers.add_parser(name, help=command.summary)
    return parser

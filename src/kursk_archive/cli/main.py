"""Arguments in, an exit status out; a fault is a sentence and never a traceback."""

from __future__ import annotations

import argparse
import gc
import io
import os
import sys
from collections.abc import Sequence

from kursk_archive import __version__
from kursk_archive.cli.commands import COMMANDS
from kursk_archive.cli.exit_codes import DONE, FINDINGS, INTERRUPTED, USAGE
from kursk_archive.cli.output import print_findings
from kursk_archive.core.findings import ArchiveError

__all__ = ["DONE", "FINDINGS", "INTERRUPTED", "USAGE", "main"]

_EXAMPLES = """\
examples:
  kursk-archive init my-archive            a fresh archive
  kursk-archive new https://news.example/a a capture with its sidecar
  kursk-archive import ~/jekyll-site       the posts of another generator
  kursk-archive build                      content/ into build/
  kursk-archive build -c dumps -o public --strict
  kursk-archive serve                      a preview that follows every change
  kursk-archive links --kind lost          what is there to repair
  kursk-archive verify build               is it whole, as it was published?
  kursk-archive export --bag ../for-the-library
  kursk-archive check --json | jq 'select(.type == "finding")'
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; gives the exit status."""
    gc.set_threshold(50_000, 20, 20)  # as in the pool: with 700, a small build takes 1.08 times as long
    _open_streams()
    try:
        given = sys.argv[1:] if argv is None else argv
        status = _status(_parser(given[0] if given else "").parse_args(given))
        sys.stdout.flush()
        return status
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # `| head`
        _let_go_of_stdout()
        return FINDINGS
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        print(f"kursk-archive: {where}{error.strerror or error}", file=sys.stderr)
        _let_go_of_stdout()
        return FINDINGS
    except Exception as error:
        if os.environ.get("KURSK_ARCHIVE_DEBUG"):
            raise
        print(
            f"kursk-archive: a fault of the program, not of your material: {type(error).__name__}: {error}\n"
            "KURSK_ARCHIVE_DEBUG=1 shows where; what was published has stayed as it was.",
            file=sys.stderr,
        )
        return FINDINGS


def _status(arguments: argparse.Namespace) -> int:
    try:
        return int(arguments.run(arguments))
    except ArchiveError as error:
        print_findings(error.findings, as_json=getattr(arguments, "json", False))
        return USAGE if any(one.code == "no-content" for one in error.findings) else FINDINGS


def _open_streams() -> None:
    """Print any text: what the terminal's encoding lacks is escaped, and a stream that is closed swallows it."""
    sys.stdout = sys.stdout or os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")
    sys.stderr = sys.stderr or os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def _let_go_of_stdout() -> None:
    """What the interpreter still holds for a pipe or a disk that takes no more must not raise again when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser(wanted: str) -> argparse.ArgumentParser:
    """What reads the options of the command that is wanted; of all commands, if there is none of that name."""
    parser = argparse.ArgumentParser(
        prog="kursk-archive",
        description="Turns a folder of captured news articles into an archive for any static web server.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"kursk-archive {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for add in [one for one in COMMANDS if one.__name__ == f"add_{wanted}"] or COMMANDS:
        add(commands)
    return parser

"""`import`."""

from __future__ import annotations

import argparse
from pathlib import Path, PurePosixPath
from typing import Any

from kursk_archive import read_config
from kursk_archive.cli import options
from kursk_archive.cli.exit_codes import ExitCode
from kursk_archive.cli.output import escape_unprintable, print_findings, print_json, print_line
from kursk_archive.core.findings import Finding, Severity

GENERATORS = ("jekyll", "pelican", "nikola", "eleventy", "zola", "hugo", "plain")
"""As `ingest.NAMES` has them, which is not imported for every command's help."""


def add_import(subparsers: Any) -> None:
    help_ = "copy captures, or the content of another generator, into the archive"
    parser = options.add_command(
        subparsers, "import", _import, help_, "kursk-archive import ~/my-jekyll-site --dry-run"
    )
    parser.add_argument("paths", type=_read_path, nargs="+", metavar="PATH", help="a capture, or a folder of them")
    options.add_content(parser)
    parser.add_argument("--from", dest="layout", choices=GENERATORS, help="whose content a folder is (finds out)")
    into = "the folder below the content folder to put all into (that itself)"
    parser.add_argument("--into", type=_read_into, default=".", metavar="FOLDER", help=into)
    parser.add_argument("--dry-run", action="store_true", help="tell what would be done, write nothing")
    options.add_json(parser)


def _read_path(text: str) -> Path:
    if not Path(text).exists():
        raise argparse.ArgumentTypeError(f"there is no file or folder {text!r}")
    return Path(text)


def _read_into(text: str) -> str:
    path = PurePosixPath(text)
    is_hidden = any(part.startswith(".") for part in path.parts)  # `..` too
    if path.is_absolute() or is_hidden or not text.isprintable() or "\\" in text or not text:
        raise argparse.ArgumentTypeError(f"a folder below the content folder is expected, not {text!r}")
    return "/".join(path.parts)


def _import(arguments: argparse.Namespace) -> int:
    from kursk_archive import importers
    from kursk_archive.importers import report

    read_config(arguments.content)  # says so if there is no such folder
    tally = report.ImportSummary()
    asked = (arguments.paths, arguments.content, arguments.layout, arguments.into, arguments.dry_run)
    for event in importers.import_paths(*asked):
        tally.add(event)
        if isinstance(event, Finding):
            print_findings([event], arguments.json)
        elif arguments.json:
            print_json(report.event_line(event))
        elif isinstance(event, importers.Skipped):
            print_line(escape_unprintable(report.skipped_line(event)))
    if arguments.json:
        print_json(tally.summary_line())
    else:
        for line in tally.table_lines(arguments.dry_run):
            print_line(escape_unprintable(line))
    return ExitCode.FINDINGS if tally.findings[Severity.ERROR.value] else ExitCode.DONE

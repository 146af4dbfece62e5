"""The command `import`."""

from __future__ import annotations

import argparse
from pathlib import Path, PurePosixPath
from typing import Any

from kursk_archive import read_config
from kursk_archive.cli import options
from kursk_archive.cli.exit_codes import ExitCode
from kursk_archive.cli.output import print_escaped, print_findings, print_json, print_summary
from kursk_archive.core.findings import Finding, Severity


def add_import(subparsers: Any) -> None:
    from kursk_archive.importers import LAYOUT_NAMES  # takes 80 ms, so only for this command and the complete help

    help_ = "copy captures, or the articles of another site generator, into the archive"
    parser = options.add_command(
        subparsers, "import", _import, help_, "kursk-archive import ~/my-jekyll-site --dry-run"
    )
    parser.add_argument(
        "paths",
        type=_parse_path,
        nargs="+",
        metavar="PATH",
        help="a capture, a folder of captures, or another generator's site",
    )
    options.add_content(parser)
    parser.add_argument(
        "--from",
        dest="layout",
        choices=LAYOUT_NAMES,
        help="the site generator that the folder belongs to (default: detected)",
    )
    into = "the subfolder of the content folder to copy to (default: the content folder)"
    parser.add_argument("--into", type=_parse_subfolder, default=".", metavar="FOLDER", help=into)
    parser.add_argument("--dry-run", action="store_true", help="show what would be done without writing anything")
    options.add_json(parser)


def _parse_path(text: str) -> Path:
    if not Path(text).exists():
        raise argparse.ArgumentTypeError(f"no such file or folder: {text!r}")
    return Path(text)


def _parse_subfolder(text: str) -> str:
    path = PurePosixPath(text)
    is_hidden = any(part.startswith(".") for part in path.parts)  # includes `..`
    if path.is_absolute() or is_hidden or not text.isprintable() or "\\" in text or not text:
        raise argparse.ArgumentTypeError(f"expected a subfolder of the content folder, not {text!r}")
    return "/".join(path.parts)


def _import(arguments: argparse.Namespace) -> int:
    from kursk_archive.cli.import_report import ImportSummary, import_event_json, skipped_line
    from kursk_archive.importers import Skipped, import_paths

    read_config(arguments.content)  # raises the error for a missing folder
    summary = ImportSummary()
    events = import_paths(arguments.paths, arguments.content, arguments.layout, arguments.into, arguments.dry_run)
    for event in events:
        summary.add(event)
        if isinstance(event, Finding):
            print_findings([event], arguments.json)
        elif arguments.json:
            print_json(import_event_json(event))
        elif isinstance(event, Skipped):
            print_escaped(skipped_line(event))
    if not arguments.json:
        for line in summary.table_lines():
            print_escaped(line)
    print_summary(options.output_options(arguments), summary.json(), summary.rows(arguments.dry_run))
    return ExitCode.FINDINGS if summary.findings[Severity.ERROR] else ExitCode.DONE

"""The commands `init` and `new`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from kursk_archive.cli import options
from kursk_archive.cli.exit_codes import ExitCode
from kursk_archive.cli.output import print_line
from kursk_archive.config import read_config


def add_init(subparsers: Any) -> None:
    parser = options.add_command(subparsers, "init", _init, "kursk-archive init my-archive")
    parser.add_argument(
        "folder",
        type=Path,
        nargs="?",
        default=Path(),
        metavar="DIR",
        help="the folder of the archive (default: the current folder)",
    )


def _init(arguments: argparse.Namespace) -> int:
    from kursk_archive.cli import scaffold

    for path in scaffold.create_archive(arguments.folder):
        print_line(path)
    return ExitCode.DONE


def add_new(subparsers: Any) -> None:
    example = "kursk-archive new https://news.example/2024/08/15/prisoners"
    parser = options.add_command(subparsers, "new", _new, example)
    parser.add_argument("what", metavar="URL-OR-TITLE", help="the article's URL or title")
    options.add_content(parser)


def _new(arguments: argparse.Namespace) -> int:
    from kursk_archive.cli import scaffold

    if not arguments.content.is_dir():
        read_config(arguments.content)  # raises the error for a missing folder
    for path in scaffold.create_capture(arguments.content, arguments.what):
        print_line(path)
    return ExitCode.DONE

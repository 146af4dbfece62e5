"""Options that several commands share, and the parsing of their values."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kursk_archive.cli.commands import COMMANDS
from kursk_archive.cli.finding_printer import OutputOptions
from kursk_archive.config import Config, parse_base_url, read_config


def add_command(
    subparsers: Any, name: str, run: Callable[[argparse.Namespace], int], example: str
) -> argparse.ArgumentParser:
    """Add a command with its help; `run` carries it out and returns the exit status."""
    summary = COMMANDS[name].summary
    heading = "examples" if "\n" in example else "example"
    parser: argparse.ArgumentParser = subparsers.add_parser(
        name, help=summary, description=f"{summary[0].upper()}{summary[1:]}.", epilog=f"{heading}:\n  {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.set_defaults(run=run)
    return parser


def command_parser(add_parser: Callable[[Any], None]) -> argparse.ArgumentParser:
    """Return the parser of one command by itself, whose errors show the usage of that command."""
    subparsers = argparse.ArgumentParser(prog="kursk-archive").add_subparsers()
    add_parser(subparsers)
    parser: argparse.ArgumentParser = next(iter(subparsers.choices.values()))
    return parser


def add_content(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "-c",
        "--content",
        type=Path,
        default=Path("content"),
        metavar="DIR",
        help="the folder of captures (default: content)",
    )


def add_run_options(parser: argparse.ArgumentParser) -> None:
    add_jobs(parser)
    parser.add_argument("--strict", action="store_true", default=None, help="exit with status 1 on warnings too")
    add_json(parser)
    add_verbosity(parser)


def add_jobs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "-j", "--jobs", type=parse_jobs, metavar="N", help="number of processes (default: one per processor)"
    )


def add_proxy(parser: argparse.ArgumentParser, when: str) -> None:
    parser.add_argument(
        "--proxy",
        type=_parse_proxy,
        metavar="URL",
        help=f"with {when}: send all requests through this proxy, which also looks up names; "
        "Tor: socks5://127.0.0.1:9050",
    )


def _parse_proxy(text: str) -> str:
    scheme, separator, host = text.partition("://")
    if scheme.lower() not in ("http", "https", "socks5", "socks5h") or not separator or not host.strip("/"):
        raise argparse.ArgumentTypeError(f"expected socks5://HOST:PORT or http://HOST:PORT, not {text[:60]!r}")
    return text


def add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print results as JSON Lines")


def add_verbosity(parser: argparse.ArgumentParser) -> None:
    """Add the options that say how much is printed."""
    parser.add_argument("-q", "--quiet", action="store_true", help="print errors only")
    every = "list every finding; otherwise a terminal shows ten and more of one code as a group"
    parser.add_argument("--all", action="store_true", help=every)


def output_options(arguments: argparse.Namespace) -> OutputOptions:
    """Return what the options of `add_json`, `add_verbosity` and `add_content` say about the output."""
    return OutputOptions(
        as_json=getattr(arguments, "json", False),
        quiet=getattr(arguments, "quiet", False),
        show_all=getattr(arguments, "all", False),
        content=getattr(arguments, "content", None),
    )


def add_build_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of a build: what the site is made from, and where it is written."""
    add_content(parser)
    templates = "your own templates, which replace the defaults of the same name (default: templates, if it exists)"
    parser.add_argument("-t", "--templates", type=parse_folder, metavar="DIR", help=templates)
    parser.add_argument(
        "-o", "--output", type=Path, metavar="DIR", help="the folder to write the site to (default: build)"
    )
    parser.add_argument(
        "--base-url", type=base_url_argument, metavar="URL", help="the URL where the site will be published"
    )
    search = "build the search page and its indexes (default: yes)"
    parser.add_argument("--search", action=argparse.BooleanOptionalAction, default=None, help=search)
    parser.add_argument("--force", action="store_true", default=None, help="rebuild every page")
    verify = "compare every published file with its checksum, and restore those that were changed"
    parser.add_argument("--verify", action="store_true", default=None, help=verify)


def read_build_config(arguments: argparse.Namespace) -> Config:
    """Read archive.yaml and apply the options of `add_build_options` and `add_run_options`.

    Raises:
        ArchiveError: see `read_config`.
    """
    templates = arguments.templates or (Path("templates") if Path("templates").is_dir() else None)
    names = ("output", "base_url", "jobs", "strict", "search", "force", "verify")
    options = {name: getattr(arguments, name) for name in names}
    return read_config(arguments.content, templates=templates, **options)


def parse_jobs(text: str) -> int:
    """Parse a number of processes."""
    if not text.isdigit() or not 1 <= int(text) <= 1024:
        raise argparse.ArgumentTypeError(f"expected a number of processes from 1 to 1024, not {text!r}")
    return int(text)


def parse_existing(text: str) -> Path:
    """Parse the path of an existing file or folder."""
    if not Path(text).exists():
        raise argparse.ArgumentTypeError(f"{text!r} does not exist")
    return Path(text)


def parse_folder(text: str) -> Path:
    """Parse the path of an existing folder."""
    if not Path(text).is_dir():
        raise argparse.ArgumentTypeError(f"{text!r} is not a folder")
    return Path(text)


def base_url_argument(text: str) -> str:
    """Parse the address of a site, as `base_url` in archive.yaml; the result ends with a slash."""
    try:
        return parse_base_url(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None

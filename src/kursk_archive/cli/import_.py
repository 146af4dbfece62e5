"""The command `import`."""

from __future__ import annotations

import argparse
import datetime
import re
from pathlib import Path, PurePosixPath
from typing import Any

from kursk_archive.cli import options
from kursk_archive.cli.exit_codes import ExitCode
from kursk_archive.cli.output import print_escaped, print_findings, print_json, print_summary
from kursk_archive.config import read_config
from kursk_archive.core.enums import SiteGenerator
from kursk_archive.core.findings import Finding, Severity


def add_import(subparsers: Any) -> None:
    parser = options.add_command(subparsers, "import", _import, "kursk-archive import ~/my-jekyll-site --dry-run")
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
        choices=tuple(map(str, SiteGenerator)),
        help="the site generator that the folder belongs to (default: detected)",
    )
    into = "the subfolder of the content folder to copy to (default: the content folder)"
    parser.add_argument("--into", type=_parse_subfolder, default=".", metavar="FOLDER", help=into)
    site_url = "the address of the site, if its settings do not state it: https://news.example"
    parser.add_argument("--site-url", type=_parse_site_url, metavar="URL", help=site_url)
    permalink = "the pattern of its articles' addresses, if it cannot be told from the settings: /:year/:month/:slug/"
    parser.add_argument("--permalink", type=_parse_permalink, metavar="PATTERN", help=permalink)
    languages = "folders that hold a language each, such as en,uk or english=en (default: detected)"
    parser.add_argument("--language-folders", type=_parse_names, default=(), metavar="NAMES", help=languages)
    withheld = "import everything as withheld, also what the generator holds back, to be reviewed before publication"
    parser.add_argument("--withheld", action="store_true", help=withheld)
    parser.add_argument("--dry-run", action="store_true", help="show what would be done without writing anything")
    options.add_json(parser)


def current_time() -> datetime.datetime:
    """The time against which an article has expired or is still to come."""
    return datetime.datetime.now(datetime.UTC).replace(microsecond=0)


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


def _parse_site_url(text: str) -> str:
    if not re.fullmatch(r"https?://[^\s/?#]+(?:/[^\s?#]*)?", text):
        raise argparse.ArgumentTypeError(f"expected an address such as https://news.example, not {text!r}")
    return text


def _parse_permalink(text: str) -> str:
    from kursk_archive.importers.addresses import PERMALINK_PLACEHOLDERS, placeholder_names

    unknown = sorted(set(placeholder_names(text)) - PERMALINK_PLACEHOLDERS)
    if not text.startswith("/") or unknown or not text.isprintable():
        fault = f"unknown placeholder :{unknown[0]}" if unknown else f"expected a path, not {text!r}"
        names = ", ".join(f":{name}" for name in sorted(PERMALINK_PLACEHOLDERS))
        raise argparse.ArgumentTypeError(f"{fault}; placeholders are {names}")
    return text


def _parse_names(text: str) -> tuple[str, ...]:
    from kursk_archive.importers.languages import language_tag

    names = tuple(name.strip() for name in text.split(",") if name.strip())
    if not names or any("/" in name for name in names):
        raise argparse.ArgumentTypeError(f"expected names of folders separated by commas, not {text!r}")
    if unknown := next((name for name in names if language_tag(name.rpartition("=")[2]) is None), None):
        raise argparse.ArgumentTypeError(f"{unknown!r} names no language; write FOLDER=TAG: {unknown}=en")
    return names


def _import(arguments: argparse.Namespace) -> int:
    from kursk_archive.cli.import_report import ImportSummary, import_event_json, skipped_line
    from kursk_archive.importers import ImportOptions, import_paths

    config = read_config(arguments.content)  # raises the error for a missing folder
    rules = ImportOptions(
        layout_name=arguments.layout,
        subfolder=arguments.into,
        dry_run=arguments.dry_run,
        withheld=arguments.withheld,
        site_url=arguments.site_url or "",
        permalink=arguments.permalink or "",
        language_folders=arguments.language_folders,
        now=current_time(),
    )
    summary = ImportSummary(rules.now)
    for event in import_paths(arguments.paths, arguments.content, rules, config.site):
        summary.add(event)
        if isinstance(event, Finding):
            print_findings([event], arguments.json)
        elif arguments.json:
            print_json(import_event_json(event))
        elif line := skipped_line(event):
            print_escaped(line)
    if not arguments.json:
        for line in summary.table_lines():
            print_escaped(line)
    print_summary(options.output_options(arguments), summary.json(), summary.rows(arguments.dry_run))
    return ExitCode.FINDINGS if summary.findings[Severity.ERROR] else ExitCode.DONE

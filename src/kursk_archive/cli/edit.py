"""The command `edit`: opens the sidecar of an article in an editor, and checks it."""

from __future__ import annotations

import argparse
import os
import shlex
import shutil
import signal
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from kursk_archive.cli import options
from kursk_archive.cli.build import page_path
from kursk_archive.cli.exit_codes import ExitCode
from kursk_archive.cli.output import EventPrinter, print_note
from kursk_archive.config import Config, read_config
from kursk_archive.core.findings import ArchiveError, Finding, Location, Severity, make_finding

if TYPE_CHECKING:
    from kursk_archive.core.enums import ArticleId

_EXAMPLES = """kursk-archive edit content/2024/ferry.txt
  kursk-archive edit build/articles/2024/08/15/ferry.html
  kursk-archive edit ferry"""
_EDITORS = ("sensible-editor", "editor", "nano", "vi", "notepad")
"""Tried in this order if neither $VISUAL nor $EDITOR is set."""


def add_edit(subparsers: Any) -> None:
    parser = options.add_command(subparsers, "edit", _edit, _EXAMPLES)
    what = "a capture, a sidecar, a page of the output folder, its address, or the last part of that"
    parser.add_argument("path", metavar="PATH", help=what)
    options.add_content(parser)
    output = "the built archive, for PATH (default: build)"
    parser.add_argument("-o", "--output", type=Path, metavar="DIR", help=output)
    parser.add_argument("--editor", metavar="COMMAND", help="the editor (default: $VISUAL or $EDITOR)")


def _edit(arguments: argparse.Namespace) -> int:
    from kursk_archive.desk.sidecar_draft import load_again, new_sidecar, sidecar_findings
    from kursk_archive.loader.sidecar import find_sidecar, sidecar_paths
    from kursk_archive.recovery.write import other_capture

    config = read_config(arguments.content, output=arguments.output)
    capture = _capture(arguments.path, config)
    editor = _editor(arguments.editor)
    found = find_sidecar(config.content / capture, config.content)
    sidecar = found or config.content / sidecar_paths(capture)[0]
    draft = b""
    if not found:
        if other := other_capture(capture, config.content):
            message = f"{sidecar.name} would be the sidecar of {other}, too; rename one of the captures"
            raise ArchiveError(make_finding("sidecar-unchanged", Location(capture), message))
        draft = new_sidecar(capture, load_again(capture, config)).encode()
        sidecar.write_bytes(draft)
    while True:
        _run_editor([*editor, os.fspath(sidecar)])
        if draft and sidecar.exists() and sidecar.read_bytes() == draft:
            sidecar.unlink()
            print_note("nothing was changed, so no sidecar was made")
            return ExitCode.DONE
        findings = sidecar_findings(load_again(capture, config))
        with ExitStack() as stack:
            printer = EventPrinter(options.output_options(arguments), stack)
            for finding in findings:
                printer.print_event(finding)
        if not _asks_again(findings, sidecar.relative_to(config.content).as_posix()):
            break
    if not findings:
        print_note(f"{sidecar}: no findings")
    return ExitCode.FINDINGS if any(finding.severity is Severity.ERROR for finding in findings) else ExitCode.DONE


def _run_editor(command: list[str]) -> None:
    """Run the editor until it is closed. Ctrl-C is for the editor alone."""
    with subprocess.Popen(command) as editor:  # noqa: S603 - the user's own editor
        earlier = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            editor.wait()
        finally:
            signal.signal(signal.SIGINT, earlier)
    if editor.returncode:
        print_note(f"the editor ended with status {editor.returncode}")


def _asks_again(findings: list[Finding], sidecar: str) -> bool:
    """Ask a person at a terminal whether to open a sidecar with findings once more."""
    own = [f for f in findings if f.location.path == sidecar and f.severity is not Severity.INFO]
    if not own or not sys.stdin.isatty():
        return False
    print_note("Open it again? [Y/n]")
    return sys.stdin.readline().strip().casefold() in ("", "y", "yes")


def _editor(command: str | None) -> list[str]:
    """Return the words of the command that opens the editor."""
    command = command or os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    words = shlex.split(command, posix=os.name == "posix") or [name for name in _EDITORS if shutil.which(name)][:1]
    if not words or not shutil.which(words[0]):
        message = f"no editor{f' `{words[0][:60]}`' if words else ''}; set $VISUAL or $EDITOR, or use --editor"
        raise ArchiveError(make_finding("no-editor", Location("edit"), message))
    return words


def _capture(text: str, config: Config) -> ArticleId:
    """Return the capture that an argument means."""
    from kursk_archive.core.enums import ArticleId
    from kursk_archive.desk.sidecar_draft import capture_at, captures_of_page
    from kursk_archive.pipeline.build import open_catalogue

    if capture := capture_at(text, config.content):
        return capture
    page = page_path(text, config)
    with open_catalogue(config) as catalogue:
        ids = captures_of_page(page, PurePosixPath(page).stem, catalogue.db)
    captures = list(dict.fromkeys(article_id.partition("#")[0] for article_id in ids))
    if len(captures) == 1:
        return ArticleId(captures[0])
    if captures:
        message = f"{text[:80]!r} may be {' or '.join(captures[:5])}; name the capture"
    else:
        message = f"{text[:80]!r} is no capture, sidecar or page of the archive"
    raise ArchiveError(make_finding("no-article", Location(text[:200]), message))

"""The live preview: builds, serves on this machine alone, and builds and reloads on every change.

Built files are served as they are. What shows findings and reloads the page is added to what is served, never to what
is built, and is at addresses that no archive can publish.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, closing
from itertools import chain

from kursk_archive.config import Config
from kursk_archive.core.events import BuildReport
from kursk_archive.core.findings import ArchiveError, Location, make_finding
from kursk_archive.preview import server
from kursk_archive.preview.application import create_application
from kursk_archive.preview.broadcast import BuildBroadcast
from kursk_archive.preview.watcher import watch_changes
from kursk_archive.renderer.theme.files import default_theme_folder

BuildFunction = Callable[[], BuildReport]


def run_preview(
    config: Config,
    build: BuildFunction,
    port: int,
    *,
    on_ready: Callable[[str], None],
    on_failure: Callable[[ArchiveError], None],
) -> None:
    """Build and serve until the user has had enough.

    Args:
        config: of the archive, for its folders.
        build: builds with the configuration as it is by then.
        port: 0 takes any that is free.
        on_ready: told the address, as soon as it answers.
        on_failure: told why a build after the first stopped; the last good pages stay.

    Raises:
        ArchiveError: the port is taken, or the first build stopped.
        KeyboardInterrupt: the user has had enough.
    """
    folders = [one for one in (config.content, config.templates, default_theme_folder()) if one is not None]
    board = BuildBroadcast()
    with ExitStack() as stack:
        listening = stack.enter_context(server.open_socket(port))
        stack.enter_context(server.serve_in_background(listening, create_application(config.output.resolve(), board)))
        stack.enter_context(closing(board))
        on_ready(server.preview_address(listening))
        for _ in watch_changes(folders, config.output):
            _build(build, board, on_failure)


def _build(work: BuildFunction, board: BuildBroadcast, failed: Callable[[ArchiveError], None]) -> None:
    try:
        report = work()
    except OSError as error:
        stopped = ArchiveError(
            make_finding("unwritable", Location(str(error.filename or "")), str(error.strerror or error))
        )
    except ArchiveError as error:
        stopped = error
    else:
        board.publish(report.findings, chain(report.written, report.removed))
        return
    if not board.latest.build_number:
        raise stopped
    failed(stopped)
    board.publish((*stopped.findings, *board.latest.findings), ())

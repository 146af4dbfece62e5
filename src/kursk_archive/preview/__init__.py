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
from kursk_archive.core.findings import ArchiveError, Location, finding
from kursk_archive.preview import server
from kursk_archive.preview.application import application
from kursk_archive.preview.broadcast import Board
from kursk_archive.preview.watcher import changes
from kursk_archive.renderer.theme.files import default_folder

Work = Callable[[], BuildReport]


def run(
    config: Config, work: Work, port: int, *, ready: Callable[[str], None], failed: Callable[[ArchiveError], None]
) -> None:
    """Build and serve until the user has had enough.

    Args:
        config: of the archive, for its folders.
        work: builds with the configuration as it is by then.
        port: 0 takes any that is free.
        ready: told the address, as soon as it answers.
        failed: told why a build after the first stopped; the last good pages stay.

    Raises:
        ArchiveError: the port is taken, or the first build stopped.
        KeyboardInterrupt: the user has had enough.
    """
    folders = [one for one in (config.content, config.templates, default_folder()) if one is not None]
    board = Board()
    with ExitStack() as stack:
        listening = stack.enter_context(server.bound(port))
        stack.enter_context(server.serving(listening, application(config.output.resolve(), board)))
        stack.enter_context(closing(board))
        ready(server.address(listening))
        for _ in changes(folders, config.output):
            _build(work, board, failed)


def _build(work: Work, board: Board, failed: Callable[[ArchiveError], None]) -> None:
    try:
        report = work()
    except OSError as error:
        stopped = ArchiveError(finding("unwritable", Location(str(error.filename or "")), str(error.strerror or error)))
    except ArchiveError as error:
        stopped = error
    else:
        board.show(report.findings, chain(report.written, report.removed))
        return
    if not board.current.number:
        raise stopped
    failed(stopped)
    board.show((*stopped.findings, *board.current.findings), ())

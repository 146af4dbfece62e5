"""The live preview: build, serve on this machine only, rebuild and reload the browser on every change.

The files on disk are exactly those of a normal build. The script that reloads pages and shows findings is injected
while serving; its own URLs lie where no archive can publish anything.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, closing, suppress
from itertools import chain
from pathlib import Path

from kursk_archive.config import Config
from kursk_archive.core.events import BuildReport
from kursk_archive.core.findings import ArchiveError, Location, make_finding
from kursk_archive.pipeline.published import changes_since_published, keep_published
from kursk_archive.preview import server
from kursk_archive.preview.application import create_application
from kursk_archive.preview.broadcast import BuildBroadcast
from kursk_archive.preview.watcher import watch_changes
from kursk_archive.publisher.writer import Writer
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
    """Build and serve until the user interrupts.

    Args:
        config: names the folders to serve and to watch.
        build: builds with the configuration as it is at that moment.
        port: 0 takes any free port.
        on_ready: called with the URL of the preview as soon as it answers.
        on_failure: called when a build after the first one fails; the pages of the last good build stay.

    Raises:
        ArchiveError: the port is not available, or the first build failed.
        KeyboardInterrupt: the user pressed Ctrl-C.
    """
    folders = [folder for folder in (config.content, config.templates, default_theme_folder()) if folder is not None]
    broadcast = BuildBroadcast()
    with ExitStack() as stack:
        listening = stack.enter_context(server.open_socket(port))
        application = create_application(config.output.resolve(), broadcast)
        stack.enter_context(server.serve_in_background(listening, application))
        stack.enter_context(closing(broadcast))
        _keep_published(config.output)
        on_ready(server.preview_url(listening))
        for _ in watch_changes(folders, config.output):
            _build_and_publish(build, config.output, broadcast, on_failure)


def _keep_published(output: Path) -> None:
    """Keep what is published for comparison; where that is not possible, the first build says why."""
    with suppress(OSError, ArchiveError):
        Writer(output).check_owner()
        keep_published(output)


def _build_and_publish(
    build: BuildFunction, output: Path, broadcast: BuildBroadcast, on_failure: Callable[[ArchiveError], None]
) -> None:
    try:
        report = build()
    except OSError as error:
        location = Location(str(error.filename or ""))
        failure = ArchiveError(make_finding("unwritable", location, str(error.strerror or error)))
    except ArchiveError as error:
        failure = error
    else:
        changes = changes_since_published(output)
        broadcast.publish(report.findings, chain(report.written, report.removed), changes)
        return
    if not broadcast.latest.build_number:
        raise failure
    on_failure(failure)
    broadcast.publish((*failure.findings, *broadcast.latest.findings), (), broadcast.latest.changes)

"""A web server for this machine only, running in background threads."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING

from werkzeug.serving import WSGIRequestHandler, make_server

from kursk_archive.core.findings import ArchiveError, Location, make_finding

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

LOOPBACK = "127.0.0.1"
"""Other machines cannot connect: a preview may show what is not to be published."""

REQUEST_TIMEOUT = 10.0
"""Seconds that a connection may stay silent before its request is whole; each takes up a thread."""
_BIND_ERRORS = {errno.EADDRINUSE: "is already in use", errno.EACCES: "is reserved by the system"}


def open_socket(port: int) -> socket.socket:
    """Listen on a port.

    Args:
        port: 0 takes any free port.

    Raises:
        ArchiveError: the port is taken or not allowed.
    """
    try:
        return socket.create_server((LOOPBACK, port))
    except OSError as error:
        problem = _BIND_ERRORS.get(error.errno or 0) or f"is not available: {error.strerror}"
        raise ArchiveError(make_finding("port", Location(f"{LOOPBACK}:{port}"), f"port {port} {problem}")) from None


def preview_url(listening: socket.socket) -> str:
    return f"http://{LOOPBACK}:{listening.getsockname()[1]}/"


@contextmanager
def serve_in_background(listening: socket.socket, application: WSGIApplication) -> Iterator[None]:
    """Answer requests with `application` until the end of the block."""
    server = make_server(LOOPBACK, 0, application, threaded=True, request_handler=_QuietHandler, fd=listening.fileno())
    thread = Thread(target=server.serve_forever, args=(0.05,), name="preview", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()


class _QuietHandler(WSGIRequestHandler):
    """Logs nothing: the terminal is for findings."""

    timeout = REQUEST_TIMEOUT

    def version_string(self) -> str:
        return "kursk-archive"

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - the base class's name
        pass

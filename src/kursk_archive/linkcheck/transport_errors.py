"""What it says of an address that there was no answer."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator

import httpx

from kursk_archive.linkcheck.responses import RequestResult, failed_result, unknown_result

_NO_NAME = frozenset({socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)})
"""The name server's word that there is nothing. Its refusals and its silence are none."""


class PrivateAddress(Exception):  # noqa: N818 - not an error: an answer on its way to the one place that reads it
    """All addresses of a host lie in this machine or in a private network."""


def result_of_error(error: BaseException) -> RequestResult:
    """The answer that an exception stands for.

    A name that does not exist and a refused connection are failures. Silence and broken connections are not: networks
    that block an address look the same from here. Nor is what goes wrong on this side.
    """
    if told := next(filter(None, map(_read_cause, _causes(error))), None):
        return told
    match error:
        case TimeoutError():
            return unknown_result("timed out", passing=True)
        case httpx.RemoteProtocolError():
            return unknown_result("no proper answer", passing=True)
        case httpx.NetworkError() | OSError():
            return unknown_result("no connection, or a broken one", passing=True)
    return unknown_result("cannot be asked")


def _read_cause(error: BaseException) -> RequestResult | None:
    match error:
        case PrivateAddress():
            return unknown_result("private address")
        case socket.gaierror() if error.errno in _NO_NAME:
            return failed_result("no such host")
        case socket.gaierror():
            return unknown_result("no answer from the name server", passing=True)
        case ssl.SSLError():
            words = getattr(error, "verify_message", "") or error.reason or "no handshake"
            return unknown_result(f"TLS: {words.replace('_', ' ').lower()[:60]}")
        case ConnectionRefusedError():
            return failed_result("connection refused")
    return None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    for _ in range(10):
        if error is None:
            return
        yield error
        error = error.__cause__ or error.__context__

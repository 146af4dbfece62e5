"""Maps transport errors to request results."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator

import httpx

from kursk_archive.network.responses import RequestResult, failed_result, unknown_result

_NO_NAME = frozenset({socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)})
"""Error codes with which a name server says that a host does not exist, unlike refusals and timeouts."""


class PrivateAddress(Exception):  # noqa: N818 - a result, on its way to `result_of_error`
    """Raised if all addresses of a host belong to this machine or to a private network."""


def result_of_error(error: BaseException, *, is_proxied: bool = False) -> RequestResult:
    """Return the result that an exception stands for.

    A host that does not exist and a refused connection are failures. Timeouts and broken connections are not, since a
    network that blocks a URL looks the same, and neither are errors on this side or of a proxy.

    Args:
        error: what the request raised.
        is_proxied: True if a proxy made the connection to the host.
    """
    if is_proxied and isinstance(error, httpx.ProxyError | httpx.ConnectError) and not _is_tls(error):
        return unknown_result(f"the proxy could not connect{_reason(error)}", is_transient=True)
    if result := next(filter(None, map(_result_of_cause, _causes(error))), None):
        return result
    match error:
        case TimeoutError():
            return unknown_result("timed out", is_transient=True)
        case httpx.RemoteProtocolError():
            return unknown_result("invalid response", is_transient=True)
        case httpx.NetworkError() | OSError():
            return unknown_result("connection failed or lost", is_transient=True)
    return unknown_result("request failed")


def _result_of_cause(error: BaseException) -> RequestResult | None:
    match error:
        case PrivateAddress():
            return unknown_result("private address")
        case socket.gaierror() if error.errno in _NO_NAME:
            return failed_result("host not found")
        case socket.gaierror():
            return unknown_result("DNS lookup failed", is_transient=True)
        case ssl.SSLError():
            words = getattr(error, "verify_message", "") or error.reason or "handshake failed"
            return unknown_result(f"TLS: {words.replace('_', ' ').lower()[:60]}")
        case ConnectionRefusedError():
            return failed_result("connection refused")
    return None


def _is_tls(error: BaseException) -> bool:
    return any(isinstance(cause, ssl.SSLError) for cause in _causes(error))


def _reason(error: BaseException) -> str:
    text = " ".join(str(error).split()).removeprefix("Proxy Server could not connect: ")
    return f": {text[:60]}" if text and isinstance(error, httpx.ProxyError) else ""


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    for _ in range(10):
        if error is None:
            return
        yield error
        error = error.__cause__ or error.__context__

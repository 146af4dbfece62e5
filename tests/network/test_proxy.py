"""Requests through a proxy: a real HTTP proxy and a real SOCKS5 proxy on this machine, and no name looked up here."""

from __future__ import annotations

import asyncio
import gc
import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Thread

import pytest

from kursk_archive.catalogue.link_status import LinkStatus, Liveness
from kursk_archive.linkcheck import CheckOptions, check_links_async
from kursk_archive.network import dns

NOW = datetime(2024, 8, 15, 14, 30, 5, tzinfo=UTC)
Serve = Callable[[socket.socket], None]
"""Answers on a connection to the proxy."""


@contextmanager
def listening(serve: Serve) -> Iterator[int]:
    class Handler(BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError):
                serve(self.request)

    with ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


def read_head(connection: socket.socket) -> str:
    head = b""
    while b"\r\n\r\n" not in head and (chunk := connection.recv(4096)):
        head += chunk
    return head.decode("latin-1")


class Asked:
    """What a proxy was asked: the hosts, and the first lines of the requests."""

    def __init__(self) -> None:
        self.hosts: list[str] = []
        self.lines: list[str] = []

    def answer(self, connection: socket.socket) -> None:
        self.lines.append(read_head(connection).partition("\r\n")[0])
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    def serve_socks(self, connection: socket.socket) -> None:
        """RFC 1928, without authentication."""
        connection.recv(connection.recv(2)[1])
        connection.sendall(b"\5\0")
        version, command, _, kind = connection.recv(4)
        assert (version, command, kind) == (5, 1, 3), (
            "the client states the name, and leaves looking it up to the proxy"
        )
        self.hosts.append(connection.recv(connection.recv(1)[0]).decode())
        struct.unpack(">H", connection.recv(2))
        if self.hosts[-1] == "gone.example":
            connection.sendall(b"\5\4\0\1" + bytes(6))  # host unreachable
            return
        connection.sendall(b"\5\0\0\1" + bytes(6))
        self.answer(connection)

    def serve_http(self, connection: socket.socket) -> None:
        self.answer(connection)
        self.hosts.append(self.lines[-1].split("/")[2])


@pytest.fixture(autouse=True)
def no_name_is_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def getaddrinfo(host: object, *_: object, **__: object) -> object:
        raise AssertionError(f"{host!r} was looked up")

    monkeypatch.setattr(dns, "getaddrinfo", getaddrinfo)


def check(*urls: str, proxy: str) -> dict[str, LinkStatus]:
    kept: dict[str, LinkStatus] = {}

    async def sleep(_: float) -> None:
        return None

    options = CheckOptions(proxy=proxy, retries=0)
    asyncio.run(
        check_links_async(
            urls,
            {},
            lambda status: kept.update({status.url: status}),
            options=options,
            now=lambda: NOW,
            on_progress=lambda done, total: None,
            sleep=sleep,
        )
    )
    return kept


@pytest.mark.parametrize("scheme", ["socks5", "http"])
def test_requests_go_through_the_proxy_which_looks_names_up(scheme: str) -> None:
    asked = Asked()
    with listening(asked.serve_socks if scheme == "socks5" else asked.serve_http) as port:
        kept = check("http://news.example/a", proxy=f"{scheme}://127.0.0.1:{port}")
    assert kept["http://news.example/a"].state is Liveness.ALIVE
    assert set(asked.hosts) == {"news.example"}
    assert asked.lines[-1].startswith("HEAD ")


def test_an_onion_service_is_asked_through_a_proxy_only() -> None:
    asked, url = Asked(), f"http://{'a' * 56}.onion/a"
    with listening(asked.serve_socks) as port:
        assert check(url, proxy=f"socks5://127.0.0.1:{port}")[url].state is Liveness.ALIVE
    assert check(url, proxy="") == {}


def test_private_addresses_are_not_asked_of_a_proxy_either() -> None:
    asked = Asked()
    urls = (
        "http://localhost/a",
        "http://127.0.0.1/a",
        "http://10.0.0.1/a",
        "http://printer.local/a",
        "http://router/a",
    )
    with listening(asked.serve_socks) as port:
        kept = check(*urls, proxy=f"socks5://127.0.0.1:{port}")
    assert {(status.state, status.reason) for status in kept.values()} == {(Liveness.UNKNOWN, "private address")}
    assert asked.hosts == []


# httpcore 1.0 leaves the connection to a SOCKS proxy that refuses to be closed by the garbage collector.
@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("host", ["gone.example", "unheard.example"])
def test_what_a_proxy_cannot_reach_is_unknown_and_not_dead(host: str) -> None:
    asked = Asked()
    with listening(asked.serve_socks) as port:
        closed = port if host == "gone.example" else 9
        (status,) = check(f"http://{host}/a", proxy=f"socks5://127.0.0.1:{closed}").values()
    assert status.state is Liveness.UNKNOWN
    assert "proxy" in status.reason
    gc.collect()

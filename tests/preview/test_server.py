"""The preview's port, and the finding if it is not available."""

from __future__ import annotations

import socket

import pytest

from kursk_archive.core.findings import ArchiveError, Location
from kursk_archive.preview import server
from kursk_archive.preview.server import _QuietHandler


def test_a_taken_port_is_a_finding_with_a_hint() -> None:
    with server.open_socket(0) as first:
        port = first.getsockname()[1]
        with pytest.raises(ArchiveError) as caught:
            server.open_socket(port)
    [finding] = caught.value.findings
    assert (finding.code, finding.location, finding.message) == (
        "port", Location(f"127.0.0.1:{port}"), f"port {port} is already in use",
    )  # fmt: skip
    assert "--port" in finding.hint


def test_only_the_loopback_interface_is_used() -> None:
    with server.open_socket(0) as listening:
        assert listening.getsockname()[0] == "127.0.0.1"
        assert server.preview_url(listening) == f"http://127.0.0.1:{listening.getsockname()[1]}/"


@pytest.mark.parametrize("sent", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n"])
def test_a_request_that_is_not_sent_to_its_end_is_dropped(sent: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_QuietHandler, "timeout", 0.2)
    with (
        server.open_socket(0) as listening,
        server.serve_in_background(listening, lambda environ, start: [b""]),
        socket.create_connection(listening.getsockname(), timeout=10) as client,
    ):
        client.sendall(sent)
        while client.recv(1_000):
            pass  # an answer that says so, or none

"""The preview's port, and the finding if it is not available."""

from __future__ import annotations

import pytest

from kursk_archive.core.findings import ArchiveError, Location
from kursk_archive.preview import server


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

"""A port, and what there is to say if it cannot be had."""

from __future__ import annotations

import pytest

from kursk_archive.core.findings import ArchiveError, Location
from kursk_archive.preview import server


def test_a_taken_port_is_a_finding_that_says_what_to_do() -> None:
    with server.open_socket(0) as first:
        port = first.getsockname()[1]
        with pytest.raises(ArchiveError) as caught:
            server.open_socket(port)
    [one] = caught.value.findings
    assert (one.code, one.location, one.message) == (
        "port", Location(f"127.0.0.1:{port}"), "another program listens here",
    )  # fmt: skip
    assert "--port" in one.hint


def test_only_this_machine_is_served() -> None:
    with server.open_socket(0) as listening:
        assert listening.getsockname()[0] == "127.0.0.1"
        assert server.preview_address(listening) == f"http://127.0.0.1:{listening.getsockname()[1]}/"

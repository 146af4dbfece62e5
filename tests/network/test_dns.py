"""Which numbers may be asked, and what names come to."""

from __future__ import annotations

import asyncio
import socket
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.network import dns
from kursk_archive.network.dns import is_public_address, resolve_host


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "192.0.0.9", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"],
)
def test_a_public_address(address: str) -> None:
    assert is_public_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.8.8",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.2.1",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "2001:db8::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "2002:7f00:1::1",
        "64:ff9b::7f00:1",
        "64:ff9b::a00:1",
        "64:ff9b:1::808:808",
        "64:ff9b:1:ffff::1",
        "fec0::1",
        "feff:ffff::1",
        "::127.0.0.1",
        "::10.0.0.1",
        "",
        "localhost",
    ],
)
def test_a_private_address(address: str) -> None:
    assert not is_public_address(address)


@given(st.text() | st.ip_addresses().map(str))
def test_is_public_address_is_total(address: str) -> None:
    assert is_public_address(address) in (True, False)


def test_an_ip_address_resolves_to_itself() -> None:
    assert asyncio.run(resolve_host("127.0.0.1", 80)) == ["127.0.0.1"]


def test_duplicate_addresses_are_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [(0, 0, 0, "", ("127.0.0.2", 80)), (0, 0, 0, "", ("127.0.0.1", 80)), (0, 0, 0, "", ("127.0.0.2", 80))]
    monkeypatch.setattr(dns, "getaddrinfo", lambda *_, **__: rows)
    assert asyncio.run(resolve_host("news.example", 80)) == ["127.0.0.2", "127.0.0.1"]


def test_a_host_without_addresses_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_name(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(dns, "getaddrinfo", no_name)
    with pytest.raises(socket.gaierror):
        asyncio.run(resolve_host("gone.example", 80))


def test_a_silent_name_server_does_not_delay_the_exit(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = threading.Event()
    ended = threading.Event()

    def wait(*_: object, **__: object) -> list[object]:
        answer.wait()
        ended.set()
        return []

    async def give_up() -> None:
        async with asyncio.timeout(0.01):
            await resolve_host("mute.example", 80)

    monkeypatch.setattr(dns, "getaddrinfo", wait)
    with pytest.raises(TimeoutError):
        asyncio.run(give_up())  # comes back although the thread still waits
    assert not ended.is_set()
    answer.set()
    assert ended.wait(10)

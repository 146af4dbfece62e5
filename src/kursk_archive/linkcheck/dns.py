"""From a host's name to the numbers that may be asked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from socket import SOCK_STREAM, getaddrinfo
from threading import Thread

_NAT64 = IPv6Network("64:ff9b::/96")


async def resolve_host(host: str, port: int) -> list[str]:
    """The addresses of a host, as numbers, in the order of the system's preference.

    In a thread of its own that nobody waits for: a name server may stay silent for longer than a user who pressed
    Ctrl-C, and the threads of the event loop's own pool are waited for, and too few.

    Raises:
        OSError: `socket.gaierror` where the host has none, or the name server does not answer.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[list[str]] = loop.create_future()

    def deliver(settle: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # the loop is closed: the run has ended without this
            loop.call_soon_threadsafe(lambda: None if answer.done() else settle())

    def ask() -> None:
        try:
            found = _numbers(host, port)
        except (OSError, ValueError) as error:
            told = error
            deliver(lambda: answer.set_exception(told))
        else:
            deliver(lambda: answer.set_result(found))

    Thread(target=ask, daemon=True).start()
    return await answer


def _numbers(host: str, port: int) -> list[str]:
    # As bytes: of a text, Python would make punycode first, and raise on labels that the name server may well know.
    found = getaddrinfo(host.encode("ascii"), port, type=SOCK_STREAM)
    return list(dict.fromkeys(str(row[4][0]) for row in found))


def is_public_address(address: str) -> bool:
    """Whether an address, as a number, is one of the open network; one that wraps another is judged by that."""
    try:
        one = ip_address(address)
    except ValueError:
        return False
    if isinstance(one, IPv6Address):
        one = one.ipv4_mapped or one.sixtofour or (IPv4Address(int(one) & 0xFFFFFFFF) if one in _NAT64 else one)
    return one.is_global and not one.is_multicast

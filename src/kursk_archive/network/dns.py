"""DNS look-ups, and the test for public IP addresses."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from socket import SOCK_STREAM, getaddrinfo
from threading import Thread

_EMBEDDING = (IPv6Network("64:ff9b::/96"), IPv6Network("::/96"))
"""The last four bytes are an IPv4 address: NAT64 (RFC 6052), and IPv4-compatible addresses (RFC 4291)."""
_NOT_PUBLIC = (IPv6Network("64:ff9b:1::/48"), IPv6Network("fec0::/10"))
"""Translation inside a network (RFC 8215), and site-local addresses (RFC 3879); `ipaddress` takes them for global."""


async def resolve_host(host: str, port: int) -> list[str]:
    """Return the IP addresses of a host, in the order that the system prefers.

    Runs in a daemon thread of its own. The event loop would wait for the threads of its pool at exit, even if a name
    server stays silent after Ctrl-C, and that pool is small.

    Raises:
        OSError: `socket.gaierror` if the host has no address or the name server does not answer.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[list[str]] = loop.create_future()

    def deliver(complete: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # the loop is closed: the run has ended
            loop.call_soon_threadsafe(lambda: None if future.done() else complete())

    def look_up() -> None:
        try:
            addresses = _look_up(host, port)
        except (OSError, ValueError) as error:
            exception = error
            deliver(lambda: future.set_exception(exception))
        else:
            deliver(lambda: future.set_result(addresses))

    Thread(target=look_up, daemon=True).start()
    return await future


def _look_up(host: str, port: int) -> list[str]:
    # Encoded here: Python would convert a str to punycode first, and reject labels that a name server may know.
    infos = getaddrinfo(host.encode("ascii"), port, type=SOCK_STREAM)
    return list(dict.fromkeys(str(info[4][0]) for info in infos))


def is_public_address(address: str) -> bool:
    """Return True for an IP address of the public Internet. An embedded IPv4 address decides for the whole."""
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, IPv6Address):
        if any(ip in network for network in _NOT_PUBLIC):
            return False
        is_embedding = any(ip in network for network in _EMBEDDING)
        ip = ip.ipv4_mapped or ip.sixtofour or (IPv4Address(int(ip) & 0xFFFFFFFF) if is_embedding else ip)
    return ip.is_global and not ip.is_multicast


def may_be_public(host: str) -> bool:
    """Return False for a host that is no other machine's by its name, or an IP address that is not public.

    For requests through a proxy, which alone looks names up.
    """
    name = host.rstrip(".").lower()
    if name == "localhost" or name.endswith(_LOCAL_SUFFIXES) or "." not in name.strip("[]").replace(":", "."):
        return False
    try:
        ip_address(name.strip("[]"))
    except ValueError:
        return True
    return is_public_address(name.strip("[]"))


_LOCAL_SUFFIXES = (".localhost", ".local", ".internal", ".home.arpa", ".lan")
"""Names that only a local network knows: RFC 6761, RFC 6762, RFC 8375, and those in common use."""

"""One request: to an address that may be asked, with one deadline, reading no more than is needed.

What goes wrong is an answer like any other. Requests go straight out: no proxy, no cookies, no credentials.
"""

from __future__ import annotations

import asyncio
import ssl
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

import httpx

from kursk_archive.linkcheck.dns import is_public_address, resolve_host
from kursk_archive.linkcheck.options import CheckOptions
from kursk_archive.linkcheck.responses import REDIRECT_STATUSES, RequestResult, parse_retry_after, result_of_status
from kursk_archive.linkcheck.transport_errors import PrivateAddress, result_of_error

MAX_BODY_BYTES = 64 * 1024
"""Bytes of a body that are read, and into which a compressed one is unpacked."""
MAX_ADDRESSES_PER_HOST = 3
"""Of a host, that are tried one after the other."""


def new_transport() -> httpx.AsyncHTTPTransport:
    """What carries the requests of a run; to be closed by `async with`."""
    # A connection is never used twice: its certificate was examined for one host, and two hosts may share a number.
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)
    return httpx.AsyncHTTPTransport(verify=_trust(), trust_env=False, limits=limits)


@cache
def _trust() -> ssl.SSLContext:
    # Reading the certificates takes 30 ms.
    return httpx.create_ssl_context(trust_env=False)


@dataclass(frozen=True, slots=True)
class Transport:
    """The way out."""

    options: CheckOptions
    now: Callable[[], datetime]
    transport: httpx.AsyncBaseTransport

    async def request(self, method: str, url: str, *, read: bool = False) -> RequestResult:
        """Make one request; redirects are answers, not followed. Never raises but when cancelled.

        Args:
            url: of the web, as `resolver.urls.parse` gave it.
            read: whether the body is wanted; else not a byte of it is asked for.
        """
        try:
            async with asyncio.timeout(self.options.timeout):
                return await self._exchange(method, httpx.URL(url.partition("#")[0]), read)
        except (OSError, ValueError, httpx.HTTPError, httpx.InvalidURL, PrivateAddress) as error:
            return result_of_error(error)

    async def _exchange(self, method: str, url: httpx.URL, read: bool) -> RequestResult:
        response = await self._send(method, url)
        try:
            answer = result_of_status(response.status_code)
            wait = parse_retry_after(response.headers.get("retry-after"), self.now())
            target = (answer.status in REDIRECT_STATUSES and response.headers.get("location")) or None
            body = await _read_body(response) if read and answer.status == httpx.codes.OK else b""
            cookies = "set-cookie" in response.headers
            return replace(answer, retry_after=wait, redirect_target=target, sets_cookies=cookies, body=body)
        finally:
            await response.aclose()

    async def _send(self, method: str, url: httpx.URL) -> httpx.Response:
        """Send to the first address of the host that takes a connection.

        The address is looked up once and then asked as a number: a second look-up could give one that was not examined.
        """
        errors: list[httpx.ConnectError] = []
        for address in await self._addresses(url):
            try:
                return await self.transport.handle_async_request(
                    _request(method, url, address, self.options.user_agent)
                )
            except httpx.ConnectError as error:
                errors.append(error)
        raise errors[0]  # of the address that the system prefers

    async def _addresses(self, url: httpx.URL) -> list[str]:
        found = await resolve_host(url.raw_host.decode("ascii"), url.port or (443 if url.scheme == "https" else 80))
        allowed = [one for one in found if self.options.allow_private or is_public_address(one)]
        if not allowed:
            raise PrivateAddress
        return allowed[:MAX_ADDRESSES_PER_HOST]


def _request(method: str, url: httpx.URL, address: str, agent: str) -> httpx.Request:
    headers = {
        "Host": url.netloc.decode("ascii"),
        "User-Agent": agent,
        "Accept": "*/*",
        "Accept-Encoding": "identity",
        "Connection": "close",
    }
    name = url.raw_host.decode("ascii").rstrip(".")
    return httpx.Request(method, url.copy_with(host=address), headers=headers, extensions={"sni_hostname": name})


async def _read_body(response: httpx.Response) -> bytes:
    body = bytearray()
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) >= MAX_BODY_BYTES:
            break
    if response.headers.get("content-encoding", "").lower() in ("gzip", "deflate"):  # though it was told not to
        with suppress(zlib.error):
            return zlib.decompressobj(wbits=47).decompress(bytes(body), MAX_BODY_BYTES)
    return bytes(body[:MAX_BODY_BYTES])

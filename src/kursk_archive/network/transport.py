"""Sends single requests: to public addresses only, with a deadline, reading no more of the body than is needed.

Errors become results. Requests use no cookies and no credentials, and no proxy but the one that the options name.
"""

from __future__ import annotations

import asyncio
import ssl
import zlib
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import cache

import httpx
from msgspec import Struct
from msgspec.structs import replace

from kursk_archive.network.dns import is_public_address, may_be_public, resolve_host
from kursk_archive.network.options import ClientOptions
from kursk_archive.network.responses import (
    REDIRECT_STATUSES,
    RequestResult,
    parse_retry_after,
    result_of_status,
    unknown_result,
)
from kursk_archive.network.transport_errors import PrivateAddress, result_of_error

MAX_ROBOTS_BYTES = 500 * 1024
"""RFC 9309 (section 2.5) asks for this much of a robots.txt."""
MAX_ADDRESSES_PER_HOST = 3
"""IP addresses of a host that are tried, one after the other."""


def new_transport(proxy: str = "") -> httpx.AsyncHTTPTransport:
    """Return the transport for the requests of a run; close it with `async with`.

    Args:
        proxy: see `ClientOptions.proxy`.
    """
    # No keep-alive: the certificate was checked for one host, and two hosts may share an IP address.
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)
    return httpx.AsyncHTTPTransport(verify=_ssl_context(), trust_env=False, limits=limits, proxy=proxy or None)


@cache
def _ssl_context() -> ssl.SSLContext:
    # Loading the certificates takes 30 ms.
    return httpx.create_ssl_context(trust_env=False)


class Transport(Struct, frozen=True):
    """Sends requests; errors become results."""

    options: ClientOptions
    now: Callable[[], datetime]
    transport: httpx.AsyncBaseTransport

    async def request(self, method: str, url: str, limit: int = 0) -> RequestResult:
        """Send one request without following redirects. Never raises, unless cancelled.

        Args:
            method: `GET` or `HEAD`.
            url: a web URL from `resolver.urls.parse`.
            limit: bytes of the body of a successful response that are read, before and after decompression; 0 for none.
        """
        try:
            async with asyncio.timeout(self.options.timeout):
                return await self._exchange(method, httpx.URL(url.partition("#")[0]), limit)
        except (OSError, ValueError, httpx.HTTPError, httpx.InvalidURL, PrivateAddress) as error:
            return result_of_error(error, is_proxied=bool(self.options.proxy))

    async def _exchange(self, method: str, url: httpx.URL, limit: int) -> RequestResult:
        if url.host.endswith(".onion") and not self.options.proxy:  # RFC 7686: nobody may look one up in the DNS
            return unknown_result("an onion service, which needs a proxy")
        response = await self._send(method, url)
        try:
            result = result_of_status(response.status_code)
            wait = parse_retry_after(response.headers.get("retry-after"), self.now())
            target = (result.status in REDIRECT_STATUSES and response.headers.get("location")) or None
            cookies = "set-cookie" in response.headers
            result = replace(result, retry_after=wait, redirect_target=target, sets_cookies=cookies)
            if not limit:
                return result
            return replace(result, body=await _read_body(response, limit) if result.status == httpx.codes.OK else b"")
        finally:
            await response.aclose()

    async def _send(self, method: str, url: httpx.URL) -> httpx.Response:
        """Send the request to the first address of the host that accepts a connection, or to the proxy.

        The host is looked up once and the request sent to the IP address, since a second look-up could return an
        address that was not checked.
        """
        errors: list[httpx.ConnectError] = []
        for address in await self._allowed_addresses(url):
            try:
                return await self.transport.handle_async_request(
                    _build_request(method, url, address, self.options.user_agent)
                )
            except httpx.ConnectError as error:
                errors.append(error)
        raise errors[0]  # from the address that the system prefers

    async def _allowed_addresses(self, url: httpx.URL) -> list[str]:
        host = url.raw_host.decode("ascii")
        if self.options.proxy:
            if not (self.options.allow_private or may_be_public(host)):
                raise PrivateAddress
            return [host]
        addresses = await resolve_host(host, url.port or (443 if url.scheme == "https" else 80))
        allowed = [address for address in addresses if self.options.allow_private or is_public_address(address)]
        if not allowed:
            raise PrivateAddress
        return allowed[:MAX_ADDRESSES_PER_HOST]


def _build_request(method: str, url: httpx.URL, address: str, user_agent: str) -> httpx.Request:
    headers = {
        "Host": url.netloc.decode("ascii"),
        "Accept": "*/*",
        "Accept-Encoding": "identity",
        "Connection": "close",
        "User-Agent": user_agent,
    }
    name = url.raw_host.decode("ascii").rstrip(".")
    return httpx.Request(method, url.copy_with(host=address), headers=headers, extensions={"sni_hostname": name})


async def _read_body(response: httpx.Response, limit: int) -> bytes:
    """Return the body, or the beginning of it."""
    body = bytearray()
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) >= limit:
            break
    if response.headers.get("content-encoding", "").lower() in ("gzip", "deflate"):  # though we asked for identity
        with suppress(zlib.error):
            return zlib.decompressobj(wbits=47).decompress(bytes(body), limit)
    return bytes(body[:limit])

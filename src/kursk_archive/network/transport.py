"""Sends single requests: to public addresses only, with a deadline, reading no more of the body than is needed.

Errors become results. Requests use no cookies and no credentials, and no proxy but the one that the options name.
"""

from __future__ import annotations

import asyncio
import ssl
import zlib
from collections.abc import Callable, Mapping
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
NO_HEADERS: Mapping[str, str] = {}
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

    async def request(
        self, method: str, url: str, limit: int = 0, headers: Mapping[str, str] = NO_HEADERS
    ) -> RequestResult:
        """Send one request without following redirects. Never raises, unless cancelled.

        Args:
            method: `GET` or `HEAD`.
            url: a web URL from `resolver.urls.parse`.
            limit: bytes of the body of a successful response that are read, before and after decompression; 0 for none.
            headers: to send in addition.
        """
        try:
            async with asyncio.timeout(self.options.timeout):
                return await self._exchange(method, httpx.URL(url.partition("#")[0]), limit, headers)
        except (OSError, ValueError, httpx.HTTPError, httpx.InvalidURL, PrivateAddress) as error:
            return result_of_error(error, is_proxied=bool(self.options.proxy))

    async def _exchange(self, method: str, url: httpx.URL, limit: int, headers: Mapping[str, str]) -> RequestResult:
        if url.host.endswith(".onion") and not self.options.proxy:  # RFC 7686: nobody may look one up in the DNS
            return unknown_result("an onion service, which needs a proxy")
        response = await self._send(method, url, headers)
        try:
            result = result_of_status(response.status_code)
            wait = parse_retry_after(response.headers.get("retry-after"), self.now())
            target = (result.status in REDIRECT_STATUSES and response.headers.get("location")) or None
            cookies = "set-cookie" in response.headers
            result = replace(result, retry_after=wait, redirect_target=target, sets_cookies=cookies)
            if not limit:
                return result
            body, is_cut = await _read_body(response, limit) if result.status == httpx.codes.OK else (b"", False)
            return replace(result, body=body, is_cut=is_cut, headers=dict(response.headers.items()))
        finally:
            await response.aclose()

    async def _send(self, method: str, url: httpx.URL, headers: Mapping[str, str]) -> httpx.Response:
        """Send the request to the first address of the host that accepts a connection, or to the proxy.

        The host is looked up once and the request sent to the IP address, since a second look-up could return an
        address that was not checked.
        """
        errors: list[httpx.ConnectError] = []
        for address in await self._allowed_addresses(url):
            try:
                return await self.transport.handle_async_request(
                    _build_request(method, url, address, {"User-Agent": self.options.user_agent, **headers})
                )
            except httpx.ConnectError as error:
                errors.append(error)
        raise errors[0]  # from the address that the system prefers

    async def _allowed_addresses(self, url: httpx.URL) -> list[str]:
        host = url.raw_host.decode("ascii")
        is_allowed = self.options.allow_private or host in self.options.private_hosts
        if self.options.proxy:
            if not (is_allowed or may_be_public(host)):
                raise PrivateAddress
            return [host]
        addresses = await resolve_host(host, url.port or (443 if url.scheme == "https" else 80))
        allowed = [address for address in addresses if is_allowed or is_public_address(address)]
        if not allowed:
            raise PrivateAddress
        return allowed[:MAX_ADDRESSES_PER_HOST]


def _build_request(method: str, url: httpx.URL, address: str, headers: Mapping[str, str]) -> httpx.Request:
    all_headers = {
        "Host": url.netloc.decode("ascii"),
        "Accept": "*/*",
        "Accept-Encoding": "identity",
        "Connection": "close",
        **headers,
    }
    name = url.raw_host.decode("ascii").rstrip(".")
    return httpx.Request(method, url.copy_with(host=address), headers=all_headers, extensions={"sni_hostname": name})


async def _read_body(response: httpx.Response, limit: int) -> tuple[bytes, bool]:
    """Return the body, or the beginning of it; and whether it goes on."""
    body = bytearray()
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) >= limit:
            break
    is_cut = len(body) >= limit
    # Though we asked for identity. Web archives replay pages as they were sent, at times without saying so.
    if response.headers.get("content-encoding", "").lower() in ("gzip", "deflate") or body.startswith(b"\x1f\x8b"):
        with suppress(zlib.error):
            inflater = zlib.decompressobj(wbits=47)
            inflated = inflater.decompress(bytes(body), limit)
            return inflated, is_cut or bool(inflater.unconsumed_tail)
    return bytes(body[:limit]), is_cut

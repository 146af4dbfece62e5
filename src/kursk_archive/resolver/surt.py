"""Addresses in the order of web archives: SURT, the host reversed, `org,example)/a?b=1`."""

from __future__ import annotations

import re
from typing import Final

from kursk_archive.resolver.urls import is_web, parse, split_url


def to_surt(url: str) -> str:
    """Return the key under which the indexes of web archives list a URL; one that is not of the web stays as it is.

    Upper and lower case, `www.`, the scheme, a slash at the end and the order of parameters make no difference.

    Args:
        url: absolute.

    Raises:
        ValueError: it is no URL.

    Source: the canonicalisation of OpenWayback and pywb.
    """
    parsed = parse(url)
    if not is_web(parsed):
        return parsed
    parts = split_url(parsed)
    host = _WWW.sub("", parts.host)
    is_number = host.startswith("[") or host.rpartition(".")[2].isdigit()
    key = host if is_number else ",".join(reversed(host.rstrip(".").split(".")))
    port = f":{parts.port}" if parts.port else ""
    path = parts.path.lower().rstrip("/") or "/"
    query = "&".join(sorted(filter(None, (parts.query or "").lower().split("&"))))
    return f"{key}{port}){path}?{query}" if query else f"{key}{port}){path}"


_WWW: Final = re.compile(r"www[0-9]*\.(?=.*\.)")

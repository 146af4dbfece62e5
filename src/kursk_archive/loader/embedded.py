"""Read the bytes of a `data:` address, such as an image inside of a capture."""

from __future__ import annotations

import base64
import binascii
import re
from urllib.parse import unquote_to_bytes

_PAYLOAD = re.compile(rb"data:(?P<type>[^;,]*)(?P<parameters>[^,]*),(?P<content>.*)", re.DOTALL)


def decode_payload(address: bytes) -> bytes | None:
    """Return the content of a `data:` address; None if it is damaged."""
    match = _PAYLOAD.match(address)
    if match is None:
        return None
    content = unquote_to_bytes(match["content"])
    if b"base64" not in match["parameters"].lower():
        return content
    try:
        return base64.b64decode(content + b"=" * (-len(content) % 4))
    except (binascii.Error, ValueError):
        return None

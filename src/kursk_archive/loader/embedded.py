"""Read the bytes of a `data:` address, such as an image inside of a capture."""

from __future__ import annotations

import base64
import binascii
import re
from urllib.parse import quote, unquote, unquote_to_bytes

from kursk_archive.core.model import EMBEDDED_IMAGE, CapturePart

_PAYLOAD = re.compile(rb"data:(?P<type>[^;,]*)(?P<parameters>[^,]*),(?P<content>.*)", re.DOTALL)
_PLACE = re.compile(r"#embedded-image-([0-9]{1,18})\+([0-9]{1,18}):([^:]*):([^:]*)")


def record_address(place: CapturePart) -> str:
    """Return the address, in an article, of the image that a record of a crawl holds."""
    return f"{EMBEDDED_IMAGE}{place.start}+{place.length}:{quote(place.member)}:{quote(place.path)}"


def record_at(address: str) -> CapturePart | None:
    """Return the place that `record_address` made an address of; None for any other address."""
    match = _PLACE.fullmatch(address)
    return CapturePart(int(match[1]), int(match[2]), unquote(match[3]), path=unquote(match[4])) if match else None


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

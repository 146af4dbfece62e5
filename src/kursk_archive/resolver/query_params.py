"""Percent-decoding and query parameters, tolerant of invalid escapes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes


def percent_decode(text: str) -> str:
    """Decode percent-escapes as UTF-8. An escape that is not valid UTF-8 stays, since its encoding is unknown."""
    if "%" not in text:
        return text
    plain = unquote_to_bytes(text).decode("utf-8", "surrogateescape")
    return _SURROGATE.sub(lambda match: f"%{ord(match[0]) - 0xDC00:02X}", plain)


_SURROGATE = re.compile("[\udc80-\udcff]")


def parameter_values(query: str | None, names: tuple[str, ...]) -> Iterator[str]:
    """Yield the non-empty values of the named parameters, decoded as form data, in the order of `names`."""
    pieces = [piece.partition("=") for piece in (query or "").split("&")]
    pairs = [(decode_name(name), value) for name, _, value in pieces if value]
    for wanted in names:
        yield from (percent_decode(value.replace("+", " ")) for name, value in pairs if name == wanted)


def decode_name(name: str) -> str:
    """Decode a parameter's name and remove the `amp;` left by an `&amp;` that a scraper escaped twice."""
    return (percent_decode(name) if "%" in name else name).removeprefix("amp;")

"""What percent-escapes and parameters say, without damage to what they do not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes


def percent_decode(text: str) -> str:
    """`text` with its percent-escapes as UTF-8; an escape that is not UTF-8 stays, since its encoding is unknown."""
    if "%" not in text:
        return text
    plain = unquote_to_bytes(text).decode("utf-8", "surrogateescape")
    return _STRAY.sub(lambda match: f"%{ord(match[0]) - 0xDC00:02X}", plain)


_STRAY = re.compile("[\udc80-\udcff]")


def parameter_values(query: str | None, names: tuple[str, ...]) -> Iterator[str]:
    """The values of the parameters `names` in `query`, decoded as forms are; in the order of `names`, none empty."""
    pieces = [piece.partition("=") for piece in (query or "").split("&")]
    pairs = [(decode_name(name), value) for name, _, value in pieces if value]
    for wanted in names:
        yield from (percent_decode(value.replace("+", " ")) for name, value in pairs if name == wanted)


def decode_name(name: str) -> str:
    """A parameter's name, decoded, and without the `amp;` of an `&amp;` that a scraper escaped twice."""
    return (percent_decode(name) if "%" in name else name).removeprefix("amp;")

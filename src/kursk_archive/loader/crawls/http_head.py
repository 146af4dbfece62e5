"""Read the status line and the headers of a server's response, however its lines end.

fastwarc takes lines that end in LF alone for one line, and so loses the headers of ClueWeb and of many scripts.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from msgspec import Struct

MAX_HEAD_BYTES = 2**20
_FIRST_BYTES = 8_192
_END = re.compile(rb"\r{0,2}\n\r{0,2}\n")
_STATUS_LINE = re.compile(rb"\s{0,8}(?:HTTP/[0-9.]{1,5}|ICY)[ \t]+([0-9]{3})\b", re.IGNORECASE)
_FIELD = re.compile(rb"([^\s:]{1,200})[ \t]*:[ \t]*(.*)", re.DOTALL)
_FOLD = re.compile(rb"\r{0,2}\n[ \t]+")
_LINE_END = re.compile(rb"\r{0,2}\n")
_WHOLE_RANGE = re.compile(r"bytes\s+0-([0-9]{1,15})/([0-9]{1,15})")


class HttpHead(Struct, frozen=True):
    """The status and the headers of a response."""

    status: int
    """200 also where a server sent all of a file as a range."""
    headers: dict[str, str]
    """Name in lower case → the first value."""


def read_http_head(read: Callable[[int], bytes]) -> tuple[HttpHead | None, bytes]:
    """Read the head of a response; return it, and the part of the body that was read with it.

    Args:
        read: returns up to so many bytes of the response.

    Returns:
        None and all that was read if it does not begin with a status line, or has no end within `MAX_HEAD_BYTES`.
    """
    block = read(_FIRST_BYTES)
    status = _STATUS_LINE.match(block)
    if status is None:
        return None, block
    end = _END.search(block)
    while end is None and len(block) < MAX_HEAD_BYTES and (more := read(len(block))):
        searched = max(len(block) - 5, 0)
        block += more
        end = _END.search(block, searched)
    if end is None:
        return None, block
    lines = _LINE_END.split(_FOLD.sub(b" ", block[: end.start()]))
    headers: dict[str, str] = {}
    for line in lines[1:]:
        if field := _FIELD.match(line):
            headers.setdefault(field[1].decode("latin-1").lower(), field[2].decode("latin-1").strip())
    return HttpHead(_status(int(status[1]), headers), headers), block[end.end() :]


def _status(status: int, headers: dict[str, str]) -> int:
    whole = _WHOLE_RANGE.match(headers.get("content-range", "")) if status == 206 else None
    return 200 if whole and int(whole[1]) + 1 == int(whole[2]) else status

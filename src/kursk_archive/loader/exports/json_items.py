"""Positions of values inside a JSON text: each item of a list has a place in the file, which is its evidence."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import Struct

_DECODER = json.JSONDecoder(strict=False)
_SPACE = re.compile(r"[ \t\r\n]*")


class JsonItem(Struct, frozen=True):
    """An item of a list."""

    value: Any
    start: int
    """Offset of its text, in characters."""
    end: int


def find_list(text: str, keys: Sequence[str]) -> int | None:
    """Return the offset of a list, given the keys that lead to it from the top; None if there is none.

    Args:
        text: a JSON document.
        keys: of the objects above the list. `0` stands for the first item of a list.

    Raises:
        ValueError: it is no JSON.
        RecursionError: it is nested too deeply.
    """
    position = _skip(text, 0)
    for key in keys:
        found = _member(text, position, key)
        if found is None:
            return None
        position = found
    return position if text[position : position + 1] == "[" else None


def _member(text: str, position: int, key: str) -> int | None:
    """Return the offset of the value of a key, or of the first item of a list."""
    if text[position : position + 1] == "[":
        inside = _skip(text, position + 1)
        return inside if key == "0" and text[inside : inside + 1] not in ("]", "") else None
    if text[position : position + 1] != "{":
        return None
    position = _skip(text, position + 1)
    while text[position : position + 1] == '"':
        name, position = _DECODER.raw_decode(text, position)
        position = _skip(text, position)
        if text[position : position + 1] != ":":
            raise ValueError("a colon is missing")
        position = _skip(text, position + 1)
        if name == key:
            return position
        _, position = _DECODER.raw_decode(text, position)
        position = _skip(text, position)
        if text[position : position + 1] != ",":
            return None
        position = _skip(text, position + 1)
    return None


def list_items(text: str, position: int) -> Iterator[JsonItem]:
    """Yield the items of the list at an offset.

    Raises:
        ValueError: the list is broken from there on; what came before has been yielded.
        RecursionError: an item is nested too deeply.
    """
    position = _skip(text, position + 1)
    while text[position : position + 1] not in ("]", ""):
        start = position
        value, position = _DECODER.raw_decode(text, position)
        yield JsonItem(value, start, position)
        position = _skip(text, position)
        if text[position : position + 1] != ",":
            break
        position = _skip(text, position + 1)
    if text[position : position + 1] != "]":
        raise json.JSONDecodeError("the list is not closed", text, position)


def lines_as_items(text: str) -> Iterator[JsonItem | ValueError]:
    """Yield the value of each line of JSON Lines; the error of a broken one in its place."""
    position = 0
    for line in text.splitlines(keepends=True):
        stripped = line.strip()
        if stripped:
            start = position + line.index(stripped[0])
            try:
                yield JsonItem(json.loads(stripped, strict=False), start, start + len(stripped))
            except (ValueError, RecursionError) as error:
                yield error if isinstance(error, ValueError) else ValueError("nested too deeply")
        position += len(line)


def _skip(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    return match.end() if match else position

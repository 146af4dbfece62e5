"""The short way through YAML: `key: value` on lines of their own, which is what most frontmatter is.

What comes out is what libyaml's events would come to, value for value and place for place; a text that holds anything
else goes to libyaml. A property in the tests holds the two equal. Of eight keys this way takes 20 µs, the long one 180.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from kursk_archive.yaml.located import Located, LocatedData

WORDS: Mapping[str, bool | None] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("null", "Null", "NULL", "~", ""), None),
}
"""What is no text where it stands without quotation marks."""

_KEY = re.compile(r"([A-Za-z][A-Za-z0-9_-]{0,60}+):(?: +(.+))?")
_ITEM = re.compile(r"( *+)- +(.+)")
_QUOTED = re.compile(r"\"([^\"\\]*+)\"|'([^']*+)'")
_LISTED = re.compile(r" *+(\"[^\"\\]*+\"|'[^']*+'|[^\W_](?:[^\[\]{},:#?]*[^\[\]{},:#? ])?) *+(,|$)")


class _UnsureError(Exception):
    """This is more than the short way knows."""


def read(text: str, first_line: int) -> dict[str, Located] | None:
    """The mapping that `text` is; None where it is more than keys, each with a text or with a list of texts.

    Args:
        text: the document; its lines end with `\\n`.
        first_line: the file's line on which it begins.
    """
    try:
        return _mapping(text, first_line) if text.replace("\n", "").isprintable() else None
    except _UnsureError:
        return None


def _mapping(text: str, first_line: int) -> dict[str, Located]:
    found: dict[str, tuple[int, LocatedData | list[Located]]] = {}
    items: list[Located] | None = None
    indent = ""
    for number, line in enumerate(text.split("\n"), first_line):
        if match := _KEY.fullmatch(line):
            key, said = match.groups()
            if key in found or key in WORDS:
                raise _UnsureError
            items = [] if said is None else None
            found[key] = number, items if said is None else _data(said, number, match.start(2) + 1)
        elif items is not None and (match := _ITEM.fullmatch(line)) and (not items or match[1] == indent):
            indent = match[1]
            items.append(Located(_text(match[2]), number, match.start(2) + 1))
        elif line:
            raise _UnsureError
    return {
        key: Located((tuple(data) or None) if isinstance(data, list) else data, at) for key, (at, data) in found.items()
    }


def _data(said: str, line: int, column: int) -> LocatedData:
    if said[0] != "[":
        return _text(said)
    if said[-1] != "]":
        raise _UnsureError
    return tuple(_listed(said[1:-1], line, column + 1)) if said[1:-1].strip(" ") else ()


def _listed(said: str, line: int, column: int) -> Iterator[Located]:
    """The items between a list's brackets."""
    at, comma = 0, ","
    while comma:
        match = _LISTED.match(said, at)
        if match is None:
            raise _UnsureError
        yield Located(_text(match[1]), line, column + match.start(1))
        at, comma = match.end(), match[2]


def _text(said: str) -> str | bool | None:
    if match := _QUOTED.fullmatch(said):
        return match[1] or match[2] or ""
    if not said[0].isalnum() or said[-1] in " :" or ": " in said or " #" in said:
        raise _UnsureError
    return WORDS.get(said, said)

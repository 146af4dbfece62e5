"""Parses metadata in TOML, keeping the position of every key."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeAlias

from kursk_archive.loader.markdown import json_toml
from kursk_archive.loader.markdown.json_toml import MemberPairs, MetadataError, MetadataReading
from kursk_archive.yaml.located import MAX_DEPTH, Located, strip_control_characters

_Positions: TypeAlias = Mapping[tuple[str, str], tuple[int, int]]
"""Table and key → line and column; the key `""` stands for the table itself."""

_POSITION_IN_MESSAGE = re.compile(r" \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)\Z")
_TABLE = re.compile(r"[ \t]*+\[++[ \t\"']*+([^\]\"'\n]*+)")
_KEY = re.compile(r"[ \t]*+([\"']?+)([^=\"'\n]{1,100}?)\1[ \t]*+=")


_DEEP_KEY = re.compile(
    rf"(?<![\w-])(?:(?:[\w-]++|\"[^\"\n]*+\"|'[^'\n]*+')[ \t]*+\.[ \t]*+){{{MAX_DEPTH}}}",
)
"""A dotted key of too many parts: `tomllib` takes a minute for a key of 60,000."""


def read_toml_metadata(text: str, path: str, first_line: int) -> MetadataReading:
    """Parse a TOML document; see `read_members`."""
    return json_toml.read_members(_parse, text, path, first_line)


def _parse(text: str, first_line: int) -> MemberPairs:
    import tomllib  # 10 ms, and few archives have TOML

    if _DEEP_KEY.search(text):
        raise RecursionError
    try:
        document = tomllib.loads(text, parse_float=str)
    except tomllib.TOMLDecodeError as error:
        raise _explain(f"{error}", text, first_line) from None
    except ValueError:  # from int()
        raise MetadataError("number has too many digits", first_line, 1) from None
    positions = _find_positions(text, first_line)
    for name, data in document.items():
        position = positions.get(("", name)) or positions.get((name, "")) or (first_line, 1)
        yield (
            strip_control_characters(name),
            _locate_table(name, data, positions, position)
            if isinstance(data, dict)
            else json_toml.locate_value(data, *position),
        )


def _locate_table(name: str, data: dict[str, Any], positions: _Positions, position: tuple[int, int]) -> Located:
    """Give each value of a table the position of its key."""
    members = {
        strip_control_characters(key): json_toml.locate_value(value, *positions.get((name, key), position), depth=2)
        for key, value in data.items()
    }
    return Located(members, *position)


def _find_positions(text: str, first_line: int) -> _Positions:
    """Find the positions of keys, since `tomllib` does not report them.

    A line of a multi-line string may look like a key, which does no harm.
    """
    positions: dict[tuple[str, str], tuple[int, int]] = {}
    table = ""
    for number, row in enumerate(text.split("\n"), first_line):
        column = len(row) - len(row.lstrip()) + 1
        if header := _TABLE.match(row):
            table = header[1].strip()
            positions.setdefault((table, ""), (number, column))
        elif key := _KEY.match(row):
            positions.setdefault((table, key[2].strip()), (number, column))
    return positions


def _explain(message: str, text: str, first_line: int) -> MetadataError:
    """Turn a message of `tomllib`, which ends with the position, into an error with a position."""
    fault = _POSITION_IN_MESSAGE.sub("", message)
    explanation = "invalid date or time" if "Invalid date" in fault else f"invalid TOML: {fault}"
    position = _POSITION_IN_MESSAGE.search(message)
    if position and position["line"]:
        return MetadataError(explanation, first_line + int(position["line"]) - 1, int(position["column"]))
    return MetadataError(explanation, first_line + text.rstrip().count("\n"), 1)

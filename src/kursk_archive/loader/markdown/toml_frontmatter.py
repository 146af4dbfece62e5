"""Metadata in TOML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeAlias

from kursk_archive.loader.markdown import json_toml
from kursk_archive.loader.markdown.json_toml import MemberPairs, MetadataError, MetadataReading
from kursk_archive.yaml.located import MAX_DEPTH, Located, strip_control_characters

_Places: TypeAlias = Mapping[tuple[str, str], tuple[int, int]]
"""Table and key → line and column; a table's own place is that of the key `""`."""

_WHERE = re.compile(r" \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)\Z")
_TABLE = re.compile(r"[ \t]*+\[++[ \t\"']*+([^\]\"'\n]*+)")
_KEY = re.compile(r"[ \t]*+([\"']?+)([^=\"'\n]{1,100}?)\1[ \t]*+=")


_DEEP_KEY = re.compile(
    rf"(?<![\w-])(?:(?:[\w-]++|\"[^\"\n]*+\"|'[^'\n]*+')[ \t]*+\.[ \t]*+){{{MAX_DEPTH}}}",
)
"""A key of so many parts: `tomllib` takes a minute for one of 60,000."""


def read_toml_metadata(text: str, path: str, first_line: int) -> MetadataReading:
    """Read a TOML document; see `members.read`."""
    return json_toml.read_members(_parse, text, path, first_line)


def _parse(text: str, first_line: int) -> MemberPairs:
    import tomllib

    if _DEEP_KEY.search(text):
        raise RecursionError
    try:
        document = tomllib.loads(text, parse_float=str)
    except tomllib.TOMLDecodeError as error:
        raise _refused(f"{error}", text, first_line) from None
    except ValueError:  # from int()
        raise MetadataError("a number of thousands of digits is no metadata", first_line, 1) from None
    places = _places(text, first_line)
    for name, data in document.items():
        place = places.get(("", name)) or places.get((name, "")) or (first_line, 1)
        yield (
            strip_control_characters(name),
            _table(name, data, places, place) if isinstance(data, dict) else json_toml.locate_value(data, *place),
        )


def _table(name: str, data: dict[str, Any], places: _Places, place: tuple[int, int]) -> Located:
    """A table, whose keys have places of their own."""
    below = {
        strip_control_characters(key): json_toml.locate_value(one, *places.get((name, key), place), depth=2)
        for key, one in data.items()
    }
    return Located(below, *place)


def _places(text: str, first_line: int) -> _Places:
    """Where keys stand, since `tomllib` does not tell; a line of a long text may look like one, which does no harm."""
    places: dict[tuple[str, str], tuple[int, int]] = {}
    table = ""
    for number, row in enumerate(text.split("\n"), first_line):
        column = len(row) - len(row.lstrip()) + 1
        if header := _TABLE.match(row):
            table = header[1].strip()
            places.setdefault((table, ""), (number, column))
        elif key := _KEY.match(row):
            places.setdefault((table, key[2].strip()), (number, column))
    return places


def _refused(message: str, text: str, first_line: int) -> MetadataError:
    """A message of `tomllib` ends with the place."""
    fault = _WHERE.sub("", message)
    said = "there is no such date or time" if "Invalid date" in fault else f"this is not TOML: {fault}"
    where = _WHERE.search(message)
    if where and where["line"]:
        return MetadataError(said, first_line + int(where["line"]) - 1, int(where["column"]))
    return MetadataError(said, first_line + text.rstrip().count("\n"), 1)

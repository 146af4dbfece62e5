"""Turns the output of a JSON or TOML parser into values with positions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from kursk_archive.core.findings import Finding, Location, make_finding
from kursk_archive.yaml.located import MAX_DEPTH, Located, LocatedData, strip_control_characters, to_mapping

MemberPairs: TypeAlias = Iterator[tuple[str, Located]]
MetadataReading: TypeAlias = tuple[Mapping[str, Located] | None, tuple[Finding, ...]]
"""Key → value, or None if the document is invalid; and the findings, as from `read_yaml`."""

MAX_METADATA_CHARS = 262_144
"""`tomllib` takes most of a second for a text of this length."""


class MetadataError(Exception):
    """A fault in a text, with its line and column in the file; `read_members` turns it into a finding."""

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(message, line, column)


def read_members(parse: Callable[[str, int], MemberPairs], text: str, path: str, first_line: int) -> MetadataReading:
    """Read a document whose top level is a mapping.

    Args:
        parse: yields the members of a text, given its first line's number; raises `MetadataError`, `RecursionError`.
        text: the document.
        path: for the findings' locations.
        first_line: number of the file's line on which the text begins.
    """
    try:
        if len(text) > MAX_METADATA_CHARS:
            raise MetadataError(
                f"metadata is {len(text):,} characters long; the limit is {MAX_METADATA_CHARS:,}", first_line, 1
            )
        return to_mapping(parse(text, first_line), path)
    except MetadataError as error:
        message, line, column = error.args
        return None, (make_finding("frontmatter", Location(path, line, column), message),)
    except RecursionError:
        message = f"nested more than {MAX_DEPTH} levels deep"
        return None, (make_finding("yaml-bomb", Location(path, first_line, 1), message),)


def locate_value(data: Any, line: int, column: int, depth: int = 1) -> Located:
    """Give a parsed value, and everything in it, one position; numbers and dates become text.

    Raises:
        RecursionError: the value is nested more than `MAX_DEPTH` deep.
    """
    if depth > MAX_DEPTH:
        raise RecursionError
    return Located(_locate_data(data, line, column, depth + 1), line, column)


def _locate_data(data: Any, line: int, column: int, depth: int) -> LocatedData:
    if isinstance(data, dict):
        return {strip_control_characters(name): locate_value(item, line, column, depth) for name, item in data.items()}
    if isinstance(data, list):
        return tuple(locate_value(item, line, column, depth) for item in data)
    if data is None or isinstance(data, bool):
        return data
    return strip_control_characters(_to_text(data))


def _to_text(data: Any) -> str:
    if hasattr(data, "isoformat"):
        return f"{data.isoformat()}".replace("+00:00", "Z")
    if isinstance(data, int) and data.bit_length() > 10_000:  # Python refuses to write these in decimal
        return f"{data:#x}"
    return f"{data}"

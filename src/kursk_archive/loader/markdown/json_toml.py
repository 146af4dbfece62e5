"""What a parser of JSON or TOML gives → values with their places."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from kursk_archive.core.findings import Finding, Location, make_finding
from kursk_archive.yaml.located import MAX_DEPTH, Located, LocatedData, strip_control_characters, to_mapping

MemberPairs: TypeAlias = Iterator[tuple[str, Located]]
MetadataReading: TypeAlias = tuple[Mapping[str, Located] | None, tuple[Finding, ...]]
"""As `safeyaml.read` gives it."""

MAX_METADATA_CHARS = 262_144
"""Characters; `tomllib` takes most of a second for as many."""


class MetadataError(Exception):  # noqa: N818 - `read_members` makes a finding of it
    """What is wrong with a text, and the line and column where (in the file)."""

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(message, line, column)


def read_members(parse: Callable[[str, int], MemberPairs], text: str, path: str, first_line: int) -> MetadataReading:
    """Read a document whose top level is a mapping.

    Args:
        parse: gives its members, of a text that begins on a line of the file; raises `MetadataError`, `RecursionError`.
        text: the document.
        path: for the findings' locations.
        first_line: the file's line on which the text begins.
    """
    try:
        if len(text) > MAX_METADATA_CHARS:
            raise MetadataError(
                f"of metadata, {MAX_METADATA_CHARS} characters are read; these are {len(text)}", first_line, 1
            )
        return to_mapping(parse(text, first_line), path)
    except MetadataError as refused:
        message, line, column = refused.args
        return None, (make_finding("frontmatter", Location(path, line, column), message),)
    except RecursionError:
        message = f"this is nested more than {MAX_DEPTH} deep"
        return None, (make_finding("yaml-bomb", Location(path, first_line, 1), message),)


def locate_value(data: Any, line: int, column: int, depth: int = 1) -> Located:
    """A parsed value, every part of it at one place; numbers and dates become text.

    Raises:
        RecursionError: it is nested more than `MAX_DEPTH` deep.
    """
    if depth > MAX_DEPTH:
        raise RecursionError
    return Located(_data(data, line, column, depth + 1), line, column)


def _data(data: Any, line: int, column: int, depth: int) -> LocatedData:
    if isinstance(data, dict):
        return {
            strip_control_characters(name): locate_value(below, line, column, depth) for name, below in data.items()
        }
    if isinstance(data, list):
        return tuple(locate_value(item, line, column, depth) for item in data)
    if data is None or isinstance(data, bool):
        return data
    return strip_control_characters(_text(data))


def _text(data: Any) -> str:
    if hasattr(data, "isoformat"):
        return f"{data.isoformat()}".replace("+00:00", "Z")
    if isinstance(data, int) and data.bit_length() > 10_000:  # Python refuses to spell these out
        return f"{data:#x}"
    return f"{data}"

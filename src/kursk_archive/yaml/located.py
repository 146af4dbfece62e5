"""Plain values with their positions in a file, whether they were written in YAML, TOML, JSON or header lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from kursk_archive.core.findings import Finding, Location, make_finding
from kursk_archive.core.text import NOT_IN_VALUES

MAX_DEPTH = 32
"""Levels of nesting. libyaml takes quadratic time (20 s for 100,000 brackets), and code that walks values recurses."""

PlainValue: TypeAlias = "str | bool | list[PlainValue] | dict[str, PlainValue] | None"
LocatedData: TypeAlias = "str | bool | tuple[Located, ...] | Mapping[str, Located] | None"


class Located(Struct, frozen=True, gc=False):
    """A value and its position: that of its key if it has one, else of its own first character.

    Numbers and dates are kept as text, so that each field can interpret them: `1:30`, `no` and `2024-02-30` are text.
    Only unquoted `true`, `false` and `null`, in YAML's spellings, are not.
    """

    data: LocatedData
    line: int = 1
    """1-based, in the file."""
    column: int = 1
    """1-based, in characters."""
    earlier: tuple[Located, ...] = ()
    """Earlier values of the same key. `data` is the last value, as with other YAML readers."""

    @property
    def plain(self) -> PlainValue:
        """The data without positions."""
        if isinstance(self.data, tuple):
            return [item.plain for item in self.data]
        if isinstance(self.data, Mapping):
            return {key: item.plain for key, item in self.data.items()}
        return self.data


def to_mapping(pairs: Iterable[tuple[str, Located]], path: str) -> tuple[dict[str, Located], tuple[Finding, ...]]:
    """Make a mapping from its members. A repeated key is a finding at its second member."""
    pairs = list(pairs)
    if len(mapping := dict(pairs)) == len(pairs):
        return mapping, ()
    written: dict[str, list[Located]] = {}
    for name, value in pairs:
        written.setdefault(name, []).append(value)
    findings = tuple(_duplicate_key_finding(name, values, path) for name, values in written.items() if len(values) > 1)
    return {name: replace(values[-1], earlier=tuple(values[:-1])) for name, values in written.items()}, findings


def _duplicate_key_finding(name: str, values: list[Located], path: str) -> Finding:
    location = Location(path, values[1].line, values[1].column)
    return make_finding("key-duplicate", location, f"duplicate key `{name[:60]}`, first used on line {values[0].line}")


def strip_control_characters(text: str) -> str:
    """Remove control characters, lone surrogates and noncharacters, which escapes can bring in."""
    return NOT_IN_VALUES.sub("", text)

"""Plain values that know where in a file they stand, whichever language they were written in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from kursk_archive.core.findings import Finding, Location, make_finding

MAX_DEPTH = 32
"""Of nesting. libyaml is quadratic in it (100,000 brackets take 20 seconds), and whoever walks the values recurses."""

PlainValue: TypeAlias = "str | bool | list[Plain] | dict[str, Plain] | None"
LocatedData: TypeAlias = "str | bool | tuple[Value, ...] | Mapping[str, Value] | None"


class Located(Struct, frozen=True, gc=False):
    """A value and where it stands: at its key if it has one, else at its own beginning.

    A number or a date is the text that was written, so that each field may read it as it needs it: `1:30`, `no` and
    `2024-02-30` are text. Only `true`, `false` and `null`, in YAML's spellings and without quotation marks, are not.
    """

    data: LocatedData
    line: int = 1
    """1-based, in the file."""
    column: int = 1
    """1-based, in characters."""
    earlier: tuple[Located, ...] = ()
    """What was written before under the same key; `data` is the last, as other readers of YAML have it."""

    @property
    def plain(self) -> PlainValue:
        """The data without its places."""
        if isinstance(self.data, tuple):
            return [item.plain for item in self.data]
        if isinstance(self.data, Mapping):
            return {key: item.plain for key, item in self.data.items()}
        return self.data


def to_mapping(pairs: Iterable[tuple[str, Located]], path: str) -> tuple[dict[str, Located], tuple[Finding, ...]]:
    """Make a mapping of its members; a finding at the second of those that have one key."""
    written: dict[str, list[Located]] = {}
    for name, value in pairs:
        written.setdefault(name, []).append(value)
    findings = tuple(_duplicate(name, values, path) for name, values in written.items() if len(values) > 1)
    return {name: replace(values[-1], earlier=tuple(values[:-1])) for name, values in written.items()}, findings


def _duplicate(name: str, values: list[Located], path: str) -> Finding:
    place = Location(path, values[1].line, values[1].column)
    return make_finding("key-duplicate", place, f"`{name[:60]}` stands on line {values[0].line} already")


def strip_control_characters(text: str) -> str:
    """Text without control characters, lone surrogates and noncharacters, which escapes can bring in."""
    return _CONTROL.sub("", text)


_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")

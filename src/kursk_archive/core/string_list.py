"""A compressed list of strings. A first build of 100,000 articles writes 660,000 files; their paths took 60 MB."""

from __future__ import annotations

import marshal
import zlib
from collections.abc import Iterable, Iterator, Sequence
from operator import eq
from typing import overload

BLOCK_SIZE = 256
"""Number of strings that are compressed together."""


class StringList(Sequence[str]):
    """An append-only list of strings, compressed in blocks. Paths, most with a common prefix, take about 4 bytes each.

    Iterate over it: indexing decompresses a block of `BLOCK_SIZE` strings.
    """

    __slots__ = ("_blocks", "_open")

    def __init__(self, strings: Iterable[str] = ()) -> None:
        self._blocks: list[bytes] = []
        self._open: list[str] = []
        for string in strings:
            self.append(string)

    def append(self, string: str) -> None:
        self._open.append(string)
        if len(self._open) == BLOCK_SIZE:
            self._blocks.append(zlib.compress(marshal.dumps(self._open), 1))
            self._open = []

    def __len__(self) -> int:
        return len(self._blocks) * BLOCK_SIZE + len(self._open)

    def __iter__(self) -> Iterator[str]:
        for number in range(len(self._blocks)):
            yield from self._block(number)
        yield from self._open

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...
    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        if isinstance(index, slice):
            return tuple(self)[index]
        number, offset = divmod(range(len(self))[index], BLOCK_SIZE)
        return self._block(number)[offset]

    def __eq__(self, other: object) -> bool:
        """Compare by content, also with tuples and lists."""
        if not isinstance(other, StringList | tuple | list):
            return NotImplemented
        return len(self) == len(other) and all(map(eq, self, other))

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"StringList({list(self)!r})"

    def _block(self, number: int) -> list[str]:
        if number == len(self._blocks):
            return self._open
        block: list[str] = marshal.loads(zlib.decompress(self._blocks[number]))  # noqa: S302 - written by append
        return block

"""The lists of a published folder, read with suspicion: they may have been tampered with, like all that they name."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path, PurePosixPath

from kursk_archive.config import PRIVATE_FOLDER
from kursk_archive.core.findings import Finding, Location, make_finding

MAX_LINE_BYTES = 8_192
"""Bytes of a line: a digest and the longest path that a system takes, and half as much again."""

_LINE = re.compile(r"([0-9a-f]{64})  ([^\x00-\x1f\x7f\\]+)\n")


@dataclass(frozen=True, slots=True)
class ManifestEntry:
    """A line of a list."""

    path: str
    """POSIX, relative to the published folder, and inside it."""
    digest: str
    """Hexadecimal, lower case."""
    manifest: str
    """The list."""
    algorithm: str = "sha256"
    """As hashlib names it."""


@dataclass(slots=True)
class SeenPaths:
    """Which paths were named: eight bytes for each, so that an archive of any size can be told from what is foreign."""

    hashes: set[bytes] = field(default_factory=set)
    key: bytes = field(default_factory=lambda: os.urandom(16))
    """Of this run, so that nobody can choose a path that passes for another."""

    def add(self, path: str) -> bool:
        """Whether the path is new."""
        before = len(self.hashes)
        self.hashes.add(self._mark(path))
        return len(self.hashes) > before

    def __contains__(self, path: str) -> bool:
        return self._mark(path) in self.hashes

    def _mark(self, path: str) -> bytes:
        return blake2b(os.fsencode(path), digest_size=8, key=self.key).digest()


def read_manifest(root: Path, name: str, seen: SeenPaths) -> Iterator[ManifestEntry | Finding]:
    """The files that the list `name` says are published, and what is odd about the list; read as it is asked for.

    Args:
        root: the published folder.
        name: the list's path in it.
        seen: what was named before; added to.
    """
    try:
        for number, line in enumerate(read_bounded_lines(root / name), 1):
            yield _row(line, Location(name, number, 1), seen)
    except OSError as error:
        yield make_finding("unreadable", Location(name), f"it cannot be read: {error.strerror}")


def count_entries(file: Path) -> int:
    """How many lines a list has; 0 if it cannot be read, which `read_manifest` says."""
    try:
        return sum(1 for _ in read_bounded_lines(file))
    except OSError:
        return 0


def _row(line: bytes, place: Location, known: SeenPaths) -> ManifestEntry | Finding:
    match = _LINE.fullmatch(line.decode("utf-8", "replace"))
    if not match or "\ufffd" in match[2] or not is_safe_path(match[2]):
        return make_finding("manifest", place, "this is no line of a digest, two spaces and a path inside the folder")
    if not known.add(match[2]):
        return make_finding("manifest", place, f"`{match[2][:200]}` is named a second time")
    return ManifestEntry(match[2], match[1], place.path)


def is_safe_path(path: str) -> bool:
    """Whether a path leads to something in the published folder that can be published."""
    pure = PurePosixPath(path)
    return (
        str(pure) == path != "."
        and not pure.is_absolute()
        and ".." not in pure.parts
        and pure.parts[0] != PRIVATE_FOLDER
    )


def read_bounded_lines(file: Path) -> Iterator[bytes]:
    """The lines; one that is longer than any can be comes in pieces, so that no list fills the memory."""
    with file.open("rb") as opened:
        while line := opened.readline(MAX_LINE_BYTES):
            yield line

"""Reads the manifests of a published folder. Trusts neither them nor the files: anybody may have tampered with both."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path, PurePosixPath

import msgspec
from msgspec import Struct

from kursk_archive.config import PRIVATE_FOLDER
from kursk_archive.core.findings import ArchiveError, Finding, Location, make_finding
from kursk_archive.publisher.manifest import is_manifest
from kursk_archive.site.permalinks import ROOT_MANIFEST

MAX_LINE_BYTES = 8_192
"""A digest and the longest path that a system takes, with half as much to spare."""

_LINE = re.compile(r"([0-9a-f]{64})  ([^\x00-\x1f\x7f\\]+)\n")


class ManifestEntry(Struct, frozen=True):
    """A file that a manifest lists."""

    path: str
    """POSIX, relative to the published folder, and inside it."""
    digest: str
    """Hexadecimal, lower case."""
    manifest: str
    """Path of the manifest."""
    algorithm: str = "sha256"
    """Name of the hash in `hashlib`."""


class SeenPaths(Struct):
    """A set of paths that keeps an eight-byte hash of each, so that an archive of any size fits into memory."""

    hashes: set[bytes] = msgspec.field(default_factory=set)
    key: bytes = msgspec.field(default_factory=lambda: os.urandom(16))
    """Random for each run, so that nobody can craft a path whose hash equals another's."""

    def add(self, path: str) -> bool:
        """Add a path; return True if it is new."""
        size_before = len(self.hashes)
        self.hashes.add(self._hash(path))
        return len(self.hashes) > size_before

    def __contains__(self, path: str) -> bool:
        return self._hash(path) in self.hashes

    def _hash(self, path: str) -> bytes:
        return blake2b(os.fsencode(path), digest_size=8, key=self.key).digest()


def manifest_entries(root: Path) -> Iterator[ManifestEntry]:
    """Yield every file that the manifests list, manifest after manifest; all but the root manifest itself.

    Raises:
        ArchiveError: a manifest has a fault.
    """
    seen, pending = SeenPaths(), [ROOT_MANIFEST]
    seen.add(ROOT_MANIFEST)
    for name in pending:  # which grows: the root manifest lists the others
        for entry in read_manifest(root, name, seen):
            if isinstance(entry, Finding):
                raise ArchiveError(entry)
            if is_manifest(entry.path):
                pending.append(entry.path)
            yield entry


def read_manifest(root: Path, name: str, seen: SeenPaths) -> Iterator[ManifestEntry | Finding]:
    """Yield the entries of a manifest and a finding for each fault in it, reading a line at a time.

    Args:
        root: the published folder.
        name: the manifest's path in it.
        seen: the paths that were listed before; added to.
    """
    try:
        for number, line in enumerate(read_bounded_lines(root / name), 1):
            yield _parse_line(line, Location(name, number, 1), seen)
    except OSError as error:
        yield make_finding("unreadable", Location(name), f"cannot be read: {error.strerror}")


def count_entries(file: Path) -> int:
    """Count the lines of a manifest; 0 if it is unreadable, which `read_manifest` reports."""
    try:
        return sum(1 for _ in read_bounded_lines(file))
    except OSError:
        return 0


def _parse_line(line: bytes, location: Location, seen: SeenPaths) -> ManifestEntry | Finding:
    match = _LINE.fullmatch(line.decode("utf-8", "replace"))
    if not match or "\ufffd" in match[2] or not is_safe_path(match[2]):
        return make_finding(
            "manifest",
            location,
            "not a valid manifest line (expected a digest, two spaces and a path inside the folder)",
        )
    if not seen.add(match[2]):
        return make_finding("manifest", location, f"`{match[2][:200]}` is listed twice")
    return ManifestEntry(match[2], match[1], location.path)


def is_safe_path(path: str) -> bool:
    """Return True if a path leads to a publishable file inside the published folder."""
    pure = PurePosixPath(path)
    return (
        str(pure) == path != "."
        and not pure.is_absolute()
        and ".." not in pure.parts
        and pure.parts[0] != PRIVATE_FOLDER
    )


def read_bounded_lines(file: Path) -> Iterator[bytes]:
    """Yield the lines of a file; a line longer than `MAX_LINE_BYTES` comes in parts, so that memory is bounded."""
    with file.open("rb") as opened:
        while line := opened.readline(MAX_LINE_BYTES):
            yield line

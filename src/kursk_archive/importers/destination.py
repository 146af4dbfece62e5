"""Write files into the content folder: byte for byte, never over an existing file."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from mmap import mmap
from pathlib import Path

from kursk_archive.core.findings import ArchiveError, Finding, Location, make_finding
from kursk_archive.loader.filenames import capture_suffixes, is_capture_path, suffix_of
from kursk_archive.loader.read_file import map_file_inside, read_file_inside
from kursk_archive.loader.sidecar import sidecar_paths
from kursk_archive.loader.walk import ContentWalk, is_regular_file


@dataclass(slots=True)
class Destination:
    """The content folder, with the digests of the files that this import wrote or, in a dry run, would have written."""

    root: Path
    dry_run: bool = False
    digests: dict[str, bytes] = field(default_factory=dict)
    captures: dict[bytes, str] = field(default_factory=dict)
    """Digest of a capture → its path, for those that this import has written or come upon."""
    planned: set[str] = field(default_factory=set)
    """Paths of the captures that this import is going to write, or has written."""
    _existing: dict[int, list[str]] | None = None
    """Size in bytes → paths of the captures that were there before."""

    def conflict(self, path: str, data: bytes | mmap) -> Finding | None:
        """Return a finding if `data` cannot be written to `path`; None if it can, or if the file holds it already."""
        if not self._is_inside(path):
            return make_finding(
                "outside", Location(path), "symbolic link in this path leads outside the content folder"
            )
        existing = self._digest_at(path)
        if existing is None or existing == _sha256(data):
            return None
        return make_finding(
            "exists", Location(path), "a different file with this name already exists; it was left unchanged"
        )

    def sidecar_conflict(self, path: str) -> Finding | None:
        """Return a finding if a capture with another suffix exists: both would share one sidecar."""
        suffix = suffix_of(path)
        stem = path[: len(path) - len(suffix)]
        for other in (stem + other_suffix for other_suffix in sorted(capture_suffixes())):
            if other != stem + suffix and self._digest_at(other) is not None:
                message = f"`{other}` already exists and would share the same sidecar"
                return make_finding("exists", Location(path), message)
        return None

    def has(self, path: str) -> bool:
        return self._digest_at(path) is not None

    def kept_sidecar(self, target: str) -> tuple[str, str] | None:
        """Return path and text of the sidecar that the capture at `target` has already; None if it has none."""
        path = next((name for name in sidecar_paths(target) if os.path.lexists(self.root / name)), None)
        if path is None:
            return None
        try:
            return path, read_file_inside(self.root / path, self.root, path).decode("utf-8", "replace")
        except ArchiveError:
            return path, ""

    def copy_of(self, target: str, data: bytes | mmap) -> str:
        """Return the path of another capture with the same bytes; empty if there is none."""
        digest = _sha256(data)
        for path in self._existing_captures().get(len(data), ()):
            if path not in self.planned and self._digest_at(path) == digest:
                return path
        other = self.captures.setdefault(digest, target)
        return other if other != target else ""

    def _existing_captures(self) -> Mapping[int, list[str]]:
        """List the captures that were there before this import, by size: only those of one size can be the same."""
        if self._existing is None:
            self._existing = {}
            for path, entry in ContentWalk(self.root).walk_entries():
                if is_capture_path(path) and is_regular_file(entry):
                    with contextlib.suppress(OSError):
                        self._existing.setdefault(entry.stat().st_size, []).append(path)
        return self._existing

    def write_new(self, files: Mapping[str, bytes | mmap]) -> tuple[str, ...]:
        """Write the files that do not exist yet; return their paths.

        Raises:
            ArchiveError: the disk refuses, or another process created the file first.
        """
        new_paths = tuple(path for path in files if not self.has(path))
        for path in new_paths:
            self.digests[path] = _sha256(files[path])
            if not self.dry_run:
                _write_new_file(self.root / path, files[path], path)
        return new_paths

    def _digest_at(self, path: str) -> bytes | None:
        """The digest of the file at `path`; None if there is no file, empty if it cannot be read."""
        if path in self.digests or not os.path.lexists(self.root / path):
            return self.digests.get(path)
        try:
            return _sha256(map_file_inside(self.root / path, self.root, path))
        except ArchiveError:
            return b""

    def _is_inside(self, path: str) -> bool:
        try:
            return (self.root / path).parent.resolve().is_relative_to(self.root.resolve())
        except (OSError, RuntimeError):
            return False


def _sha256(data: bytes | mmap) -> bytes:
    return hashlib.sha256(data).digest()


def _write_new_file(file: Path, data: bytes | mmap, path: str) -> None:
    """Create a file; remove it again if it could not be written completely."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("xb") as stream:
            try:
                stream.write(data)
                stream.flush()
            except BaseException:
                with contextlib.suppress(OSError):
                    file.unlink()
                raise
    except OSError as error:
        raise ArchiveError(make_finding("unwritable", Location(path), f"cannot be written: {error.strerror}")) from None

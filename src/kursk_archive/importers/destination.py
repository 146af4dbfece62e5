"""Files into the content folder: byte for byte, and never over one that is there."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kursk_archive.core.findings import ArchiveError, Finding, Location, finding
from kursk_archive.images.decode import MAX_BYTES
from kursk_archive.loader.filenames import suffix_of
from kursk_archive.loader.formats import PARSERS
from kursk_archive.loader.load_capture import read_bytes


@dataclass(slots=True)
class Destination:
    """The content folder, with what has been put there or, in a dry run, would have been."""

    root: Path
    dry_run: bool = False
    digests: dict[str, bytes] = field(default_factory=dict)

    def conflict(self, path: str, data: bytes) -> Finding | None:
        """Why a file cannot be put at `path`; None if it can, or is there already."""
        if not self._is_free(path):
            return finding("outside", Location(path), "a link on the way there leads out of the content folder")
        there = self._there(path)
        if there is None or there == _digest(data):
            return None
        return finding("exists", Location(path), "a different file of this name is here already; it was not touched")

    def sidecar_conflict(self, path: str) -> Finding | None:
        """Says that a capture of another suffix is there, for which the sidecar would speak as well."""
        stem, suffix = path.rpartition(".")[0], suffix_of(path)
        for other in (stem + one for parser in PARSERS for one in parser.suffixes if one != suffix):
            if self._there(other) is not None:
                message = f"`{other}` is here already, and one sidecar would speak for both"
                return finding("exists", Location(path), message)
        return None

    def has(self, path: str) -> bool:
        return self._there(path) is not None

    def write_new(self, files: Mapping[str, bytes]) -> tuple[str, ...]:
        """Write those files that are not there; gives their paths.

        Raises:
            ArchiveError: the disk refuses, or somebody else was quicker.
        """
        fresh = tuple(path for path in files if not self.has(path))
        for path in fresh:
            self.digests[path] = _digest(files[path])
            if not self.dry_run:
                _create(self.root / path, files[path], path)
        return fresh

    def _there(self, path: str) -> bytes | None:
        """The digest of the file at `path`; an empty one for what cannot be read."""
        if path in self.digests or not os.path.lexists(self.root / path):
            return self.digests.get(path)
        try:
            return _digest(read_bytes(self.root / path, self.root, path, MAX_BYTES))
        except ArchiveError:
            return b""

    def _is_free(self, path: str) -> bool:
        try:
            return (self.root / path).parent.resolve().is_relative_to(self.root.resolve())
        except (OSError, RuntimeError):
            return False


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def _create(file: Path, data: bytes, path: str) -> None:
    """Write a file that is not there yet; one that could not be finished is taken away."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("xb") as new:
            try:
                new.write(data)
                new.flush()
            except BaseException:
                with contextlib.suppress(OSError):
                    file.unlink()
                raise
    except OSError as error:
        raise ArchiveError(finding("unwritable", Location(path), f"it cannot be written: {error.strerror}")) from None

"""The output folder: what is ours in it, written whole or not at all, and nothing beside it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from kursk_archive.config import PRIVATE
from kursk_archive.errors import ArchiveError, Finding, Location, finding


class Stat(NamedTuple):
    """A file as the writer left it."""

    sha256: str
    size: int
    mtime: int
    """Nanoseconds."""
    changed: bool


class Writer:
    """Writes below one folder. Each file appears whole, by a rename, and only if its bytes differ."""

    def __init__(self, root: Path) -> None:
        """Take `root` over.

        Raises:
            ArchiveError: it holds something, and no earlier build made it; or it cannot be written to.
        """
        self.root = root.resolve()
        self.scratch = self.root / PRIVATE / "scratch"
        self._safe: set[Path] = set()
        try:
            self._claim()
        except OSError as error:
            raise ArchiveError(_finding("unwritable", root, f"it cannot be written to: {error.strerror}")) from None

    @property
    def catalogue(self) -> Path:
        return self.root / PRIVATE / "catalogue.sqlite"

    def _claim(self) -> None:
        self.root.mkdir(parents=True, exist_ok=True)
        if not (self.root / PRIVATE).is_dir() and any(not entry.name.startswith(".") for entry in self.root.iterdir()):
            raise ArchiveError(
                _finding("not-ours", self.root, "this folder is not empty, and no build of an archive made it")
            )
        if (self.root / PRIVATE).is_symlink():
            raise ArchiveError(_finding("not-ours", self.root / PRIVATE, "this is a link to another folder"))
        (self.root / PRIVATE).mkdir(exist_ok=True)
        # Servers that list dot folders are asked not to, and backups to pass it over.
        (self.root / PRIVATE / "CACHEDIR.TAG").write_bytes(b"Signature: 8a477f597d28d172789f06886806bc55\n")

    def sweep(self) -> None:
        """Clear away what a killed build left; only for who holds the catalogue."""
        shutil.rmtree(self.scratch, ignore_errors=True)
        self.scratch.mkdir(parents=True, exist_ok=True)

    def write(self, path: str, data: bytes) -> Stat:
        """Make the file at `path` hold `data`; left alone if it does.

        Args:
            path: POSIX, relative to the root.

        Raises:
            ArchiveError: the path leads out of the root, or the disk refuses.
        """
        target = self._target(path)
        if target.parent not in self._safe:
            self._enter(target.parent)
        try:
            changed = not self._holds(target, data)
            if changed:
                self._replace(target, data)
            stat = target.stat()
        except OSError as error:
            raise ArchiveError(_finding("unwritable", target, f"it cannot be written: {error.strerror}")) from None
        return Stat(sha256(data).hexdigest(), stat.st_size, stat.st_mtime_ns, changed)

    def owns(self, path: str) -> bool:
        """Whether a file at `path` could be ours: inside the root, and there."""
        try:
            return self._target(path).is_file()
        except ArchiveError:
            return False

    def has(self, path: str, size: int, mtime: int) -> bool:
        """Whether the file at `path` is there as it was written."""
        try:
            stat = os.stat(f"{self.root}/{path}", follow_symlinks=False)  # noqa: PTH116 - a Path costs more than the call
        except OSError:
            return False
        return stat.st_size == size and stat.st_mtime_ns == mtime

    def _holds(self, target: Path, data: bytes) -> bool:
        try:
            return target.stat().st_size == len(data) and not target.is_symlink() and target.read_bytes() == data
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return False

    def _replace(self, target: Path, data: bytes) -> None:
        scratch = self.scratch / "page"
        scratch.write_bytes(data)
        scratch.replace(target)

    def _target(self, path: str) -> Path:
        pure = PurePosixPath(path)
        if (
            pure.is_absolute()
            or not pure.parts
            or ".." in pure.parts
            or "\\" in path
            or "\0" in path
            or pure.parts[0] == PRIVATE
        ):
            raise ArchiveError(_finding("outside", path, "this address leads out of the output folder"))
        return self.root / pure

    def _enter(self, folder: Path) -> None:
        """Make a folder, once it is certain that no link on the way leads elsewhere."""
        if not folder.resolve().is_relative_to(self.root):
            raise ArchiveError(_finding("outside", folder, "a link in the output folder leads out of it"))
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ArchiveError(_finding("unwritable", folder, f"it cannot be made: {error.strerror}")) from None
        self._safe.add(folder)

    def remove(self, paths: Iterable[str]) -> Iterator[str]:
        """Delete files that a build wrote, and folders that this leaves empty; gives those that were there."""
        for path in paths:
            target = self._target(path)
            if not target.parent.resolve().is_relative_to(self.root):
                continue
            if target.is_file() or target.is_symlink():
                target.unlink()
                yield path
            self._prune(target.parent)

    def _prune(self, folder: Path) -> None:
        while folder != self.root:
            self._safe.discard(folder)
            try:
                folder.rmdir()
            except OSError:  # it is not empty
                return
            folder = folder.parent


def _finding(code: str, path: object, message: str) -> Finding:
    return finding(code, Location(str(path)), message)

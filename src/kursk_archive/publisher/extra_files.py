"""Files in a published folder that no manifest lists. Symbolic links never count as published."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import msgspec
from msgspec import Struct

from kursk_archive.config import PRIVATE_FOLDER
from kursk_archive.core.findings import Finding, Location, make_finding


class FileInspector(Struct):
    """Looks up files without following symbolic links. Each folder is checked once: it may hold thousands of files."""

    real_folders: dict[Path, bool] = msgspec.field(default_factory=dict)
    """Folder → True if no part of its path is a symbolic link."""

    def file_mode(self, path: Path) -> int:
        """Return the `st_mode` of `path`, whose root is resolved; 0 if it is missing or lies behind a link."""
        try:
            return path.lstat().st_mode if self._is_real(path.parent) else 0
        except (OSError, ValueError):
            return 0

    def is_regular_file(self, path: Path) -> bool:
        return stat.S_ISREG(self.file_mode(path))

    def is_symlink(self, path: Path) -> bool:
        return stat.S_ISLNK(self.file_mode(path))

    def _is_real(self, folder: Path) -> bool:
        if folder not in self.real_folders:
            self.real_folders[folder] = folder.resolve() == folder
        return self.real_folders[folder]


class PathSet(Protocol):
    """A set of paths that can only be asked for membership."""

    def __contains__(self, path: str, /) -> bool: ...


def find_extra_files(root: Path, listed_paths: PathSet, private_folder: str = PRIVATE_FOLDER) -> Iterator[Finding]:
    """Yield a finding, by path, for each file that is not listed or is a symbolic link.

    Args:
        root: the published folder.
        listed_paths: the paths that manifests list.
        private_folder: a folder in the root that is skipped; empty for none.
    """
    pending: list[str] = [""]
    while pending:
        path = pending.pop()
        if path.endswith("/") or not path:
            try:
                pending += sorted(_list_folder(root, path, private_folder), reverse=True)
            except OSError as error:
                yield make_finding("unreadable", Location(path or "."), f"folder cannot be listed: {error.strerror}")
        elif path not in listed_paths:
            yield make_finding("foreign", Location(path), "not listed in any manifest")
        elif (root / path).is_symlink():
            yield make_finding("foreign", Location(path), "symbolic link, although none was published")


def _list_folder(root: Path, folder: str, private_folder: str) -> Iterator[str]:
    """Yield the paths of a folder's entries; those of folders end with a slash."""
    with os.scandir(root / folder) as entries:
        for entry in entries:
            is_folder = entry.is_dir(follow_symlinks=False)
            if not (is_folder and not folder and entry.name == private_folder):
                yield f"{folder}{entry.name}{'/' if is_folder else ''}"

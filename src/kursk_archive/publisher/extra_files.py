"""What lies in a published folder without having been published. Links are foreign, wherever they lead."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from kursk_archive.config import PRIVATE_FOLDER
from kursk_archive.core.findings import Finding, Location, make_finding


@dataclass(slots=True)
class FileInspector:
    """Which folders are what they seem; asked once for each, since thousands of files are in one."""

    real_folders: dict[Path, bool] = field(default_factory=dict)

    def file_mode(self, path: Path) -> int:
        """What is at `path`, whose root is resolved, as `stat` has it; 0 if nothing, or only by way of a link."""
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
    """Knows paths."""

    def __contains__(self, path: str, /) -> bool: ...


def find_extra_files(root: Path, listed_paths: PathSet, private_folder: str = PRIVATE_FOLDER) -> Iterator[Finding]:
    """A finding for each file, by path, that is not `listed_paths`; the folder `private_folder` is passed over."""
    waiting: list[str] = [""]
    while waiting:
        path = waiting.pop()
        if path.endswith("/") or not path:
            try:
                waiting += sorted(_entries(root, path, private_folder), reverse=True)
            except OSError as error:
                yield make_finding("unreadable", Location(path or "."), f"it cannot be looked into: {error.strerror}")
        elif path not in listed_paths:
            yield make_finding("foreign", Location(path), "no list names it")
        elif (root / path).is_symlink():
            yield make_finding("foreign", Location(path), "this is a link to another place, and none was published")


def _entries(root: Path, folder: str, private: str) -> Iterator[str]:
    """What a folder holds; folders with a slash at their end."""
    with os.scandir(root / folder) as found:
        for entry in found:
            is_folder = entry.is_dir(follow_symlinks=False)
            if not (is_folder and not folder and entry.name == private):
                yield f"{folder}{entry.name}{'/' if is_folder else ''}"

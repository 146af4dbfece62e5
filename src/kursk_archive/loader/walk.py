"""Walk the content folder, and check files before they are read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from kursk_archive.config import PRIVATE_FOLDER
from kursk_archive.core.findings import Finding, Location, make_finding
from kursk_archive.core.text import escape_unprintable
from kursk_archive.loader.filenames import (
    SIDECAR_SUFFIXES,
    has_capture_suffix,
    is_capture_path,
    suffix_of,
)
from kursk_archive.loader.formats import PAGE
from kursk_archive.loader.page_folder_names import PAGE_FOLDER, PAGE_FOLDER_ENDINGS
from kursk_archive.site.permalinks import ROOT_MANIFEST

_MAX_PAGE_FILES = 10_000


class ContentWalk(Struct):
    """Lists the content folder, folder by folder, and continues past folders that cannot be listed."""

    root: Path
    unreadable: dict[str, str] = {}
    """Folder that cannot be listed → the reason."""
    outputs: dict[str, bool] = {}
    """Folder that is skipped as the output of a build → True if it certainly is one."""

    def walk_entries(self) -> Iterator[tuple[str, os.DirEntry[str]]]:
        """Yield path and entry of all that is not hidden; of folders, only those named like a capture or sidecar."""
        pending = [""]
        while pending:
            files, folders = self.list_folder(pending.pop())
            pending += folders
            yield from files.items()

    def list_folder(self, prefix: str) -> tuple[dict[str, os.DirEntry[str]], list[str]]:
        """List one folder: its entries by path, as in `walk_entries`, and the paths of its subfolders with a slash.

        Args:
            prefix: the folder's path with a slash; empty for the content folder.
        """
        files: dict[str, os.DirEntry[str]] = {}
        folders: list[str] = []
        for entry in self._read_folder(prefix):
            path = prefix + entry.name
            is_folder = entry.is_dir(follow_symlinks=False)
            if is_folder:
                folders.append(f"{path}/")
            if not is_folder or has_capture_suffix(entry.name) or _is_sidecar(entry.name):
                files[path] = entry
        return files, folders

    def _read_folder(self, prefix: str) -> list[os.DirEntry[str]]:
        """Return the entries of a folder; none if it is the output of a build, which contains copies of captures."""
        try:
            entries = list(os.scandir(self.root / prefix))
        except OSError as error:
            self.unreadable[prefix.rstrip("/")] = error.strerror or "access denied"
            return []
        if prefix and any(entry.name == PRIVATE_FOLDER for entry in entries):
            self.outputs[prefix.rstrip("/")] = any(entry.name == ROOT_MANIFEST for entry in entries)
            return []
        names = {entry.name for entry in entries}
        return [
            entry for entry in entries if not entry.name.startswith(".") and not _belongs_to_page(entry.name, names)
        ]

    def findings(self) -> Iterator[Finding]:
        for path, reason in self.unreadable.items():
            yield make_finding("unreadable", Location(path or "."), f"folder cannot be listed: {reason}")
        for path, is_certain in self.outputs.items():
            if is_certain:
                yield make_finding("output-inside", Location(path), "folder skipped: it is the output of a build")
            else:
                message = f"folder skipped: it contains `{PRIVATE_FOLDER}` like the output of a build, but no manifest"
                yield make_finding("output-doubtful", Location(path), message)


def check_file(root: Path, path: str, entry: os.DirEntry[str]) -> Finding | None:
    """Return a finding if a file cannot be loaded as its name promises; None if it can, or is not a capture at all."""
    location = Location(path, 1, 1)
    if not path.isprintable() or "\\" in path:
        printable = Location(escape_unprintable(path), 1, 1)
        message = "file name contains characters that are not allowed in a URL"
        return make_finding("name", printable, message) if has_capture_suffix(entry.name) else None
    if entry.is_symlink() and not _is_inside(Path(entry.path), root):
        matters = is_capture_path(path) or is_folder(entry)
        return (
            make_finding("outside", location, "symbolic link leads outside the content folder or is broken")
            if matters
            else None
        )
    if has_capture_suffix(entry.name) and not is_regular_file(entry):
        return make_finding("not-a-file", location, "not a regular file, although it is named like a capture")
    return None


def is_regular_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:  # a loop of symbolic links
        return False


def is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _is_inside(path: Path, root: Path) -> bool:
    try:
        return path.resolve(strict=True).is_relative_to(root.resolve())
    except (OSError, RuntimeError):
        return False


def _belongs_to_page(name: str, names: set[str]) -> bool:
    """Return True for the folder of a saved page beside it: it holds no captures, only what the page shows."""
    if not name.endswith(PAGE_FOLDER_ENDINGS):  # quicker than the pattern: a tenth of a scan
        return False
    match = PAGE_FOLDER.fullmatch(name)
    return match is not None and any(f"{match[1]}{suffix}" in names for suffix in PAGE.suffixes)


def list_page_files(root: Path, path: str) -> tuple[str, ...]:
    """List the files in the folders that a browser saved beside a page, those of its folders included.

    Hidden files, symbolic links and names that a page cannot show are left out.

    Args:
        root: a folder.
        path: of a file in it, POSIX; only a saved page has such folders.
    """
    if suffix_of(path) not in PAGE.suffixes:
        return ()
    stem, found = path.rpartition(".")[0], list[str]()
    pending = [f"{stem}{ending}" for ending in PAGE_FOLDER_ENDINGS if (root / f"{stem}{ending}").is_dir()]
    while pending and len(found) < _MAX_PAGE_FILES:
        folder = pending.pop()
        with suppress(OSError), os.scandir(root / folder) as entries:
            for entry in entries:
                name = entry.name
                if name.startswith(".") or not name.isprintable() or "\\" in name or entry.is_symlink():
                    continue
                if entry.is_dir(follow_symlinks=False):
                    pending.append(f"{folder}/{name}")
                elif entry.is_file(follow_symlinks=False):
                    found.append(f"{folder}/{name}")
    return tuple(sorted(found[:_MAX_PAGE_FILES]))


def _is_sidecar(path: str) -> bool:
    return suffix_of(path) in SIDECAR_SUFFIXES

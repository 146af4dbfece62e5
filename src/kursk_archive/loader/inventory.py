"""List every file of the content folder, captures or not, for an export of the whole folder."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from kursk_archive.config import PRIVATE_FOLDER
from kursk_archive.core.findings import Finding, Location, make_finding


class ContentFile(Struct, frozen=True):
    """A file of the content folder."""

    path: str
    """POSIX, relative to the content folder."""
    target: str
    """POSIX, relative to the content folder. Another file than `path` if that is a symbolic link."""


def walk_content_files(root: Path) -> Iterator[ContentFile | Finding]:
    """Yield every file that can be exported, ordered by path, and a finding with the reason for each that cannot.

    The latter are hidden files, files whose name is not valid Unicode, and links that lead out of the folder.
    """
    pending = [""]
    while pending:
        path = pending.pop()
        if path.rstrip("/").rpartition("/")[2].startswith("."):
            yield _left_out(path, "hidden")
        elif path and not path.endswith("/"):
            yield _examine_file(root, path)
        else:
            names = _list_folder(root, path)
            if isinstance(names, Finding):
                yield names
            else:
                pending += names


def _list_folder(root: Path, folder: str) -> list[str] | Finding:
    """List a folder in reverse order; a finding if it cannot be listed or is the output of a build."""
    try:
        names = sorted(_entries(root, folder), reverse=True)
    except OSError as error:
        return make_finding(
            "unreadable", Location(printable_path(folder) or "."), f"folder cannot be listed: {error.strerror}"
        )
    is_output = folder and f"{folder}{PRIVATE_FOLDER}/" in names
    return _left_out(folder, "build output, which can be recreated from the captures") if is_output else names


def _entries(root: Path, folder: str) -> Iterator[str]:
    """Yield the paths in a folder. Folders end with a slash, so that they sort like their contents."""
    with os.scandir(root / folder) as entries:
        for entry in entries:
            yield f"{folder}{entry.name}{'/' if entry.is_dir(follow_symlinks=False) else ''}"


def _examine_file(root: Path, path: str) -> ContentFile | Finding:
    try:
        path.encode()
    except UnicodeEncodeError:
        return make_finding("name", Location(printable_path(path)), "file name is not valid UTF-8")
    try:
        mode = (root / path).lstat().st_mode
        if stat.S_ISLNK(mode):
            return _follow_link(root, path)
    except (OSError, RuntimeError) as error:  # RuntimeError: a loop of symbolic links, before Python 3.13
        return make_finding("unreadable", Location(path), f"cannot be read: {error}")
    return ContentFile(path, path) if stat.S_ISREG(mode) else _left_out(path, "neither a file nor a folder")


def _follow_link(root: Path, path: str) -> ContentFile | Finding:
    """Resolve a symbolic link: the file it leads to, or a finding if that file could not be exported by itself."""
    try:
        resolved_root, resolved = root.resolve(), (root / path).resolve(strict=True)
    except FileNotFoundError:
        resolved = None
    if resolved is None or not resolved.is_relative_to(resolved_root):
        return make_finding("outside", Location(path), "symbolic link leads outside the content folder or is broken")
    target = resolved.relative_to(resolved_root).as_posix()
    if not resolved.is_file():
        return _left_out(path, "symbolic link to a folder")
    is_hidden = any(part.startswith(".") for part in target.split("/"))
    return (
        _left_out(path, f"symbolic link to {printable_path(target)}, which is hidden")
        if is_hidden
        else ContentFile(path, target)
    )


def _left_out(path: str, reason: str) -> Finding:
    return make_finding("bag-left", Location(printable_path(path)), reason)


def printable_path(path: str) -> str:
    """Return a path in a form that a terminal can show, without a trailing slash."""
    return path.rstrip("/").encode("utf-8", "backslashreplace").decode()

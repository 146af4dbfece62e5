"""All that lies in the content folder, captures or not, for who copies the whole of it."""

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
    """The file that it is, likewise: another one if it is a link."""


def walk_content_files(root: Path) -> Iterator[ContentFile | Finding]:
    """Every file that can be handed on, in the order of the paths, and in its place what cannot, with the reason.

    Hidden files, files without a name in Unicode, and what a link leads to outside of the folder cannot.
    """
    waiting = [""]
    while waiting:
        path = waiting.pop()
        if path.rstrip("/").rpartition("/")[2].startswith("."):
            yield _left(path, "this is hidden")
        elif path and not path.endswith("/"):
            yield _file(root, path)
        else:
            names = _listed(root, path)
            if isinstance(names, Finding):
                yield names
            else:
                waiting += names


def _listed(root: Path, folder: str) -> list[str] | Finding:
    """What is in a folder, last first; a finding if it is none to look into."""
    try:
        names = sorted(_entries(root, folder), reverse=True)
    except OSError as error:
        return make_finding(
            "unreadable", Location(printable_path(folder) or "."), f"this folder cannot be listed: {error.strerror}"
        )
    is_output = folder and f"{folder}{PRIVATE_FOLDER}/" in names
    return _left(folder, "this is the output of a build, which follows from the captures") if is_output else names


def _entries(root: Path, folder: str) -> Iterator[str]:
    """What is in a folder; folders with a slash at their end, so that they sort as what is in them does."""
    with os.scandir(root / folder) as found:
        for entry in found:
            yield f"{folder}{entry.name}{'/' if entry.is_dir(follow_symlinks=False) else ''}"


def _file(root: Path, path: str) -> ContentFile | Finding:
    try:
        path.encode()
    except UnicodeEncodeError:
        return make_finding(
            "name", Location(printable_path(path)), "the name is not written in UTF-8, as lists of files have to be"
        )
    try:
        mode = (root / path).lstat().st_mode
        if stat.S_ISLNK(mode):
            return _link(root, path)
    except (OSError, RuntimeError) as error:  # RuntimeError: a ring of links
        return make_finding("unreadable", Location(path), f"it cannot be looked at: {error}")
    return ContentFile(path, path) if stat.S_ISREG(mode) else _left(path, "this is neither a file nor a folder")


def _link(root: Path, path: str) -> ContentFile | Finding:
    """What a link leads to, if that is a file which could be handed on by itself."""
    whole, there = root.resolve(), (root / path).resolve()
    if not there.is_relative_to(whole) or not there.exists():
        return make_finding("outside", Location(path), "this link leads out of the content folder, or nowhere")
    target = there.relative_to(whole).as_posix()
    if not there.is_file():
        return _left(path, "this is a link to a folder")
    is_hidden = any(part.startswith(".") for part in target.split("/"))
    return (
        _left(path, f"this is a link to {printable_path(target)}, which is hidden")
        if is_hidden
        else ContentFile(path, target)
    )


def _left(path: str, why: str) -> Finding:
    return make_finding("bag-left", Location(printable_path(path)), why)


def printable_path(path: str) -> str:
    """A path as a terminal can show it, without a slash at its end."""
    return path.rstrip("/").encode("utf-8", "backslashreplace").decode()

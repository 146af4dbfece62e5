"""What lies in the content folder: captures with their stamps, and what there is to say of the rest."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

from kursk_archive.config import CONFIG_NAME
from kursk_archive.errors import Finding, Location, finding
from kursk_archive.loader.formats import NOT_YET, is_capture
from kursk_archive.loader.sidecar import SUFFIXES
from kursk_archive.model import ArticleId

_NOTES = frozenset({"readme", "license", "licence", "copying", "rights", "notice", "changelog"})
"""Names of files that speak of the folder and are no captures."""


@dataclass(slots=True)
class Scan:
    """A content folder at one moment."""

    stamps: dict[ArticleId, str] = field(default_factory=dict)
    """Capture → what changes when it or its sidecar does: sizes and times. In the order of the paths."""
    findings: list[Finding] = field(default_factory=list)


def scan(root: Path, exclude: tuple[str, ...] = ()) -> Scan:
    """Walk the content folder; neither reads a file nor follows a link.

    Args:
        root: the content folder.
        exclude: patterns of paths that are passed over.
    """
    files = {path: one for path, one in _walk(root) if not any(fnmatch(path, pattern) for pattern in exclude)}
    found = Scan()
    sidecars = {path: one for path, one in files.items() if PurePosixPath(path).suffix.lower() in SUFFIXES and path != CONFIG_NAME}
    used: set[str] = set()
    for path in sorted(files):
        said = _said(root, path, files[path])
        if said:
            found.findings.append(said)
        elif _is_article(path):
            beside = next((name for name in _beside(path) if name in sidecars), None)
            used |= {beside} if beside else set()
            found.stamps[ArticleId(path)] = f"{_stamp(files[path])} {beside} {_stamp(sidecars[beside])}" if beside else _stamp(files[path])
    for path in sorted(sidecars.keys() - used):
        found.findings.append(finding("sidecar-alone", Location(path, 1, 1), "no capture of this name stands beside this file"))
    return found


def _walk(root: Path) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Everything that is not hidden, with its path; folders only where their names are a capture's, or they are links."""
    folders = [(root, "")]
    while folders:
        folder, prefix = folders.pop()
        try:
            entries = list(os.scandir(folder))
        except OSError:
            continue
        for entry in entries:
            if entry.name.startswith("."):
                continue
            path = prefix + entry.name
            if entry.is_dir(follow_symlinks=False):
                folders.append((folder / entry.name, f"{path}/"))
                if is_capture(entry.name):
                    yield path, entry
            else:
                yield path, entry


def _said(root: Path, path: str, entry: os.DirEntry[str]) -> Finding | None:
    """What is wrong with a file before it is read; None for what is fine, or nobody's business."""
    place = Location(path, 1, 1)
    if not path.isprintable() or "\\" in path or any("\ud800" <= one <= "\udfff" for one in path):
        shown = Location(path.encode("utf-8", "backslashreplace").decode().encode("unicode_escape").decode(), 1, 1)
        return finding("name", shown, "the name holds characters that no address can") if is_capture(entry.name) else None
    if entry.is_symlink() and not _is_inside(Path(entry.path), root):
        return finding("outside", place, "this link leads out of the content folder, or nowhere") if _is_article(path) or entry.is_dir() else None
    if is_capture(entry.name) and not entry.is_file():
        return finding("not-a-file", place, "a folder or a device has the name of a capture")
    if PurePosixPath(path).suffix.lower() in NOT_YET:
        return finding("unsupported", place, f"there is no loader for {PurePosixPath(path).suffix} yet")
    return None


def _is_inside(path: Path, root: Path) -> bool:
    try:
        return path.resolve(strict=True).is_relative_to(root.resolve())
    except (OSError, RuntimeError):
        return False


def _is_article(path: str) -> bool:
    pure = PurePosixPath(path)
    return is_capture(pure.name) and pure.stem.lower() not in _NOTES


def _beside(path: str) -> Iterator[str]:
    stem = path.removesuffix(PurePosixPath(path).suffix)
    return (stem + suffix for suffix in SUFFIXES)


def _stamp(entry: os.DirEntry[str]) -> str:
    """Size and times. The time of the inode's change cannot be set back by a tool that preserves the other."""
    try:
        found = entry.stat()
    except OSError:
        return "?"
    return f"{found.st_size}:{found.st_mtime_ns}:{found.st_ctime_ns}" if stat.S_ISREG(found.st_mode) else "?"

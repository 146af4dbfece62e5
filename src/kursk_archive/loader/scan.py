"""What lies in the content folder: captures with their stamps, and what there is to say of the rest."""

from __future__ import annotations

import os
import stat
from collections.abc import Container, Iterable, Iterator, Mapping
from fnmatch import fnmatch
from pathlib import Path
from types import MappingProxyType

from msgspec import Struct

from kursk_archive import imaging
from kursk_archive.config import CONFIG_NAME, PRIVATE
from kursk_archive.errors import Finding, Location, finding
from kursk_archive.loader import album
from kursk_archive.loader.names import CAPTURES, NOT_YET, SIDECAR, is_capture, suffix_of
from kursk_archive.terms import ArticleId

_NOTES = frozenset({"readme", "license", "licence", "copying", "rights", "notice", "changelog"})
"""Names of files that speak of the folder and are no captures."""
_NOTHING: Mapping[ArticleId, str] = MappingProxyType({})


class Scan(Struct):
    """A content folder at one moment."""

    stamps: dict[ArticleId, str] = {}
    """Capture → what changes when it, its sidecar or an image does: sizes and times. In the order of the paths."""
    broken: dict[ArticleId, Finding] = {}
    """What has a capture's name and is none, a link that leads out for one; what was published of it stays."""
    closed: tuple[str, ...] = ()
    """Folders that cannot be looked into, each with a slash; what was published of them stays."""
    findings: list[Finding] = []

    def holds(self, path: str) -> bool:
        """Whether a capture is there, or may be there."""
        return path in self.stamps or path in self.broken or path.startswith(self.closed)


def scan(root: Path, exclude: tuple[str, ...] = (), known: Mapping[ArticleId, str] = _NOTHING) -> Scan:
    """Walk the content folder; neither reads a file nor follows a link.

    Args:
        root: the content folder.
        exclude: patterns of paths that are passed over.
        known: the captures' stamps as `Album.stamp` completed them when they were read; they name further images.
    """
    walk = Walk(root)
    found = Scan()
    images: list[str] = []
    for files in walk.folders():
        if exclude:
            files = {path: one for path, one in files.items() if not any(fnmatch(path, pattern) for pattern in exclude)}
        images += _look_at(root, files, known, found)
    if images and not imaging.is_there():
        found.findings.append(_without_pillow(min(images)))
    found.findings += walk.findings()
    found.findings.sort(key=lambda one: one.location.path)
    found.stamps = dict(sorted(found.stamps.items()))
    found.closed = tuple(f"{path}/" if path else "" for path in walk.closed)
    return found


def _look_at(
    root: Path, files: Mapping[str, os.DirEntry[str]], known: Mapping[ArticleId, str], found: Scan
) -> Iterable[str]:
    """Enter in `found` what one folder holds; gives one of its images, if there are any that stand beside a capture."""
    suffixes = {path: suffix_of(path) for path in files}
    sidecars = {path: files[path] for path, one in suffixes.items() if one in SIDECAR and path != CONFIG_NAME}
    images = _by_stem(path for path, one in suffixes.items() if one in imaging.SUFFIXES)
    used: set[str] = set()
    for path in sorted(files):
        entry, suffix = files[path], suffixes[path]
        said = None if _is_plain(path, entry, suffix) else objection(root, path, entry)
        is_read = suffix in CAPTURES and entry.name[: -len(suffix)].lower() not in _NOTES
        if said and is_read and path.isprintable():
            found.broken[ArticleId(path)] = said
        elif said:
            found.findings.append(said)
        elif is_read:
            beside = _sidecar_of(path[: -len(suffix)], sidecars) if sidecars else None
            stamp = _stamp(entry)
            if beside:
                used.add(beside)
                stamp = f"{stamp} {beside} {_stamp(sidecars[beside])}"
            before = known.get(ArticleId(path), "")
            if images or "\n" in before:
                named = (*images.get(path.rpartition(".")[0], ()), *_named(before))
                stamp = _with_images(root, stamp, named) if named else stamp
            found.stamps[ArticleId(path)] = stamp
    for path in sorted(path for path in sidecars.keys() - used if _is_file(sidecars[path])):
        message = "no capture of this name stands beside this file"
        found.findings.append(finding("sidecar-alone", Location(path, 1, 1), message))
    return [min(min(paths) for paths in images.values())] if images else []


def _is_plain(path: str, entry: os.DirEntry[str], suffix: str) -> bool:
    """Whether a file is what nearly all are, a capture that is no link, so that there is nothing to object."""
    is_named = suffix in CAPTURES and path.isprintable() and "\\" not in path
    return is_named and not entry.is_symlink() and entry.is_file(follow_symlinks=False)


def _sidecar_of(stem: str, sidecars: Container[str]) -> str | None:
    """The sidecar beside a capture; the stem is the capture's path without its suffix."""
    return next((path for path in (stem + suffix for suffix in SIDECAR) if path in sidecars), None)


def _by_stem(files: Iterable[str]) -> dict[str, list[str]]:
    """Path without its suffix → image files."""
    found: dict[str, list[str]] = {}
    for path in files:
        if path.endswith(album.ENDINGS):
            found.setdefault(path.rpartition(".")[0], []).append(path)
    return found


def _without_pillow(first: str) -> Finding:
    shown = "".join(char if char.isprintable() else ascii(char)[1:-1] for char in first)
    return finding("images", Location(shown), "images are not published: Pillow is not installed")


def _named(stamp: str) -> Iterator[str]:
    return (path for path, _ in album.lines(stamp))


def _with_images(root: Path, own: str, paths: Iterable[str]) -> str:
    return album.joined(own, {path: album.stamp_of(root, path) for path in paths})


class Walk(Struct):
    """A way through the content folder that goes on where the system refuses."""

    root: Path
    closed: dict[str, str] = {}
    """Folders that the system refuses to list, each with its reason."""

    def entries(self) -> Iterator[tuple[str, os.DirEntry[str]]]:
        """All that is not hidden, with its path; folders only if they have the name of a file that would be read."""
        for files in self.folders():
            yield from files.items()

    def folders(self) -> Iterator[dict[str, os.DirEntry[str]]]:
        """The same, a folder at a time: what the system says of a file takes a kilobyte."""
        folders = [""]
        while folders:
            prefix = folders.pop()
            files = {}
            for entry in self._listed(prefix):
                path = prefix + entry.name
                is_folder = entry.is_dir(follow_symlinks=False)
                if is_folder:
                    folders.append(f"{path}/")
                if not is_folder or is_capture(entry.name) or _is_sidecar(entry.name):
                    files[path] = entry
            yield files

    def _listed(self, prefix: str) -> list[os.DirEntry[str]]:
        """What is in a folder; nothing if it is the output of a build, whose copies of captures are none."""
        try:
            entries = list(os.scandir(self.root / prefix))
        except OSError as error:
            self.closed[prefix.rstrip("/")] = error.strerror or "the system refuses"
            return []
        if prefix and any(entry.name == PRIVATE for entry in entries):
            return []
        return [entry for entry in entries if not entry.name.startswith(".")]

    def findings(self) -> Iterator[Finding]:
        for path, reason in self.closed.items():
            yield finding("unreadable", Location(path or "."), f"this folder cannot be listed: {reason}")


def objection(root: Path, path: str, entry: os.DirEntry[str]) -> Finding | None:
    """What is wrong with a file before it is read; None for what is fine, or nobody's business."""
    place = Location(path, 1, 1)
    if not path.isprintable() or "\\" in path:
        shown = Location("".join(char if char.isprintable() else ascii(char)[1:-1] for char in path), 1, 1)
        message = "the name holds characters that no address can"
        return finding("name", shown, message) if is_capture(entry.name) else None
    if entry.is_symlink() and not _is_inside(Path(entry.path), root):
        matters = is_article(path) or _is_folder(entry)
        return finding("outside", place, "this link leads out of the content folder, or nowhere") if matters else None
    if is_capture(entry.name) and not _is_file(entry):
        return finding("not-a-file", place, "a folder or a device has the name of a capture")
    if suffix_of(path) in NOT_YET:
        return finding("unsupported", place, f"there is no loader for {path[path.rindex('.') :]} yet")
    return None


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:  # a ring of links
        return False


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _is_inside(path: Path, root: Path) -> bool:
    try:
        return path.resolve(strict=True).is_relative_to(root.resolve())
    except (OSError, RuntimeError):
        return False


def is_article(path: str) -> bool:
    """Whether a file of this name is taken for a capture: a README is none."""
    suffix, name = suffix_of(path), path.rpartition("/")[2]
    return suffix in CAPTURES and name[: -len(suffix)].lower() not in _NOTES


def _is_sidecar(path: str) -> bool:
    return suffix_of(path) in SIDECAR


def _stamp(entry: os.DirEntry[str]) -> str:
    """Size and times. The time of the inode's change cannot be set back by a tool that preserves the other."""
    try:
        found = entry.stat()
    except OSError:
        return "?"
    return f"{found.st_size}:{found.st_mtime_ns}:{found.st_ctime_ns}" if stat.S_ISREG(found.st_mode) else "?"

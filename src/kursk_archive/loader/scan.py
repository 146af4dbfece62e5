"""What lies in the content folder: captures with their stamps, and what there is to say of the rest."""

from __future__ import annotations

import os
import stat
from collections.abc import Container, Iterable, Iterator
from fnmatch import fnmatch
from itertools import chain
from pathlib import Path

from msgspec import Struct, field

from kursk_archive.config import CONFIG_NAME
from kursk_archive.core.enums import ArticleId
from kursk_archive.core.findings import Finding, Location, make_finding
from kursk_archive.core.string_list import StringList
from kursk_archive.images import decode
from kursk_archive.loader import images as album
from kursk_archive.loader.filenames import CAPTURE_SUFFIXES, NOTES_STEMS, SIDECAR_SUFFIXES, suffix_of
from kursk_archive.loader.walk import ContentWalk, check_file, is_regular_file


class ContentScan(Struct):
    """A content folder at one moment, compared with what was known of it."""

    capture_count: int = 0
    """Captures that are there."""
    stale: StringList = field(default_factory=StringList)
    """Captures that are not as they were known: path and stamp by turns, in the order of the paths."""
    removed: list[str] = []
    """Captures that were known and are not there."""
    rejected: dict[ArticleId, Finding] = {}
    """What has a capture's name and is none, a link that leads out for one; what was published of it stays."""
    unreadable_folders: tuple[str, ...] = ()
    """Folders that cannot be looked into, each with a slash; what was published of them stays."""
    findings: list[Finding] = []

    @property
    def stale_count(self) -> int:
        return len(self.stale) // 2

    @property
    def stamps(self) -> dict[ArticleId, str]:
        """Stale capture → what changes when it, its sidecar or an image does: sizes and times."""
        return dict(self.stale_captures())

    def stale_captures(self) -> Iterator[tuple[ArticleId, str]]:
        """The same, one at a time: a first build finds as many as the archive has."""
        values = iter(self.stale)
        return ((ArticleId(path), next(values)) for path in values)

    def may_still_exist(self, path: str) -> bool:
        """Whether a capture that was not found may be there all the same."""
        return path in self.rejected or path.startswith(self.unreadable_folders)


def scan_content(
    root: Path, exclude: tuple[str, ...] = (), previous: Iterable[tuple[str, str]] = (), *, everything: bool = False
) -> ContentScan:
    """Walk the content folder; neither reads a file nor follows a link.

    Args:
        root: the content folder.
        exclude: patterns of paths that are passed over.
        previous: captures by path, with their stamps as `ImageIndex.complete_stamp` completed them when they were read; they name
            further images.
        everything: whether every capture is stale.
    """
    walk, found, past = ContentWalk(root), ContentScan(), _PreviousStamps(previous)
    images: list[str] = []
    folders = [_Folder.listed(walk, "", exclude)]
    while folders:
        folder = folders[-1]
        if not folder.left:
            found.findings += folder.alone()
            images += folder.an_image()
            folders.pop()
        elif (path := folder.left.pop()).endswith("/"):
            folders.append(_Folder.listed(walk, path, exclude))
        else:
            _look_at(root, folder, path, past, found, everything)
    found.unreadable_folders = tuple(f"{path}/" if path else "" for path in walk.unreadable)
    found.removed = [path for path in past.gone() if not found.may_still_exist(path)]
    if images and not decode.is_available():
        found.findings.append(_without_pillow(min(images)))
    found.findings += walk.findings()
    found.findings.sort(key=lambda one: one.location.path)
    return found


class _PreviousStamps:
    """What was known, asked in the order of the paths: one row at a time, so that it takes no memory."""

    def __init__(self, known: Iterable[tuple[str, str]]) -> None:
        self._rows = iter(known)
        self._next = next(self._rows, None)
        self._passed: list[str] = []

    def stamp(self, path: str) -> str:
        """Of a capture; empty if it is new. What is passed on the way to it is gone."""
        while (row := self._next) is not None and row[0] <= path:
            self._next = next(self._rows, None)
            if row[0] == path:
                return row[1]
            self._passed.append(row[0])
        return ""

    def gone(self) -> Iterator[str]:
        """What was not asked for, once all has been that is there."""
        rest = [self._next] if self._next else []
        return chain(self._passed, (path for path, _ in chain(rest, self._rows)))


class _Folder:
    """A folder that is being looked through; its parts are looked through in between, so that paths come in order."""

    def __init__(self, files: dict[str, os.DirEntry[str]], folders: Iterable[str]) -> None:
        self.files = files
        self.suffixes = {path: suffix_of(path) for path in files}
        kinds = self.suffixes.items()
        self.sidecars = {path: files[path] for path, one in kinds if one in SIDECAR_SUFFIXES and path != CONFIG_NAME}
        self.images = _by_stem(path for path, one in kinds if one in decode.IMAGE_SUFFIXES)
        self.used: set[str] = set()
        self.left = sorted((*files, *folders), reverse=True)
        """What is not looked at yet, the last first; folders end with a slash."""

    @classmethod
    def listed(cls, walk: ContentWalk, prefix: str, exclude: tuple[str, ...]) -> _Folder:
        files, folders = walk.list_folder(prefix)
        if exclude:
            files = {path: one for path, one in files.items() if not any(fnmatch(path, pattern) for pattern in exclude)}
        return cls(files, folders)

    def stamp(self, root: Path, path: str, entry: os.DirEntry[str], before: str) -> str:
        """Of a capture: sizes and times, its sidecar's too, and those of its images; `before` names further ones."""
        beside = _sidecar_of(path[: -len(self.suffixes[path])], self.sidecars) if self.sidecars else None
        stamp = _stamp(entry)
        if beside:
            self.used.add(beside)
            stamp = f"{stamp} {beside} {_stamp(self.sidecars[beside])}"
        if self.images or "\n" in before:
            named = (*self.images.get(path.rpartition(".")[0], ()), *_named(before))
            return _with_images(root, stamp, named) if named else stamp
        return stamp

    def alone(self) -> Iterator[Finding]:
        """What there is to say of sidecars without a capture."""
        for path in sorted(path for path in self.sidecars.keys() - self.used if is_regular_file(self.sidecars[path])):
            message = "no capture of this name stands beside this file"
            yield make_finding("sidecar-alone", Location(path, 1, 1), message)

    def an_image(self) -> list[str]:
        """The first of the images, if there are any."""
        return [min(min(paths) for paths in self.images.values())] if self.images else []


def _look_at(root: Path, folder: _Folder, path: str, past: _PreviousStamps, found: ContentScan, anew: bool) -> None:
    """Enter in `found` what there is to say of a file."""
    entry, suffix = folder.files.pop(path), folder.suffixes[path]  # what the system says of a file takes a kilobyte
    said = None if _is_plain(path, entry, suffix) else check_file(root, path, entry)
    is_read = suffix in CAPTURE_SUFFIXES and entry.name[: -len(suffix)].lower() not in NOTES_STEMS
    if said and is_read and path.isprintable():
        found.rejected[ArticleId(path)] = said
    elif said:
        found.findings.append(said)
    elif is_read:
        before = past.stamp(path)
        stamp = folder.stamp(root, path, entry, before)
        found.capture_count += 1
        if anew or stamp != before:
            found.stale.append(path)
            found.stale.append(stamp)


def _is_plain(path: str, entry: os.DirEntry[str], suffix: str) -> bool:
    """Whether a file is what nearly all are, a capture that is no link, so that there is nothing to object."""
    is_named = suffix in CAPTURE_SUFFIXES and path.isprintable() and "\\" not in path
    return is_named and not entry.is_symlink() and entry.is_file(follow_symlinks=False)


def _sidecar_of(stem: str, sidecars: Container[str]) -> str | None:
    """The sidecar beside a capture; the stem is the capture's path without its suffix."""
    return next((path for path in (stem + suffix for suffix in SIDECAR_SUFFIXES) if path in sidecars), None)


def _by_stem(files: Iterable[str]) -> dict[str, list[str]]:
    """Path without its suffix → image files."""
    found: dict[str, list[str]] = {}
    for path in files:
        if path.endswith(album.IMAGE_NAME_ENDINGS):
            found.setdefault(path.rpartition(".")[0], []).append(path)
    return found


def _without_pillow(first: str) -> Finding:
    shown = "".join(char if char.isprintable() else ascii(char)[1:-1] for char in first)
    return make_finding("images", Location(shown), "images are not published: Pillow is not installed")


def _named(stamp: str) -> Iterator[str]:
    return (path for path, _ in album.image_stamps(stamp))


def _with_images(root: Path, own: str, paths: Iterable[str]) -> str:
    return album.join_stamp(own, {path: album.image_stamp(root, path) for path in paths})


def _stamp(entry: os.DirEntry[str]) -> str:
    """Size and times. The time of the inode's change cannot be set back by a tool that preserves the other."""
    try:
        found = entry.stat()
    except OSError:
        return "?"
    return f"{found.st_size}:{found.st_mtime_ns}:{found.st_ctime_ns}" if stat.S_ISREG(found.st_mode) else "?"

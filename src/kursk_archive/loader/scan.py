"""Scan the content folder for captures that are new, changed or removed, and report files that cannot be loaded."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field

from kursk_archive.config import CONFIG_NAME
from kursk_archive.core.enums import ArticleId
from kursk_archive.core.findings import Finding, Location, make_finding
from kursk_archive.core.string_list import StringList
from kursk_archive.core.text import escape_unprintable
from kursk_archive.images import decode
from kursk_archive.loader.filenames import (
    NOTES_STEMS,
    OWN_LISTS,
    SIDECAR_SUFFIXES,
    capture_suffixes,
    is_capture_path,
    is_unread,
    suffix_of,
)
from kursk_archive.loader.images import IMAGE_NAME_ENDINGS, image_stamp, image_stamps, join_stamp
from kursk_archive.loader.language_versions import LanguageFolders, mark_of_name, tagged_files
from kursk_archive.loader.personal_data import READER_LIST_SUFFIXES, is_reader_list
from kursk_archive.loader.sidecar_names import captures_beside, captures_elsewhere, pair_sidecars, stem_of
from kursk_archive.loader.walk import ContentWalk, check_file, is_folder, is_regular_file

if TYPE_CHECKING:
    from kursk_archive.loader.sidecar import Sidecar

_NEVER_UNREAD = frozenset((*SIDECAR_SUFFIXES, *decode.IMAGE_SUFFIXES))
MAX_NAMED_FILES = 10
"""Files of one kind that are reported one by one."""


_ADVICE = {
    ".open": "; rename a crawl that its program left open, without `.open`",
    ".zst": "; decompress a crawl with `zstd -d`",
    ".webarchive": "; open the page in Safari and save it as “Page Source”, or with SingleFile",
}
"""Suffix → what makes such files readable."""


class UnmatchedSidecar(Struct):
    """A sidecar that withholds an article, or may do so, and has no capture."""

    path: str
    sidecar: Sidecar
    captures: tuple[str, ...]
    """The captures that it seems to belong to."""
    others: tuple[str, ...] = ()
    """The sidecars of these captures."""
    is_beside: bool = False
    """True if the captures are in its folder and have its name."""


class UnreadFiles(Struct):
    """The files of one kind that no capture format reads."""

    count: int = 0
    first: list[str] = []

    def add(self, path: str) -> None:
        self.count += 1
        if len(self.first) < MAX_NAMED_FILES:
            self.first.append(path)

    def findings(self, suffix: str) -> Iterator[Finding]:
        """Report each of them or, if they are many, the first."""
        kind = f"{escape_unprintable(suffix[:20])} files" if suffix else "files without a suffix"
        more = _ADVICE.get(suffix, "")
        if self.count <= MAX_NAMED_FILES:
            for path in self.first:
                yield make_finding(
                    "unsupported", Location(escape_unprintable(path), 1, 1), f"{kind} are not read{more}"
                )
        else:
            named = ", ".join(map(escape_unprintable, self.first[:3]))
            location = Location(escape_unprintable(self.first[0]), 1, 1)
            yield make_finding("unsupported", location, f"{self.count:,} {kind} are not read{more}, among them {named}")

    def reader_findings(self) -> Iterator[Finding]:
        """Report lists of readers, all in one finding."""
        if self.count:
            named = ", ".join(map(escape_unprintable, self.first[1:3]))
            more = f", and {self.count - 1:,} more, among them {named}" if named else ""
            message = f"lists readers; it is not read{more}"
            yield make_finding("personal-data", Location(escape_unprintable(self.first[0]), 1, 1), message)


class ContentScan(Struct):
    """The state of a content folder, compared with the stamps of the previous scan."""

    capture_count: int = 0
    stale: StringList = field(default_factory=StringList)
    """Path and stamp, in turn, of each capture that is new or changed, ordered by path. See `stale_captures`."""
    removed: list[str] = []
    """Captures of the previous scan that no longer exist."""
    rejected: dict[ArticleId, Finding] = {}
    """Files that are named like a capture but are not one, such as a link that leads out of the folder. What was
    published of them stays."""
    unreadable_folders: tuple[str, ...] = ()
    """Each with a slash; what was published of them stays. Also those that may be the output of a build."""
    unmatched: list[UnmatchedSidecar] = []
    unread: dict[str, UnreadFiles] = {}
    """Suffix → the files."""
    reader_lists: UnreadFiles = field(default_factory=UnreadFiles)
    """Tables that list readers, and are never read."""
    findings: list[Finding] = []

    @property
    def stale_count(self) -> int:
        return len(self.stale) // 2

    @property
    def stamps(self) -> dict[ArticleId, str]:
        """Stale capture → its stamp, which changes when the capture, its sidecar or one of its images does."""
        return dict(self.stale_captures())

    def stale_captures(self) -> Iterator[tuple[ArticleId, str]]:
        """Yield path and stamp of each stale capture: a first build has too many to hold them all as pairs."""
        values = iter(self.stale)
        return ((ArticleId(path), next(values)) for path in values)

    def may_still_exist(self, path: str) -> bool:
        """Return True if a capture that the scan did not find may exist nevertheless."""
        return path in self.rejected or path.startswith(self.unreadable_folders)


def scan_content(
    root: Path, exclude: tuple[str, ...] = (), previous: Iterable[tuple[str, str]] = (), *, everything: bool = False
) -> ContentScan:
    """Scan the content folder, without reading a file or following a symbolic link.

    Args:
        root: the content folder.
        exclude: patterns of paths to skip.
        previous: path and stamp of each known capture, ordered by path. The stamps are those that
            `ImageIndex.complete_stamp` returned when the captures were loaded, and name further images.
        everything: treat every capture as stale.
    """
    walk, scan, previous_stamps = ContentWalk(root), ContentScan(), _PreviousStamps(previous)
    images: list[str] = []
    versions = LanguageFolders(root)
    folders = [_Folder.open(walk, "", exclude)]
    while folders:
        folder = folders[-1]
        if not folder.pending:
            for sidecar, is_excluded in folder.unmatched_sidecars():
                _examine_sidecar(root, folder, sidecar, scan, is_excluded=is_excluded)
            images += folder.first_image()
            folders.pop()
        elif (path := folder.pending.pop()).endswith("/"):
            folders.append(_Folder.open(walk, path, exclude))
        else:
            _examine(versions, folder, path, previous_stamps, scan, everything)
    unlisted = (*walk.unreadable, *(path for path, is_certain in walk.outputs.items() if not is_certain))
    scan.unreadable_folders = tuple(f"{path}/" if path else "" for path in unlisted)
    _look_elsewhere(root, exclude, scan)
    scan.removed = [path for path in previous_stamps.unmatched() if not scan.may_still_exist(path)]
    if images and not decode.is_available():
        scan.findings.append(_missing_pillow_finding(min(images)))
    scan.findings += walk.findings()
    for suffix, files in scan.unread.items():
        scan.findings += files.findings(suffix)
    scan.findings += scan.reader_lists.reader_findings()
    scan.findings.sort(key=lambda finding: finding.location.path)
    return scan


class _PreviousStamps:
    """The stamps of the previous scan, looked up in the order of the paths: one row is in memory at a time."""

    def __init__(self, rows: Iterable[tuple[str, str]]) -> None:
        self._rows = iter(rows)
        self._next_row = next(self._rows, None)
        self._skipped: list[str] = []

    def stamp(self, path: str) -> str:
        """Return the stamp of a capture, empty if it is new. The rows before it are of captures that are gone."""
        while (row := self._next_row) is not None and row[0] <= path:
            self._next_row = next(self._rows, None)
            if row[0] == path:
                return row[1]
            self._skipped.append(row[0])
        return ""

    def unmatched(self) -> Iterator[str]:
        """Yield the paths that were never looked up; call this after the last look-up."""
        remaining = [self._next_row] if self._next_row else []
        return chain(self._skipped, (path for path, _ in chain(remaining, self._rows)))


class _Folder:
    """A folder while it is scanned. Its subfolders are scanned in between, so that paths come in order."""

    def __init__(
        self, files: dict[str, os.DirEntry[str]], folders: Iterable[str], excluded: Iterable[str] = ()
    ) -> None:
        self.files = files
        self.suffixes = {path: suffix_of(path) for path in files}
        suffixes = self.suffixes.items()
        self.sidecars = {
            path: files[path] for path, suffix in suffixes if suffix in SIDECAR_SUFFIXES and path != CONFIG_NAME
        }
        self.capture_suffixes = capture_suffixes()
        self.tagged = tagged_files(files)
        self.images = _images_by_stem(path for path, suffix in suffixes if suffix in decode.IMAGE_SUFFIXES)
        self.excluded = [path for path in excluded if path != CONFIG_NAME]
        self.pairs = pair_sidecars(self.captures(), self.sidecars) if self.sidecars else {}
        """Capture → its sidecar."""
        self.pending = sorted((*files, *folders), reverse=True)
        """What is not examined yet, in reverse order; folders end with a slash."""

    def captures(self) -> list[str]:
        """List the captures of the folder."""
        return [
            path
            for path, suffix in self.suffixes.items()
            if suffix in self.capture_suffixes and _is_capture_name(path, suffix)
        ]

    @classmethod
    def open(cls, walk: ContentWalk, prefix: str, exclude: tuple[str, ...]) -> _Folder:
        files, folders = walk.list_folder(prefix)
        excluded = [path for path in files if any(fnmatch(path, pattern) for pattern in exclude)] if exclude else []
        for path in excluded:
            del files[path]
        return cls(files, folders, excluded)

    def stamp(self, versions: LanguageFolders, path: str, entry: os.DirEntry[str], previous: str) -> str:
        """Make the stamp of a capture: size and times of the file, its sidecar and its images.

        The previous stamp names the images that the capture asked for when it was loaded.
        """
        sidecar = self.pairs.get(path)
        root, stamp = versions.root, _entry_stamp(entry)
        mark = versions.mark(path) if "/" in path else ""
        if not mark and self.tagged:
            mark = mark_of_name(path, self.tagged, self.suffixes)
        stamp += mark
        if sidecar:
            stamp = f"{stamp} {sidecar} {_entry_stamp(self.sidecars[sidecar])}"
        if self.images or "\n" in previous:
            requested = (image for image, _ in image_stamps(previous))
            images = (*self.images.get(path.rpartition(".")[0], ()), *requested)
            return join_stamp(stamp, {image: image_stamp(root, image) for image in images}) if images else stamp
        return stamp

    def unmatched_sidecars(self) -> Iterator[tuple[str, bool]]:
        """Yield the sidecars without a capture, and True for those that are excluded."""
        used = set(self.pairs.values())
        yield from ((path, False) for path in self.sidecars if path not in used and not self._belongs_to_unread(path))
        sidecars = [path for path in self.excluded if suffix_of(path) in SIDECAR_SUFFIXES]
        if sidecars:
            captures = [path for path in self.excluded if is_capture_path(path)]
            used = set(pair_sidecars(captures, sidecars).values())
            yield from ((path, True) for path in sidecars if path not in used)

    def _belongs_to_unread(self, sidecar: str) -> bool:
        """Return True if a sidecar describes a capture in a format that cannot be loaded."""
        stem = stem_of(sidecar)
        return any(stem_of(path) == stem and is_unread(path) for path in self.suffixes)

    def first_image(self) -> list[str]:
        """Return the first image of the folder, if there is one."""
        return [min(min(paths) for paths in self.images.values())] if self.images else []


def _examine(
    versions: LanguageFolders,
    folder: _Folder,
    path: str,
    previous: _PreviousStamps,
    scan: ContentScan,
    everything: bool,
) -> None:
    """Examine a file and add the result to `scan`."""
    root = versions.root
    entry, suffix = folder.files.pop(path), folder.suffixes[path]  # popped, since an entry's cached stat takes a kB
    has_suffix = suffix in folder.capture_suffixes
    finding = None if has_suffix and _is_ordinary_file(path, entry) else check_file(root, path, entry)
    is_capture = has_suffix and _is_capture_name(path, suffix)
    if finding and is_capture and path.isprintable():
        scan.rejected[ArticleId(path)] = finding
    elif finding:
        scan.findings.append(finding)
    elif is_capture:
        previous_stamp = previous.stamp(path)
        stamp = folder.stamp(versions, path, entry, previous_stamp)
        scan.capture_count += 1
        if everything or stamp != previous_stamp:
            scan.stale.append(path)
            scan.stale.append(stamp)
    elif suffix in READER_LIST_SUFFIXES and is_reader_list(path):
        scan.reader_lists.add(path)
    elif suffix not in _NEVER_UNREAD and is_unread(path) and is_regular_file(entry):
        scan.unread.setdefault(suffix, UnreadFiles()).add(path)


def _examine_sidecar(root: Path, folder: _Folder, path: str, scan: ContentScan, *, is_excluded: bool) -> None:
    """Report a sidecar without a capture, or add it to those that may withhold an article."""
    from kursk_archive.loader.sidecar import read_sidecar  # the parsers take 0.1 s to import

    if not path.isprintable() or (path in folder.sidecars and is_folder(folder.sidecars[path])):
        return
    sidecar, captures = read_sidecar(path, root), captures_beside(path, folder.captures())
    others = tuple(sorted({folder.pairs[capture] for capture in captures if capture in folder.pairs}))
    may_withhold = sidecar.may_withhold or any(read_sidecar(other, root).may_withhold for other in others)
    if may_withhold and (sidecar.is_readable or not is_excluded):
        scan.unmatched.append(UnmatchedSidecar(path, sidecar, captures, others, is_beside=bool(captures)))
    elif not is_excluded:
        scan.findings.append(make_finding("sidecar-alone", Location(path, 1, 1), "sidecar has no matching capture"))


def _look_elsewhere(root: Path, exclude: tuple[str, ...], scan: ContentScan) -> None:
    """Find captures of the same name for the sidecars that have none beside them."""
    pending = [unmatched for unmatched in scan.unmatched if not unmatched.captures]
    if not pending:
        return
    alone: list[str] = []
    walk, folders = ContentWalk(root), [""]
    while folders:
        prefix = folders.pop()
        folder = _Folder.open(walk, prefix, exclude)
        alone += (path for path in folder.captures() if path not in folder.pairs)
        folders += (path for path in folder.pending if path.endswith("/"))
    for unmatched in pending:
        unmatched.captures = captures_elsewhere(unmatched.path, alone)


def _is_capture_name(path: str, suffix: str) -> bool:
    """Return what `is_capture_path` does, faster, of a path with the suffix of a capture."""
    if path[path.rfind("/") + 1 : -len(suffix)].lower() in NOTES_STEMS or path in OWN_LISTS:
        return False
    return suffix not in READER_LIST_SUFFIXES or not is_reader_list(path)


def _is_ordinary_file(path: str, entry: os.DirEntry[str]) -> bool:
    """Return True for what nearly all captures are: regular files with a plain name, which need no further check."""
    is_plain_name = path.isprintable() and "\\" not in path
    return is_plain_name and entry.is_file(follow_symlinks=False)


def _images_by_stem(files: Iterable[str]) -> dict[str, list[str]]:
    """Group image files by their path without its suffix."""
    images: dict[str, list[str]] = {}
    for path in files:
        if path.endswith(IMAGE_NAME_ENDINGS):
            images.setdefault(path.rpartition(".")[0], []).append(path)
    return images


def _missing_pillow_finding(image: str) -> Finding:
    return make_finding("images", Location(escape_unprintable(image)), "images not published: Pillow is not installed")


def _entry_stamp(entry: os.DirEntry[str]) -> str:
    """Return size and times. The inode's change time cannot be set back by a tool that preserves the others."""
    try:
        status = entry.stat()
    except OSError:
        return "?"
    return f"{status.st_size}:{status.st_mtime_ns}:{status.st_ctime_ns}" if stat.S_ISREG(status.st_mode) else "?"

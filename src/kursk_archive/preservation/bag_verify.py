"""Whether a bag holds what its manifests name, byte for byte, and nothing else: anybody's bag. Asks no network.

Source: RFC 8493 (BagIt 1.0), sections 2 and 3.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from kursk_archive.core.findings import Finding, Location, make_finding
from kursk_archive.preservation.bag import DECLARATION_FILE, PAYLOAD_FOLDER
from kursk_archive.publisher.extra_files import FileInspector, find_extra_files
from kursk_archive.publisher.manifest_reader import (
    SeenPaths,
    ManifestEntry,
    count_entries,
    is_safe_path,
    read_bounded_lines,
)
from kursk_archive.publisher.verify import ProgressHandler, VerifyTotals, compare_files

_MANIFEST = re.compile(r"(tag)?manifest-([a-z0-9]+)\.txt")
_LINE = re.compile(r"([0-9a-fA-F]+)[ \t]+\*?([^\r\n]+)\r?\n?")
_ESCAPE = re.compile("%(0A|0D|25)", re.IGNORECASE)
_MEANS = {"0A": "\n", "0D": "\r", "25": "%"}
_DECLARED = re.compile(rb"(?:\xef\xbb\xbf)?BagIt-Version: [0-9]+\.[0-9]+\s+Tag-File-Character-Encoding: UTF-8\s*")
_LONGEST = 1_000
"""Bytes of a declaration, and far more than it takes."""


def is_bag(root: Path) -> bool:
    """Whether a folder calls itself a bag."""
    return (root / DECLARATION_FILE).is_file()


def verify_bag(root: Path, totals: VerifyTotals, on_progress: ProgressHandler) -> Iterator[Finding]:
    """What in a bag is not as its manifests say: changed, missing and foreign files, and faults of the manifests.

    Never raises for what the folder holds. Each fault is told once, however many manifests know of it.

    Args:
        root: the bag.
        totals: counted up as it goes: of several manifests of the same files only the first counts.
        on_progress: called now and then, from this thread, with numbers over all manifests.
    """
    said = SeenPaths()
    for one in _validated(root.resolve(), totals, on_progress):
        if said.add(f"{one.code} {one.location}"):
            yield one


@dataclass(frozen=True, slots=True)
class _Manifest:
    """A list of files with their digests."""

    name: str
    algorithm: str
    """As hashlib names it."""
    is_of_tags: bool
    """Whether it names what is said of the bag, or what the bag holds."""

    @property
    def below(self) -> str:
        """How each of its paths begins."""
        return "" if self.is_of_tags else PAYLOAD_FOLDER

    @property
    def width(self) -> int:
        """Characters of a digest; 0 if nothing here can make one."""
        known = self.algorithm in hashlib.algorithms_guaranteed
        return 2 * hashlib.new(self.algorithm).digest_size if known else 0


def _validated(root: Path, tally: VerifyTotals, advanced: ProgressHandler) -> Iterator[Finding]:
    folders, listed = FileInspector(), _Listed()
    yield from _declaration(root, folders)
    manifests = _manifests(root, folders)
    total, done = sum(count_entries(root / one.name) for one in manifests), 0
    for one in manifests:
        if not one.width:
            yield make_finding("manifest", Location(one.name), f"files cannot be compared by `{one.algorithm}` here")
            continue
        known, own = listed.begin(one), VerifyTotals()
        yield from compare_files(root, _rows(root, one, known), folders, own, partial(_added, advanced, done, total))
        done += own.files
        tally.manifests += 1
        if listed.is_first(one):
            tally.files, tally.total_bytes = tally.files + own.files, tally.total_bytes + own.total_bytes
    if listed.payload:
        yield from find_extra_files(root, listed, private_folder="")
    else:
        yield make_finding("manifest", Location(DECLARATION_FILE), "there is no manifest of what the package holds")


def _added(advanced: ProgressHandler, before: int, total: int, done: int) -> None:
    advanced(before + done, total)


@dataclass(frozen=True, slots=True)
class _Listed:
    """The paths that manifests name. What is in the payload every payload manifest has to name (RFC 8493, 2.1.3)."""

    payload: list[SeenPaths] = field(default_factory=list)
    tags: list[SeenPaths] = field(default_factory=list)

    def begin(self, one: _Manifest) -> SeenPaths:
        known = SeenPaths()
        self._of(one).append(known)
        return known

    def is_first(self, one: _Manifest) -> bool:
        return len(self._of(one)) == 1

    def _of(self, one: _Manifest) -> list[SeenPaths]:
        return self.tags if one.is_of_tags else self.payload

    def __contains__(self, path: str) -> bool:
        if path.startswith(PAYLOAD_FOLDER):
            return all(path in one for one in self.payload)
        is_list_of_tags = bool((match := _MANIFEST.fullmatch(path)) and match[1])
        return not self.tags or is_list_of_tags or any(path in one for one in self.tags)


def _declaration(root: Path, folders: FileInspector) -> Iterator[Finding]:
    place = Location(DECLARATION_FILE, 1, 1)
    if not folders.is_regular_file(root / DECLARATION_FILE):
        yield make_finding("manifest", place, "this is not a file")
        return
    try:
        with (root / DECLARATION_FILE).open("rb") as file:
            text = file.read(_LONGEST)
    except OSError as error:
        yield make_finding("unreadable", Location(DECLARATION_FILE), f"it cannot be read: {error.strerror}")
        return
    if not _DECLARED.fullmatch(text):
        yield make_finding(
            "manifest", place, "two lines are expected here, the version of BagIt and the encoding UTF-8"
        )


def _manifests(root: Path, folders: FileInspector) -> Sequence[_Manifest]:
    """Those of the tag files first, by name."""
    try:
        names = sorted(one.name for one in root.iterdir())
    except OSError:
        return ()
    matches = (match for name in names if folders.is_regular_file(root / name) and (match := _MANIFEST.fullmatch(name)))
    return sorted((_Manifest(one[0], one[2], bool(one[1])) for one in matches), key=lambda one: not one.is_of_tags)


def _rows(root: Path, manifest: _Manifest, known: SeenPaths) -> Iterator[ManifestEntry | Finding]:
    """The files that a manifest names, and what is odd about it; read as it is asked for. `known` is added to."""
    try:
        for number, line in enumerate(read_bounded_lines(root / manifest.name), 1):
            yield _row(line, Location(manifest.name, number, 1), manifest, known)
    except OSError as error:
        yield make_finding("unreadable", Location(manifest.name), f"it cannot be read: {error.strerror}")


def _row(line: bytes, place: Location, manifest: _Manifest, known: SeenPaths) -> ManifestEntry | Finding:
    match = _LINE.fullmatch(_decoded(line))
    path = _ESCAPE.sub(lambda found: _MEANS[found[1].upper()], match[2]) if match else ""
    if not match or len(match[1]) != manifest.width or not _is_sound(path, manifest.below):
        where = f"below {manifest.below}" if manifest.below else "inside the package"
        return make_finding("manifest", place, f"this is no line of a digest and a path {where}")
    if not known.add(path):
        return make_finding("manifest", place, f"`{path[:200]}` is named a second time")
    return ManifestEntry(path, match[1].lower(), manifest.name, manifest.algorithm)


def _decoded(line: bytes) -> str:
    """Empty, which is no line, for what is not UTF-8."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return ""


def _is_sound(path: str, below: str) -> bool:
    return path.startswith(below) and is_safe_path(path) and "\0" not in path

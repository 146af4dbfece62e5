"""Checks that a bag holds exactly the files that its manifests list, byte for byte. Accepts any bag. Works offline.

Source: RFC 8493 (BagIt 1.0), sections 2 and 3.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import msgspec
from msgspec import Struct

from kursk_archive.core.findings import Finding, Location, make_finding
from kursk_archive.preservation.bag import DECLARATION_FILE, PAYLOAD_FOLDER
from kursk_archive.publisher.extra_files import FileInspector, find_extra_files
from kursk_archive.publisher.manifest_reader import (
    ManifestEntry,
    SeenPaths,
    count_entries,
    is_safe_path,
    read_bounded_lines,
)
from kursk_archive.publisher.verify import VerifyProgress, VerifyTotals, compare_files

_MANIFEST_NAME = re.compile(r"(tag)?manifest-([a-z0-9]+)\.txt")
_LINE = re.compile(r"([0-9a-fA-F]+)[ \t]+\*?([^\r\n]+)\r?\n?")
_ESCAPE = re.compile("%(0A|0D|25)", re.IGNORECASE)
_UNESCAPED = {"0A": "\n", "0D": "\r", "25": "%"}
_DECLARATION = re.compile(rb"(?:\xef\xbb\xbf)?BagIt-Version: [0-9]+\.[0-9]+\s+Tag-File-Character-Encoding: UTF-8\s*")
_MAX_DECLARATION_BYTES = 1_000
"""Far more than a declaration takes."""


def is_bag(root: Path) -> bool:
    """Return True if a folder declares itself a bag."""
    return (root / DECLARATION_FILE).is_file()


def verify_bag(root: Path, totals: VerifyTotals, on_progress: VerifyProgress) -> Iterator[Finding]:
    """Yield a finding for each changed, missing or extra file and for each fault of a manifest.

    Never raises for what the folder holds. Each fault is reported once, in however many manifests it shows.

    Args:
        root: the bag.
        totals: updated along the way; of several manifests of the same files only the first counts.
        on_progress: called now and then, from this thread, with numbers over all manifests.
    """
    reported = SeenPaths()
    for finding in _verify(root.resolve(), totals, on_progress):
        if reported.add(f"{finding.code} {finding.location}"):
            yield finding


class _Manifest(Struct, frozen=True):
    """A list of files with their digests."""

    name: str
    algorithm: str
    """Name of the hash in `hashlib`."""
    is_tag_manifest: bool
    """True if it lists tag files, False if it lists the payload."""

    @property
    def path_prefix(self) -> str:
        """The beginning of each of its paths."""
        return "" if self.is_tag_manifest else PAYLOAD_FOLDER

    @property
    def digest_length(self) -> int:
        """Characters of a digest; 0 if the algorithm is unavailable."""
        is_available = self.algorithm in hashlib.algorithms_guaranteed
        return 2 * hashlib.new(self.algorithm).digest_size if is_available else 0


def _verify(root: Path, totals: VerifyTotals, on_progress: VerifyProgress) -> Iterator[Finding]:
    inspector, listed = FileInspector(), _ListedPaths()
    yield from _check_declaration(root, inspector)
    manifests = _find_manifests(root, inspector)
    total, done = sum(count_entries(root / manifest.name) for manifest in manifests), 0
    for manifest in manifests:
        if not manifest.digest_length:
            message = f"checksum algorithm `{manifest.algorithm}` is not supported"
            yield make_finding("manifest", Location(manifest.name), message)
            continue
        seen, own_totals = listed.add_manifest(manifest), VerifyTotals()
        report = partial(_report_progress, on_progress, done, total)
        yield from compare_files(root, _read_manifest(root, manifest, seen), inspector, own_totals, report)
        done += own_totals.files
        totals.manifests += 1
        if listed.is_first_of_its_kind(manifest):
            totals.files += own_totals.files
            totals.total_bytes += own_totals.total_bytes
    if listed.payload:
        yield from find_extra_files(root, listed, private_folder="")
    else:
        yield make_finding("manifest", Location(DECLARATION_FILE), "package has no payload manifest")


def _report_progress(on_progress: VerifyProgress, done_before: int, total: int, done: int) -> None:
    on_progress(done_before + done, total)


class _ListedPaths(Struct, frozen=True):
    """The paths that manifests list. Every payload manifest has to list the whole payload (RFC 8493, section 2.1.3)."""

    payload: list[SeenPaths] = msgspec.field(default_factory=list)
    """A set for each payload manifest."""
    tags: list[SeenPaths] = msgspec.field(default_factory=list)
    """A set for each tag manifest."""

    def add_manifest(self, manifest: _Manifest) -> SeenPaths:
        """Add an empty set for a manifest; return it to be filled."""
        seen = SeenPaths()
        self._sets_for(manifest).append(seen)
        return seen

    def is_first_of_its_kind(self, manifest: _Manifest) -> bool:
        return len(self._sets_for(manifest)) == 1

    def _sets_for(self, manifest: _Manifest) -> list[SeenPaths]:
        return self.tags if manifest.is_tag_manifest else self.payload

    def __contains__(self, path: str) -> bool:
        if path.startswith(PAYLOAD_FOLDER):
            return all(path in seen for seen in self.payload)
        is_tag_manifest = bool((match := _MANIFEST_NAME.fullmatch(path)) and match[1])
        return not self.tags or is_tag_manifest or any(path in seen for seen in self.tags)


def _check_declaration(root: Path, inspector: FileInspector) -> Iterator[Finding]:
    location = Location(DECLARATION_FILE, 1, 1)
    if not inspector.is_regular_file(root / DECLARATION_FILE):
        yield make_finding("manifest", location, "not a regular file")
        return
    try:
        with (root / DECLARATION_FILE).open("rb") as file:
            text = file.read(_MAX_DECLARATION_BYTES)
    except OSError as error:
        yield make_finding("unreadable", Location(DECLARATION_FILE), f"cannot be read: {error.strerror}")
        return
    if not _DECLARATION.fullmatch(text):
        message = "expected two lines: the BagIt version and the encoding UTF-8"
        yield make_finding("manifest", location, message)


def _find_manifests(root: Path, inspector: FileInspector) -> Sequence[_Manifest]:
    """Return the tag manifests, then the payload manifests, each by name."""
    try:
        names = sorted(path.name for path in root.iterdir())
    except OSError:
        return ()
    matches = [match for name in names if (match := _MANIFEST_NAME.fullmatch(name))]
    manifests = [
        _Manifest(match[0], match[2], bool(match[1])) for match in matches if inspector.is_regular_file(root / match[0])
    ]
    return sorted(manifests, key=lambda manifest: not manifest.is_tag_manifest)


def _read_manifest(root: Path, manifest: _Manifest, seen: SeenPaths) -> Iterator[ManifestEntry | Finding]:
    """Yield the entries of a manifest and a finding for each fault in it, line by line; add the paths to `seen`."""
    try:
        for number, line in enumerate(read_bounded_lines(root / manifest.name), 1):
            yield _parse_line(line, Location(manifest.name, number, 1), manifest, seen)
    except OSError as error:
        yield make_finding("unreadable", Location(manifest.name), f"cannot be read: {error.strerror}")


def _parse_line(line: bytes, location: Location, manifest: _Manifest, seen: SeenPaths) -> ManifestEntry | Finding:
    match = _LINE.fullmatch(_decode(line))
    path = _ESCAPE.sub(lambda escape: _UNESCAPED[escape[1].upper()], match[2]) if match else ""
    if not match or len(match[1]) != manifest.digest_length or not _is_sound(path, manifest.path_prefix):
        where = f"below {manifest.path_prefix}" if manifest.path_prefix else "inside the package"
        return make_finding("manifest", location, f"not a valid manifest line (expected a digest and a path {where})")
    if not seen.add(path):
        return make_finding("manifest", location, f"`{path[:200]}` is listed twice")
    return ManifestEntry(path, match[1].lower(), manifest.name, manifest.algorithm)


def _decode(line: bytes) -> str:
    """Decode a line; invalid UTF-8 becomes an empty line, which is reported as malformed."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return ""


def _is_sound(path: str, prefix: str) -> bool:
    return path.startswith(prefix) and is_safe_path(path) and "\0" not in path

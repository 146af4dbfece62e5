"""Read a file of the content folder, if it is a regular file inside of it and not too large."""

from __future__ import annotations

import os
import stat
import sys
from io import FileIO
from mmap import ACCESS_READ, mmap
from pathlib import Path

from kursk_archive.core.findings import ArchiveError, Finding, Location, make_finding
from kursk_archive.loader.decode import MAX_CAPTURE_BYTES


def read_file_inside(
    path: Path, root: Path, name: str, limit: int = MAX_CAPTURE_BYTES, limit_name: str = "", *, dry: bool = False
) -> bytes:
    """Read a file, provided that it is a regular file of limited size inside of a folder.

    Args:
        path: the file.
        root: the folder that it must be inside of, after symbolic links are resolved.
        name: POSIX, relative to `root`; also for the findings' locations.
        limit: bytes; a larger file is not read.
        limit_name: the key of archive.yaml that sets it; empty if none does.
        dry: check only, and return nothing.

    Raises:
        ArchiveError: with the finding that says why it is not read.
    """
    try:
        if is_plain_file_inside(root, name, limit):
            if dry:
                return b""
            with FileIO(path) as file:  # half the time that pathlib takes
                return file.read()
        if not path.resolve(strict=True).is_relative_to(root.resolve()):
            raise ArchiveError(finding_at_start(name, "outside", f"symbolic link to {path.resolve()}"))
        if not path.is_file():
            raise ArchiveError(finding_at_start(name, "not-a-file", "not a regular file"))
        if path.stat().st_size > limit:
            named = f", the {limit_name} of archive.yaml" if limit_name else ""
            message = f"{path.stat().st_size:,} bytes; the limit is {limit:,}{named}"
            raise ArchiveError(finding_at_start(name, "too-large", message))
        return b"" if dry else path.read_bytes()
    except (OSError, RuntimeError, ValueError) as error:  # RuntimeError: a loop of links; ValueError: a NUL in the name
        reason = error.strerror if isinstance(error, OSError) else None
        raise ArchiveError(finding_at_start(name, "unreadable", f"cannot be read: {reason or error}")) from None


def map_file_inside(path: Path, root: Path, name: str) -> bytes | mmap:
    """Map a file into memory without reading it; for the rest, see `read_file_inside`.

    Raises:
        ArchiveError: with the finding that says why it is not read.
    """
    read_file_inside(path, root, name, sys.maxsize, dry=True)
    try:
        with path.open("rb") as file:
            return mmap(file.fileno(), 0, access=ACCESS_READ) if os.fstat(file.fileno()).st_size else b""
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        raise ArchiveError(finding_at_start(name, "unreadable", f"cannot be read: {reason or error}")) from None


def finding_at_start(name: str, code: str, message: str) -> Finding:
    """Return a finding about a file as a whole."""
    return make_finding(code, Location(name, 1, 1), message)


def is_plain_file_inside(root: Path, name: str, limit: int = MAX_CAPTURE_BYTES) -> bool:
    """Return True if `name` is certainly a regular file inside of `root` whose size is within the limit.

    False means unknown, for instance because there is a symbolic link on the path. Asking for each part of the path
    takes 5 µs, resolving both paths 60.

    Args:
        root: a folder; may be a symbolic link itself.
        name: POSIX, relative to `root`.
        limit: bytes.
    """
    parts = name.split("/")
    if os.name != "posix" or ".." in parts:  # elsewhere there are junctions, which `st_mode` does not show
        return False
    path = os.fspath(root)
    try:
        for part in parts:
            path = f"{path}/{part}"
            status = os.lstat(path)
            if stat.S_ISLNK(status.st_mode):
                return False
    except (OSError, ValueError):
        return False
    return stat.S_ISREG(status.st_mode) and status.st_size <= limit

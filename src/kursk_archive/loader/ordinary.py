"""The short way to know that a path is a file of the content folder, as nearly all are."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from kursk_archive.loader.decode import MAX_CAPTURE_BYTES


def is_ordinary(root: Path, name: str) -> bool:
    """Whether `name` is certainly a file inside of `root`, of a size that is read, and no link stands on its way.

    False says nothing. To ask each part of the way takes 5 µs, to resolve both paths 60.

    Args:
        root: a folder, perhaps by way of a link.
        name: POSIX, relative to it.
    """
    folders = name.split("/")
    if os.name != "posix" or ".." in folders:  # elsewhere there are junctions, which no mode tells of
        return False
    way = os.fspath(root)
    try:
        for folder in folders:
            way = f"{way}/{folder}"
            found = os.lstat(way)
            if stat.S_ISLNK(found.st_mode):
                return False
    except (OSError, ValueError):
        return False
    return stat.S_ISREG(found.st_mode) and found.st_size <= MAX_CAPTURE_BYTES

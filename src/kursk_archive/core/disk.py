"""Has the disk keep what was done to folders, so that a power cut cannot undo it."""

from __future__ import annotations

import os
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

MAX_FOLDERS = 100
"""Folders that are synchronised one by one; more than that, and the whole disk is."""


def sync_folders(folders: Collection[Path]) -> None:
    """Have the disk keep the names in folders, after files in them were made, renamed or removed.

    A folder that is gone stands for its parent. On Windows, where folders cannot be synchronised, this does nothing.
    """
    if os.name != "posix":
        return
    if len(folders) > MAX_FOLDERS:
        os.sync()
        return
    for folder in {_existing(folder) for folder in folders}:
        with suppress(OSError):  # some file systems cannot
            descriptor = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


def _existing(folder: Path) -> Path:
    while not folder.is_dir() and folder != folder.parent:
        folder = folder.parent
    return folder

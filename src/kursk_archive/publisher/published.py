"""What a published folder is made of, as its own lists say; for who copies it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kursk_archive.core.findings import ArchiveError, Finding
from kursk_archive.publisher import manifest
from kursk_archive.publisher.manifest_reader import SeenPaths, ManifestEntry, read_manifest


def manifest_entries(root: Path) -> Iterator[ManifestEntry]:
    """Every file that the lists name, list after list; the first list, which none names, is not among them.

    Raises:
        ArchiveError: a list has a fault.
    """
    known, waiting = SeenPaths(), [manifest.ROOT_MANIFEST]
    known.add(manifest.ROOT_MANIFEST)
    for name in waiting:  # which grows: the first list names the others
        for row in read_manifest(root, name, known):
            if isinstance(row, Finding):
                raise ArchiveError(row)
            if manifest.is_manifest(row.path):
                waiting.append(row.path)
            yield row

"""Captures into the content folder: single ones, and folders that other generators were fed with.

A capture is copied byte for byte. What is known of it from outside, from the file's name, its folder, data files or the
site's settings, stands in a sidecar beside it, and only where the capture does not say it itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from kursk_archive.core.findings import ArchiveError, Finding
from kursk_archive.importers.destination import Shelf
from kursk_archive.importers.generators import NAMES, layout_of
from kursk_archive.importers.import_site import Taking
from kursk_archive.importers.model import Imported, Known, Left
from kursk_archive.importers.source_site import survey

__all__ = ["NAMES", "Event", "Imported", "Known", "Left", "bring_in"]

Event = Imported | Left | Finding


def bring_in(
    paths: Iterable[Path],
    content: Path,
    layout: str | None = None,
    into: str = "",
    dry_run: bool = False,
) -> Iterator[Event]:
    """Import captures; in the order of the paths, and within a folder of its files.

    Total: what cannot be imported is a finding or a `Left`, and all else is imported. To import again what is there
    already changes nothing.

    Args:
        paths: files and folders.
        content: the content folder.
        layout: the generator (of `NAMES`); None finds out for each folder.
        into: a folder below the content folder to put all into, as a relative POSIX path without `..`.
        dry_run: tell all, write nothing.
    """
    shelf = Shelf(content, dry_run)
    for path in paths:
        try:
            site = survey(path, content)
        except ArchiveError as error:
            yield from error.findings
        else:
            yield from Taking(site, layout_of(site, layout), shelf, into).events()

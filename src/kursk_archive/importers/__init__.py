"""Captures into the content folder: single ones, and folders that other generators were fed with.

A capture is copied byte for byte. What is known of it from outside, from the file's name, its folder, data files or the
site's settings, stands in a sidecar beside it, and only where the capture does not say it itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from kursk_archive.core.findings import ArchiveError, Finding
from kursk_archive.importers.destination import Destination
from kursk_archive.importers.generators import LAYOUT_NAMES, find_layout
from kursk_archive.importers.import_site import SiteImport
from kursk_archive.importers.model import Imported, SourcedValue, Skipped
from kursk_archive.importers.source_site import open_source

__all__ = ["LAYOUT_NAMES", "ImportEvent", "Imported", "SourcedValue", "Skipped", "import_paths"]

ImportEvent = Imported | Skipped | Finding


def import_paths(
    paths: Iterable[Path],
    content: Path,
    layout_name: str | None = None,
    subfolder: str = "",
    dry_run: bool = False,
) -> Iterator[ImportEvent]:
    """Import captures; in the order of the paths, and within a folder of its files.

    Total: what cannot be imported is a finding or a `Skipped`, and all else is imported. To import again what is there
    already changes nothing.

    Args:
        paths: files and folders.
        content: the content folder.
        layout_name: the generator (of `LAYOUT_NAMES`); None finds out for each folder.
        subfolder: a folder below the content folder to put all into, as a relative POSIX path without `..`.
        dry_run: tell all, write nothing.
    """
    shelf = Destination(content, dry_run)
    for path in paths:
        try:
            site = open_source(path, content)
        except ArchiveError as error:
            yield from error.findings
        else:
            yield from SiteImport(site, find_layout(site, layout_name), shelf, subfolder).run()

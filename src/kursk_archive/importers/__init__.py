"""Import captures into the content folder: single files, and the content folders of other site generators.

A capture is copied byte for byte. Metadata found outside of it (in its file name, its folder, data files or the site's
settings) goes into a sidecar beside the copy, and only where the capture does not state the field itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from kursk_archive.core.findings import ArchiveError, Finding
from kursk_archive.importers.destination import Destination
from kursk_archive.importers.generators import LAYOUT_NAMES, find_layout
from kursk_archive.importers.import_site import SiteImport
from kursk_archive.importers.model import Imported, Skipped, SourcedValue
from kursk_archive.importers.source_site import open_source

__all__ = ["LAYOUT_NAMES", "ImportEvent", "Imported", "Skipped", "SourcedValue", "import_paths"]

ImportEvent = Imported | Skipped | Finding


def import_paths(
    paths: Iterable[Path],
    content: Path,
    layout_name: str | None = None,
    subfolder: str = "",
    dry_run: bool = False,
) -> Iterator[ImportEvent]:
    """Import captures, in the order of `paths` and, within a folder, of its files.

    Never raises for bad input: a file that cannot be imported is a finding or a `Skipped`, and the others are still
    imported. Importing the same files again changes nothing.

    Args:
        paths: files and folders.
        content: the content folder.
        layout_name: a generator of `LAYOUT_NAMES`; None detects it for each folder.
        subfolder: a folder below the content folder that receives everything: a relative POSIX path without `..`.
        dry_run: report everything, write nothing.
    """
    destination = Destination(content, dry_run)
    for path in paths:
        try:
            site = open_source(path, content)
        except ArchiveError as error:
            yield from error.findings
        else:
            yield from SiteImport(site, find_layout(site, layout_name), destination, subfolder).run()

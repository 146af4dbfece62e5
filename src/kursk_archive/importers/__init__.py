"""Import captures into the content folder: single files, and the content folders of other site generators.

A capture is copied byte for byte. Metadata found outside of it (in its file name, its folder, data files or the site's
settings) goes into a sidecar beside the copy, and only where the capture does not state the field itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from kursk_archive.config import Site
from kursk_archive.core.findings import ArchiveError, Finding
from kursk_archive.importers.destination import Destination
from kursk_archive.importers.generators import find_layout
from kursk_archive.importers.import_site import SiteImport
from kursk_archive.importers.model import Expected, Imported, ImportOptions, SkipKind, Skipped, SourcedValue
from kursk_archive.importers.prediction import Prediction
from kursk_archive.importers.source_site import open_source
from kursk_archive.loader.read_file import read_file_inside
from kursk_archive.site.permalinks import RESERVATIONS

__all__ = [
    "Expected",
    "ImportEvent",
    "ImportOptions",
    "Imported",
    "SkipKind",
    "Skipped",
    "SourcedValue",
    "import_paths",
]

ImportEvent = Imported | Skipped | Expected | Finding


def import_paths(
    paths: Iterable[Path], content: Path, options: ImportOptions | None = None, settings: Site | None = None
) -> Iterator[ImportEvent]:
    """Import captures, in the order of `paths` and, within a folder, of its files.

    Never raises for bad input: a file that cannot be imported is a finding or a `Skipped`, and the others are still
    imported. Importing the same files again changes nothing. What the archive will say of the imported captures comes
    last.

    Args:
        paths: files and folders.
        content: the content folder.
        options: None for the defaults.
        settings: of the archive; None for the defaults.
    """
    options = options or ImportOptions()
    destination = Destination(content, options.dry_run)
    prediction = Prediction(settings or Site(), _read_reservations(content))
    for path in paths:
        try:
            site = open_source(path, content, options)
        except ArchiveError as error:
            yield from error.findings
        else:
            yield from SiteImport(site, find_layout(site, options.layout_name), destination, prediction).run()
    yield from prediction.events()


def _read_reservations(content: Path) -> bytes:
    try:
        return read_file_inside(content / RESERVATIONS, content, RESERVATIONS)
    except ArchiveError:
        return b""

"""The published site into the package: as its lists name it, if it is whole and shows the archive as it is now."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from kursk_archive.catalogue.derive import is_touched
from kursk_archive.catalogue.store import Catalogue
from kursk_archive.config import PRIVATE_FOLDER
from kursk_archive.core.findings import ArchiveError, Finding, Location, make_finding
from kursk_archive.preservation.bag import BagWriter
from kursk_archive.preservation.model import SITE_FOLDER
from kursk_archive.publisher import manifest
from kursk_archive.publisher.manifest_reader import manifest_entries
from kursk_archive.publisher.verify import ProgressHandler, VerifyTotals, verify_site


def has_catalogue(output: Path) -> bool:
    """Whether a build has been at work in the folder, and has left what it knows there."""
    return (output / PRIVATE_FOLDER / "catalogue.sqlite").is_file()


def check_site(
    output: Path, catalogue: Catalogue | None, totals: VerifyTotals, on_progress: ProgressHandler
) -> Iterator[Finding]:
    """Why the site cannot be handed over; nothing if it can.

    A site that is behind the captures may show what has been withheld since.

    Args:
        output: the output folder.
        catalogue: the one in that folder, brought up to date with the captures; None if there is none.
        totals: counted up.
        on_progress: called now and then.
    """
    place, said = Location(str(output)), 0
    if catalogue is None:
        yield make_finding("bag-site", place, "no build has left a site here, nor what it knows of one")
        return
    if not _is_current(catalogue):
        yield make_finding("bag-site", place, "this site is not what the captures and archive.yaml are by now")
        return
    for one in verify_site(output, totals, on_progress):
        said += 1
        yield one
    if said:
        yield make_finding("bag-site", place, f"this site is not as it was published: {said} findings")


def _is_current(catalogue: Catalogue) -> bool:
    """Whether the last build has published all, and nothing has been edited since."""
    is_whole = catalogue.setting("published") == "whole" and bool(catalogue.setting("shared"))
    return is_whole and not is_touched(catalogue.db)


def copy_site(output: Path, bag: BagWriter, on_copied: Callable[[], None]) -> None:
    """Copy every file that the lists name, and those.

    Raises:
        ArchiveError: a file is not what it was when the site was examined.
        OSError: it cannot be read, or the disk refuses.
    """
    with (output / manifest.ROOT_MANIFEST).open("rb") as first:
        bag.copy_file(first, SITE_FOLDER + manifest.ROOT_MANIFEST)
    for row in manifest_entries(output):
        with (output / row.path).open("rb") as file:
            digest = bag.copy_file(file, SITE_FOLDER + row.path)
        if digest != row.digest:
            raise ArchiveError(
                make_finding("changed", Location(row.path), f"its bytes are not those that {row.manifest} names")
            )
        on_copied()

"""Copies the published site into the package, if it is intact and current."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from kursk_archive.catalogue.build_state import COMPLETE
from kursk_archive.catalogue.changes import has_changes
from kursk_archive.catalogue.store import Catalogue
from kursk_archive.config import PRIVATE_FOLDER
from kursk_archive.core.findings import ArchiveError, Finding, Location, make_finding
from kursk_archive.core.text import count_noun
from kursk_archive.preservation.bag import BagWriter
from kursk_archive.preservation.model import SITE_FOLDER
from kursk_archive.publisher.manifest_reader import manifest_entries
from kursk_archive.publisher.verify import VerifyProgress, VerifyTotals, verify_site
from kursk_archive.site.permalinks import ROOT_MANIFEST


def has_catalogue(output: Path) -> bool:
    """Return True if a build has left its catalogue in the folder."""
    return (output / PRIVATE_FOLDER / "catalogue.sqlite").is_file()


def check_site(
    output: Path, catalogue: Catalogue | None, totals: VerifyTotals, on_progress: VerifyProgress
) -> Iterator[Finding]:
    """Yield the reasons why the site cannot be included; none if it can.

    An outdated site may show articles that have been withheld since.

    Args:
        output: the output folder.
        catalogue: the one in that folder, brought up to date with the captures; None if there is none.
        totals: updated along the way.
        on_progress: called now and then.
    """
    location, finding_count = Location(str(output)), 0
    if catalogue is None:
        yield make_finding("bag-site", location, "no built site in this folder")
        return
    if not _is_current(catalogue):
        yield make_finding(
            "bag-site", location, "site is out of date: the captures or archive.yaml have changed since it was built"
        )
        return
    for finding in verify_site(output, totals, on_progress):
        finding_count += 1
        yield finding
    if finding_count:
        message = f"site does not match its manifests: {count_noun(finding_count, 'finding')}"
        yield make_finding("bag-site", location, message)


def _is_current(catalogue: Catalogue) -> bool:
    """Return True if the last build was complete and nothing has been edited since."""
    state = catalogue.build_state
    return state.publication == COMPLETE and bool(state.site_fingerprint) and not has_changes(catalogue.db)


def copy_site(output: Path, bag: BagWriter, on_copied: Callable[[], None]) -> None:
    """Copy the manifests and every file that they list.

    Raises:
        ArchiveError: a file changed since the site was checked.
        OSError: a file is unreadable, or the disk refuses.
    """
    with (output / ROOT_MANIFEST).open("rb") as root_manifest:
        bag.copy_file(root_manifest, SITE_FOLDER + ROOT_MANIFEST)
    for entry in manifest_entries(output):
        with (output / entry.path).open("rb") as file:
            digest = bag.copy_file(file, SITE_FOLDER + entry.path)
        if digest != entry.digest:
            message = f"checksum differs from {entry.manifest}"
            raise ArchiveError(make_finding("changed", Location(entry.path), message))
        on_copied()

"""The preservation package: captures, what is known of them, and the site, in a folder that anybody can check.

A bag (RFC 8493) whose payload is an RO-Crate: `data/content/`, `data/site/`, `data/ro-crate-metadata.json` and
`data/metadata/premis.xml`.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from kursk_archive.catalogue.store import Catalogue
from kursk_archive.config import Config, Site, apply_severities
from kursk_archive.core.events import EventHandler, Progress, ignore_event
from kursk_archive.core.findings import ArchiveError, Finding, Location, Severity, make_finding
from kursk_archive.loader.inventory import ContentFile, walk_content_files
from kursk_archive.pipeline.build import open_catalogue
from kursk_archive.preservation import captures, source_date
from kursk_archive.preservation.bag import BagWriter
from kursk_archive.preservation.model import CRATE_FILE, PREMIS_FILE, ExportInfo, email_address
from kursk_archive.preservation.premis import render_premis
from kursk_archive.preservation.ro_crate import render_crate
from kursk_archive.preservation.site import check_site, has_catalogue, copy_site
from kursk_archive.preservation.summary import ExportSummary
from kursk_archive.preservation.withheld import WithheldFiles
from kursk_archive.publisher.staging import staged_folder
from kursk_archive.publisher.verify import VerifyTotals
from kursk_archive.version import __version__

__all__ = ["export"]


def export(
    config: Config,
    target: Path,
    *,
    include_site: bool = True,
    include_withheld: bool = False,
    on_event: EventHandler = ignore_event,
) -> ExportSummary:
    """Make the package.

    Args:
        config: see `config.read_config`.
        target: the folder to make; it may be there if it is empty.
        include_site: whether the published site goes into it, if it is whole.
        include_withheld: whether captures that are withheld, excluded or broken go into it.
        on_event: called with every finding and the progress, from this thread.

    Raises:
        ArchiveError: the package cannot be made there, or what goes into it changes meanwhile; then there is none.
        OSError: the disk refuses; likewise.
    """
    target = target.resolve()
    _object(config, target)
    return _Export(config, target, include_site, include_withheld, on_event).run()


def _object(config: Config, target: Path) -> None:
    for folder in (config.content, config.output):
        if target.is_relative_to(folder.resolve()) or folder.resolve().is_relative_to(target):
            raise ArchiveError(
                make_finding("bag-place", Location(str(target)), f"this is in {folder}, or that is in this")
            )


class _Export:
    """One export."""

    def __init__(self, config: Config, target: Path, site: bool, with_withheld: bool, tell: EventHandler) -> None:
        self.config, self.target, self.tell = config, target, tell
        self.site, self.with_withheld = site, with_withheld
        self.started = time.monotonic()
        self.counts: Counter[Severity] = Counter()
        self.done = self.total = self.articles = 0

    def run(self) -> ExportSummary:
        making = ExportInfo(source_date.export_time(), __version__)
        self._say(self.config.findings)
        with ExitStack() as stack:
            bag = stack.enter_context(BagWriter(stack.enter_context(staged_folder(self.target))))
            is_kept = self.site and has_catalogue(self.config.output)
            # The catalogue of a build, if there is one: it says whether the site is current, and keeps all others from
            # building meanwhile.
            catalogue = stack.enter_context(open_catalogue(self.config, self.tell, kept=is_kept))
            if self.site:
                making = self._examine(catalogue if is_kept else None, making)
            self._fill(bag, catalogue, making)
            bag.finish(_info(self.config.site, making))
        seconds = time.monotonic() - self.started
        has_site = making.site_file_count is not None
        return ExportSummary(
            self.target, bag.file_count, bag.payload_bytes, self.articles, has_site, self.counts, seconds
        )

    def _examine(self, catalogue: Catalogue | None, making: ExportInfo) -> ExportInfo:
        tally = VerifyTotals()
        said = self._say(check_site(self.config.output, catalogue, tally, self._verified))
        return making if said else ExportInfo(making.exported_at, making.version, tally.files)

    def _fill(self, bag: BagWriter, catalogue: Catalogue, making: ExportInfo) -> None:
        root, db, has_site = self.config.content, catalogue.db, making.site_file_count is not None
        paths = [one.path for one in walk_content_files(root) if isinstance(one, ContentFile)]
        self.total = len(paths) + (making.site_file_count or 0)
        withheld = None if self.with_withheld else WithheldFiles.find(root, db, self.config.site.exclude, paths)
        self._say(captures.copy_captures(root, db, bag, withheld, self._copied))
        if has_site:
            copy_site(self.config.output, bag, self._copied)
        articles = partial(captures.packaged_articles, db, has_site, self.with_withheld)
        self.articles = sum(1 for _ in articles())
        bag.write_file(PREMIS_FILE, render_premis(making, articles))
        bag.write_file(CRATE_FILE, render_crate(self.config.site, making, articles))

    def _verified(self, done: int, total: int) -> None:
        self.tell(Progress("verifying", done, total))

    def _copied(self) -> None:
        self.done += 1
        self.tell(Progress("copying", self.done, max(self.done, self.total)))

    def _say(self, findings: Iterable[Finding]) -> int:
        """Tell findings as they come; gives how many."""
        before = self.counts.total()
        for one in apply_severities(iter(findings), self.config.site):
            self.counts[one.severity] += 1
            self.tell(one)
        return self.counts.total() - before


def _info(site: Site, making: ExportInfo) -> Mapping[str, str]:
    """What `bag-info.txt` says, in the labels that RFC 8493 reserves."""
    return {
        "Source-Organization": site.publisher,
        **_contact(site.contact),
        "External-Description": ". ".join(filter(None, (site.title, site.description))),
        "External-Identifier": site.base_url or "",
        "Bagging-Date": making.timestamp[:10],
        "Bag-Software-Agent": f"kursk-archive {making.version}",
    }


def _contact(contact: str) -> Mapping[str, str]:
    """An address of e-mail has a label of its own; anything else is who to ask."""
    address = email_address(contact)
    return {"Contact-Email": address} if address else {"Contact-Name": contact}

"""Makes the preservation package: captures, metadata and the site, in a folder that anybody can verify.

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

from msgspec.structs import replace

from kursk_archive.catalogue.store import Catalogue
from kursk_archive.config import Config, Site, apply_severities
from kursk_archive.core.events import EventHandler, Progress, ignore_event
from kursk_archive.core.findings import ArchiveError, Finding, Location, Severity, make_finding
from kursk_archive.loader.inventory import ContentFile, walk_content_files
from kursk_archive.pipeline.build import open_catalogue
from kursk_archive.preservation.bag import BagWriter
from kursk_archive.preservation.captures import copy_captures, packaged_articles
from kursk_archive.preservation.model import CRATE_FILE, PREMIS_FILE, ExportInfo, email_address
from kursk_archive.preservation.premis import render_premis
from kursk_archive.preservation.ro_crate import render_crate
from kursk_archive.preservation.site import check_site, copy_site, has_catalogue
from kursk_archive.preservation.source_date import export_time
from kursk_archive.preservation.summary import ExportSummary
from kursk_archive.preservation.withheld import WithheldFiles, find_reader_lists
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
        target: the folder to make; it may exist if it is empty.
        include_site: include the published site, if it is whole.
        include_withheld: include captures that are withheld, excluded or broken.
        on_event: called with every finding and the progress, from this thread.

    Raises:
        ArchiveError: the package cannot be made there, or its contents change meanwhile; then no package is left.
        OSError: the disk refuses; no package is left either.
    """
    target = target.resolve()
    _refuse_overlap(config, target)
    return _Export(config, target, include_site, include_withheld, on_event).run()


def _refuse_overlap(config: Config, target: Path) -> None:
    for folder in (config.content, config.output):
        if target.is_relative_to(folder.resolve()) or folder.resolve().is_relative_to(target):
            raise ArchiveError(make_finding("bag-place", Location(str(target)), f"overlaps the folder {folder}"))


class _Export:
    """A single export."""

    def __init__(
        self, config: Config, target: Path, include_site: bool, include_withheld: bool, on_event: EventHandler
    ) -> None:
        self.config, self.target, self.on_event = config, target, on_event
        self.include_site, self.include_withheld = include_site, include_withheld
        self.started = time.monotonic()
        self.finding_counts: Counter[Severity] = Counter()
        self.copied_files = self.expected_files = self.article_count = 0

    def run(self) -> ExportSummary:
        info = ExportInfo(export_time(), __version__)
        self._report(self.config.findings)
        with ExitStack() as stack:
            bag = stack.enter_context(BagWriter(stack.enter_context(staged_folder(self.target))))
            # The catalogue of a build, if there is one, tells whether the site is current, and holding it keeps others
            # from building meanwhile.
            has_site_catalogue = self.include_site and has_catalogue(self.config.output)
            catalogue = stack.enter_context(open_catalogue(self.config, self.on_event, keep=has_site_catalogue))
            if self.include_site:
                info = self._check_site(catalogue if has_site_catalogue else None, info)
            self._fill(bag, catalogue, info)
            bag.finish(_bag_info(self.config.site, info))
        return ExportSummary(
            self.target,
            bag.file_count,
            bag.payload_bytes,
            self.article_count,
            info.has_site,
            self.finding_counts,
            time.monotonic() - self.started,
        )

    def _check_site(self, catalogue: Catalogue | None, info: ExportInfo) -> ExportInfo:
        """Add the number of the site's files to `info` if the site can be included."""
        totals = VerifyTotals()
        finding_count = self._report(check_site(self.config.output, catalogue, totals, self._report_verified))
        return info if finding_count else replace(info, site_file_count=totals.files)

    def _fill(self, bag: BagWriter, catalogue: Catalogue, info: ExportInfo) -> None:
        root, db = self.config.content, catalogue.db
        paths = [file.path for file in walk_content_files(root) if isinstance(file, ContentFile)]
        self.expected_files = len(paths) + (info.site_file_count or 0)
        withheld = None if self.include_withheld else WithheldFiles.find(root, db, self.config.site.exclude, paths)
        readers = find_reader_lists(root, db, paths)
        self._report(copy_captures(root, db, bag, withheld, readers, self._report_copied))
        if info.has_site:
            copy_site(self.config.output, bag, self._report_copied)
        articles = partial(packaged_articles, db, info.has_site, self.include_withheld)
        self.article_count = sum(1 for _ in articles())
        bag.write_file(PREMIS_FILE, render_premis(info, articles))
        bag.write_file(CRATE_FILE, render_crate(self.config.site, info, articles))

    def _report_verified(self, done: int, total: int) -> None:
        self.on_event(Progress("verifying", done, total))

    def _report_copied(self) -> None:
        self.copied_files += 1
        self.on_event(Progress("copying", self.copied_files, max(self.copied_files, self.expected_files)))

    def _report(self, findings: Iterable[Finding]) -> int:
        """Report findings as they come; return their number."""
        count_before = self.finding_counts.total()
        for finding in apply_severities(iter(findings), self.config.site):
            self.finding_counts[finding.severity] += 1
            self.on_event(finding)
        return self.finding_counts.total() - count_before


def _bag_info(site: Site, info: ExportInfo) -> Mapping[str, str]:
    """Return the contents of `bag-info.txt`, with the labels that RFC 8493 reserves."""
    return {
        "Source-Organization": site.publisher,
        **_contact(site.contact),
        "External-Description": ". ".join(filter(None, (site.title, site.description))),
        "External-Identifier": site.base_url or "",
        "Bagging-Date": info.timestamp[:10],
        "Bag-Software-Agent": f"kursk-archive {info.version}",
    }


def _contact(contact: str) -> Mapping[str, str]:
    """Return the contact under the label for e-mail addresses or, if it is something else, for names."""
    address = email_address(contact)
    return {"Contact-Email": address} if address else {"Contact-Name": contact}

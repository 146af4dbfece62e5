"""Keeps withheld what was withheld: when a sidecar is lost, cannot be matched, or a capture is moved without it.

`withheld.csv` in the content folder lists the captures that sidecars withheld in the last build: path, SHA-256 of the
file, sidecar. The sidecar is empty once it is lost; then only `status: published` in a new one publishes the article.
"""

from __future__ import annotations

import csv
import os
import pickle
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from kursk_archive.catalogue.store import Catalogue
from kursk_archive.core.enums import ArticleId, SidecarState
from kursk_archive.core.findings import FRONTMATTER_CODES, Finding, Location, make_finding
from kursk_archive.core.text import escape_unprintable
from kursk_archive.loader.filenames import WITHHELD_LIST

if TYPE_CHECKING:
    from kursk_archive.catalogue.records import CaptureRecord
    from kursk_archive.config import Config
    from kursk_archive.loader.scan import ContentScan, UnmatchedSidecar
    from kursk_archive.loader.sidecar import Sidecar

COLUMNS = ("capture", "sha256", "sidecar")


class WithheldCapture(Struct):
    """A row of withheld.csv."""

    sha256: str
    """Of the file; empty if it was never read, or if only some of its articles are withheld."""
    sidecar: str
    """Path of the sidecar that withholds it; empty if it is lost."""


class Withholding:
    """The captures withheld in one run, and those that must stay so."""

    def __init__(self, config: Config, catalogue: Catalogue) -> None:
        self.content, self.site, self.catalogue = config.content, config.site, catalogue
        self.findings: list[Finding] = []
        self.captures: dict[str, WithheldCapture] = {}
        self._read_data: bytes | None = b""
        """The file as it was read; None if it could not be."""

    # the list

    def read(self) -> None:
        """Read the list of the last build."""
        path = self.content / WITHHELD_LIST
        try:
            self._read_data = path.read_bytes()
        except FileNotFoundError:
            return
        except OSError as error:
            self._read_data = None
            self._report("unreadable", WITHHELD_LIST, f"cannot be read: {error.strerror}")
            return
        rows = csv.reader(StringIO(self._read_data.decode("utf-8-sig", "replace"), newline=""))
        try:
            for capture, sha256, sidecar, *_ in ((*row, "", "", "") for row in rows if row):
                if capture != COLUMNS[0]:
                    self.captures[capture] = WithheldCapture(sha256, sidecar)
        except csv.Error as error:
            self._read_data = None
            self._report("unreadable", WITHHELD_LIST, f"not CSV: {error}")

    def write(self) -> None:
        """Write the list if it changed."""
        text = StringIO()
        rows = ((path, row.sha256, row.sidecar) for path, row in sorted(self.captures.items()))
        csv.writer(text, lineterminator="\n").writerows((COLUMNS, *rows) if self.captures else ())
        data = text.getvalue().encode("utf-8", "replace")
        if self._read_data is None or data == self._read_data:
            return
        path = self.content / WITHHELD_LIST
        part = path.with_name(f".{WITHHELD_LIST}.part")
        try:
            if data:
                part.write_bytes(data)
                part.replace(path)
            else:
                path.unlink(missing_ok=True)
        except OSError as error:
            self._report("withheld-list", WITHHELD_LIST, f"cannot be written: {error.strerror}")

    # captures as they are loaded

    def screen(self, captures: Iterable[CaptureRecord]) -> list[CaptureRecord]:
        """Note which captures their sidecars withhold; hold those back whose sidecar did so and is gone."""
        return list(map(self._screen, captures))

    def _screen(self, capture: CaptureRecord) -> CaptureRecord:
        path, state = capture.capture_path, capture.sidecar_state
        known = self.captures.get(path)
        if capture.is_partial and state is SidecarState.WITHHOLDING:  # the record that ends the parts knows of all
            return capture
        if state is SidecarState.WITHHOLDING:
            sha256 = capture.file_sha256 if capture.withholds_all else known.sha256 if known else ""
            self.captures[path] = WithheldCapture(sha256, capture.sidecar_path)
        elif state is SidecarState.PUBLISHING or (known and known.sidecar and state is SidecarState.SILENT):
            self.captures.pop(path, None)
        elif state is SidecarState.SILENT and self._may_lack_status(capture):
            message = "frontmatter cannot be read, and withheld this article before; it stays withheld"
            location = Location(escape_unprintable(path), 1, 1)
            return _hold_articles(capture, (make_finding("frontmatter", location, message),))
        elif known and state is not SidecarState.UNREADABLE:
            known.sidecar = ""
            message = "the sidecar is gone, which withheld this article; it stays withheld"
            finding = make_finding("sidecar-lost", Location(escape_unprintable(path), 1, 1), message)
            return _hold_articles(capture, (finding, *capture.findings))
        return capture

    def _may_lack_status(self, capture: CaptureRecord) -> bool:
        """Return True if the sidecar makes up for frontmatter that withheld the article as long as it could be read."""
        if not any(finding.code in FRONTMATTER_CODES for finding in capture.findings) or not capture.articles:
            return False
        return self.catalogue.is_withheld(capture.capture_path)

    # captures that were not named by their sidecar

    def note_removed(self, changes: ContentScan) -> None:
        """Note the captures that are gone while their sidecars are still there and withhold them."""
        from kursk_archive.loader.sidecar_names import captures_beside

        for unmatched in changes.unmatched:
            if unmatched.sidecar.withholds:
                for path in captures_beside(unmatched.path, changes.removed):
                    if path not in self.captures and (sha256 := self.catalogue.file_digest(path)):
                        self.captures[path] = WithheldCapture(sha256, unmatched.path)

    def published_before(self, changes: ContentScan) -> set[str]:
        """Return those captures that sidecars without a capture may belong to and that are published now."""
        paths = {path for unmatched in changes.unmatched for path in unmatched.captures}
        return self.catalogue.published_captures(paths) if paths else set()

    def settle(self, changes: ContentScan, published_before: set[str]) -> Iterator[CaptureRecord]:
        """Yield captures to hold back: copies of withheld ones, and those that lost sidecars seem to belong to."""
        self._forget_moved()
        copies = dict(self._copies())
        for path, original in copies.items():
            message = f"not published: has the bytes that {escape_unprintable(original)} had, which was withheld"
            location = Location(escape_unprintable(path), 1, 1)
            yield _held(path, (make_finding("withheld-copy", location, message),))
        for unmatched in changes.unmatched:
            moved = [path for path, original in copies.items() if self.captures[original].sidecar == unmatched.path]
            captures = [*moved, *self._of_source(unmatched.sidecar)]
            if unmatched.is_beside or not captures:
                captures += unmatched.captures
            if not unmatched.sidecar.is_readable:
                captures = [path for path in captures if path not in published_before]
            self._report_unmatched(unmatched, list(dict.fromkeys(captures)))
            if not unmatched.sidecar.may_withhold:
                continue
            yield from (_held(path) for path in captures if path not in copies)

    def _of_source(self, sidecar: Sidecar) -> list[str]:
        """Return the captures of the address that a sidecar states."""
        if "source_url" not in sidecar.fields or not sidecar.fields["source_url"].value or not sidecar.may_withhold:
            return []
        from kursk_archive.pipeline.load_tasks import address_key

        key = address_key(pickle.dumps(self.site), sidecar.fields["source_url"].value)
        return self.catalogue.captures_of_address(key) if key else []

    def _forget_moved(self) -> None:
        """Forget captures that are gone while the list has another with the same bytes."""
        counts = Counter(row.sha256 for row in self.captures.values() if row.sha256)
        for path, row in list(self.captures.items()):
            if counts[row.sha256] > 1 and not os.path.lexists(self.content / path):
                counts[row.sha256] -= 1
                del self.captures[path]

    def _copies(self) -> Iterator[tuple[str, str]]:
        """Yield path and original of the captures that have the bytes of a withheld one that is gone or broken.

        What is known of a withheld article withholds its copies without that; see `catalogue/editions.py`.
        """
        listed = {row.sha256: path for path, row in self.captures.items() if row.sha256}
        originals = {sha256: path for sha256, path in listed.items() if not self.catalogue.has_articles(path)}
        if not originals:
            return
        from kursk_archive.loader.sidecar import load_sidecar  # with its parsers a fourth of a build without changes

        for path, sha256 in self.catalogue.captures_of_bytes(originals):
            sidecar = load_sidecar(self.content / path, self.content)
            is_stated = sidecar.state is SidecarState.PUBLISHING or "edition" in sidecar.fields
            if path not in self.captures and not is_stated:
                yield path, originals[sha256]

    def _report_unmatched(self, unmatched: UnmatchedSidecar, captures: Sequence[str]) -> None:
        says = "withholds an article" if unmatched.sidecar.is_readable else "cannot be read, may withhold an article,"
        named = ", ".join(map(escape_unprintable, captures[:3]))
        if unmatched.others:
            others = ", ".join(map(escape_unprintable, unmatched.others))
            message = f"second sidecar beside {others}; if either withholds, the article is withheld"
        elif captures:
            message = f"sidecar {says} and matches no capture; it seems to belong to {named}, which is not published"
        else:
            message = f"sidecar {says} and matches no capture"
        self._report("sidecar-unmatched", unmatched.path, message)

    def _report(self, code: str, path: str, message: str) -> None:
        self.findings.append(make_finding(code, Location(escape_unprintable(path), 1, 1), message))


def _hold_articles(capture: CaptureRecord, findings: tuple[Finding, ...]) -> CaptureRecord:
    """Return a capture with its articles withheld: known to the catalogue, they withhold others of the same article."""
    if not capture.articles:
        return _held(capture.capture_path, findings)
    withheld = {article.article_id: None for article in capture.articles}
    return replace(capture, file_stamp="", findings=findings, withheld=withheld)


def _held(path: str, findings: tuple[Finding, ...] = ()) -> CaptureRecord:
    """Return the record of a capture that is held back. Without a stamp, the next build looks at it again."""
    from kursk_archive.catalogue.records import CaptureRecord

    article_id = ArticleId(path)
    return CaptureRecord(path, "", findings, broken_ids=(article_id,), withheld={article_id: None})

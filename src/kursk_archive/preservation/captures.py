"""Copies the content folder into the package, byte for byte, and lists the articles that are in it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Container, Iterator
from io import BytesIO
from pathlib import Path

from kursk_archive.catalogue import articles, export_queries, reservations
from kursk_archive.core.enums import CaptureState
from kursk_archive.core.findings import ArchiveError, Finding, Location, make_finding
from kursk_archive.loader.inventory import walk_content_files
from kursk_archive.preservation.bag import BagWriter
from kursk_archive.preservation.model import CONTENT_FOLDER, PackagedArticle
from kursk_archive.preservation.withheld import WithheldFiles
from kursk_archive.site.permalinks import RESERVATIONS


def copy_captures(
    root: Path,
    db: sqlite3.Connection,
    bag: BagWriter,
    withheld: WithheldFiles | None,
    reader_lists: Container[str],
    on_copied: Callable[[], None],
) -> Iterator[Finding]:
    """Copy the content folder; yield a finding for each file that is left out.

    Args:
        root: the content folder.
        db: the catalogue's connection, up to date with the folder.
        bag: receives the files.
        withheld: the files to leave out; None leaves out none.
        reader_lists: files that are left out in any case.
        on_copied: called after each file.

    Raises:
        ArchiveError: a capture changed since it was loaded.
        OSError: the disk refuses.
    """
    loaded = _LoadedDigests(export_queries.loaded_digests(db))
    for file in walk_content_files(root):
        if isinstance(file, Finding):
            yield file
        elif file.path in reader_lists or file.target in reader_lists:
            yield make_finding("bag-personal", Location(file.path), "lists readers")
        elif withheld and (reason := withheld.reason_to_exclude(file.path) or withheld.reason_to_exclude(file.target)):
            yield reason
        elif withheld and file.path == RESERVATIONS:
            yield from _copy_reservations(root, db, bag, withheld)
            on_copied()
        else:
            try:
                opened = (root / file.path).open("rb")
            except OSError as error:
                yield make_finding("unreadable", Location(file.path), f"cannot be read: {error.strerror}")
                continue
            with opened:
                loaded.check(file.path, bag.copy_file(opened, CONTENT_FOLDER + file.path))
            on_copied()


def _copy_reservations(
    root: Path, db: sqlite3.Connection, bag: BagWriter, withheld: WithheldFiles
) -> Iterator[Finding]:
    """Copy the rows of published articles; the others would name what is withheld or was removed."""
    lines = (root / RESERVATIONS).read_bytes().splitlines(keepends=True)
    unpublished = reservations.lines_of_unpublished(
        db, b"".join(lines), lambda path: withheld.reason_to_exclude(path) is not None
    )
    kept = [line for number, line in enumerate(lines, 1) if number not in unpublished]
    bag.copy_file(BytesIO(b"".join(kept)), CONTENT_FOLDER + RESERVATIONS)
    if unpublished:
        message = f"without the rows of {len(unpublished)} addresses that are not published"
        yield make_finding("bag-withheld", Location(RESERVATIONS), message)


class _LoadedDigests:
    """The SHA-256 that each capture had when it was loaded. Paths have to be checked in ascending order."""

    def __init__(self, digests: Iterator[tuple[str, str]]) -> None:
        self._digests = digests
        self._current = next(digests, None)

    def check(self, path: str, digest: str) -> None:
        """Raise if `path` is a capture that changed since it was loaded: its metadata would describe other bytes."""
        while self._current and self._current[0] < path:
            self._current = next(self._digests, None)
        if self._current and self._current[0] == path and self._current[1] != digest:
            raise ArchiveError(make_finding("changed", Location(path), "file changed during the export"))


def packaged_articles(db: sqlite3.Connection, has_site: bool, include_withheld: bool) -> Iterator[PackagedArticle]:
    """Yield the articles whose captures are in the package, by path.

    Args:
        db: the catalogue's connection, up to date with the content folder.
        has_site: True if their pages are in the package.
        include_withheld: True if withheld captures are in the package.
    """
    from kursk_archive.catalogue.records import decode_article
    from kursk_archive.renderer.data.articles import make_article_row

    withheld_states = export_queries.not_published(db)
    for _, capture_path, state, output_path, record in articles.all_articles(db):
        withheld_state = withheld_states.get(capture_path)
        if withheld_state is None or (include_withheld and withheld_state is not CaptureState.BROKEN):
            article, resolutions = decode_article(record)
            page_path = output_path if has_site and state == CaptureState.PUBLISHED else None
            access_note = f"withheld: {article.reason}" if article.reason else "withheld" if withheld_state else None
            row = make_article_row(article, resolutions, output_path or "")
            yield PackagedArticle(row, page_path, access_note)

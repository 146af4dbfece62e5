"""The content folder into the package, byte for byte, and what is known of the articles that are in it by then."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

from kursk_archive.catalogue import export_queries, page_context
from kursk_archive.core.enums import CaptureState
from kursk_archive.core.findings import ArchiveError, Finding, Location, make_finding
from kursk_archive.loader.inventory import walk_content_files
from kursk_archive.preservation.bag import BagWriter
from kursk_archive.preservation.model import CONTENT_FOLDER, PackagedArticle
from kursk_archive.preservation.withheld import WithheldFiles


def copy_captures(
    root: Path, db: sqlite3.Connection, bag: BagWriter, withheld: WithheldFiles | None, on_copied: Callable[[], None]
) -> Iterator[Finding]:
    """Copy the content folder; gives a finding for whatever is left out.

    Args:
        root: the content folder.
        db: the catalogue's, up to date with it.
        bag: what it is put into.
        withheld: what is kept back; None hands over all.
        on_copied: called after each file.

    Raises:
        ArchiveError: a capture has not the bytes that were read.
        OSError: the disk refuses.
    """
    expected = _Expected(export_queries.read(db))
    for one in walk_content_files(root):
        if isinstance(one, Finding):
            yield one
        elif withheld and (said := withheld.reason_to_exclude(one.path) or withheld.reason_to_exclude(one.target)):
            yield said
        else:
            try:
                file = (root / one.path).open("rb")
            except OSError as error:
                yield make_finding("unreadable", Location(one.path), f"it cannot be read: {error.strerror}")
                continue
            with file:
                expected.compare(one.path, bag.copy_file(file, CONTENT_FOLDER + one.path))
            on_copied()


class _Expected:
    """What the captures were when they were read, asked for in the order of their paths."""

    def __init__(self, read: Iterator[tuple[str, str]]) -> None:
        self._rest = read
        self._next = next(read, None)

    def compare(self, path: str, digest: str) -> None:
        """Object if `path` is a capture of other bytes: what is said of the article would be said of another."""
        while self._next and self._next[0] < path:
            self._next = next(self._rest, None)
        if self._next and self._next[0] == path and self._next[1] != digest:
            raise ArchiveError(make_finding("changed", Location(path), "its bytes are not those that were read"))


def packaged_articles(db: sqlite3.Connection, has_site: bool, include_withheld: bool) -> Iterator[PackagedArticle]:
    """The articles whose captures are in the package, by path.

    Args:
        db: the catalogue's, up to date with the content folder.
        has_site: whether their pages are in it too.
        include_withheld: whether the captures that are kept back are in it too.
    """
    from kursk_archive.catalogue.records import unpack
    from kursk_archive.renderer.data.articles import make_article_row

    kept_back = export_queries.kept_back(db)
    for path, state, page, record in page_context.all_articles(db):
        now = kept_back.get(path)
        if now is None or (include_withheld and now is not CaptureState.BROKEN):
            article, resolutions = unpack(record)
            shown = page if has_site and state == CaptureState.PUBLISHED else None
            access = f"withheld: {article.reason}" if article.reason else "withheld" if now else None
            yield PackagedArticle(make_article_row(article, resolutions, page or ""), shown, access)

"""Decides which content files must stay out of an export: withheld captures and the files only they use.

In doubt a file stays out: what has been handed over cannot be taken back.
"""

from __future__ import annotations

import sqlite3
import zipfile
from collections.abc import Container, Iterable, Iterator, Mapping
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from kursk_archive.catalogue import export_queries
from kursk_archive.config import CONFIG_NAME
from kursk_archive.core.enums import CaptureState, LinkRegion
from kursk_archive.core.findings import ArchiveError, Finding, Location, Severity, make_finding
from kursk_archive.loader.filenames import SIDECAR_SUFFIXES, WITHHELD_LIST, is_capture_path, is_unread, suffix_of
from kursk_archive.loader.images import image_stamps, local_image_path
from kursk_archive.loader.page_folder_names import PAGE_FOLDER
from kursk_archive.loader.personal_data import is_reader_list
from kursk_archive.loader.read_file import read_file_inside
from kursk_archive.loader.sidecar import read_sidecar
from kursk_archive.loader.sidecar_names import fold_name, pair_sidecars, stem_of
from kursk_archive.loader.substack import POST_TABLE, holds_back_posts

if TYPE_CHECKING:
    from kursk_archive.core.model import Article


class WithheldFiles(Struct, frozen=True):
    """The content files that stay out of an export."""

    captures: Mapping[str, CaptureState]
    """Withheld captures, of those that a build loads."""
    unread: frozenset[str]
    """Files that no loader reads and whose sidecar withholds them."""
    stems: frozenset[str]
    """Paths, without suffixes and folded, of withheld and excluded captures; files of the same name belong to them."""
    lone_sidecars: frozenset[str]
    """Sidecars that withhold and match no capture."""
    images: frozenset[str]
    """Image files that only withheld or excluded captures name."""
    exclude_patterns: tuple[str, ...]
    """Patterns of archive.yaml."""
    post_tables: frozenset[str]
    """Tables of posts that name one that is withheld."""

    @classmethod
    def find(
        cls, root: Path, db: sqlite3.Connection, exclude_patterns: tuple[str, ...], paths: Iterable[str]
    ) -> WithheldFiles:
        """Find the withheld files of a content folder.

        Args:
            root: the content folder.
            db: the catalogue's connection.
            exclude_patterns: patterns of paths.
            paths: all files in the folder.
        """
        captures = export_queries.not_published(db)
        sidecars = {path for path in paths if suffix_of(path) in SIDECAR_SUFFIXES and path != CONFIG_NAME}
        owners = [path for path in paths if is_capture_path(path) or is_unread(path)]
        pairs = pair_sidecars(owners, sidecars)
        excluded = [path for path in owners if _matches(path, exclude_patterns)]
        unread = frozenset(
            path for path in owners if path in pairs and is_unread(path) and _may_withhold(root, pairs[path])
        )
        stems = {_folded_stem(path) for path in (*captures, *unread, *excluded)}
        stems.difference_update(
            _folded_stem(path) for path, _ in export_queries.loaded_digests(db) if path not in captures
        )
        matched = set(pairs.values())
        alone = frozenset(path for path in sidecars if path not in matched and _may_withhold(root, path))
        images = _withheld_images(db, captures, root, excluded)
        tables = frozenset(
            path for path in paths if path.endswith(POST_TABLE) and _names_withheld(root, path, captures)
        )
        return cls(captures, unread, frozenset(stems), alone, images - tables, exclude_patterns, tables)

    def reason_to_exclude(self, path: str) -> Finding | None:
        """Return the reason why a file stays out; None if it does not. archive.yaml never belongs to a capture."""
        if path == CONFIG_NAME:
            return None
        location = Location(path)
        state = self.captures.get(path)
        if state is CaptureState.BROKEN or _is_never_loaded(path):
            return make_finding("bag-broken", location, "capture cannot be read, so it may be a withheld one")
        if state or path in self.unread:
            return make_finding("bag-withheld", location, "capture is withheld")
        if path in self.post_tables:
            return make_finding("bag-withheld", location, "names posts that are withheld")
        if path == WITHHELD_LIST:
            return make_finding("bag-withheld", location, "lists withheld captures")
        if path in self.lone_sidecars:
            return make_finding("bag-withheld", location, "withholds a capture that it does not match")
        if _matches(path, self.exclude_patterns):
            return make_finding("bag-withheld", location, "excluded by archive.yaml")
        if path in self.images or self._belongs_to_stem(path):
            return make_finding("bag-withheld", location, "belongs to a withheld or excluded capture")
        return None

    def _belongs_to_stem(self, path: str) -> bool:
        """Return True if a file has the name of a withheld or excluded capture, or is in the folder of a saved page."""
        if _folded_stem(path) in self.stems:
            return not is_capture_path(path)
        folder = path.rpartition("/")[0]
        while folder:
            folder, _, name = folder.rpartition("/")
            page = PAGE_FOLDER.fullmatch(name)
            if page and fold_name(f"{folder}/{page[1]}".lstrip("/")) in self.stems:
                return True
        return False


def _matches(path: str, patterns: Iterable[str]) -> bool:
    return any(fnmatch(path, pattern) for pattern in patterns)


def _folded_stem(path: str) -> str:
    return fold_name(stem_of(path))


def _is_never_loaded(path: str) -> bool:
    """Return True if a capture has a name that no page can have; builds skip it."""
    return is_capture_path(path) and (not path.isprintable() or "\\" in path)


def _may_withhold(root: Path, sidecar: str) -> bool:
    """Return True if a sidecar withholds its capture, or is invalid."""
    contents = read_sidecar(sidecar, root)
    return contents.may_withhold or any(finding.severity is Severity.ERROR for finding in contents.findings)


def _names_withheld(root: Path, path: str, captures: Iterable[str]) -> bool:
    """Return True if a table of posts names one that was not public, or that a sidecar withholds."""
    posts = f"{path.removesuffix(POST_TABLE)}posts/"
    try:
        is_held = holds_back_posts(read_file_inside(root / path, root, path))
    except ArchiveError:
        return True
    return is_held or any(capture.startswith(posts) for capture in captures)


def find_reader_lists(root: Path, db: sqlite3.Connection, paths: Iterable[str]) -> frozenset[str]:
    """Find the files that list readers: no package contains them, whatever may be withheld.

    Args:
        root: the content folder.
        db: the catalogue's connection.
        paths: all files in the folder.
    """
    named = (path for path in paths if is_reader_list(path) or (path.endswith(".zip") and _packs_readers(root / path)))
    return frozenset((*named, *export_queries.reader_lists(db)))


def _packs_readers(path: Path) -> bool:
    """Return True for an export that is still packed, with its lists of readers."""
    try:
        with zipfile.ZipFile(path) as package:
            return any(map(is_reader_list, package.namelist()))
    except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError):  # no ZIP, or none whose names can be read
        return False


def _withheld_images(
    db: sqlite3.Connection, captures: Container[str], root: Path, excluded: Iterable[str]
) -> frozenset[str]:
    public: set[str] = set()
    withheld: set[str] = set()
    for path, stamp in export_queries.stamps_with_images(db):
        (withheld if path in captures else public).update(
            image
            for image, _ in image_stamps(stamp)
            if not is_capture_path(image)  # a crawl that lends to another
        )
    for path, record in export_queries.unpublished_records(db):
        withheld.update(_named_images(path, _article_of(record)))
    for path in excluded:
        withheld.update(image for article in _articles_in(root, path) for image in _named_images(path, article))
    return frozenset(withheld - public)


def _article_of(record: bytes) -> Article:
    from kursk_archive.catalogue.records import decode_article

    return decode_article(record)[0]


def _articles_in(root: Path, path: str) -> tuple[Article, ...]:
    """Load the articles of a capture that builds skip; none if it cannot be read."""
    from kursk_archive.loader.load_capture import load_articles

    try:
        return load_articles(root / path, root) if is_capture_path(path) else ()
    except ArchiveError:
        return ()


def _named_images(path: str, article: Article) -> Iterator[str]:
    """Yield the image files that an article names, whether or not a page shows them."""
    hrefs = (link.href for link in article.body.links if link.region is LinkRegion.IMAGE)
    return filter(None, (local_image_path(href, path) for href in (article.image or "", *hrefs)))

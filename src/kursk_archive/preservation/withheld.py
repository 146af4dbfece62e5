"""Decides which content files must stay out of an export: withheld captures and the files only they use.

In doubt a file stays out: what has been handed over cannot be taken back.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Container, Iterable, Iterator, Mapping
from fnmatch import fnmatch
from pathlib import Path

from msgspec import Struct

from kursk_archive.catalogue import export_queries
from kursk_archive.config import CONFIG_NAME
from kursk_archive.core.enums import CaptureState, LinkRegion
from kursk_archive.core.findings import Finding, Location, Severity, make_finding
from kursk_archive.loader.filenames import is_capture_path, is_unsupported, suffix_of
from kursk_archive.loader.images import image_stamps, local_image_path
from kursk_archive.loader.sidecar import load_sidecar


class WithheldFiles(Struct, frozen=True):
    """The content files that stay out of an export."""

    captures: Mapping[str, CaptureState]
    """Withheld captures, of those that a build loads."""
    unsupported: frozenset[str]
    """Captures that no loader reads and whose sidecar withholds them."""
    stems: frozenset[str]
    """Paths, without suffixes, of the withheld captures; other files of the same name belong to them."""
    images: frozenset[str]
    """Image files that only withheld captures name."""
    exclude_patterns: tuple[str, ...]
    """Patterns of archive.yaml."""

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
        unsupported = frozenset(path for path in paths if is_unsupported(path) and _is_withheld(root, path))
        stems = {_stem(path) for path in (*captures, *unsupported)}
        stems.difference_update(_stem(path) for path, _ in export_queries.loaded_digests(db) if path not in captures)
        return cls(captures, unsupported, frozenset(stems), _withheld_images(db, captures), exclude_patterns)

    def reason_to_exclude(self, path: str) -> Finding | None:
        """Return the reason why a file stays out; None if it does not. archive.yaml never belongs to a capture."""
        if path == CONFIG_NAME:
            return None
        location = Location(path)
        state = self.captures.get(path)
        if state is CaptureState.BROKEN or _is_never_loaded(path):
            return make_finding("bag-broken", location, "capture cannot be read, so it may be a withheld one")
        if state or path in self.unsupported:
            return make_finding("bag-withheld", location, "capture is withheld")
        if path in self.images or (_stem(path) in self.stems and not is_capture_path(path)):
            return make_finding("bag-withheld", location, "belongs to a withheld capture")
        if any(fnmatch(path, pattern) for pattern in self.exclude_patterns):
            return make_finding("bag-withheld", location, "excluded by archive.yaml")
        return None


def _stem(path: str) -> str:
    return path[: len(path) - len(suffix_of(path))]


def _is_never_loaded(path: str) -> bool:
    """Return True if a capture has a name that no page can have; builds skip it."""
    return is_capture_path(path) and (not path.isprintable() or "\\" in path)


def _is_withheld(root: Path, path: str) -> bool:
    """Return True if the sidecar of a capture withholds it, or is invalid."""
    sidecar = load_sidecar(root / path, root)
    status = sidecar.fields.get("status")
    is_invalid = any(finding.severity is Severity.ERROR for finding in sidecar.findings)
    return bool(status and status.value == "withheld") or is_invalid


def _withheld_images(db: sqlite3.Connection, captures: Container[str]) -> frozenset[str]:
    public: set[str] = set()
    withheld: set[str] = set()
    for path, stamp in export_queries.stamps_with_images(db):
        (withheld if path in captures else public).update(image for image, _ in image_stamps(stamp))
    for path, record in export_queries.unpublished_records(db):
        withheld.update(_named_images(path, record))
    return frozenset(withheld - public)


def _named_images(path: str, record: bytes) -> Iterator[str]:
    """Yield the image files that an article names, whether or not a page shows them."""
    from kursk_archive.catalogue.records import decode_article

    article, _ = decode_article(record)
    hrefs = (link.href for link in article.body.links if link.region is LinkRegion.IMAGE)
    return filter(None, (local_image_path(href, path) for href in (article.image or "", *hrefs)))

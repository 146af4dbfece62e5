"""What of the content folder is not everybody's: captures that are withheld, and all that belongs to them alone.

In doubt a file is kept back: what was handed over cannot be taken back.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from kursk_archive.catalogue import export_queries
from kursk_archive.config import CONFIG_NAME
from kursk_archive.core.enums import CaptureState, LinkRegion
from kursk_archive.core.findings import Finding, Location, Severity, make_finding
from kursk_archive.loader import images as album
from kursk_archive.loader import sidecar
from kursk_archive.loader.filenames import UNSUPPORTED_SUFFIXES, is_capture_path, suffix_of


@dataclass(frozen=True, slots=True)
class WithheldFiles:
    """What is kept back."""

    captures: Mapping[str, CaptureState]
    """Of those that a build reads."""
    unsupported: frozenset[str]
    """Captures for which there is no loader, and whose sidecar withholds them."""
    stems: frozenset[str]
    """Paths, without their suffixes, of captures that are kept back: what has their name belongs to them."""
    images: frozenset[str]
    """Image files that only such captures name."""
    exclude_patterns: tuple[str, ...]
    """Patterns of archive.yaml."""

    @classmethod
    def find(cls, root: Path, db: sqlite3.Connection, exclude: tuple[str, ...], paths: Iterable[str]) -> WithheldFiles:
        """What is kept back of the content folder.

        Args:
            root: the content folder.
            db: the catalogue's.
            exclude: patterns of paths.
            paths: of all files in the folder; taken one by one.
        """
        captures = export_queries.kept_back(db)
        unread = frozenset(one for one in paths if suffix_of(one) in UNSUPPORTED_SUFFIXES and _is_withheld(root, one))
        stems = {_stem(one) for one in (*captures, *unread)}
        stems.difference_update(_stem(path) for path, _ in export_queries.read(db) if path not in captures)
        return cls(captures, unread, frozenset(stems), _images(db, captures), exclude)

    def reason_to_exclude(self, path: str) -> Finding | None:
        """Why a file is not handed over; None if it may be. archive.yaml is no capture's, whatever its name."""
        if path == CONFIG_NAME:
            return None
        place = Location(path)
        state = self.captures.get(path)
        if state is CaptureState.BROKEN or _is_passed_over(path):
            return make_finding("bag-broken", place, "this capture cannot be read, nor whether it is withheld")
        if state or path in self.unsupported:
            return make_finding("bag-withheld", place, "this capture is withheld")
        if path in self.images or (_stem(path) in self.stems and not is_capture_path(path)):
            return make_finding("bag-withheld", place, "this belongs to a capture that is left out")
        if any(fnmatch(path, pattern) for pattern in self.exclude_patterns):
            return make_finding("bag-withheld", place, "archive.yaml excludes it")
        return None


def _stem(path: str) -> str:
    return path[: len(path) - len(suffix_of(path))]


def _is_passed_over(path: str) -> bool:
    """Whether a capture has a name that no page can have: nobody has read it."""
    return is_capture_path(path) and (not path.isprintable() or "\\" in path)


def _is_withheld(root: Path, path: str) -> bool:
    """Whether the sidecar of a capture says so, or cannot be read."""
    found = sidecar.load_sidecar(root / path, root)
    status = found.fields.get("status")
    return bool(status and status.value == "withheld") or any(one.severity is Severity.ERROR for one in found.findings)


def _images(db: sqlite3.Connection, captures: Container[str]) -> frozenset[str]:
    shown: set[str] = set()
    kept: set[str] = set()
    for path, stamp in export_queries.with_images(db):
        (kept if path in captures else shown).update(image for image, _ in album.image_stamps(stamp))
    for path, record in export_queries.withheld(db):
        kept.update(_named(path, record))
    return frozenset(kept - shown)


def _named(path: str, record: bytes) -> Iterator[str]:
    """The image files that an article names, asked for or not."""
    from kursk_archive.catalogue.records import unpack

    article, _ = unpack(record)
    hrefs = (link.href for link in article.body.links if link.region is LinkRegion.IMAGE)
    return filter(None, (album.local_image_path(href, path) for href in (article.image or "", *hrefs)))

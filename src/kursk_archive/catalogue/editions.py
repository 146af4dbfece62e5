"""Captures of one article: what withholds one withholds all of them, and those with the same bytes share one page.

Captures are of one article if they are known by the same address (their sources, without tracking, AMP, mobile and
snapshot forms, or an alias) or have the same bytes. A capture whose sidecar says `edition: this` stands alone: its
status is its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from operator import attrgetter

from msgspec import Struct

from kursk_archive.core.enums import CaptureState

_LATEST = "\U0010ffff"


class Edition(Struct, frozen=True, gc=False):
    """An article as one capture has it: what decides whether it has a page, and where."""

    article_id: str
    stated_state: str
    """What its own metadata state."""
    stands_alone: bool
    """True if its sidecar says `edition: this`."""
    wanted_path: str
    """The address that its date and slug ask for."""
    source_key: bytes
    """Key of its source address; empty without one."""
    captured_at: str
    language_suffix: str
    """Distinguishes the versions of an article in folders named after languages; empty for any other."""
    capture_sha256: str
    keys: frozenset[bytes]
    """Keys of the addresses that it is known by, and of its bytes."""

    @property
    def order(self) -> tuple[str, str]:
        """Sorts by the time of the capture, unknown ones last, then by id."""
        return self.captured_at or _LATEST, self.article_id


def find_withheld(editions: Iterable[Edition]) -> dict[str, str]:
    """Map articles to the capture, the first by id, that withholds them because it is of the same article.

    Only articles whose own metadata do not withhold them.
    """
    sharing: dict[bytes, list[Edition]] = defaultdict(list)
    withheld: list[Edition] = []
    for edition in editions:
        if edition.stands_alone:
            continue
        for key in edition.keys:
            sharing[key].append(edition)
        if edition.stated_state != CaptureState.PUBLISHED:
            withheld.append(edition)
    withheld_by: dict[str, str] = {}
    for first in sorted(withheld, key=attrgetter("article_id")):
        pending = [first]
        while pending:
            for key in pending.pop().keys:
                found = sharing.pop(key, ())
                pending += found
                for other in found:
                    if other.stated_state == CaptureState.PUBLISHED:
                        withheld_by.setdefault(other.article_id, first.article_id)
    return withheld_by


def find_copies(published: Iterable[Edition], reserved_ids: Collection[str]) -> Mapping[str, str]:
    """Map articles to the one with the same bytes whose page shows both.

    An article with an address of its own comes first, then the order of the captures. Captures with the same bytes
    whose metadata state different sources are different articles.

    Args:
        published: the articles that nothing withholds.
        reserved_ids: articles that have a reserved address.
    """
    same_bytes: dict[str, list[Edition]] = defaultdict(list)
    for edition in published:
        if not edition.stands_alone and edition.capture_sha256:
            same_bytes[edition.capture_sha256].append(edition)
    copies: dict[str, str] = {}
    for group in same_bytes.values():
        shown: list[Edition] = []
        for edition in sorted(group, key=lambda edition: (edition.article_id not in reserved_ids, edition.order)):
            for other in shown:
                if edition.source_key == other.source_key or not (edition.source_key and other.source_key):
                    copies[edition.article_id] = other.article_id
                    break
            else:
                shown.append(edition)
    return copies

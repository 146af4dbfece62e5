"""The needs of the pages of a crawl: they tell which crawls another one of the folder may serve better.

An address has one entry for all pages of a crawl, so it may say too much, and never too little.
"""

from __future__ import annotations

from collections.abc import Iterable
from struct import Struct as Layout

from kursk_archive.loader.crawls.resources import CrawlResources, address_digest

_NEED = Layout(">8sIII")
"""Digest of an address, times of the first and the last page that show it, the longest distance to what was found."""
_NOT_FOUND = 2**32 - 1


class CrawlNeeds:
    """Collects what the pages of a crawl ask for."""

    def __init__(self) -> None:
        self._needs: dict[bytes, tuple[int, int, int]] = {}

    def note(self, address: str, time: int, seconds_apart: int | None) -> None:
        """Note what a page asked for.

        Args:
            address: absolute.
            time: of the page, in seconds.
            seconds_apart: between page and what was found; None if nothing was.
        """
        self._note(address_digest(address), time, time, _NOT_FOUND if seconds_apart is None else seconds_apart)

    def _note(self, digest: bytes, first: int, last: int, apart: int) -> None:
        known = self._needs.get(digest, (first, last, apart))
        self._needs[digest] = min(known[0], first), max(known[1], last), max(known[2], apart)

    def add(self, encoded: bytes) -> None:
        """Add what `encode` returned."""
        for need in _NEED.iter_unpack(encoded):
            self._note(*need)

    def encode(self) -> bytes:
        """Return all of it as bytes."""
        return b"".join(_NEED.pack(digest, *need) for digest, need in sorted(self._needs.items()))


def may_serve(resources: CrawlResources, needs: bytes) -> bool:
    """Return True if a crawl may hold something that is nearer to a page of another one than what it shows.

    Args:
        resources: of the crawl.
        needs: of the other one, as `CrawlNeeds.encode` returns them.
    """
    times = resources.times_by_digest() if needs else {}
    return any(
        first - apart <= time <= last + apart
        for digest, first, last, apart in _NEED.iter_unpack(needs)
        for time in times.get(digest, ())
    )


def join_needs(parts: Iterable[bytes]) -> bytes:
    """Join what the parts of a crawl ask for."""
    needs = CrawlNeeds()
    for part in parts:
        needs.add(part)
    return needs.encode()

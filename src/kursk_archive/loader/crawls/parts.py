"""The parts that a crawl is divided into, as plain values that can be sent to a worker."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from itertools import islice
from struct import Struct as Layout

from msgspec import Struct, field

from kursk_archive.core.findings import Finding
from kursk_archive.core.model import CapturePart

PARTS_IN_TASK = 64


class CrawlPage(Struct, frozen=True, array_like=True):
    """A record that may be an article."""

    place: CapturePart
    """Of the record that holds the page."""
    key: str
    """Identifies the article in the crawl: `2024-08-15T10:15:00Z/https://herald.example/flood`."""
    address: str
    """That was asked for."""
    date: str
    """Of the record, in UTC, to the second; empty if it states none."""
    form: str
    """The name of the format of the record: `warc`, `warc.gz`, `arc`, `arc.gz`."""
    is_named: bool = False
    """True if a list of pages or a rule of archive.yaml names its address."""
    aliases: tuple[str, ...] = ()
    """Addresses that redirected to it."""


class CrawlResources(Struct, frozen=True):
    """The places of what the pages of a crawl show, by address: 28 bytes each, to be sent with every task."""

    entries: bytes = b""
    members: tuple[str, ...] = ("",)
    """See `CapturePart.member`."""

    @classmethod
    def of_places(cls, places: Mapping[bytes, CapturePart], others: Mapping[bytes, CapturePart] = {}) -> CrawlResources:
        """Make the table.

        Args:
            places: images and style sheets; see `address_digest` for the keys.
            others: what only an original page shows: drawings and fonts.
        """
        members = tuple(dict.fromkeys(("", *(place.member for place in (*places.values(), *others.values())))))
        numbers = {member: number for number, member in enumerate(members)}
        rows = sorted(
            (digest, place.start, place.length or 0, numbers[place.member] | mark)
            for table, mark in ((others, _OTHER), (places, 0))
            for digest, place in table.items()
            if not mark or digest not in places
        )
        return cls(b"".join(_ENTRY.pack(*row) for row in rows), members)

    def places(self) -> Iterator[CapturePart]:
        """Yield the place of each record."""
        for _, start, length, number in _ENTRY.iter_unpack(self.entries):
            yield CapturePart(start, length, self.members[number & ~_OTHER])

    def find(self, address: str, *, for_original: bool = False) -> CapturePart | None:
        """Return the place of the record that holds a resource; None if the crawl has none from that address.

        Args:
            address: absolute.
            for_original: also return what only an original page shows.
        """
        digest = address_digest(address)
        low, high = 0, len(self.entries) // _ENTRY.size
        while low < high:
            middle = (low + high) // 2
            found, start, length, number = _ENTRY.unpack_from(self.entries, middle * _ENTRY.size)
            if found == digest:
                is_shown = for_original or not number & _OTHER
                return CapturePart(start, length, self.members[number & ~_OTHER]) if is_shown else None
            low, high = (middle + 1, high) if found < digest else (low, middle)
        return None


_ENTRY = Layout("<8sQQI")
_OTHER = 1 << 31
"""A bit of the member's number: only an original page shows it."""


def address_digest(address: str) -> bytes:
    """Return eight bytes that stand for an address, whatever its scheme and fragment are."""
    bare = address.partition("#")[0].removeprefix("https:").removeprefix("http:")
    return blake2b(bare.encode("utf-8", "surrogatepass"), digest_size=8).digest()


class CrawlTask(Struct, frozen=True):
    """Some of the pages of a crawl, with what they may show."""

    pages: tuple[CrawlPage, ...]
    resources: CrawlResources


class CrawlDivision(Struct, frozen=True):
    """A crawl, divided."""

    pages: tuple[CrawlPage, ...] = ()
    resources: CrawlResources = CrawlResources()
    left: Mapping[str, int] = field(default_factory=dict)
    """Reason → the pages that are not read for it."""
    findings: tuple[Finding, ...] = ()

    def tasks(self) -> Iterator[CrawlTask]:
        """Yield the pages in batches."""
        remaining = iter(self.pages)
        while pages := tuple(islice(remaining, PARTS_IN_TASK)):
            yield CrawlTask(pages, self.resources)


def describe_left(left: Mapping[str, int], read: int) -> str:
    """Return how many pages of a crawl are left out, and why; empty if none are.

    Args:
        left: reason → number of pages.
        read: number of pages that became articles.
    """
    total = sum(left.values())
    if not total:
        return ""
    reasons = sorted(left.items(), key=lambda item: (-item[1], item[0]))
    named = ", ".join(f"{reason} ({count:,})" for reason, count in reasons)
    return f"{total:,} of {total + read:,} pages left out: {named}"


def add_counts(totals: dict[str, int], counts: Iterable[tuple[str, int]]) -> None:
    """Add numbers to totals."""
    for name, count in counts:
        totals[name] = totals.get(name, 0) + count

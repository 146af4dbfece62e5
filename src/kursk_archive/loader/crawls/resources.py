"""The table of what the pages of a crawl show: images, style sheets and fonts, by address and time of capture."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import blake2b
from itertools import repeat
from struct import Struct as Layout

from msgspec import Struct

from kursk_archive.core.model import CapturePart

RecordFile = tuple[str, str]
"""The file that holds a record: path of the capture, empty for the article's own; and `CapturePart.member`."""

_ENTRY = Layout(">8sIIQQ")
"""Digest of the address, time, twice the number of the source, start and length of the record. Entries sort by their
bytes."""
_PLACE = Layout(">8x4xIQQ")
_SOURCE = Layout(">I")
_OTHER = 1
"""Added to twice the source's number: only an original page shows it."""
_MAX_SECONDS = 2**32 - 2


class FoundRecord(Struct, frozen=True):
    """A record that holds a resource."""

    place: CapturePart
    seconds_apart: int
    """Between its capture and that of the page."""


class CrawlResources(Struct, frozen=True):
    """The places of what pages show, by address and time: 32 bytes each, to be sent with every task."""

    entries: bytes = b""
    sources: tuple[RecordFile, ...] = ()

    @classmethod
    def of_places(cls, places: Iterable[tuple[str, CapturePart]]) -> CrawlResources:
        """Make a table of records whose times do not matter: address and place of each."""
        builder = ResourcesBuilder()
        for address, place in places:
            builder.add(address_digest(address), 0, place)
        return builder.build()

    def __len__(self) -> int:
        return len(self.entries) // _ENTRY.size

    @property
    def times(self) -> tuple[int, int]:
        """Times of the first and the last record, in seconds; 0 without one."""
        times = [self._time(number) for number in range(len(self))]
        return min(times, default=0), max(times, default=0)

    def places(self) -> Iterator[CapturePart]:
        """Yield the place of each record."""
        for number in range(len(self)):
            yield self._place(number)

    def times_by_digest(self) -> dict[bytes, list[int]]:
        """Map the digest of each address to the times of its records."""
        times: dict[bytes, list[int]] = {}
        for digest, time, *_ in _ENTRY.iter_unpack(self.entries):
            times.setdefault(digest, []).append(time)
        return times

    def join(self, others: Iterable[tuple[str, CrawlResources]]) -> CrawlResources:
        """Return this table with those of other captures, each with its path."""
        entries, sources = list(self._rows()), [*self.sources]
        for path, other in others:
            entries += other._rows(len(sources))  # noqa: SLF001 - of the same class
            sources += ((path, member) for _, member in other.sources)
        return CrawlResources(b"".join(sorted(entries)), tuple(sources))

    def find(self, address: str, time: int = 0, *, for_original: bool = False) -> FoundRecord | None:
        """Return the record of a resource that was captured nearest to a time; None if there is none.

        Of two records that are equally near, that of the page's own crawl is returned.

        Args:
            address: absolute.
            time: of the page, in seconds, see `seconds_of`.
            for_original: also return what only an original page shows.
        """
        digest = address_digest(address)
        position = self._position(digest, time)
        later = self._first(digest, range(position, len(self)), for_original=for_original)
        earlier = self._first(digest, range(position - 1, -1, -1), for_original=for_original)
        if earlier is not None:
            first = self._position(digest, self._time(earlier))
            earlier = self._first(digest, range(first, len(self)), for_original=for_original)
        found = [number for number in (later, earlier) if number is not None]
        if not found:
            return None
        return min(map(self._found, found, repeat(time)), key=lambda one: (one.seconds_apart, bool(one.place.path)))

    def _found(self, number: int, time: int) -> FoundRecord:
        return FoundRecord(self._place(number), abs(self._time(number) - time))

    def _rows(self, first_source: int = 0) -> Iterator[bytes]:
        size = _ENTRY.size
        for start in range(0, len(self.entries), size):
            row = self.entries[start : start + size]
            if first_source:
                (number,) = _SOURCE.unpack_from(row, 12)
                row = row[:12] + _SOURCE.pack(number + 2 * first_source) + row[16:]
            yield row

    def _position(self, digest: bytes, time: int) -> int:
        """Return the number of the first entry of an address that is not before a time."""
        size = _ENTRY.size
        wanted = digest + time.to_bytes(4, "big")
        return bisect_left(
            range(len(self)), wanted, key=lambda number: self.entries[number * size : number * size + 12]
        )

    def _first(self, digest: bytes, numbers: range, *, for_original: bool) -> int | None:
        for number in numbers:
            start = number * _ENTRY.size
            if self.entries[start : start + len(digest)] != digest:
                return None
            if for_original or not self._source(number) & _OTHER:
                return number
        return None

    def _time(self, number: int) -> int:
        return int.from_bytes(self.entries[number * _ENTRY.size + 8 : number * _ENTRY.size + 12], "big")

    def _source(self, number: int) -> int:
        return int(_PLACE.unpack_from(self.entries, number * _ENTRY.size)[0])

    def _place(self, number: int) -> CapturePart:
        source, start, length = _PLACE.unpack_from(self.entries, number * _ENTRY.size)
        path, member = self.sources[source // 2]
        return CapturePart(start, length, member, path=path)


class ResourcesBuilder:
    """Collects the entries of a table."""

    def __init__(self) -> None:
        self.entries: list[bytes] = []
        self._sources: dict[RecordFile, int] = {}

    def add(self, digest: bytes, time: int, place: CapturePart, is_other: bool = False) -> bytes:
        """Add a record, and return its entry.

        Args:
            digest: of its address.
            time: see `seconds_of`.
            place: of the record.
            is_other: only an original page shows it.
        """
        number = self._sources.setdefault((place.path, place.member), len(self._sources))
        entry = _ENTRY.pack(digest, time, 2 * number + (_OTHER if is_other else 0), place.start, place.length or 0)
        self.entries.append(entry)
        return entry

    def repeat(self, entry: bytes, digest: bytes, time: int | None = None) -> None:
        """Add the record of an entry under another address, and at another time."""
        self.entries.append(digest + (entry[8:12] if time is None else time.to_bytes(4, "big")) + entry[12:])

    def build(self) -> CrawlResources:
        return CrawlResources(b"".join(sorted(set(self.entries))), tuple(self._sources))


def address_digest(address: str) -> bytes:
    """Return eight bytes that stand for an address, whatever its scheme and fragment are."""
    bare = address.partition("#")[0].removeprefix("https:").removeprefix("http:")
    return blake2b(bare.encode("utf-8", "surrogatepass"), digest_size=8).digest()


def seconds_of(date: str) -> int:
    """Return a time in UTC as seconds since 1970; 0 if there is none.

    Args:
        date: ISO 8601, to the second.
    """
    try:
        seconds = int(datetime.fromisoformat(date).timestamp())
    except (ValueError, OverflowError):
        return 0
    return min(max(seconds, 0), _MAX_SECONDS)

"""The addresses of articles and of their editions.

An address that was published is reserved for its article (`reservations.py`). Of several articles that ask for one
address without a reservation, the first has it, and each other one has an address of its own: the slug with a suffix
made from the look-up key of its source or from its id, whatever else the archive holds.
"""

from __future__ import annotations

from base64 import b32encode
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, count
from typing import NamedTuple

from kursk_archive.catalogue.editions import Edition, to_utc
from kursk_archive.catalogue.encoding import hash_key
from kursk_archive.core.enums import CaptureState
from kursk_archive.site.permalinks import beside, edition_stamp, suffixed_permalink

SUFFIX_LENGTHS = (6, 8, 10, 12, 14)
"""Letters of a suffix: six distinguish a billion articles. Longer ones are tried where an address is taken."""


class Reservation(NamedTuple):
    """A row of permalinks.csv."""

    line: int
    permalink: str
    article_id: str
    source_key: bytes
    is_edition: bool = False
    """True for the page of an edition, whose key is that of the capture's digest."""


def match_reservations(
    editions: Sequence[Edition], reservations: Sequence[Reservation], owned_elsewhere: Collection[str]
) -> dict[str, str]:
    """Map articles to their reserved addresses; each has one at most.

    A row belongs to the article with its id and its source; else to the first one with its source, wherever the capture
    lies now; else to the one with its id, whatever its source was corrected to.

    Args:
        editions: all that may own one of the rows.
        reservations: by line.
        owned_elsewhere: addresses whose owners are not among the editions.
    """
    by_id = {edition.article_id: edition for edition in editions}
    owned: dict[str, str] = {}
    free: list[Reservation] = []
    for row in reservations:
        same_id = by_id.get(row.article_id)
        if same_id and same_id.source_key == row.source_key and row.article_id not in owned:
            owned[row.article_id] = row.permalink
        elif row.permalink not in owned_elsewhere:
            free.append(row)
    _match_by_source([edition for edition in editions if edition.article_id not in owned], free, owned)
    claimed = set(owned.values())
    for row in free:
        if row.permalink not in claimed and row.article_id in by_id:
            owned.setdefault(row.article_id, row.permalink)
    return owned


def _match_by_source(editions: Iterable[Edition], free: Iterable[Reservation], owned: dict[str, str]) -> None:
    """Give each free row to the first article with its source: a published one, then by the order of the captures."""
    by_source: dict[bytes, list[Edition]] = defaultdict(list)
    for edition in editions:
        if edition.source_key:
            by_source[edition.source_key].append(edition)
    for group in by_source.values():
        group.sort(key=lambda edition: (edition.stated_state != CaptureState.PUBLISHED, edition.order), reverse=True)
    for row in free:
        if same_source := by_source.get(row.source_key):
            owned[same_source.pop().article_id] = row.permalink


def assign_addresses(
    editions: Iterable[Edition],
    reserved_source: Callable[[str], bytes | None],
    is_wanted: Callable[[str], bool],
) -> Mapping[str, str]:
    """Map articles that have no reserved address to the address that each has.

    Args:
        editions: all that ask for any of the same addresses and have a page.
        reserved_source: returns the source key of an address's reservation; None if it is not reserved.
        is_wanted: returns True if any article asks for an address.
    """
    by_path: dict[str, list[Edition]] = defaultdict(list)
    for edition in editions:
        by_path[edition.wanted_path].append(edition)
    addresses: dict[str, str] = {}
    for path, group in by_path.items():
        group.sort(key=lambda edition: edition.order)
        holder_source = reserved_source(path)
        if holder_source is None:
            holder_source = group[0].source_key
            addresses[group[0].article_id] = path
            del group[0]
        taken: set[str] = set()
        for edition in group:
            free = (
                candidate
                for candidate in _candidates(edition, holder_source)
                if candidate not in taken and reserved_source(candidate) is None and not is_wanted(candidate)
            )
            addresses[edition.article_id] = next(free)
            taken.add(addresses[edition.article_id])
    return addresses


def _candidates(edition: Edition, holder_source: bytes) -> Iterator[str]:
    """Yield the addresses that an article may have in place of the one that it asks for, without end."""
    if edition.language_suffix:
        yield suffixed_permalink(edition.wanted_path, edition.language_suffix)
    own_key = hash_key(edition.article_id)
    keys = (edition.source_key, own_key) if edition.source_key not in (b"", holder_source) else (own_key,)
    for key in keys:
        letters = b32encode(key).decode().lower()
        for length in SUFFIX_LENGTHS:
            yield suffixed_permalink(edition.wanted_path, letters[:length])
    for number in count(2):
        yield suffixed_permalink(edition.wanted_path, f"{letters[:14]}{number}")


def match_edition_pages(editions: Sequence[Edition], reservations: Sequence[Reservation]) -> dict[str, str]:
    """Map captures to the reserved pages of their editions; each has one at most.

    A page belongs to the capture with its id and its bytes; else to one with its bytes, wherever it lies now; else to
    the one with its id, if that is of the same moment: a capture that was exchanged for a later one is another edition.

    Args:
        editions: all that may own one of the rows.
        reservations: of editions, by line.
    """
    if not reservations:
        return {}
    by_id = {edition.article_id: edition for edition in editions}
    by_bytes: dict[bytes, list[Edition]] = defaultdict(list)
    for edition in sorted(editions, key=lambda edition: edition.order):
        by_bytes[_bytes_key(edition)].append(edition)
    pages: dict[str, str] = {}
    free: list[Reservation] = []
    for row in reservations:
        same_id = by_id.get(row.article_id)
        if same_id and _bytes_key(same_id) == row.source_key and row.article_id not in pages:
            pages[row.article_id] = row.permalink
        else:
            free.append(row)
    for row in free:
        same_bytes = [edition for edition in by_bytes.get(row.source_key, ()) if edition.article_id not in pages]
        same_bytes.sort(key=lambda edition: not _is_named_after(row.permalink, edition))
        same_id = by_id.get(row.article_id)
        if same_bytes:
            pages[same_bytes[0].article_id] = row.permalink
        elif same_id and row.article_id not in pages and _is_named_after(row.permalink, same_id):
            pages[row.article_id] = row.permalink
    return pages


def _bytes_key(edition: Edition) -> bytes:
    return hash_key(f"sha256:{edition.capture_sha256}")


def _is_named_after(page: str, edition: Edition) -> bool:
    name = page.rpartition("/")[2].partition(".")[2].removesuffix(".html")
    stamp = edition_stamp(to_utc(edition.captured_at), edition.capture_sha256)
    return name == stamp or name.startswith(f"{stamp}-")


def name_editions(
    group: Iterable[Edition], permalink: str, reserved: Mapping[str, str], is_reserved: Callable[[str], bool]
) -> dict[str, str]:
    """Map the captures of an article to the pages that their editions have or would have; see `edition_stamp`.

    Of several captures of one instant without a reserved page the first by its digest has the plain name. Those that
    are not published count, too, so that nothing moves when they are.

    Args:
        group: the captures.
        permalink: of the article.
        reserved: captures → reserved pages.
        is_reserved: returns True for a page that was published for any capture, even if that is gone.
    """
    pages = dict(reserved)
    taken = set(reserved.values())
    for edition in sorted(group, key=lambda edition: (edition.capture_sha256, edition.article_id)):
        if edition.article_id in pages:
            continue
        stamp = edition_stamp(to_utc(edition.captured_at), edition.capture_sha256)
        own = (hash_key(edition.article_id + "\n" * number).hex() for number in count())
        endings = chain(("", edition.capture_sha256[:4], edition.capture_sha256[:8]), own)
        candidates = (beside(permalink, f".{stamp}{ending and f'-{ending}'}.html") for ending in endings)
        pages[edition.article_id] = next(path for path in candidates if path not in taken and not is_reserved(path))
        taken.add(pages[edition.article_id])
    return pages

"""Captures of one article: which are editions of it, what withholds all of them, which share one page.

Captures are of one article if they are known by the same address (their sources, without tracking, AMP, mobile and
snapshot forms, or an alias) or have the same bytes. A capture whose sidecar says `edition: this` stands alone: its
status is its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from operator import attrgetter

from msgspec import Struct

from kursk_archive.catalogue.encoding import hash_key
from kursk_archive.core.enums import CaptureState
from kursk_archive.site.permalinks import edition_stamp

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
    text_digest: bytes
    detail_digest: bytes
    form: str
    language: str
    modified: str
    keys: frozenset[bytes]
    """Keys of the addresses that it is known by, and of its bytes."""

    @property
    def names(self) -> tuple[bytes, ...]:
        """The keys of its source and of its path: another capture that names one of them is of the same article."""
        own = hash_key(f"capture:{self.article_id}")
        return (self.source_key, own) if self.source_key else (own,)

    @property
    def time_order(self) -> tuple[str, str, str]:
        """Sorts by the time of the capture, or by the latest date that the article states; then by digest."""
        return to_utc(self.captured_at or self.modified), self.capture_sha256, self.article_id

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
                if _is_other_moment(edition, other):
                    continue
                if edition.source_key == other.source_key or not (edition.source_key and other.source_key):
                    copies[edition.article_id] = other.article_id
                    break
            else:
                shown.append(edition)
    return copies


def _is_other_moment(one: Edition, other: Edition) -> bool:
    """Return True for captures of one address at two times: the text was seen again, or came back."""
    is_dated = bool(one.captured_at and other.captured_at) and one.captured_at != other.captured_at
    return is_dated and bool(one.source_key) and one.source_key == other.source_key


def group_editions(editions: Iterable[Edition]) -> Iterator[list[Edition]]:
    """Yield captures of one article: one names the source or the path of the other among its own addresses.

    Captures in different languages are versions, not editions. A group has two captures at least, by time.
    """
    owners: dict[bytes, list[Edition]] = defaultdict(list)
    known = sorted(editions, key=attrgetter("article_id"))
    for edition in known:
        for key in edition.names:
            owners[key].append(edition)
    leader = {edition.article_id: edition.article_id for edition in known}

    def find(article_id: str) -> str:
        while leader[article_id] != article_id:
            article_id = leader[article_id]
        return article_id

    for edition in known:
        for key in edition.keys & owners.keys():
            for other in owners[key]:
                first, second = sorted((find(edition.article_id), find(other.article_id)))
                leader[second] = first
    groups: dict[tuple[str, str, str], list[Edition]] = defaultdict(list)
    for edition in known:
        groups[find(edition.article_id), edition.language.partition("-")[0], edition.language_suffix].append(edition)
    yield from (sorted(group, key=attrgetter("time_order")) for group in groups.values() if len(group) > 1)


def name_editions(group: Sequence[Edition]) -> dict[str, str]:
    """Map the captures of an article to the names of their editions; see `edition_stamp`.

    Of several captures of one instant the first by its digest has the plain name. Those that are not published count,
    too, so that nothing moves when they are.
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    for edition in sorted(group, key=lambda edition: (edition.capture_sha256, edition.article_id)):
        stamp = edition_stamp(to_utc(edition.captured_at), edition.capture_sha256)
        own = hash_key(edition.article_id).hex()
        endings = ("", *(f"-{edition.capture_sha256[:length]}" for length in (4, 8)), f"-{own}")
        names[edition.article_id] = next(stamp + ending for ending in endings if stamp + ending not in taken)
        taken.add(names[edition.article_id])
    return names


def find_seen_again(
    group: Sequence[Edition], differ_in_boilerplate: Callable[[str, str], bool]
) -> tuple[list[Edition], dict[str, str]]:
    """Tell editions from captures in which the text of one was seen again.

    A text that comes back after another one is an edition of its own: the article was changed back.

    Args:
        group: the published captures of an article, by time.
        differ_in_boilerplate: returns True if two captures hold one edition, with different surroundings of the text.

    Returns:
        The editions by time, and the others → the edition whose text they have.
    """
    editions: list[Edition] = []
    same: dict[str, str] = {}
    for edition in group:
        last = editions[-1] if editions else None
        if last is None or not (
            _has_same_text(last, edition)
            or (_may_be_one_moment(last, edition) and differ_in_boilerplate(last.article_id, edition.article_id))
        ):
            editions.append(edition)
        elif edition.captured_at and not last.captured_at:  # the better evidence stands for both
            editions[-1] = edition
            same = {one: edition.article_id if other == last.article_id else other for one, other in same.items()}
            same[last.article_id] = edition.article_id
        else:
            same[edition.article_id] = last.article_id
    return editions, same


def _has_same_text(earlier: Edition, later: Edition) -> bool:
    return earlier.text_digest == later.text_digest and (
        earlier.form != later.form or earlier.detail_digest == later.detail_digest
    )


def _may_be_one_moment(earlier: Edition, later: Edition) -> bool:
    """Return True for captures in two formats whose times, as far as they are known, are the same."""
    moments = sorted((to_utc(earlier.captured_at), to_utc(later.captured_at)), key=len)
    return earlier.form.partition(" ")[0] != later.form.partition(" ")[0] and moments[1].startswith(moments[0])


def to_utc(date: str) -> str:
    """Return a date or a time in UTC, at the precision that is known: `2024-08-15`, `2024-08-15T10:15:00Z`.

    A time without an offset stays as it is.
    """
    if len(date) <= len("2024-08-15T10:15") or not (date.endswith("Z") or date[-6] in "+-"):
        return date
    try:
        moment = datetime.fromisoformat(date).astimezone(UTC)
    except (ValueError, OverflowError):
        return date
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")

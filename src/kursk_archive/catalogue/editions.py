"""Captures of one article: which are editions of it, what withholds all of them, which share one page.

Captures are of one article if they are known by the same address (their sources, without tracking, AMP, mobile and
snapshot forms, or an alias) or have the same bytes. A capture whose sidecar says `edition: this` stands alone: its
status is its own.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from typing import NamedTuple, TypeVar

from msgspec import Struct

from kursk_archive.catalogue.encoding import hash_key
from kursk_archive.core.enums import CaptureState
from kursk_archive.core.model import EditionSummary

_LATEST = "\U0010ffff"


class CaptureTime(NamedTuple):
    """The source of a capture's time."""

    captured_at: str
    """Empty if it is not known."""
    modified: str
    """The latest date that the article states; may be empty."""
    form: str
    """Capture format and address."""
    capture_sha256: str
    article_id: str


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
    def time(self) -> CaptureTime:
        return CaptureTime(self.captured_at, self.modified, self.form, self.capture_sha256, self.article_id)

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

    Captures in different languages are versions, not editions.
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
    yield from groups.values()


_Timed = TypeVar("_Timed")


def sort_by_time(captures: Iterable[_Timed], time_of: Callable[[_Timed], CaptureTime]) -> list[_Timed]:
    """Sort captures of an article by their times.

    One without a time has the place of the date that its article states, but never the last one if there are others
    with a time: nothing proves that it is the latest. Of several at one place, those from the article's plain address
    come after its AMP, mobile and other forms; then the digest decides.
    """
    timed = [(time_of(capture), capture) for capture in captures]
    latest = max((to_utc(time.captured_at) for time, _ in timed if time.captured_at), default=_LATEST)

    def place(time: CaptureTime) -> tuple[str, bool]:
        is_known = bool(time.captured_at)
        return to_utc(time.captured_at) if is_known else min(to_utc(time.modified), latest), is_known

    shared = {found for found, count in Counter(place(time) for time, _ in timed).items() if count > 1}

    def order(pair: tuple[CaptureTime, _Timed]) -> tuple[tuple[str, bool], bool, str, str]:
        time = pair[0]
        is_plain = place(time) in shared and _is_plain(time.form.partition(" ")[2])
        return place(time), is_plain, time.capture_sha256, time.article_id

    return [capture for _, capture in sorted(timed, key=order)]


def _is_plain(address: str) -> bool:
    """Return True for an address that is the document's own, without anything that only says how it is shown."""
    from kursk_archive.resolver.canonical import url_key

    return url_key(address) == address.partition("://")[2].removeprefix("www.").rstrip("/")


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


def find_nearest(editions: Sequence[EditionSummary], date: str) -> EditionSummary | None:
    """Return the edition whose time is nearest to a date; None if no time is known.

    An edition's time reaches from its capture to the last one with the same text. Of two that are equally far the
    earlier one is meant, since the later one did not exist yet; of those within the date itself the latest.

    Args:
        editions: of an article, by time.
        date: ISO 8601 at the precision that is known; may be empty.
    """
    span = _time_span(date)
    nearest, least = None, timedelta.max
    for edition in editions:
        own = _time_span(*((edition.captured_at, *edition.seen_again) if edition.captured_at else ()))
        if span and own:
            distance = max(own[0] - span[1], span[0] - own[1], timedelta())
            if distance < least or not distance:
                nearest, least = edition, distance
    return nearest


def _time_span(*dates: str) -> tuple[datetime, datetime] | None:
    """Return begin and end of the time that dates span; None if they do not make sense."""
    spans = [span for date in dates if date and (span := _span_of(to_utc(date).removesuffix("Z")))]
    return (min(span[0] for span in spans), max(span[1] for span in spans)) if spans else None


def _span_of(date: str) -> tuple[datetime, datetime] | None:
    lengths = {4: timedelta(days=364), 7: timedelta(days=27), 10: timedelta(hours=23, minutes=59)}
    try:
        begin = datetime.fromisoformat((date + "0001-01-01T00:00:00"[len(date) :])[:19])
        return begin, begin + lengths.get(len(date), timedelta())
    except (ValueError, OverflowError):
        return None


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

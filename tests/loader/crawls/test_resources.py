"""The tables of what crawls hold for pages, and of what pages ask for."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.core.model import CapturePart
from kursk_archive.loader.crawls.needs import CrawlNeeds, join_needs, may_serve
from kursk_archive.loader.crawls.resources import CrawlResources, ResourcesBuilder, address_digest, seconds_of

Held = tuple[str, int, int, bool]
"""Address, time, start of the record and True for what only an original page shows."""
ADDRESSES = st.sampled_from(
    ["https://herald.example/a.css", "https://herald.example/b.jpg", "https://herald.example/c"]
)
TIMES = st.integers(0, 9)
HELD = st.lists(st.tuples(ADDRESSES, TIMES, st.integers(1, 99), st.booleans()), max_size=8)
LOOKUPS = st.lists(st.tuples(ADDRESSES, TIMES, st.booleans()), max_size=8)


def table(held: Iterable[Held]) -> CrawlResources:
    builder = ResourcesBuilder()
    for address, time, start, is_other in held:
        builder.add(address_digest(address), time, CapturePart(start, 5, "a.warc"), is_other)
    return builder.build()


@given(HELD, HELD, LOOKUPS)
def test_the_nearest_record_is_found_and_of_two_the_crawls_own(
    own: list[Held], others: list[Held], lookups: list[tuple[str, int, bool]]
) -> None:
    joined = table(own).join([("other.warc", table(others))])
    for address, time, for_original in lookups:
        candidates = [
            (abs(held[1] - time), is_other)
            for is_other, held_by in ((False, own), (True, others))
            for held in held_by
            if held[0] == address and (for_original or not held[3])
        ]
        found = joined.find(address, time, for_original=for_original)
        assert (found is None) == (not candidates)
        if found:
            assert (found.seconds_apart, bool(found.place.path)) == min(candidates)
            assert found.place.member == "a.warc"


@given(HELD, HELD, LOOKUPS, st.integers(1, 4))
def test_a_crawl_that_changes_what_is_found_may_serve(
    own: list[Held], others: list[Held], lookups: list[tuple[str, int, bool]], parts: int
) -> None:
    before, other = table(own), table(others)
    after = before.join([("other.warc", other)])
    needs = [CrawlNeeds() for _ in range(parts)]
    changes = False
    for number, (address, time, for_original) in enumerate(lookups):
        found = before.find(address, time, for_original=for_original)
        needs[number % parts].note(address, time, found.seconds_apart if found else None)
        changes |= found != after.find(address, time, for_original=for_original)
    assert may_serve(other, join_needs(one.encode() for one in needs)) or not changes


def test_times_are_counted_in_seconds() -> None:
    assert seconds_of("1970-01-01T00:01:00Z") == 60
    assert [seconds_of(text) for text in ("", "soon", "1901-01-01T00:00:00Z")] == [0, 0, 0]
    assert seconds_of("2300-01-01T00:00:00Z") < 2**32

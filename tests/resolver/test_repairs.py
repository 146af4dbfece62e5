"""Repairs and the links that they are about."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.core.model import Link, Repair
from kursk_archive.resolver.repairs import match_repairs

SAID, ALLEGED = Link("said", "#"), Link("alleged", "#")


def test_a_repair_finds_its_link_by_text() -> None:
    one = Repair("alleged", "https://news.example/a")
    assert match_repairs([SAID, ALLEGED], [one]) == (((SAID, None), (ALLEGED, one)), ())


def test_occurrences_count_among_links_with_that_text() -> None:
    first, third = Repair("said", "https://news.example/1"), Repair("said", "https://news.example/3", occurrence=3)
    pairs, unmatched = match_repairs([SAID, ALLEGED, SAID, SAID], [third, first])
    assert [one for _, one in pairs] == [first, None, None, third]
    assert unmatched == ()


def test_white_space_is_folded_and_case_is_not() -> None:
    one, other = Repair(" more  than\n100 ", "https://news.example/a"), Repair("Said", "https://news.example/b")
    pairs, unmatched = match_repairs([Link("more than 100", "#"), SAID], [one, other])
    assert [found for _, found in pairs] == [one, None]
    assert unmatched == (other,)


def test_a_repair_without_a_link_is_unmatched() -> None:
    nothing, beyond = Repair("denied", "https://news.example/a"), Repair("said", "https://news.example/b", occurrence=2)
    zero = Repair("said", "https://news.example/c", occurrence=0)
    assert match_repairs([SAID], [nothing, beyond, zero]) == (((SAID, None),), (nothing, beyond, zero))


def test_of_two_repairs_of_one_link_the_last_counts() -> None:
    one, two = Repair("said", "https://news.example/1"), Repair("said", "https://news.example/2")
    assert match_repairs([SAID], [one, two]) == (((SAID, two),), (one,))


TEXTS = st.sampled_from(["said", "alleged", " said ", ""])


@given(st.lists(TEXTS), st.lists(st.tuples(TEXTS, st.integers(-1, 4))))
def test_every_link_and_every_repair_comes_out_once(texts: list[str], wanted: list[tuple[str, int]]) -> None:
    links = [Link(text, "#") for text in texts]
    repairs = [Repair(text, f"https://news.example/{n}", occurrence=at) for n, (text, at) in enumerate(wanted)]
    pairs, unmatched = match_repairs(links, repairs)
    assert [link for link, _ in pairs] == links
    used = [found for _, found in pairs if found]
    assert sorted([*used, *unmatched], key=lambda one: one.href) == sorted(repairs, key=lambda one: one.href)


def test_the_text_of_a_link_may_be_composed_otherwise() -> None:
    one = Repair("Zürich", "https://news.example/zurich")
    (pair,), unmatched = match_repairs([Link("Zu\u0308rich\u00ad", "#")], [one])
    assert (pair[1], unmatched) == (one, ())

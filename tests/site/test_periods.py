"""Which pages a shelf has: few articles on one, more by period, none of them with too many."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.site import periods as shelves
from kursk_archive.site.periods import PeriodTree, split_by_prefix
from kursk_archive.site.taxonomy import CALENDAR, UNDATED

days = st.dictionaries(
    st.sampled_from(["", "2023", "2024", "2024-08", "2024-08-15", "2024-08-16", "2024-09-01", "1999-12-31"]),
    st.integers(1, 6),
)


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelves, "PAGE_SIZE", 3)


def periods(facet: str, counts: dict[str, int]) -> dict[str, bool]:
    return {node.period: node.is_split for node in PeriodTree.from_days(facet, counts).pages()}


def test_few_are_on_one_page() -> None:
    assert periods("topic", {"2023-01-02": 1, "2024-08-15": 1, "": 1}) == {"": False}
    assert periods("topic", {}) == {}


def test_many_are_on_the_pages_of_their_periods() -> None:
    counts = {"2023-01-02": 1, "2024-08-14": 1, "2024-08-15": 3, "2024": 1, "": 1}
    assert periods("topic", counts) == {
        "": True, "2023": False, "2024": True, "2024-08": True, "2024-08-14": False, "2024-08-15": False,
        UNDATED: False,
    }  # fmt: skip


def test_the_calendar_has_every_year_and_month() -> None:
    assert periods(CALENDAR, {"2024-08-15": 1, "2023": 1}) == {"": True, "2023": False, "2024": False, "2024-08": False}
    assert periods(CALENDAR, {}) == {"": False}


def test_parts_are_named_with_their_numbers() -> None:
    [root, *_] = PeriodTree.from_days("topic", {"2023-01-02": 2, "2024-08-15": 3, "": 1}).pages()
    assert (root.count, root.parts) == (6, (("2023", 2, True), ("2024", 3, True), (UNDATED, 1, True)))


@given(st.sampled_from([CALENDAR, "topic"]), days, st.sampled_from(["", "2024", "2024-08", "2024-08-15", "2025-01-01"]))
def test_one_article_more_changes_only_the_pages_that_hold_it(facet: str, counts: dict[str, int], date: str) -> None:
    before = {node.period: node for node in PeriodTree.from_days(facet, counts).pages()}
    shelf = PeriodTree.from_days(facet, {**counts, date: counts.get(date, 0) + 1})
    after = {node.period: node for node in shelf.pages()}
    touched = shelf.changed_pages([date], 1)
    if touched is not None:
        unlike = {period for period in before.keys() | after.keys() if before.get(period) != after.get(period)}
        assert unlike <= {node.period for node in touched}
        assert all(after[node.period] == node for node in touched)


@given(st.lists(st.text("ab-", min_size=1, max_size=6), min_size=1), st.integers(1, 4))
def test_every_name_is_in_one_bin_that_is_not_too_full(names: list[str], most: int) -> None:
    bins = split_by_prefix(names, most)
    assert sum(bins.values()) == len(names)
    inside: dict[str, set[str]] = {}
    for name in names:
        letters = max((one for one in bins if name.startswith(one)), key=len)
        inside.setdefault(letters, set()).add(name)
    assert all(bins[letters] <= most or len(some) == 1 for letters, some in inside.items())


@given(days)
def test_a_period_has_what_its_days_have(counts: dict[str, int]) -> None:
    totals = PeriodTree.from_days("topic", counts).counts
    for period in ("2023", "2024", "2024-08", "2024-08-15", "1999-12"):
        assert totals.get(period, 0) == sum(count for day, count in counts.items() if day.startswith(period))
    assert totals[""] == sum(counts.values())
    assert totals.get(UNDATED, 0) == counts.get("", 0)

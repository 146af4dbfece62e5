"""Pages of a term: few articles on one page, more by period, never too many on one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.site import periods
from kursk_archive.site.periods import PeriodTree, group_by_prefix, split_by_prefix
from kursk_archive.site.taxonomy import CALENDAR, UNDATED

days = st.dictionaries(
    st.sampled_from(["", "2023", "2024", "2024-08", "2024-08-15", "2024-08-16", "2024-09-01", "1999-12-31"]),
    st.integers(1, 6),
)


@pytest.fixture(autouse=True)
def _small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(periods, "PAGE_SIZE", 3)


def pages(taxonomy: str, counts: dict[str, int]) -> dict[str, bool]:
    return {page.period: page.is_split for page in PeriodTree.from_days(taxonomy, counts).pages()}


def test_few_articles_are_on_one_page() -> None:
    assert pages("topic", {"2023-01-02": 1, "2024-08-15": 1, "": 1}) == {"": False}
    assert pages("topic", {}) == {}


def test_many_articles_are_split_by_period() -> None:
    counts = {"2023-01-02": 1, "2024-08-14": 1, "2024-08-15": 3, "2024": 1, "": 1}
    assert pages("topic", counts) == {
        "": True, "2023": False, "2024": True, "2024-08": True, "2024-08-14": False, "2024-08-15": False,
        UNDATED: False,
    }  # fmt: skip


def test_the_calendar_has_every_year_and_month() -> None:
    assert pages(CALENDAR, {"2024-08-15": 1, "2023": 1}) == {"": True, "2023": False, "2024": False, "2024-08": False}
    assert pages(CALENDAR, {}) == {"": False}


def test_a_year_of_the_calendar_leaves_more_articles_than_a_few_to_its_months(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(periods, "MAX_NEWEST", 2)
    counts = {"2022-01-02": 2, "2023-01-02": 2, "2023-08-15": 1}
    monkeypatch.setattr(periods, "PAGE_SIZE", 9)
    split = pages(CALENDAR, counts)
    assert (split["2022"], split["2023"], split["2023-01"]) == (False, True, False)
    assert pages("topic", counts) == {"": False}


def test_a_page_lists_its_parts_with_their_counts() -> None:
    [root, *_] = PeriodTree.from_days("topic", {"2023-01-02": 2, "2024-08-15": 3, "": 1}).pages()
    assert (root.count, root.parts) == (6, (("2023", 2, True), ("2024", 3, True), (UNDATED, 1, True)))


@given(st.sampled_from([CALENDAR, "topic"]), days, st.sampled_from(["", "2024", "2024-08", "2024-08-15", "2025-01-01"]))
def test_a_new_article_changes_only_the_pages_that_list_it(taxonomy: str, counts: dict[str, int], date: str) -> None:
    before = {page.period: page for page in PeriodTree.from_days(taxonomy, counts).pages()}
    tree = PeriodTree.from_days(taxonomy, {**counts, date: counts.get(date, 0) + 1})
    after = {page.period: page for page in tree.pages()}
    doubtful = tree.doubtful_periods([date], 1)
    changed = {page.period: page for page in tree.pages_of([date])}
    different = {period for period in before.keys() | after.keys() if before.get(period) != after.get(period)}
    assert {period for period in different if not any(period.startswith(name) for name in doubtful)} <= changed.keys()
    assert all(after[period] == page for period, page in changed.items())
    assert tree.changed_pages([date], 1) == (None if doubtful else [*changed.values()])


def test_pages_come_and_go_only_within_a_period_with_about_as_many_articles_as_a_page_holds() -> None:
    tree = PeriodTree.from_days("topic", {"2023-01-02": 9, "2024-08-15": 4, "2024-09-01": 5, "2024-10-01": 2, "": 8})
    doubtful = [
        tree.doubtful_periods([date], 1) for date in ("2024-08-15", "2024-10-01", "2023-01-02", "", "2022-01-01")
    ]
    assert doubtful == [["2024-08"], ["2024-10"], ["2023-01-02"], [UNDATED], []]


@given(st.lists(st.text("ab-", min_size=1, max_size=6), min_size=1), st.integers(1, 4))
def test_every_name_is_in_one_group_of_limited_size(names: list[str], max_size: int) -> None:
    sizes = split_by_prefix(names, max_size)
    assert sum(sizes.values()) == len(names)
    groups: dict[str, set[str]] = {}
    for name in names:
        longest = max((prefix for prefix in sizes if name.startswith(prefix)), key=len)
        groups.setdefault(longest, set()).add(name)
    assert all(sizes[prefix] <= max_size or len(group) == 1 for prefix, group in groups.items())


@given(days)
def test_the_count_of_a_period_is_the_sum_of_its_days(counts: dict[str, int]) -> None:
    totals = PeriodTree.from_days("topic", counts).counts
    for period in ("2023", "2024", "2024-08", "2024-08-15", "1999-12"):
        assert totals.get(period, 0) == sum(count for day, count in counts.items() if day.startswith(period))
    assert totals[""] == sum(counts.values())
    assert totals.get(UNDATED, 0) == counts.get("", 0)


@given(st.lists(st.text("abc", min_size=1, max_size=6)), st.integers(1, 4))
def test_items_are_grouped_by_the_longest_prefix_of_their_names(names: list[str], max_size: int) -> None:
    sizes = split_by_prefix(names, max_size) if names else {}
    groups = group_by_prefix(names, str, sizes)
    assert {prefix: len(group) for prefix, group in groups.items()} == sizes
    assert all(
        prefix == max((other for other in sizes if name.startswith(other)), key=len)
        for prefix, group in groups.items()
        for name in group
    )


def test_each_item_is_looked_at_once_however_many_groups_there_are() -> None:
    names = [f"{number:04}" for number in range(3_000)]
    asked: list[str] = []

    def name_of(item: str) -> str:
        asked.append(item)
        return item

    assert len(group_by_prefix(names, name_of, split_by_prefix(names, 90))) > 100
    assert asked == names

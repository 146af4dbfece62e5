"""Timelines."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kursk_archive.renderer.pages.charts import CHART_WIDTH, MAX_COLUMN_HEIGHT, make_timeline


def test_column_heights_are_proportional_to_the_counts() -> None:
    chart = make_timeline([("2021", 5, "a.html"), ("2022", 10, "b.html"), ("2024", 1, "")])
    assert [column.height for column in chart.columns] == [
        MAX_COLUMN_HEIGHT / 2,
        MAX_COLUMN_HEIGHT,
        round(MAX_COLUMN_HEIGHT / 10, 1),
    ]
    assert [column.y + column.height for column in chart.columns] == [chart.base] * 3
    assert [column.page for column in chart.columns] == ["a.html", "b.html", ""]


def test_a_small_count_still_has_a_visible_column() -> None:
    assert make_timeline([("2021", 1, ""), ("2022", 10_000, "")]).columns[0].height == 2


def test_a_period_without_articles_is_a_gap_and_has_a_name() -> None:
    chart = make_timeline([("2024-08", 1, ""), ("2024-10", 1, "")])
    first, last = (column.x + column.width / 2 for column in chart.columns)
    assert last - first == pytest.approx(2 * CHART_WIDTH / 6, abs=0.2)
    assert [name for name, _ in chart.names] == ["2024-08", "2024-09", "2024-10"]


@pytest.mark.parametrize(
    ("first", "last", "names"),
    [
        pytest.param("0999", "1001", ["0999", "1000", "1001"], id="years"),
        pytest.param("2024-01", "2024-12", [f"2024-{month:02}" for month in range(1, 13)], id="months"),
        # 31 names of 48 do not fit into 640: every third does.
        pytest.param("2024-08-01", "2024-08-31", [f"2024-08-{day:02}" for day in range(1, 32, 3)], id="days"),
    ],
)
def test_as_many_periods_are_named_as_there_is_room_for(first: str, last: str, names: list[str]) -> None:
    assert [name for name, _ in make_timeline([(first, 1, ""), (last, 1, "")]).names] == names


@settings(max_examples=60)
@given(st.dictionaries(st.integers(1, 9999), st.integers(1, 10**6), min_size=1))
def test_any_years_stay_inside_the_chart_and_names_do_not_overlap(years: dict[int, int]) -> None:
    chart = make_timeline([(f"{year:04}", count, "") for year, count in sorted(years.items())])
    assert all(0 <= column.x <= column.x + column.width <= CHART_WIDTH for column in chart.columns)
    assert all(column.y >= 0 and column.y + column.height <= chart.base + 0.1 for column in chart.columns)
    middles = [x for _, x in chart.names]
    assert all(after - before >= 47 for before, after in pairwise(middles))

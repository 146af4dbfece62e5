"""The division of an archive by date."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.search.partition import SearchableArticle, partition_articles

DATES = ("", "2023", "2024", "2024-01", "2024-08", "2024-08-15", "2024-08-15T10:00", "2024-08-16", "2024-03-01")
rows = st.lists(st.sampled_from(DATES), max_size=40).map(
    lambda dates: [SearchableArticle(date, f"{n}.md", f"{n}.html", "") for n, date in enumerate(dates)]
)


@given(rows, st.integers(1, 9))
def test_every_article_is_in_one_part(articles: list[SearchableArticle], limit: int) -> None:
    assert sorted(article for part in partition_articles(articles, limit).values() for article in part) == sorted(
        articles
    )


@given(rows, st.integers(1, 9))
def test_an_addition_changes_one_part_unless_it_is_divided(articles: list[SearchableArticle], limit: int) -> None:
    if articles:
        before, after = partition_articles(articles[:-1], limit), partition_articles(articles, limit)
        old, new = (
            {article: name for name, index in partition.items() for article in index} for partition in (before, after)
        )
        is_divided = any(new[article] != name for article, name in old.items())
        assert is_divided or len({name for name in after if before.get(name) != after[name]}) == 1


@pytest.mark.parametrize(
    ("date", "full", "names"),
    [
        ("2024-08-15", 9, {"all"}),
        ("", 9, {"all"}),
        ("2024-08-15", 2, {"2024-08-15-f", "2024-08-15-1", "2024-08-15-c"}),
        ("2024", 2, {"2024-f", "2024-1", "2024-c"}),
        ("", 2, {"undated-f", "undated-1", "undated-c"}),
    ],
    ids=["all", "all undated", "a day dealt", "a year dealt", "undated dealt"],
)
def test_parts_are_named_after_their_period(date: str, full: int, names: set[str]) -> None:
    # The letters are the first of what `printf a.md | sha256sum` says, and so on.
    assert (
        partition_articles([SearchableArticle(date, f"{name}.md", f"{name}.html", "") for name in "abc"], full).keys()
        == names
    )


def test_a_large_year_is_divided_into_halves_quarters_months_and_thirds() -> None:
    dates = [f"2024-{month:02}-{day:02}" for month in (1, 5, 7, 8) for day in (1, 10, 11, 31)]
    partition = partition_articles([SearchableArticle(date, f"{n}.md", "", "") for n, date in enumerate(dates)], 7)
    assert partition.keys() == {"2024-q1", "2024-q2", "2024-07", "2024-08"}
    assert partition_articles(
        [SearchableArticle(date, f"{n}.md", "", "") for n, date in enumerate(dates[:4])], 2
    ).keys() == {
        "2024-01-t1",
        "2024-01-t2",
        "2024-01-t3",
    }


def test_articles_with_a_less_precise_date_keep_their_own_part() -> None:
    dates = ("2024", "2024-08", "2024-08-15", "2024-08-16")
    partition = partition_articles([SearchableArticle(date, f"{n}.md", "", "") for n, date in enumerate(dates)], 1)
    assert partition.keys() == set(dates)

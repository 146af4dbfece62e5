"""Which search index an article belongs in: its year's, or, where that is large, one of a part of the year.

It follows from what is published alone, so an article that is added or edited touches one index, but where one grows
too large and is divided.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import NamedTuple

MAX_ARTICLES_PER_INDEX = 900
"""Articles in one index: about 130 MB of Pagefind's memory and 1.7 s, where articles have 700 words."""


class SearchableArticle(NamedTuple):
    """What has to be known of an article to index it."""

    date: str
    """As `PartialDate` has it; empty where it is not known."""
    path: str
    page: str
    digest: str


def _half(date: str) -> str:
    return f"{date[:4]}-{'h1' if date[5:7] <= '06' else 'h2'}" if len(date) >= 7 else date


def _quarter(date: str) -> str:
    return f"{date[:4]}-q{(int(date[5:7]) + 2) // 3}" if len(date) >= 7 else date


def _third(date: str) -> str:
    return f"{date[:7]}-t{min((int(date[8:10]) + 9) // 10, 3)}" if len(date) >= 10 else date


_PERIODS: tuple[Callable[[str], str], ...] = (
    lambda date: date[:4],
    _half,
    _quarter,
    lambda date: date[:7],
    _third,
    lambda date: date[:10],
)


def partition_articles(
    articles: Iterable[SearchableArticle], max_articles: int = MAX_ARTICLES_PER_INDEX
) -> dict[str, list[SearchableArticle]]:
    """Shard → its articles, in order: `2024`; if that is too large `2024-h1`, `2024-q1`, `2024-03`, `2024-03-t2`,
    `2024-03-15`; `undated`.

    Articles of which less is known stay behind, in a shard that is named after what is known. Where more than `max_articles`
    remain at the end, they are dealt by their paths: `2024-03-15-a`.
    """
    shards: dict[str, list[SearchableArticle]] = {}
    large = sorted(articles)
    for period in _PERIODS:
        groups: dict[str, list[SearchableArticle]] = defaultdict(list)
        for row in large:
            groups[period(row.date) or "undated"].append(row)
        shards |= {name: group for name, group in groups.items() if len(group) <= max_articles}
        large = [row for group in groups.values() if len(group) > max_articles for row in group]
    for row in large:
        shards.setdefault(f"{row.date[:10] or 'undated'}-{sha256(row.path.encode()).hexdigest()[0]}", []).append(row)
    return shards

"""Divides the archive by date: into search indexes, and each of these into segments.

The division depends only on the published articles. So adding or editing one touches one part, unless a part grows too
large and is divided.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import NamedTuple

from kursk_archive.site.taxonomy import UNDATED

MAX_ARTICLES_PER_INDEX = 12_000
"""A first search loads one index, or the newest ones: of so many articles, a file of words has about 100 kB."""
MAX_ARTICLES_PER_SEGMENT = 1_000
"""A change of one article indexes its segment again: with 700 words each that takes about a second."""
WHOLE = "all"
"""The only part of an archive that needs no division."""


class SearchableArticle(NamedTuple):
    """An article to be indexed; sorts by date."""

    date: str
    """ISO 8601 at the precision that is known; empty if unknown."""
    path: str
    """Of the capture."""
    page: str
    """Path of the article's page."""
    digest: str
    """Fingerprint of the article's record."""
    capture_months: tuple[str, ...] = ()
    """Months in which its editions were captured, or seen again: `2024-08`; `2024` if only the year is known."""


def _half_year(date: str) -> str:
    return f"{date[:4]}-{'h1' if date[5:7] <= '06' else 'h2'}" if len(date) >= 7 else date


def _quarter(date: str) -> str:
    return f"{date[:4]}-q{(int(date[5:7]) + 2) // 3}" if len(date) >= 7 else date


def _third_of_month(date: str) -> str:
    return f"{date[:7]}-t{min((int(date[8:10]) + 9) // 10, 3)}" if len(date) >= 10 else date


_PERIODS: tuple[Callable[[str], str], ...] = (
    lambda _: WHOLE,
    lambda date: date and f"{date[:3]}0s",
    lambda date: date[:4],
    _half_year,
    _quarter,
    lambda date: date[:7],
    _third_of_month,
    lambda date: date[:10],
)
"""Date → name of a period, from the longest period to the shortest."""


def partition_articles(articles: Iterable[SearchableArticle], max_articles: int) -> dict[str, list[SearchableArticle]]:
    """Return part → its articles, in order.

    Parts are named `all` or, if that is too large, `2020s`, `2024`, `2024-h1`, `2024-q1`, `2024-03`, `2024-03-t2`,
    `2024-03-15`; also `undated`. Articles with a less precise date stay in a part named after that date. Where more
    than `max_articles` remain at the end, a hash of their paths divides them: `2024-03-15-a`.
    """
    parts: dict[str, list[SearchableArticle]] = {}
    remaining = sorted(articles)
    for period_of in _PERIODS:
        groups: dict[str, list[SearchableArticle]] = defaultdict(list)
        for article in remaining:
            groups[period_of(article.date) or UNDATED].append(article)
        parts |= {name: group for name, group in groups.items() if len(group) <= max_articles}
        remaining = [article for group in groups.values() if len(group) > max_articles for article in group]
    for article in remaining:
        name = f"{article.date[:10] or UNDATED}-{sha256(article.path.encode()).hexdigest()[0]}"
        parts.setdefault(name, []).append(article)
    return parts

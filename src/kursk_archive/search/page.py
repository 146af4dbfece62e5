"""Renders the search page: a form with filters, and links to other ways into the archive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from msgspec import Struct

from kursk_archive.core.i18n import Message
from kursk_archive.renderer.pages.listings import period_permalink
from kursk_archive.renderer.theme.environment import Theme
from kursk_archive.search.segment import FileCounts
from kursk_archive.site.permalinks import SEARCH

SEARCH_PAGE = f"{SEARCH}index.html"
MAX_FILTER_VALUES = 200
"""Values that a filter offers; if there are more, those that most articles have."""
FILTER_LABELS: Mapping[str, Message] = {
    "publisher": "Publisher",
    "topic": "Topic",
    "author": "Author",
    "place": "Place",
    "language": "Language",
    "year": "Year",
    "captured": "Captured",
}
"""Filter → label, which the template translates."""


class OfferedIndex(Struct, frozen=True, array_like=True):
    """An index that the script of the search page may load."""

    name: str
    files: FileCounts
    articles: int
    version: str
    """Changes with the content, so that no browser mixes old files with new ones."""
    days: dict[str, str]
    """Segment → its days, as in `Segment`. A file of its own would be one more request before the first result."""


class SearchFilter(Struct, frozen=True):
    """A filter that readers may narrow a search by."""

    name: str
    """`publisher`; the name in the page's address and in the index."""
    label: str
    values: tuple[tuple[str, int], ...]
    """Each value and its number of articles."""


def search_filters(value_counts: Mapping[str, Mapping[str, int]]) -> tuple[SearchFilter, ...]:
    """Return the filters of the form; filters with a single value are left out.

    Args:
        value_counts: filter → value → number of articles.
    """
    return tuple(
        SearchFilter(name, label, _offered_values(value_counts[name], name))
        for name, label in FILTER_LABELS.items()
        if len(value_counts.get(name, ())) > 1
    )


def _offered_values(counts: Mapping[str, int], name: str) -> tuple[tuple[str, int], ...]:
    most_frequent = sorted(counts, key=lambda value: (-counts[value], value))[:MAX_FILTER_VALUES]
    if name in ("year", "captured"):  # a year stands before its months
        most_frequent.sort(key=lambda value: value.ljust(7, "~"), reverse=True)
    else:
        most_frequent.sort(key=lambda value: (value.casefold(), value))
    return tuple((value, counts[value]) for value in most_frequent)


def render_search_page(
    theme: Theme,
    indexes: Sequence[OfferedIndex],
    value_counts: Mapping[str, Mapping[str, int]],
    *,
    has_undated: bool,
) -> bytes:
    """Render the page.

    Args:
        theme: of the site.
        indexes: of the archive, the newest first.
        value_counts: as in `search_filters`.
        has_undated: True if there are articles without a date.
    """
    context = {
        "choices": search_filters(value_counts),
        "indexes": msgspec.json.encode(indexes).decode(),
        "articles": sum(index.articles for index in indexes),
        "years": sorted(value_counts.get("year", ()), reverse=True),
        "undated": has_undated,
        "period_permalink": period_permalink,
    }
    return theme.render("search.html", SEARCH_PAGE, context)

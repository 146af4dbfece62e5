"""Renders the search page: a form with filters, and links to other ways into the archive."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from kursk_archive.core.i18n import Message
from kursk_archive.renderer.pages.listings import period_permalink
from kursk_archive.renderer.theme.environment import Theme
from kursk_archive.site.permalinks import SEARCH

SEARCH_PAGE = f"{SEARCH}index.html"
MAX_FILTER_VALUES = 200
"""Values that a filter offers; if there are more, those that most articles have."""
FILTER_LABELS: Mapping[str, Message] = {
    "publisher": "Publisher",
    "topic": "Topic",
    "author": "Author",
    "language": "Language",
    "year": "Year",
    "captured": "Captured",
}
"""Filter → label, which the template translates."""


class SearchFilter(Struct, frozen=True):
    """A filter that readers may narrow a search by."""

    name: str
    """`publisher`; the name in the page's address and in the index."""
    label: str
    values: tuple[str, ...]


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


def _offered_values(counts: Mapping[str, int], name: str) -> tuple[str, ...]:
    most_frequent = sorted(counts, key=lambda value: (-counts[value], value))[:MAX_FILTER_VALUES]
    return tuple(
        sorted(most_frequent, key=lambda value: (value.casefold(), value), reverse=name in ("year", "captured"))
    )


def render_search_page(theme: Theme, value_counts: Mapping[str, Mapping[str, int]], *, has_undated: bool) -> bytes:
    """Render the page.

    Args:
        theme: of the site.
        value_counts: as in `search_filters`.
        has_undated: True if there are articles without a date.
    """
    context = {
        "choices": search_filters(value_counts),
        "years": sorted(value_counts.get("year", ()), reverse=True),
        "undated": has_undated,
        "period_permalink": period_permalink,
    }
    return theme.render("search.html", SEARCH_PAGE, context)

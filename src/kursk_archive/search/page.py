"""The page that readers search on: a form, what they may narrow a search by, and the ways in besides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kursk_archive.core.i18n import Message
from kursk_archive.renderer.pages.listings import period_permalink
from kursk_archive.renderer.theme.environment import Theme

SEARCH_PAGE = "search/index.html"
MAX_FILTER_VALUES = 200
"""Values to choose from; of more, those that most articles have."""
FILTER_LABELS: Mapping[str, Message] = {
    "publisher": "Publisher",
    "topic": "Topic",
    "author": "Author",
    "language": "Language",
    "year": "Year",
}
"""As the page words them; it has them translated."""


@dataclass(frozen=True, slots=True)
class SearchFilter:
    """What readers may narrow a search by."""

    name: str
    """`publisher`; the name in the address and in the index."""
    label: str
    values: tuple[str, ...]


def search_filters(counts: Mapping[str, Mapping[str, int]]) -> tuple[SearchFilter, ...]:
    """What there is to choose from; nothing that has one value alone.

    Args:
        counts: name → value → how many articles have it.
    """
    return tuple(
        SearchFilter(name, label, _offered(counts[name], name))
        for name, label in FILTER_LABELS.items()
        if len(counts.get(name, ())) > 1
    )


def _offered(counts: Mapping[str, int], name: str) -> tuple[str, ...]:
    most = sorted(counts, key=lambda value: (-counts[value], value))[:MAX_FILTER_VALUES]
    return tuple(sorted(most, key=lambda value: (value.casefold(), value), reverse=name == "year"))


def render_search_page(theme: Theme, counts: Mapping[str, Mapping[str, int]], *, has_undated: bool) -> bytes:
    """The page.

    Args:
        theme: of the site.
        counts: as `search_filters` has them.
        has_undated: whether there are articles without a date.
    """
    filled = {
        "choices": search_filters(counts),
        "years": sorted(counts.get("year", ()), reverse=True),
        "undated": has_undated,
        "period_permalink": period_permalink,
    }
    return theme.render("search.html", SEARCH_PAGE, filled)

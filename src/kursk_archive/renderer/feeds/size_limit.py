"""How many entries a feed has room for, and when it changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeVar

from kursk_archive.renderer.feeds.entries import FeedEntry

EPOCH = "1970-01-01T00:00:00Z"
"""When a feed without an entry changed: the earliest moment that every reader understands."""
LONGEST_TIMESTAMP = "1970-01-01T00:00:00+00:00"
"""Of the moments that an article can have."""

_Made = TypeVar("_Made")


def fit_entries(
    items: Iterable[FeedEntry], make: Callable[[FeedEntry], tuple[_Made, int]], room: int
) -> list[tuple[FeedEntry, _Made]]:
    """As many of the first items as there is room for, at least one, each with what was made of it.

    One that would not fit by itself is shortened, so that an endless text neither fills a feed nor ends it.

    Args:
        items: the newest first.
        make: gives an item's form, and its size.
        room: bytes.
    """
    chosen: list[tuple[FeedEntry, _Made]] = []
    left = room
    for item in items:
        made, size = make(item)
        if size > room:
            made, size = make(item.without_full_text())
        if chosen and size > left:
            break
        chosen.append((item, made))
        left -= size
    return chosen


def latest_update(items: Iterable[FeedEntry]) -> str:
    """The latest change of them."""
    return max((item.updated for item in items), key=datetime.fromisoformat, default=EPOCH)

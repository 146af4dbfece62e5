"""The size limit of a feed: which entries fit, and when the feed was updated."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from kursk_archive.renderer.feeds.model import FeedEntry

EPOCH = "1970-01-01T00:00:00Z"
"""`updated` of a feed without entries: the earliest timestamp that every reader understands."""
LONGEST_TIMESTAMP = "1970-01-01T00:00:00+00:00"
"""As long as any timestamp of an entry."""
_SEPARATOR_BYTES = 1


def fit_entries(
    entries: Iterable[FeedEntry], encode: Callable[[FeedEntry], bytes], max_bytes: int
) -> list[tuple[FeedEntry, bytes]]:
    """Take as many of the first entries as fit, at least one, each with its encoding.

    An entry that would not fit by itself loses its full text, so that a very long one neither fills a feed nor ends it.

    Args:
        entries: newest first.
        encode: gives the bytes of an entry.
        max_bytes: for all of them, with a separator of one byte after each.
    """
    chosen: list[tuple[FeedEntry, bytes]] = []
    left = max_bytes
    for entry in entries:
        data = encode(entry)
        if len(data) + _SEPARATOR_BYTES > max_bytes:
            data = encode(entry.without_full_text())
        left -= len(data) + _SEPARATOR_BYTES
        if chosen and left < 0:
            break
        chosen.append((entry, data))
    return chosen


def latest_update(entries: Iterable[FeedEntry]) -> str:
    """The latest `updated` of the entries."""
    return max((entry.updated for entry in entries), key=datetime.fromisoformat, default=EPOCH)

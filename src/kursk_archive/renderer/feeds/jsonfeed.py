"""JSON Feed. Source: https://www.jsonfeed.org/version/1.1/."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from kursk_archive.renderer.feeds.model import FeedEntry, FeedHeader
from kursk_archive.renderer.feeds.size_limit import fit_entries

_VERSION = "https://jsonfeed.org/version/1.1"


def write_json_feed(header: FeedHeader, entries: Iterable[FeedEntry], max_bytes: int) -> bytes:
    """Write the feed with as many of the entries as fit.

    Args:
        header: of the feed.
        entries: newest first.
        max_bytes: maximum size of the file.
    """
    chosen = fit_entries(entries, _encode_entry, max_bytes - len(_encode_feed(header, ())))
    return _encode_feed(header, [msgspec.Raw(data) for _, data in chosen])


def _encode_feed(header: FeedHeader, items: Sequence[msgspec.Raw]) -> bytes:
    feed = {
        "version": _VERSION,
        "title": header.title,
        "home_page_url": header.page_url,
        "feed_url": header.feed_url,
        "description": header.description,
        "authors": [{"name": header.author}],
        "language": header.language,
        # The format has no field for rights; an extension is an object whose name begins with `_`.
        "_archive": {"id": header.id, "rights": header.rights},
    }
    stated = {name: value for name, value in feed.items() if value or name == "title"}
    return msgspec.json.encode(stated | {"items": items}) + b"\n"


def _encode_entry(entry: FeedEntry) -> bytes:
    item: dict[str, Any] = {
        "id": entry.id,
        "url": entry.url,
        "external_url": entry.original_url,
        "title": entry.title,
        "content_html": entry.html,
        "content_text": "" if entry.html else entry.excerpt,
        "summary": entry.summary,
        "date_published": entry.published,
        "date_modified": entry.updated,
        "authors": [{"name": name} for name in entry.authors],
        "tags": entry.tags,
        "language": entry.language,
    }
    return msgspec.json.encode({name: value for name, value in item.items() if value})

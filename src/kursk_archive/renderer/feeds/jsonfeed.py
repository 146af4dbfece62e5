"""JSON Feed. Source: https://www.jsonfeed.org/version/1.1/."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from kursk_archive.renderer.feeds.entries import FeedEntry
from kursk_archive.renderer.feeds.model import FeedHeader
from kursk_archive.renderer.feeds.size_limit import fit_entries

VERSION = "https://jsonfeed.org/version/1.1"
TYPE = "application/feed+json"


def write_json_feed(head: FeedHeader, items: Sequence[FeedEntry], size: int) -> bytes:
    """The feed with as many of the items as there is room for.

    Args:
        head: what it says of itself.
        items: the newest first.
        size: bytes.
    """
    chosen = fit_entries(items, _measured, size - len(_bytes(head, ())))
    return _bytes(head, [made for _, made in chosen])


def _bytes(head: FeedHeader, items: Sequence[msgspec.Raw]) -> bytes:
    return msgspec.json.encode(_feed(head) | {"items": items}) + b"\n"


def _measured(item: FeedEntry) -> tuple[msgspec.Raw, int]:
    made = msgspec.json.encode(_item(item))
    return msgspec.Raw(made), len(made) + len(",")


def _feed(head: FeedHeader) -> dict[str, Any]:
    feed = {
        "version": VERSION,
        "title": head.title,
        "home_page_url": head.page_url,
        "feed_url": head.feed_url,
        "description": head.description,
        "authors": [{"name": head.author}],
        "language": head.language,
        # The format has no field for rights; an extension is an object whose name begins with `_`.
        "_archive": {"id": head.id, "rights": head.rights},
    }
    return {name: value for name, value in feed.items() if value or name == "title"}


def _item(item: FeedEntry) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "id": item.id,
        "url": item.url,
        "external_url": item.original_url,
        "title": item.title,
        "content_html": item.html,
        "content_text": "" if item.html else item.excerpt,
        "summary": item.summary,
        "date_published": item.published,
        "date_modified": item.updated,
        "authors": [{"name": name} for name in item.authors],
        "tags": item.tags,
        "language": item.language,
    }
    return {name: value for name, value in fields.items() if value}

"""Feeds: the newest articles of the archive, of a publisher, of a topic, as Atom and as JSON Feed, in full."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from kursk_archive.config import Site
from kursk_archive.renderer.absolute_urls import absolute_url
from kursk_archive.renderer.feeds.atom import write_atom
from kursk_archive.renderer.feeds.entries import FeedEntry, make_entry
from kursk_archive.renderer.feeds.jsonfeed import write_json_feed
from kursk_archive.renderer.feeds.model import (
    Feed,
    FeedArticle,
    FeedHeader,
    FeedLimits,
    atom_path,
    feed_id,
    json_path,
    strip_invalid_xml,
)

__all__ = [
    "ARCHIVE_FEED_LIMITS",
    "TERM_FEED_LIMITS",
    "FeedLimits",
    "FeedArticle",
    "Feed",
    "atom_path",
    "json_path",
    "render_feed",
]

ARCHIVE_FEED_LIMITS = FeedLimits(max_entries=20, max_bytes=48_000)
TERM_FEED_LIMITS = FeedLimits(max_entries=10, max_bytes=20_000)


def render_feed(feed: Feed, site: Site, base_url: str, limits: FeedLimits) -> dict[str, bytes]:
    """Both files of a feed, by path.

    What is withheld, and what has neither date nor time of capture, is left out, since a feed has no word for that. A
    feed with no entry at all is made nevertheless where a page may already name it; `updated` is then the epoch.

    Args:
        feed: with its entries, the newest first.
        site: the archive's own words.
        base_url: where the site is, with a slash at its end.
        limits: how much of it there may be.
    """
    items = tuple(islice(_entries(feed, site, base_url), limits.max_entries))
    atom, json = (_header(feed, site, base_url, path) for path in (atom_path(feed.path), json_path(feed.path)))
    return {
        atom_path(feed.path): write_atom(atom, items, limits.max_bytes),
        json_path(feed.path): write_json_feed(json, items, limits.max_bytes),
    }


def _entries(feed: Feed, site: Site, base_url: str) -> Iterator[FeedEntry]:
    for entry in feed.articles:
        item = make_entry(entry, site, base_url)
        if item is not None:
            yield item


def _header(feed: Feed, site: Site, base_url: str, path: str) -> FeedHeader:
    return FeedHeader(
        id=feed_id(feed, site),
        title=strip_invalid_xml(feed.title),
        description=strip_invalid_xml(feed.description),
        feed_url=absolute_url(base_url, path),
        page_url=absolute_url(base_url, feed.page),
        language=strip_invalid_xml(site.language),
        author=strip_invalid_xml(site.publisher or site.title),
        rights=strip_invalid_xml(site.rights),
    )

"""Feeds: the newest articles of the archive, of a publisher or of a topic, in full, as Atom and as JSON Feed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice, tee

from kursk_archive.config import Site
from kursk_archive.core.text import strip_invalid_xml
from kursk_archive.renderer.absolute_urls import absolute_url
from kursk_archive.renderer.feeds.atom import write_atom
from kursk_archive.renderer.feeds.entries import make_entry
from kursk_archive.renderer.feeds.jsonfeed import write_json_feed
from kursk_archive.renderer.feeds.model import (
    Feed,
    FeedArticle,
    FeedEntry,
    FeedHeader,
    FeedLimits,
    feed_id,
)

__all__ = ["ARCHIVE_FEED_LIMITS", "TERM_FEED_LIMITS", "Feed", "FeedArticle", "FeedLimits", "feed_paths", "render_feed"]

ARCHIVE_FEED_LIMITS = FeedLimits(max_entries=20, max_bytes=48_000)
TERM_FEED_LIMITS = FeedLimits(max_entries=10, max_bytes=20_000)

FEED_WRITERS: Mapping[str, Callable[[FeedHeader, Iterable[FeedEntry], int], bytes]] = {
    ".atom": write_atom,
    ".json": write_json_feed,
}
"""Suffix of a format's files → its writer."""


def feed_paths(path: str) -> tuple[str, ...]:
    """The files of a feed; `path` is theirs without the suffix."""
    return tuple(f"{path}{suffix}" for suffix in FEED_WRITERS)


def render_feed(feed: Feed, site: Site, base_url: str, limits: FeedLimits) -> dict[str, bytes]:
    """Render a feed in every format; gives path → bytes.

    Leaves out articles that are withheld or have neither a date nor a time of capture, which feeds cannot express. A
    feed without entries is rendered too, since pages may link to it; its `updated` is then the epoch.

    Args:
        feed: with its articles, newest first.
        site: the archive's configuration.
        base_url: where the site is published, with a slash at its end.
        limits: how much the feed may hold.
    """
    entries = islice(_entries(feed, site, base_url, limits.max_bytes), limits.max_entries)
    # Shared and made on demand: of ten articles, two thirds do not fit into the feed of a term.
    shared = tee(entries, len(FEED_WRITERS))
    return {
        path: write(_header(feed, site, base_url, path), shown, limits.max_bytes)
        for path, write, shown in zip(feed_paths(feed.path), FEED_WRITERS.values(), shared, strict=True)
    }


def _entries(feed: Feed, site: Site, base_url: str, max_bytes: int) -> Iterator[FeedEntry]:
    for article in feed.articles:
        entry = make_entry(article, site, base_url, max_bytes)
        if entry is not None:
            yield entry


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

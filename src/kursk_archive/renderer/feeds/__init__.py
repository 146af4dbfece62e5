"""Feeds: the newest articles of the archive, of a publisher, of a topic, as Atom and as JSON Feed, in full."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from kursk_archive.config import Site
from kursk_archive.renderer.absolute_urls import absolute
from kursk_archive.renderer.feeds.atom import write_atom
from kursk_archive.renderer.feeds.entries import Item, read
from kursk_archive.renderer.feeds.jsonfeed import write_json
from kursk_archive.renderer.feeds.model import Cap, Entry, Feed, Head, atom_path, cleaned, feed_id, json_path

__all__ = ["ARCHIVE", "FACET", "Cap", "Entry", "Feed", "atom_path", "json_path", "render_feed"]

ARCHIVE = Cap(entries=20, size=48_000)
FACET = Cap(entries=10, size=20_000)


def render_feed(feed: Feed, site: Site, base_url: str, cap: Cap) -> dict[str, bytes]:
    """Both files of a feed, by path.

    What is withheld, and what has neither date nor time of capture, is left out, since a feed has no word for that. A
    feed with no entry at all is made nevertheless where a page may already name it; `updated` is then the epoch.

    Args:
        feed: with its entries, the newest first.
        site: the archive's own words.
        base_url: where the site is, with a slash at its end.
        cap: how much of it there may be.
    """
    items = tuple(islice(_items(feed, site, base_url), cap.entries))
    atom, json = (_head(feed, site, base_url, path) for path in (atom_path(feed.path), json_path(feed.path)))
    return {
        atom_path(feed.path): write_atom(atom, items, cap.size),
        json_path(feed.path): write_json(json, items, cap.size),
    }


def _items(feed: Feed, site: Site, base_url: str) -> Iterator[Item]:
    for entry in feed.entries:
        item = read(entry, site, base_url)
        if item is not None:
            yield item


def _head(feed: Feed, site: Site, base_url: str, path: str) -> Head:
    return Head(
        id=feed_id(feed, site),
        title=cleaned(feed.title),
        description=cleaned(feed.description),
        address=absolute(base_url, path),
        page=absolute(base_url, feed.page),
        language=cleaned(site.language),
        author=cleaned(site.publisher or site.title),
        rights=cleaned(site.rights),
    )

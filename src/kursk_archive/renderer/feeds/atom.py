"""Atom. Source: RFC 4287."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from kursk_archive.core.media_types import MEDIA_TYPES
from kursk_archive.renderer.feeds.model import FeedEntry, FeedHeader
from kursk_archive.renderer.feeds.size_limit import LONGEST_TIMESTAMP, fit_entries, latest_update

_END = b"</feed>\n"


def write_atom(header: FeedHeader, entries: Iterable[FeedEntry], max_bytes: int) -> bytes:
    """Write the feed with as many of the entries as fit.

    Args:
        header: of the feed.
        entries: newest first.
        max_bytes: maximum size of the file.
    """
    chosen = fit_entries(entries, _encode_entry, max_bytes - len(_encode_feed(header, LONGEST_TIMESTAMP)))
    feed = _encode_feed(header, latest_update(entry for entry, _ in chosen))
    return feed.removesuffix(_END) + b"".join(data + b"\n" for _, data in chosen) + _END


def _encode_feed(header: FeedHeader, updated: str) -> bytes:
    """The feed without entries, one element a line."""
    feed = Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": header.language})
    _add(feed, "id", header.id)
    _add(feed, "title", header.title)
    if header.description:
        _add(feed, "subtitle", header.description)
    _add(feed, "updated", updated)
    _add_link(feed, "self", header.feed_url, MEDIA_TYPES[".atom"])
    _add_link(feed, "alternate", header.page_url, MEDIA_TYPES[".html"])
    _add_author(feed, header.author)
    if header.rights:
        _add(feed, "rights", header.rights)
    indent(feed, "")
    data: bytes = tostring(feed, "utf-8", xml_declaration=True)
    return data + b"\n"


def _encode_entry(entry: FeedEntry) -> bytes:
    element = Element("entry", {"xml:lang": entry.language} if entry.language else {})
    _add(element, "id", entry.id)
    _add(element, "title", entry.title)
    if entry.published:
        _add(element, "published", entry.published)
    _add(element, "updated", entry.updated)
    _add_link(element, "alternate", entry.url, MEDIA_TYPES[".html"])
    if entry.original_url:
        _add_link(element, "via", entry.original_url)
    for name in entry.authors:
        _add_author(element, name)
    for tag in entry.tags:
        SubElement(element, "category", {"term": tag})
    if entry.summary:
        _add(element, "summary", entry.summary)
    if entry.html:
        _add(element, "content", entry.html).set("type", "html")
    indent(element, "")
    data: bytes = tostring(element, "utf-8")
    return data


def _add(parent: Element, name: str, text: str) -> Element:
    element = SubElement(parent, name)
    element.text = text
    return element


def _add_link(parent: Element, rel: str, href: str, media_type: str = "") -> None:
    SubElement(parent, "link", {"rel": rel, "href": href} | ({"type": media_type} if media_type else {}))


def _add_author(parent: Element, name: str) -> None:
    _add(SubElement(parent, "author"), "name", name)

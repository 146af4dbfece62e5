"""Atom. Source: RFC 4287."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from kursk_archive.renderer.feeds.entries import FeedEntry
from kursk_archive.renderer.feeds.model import FeedHeader
from kursk_archive.renderer.feeds.size_limit import LONGEST_TIMESTAMP, fit_entries, latest_update

TYPE = "application/atom+xml"


def write_atom(head: FeedHeader, items: Sequence[FeedEntry], size: int) -> bytes:
    """The feed with as many of the items as there is room for.

    Args:
        head: what it says of itself.
        items: the newest first.
        size: bytes.
    """
    chosen = fit_entries(items, _measured, size - len(_bytes(_feed(head, LONGEST_TIMESTAMP))))
    feed = _feed(head, latest_update(item for item, _ in chosen))
    feed.extend(entry for _, entry in chosen)
    return _bytes(feed)


def _bytes(element: Element) -> bytes:
    indent(element, "")
    text: bytes = tostring(element, "utf-8", xml_declaration=True)
    return text + b"\n"


def _measured(item: FeedEntry) -> tuple[Element, int]:
    entry = _entry(item)
    indent(entry, "")
    return entry, len(tostring(entry, "utf-8")) + len("\n")


def _feed(head: FeedHeader, updated: str) -> Element:
    feed = Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": head.language})
    _add(feed, "id", head.id)
    _add(feed, "title", head.title)
    if head.description:
        _add(feed, "subtitle", head.description)
    _add(feed, "updated", updated)
    _link(feed, "self", head.feed_url, TYPE)
    _link(feed, "alternate", head.page_url, "text/html")
    _author(feed, head.author)
    if head.rights:
        _add(feed, "rights", head.rights)
    return feed


def _entry(item: FeedEntry) -> Element:
    entry = Element("entry", {"xml:lang": item.language} if item.language else {})
    _add(entry, "id", item.id)
    _add(entry, "title", item.title)
    if item.published:
        _add(entry, "published", item.published)
    _add(entry, "updated", item.updated)
    _link(entry, "alternate", item.url, "text/html")
    if item.original_url:
        _link(entry, "via", item.original_url)
    for name in item.authors:
        _author(entry, name)
    for tag in item.tags:
        SubElement(entry, "category", {"term": tag})
    if item.summary:
        _add(entry, "summary", item.summary)
    if item.html:
        _add(entry, "content", item.html).set("type", "html")
    return entry


def _add(parent: Element, name: str, text: str) -> Element:
    element = SubElement(parent, name)
    element.text = text
    return element


def _link(parent: Element, rel: str, href: str, kind: str = "") -> None:
    SubElement(parent, "link", {"rel": rel, "href": href} | ({"type": kind} if kind else {}))


def _author(parent: Element, name: str) -> None:
    _add(SubElement(parent, "author"), "name", name)

"""The sources of a page's metadata: what it states for machines, and where it prints the same for readers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from lxml.html import HtmlElement
from msgspec import Struct

from kursk_archive.loader.html.article_blocks import fold_text, visible_text
from kursk_archive.loader.html.structured_data import StructuredData, json_texts

JSON_LD, OPEN_GRAPH, MICRODATA, META_TAGS, PRINTED, SAVED, ADDRESS = (
    "JSON-LD",
    "OpenGraph",
    "microdata",
    "meta tags",
    "printed",
    "saved",
    "address",
)
MAX_VALUES, MAX_TITLE = 50, 500
"""Values of one name that are looked at, and characters of a headline."""
_NEAR, _FAR = 60, 250
"""Elements from the headline on."""
_MAX_LEVELS, _ENOUGH_ELEMENTS = 9, 30
"""Ancestors of the headline that are looked at: five, and more while they hold fewer elements than these."""
_PLAIN_HEADINGS = ("h2", "h3", "h4", "p", "strong", "b", "span", "div", "td", "font")
"""Elements that print the headline of a page without an `h1`."""


class StatedValue(Struct, frozen=True):
    """A value with the source that states it."""

    value: Any
    origin: str
    line: int = 1


class PageSources:
    """The statements of a page for machines, and the elements that print them for readers."""

    def __init__(self, root: HtmlElement, data: StructuredData) -> None:
        self.root, self.data = root, data
        self.headings = [
            text for heading in islice(root.iter("h1"), MAX_VALUES) if (text := visible_text(heading)[:MAX_TITLE])
        ]
        self._lower_headings: frozenset[str] | None = None

    def json(self, *keys: str) -> Iterator[StatedValue]:
        """Yield the texts of these keys of JSON-LD, in the order of the keys."""
        for key in keys:
            for item in self.data.articles:
                for text in json_texts(item.get(key)):
                    yield StatedValue(text, JSON_LD)

    def meta(self, origin: str, *names: str) -> Iterator[StatedValue]:
        """Yield the contents of the `meta` elements of these names, in the order of the names."""
        for content, line in islice(self.data.contents(*names), MAX_VALUES):
            yield StatedValue(content, origin, line)

    def microdata(self, *names: str) -> Iterator[StatedValue]:
        """Yield the values of these properties of microdata, in the order of the names."""
        for name in names:
            for value in self.data.properties.get(name, ())[:MAX_VALUES]:
                yield StatedValue(value, MICRODATA)

    def lower_headings(self) -> frozenset[str]:
        """Return the folded texts of the headings of the second to the fourth level."""
        if self._lower_headings is None:
            found = islice(self.root.iter("h2", "h3", "h4"), MAX_VALUES)
            self._lower_headings = frozenset(fold_text(visible_text(heading)) for heading in found)
        return self._lower_headings

    def header_elements(self, headline: str) -> Iterator[HtmlElement]:
        """Yield the elements around the headline: those of its header, and a few below it.

        Args:
            headline: as it was chosen; empty if none was found.
        """
        headings = [heading for heading in islice(self.root.iter("h1"), MAX_VALUES) if visible_text(heading)]
        title = fold_text(headline)
        heading = next(
            (found for found in headings if fold_text(visible_text(found)) == title), next(iter(headings), None)
        )
        if title and (heading is None or not _is_within(fold_text(visible_text(heading)), title)):
            tags = _PLAIN_HEADINGS if heading is None else _PLAIN_HEADINGS[:2]
            candidates = (element for element in self.root.iter(*tags) if element.text)
            heading = next((found for found in candidates if fold_text(found.text) == title), heading)
        if heading is None:
            yield from islice((element for element in self.root.iter() if isinstance(element.tag, str)), 1500)
            return
        holder = heading
        for level in range(_MAX_LEVELS):
            parent = holder.getparent()
            if parent is None or parent.tag in ("body", "html"):
                break
            holder = parent
            if level >= 4 and sum(1 for _ in islice(holder.iter(), _ENOUGH_ELEMENTS)) == _ENOUGH_ELEMENTS:
                break
        elements = [element for element in holder.iter() if isinstance(element.tag, str)]
        start = next((number for number, element in enumerate(elements) if element is heading), 0)
        yield from elements[start : start + _NEAR]
        yield from reversed(elements[max(0, start - _NEAR) : start])
        yield from elements[start + _NEAR : start + _FAR]


def _is_within(key: str, title: str) -> bool:
    return key in title or title in key

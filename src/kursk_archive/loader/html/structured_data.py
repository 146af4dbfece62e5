"""Statements of a page about itself, for machines: JSON-LD, `meta` elements, microdata."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from lxml.html import HtmlElement
from msgspec import Struct, field

from kursk_archive.loader.html.article_blocks import visible_text

_ARTICLE_TYPES = re.compile(r"(?:Article|Posting|Report|Review|CreativeWork|Newsletter)$")
_PAGE_TYPES = frozenset({"WebPage", "ItemPage", "Webpage"})
_MEDIA_TYPES = frozenset({"AudioObject", "Clip", "MediaObject", "PodcastEpisode", "VideoObject"})
_MAX_OBJECTS = 100
_MAX_NODES, _MAX_JSON_CHARACTERS = 5_000, 4_000_000
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_IS_SALVAGED = "salvaged"
"""Key of what was found in a script that is no valid JSON: it counts after valid objects."""
_STATED_TYPE = re.compile(r'"@type"\s*:\s*"(\w{0,20}(?:Article|Posting))"')
_STATED_DAY = re.compile(r'"(datePublished|dateModified)"\s*:\s*"([^"\\]{8,40})"')
_STATED_AUTHOR = re.compile(
    r'"author"\s*:\s*[\[{\s]{1,20}(?:"@type"\s*:\s*"Person"\s*,\s*)?"name"\s*:\s*"([^"\\]{1,60})"'
)
_CDATA = re.compile(r"^\s*(?://)?\s*(?:<!\[CDATA\[|<!--)|(?://)?\s*(?:\]\]>|-->)\s*$")

JsonObject = Mapping[str, Any]


class StructuredData(Struct, frozen=True):
    """What a page says about itself to machines."""

    articles: tuple[JsonObject, ...] = ()
    """Objects of JSON-LD that describe an article, then those that describe a page."""
    media: tuple[JsonObject, ...] = ()
    """Objects of JSON-LD that describe a film or a recording which the page shows."""
    meta: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    """Name of a `meta` element, in lower case → its contents with their lines."""
    links: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """`rel` of a `link` element → its addresses."""
    properties: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Property of microdata → its values."""
    accounts: tuple[str, ...] = ()
    """Names of people whom articles in JSON-LD name by their `@id` only: the accounts that published them."""

    def contents(self, *names: str) -> Iterator[tuple[str, int]]:
        """Yield the contents of the `meta` elements of these names, in the order of the names."""
        for name in names:
            yield from self.meta.get(name, ())


def read_structured_data(root: HtmlElement) -> StructuredData:
    """Read what a page says about itself. Never raises: what is broken is skipped."""
    meta: dict[str, list[tuple[str, int]]] = {}
    for element in root.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv")
        content = " ".join((element.get("content") or "").split())
        if name and content and not (element.get("itemprop") and is_of_other_item(element)):
            meta.setdefault(name.strip().lower(), []).append((html.unescape(content), element.sourceline or 1))
    links: dict[str, list[str]] = {}
    for element in root.iter("link"):
        for rel in (element.get("rel") or "").lower().split():
            if href := (element.get("href") or "").strip():
                links.setdefault(rel, []).append(href)
    objects = list(islice((item for script in root.iter("script") for item in _objects(script)), _MAX_OBJECTS))
    return StructuredData(
        tuple(_articles(objects)),
        tuple(_media(objects)),
        {name: tuple(contents) for name, contents in meta.items()},
        {rel: tuple(hrefs) for rel, hrefs in links.items()},
        _microdata(root),
        tuple(_accounts(objects)),
    )


def _accounts(objects: Sequence[JsonObject]) -> Iterator[str]:
    """Yield the names of people whom articles name by their `@id` only."""
    people = {
        other["@id"]: other for other in objects if isinstance(other.get("@id"), str) and "Person" in _types(other)
    }
    for item in _articles(objects):
        authors = item.get("author")
        for author in authors if isinstance(authors, list) else [authors]:
            reference = author.get("@id") if isinstance(author, dict) and not author.get("name") else None
            if isinstance(reference, str) and reference in people:
                yield from json_texts(people[reference])


def _media(objects: Iterable[JsonObject]) -> Iterator[JsonObject]:
    """Yield the films and recordings that stand by themselves or are of an article."""
    for item in objects:
        members = [item.get(key) for key in ("video", "audio", "associatedMedia")]
        for held in (item, *(one for member in members for one in (member if isinstance(member, list) else [member]))):
            if isinstance(held, dict) and _MEDIA_TYPES.intersection(_types(held)):
                yield held


def _articles(objects: Sequence[JsonObject]) -> Iterator[JsonObject]:
    whole = [item for item in objects if _IS_SALVAGED not in item]
    yield from (item for item in whole if any(_ARTICLE_TYPES.search(name) for name in _types(item)))
    yield from (item for item in whole if _PAGE_TYPES.intersection(_types(item)))
    yield from (item for item in objects if _IS_SALVAGED in item)


def _objects(script: HtmlElement) -> Iterator[JsonObject]:
    """Yield the objects in a script of JSON-LD: the outermost, those of its `@graph`, and what a page is about."""
    text = script.text or ""
    if "ld+json" not in (script.get("type") or "") or len(text) > _MAX_JSON_CHARACTERS:
        return
    pending: list[Any] = [_parse_json(text)]
    for _ in range(_MAX_NODES):
        if not pending:
            return
        item = pending.pop(0)
        if isinstance(item, list):
            pending += item
        elif isinstance(item, dict):
            yield item
            pending += [
                item[key]
                for key in ("@graph", "mainEntity", "mainEntityOfPage")
                if isinstance(item.get(key), (list, dict))
            ]


def _parse_json(text: str) -> Any:
    text = _CDATA.sub("", text.strip())
    for attempt in (text, _TRAILING_COMMA.sub(r"\1", text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return _salvaged(text)


def _salvaged(text: str) -> JsonObject | None:
    """Return the days and the author in a script that is no valid JSON; None if it is not about an article."""
    kind = _STATED_TYPE.search(text)
    if not kind:
        return None
    days = {match[1]: match[2] for match in reversed(list(_STATED_DAY.finditer(text)))}
    author = _STATED_AUTHOR.search(text)
    return {_IS_SALVAGED: True, "@type": kind[1], **days, **({"author": author[1]} if author else {})}


def _types(item: JsonObject) -> list[str]:
    types = item.get("@type")
    return [
        name.rpartition("/")[2] for name in (types if isinstance(types, list) else [types]) if isinstance(name, str)
    ]


def json_texts(value: Any) -> tuple[str, ...]:
    """Return the texts or names in a value of JSON-LD."""
    values = value if isinstance(value, list) else [value]
    texts = []
    for item in values[:50]:
        if isinstance(item, dict):
            item = item.get("name") or item.get("@value") or ""
            item = item[0] if isinstance(item, list) and item else item
        if isinstance(item, str) and item.strip():
            texts.append(" ".join(html.unescape(html.unescape(item)).split()))
    return tuple(texts)


def json_addresses(value: Any) -> tuple[str, ...]:
    """Return the addresses in a value of JSON-LD."""
    values = value if isinstance(value, list) else [value]
    found = []
    for item in values[:50]:
        if isinstance(item, dict):
            item = item.get("url") or item.get("@id") or item.get("contentUrl") or ""
            item = item[0] if isinstance(item, list) and item else item
        if isinstance(item, str) and item.strip():
            found.append(item.strip())
    return tuple(found)


_OTHER_TYPES = re.compile(r"/(?:\w*Comment|\w*Object|BreadcrumbList|WPAdBlock|WPSideBar|Person|Organization)$")


def is_of_other_item(element: HtmlElement) -> bool:
    """Return True for a property of something that the page has besides its article: a comment, an image, a person."""
    scope = next((holder for holder in element.iterancestors() if holder.get("itemscope") is not None), None)
    return scope is not None and bool(_OTHER_TYPES.search((scope.get("itemtype") or "").strip()))


def _named(element: HtmlElement) -> HtmlElement:
    """Return the name in an item of its own, such as an author; else the element."""
    if element.get("itemscope") is None:
        return element
    return next((part for part in element.iter() if "name" in (part.get("itemprop") or "").split()), element)


def _microdata(root: HtmlElement) -> Mapping[str, tuple[str, ...]]:
    properties: dict[str, list[str]] = {}
    for element in root.iter():
        names = element.get("itemprop") if isinstance(element.tag, str) else None
        if not names or (element.tag == "meta" and not element.get("content")) or is_of_other_item(element):
            continue
        value = element.get("content") or element.get("datetime")
        if value is None:
            value = visible_text(_named(element)) if "articleBody" not in names else ""
        for name in names.split():
            if value.strip():
                properties.setdefault(name, []).append(" ".join(value.split()))
    return {name: tuple(values) for name, values in properties.items()}

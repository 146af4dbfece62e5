"""The metadata of a saved page, in a fixed order of sources: each value with the source that states it.

JSON-LD comes first, then OpenGraph, microdata, the tags that libraries read (Zotero, Dublin Core), what is printed on
the page, and its address. The printed day wins over a time in UTC that is less than a day away: readers saw that day.
So does the day in the address, if the page prints none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml.html import HtmlElement
from msgspec import Struct

from kursk_archive.core.enums import Provenance
from kursk_archive.loader.draft import FieldValue
from kursk_archive.loader.html.media import host_of_address
from kursk_archive.loader.html.page_addresses import AddressReader
from kursk_archive.loader.html.page_bylines import BylineReader
from kursk_archive.loader.html.page_days import DayReader
from kursk_archive.loader.html.page_sources import JSON_LD, META_TAGS, OPEN_GRAPH, SAVED, PageSources, StatedValue
from kursk_archive.loader.html.page_titles import TitleReader
from kursk_archive.loader.html.saved_by import SavedBy
from kursk_archive.loader.html.structured_data import StructuredData, json_texts
from kursk_archive.loader.metadata import values
from kursk_archive.loader.text_dump.source_url import is_http_url
from kursk_archive.yaml.located import Located

_MAX_TOPICS = 20


class PageMetadata(Struct, frozen=True):
    """The metadata of a page."""

    fields: dict[str, FieldValue]
    titles: tuple[str, ...]
    """Spellings of the headline, the chosen one first."""
    host: str
    """Of the page, without `www.`; empty if it is not known."""
    base: str
    """The address that relative ones are resolved against, if the page states one of its own; else empty."""
    is_free: bool | None = None
    """What the page says about its paywall; None if it says nothing."""
    article_text: str = ""
    """The text as JSON-LD has it."""


def read_page_metadata(root: HtmlElement, data: StructuredData, saved: SavedBy) -> PageMetadata:
    """Read the metadata of a page. Never raises: a value that cannot be read is left to the next source."""
    return _MetadataReader(PageSources(root, data), saved).metadata()


class _MetadataReader:
    """Reads the metadata of one page."""

    def __init__(self, sources: PageSources, saved: SavedBy) -> None:
        self.sources, self.saved = sources, saved
        self.fields: dict[str, FieldValue] = {}

    def metadata(self) -> PageMetadata:
        pages = AddressReader(self.sources, self.saved)
        stated = list(pages.addresses())
        source = stated[0] if stated else None
        address = source.value if source else ""
        self._set("source_url", source)
        language = self._set_first("language", self._languages())
        host = host_of_address(address)
        site = TitleReader(self.sources, host)
        self._set_first("publisher", site.publishers())
        titles = list(site.titles())
        title = titles[0].value if titles else ""
        self._set("title", titles[0] if titles else None)
        published, updated = DayReader(self.sources, title, language, address).days()
        self._set("date", published)
        self._set("updated", updated)
        self._set("authors", BylineReader(self.sources, site, title, language).authors())
        aliases = tuple(dict.fromkeys(found.value for found in stated[1:] if found.value != address))
        self._set("aliases", StatedValue(aliases, source.origin) if source and aliases else None)
        self._set_first("section", self._sections())
        self._set("topics", self._topics())
        self._set_first("description", self._descriptions())
        self._set("captured_at", StatedValue(self.saved.captured_at, SAVED) if self.saved.captured_at else None)
        return PageMetadata(
            self.fields,
            tuple(dict.fromkeys([*(found.value for found in titles), *self.sources.headings])),
            host,
            pages.base(address),
            self._is_free(),
            next((text for item in self.sources.data.articles for text in json_texts(item.get("articleBody"))), ""),
        )

    def _set(self, name: str, found: StatedValue | None) -> None:
        if found:
            self.fields[name] = FieldValue(found.value, found.line, 1, Provenance.STATED, found.origin)

    def _set_first(self, name: str, candidates: Iterator[StatedValue]) -> Any:
        """Set a field to the first candidate; return its value, empty if there is none."""
        found = next(candidates, None)
        self._set(name, found)
        return found.value if found else ""

    def _languages(self) -> Iterator[StatedValue]:
        candidates = (
            *self.sources.json("inLanguage"),
            *(
                StatedValue(value, META_TAGS)
                for value in (self.sources.root.get("lang"), self.sources.root.get("xml:lang"))
                if value
            ),
            *self.sources.meta(OPEN_GRAPH, "og:locale"),
            *self.sources.meta(META_TAGS, "content-language", "dc.language", "citation_language", "language"),
        )
        for found in candidates:
            language = values.read_language(Located(found.value))
            if isinstance(language, str):
                yield StatedValue(language, found.origin, found.line)

    def _sections(self) -> Iterator[StatedValue]:
        for found in (
            *self.sources.json("articleSection"),
            *self.sources.meta(OPEN_GRAPH, "article:section", "og:section"),
            *self.sources.microdata("articleSection"),
            *self.sources.meta(META_TAGS, "parsely-section", "section", "category"),
        ):
            if len(found.value) <= 60 and not is_http_url(found.value):
                yield found

    def _topics(self) -> StatedValue | None:
        for origin, texts in (
            (JSON_LD, [found.value for found in self.sources.json("keywords")]),
            (OPEN_GRAPH, [found.value for found in self.sources.meta(OPEN_GRAPH, "article:tag", "og:article:tag")]),
            (
                META_TAGS,
                [
                    found.value
                    for found in self.sources.meta(META_TAGS, "news_keywords", "parsely-tags", "keywords", "tags")
                ][:1],
            ),
        ):
            topics = values.distinct_texts(part for text in texts for part in text.split(","))
            kept = tuple(topic for topic in topics or () if len(topic) <= 60 and not re.search(r"[:=_/]|^\d+$", topic))
            if kept:
                return StatedValue(kept[:_MAX_TOPICS], origin)
        return None

    def _descriptions(self) -> Iterator[StatedValue]:
        for found in (
            *self.sources.meta(OPEN_GRAPH, "og:description"),
            *self.sources.json("description"),
            *self.sources.meta(META_TAGS, "description", "twitter:description", "summary"),
        ):
            text = re.sub(r"<[^<>]{1,200}>", "", found.value).strip()
            if 20 <= len(text) <= 500 and not text.endswith(("…", "...", "[…]", "[...]")):
                yield StatedValue(text, found.origin, found.line)

    def _is_free(self) -> bool | None:
        for item in self.sources.data.articles:
            value = item.get("isAccessibleForFree")
            if isinstance(value, bool):
                return value
            if isinstance(value, str) and value.lower() in ("true", "false"):
                return value.lower() == "true"
        return None

"""The addresses of a saved page: its own, in every spelling, and the one that relative ones are resolved against."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from kursk_archive.loader.html.media import host_of_address
from kursk_archive.loader.html.page_sources import JSON_LD, META_TAGS, OPEN_GRAPH, SAVED, PageSources, StatedValue
from kursk_archive.loader.html.saved_by import SavedBy
from kursk_archive.loader.html.structured_data import json_addresses
from kursk_archive.loader.text_dump.source_url import is_http_url


class AddressReader:
    """Reads the addresses of one page."""

    def __init__(self, sources: PageSources, saved: SavedBy) -> None:
        self.sources, self.saved = sources, saved

    def addresses(self) -> Iterator[StatedValue]:
        """Yield the addresses of the page, the best first, each once."""
        saved = self.saved.url
        stated = [
            *(StatedValue(href, META_TAGS) for href in self.sources.data.links.get("canonical", ())),
            *self.sources.meta(OPEN_GRAPH, "og:url"),
            *(
                StatedValue(href, JSON_LD)
                for item in self.sources.data.articles
                for key in ("url", "mainEntityOfPage", "@id")
                for href in json_addresses(item.get(key))
            ),
            *self.sources.meta(
                META_TAGS, "citation_public_url", "citation_fulltext_html_url", "dc.identifier", "twitter:url"
            ),
        ]
        base = saved or next((found.value for found in stated if is_http_url(found.value)), "") or self._stated_base()
        absolute = (StatedValue(_absolute(base, found.value), found.origin, found.line) for found in stated)
        usable = [found for found in absolute if is_http_url(found.value) and _is_deep(found.value, saved)]
        if self.saved.is_certain:
            usable = [found for found in usable if _same_site(host_of_address(found.value), {host_of_address(saved)})]
        if saved and not usable:
            usable = [StatedValue(saved, SAVED)]
        elif saved:
            usable.append(StatedValue(saved, SAVED))
        seen: set[str] = set()
        hosts = {host_of_address(found.value) for found in usable[:1]} | ({host_of_address(saved)} if saved else set())
        for found in usable:
            key = found.value.partition("#")[0]
            if key not in seen and _same_site(host_of_address(key), hosts):
                seen.add(key)
                yield StatedValue(key, found.origin, found.line)

    def _stated_base(self) -> str:
        return next(
            (href for base in self.sources.root.iter("base") if is_http_url(href := (base.get("href") or "").strip())),
            "",
        )

    def base(self, source: str) -> str:
        """Return the address that relative ones are resolved against, if it is not the source itself."""
        href = next(
            ((base.get("href") or "").strip() for base in self.sources.root.iter("base") if base.get("href")), ""
        )
        if not href or href.startswith(("#", "data:")):
            return ""
        base = _absolute(self.saved.url or source, href)
        return base if is_http_url(base) else ""


def _absolute(base: str, href: str) -> str:
    try:
        return urljoin(base, href.strip()) if base else href.strip()
    except ValueError:
        return ""


def _is_deep(url: str, saved: str) -> bool:
    """Return True unless an address is that of the whole site, which some pages state as their own."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(parts.path.strip("/") or parts.query) or not saved or not urlsplit(saved).path.strip("/")


def _same_site(host: str, hosts: set[str]) -> bool:
    """Return True for a host of a site, such as its pages for phones; other sites are not the page's address."""

    def core(name: str) -> str:
        return re.sub(r"^(?:www|m|mobile|amp|edition)\.", "", name)

    return any(
        core(host) == core(other) or core(host).endswith(f".{core(other)}") or core(other).endswith(f".{core(host)}")
        for other in hosts
    )

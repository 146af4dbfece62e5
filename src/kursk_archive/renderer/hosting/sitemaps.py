"""Sitemaps and robots.txt. Source: the sitemaps protocol 0.9; RFC 9309."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from urllib.parse import urlsplit

from msgspec import Struct

from kursk_archive.renderer.absolute_urls import absolute_url
from kursk_archive.renderer.timestamps import to_lastmod
from kursk_archive.site.permalinks import SITEMAP_INDEX, sitemap_permalink

MAX_SITEMAP_URLS = 45_000
"""URLs in one sitemap; the protocol allows 50,000, and 50 MB. At 300 bytes each, these are 14 MB."""

_SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"


class SitemapEntry(Struct, frozen=True):
    """A row of a sitemap or of the sitemap index."""

    path: str
    """Of the page or sitemap; POSIX, relative to the output folder."""
    modified: str | None
    """A `PartialDate`: of an article `timestamps.last_modified`, of anything else the latest in it."""


def sitemap_paths(year: str, count: int, limit: int = MAX_SITEMAP_URLS) -> tuple[str, ...]:
    """The sitemaps of a year with `count` URLs: `sitemaps/2024.xml`, and `sitemaps/2024.2.xml` if one is not enough."""
    parts = -(-count // limit)
    return tuple(sitemap_permalink(year, number) for number in range(1, parts + 1))


def render_sitemaps(
    year: str, entries: Iterable[SitemapEntry], base_url: str, limit: int = MAX_SITEMAP_URLS
) -> Iterator[tuple[str, bytes]]:
    """Render the sitemaps of a year; gives path and bytes of each.

    Args:
        year: `2024`, `undated`.
        entries: its pages, in any order; none that asks not to be indexed.
        base_url: where the site is published, with a slash at its end.
        limit: maximum number of URLs in one sitemap.
    """
    rows = sorted(entries, key=lambda entry: entry.path)
    for start, path in zip(range(0, len(rows), limit), sitemap_paths(year, len(rows), limit), strict=True):
        yield path, _document("urlset", "url", rows[start : start + limit], base_url)


def render_sitemap_index(sitemaps: Iterable[SitemapEntry], base_url: str) -> bytes:
    """Render the list of all sitemaps."""
    return _document("sitemapindex", "sitemap", sorted(sitemaps, key=lambda sitemap: sitemap.path), base_url)


def _document(root: str, row: str, entries: Sequence[SitemapEntry], base_url: str) -> bytes:
    rows = "".join(f"<{row}>{_row(entry, base_url)}</{row}>\n" for entry in entries)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{_SCHEMA}">\n{rows}</{root}>\n'.encode()


def _row(entry: SitemapEntry, base_url: str) -> str:
    location, modified = escape(absolute_url(base_url, entry.path), quote=False), to_lastmod(entry.modified)
    return f"<loc>{location}</loc>" + (f"<lastmod>{modified}</lastmod>" if modified else "")


_INDEXING_ALLOWED = "# Robots may fetch and index everything."
# Nothing is disallowed: a robot that may not fetch a page does not learn that the page asks not to be indexed, and
# indexes its URL if others link to it.
_INDEXING_DECLINED = "# The pages ask not to be indexed. Robots must fetch them to see that, so nothing is disallowed."
_SUBFOLDER_NOTE = "# Robots read this file only at the root of a host: copy the line below into the file there."


def render_robots(base_url: str | None, *, noindex: bool = False) -> bytes:
    """Render `robots.txt`, which disallows nothing and names the sitemap index, if there is one.

    Args:
        base_url: where the site is published, with a slash at its end; None if that is not known.
        noindex: True if the archive as a whole asks not to be indexed; it then has no sitemap.
    """
    lines = [_INDEXING_DECLINED if noindex else _INDEXING_ALLOWED, "User-agent: *", "Disallow:"]
    if base_url and not noindex:
        url = absolute_url(base_url)
        note = [_SUBFOLDER_NOTE] if urlsplit(url).path != "/" else []
        lines += ["", *note, f"Sitemap: {url}{SITEMAP_INDEX}"]
    return "\n".join([*lines, ""]).encode()

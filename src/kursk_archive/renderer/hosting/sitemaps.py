"""Sitemaps, and what robots are told. Source: the sitemaps protocol 0.9; RFC 9309 for robots.txt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from urllib.parse import urlsplit

from msgspec import Struct

from kursk_archive.renderer.absolute_urls import absolute_url
from kursk_archive.renderer.timestamps import to_lastmod

MAX_SITEMAP_URLS = 45_000
"""Addresses in one sitemap; the protocol allows 50,000. At 300 bytes each, 14 MB of the 50 MB that it allows."""
SITEMAP_INDEX_PATH = "sitemap.xml"

_SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"


class SitemapEntry(Struct, frozen=True):
    """A row of a sitemap, or of the index."""

    path: str
    """Of a page or of a sitemap: POSIX, relative to the output folder."""
    modified: str | None
    """When, as `PartialDate` has it: of an article `moments.changed`, of anything else the latest in it."""


def sitemap_paths(name: str, count: int, limit: int = MAX_SITEMAP_URLS) -> tuple[str, ...]:
    """Where a shard of `count` addresses is published: `sitemaps/2024.xml`; what it has no room for, `….2.xml`."""
    parts = -(-count // limit)
    return tuple(f"sitemaps/{name}.xml" if i == 0 else f"sitemaps/{name}.{i + 1}.xml" for i in range(parts))


def render_sitemaps(
    name: str, entries: Iterable[SitemapEntry], base_url: str, limit: int = MAX_SITEMAP_URLS
) -> Iterator[tuple[str, bytes]]:
    """Path and bytes of each sitemap of a shard.

    Args:
        name: the shard's: `2024`, `undated`.
        entries: its pages, in any order; none that asks not to be indexed.
        base_url: where the site is, with a slash at its end.
        limit: addresses in one sitemap.
    """
    rows = sorted(entries, key=lambda one: one.path)
    for start, path in zip(range(0, len(rows), limit), sitemap_paths(name, len(rows), limit), strict=True):
        yield path, _document("urlset", "url", rows[start : start + limit], base_url)


def render_sitemap_index(sitemaps: Iterable[SitemapEntry], base_url: str) -> bytes:
    """The list of all sitemaps, for `SITEMAP_INDEX_PATH`."""
    return _document("sitemapindex", "sitemap", sorted(sitemaps, key=lambda one: one.path), base_url)


def _document(root: str, row: str, entries: Sequence[SitemapEntry], base_url: str) -> bytes:
    rows = "".join(f"<{row}>{_row(one, base_url)}</{row}>\n" for one in entries)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{_SCHEMA}">\n{rows}</{root}>\n'.encode()


def _row(entry: SitemapEntry, base_url: str) -> str:
    when = to_lastmod(entry.modified)
    return f"<loc>{escape(absolute_url(base_url, entry.path), quote=False)}</loc>" + (
        f"<lastmod>{when}</lastmod>" if when else ""
    )


_INDEXING_ALLOWED = "# Everything here may be read by everybody."
# Disallowing would do the opposite: a robot that may not fetch a page does not learn that it asks not to be indexed,
# and lists its address all the same where others link to it.
_INDEXING_DECLINED = "# The pages ask not to be indexed. Robots may fetch them to learn that, so nothing is disallowed."
_SUBFOLDER_NOTE = (
    "# Robots look for this file at the root of a host alone: whoever keeps that may copy the line below there."
)


def render_robots(base_url: str | None, *, noindex: bool = False) -> bytes:
    """`robots.txt`: nothing is forbidden, and the sitemap named if there is one.

    Args:
        base_url: where the site is, with a slash at its end; None where nobody knows.
        noindex: whether the archive as a whole asks not to be indexed, which its pages say; it then has no sitemap.
    """
    lines = [_INDEXING_DECLINED if noindex else _INDEXING_ALLOWED, "User-agent: *", "Disallow:"]
    if base_url and not noindex:
        address = absolute_url(base_url)
        below = [_SUBFOLDER_NOTE] if urlsplit(address).path != "/" else []
        lines += ["", *below, f"Sitemap: {address}{SITEMAP_INDEX_PATH}"]
    return "\n".join([*lines, ""]).encode()

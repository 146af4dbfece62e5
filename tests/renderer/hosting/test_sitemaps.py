"""Sitemaps, checked against their protocol, and robots.txt."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.renderer.hosting.sitemaps import (
    SitemapEntry,
    render_robots,
    render_sitemap_index,
    render_sitemaps,
    sitemap_paths,
)

BASE = "https://archive.example/a/b/"
NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LASTMOD = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d))?")


def read(document: bytes, root: str, row: str) -> list[tuple[str, str | None]]:
    """Parse a sitemap or an index, checking elements, their order, URLs, dates and size against the protocol."""
    tree = ElementTree.fromstring(document)
    assert tree.tag == NAMESPACE + root
    assert len(document) < 50_000_000
    assert len(tree) <= 50_000
    return [_row(element, row) for element in tree]


def _row(element: ElementTree.Element, row: str) -> tuple[str, str | None]:
    assert element.tag == NAMESPACE + row
    assert [child.tag for child in element] in ([NAMESPACE + "loc"], [NAMESPACE + "loc", NAMESPACE + "lastmod"])
    loc, lastmod = element[0].text or "", element[1].text if len(element) == 2 else None
    assert loc.startswith(BASE)
    assert loc.isascii()
    assert len(loc) < 2048
    assert lastmod is None or LASTMOD.fullmatch(lastmod)
    return loc, lastmod


def test_a_sitemap_has_absolute_urls_sorted_by_path_with_dates() -> None:
    addresses = [
        SitemapEntry("articles/2024/08/15/b.html", "2024-08-15T14:30+03:00"),
        SitemapEntry("articles/2024/08/a&b's <1>.html", "2024-08"),
        SitemapEntry("articles/2024/08/15/a.html", "2024-08-16"),
    ]
    ((path, document),) = render_sitemaps("2024", addresses, BASE)
    assert path == "sitemaps/2024.xml"
    assert read(document, "urlset", "url") == [
        (f"{BASE}articles/2024/08/15/a.html", "2024-08-16"),
        (f"{BASE}articles/2024/08/15/b.html", "2024-08-15T14:30:00+03:00"),
        (f"{BASE}articles/2024/08/a&b's%20%3C1%3E.html", None),
    ]


def test_the_index_lists_the_sitemaps() -> None:
    sitemaps = [SitemapEntry("sitemaps/b.xml", "2024-01-02"), SitemapEntry("sitemaps/a.xml", None)]
    rows = read(render_sitemap_index(sitemaps, BASE), "sitemapindex", "sitemap")
    assert rows == [(f"{BASE}sitemaps/a.xml", None), (f"{BASE}sitemaps/b.xml", "2024-01-02")]


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        pytest.param(0, (), id="none"),
        pytest.param(3, ("sitemaps/2024.xml",), id="just-enough"),
        pytest.param(7, ("sitemaps/2024.xml", "sitemaps/2024.2.xml", "sitemaps/2024.3.xml"), id="too-many"),
    ],
)
def test_sitemaps_of_a_year_are_numbered(count: int, expected: tuple[str, ...]) -> None:
    assert sitemap_paths("2024", count, limit=3) == expected


@given(st.sets(st.text(max_size=8), max_size=12), st.integers(min_value=1, max_value=5))
def test_every_page_is_in_one_sitemap_in_any_input_order(paths: set[str], limit: int) -> None:
    def rendered(order: Iterable[str]) -> dict[str, bytes]:
        return dict(render_sitemaps("listings", (SitemapEntry(path, None) for path in order), BASE, limit))

    documents = rendered(sorted(paths))
    assert documents == rendered(sorted(paths, reverse=True))
    rows = [read(document, "urlset", "url") for document in documents.values()]
    assert all(0 < len(sitemap) <= limit for sitemap in rows)
    assert sum(map(len, rows)) == len(paths)


ROBOTS = [
    pytest.param("https://archive.example/", False, ["https://archive.example/sitemap.xml"], id="root"),
    pytest.param(BASE, False, [f"{BASE}sitemap.xml"], id="below-the-root"),
    pytest.param(None, False, None, id="without-an-address"),
    pytest.param(BASE, True, None, id="not-to-be-indexed"),
]


@pytest.mark.parametrize(("base_url", "noindex", "sitemaps"), ROBOTS)
def test_robots_txt_disallows_nothing(base_url: str | None, noindex: bool, sitemaps: list[str] | None) -> None:
    parser = RobotFileParser()
    parser.parse(render_robots(base_url, noindex=noindex).decode().splitlines())
    assert parser.can_fetch("Examplebot", f"{BASE}articles/undated/a.html")
    assert parser.site_maps() == sitemaps


def test_robots_txt_of_a_noindex_archive_explains_itself() -> None:
    assert b"# The pages ask not to be indexed." in render_robots(BASE, noindex=True)
    assert b"copy the line below" in render_robots(BASE)
    assert b"copy the line below" not in render_robots("https://archive.example/")

"""Addresses of the site's outputs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.site import permalinks
from kursk_archive.site.slugs import slugify


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2024-08-15T14:30+03:00", "articles/2024/08/15/ferry.html"),
        ("2024-08", "articles/2024/08/ferry.html"),
        ("2024", "articles/2024/ferry.html"),
        ("", "articles/undated/ferry.html"),
    ],
)
def test_an_article_lies_in_the_folder_of_its_date(date: str, expected: str) -> None:
    assert permalinks.article_permalink(date, "ferry") == expected


@given(st.text(), st.integers(1, 99), st.integers(1, 1920))
def test_a_file_beside_a_page_is_no_article_s_page(title: str, number: int, width: int) -> None:
    beside = permalinks.rendition_permalink("articles/2024/ferry.html", number, width)
    assert beside == f"articles/2024/ferry.{number}-{width}.jpg"
    assert beside.removesuffix(".jpg") != permalinks.article_permalink("2024", slugify(title)).removesuffix(".html")


@pytest.mark.parametrize(
    ("date", "manifest"),
    [
        ("2024-08-15", "manifests/2024-08.txt"),
        ("2024-08", "manifests/2024-08.txt"),
        ("2024", "manifests/2024.txt"),
        ("undated", "manifests/undated.txt"),
        ("", "manifests/undated.txt"),
    ],
)
def test_a_manifest_lists_a_month_or_a_year(date: str, manifest: str) -> None:
    assert permalinks.manifest_permalink(permalinks.manifest_period(date)) == manifest


def test_the_root_manifest_lists_what_has_no_period() -> None:
    assert permalinks.manifest_permalink("") == "manifest-sha256.txt"


@pytest.mark.parametrize(
    "name", ["ferry.20240815", "ferry.20240815T101500Z", "ferry.2024", "ferry.20240815-1a2b", "ferry.sha-1a2b3c4d"]
)
def test_the_page_of_an_edition_is_told_from_others(name: str) -> None:
    assert permalinks.is_edition_permalink(f"articles/2024/08/15/{name}.html")
    assert not permalinks.is_article_permalink(f"articles/2024/08/15/{name}.html")
    assert permalinks.is_about_editions(f"articles/2024/08/15/{name}.html")


@pytest.mark.parametrize(
    "path",
    [
        "articles/2024/08/15/ferry.html",
        "articles/2024/08/15/ferry.history.html",
        "articles/2024/08/15/ferry.diff-20240815-20240817.html",
        "articles/2024/08/15/ferry.20240815.txt",
        "articles/2024/08/15/ferry.1-640.jpg",
        "articles/../ferry.20240815.html",
        "topics/ferry.20240815.html",
    ],
)
def test_other_pages_are_no_editions(path: str) -> None:
    assert not permalinks.is_edition_permalink(path)


def test_differences_of_editions_beside_two_addresses_have_names_of_their_own() -> None:
    folder = "articles/2024/08/15/"
    pages = (f"{folder}ferry.20240815.html", f"{folder}ferry.20240817.html", f"{folder}harbour.20240815.html")
    names = {permalinks.differences_permalink(f"{folder}ferry.html", one, other) for one in pages for other in pages}
    assert len(names) == 9
    assert f"{folder}ferry.diff-20240815-20240817.html" in names
    assert all(permalinks.is_about_editions(name) for name in names)

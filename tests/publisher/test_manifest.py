"""Which list a published file belongs in."""

from __future__ import annotations

import pytest

from kursk_archive.publisher.manifest import ROOT_MANIFEST, list_of


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("articles/2024/08/15/flood.html", "2024-08"),
        ("articles/2024/08/flood.csl.json", "2024-08"),
        ("articles/2024/flood.txt", "2024"),
        ("articles/undated/flood.html", "undated"),
        ("calendar/2024/index.html", "2024"),
        ("calendar/2024/08/index.html", "2024-08"),
        ("calendar/2024/08/15.html", "2024-08"),
        ("calendar/undated.html", "undated"),
        ("topics/rivers/2024/08/15.html", "2024-08"),
        ("topics/rivers/2024/index.html", "2024"),
        ("topics/rivers/2024/a.html", "2024"),
        ("topics/rivers/undated/a.html", "undated"),
        ("links/valley.example/2024/08/index.html", "2024-08"),
        ("data/links/2024-08.csv", "2024-08"),
        ("data/articles/2024.jsonl", "2024"),
        ("data/articles/undated.csv", "undated"),
        ("sitemaps/2024.xml", "2024"),
        ("sitemaps/2024.2.xml", "2024"),
        ("search/2024/pagefind.js", "search-2024"),
    ],
)
def test_what_is_of_a_period_is_in_its_list(path: str, name: str) -> None:
    assert list_of(path) == f"manifests/{name}.txt"


@pytest.mark.parametrize(
    "path",
    [
        "index.html",
        "calendar/index.html",
        "topics/rivers.html",
        "topics/2024.html",
        "topics/2024/feed.atom",
        "topics/a-z/r.html",
        "links/2024.example.html",
        "data/links.csv",
        "assets/2024/a.css",
        "search/index.html",
        "manifests/2024-08.txt",
    ],
)
def test_all_the_rest_is_in_the_roots(path: str) -> None:
    assert list_of(path) == ROOT_MANIFEST


def test_a_topic_that_is_called_like_a_year_has_its_lists_by_their_own_years() -> None:
    assert list_of("topics/2024/2023/08/index.html") == "manifests/2023-08.txt"

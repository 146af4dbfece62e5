"""Slugs of terms and hosts, and the permalinks made of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.site.permalinks import feed_permalink, taxonomy_permalink, term_permalink
from kursk_archive.site.taxonomy import host_slug, term_slug


@pytest.mark.parametrize("label", ["Human rights", "human-rights", "HUMAN_RIGHTS", "human  Rights"])
def test_spellings_of_one_term_have_one_slug(label: str) -> None:
    assert term_slug(label) == "human-rights"


@pytest.mark.parametrize(("one", "two"), [("Kursk", "Курск"), ("C", "C++"), ("Examplia", "Éxamplia"), ("?", "!")])
def test_labels_with_the_same_ascii_spelling_have_different_slugs(one: str, two: str) -> None:
    assert term_slug(one) != term_slug(two)


@given(st.text(min_size=1))
def test_a_term_slug_is_a_file_name(label: str) -> None:
    slug = term_slug(label)
    assert slug
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert len(slug) < 140
    assert slug != "index"


@pytest.mark.parametrize(
    ("arguments", "permalink"),
    [
        (("", ""), "calendar/index.html"),
        (("", "", "2024"), "calendar/2024/index.html"),
        (("", "", "2024-08"), "calendar/2024/08/index.html"),
        (("", "", "2024-08-15"), "calendar/2024/08/15.html"),
        (("", "", "2024-08-15", "ab"), "calendar/2024/08/15/ab.html"),
        (("", "", "undated"), "calendar/undated.html"),
        (("topic", "rivers"), "topics/rivers.html"),
        (("topic", "rivers", "2024"), "topics/rivers/2024/index.html"),
        (("topic", "rivers", "undated", "a"), "topics/rivers/undated/a.html"),
        (("host", "news.example"), "links/news.example.html"),
        (("host", "localhost"), "links/localhost_.html"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_term_permalinks(arguments: tuple[str, ...], permalink: str) -> None:
    assert term_permalink(*arguments) == permalink


def test_taxonomy_permalinks() -> None:
    assert (taxonomy_permalink("topic"), taxonomy_permalink("author", "ma")) == (
        "topics/index.html",
        "authors/a-z/ma.html",
    )
    assert host_slug("[::1]") == "___1__"


def test_no_term_has_the_slug_of_the_prefix_folder() -> None:
    assert term_slug("A-Z") != "a-z"
    assert term_slug("A-Z") == term_slug("a z")
    assert not feed_permalink("topic", term_slug("A-Z")).startswith(
        taxonomy_permalink("topic", "a").removesuffix("a.html")
    )

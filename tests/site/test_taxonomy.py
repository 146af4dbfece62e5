"""What a value of a facet is known by, and where its pages are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.site.permalinks import feed_permalink, taxonomy_permalink, term_permalink
from kursk_archive.site.taxonomy import host_slug, term_slug


@pytest.mark.parametrize("label", ["Human rights", "human-rights", "HUMAN_RIGHTS", "human  Rights"])
def test_spellings_of_one_value_have_one_key(label: str) -> None:
    assert term_slug(label) == "human-rights"


@pytest.mark.parametrize(("one", "two"), [("Kursk", "Курск"), ("C", "C++"), ("Examplia", "Éxamplia"), ("?", "!")])
def test_what_is_spelt_alike_is_kept_apart(one: str, two: str) -> None:
    assert term_slug(one) != term_slug(two)


@given(st.text(min_size=1))
def test_a_key_is_a_file_name(label: str) -> None:
    found = term_slug(label)
    assert found
    assert set(found) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert len(found) < 140
    assert found != "index"


@pytest.mark.parametrize(
    ("values", "page"),
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
def test_pages(values: tuple[str, ...], page: str) -> None:
    assert term_permalink(*values) == page


def test_the_lists_of_values() -> None:
    assert (taxonomy_permalink("topic"), taxonomy_permalink("author", "ma")) == (
        "topics/index.html",
        "authors/a-z/ma.html",
    )
    assert host_slug("[::1]") == "___1__"


def test_no_value_has_the_folder_of_the_lists_by_letters() -> None:
    assert term_slug("A-Z") != "a-z"
    assert term_slug("A-Z") == term_slug("a z")
    assert not feed_permalink("topic", term_slug("A-Z")).startswith(
        taxonomy_permalink("topic", "a").removesuffix("a.html")
    )

"""The list of a taxonomy's terms."""

from __future__ import annotations

import re

import pytest

from kursk_archive.config import Site
from kursk_archive.renderer.pages.listings import TaxonomyPage, render_taxonomy
from kursk_archive.renderer.theme.environment import Theme


def names(language: str, terms: TaxonomyPage) -> list[str]:
    page = render_taxonomy(Theme(Site(language=language)), "topics/index.html", terms).decode()
    return re.findall(r"<bdi>([^<]+)</bdi>", page)


ROWS = (("z", "Яблуко", 9, 9), ("i", "Ікра", 5, 5), ("y", "Їжак", 2, 2), ("a", "абрикос", 1, 1))


@pytest.mark.parametrize(
    ("prefixes", "expected"),
    [
        pytest.param((), ["абрикос", "Ікра", "Їжак", "Яблуко"], id="all"),
        pytest.param((("a", 400),), ["Яблуко", "Ікра", "Їжак", "абрикос"], id="the largest"),
    ],
)
def test_terms_are_sorted_alphabetically(prefixes: tuple[tuple[str, int], ...], expected: list[str]) -> None:
    assert names("uk", TaxonomyPage("topic", "", 4, ROWS, prefixes)) == expected


def test_languages_are_sorted_by_their_names() -> None:
    rows = (("uk", "uk", 9, 9), ("en", "en", 5, 5), ("ar", "ar", 1, 1))
    assert names("en", TaxonomyPage("language", "", 3, rows, ())) == ["Arabic", "English", "Ukrainian"]

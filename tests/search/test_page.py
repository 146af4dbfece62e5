"""The search page: its form, and the words that its script shows."""

from __future__ import annotations

import pytest

from kursk_archive.config import Site
from kursk_archive.renderer.theme.environment import Theme
from kursk_archive.search.page import render_search_page

FORMS = ("zero", "one", "two", "few", "many", "other")
"""The plural categories of `Intl.PluralRules`."""


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ("articles", "article", "articles", "articles", "articles", "articles")),
        ("uk", ("статей", "стаття", "статті", "статті", "статей", "статей")),
        ("ru", ("статей", "статья", "статьи", "статьи", "статей", "статей")),
    ],
)
def test_the_number_of_results_has_every_plural_form(language: str, expected: tuple[str, ...]) -> None:
    page = render_search_page(Theme(Site(language=language)), (), {}, has_undated=False).decode()
    for form, word in zip(FORMS, expected, strict=True):
        assert f'data-{form}="{{}} {word}"' in page

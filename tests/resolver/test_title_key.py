"""Titles for look-up: what is folded and what is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.core.enums import LinkRegion
from kursk_archive.core.model import Link
from kursk_archive.resolver.title_key import title_key, title_key_of_link

ONE = {
    "white space": ("Examplia  Says\n\tIt ", "Examplia Says It"),
    "no-break space": ("Examplia\u00a0Says", "Examplia Says"),
    "case": ("EXAMPLIA says", "Examplia Says"),
    "cyrillic case": ("ЭКЗАМПЛИЯ Говорит", "Экзамплия говорит"),
    "sharp s": ("Straße", "STRASSE"),
    "curly quotes": ("“Examplia” says ‘no’", "\"Examplia\" says 'no'"),
    "guillemets": ("«Экзамплия» говорит", "„Экзамплия“ говорит"),
    "apostrophes": ("Russia’s п’ять", "Russia's пʼять"),
    "dashes": ("Examplia — no", "Examplia - no"),
    "hyphens": ("1990‑91", "1990-91"),
    "composition": ("Кий\u0456в", "Ки\u0438\u0306\u0456в"),
    "width": ("Ｅｘａｍｐｌｉａ", "Examplia"),
    "ligature": ("oﬀensive", "offensive"),
    "soft hyphen": ("Exam\u00adplia", "Examplia"),
    "zero width": ("Exam\u200bplia\ufeff", "Examplia"),
    "closing stop": ("Examplia Says.", "Examplia Says"),
}


@pytest.mark.parametrize(("one", "other"), ONE.values(), ids=ONE.keys())
def test_spellings_of_a_title_have_one_key(one: str, other: str) -> None:
    assert title_key(one) == title_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Examplia", "Examplian"),
        ("Why?", "Why!"),
        ("Why?", "Why"),
        ("é", "e"),
        ("й", "и"),
        ("1,000", "1000"),
        ("a b", "ab"),
    ],
)
def test_different_titles_have_different_keys(one: str, other: str) -> None:
    assert title_key(one) != title_key(other)


@given(st.text())
def test_surrounding_space_is_ignored(title: str) -> None:
    assert title_key(f" {title}\n") == title_key(title)


@pytest.mark.parametrize(
    ("link", "key"),
    [
        (Link("One two three four", "#"), "one two three four"),
        (Link("One two three", "#"), None),
        (Link("One", "#", region=LinkRegion.RELATED), "one"),
        (Link(" \u200b ", "#", region=LinkRegion.RELATED), None),
        (Link("", "#"), None),
    ],
)
def test_only_long_texts_and_related_articles_have_title_keys(link: Link, key: str | None) -> None:
    assert title_key_of_link(link) == key

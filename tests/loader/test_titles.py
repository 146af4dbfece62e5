"""Titles as plain text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.loader.titles import plain_title, without_marks


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("The Tram&#8217;s &amp; Mayor&rsquo;s &laquo;Plan&raquo;", "The Tram’s & Mayor’s «Plan»"),
        ('The Tram {% include "a" %}', 'The Tram {% include "a" %}'),
        ("The Tram &amp;#8211; a Plan", "The Tram – a Plan"),
        ("****The Tram****", "The Tram"),
        ("**The Tram** *Has* __Come__", "The Tram Has Come"),
        ("_The Tram_ Has Come", "The Tram Has Come"),
        ("The <em>Tram</em><br/>Has <a href='/x'>Come</a>", "The Tram Has Come"),
        ("[The Tram](https://herald.example/tram) ¶", "The Tram"),
        ("[[trams|The Tram]] Has Come", "The Tram Has Come"),
        ("Why `cp` Stopped the Tram[^1]", "Why cp Stopped the Tram"),
        ("The Tram[2]", "The Tram"),
        ("\ufeffThe\u00ad Tr\u200bam\u200e", "The Tram"),
        ("Трамваи\u0306", "Трамвай"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("snake_case_name and other_name", "snake_case_name and other_name"),
        ("I <3 Trams, a < b > c", "I <3 Trams, a < b > c"),
        ("The Plan [2024]", "The Plan [2024]"),
        ("AT&T and R&D", "AT&T and R&D"),
        ("***", "***"),
        ("می‌خواهم", "می‌خواهم"),
        ("\u200fקרון\u200f", "קרון"),
    ],
)
def test_a_title_loses_markup_and_nothing_else(written: str, title: str) -> None:
    assert plain_title(written) == title


@given(st.text(min_size=1))
def test_a_title_with_letters_stays_one(text: str) -> None:
    assert plain_title(f"Tram {text}").startswith("Tram")
    assert "\n" not in without_marks(text)

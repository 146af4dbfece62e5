"""The language of a text of one sentence, by its script and its letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.loader.language import detect_language
from kursk_archive.loader.scripts import script_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Зразок. Його відкрили.", "uk"),
        ("Трамвай був повний.", "uk"),
        ("Трамвай был полон.", "ru"),
        ("Мы рады.", "ru"),
        ("Трамвай быў поўны.", "be"),
        ("Трамвај је ђак.", "sr"),
        ("Қала ұлы.", "kk"),
        ("קרון הרכבת.", "he"),
        ("پیاده‌روی گرم.", "fa"),
        ("القطار فارغ.", "ar"),
        ("گاڑی خالی ہے", "ur"),
        ("电车很空。", "zh"),
        ("電車は空でした。", "ja"),
        ("전차는 비어 있었다.", "ko"),
        ("ტრამვაი ცარიელია.", "ka"),
        ("Տրամվայը դատարկ է.", "hy"),
        ("Το τραμ.", "el"),
        ("รถรางว่าง", "th"),
        ("Трамвай.", "und"),
        ("Tram. Трамвай у нас уранці.", "uk"),
    ],
)
def test_a_short_text_in_another_script_is_never_english(text: str, language: str) -> None:
    assert detect_language(text, "en") == language


def test_letters_that_do_not_tell_leave_the_archive_s_language() -> None:
    assert detect_language("Трамвай.", "uk") == "uk"
    assert detect_language("Трамвай.", "uk-UA") == "uk"
    assert detect_language("Трамвай был.", "uk") == "ru"


@pytest.mark.parametrize("text", ["The tram.", "", "123", "The Трам was late.", "Größe"])
def test_latin_and_no_letters_have_no_script(text: str) -> None:
    assert script_of(text) is None
    assert detect_language(text) is None


@given(st.text(max_size=80), st.sampled_from(["en", "uk", "fa"]))
def test_any_text_gives_a_language_or_none(text: str, default: str) -> None:
    assert detect_language(text, default) != ""

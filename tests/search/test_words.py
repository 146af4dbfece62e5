"""Words as the search folds them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.search.words import bucket_of, fold_word, plain_word, raw_words, written_word


def words(text: str) -> list[str]:
    return [word for raw in raw_words(text) for word in fold_word(raw)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Ferry, again!", ["the", "ferry", "again"]),
        ("пом’якшення пом'якшення помʼякшення", ["помякшення"] * 3),
        ("Ёлка її йод ґанок", ["елка", "її", "йод", "ганок"]),
        ("\u0438\u0306од \u0456\u0308жак", ["йод", "їжак"]),  # decomposed
        ("Café naïve Łódź straße", ["cafe", "naive", "lodz", "strasse"]),
        ("a soft\u00adhyphen", ["a", "softhyphen"]),
        ("Івано-Вигадівськ COVID-19", ["івано", "вигадівськ", "covid", "19"]),
        ("non\u00a0breaking snake_case", ["non", "breaking", "snake", "case"]),
        ("2024-08-15", ["2024", "08", "15"]),
        ("'quoted' O’Sample's", ["quoted", "osamples"]),
        ("号外 a1", ["号", "外", "a1"]),
        ("\u0645\u064f\u062f\u064f\u0646", ["\u0645\u062f\u0646"]),  # Arabic without its vowel signs
        ("…!", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_a_word_is_shown_as_it_is_written() -> None:
    assert [written_word(raw) for raw in raw_words("Пом’якшення Soft\u00adly Ёлка")] == [
        "пом’якшення",
        "softly",
        "ёлка",
    ]


@pytest.mark.parametrize(
    ("piece", "word"),
    [("«Ферма»,", "ферма"), ("(Ferry!)", "ferry"), ("1943.", "1943"), ("йод", "йод"), ("їжак", "їжак")]
    + [
        (piece, "") for piece in ("ґанок", "Ёлка", "don't", "a-b", "Café", "snake_case", "…", "и\u0306", "\u0301", "号")
    ],
)
def test_a_plain_word_needs_no_folding(piece: str, word: str) -> None:
    assert plain_word(piece) == word


marks = "\u0301\u0306\u0308\u0345\u00ad\u200d'’_.«…"


@given(st.text(st.one_of(st.characters(), st.sampled_from("aіийїёґҐSςΣİıK0" + marks))))
def test_a_plain_word_is_what_folding_makes(piece: str) -> None:
    if word := plain_word(piece):
        assert (words(piece), [written_word(raw) for raw in raw_words(piece)]) == ([word], [word])


@given(st.text(st.one_of(st.characters(), st.sampled_from(marks + "a \n\u00a0\u2028\u3000"))))
def test_words_never_reach_across_white_space(text: str) -> None:
    assert raw_words(text) == [word for piece in text.split() for word in raw_words(piece)]


@given(st.text(), st.integers(1, 99))
def test_any_text_has_words_that_a_line_can_hold(text: str, buckets: int) -> None:
    for word in words(text):
        assert word
        assert not set(word) & set("\t\n=*;,_")
        assert 0 <= bucket_of(word, buckets) < buckets


@pytest.mark.parametrize(
    "forms",
    [("рік", "року"), ("київ", "києва"), ("рука", "руці"), ("ferry", "ferries", "ferryman"), ("книга", "книзі")],
)
def test_all_forms_of_a_word_are_in_one_file(forms: tuple[str, ...]) -> None:
    assert len({bucket_of(form, 97) for form in forms}) == 1


@pytest.mark.parametrize("text", ["a" + "\u0301" * 100_000, "a'" * 50_000, "a" + "'" * 100_000, "_" * 100_000])
def test_words_take_linear_time(text: str) -> None:
    started = time.perf_counter()
    words(text)
    assert time.perf_counter() - started < 2

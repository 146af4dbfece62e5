"""The alphabetical order of names."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.renderer.theme.collation import _ALPHABET, collation_key, sort_names

ALPHABETS = {
    "be": "абвгдеёжзійклмнопрстуўфхцчшыьэюя",
    "bg": "абвгдежзийклмнопрстуфхцчшщъьюя",
    "mk": "абвгдѓежзѕијклљмнњопрстќуфхцчџш",
    "ru": "абвгдежзийклмнопрстуфхцчшщъыьэюя",
    "sr": "абвгдђежзијклљмнњопрстћуфхцчџш",
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "en": "abcdefghijklmnopqrstuvwxyz",
    "pl": "aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż",
}


@pytest.mark.parametrize("language", ALPHABETS)
def test_an_alphabet_is_in_order(language: str) -> None:
    letters = list(ALPHABETS[language])
    shuffled = random.Random(7).sample(letters, len(letters))
    if language == "be":
        shuffled.remove("ё")  # which is ordered as е, as Russian has it
        letters.remove("ё")
    assert sort_names(shuffled, language) == letters


def test_every_letter_occurs_once_in_the_alphabet() -> None:
    assert len(set(_ALPHABET)) == len(_ALPHABET)


@pytest.mark.parametrize(
    ("names", "language"),
    [
        pytest.param("Ганна Гора Ґанок", "uk", id="Ukrainian ґ is a letter after г"),
        pytest.param("Елена Єва Жанна", "uk", id="є between е and ж"),
        pytest.param("Ира Іван Їжак Йосип", "uk", id="и і ї й"),
        pytest.param("Елена Ёлка Елки", "ru", id="ё among е"),
        pytest.param("Все Всё Всем", "ru", id="е first where all else is alike"),
        pytest.param("Иван Йод Кот", "ru", id="й after и"),
        pytest.param("Яна Ada", "ru", id="Cyrillic first where it is the language's"),
        pytest.param("Яна Ada", "uk-UA", id="with a region too"),
        pytest.param("Ada Яна", "en", id="Latin first elsewhere"),
        pytest.param("eclair École ecru", "en", id="accents do not count"),
        pytest.param("resume résumé", "en", id="but where all else is alike"),
        pytest.param("lobby lody Łódź", "en", id="letters that do not decompose"),
        pytest.param("«Вестник» Весть", "ru", id="quotation marks do not count"),
        pytest.param("альфа Бета гамма", "ru", id="neither does case"),
        pytest.param("2024 Ada", "en", id="digits before letters"),
        pytest.param("2024 Ада", "ru", id="and before Cyrillic"),
        pytest.param("Ada Δελτα Яна 日本", "en", id="other scripts as in Unicode"),
    ],
)
def test_names_are_sorted_alphabetically(names: str, language: str) -> None:
    expected = names.split()
    assert sort_names(reversed(expected), language) == expected


def test_a_word_sorts_before_its_continuations() -> None:
    expected = ["Examplia", "Examplia Post", "Examplia-Star", "Examplian"]
    assert sort_names(reversed(expected), "en") == expected


def test_apostrophes_are_ignored() -> None:
    expected = ["м'я", "мʼя", "м’ята", "мяч"]
    keys = [collation_key(name, "uk").partition("\x01")[0] for name in expected]
    assert keys[0] == keys[1]
    assert keys == sorted(keys)


def test_composed_and_decomposed_letters_sort_equally() -> None:
    composed, decomposed = (collation_key(name, "uk").partition("\x01")[0] for name in ("їй", "і\u0308и\u0306"))
    assert composed == decomposed


_NAMES = st.lists(st.text(max_size=12) | st.text(alphabet="еёЕєиіїйaAáь'’- 1", max_size=6), max_size=8)


@given(_NAMES, st.sampled_from(["en", "ru", "uk", "ar"]), st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_the_input_order(names: list[str], language: str, chance: random.Random) -> None:
    shuffled = chance.sample(names, len(names))
    assert sort_names(shuffled, language) == sort_names(names, language)


@given(st.text(), st.text(), st.sampled_from(["en", "uk"]))
def test_different_names_have_different_keys(name: str, other: str, language: str) -> None:
    assert (collation_key(name, language) == collation_key(other, language)) == (name == other)


@given(_NAMES.filter(lambda names: not any("\ud800" <= c <= "\udfff" for name in names for c in name)))
def test_utf_8_bytes_of_keys_have_the_same_order(names: list[str]) -> None:
    keys = [collation_key(name, "uk") for name in names]
    assert sorted(keys) == [key.decode() for key in sorted(key.encode() for key in keys)]


def test_many_combining_marks_are_sorted_fast() -> None:
    """Unbounded, this would take half a minute."""
    assert collation_key("e" + "\u0301\u0316" * 100_000, "en").startswith("e\x01")

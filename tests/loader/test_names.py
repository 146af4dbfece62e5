"""Names of authors in metadata: people, organisations, and nobody."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.loader.names import clean_name, clean_names, spell_capitals, split_names

NAMES = [
    ("Toby Kirby and Ruby Bryan", ["Toby Kirby", "Ruby Bryan"]),
    ("by Toby Kirby", ["Toby Kirby"]),
    ("By: Toby Kirby", ["Toby Kirby"]),
    ("Andy Sandford, Randy Land", ["Andy Sandford", "Randy Land"]),
    ("Ann Poe, Jr., and Max Mustermann III", ["Ann Poe Jr.", "Max Mustermann III"]),
    ("Ann Poe, M.D., Ph.D., Max Mustermann, Esq.", ["Ann Poe", "Max Mustermann"]),
    ("Ann Poe (Examplia Labs, Sampletown), Max Mustermann", ["Ann Poe", "Max Mustermann"]),
    ("Ann Poe, Sampletown correspondent", ["Ann Poe"]),
    ("Олена Прикладна, кореспондентка", ["Олена Прикладна"]),
    ("Poe, Ann", ["Poe, Ann"]),
    ("Poe, Ann; Mustermann, Max", ["Poe, Ann", "Mustermann, Max"]),
    ("Poe, A., Mustermann, M. B.", ["Poe, A.", "Mustermann, M. B."]),
    ("The Fictional Wire", ["The Fictional Wire"]),
    ("Ministry of Boats and Ferries", ["Ministry of Boats and Ferries"]),
    ("Boat and Ferry Association", ["Boat and Ferry Association"]),
    ("Ann and Max Mustermann Foundation", ["Ann and Max Mustermann Foundation"]),
    ("Ann Poe and Ferry Association", ["Ann Poe", "Ferry Association"]),
    ("José Ortega y Gasset", ["José Ortega y Gasset"]),
    ("Juan Ejemplo y Ana Muestra", ["Juan Ejemplo", "Ana Muestra"]),
    ("Marie Exemple et Jean d’Échantillon", ["Marie Exemple", "Jean d’Échantillon"]),
    ("Jan Przykład oraz Anna Wzór", ["Jan Przykład", "Anna Wzór"]),
    ("Max Mustermann und Erika von Muster", ["Max Mustermann", "Erika von Muster"]),
    ("Ali Örnek ve Ayşe Deneme", ["Ali Örnek", "Ayşe Deneme"]),
    ("Олена Прикладна та Іван Зразок", ["Олена Прикладна", "Іван Зразок"]),
    ("علی نمونه و مریم مثال", ["علی نمونه", "مریم مثال"]),
    ("例子一、例子二", ["例子一", "例子二"]),
    ("ann@herald.example (Ann Poe)", ["Ann Poe"]),
    ("Ann Poe <ann@herald.example>", ["Ann Poe"]),
    ("Ann Poe (ann@herald.example), Max Mustermann", ["Ann Poe", "Max Mustermann"]),
    ("ann@herald.example", []),
    ("Ann Poe @annpoe", ["Ann Poe"]),
    ("[[Ann Poe]], [[people/max|Max Mustermann]]", ["Ann Poe", "Max Mustermann"]),
    ("[Ann Poe](https://herald.example/ann)", ["Ann Poe"]),
    ("<a href='/ann'>Ann&nbsp;Poe</a>", ["Ann Poe"]),
    ("\u200fAnn\u00ad Poe\u200b", ["Ann Poe"]),
    ("Poe & Daughters", ["Poe & Daughters"]),
    ("Ann Poe & Co.", ["Ann Poe & Co."]),
    ("Ann Poe & Max Mustermann", ["Ann Poe", "Max Mustermann"]),
    ("Null", ["Null"]),
]
NOBODY = [
    "unknown",
    "None",
    "N/A",
    "staff",
    "Admin",
    "—",
    "невідомо",
    "Неизвестный автор",
    "brak",
    "unbekannt",
    "inconnu",
]
NOBODY += ["desconocido", "bilinmiyor", "غير معروف", "نامشخص", "佚名", "", " ", "()"]


@pytest.mark.parametrize(("text", "names"), NAMES, ids=[ascii(text) for text, _ in NAMES])
def test_names_are_split_and_freed_of_what_is_around_them(text: str, names: list[str]) -> None:
    assert list(split_names(text)) == names


@pytest.mark.parametrize("text", NOBODY, ids=ascii)
def test_words_for_nobody_are_no_names(text: str) -> None:
    assert split_names(text) == clean_names([text, text]) == ()
    assert clean_name(text) == ""


def test_the_items_of_a_list_are_not_split_at_commas() -> None:
    assert clean_names(["Poe, Ann", "Toby Kirby and Ruby Bryan", "admin", "poe, ann"]) == (
        "Poe, Ann",
        "Toby Kirby",
        "Ruby Bryan",
    )


@pytest.mark.parametrize(
    ("capitals", "name"),
    [
        ("ANN POE", "Ann Poe"),
        ("ANN VAN DER POE", "Ann van der Poe"),
        ("A. B. O'POE-ROE III", "A. B. O'Poe-Roe III"),
        ("ANN MCPOE", "Ann McPoe"),
        ("ІВАН ЗРАЗОК", "Іван Зразок"),
        ("ANN", "ANN"),
        ("FICTIONAL NEWS", "FICTIONAL NEWS"),
        ("Ann Poe", "Ann Poe"),
    ],
)
def test_a_name_in_capitals_is_spelt_as_usual(capitals: str, name: str) -> None:
    assert spell_capitals(capitals) == name


@given(st.text())
def test_any_text_gives_distinct_names_without_an_address(text: str) -> None:
    names = split_names(text)
    assert all(names)
    assert len({name.casefold() for name in names}) == len(names)


@given(st.sampled_from(["{}@herald.example (Ann Poe)", "Ann Poe <{}@herald.example>", "Ann Poe, {}@herald.example"]))
def test_no_address_of_a_mailbox_is_left(form: str) -> None:
    assert split_names(form.format("ann.poe+desk")) == ("Ann Poe",)

"""Bylines, and prose that begins like a byline."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.loader.text_dump.bylines import read_byline

BYLINES = [
    ("By Jane Doe", ["Jane Doe"]),
    ("by Jane Doe", ["Jane Doe"]),
    ("BY JANE DOE", ["Jane Doe"]),
    ("By: Jane Doe", ["Jane Doe"]),
    ("By Jane Doe and John Roe", ["Jane Doe", "John Roe"]),
    ("By Jane Doe, John Roe and Max Mustermann for The Fictional Herald", ["Jane Doe", "John Roe", "Max Mustermann"]),
    ("By Jane Doe, John Roe, and Max Mustermann", ["Jane Doe", "John Roe", "Max Mustermann"]),
    ("By Jane Doe & John Roe", ["Jane Doe", "John Roe"]),
    ("By Jane Doe in Exampleville and John Roe in Sampletown", ["Jane Doe", "John Roe"]),
    ("By Jane Doe, special to The Fictional Herald", ["Jane Doe"]),
    ("By Jane Doe with John Roe", ["Jane Doe", "John Roe"]),
    ("**By Jane Doe**", ["Jane Doe"]),
    ("*By* **Jane Doe**", ["Jane Doe"]),
    ("By [Jane Doe](https://news.example/jane) and [John Roe](#)", ["Jane Doe", "John Roe"]),
    ("By The Fictional Herald", ["The Fictional Herald"]),
    ("By Jan van der Doe and Ludwig von Roe", ["Jan van der Doe", "Ludwig von Roe"]),
    ("By J. R. O’Doe Jr.", ["J. R. O’Doe Jr."]),
    ("By Jane Doe.", ["Jane Doe"]),
    ("— By Jane Doe", ["Jane Doe"]),
    ("Written by Jane Doe", ["Jane Doe"]),
    ("Author: Jane Doe", ["Jane Doe"]),
    ("Authors: jane doe, john roe", ["jane doe", "john roe"]),
    ("Text: Jane Doe", ["Jane Doe"]),
    ("Автор: Иван Примеров", ["Иван Примеров"]),
    ("**Авторы:** Иван Примеров и Мария Образцова", ["Иван Примеров", "Мария Образцова"]),
    ("Текст: Олена Прикладна та Іван Зразок", ["Олена Прикладна", "Іван Зразок"]),
    ("Автор — Иван Примеров", ["Иван Примеров"]),
    ("Підготувала: Олена Прикладна", ["Олена Прикладна"]),
    ("By Jane Doe and Jane Doe", ["Jane Doe"]),
    ("BY JANE VAN DER DOE AND JOHN ROE", ["Jane van der Doe", "John Roe"]),
    ("By Jane Doe, Jr., and John Roe, Ph.D.", ["Jane Doe Jr.", "John Roe"]),
    ("By Jane Doe, Sampletown correspondent", ["Jane Doe"]),
    ("By Jane Doe (Sampletown) and John Roe (Exampleville, Examplia)", ["Jane Doe", "John Roe"]),
    ("By Omar al-Mithal and Nadia el-Namudhaj", ["Omar al-Mithal", "Nadia el-Namudhaj"]),
    ("By Jean d'Exemple and Mary O’Doe", ["Jean d'Exemple", "Mary O’Doe"]),
    ("By Jane Doe @janedoe", ["Jane Doe"]),
    ("By Jane Doe / AFP", ["Jane Doe", "AFP"]),
    ("Von Erika Muster", ["Erika Muster"]),
    ("Par Marie Exemple et Jean Modèle", ["Marie Exemple", "Jean Modèle"]),
    ("Autor: Jan Przykład", ["Jan Przykład"]),
    ("Аўтар: Янка Прыклад", ["Янка Прыклад"]),
    ("作者：例子", ["例子"]),
    ("نویسنده: علی نمونه", ["علی نمونه"]),
    ("ავტორი: ნინო მაგალითი", ["ნინო მაგალითი"]),
]
PROSE = [
    "By Sunday the town was empty.",
    "By then",
    "Von Exampleville aus",
    "Par hasard",
    "By",
    "By:",
    "By-elections were held.",
    "By’s",
    "Byzantine Empire",
    "By Jane Doe, 35, a resident",
    "By the time he left",
    "Text: he said that he would leave",
    "Авторы доклада считают иначе.",
    "Автор: доклад о том, что в городе больше нет воды и хлеба, опубликован",
    "Author: https://news.example/jane",
    "Jane Doe",
    "",
]


@pytest.mark.parametrize(("line", "names"), BYLINES, ids=[line for line, _ in BYLINES])
def test_a_byline_gives_its_names(line: str, names: list[str]) -> None:
    assert read_byline(line) == tuple(names)


@pytest.mark.parametrize("line", PROSE)
def test_prose_is_not_a_byline(line: str) -> None:
    assert read_byline(line) is None


@given(st.one_of(st.text(max_size=80), st.text(max_size=60).map(lambda text: f"By {text}")))
def test_any_line_gives_distinct_names_or_none(line: str) -> None:
    names = read_byline(line)
    assert names is None or (names and all(names) and len(set(names)) == len(names))

"""Filters that format dates, numbers, lists and languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.core import i18n
from kursk_archive.core.model import PartialDate
from kursk_archive.renderer.theme import filters
from kursk_archive.renderer.theme.environment import lang_attributes


@pytest.mark.parametrize(
    ("date", "language", "expected"),
    [
        pytest.param("2024", "en", "2024", id="year"),
        pytest.param("2024-08", "en", "August 2024", id="month"),
        pytest.param("2024-08-05", "en", "August 5, 2024", id="day"),
        pytest.param("2024-08-05", "en-GB", "5 August 2024", id="day-british"),
        pytest.param("2024-08-05", "ru", "5 августа 2024 г.", id="day-russian"),
        pytest.param("2024-08-05T14:30", "en", "August 5, 2024, 14:30", id="clock"),
        pytest.param("2024-08-05T14:30:05Z", "en", "August 5, 2024, 14:30 (UTC)", id="utc"),
        pytest.param("2024-08-05T14:30+03:00", "en", "August 5, 2024, 14:30 (UTC+03:00)", id="offset"),
        pytest.param("2024-08-05", "xx-none", "August 5, 2024", id="language-that-nobody-knows"),
        pytest.param(None, "en", "", id="none"),
    ],
)
def test_dates_keep_their_precision(date: str | None, language: str, expected: str) -> None:
    text = filters.human_date(date, language)
    assert text.replace("\u202f", " ") == expected  # a narrow space that does not break, where Russian wants one


@pytest.mark.parametrize(
    ("period", "language", "expected"),
    [
        pytest.param("2024", "en", "2024", id="year"),
        pytest.param("2024-08", "en", "August", id="month"),
        pytest.param("2024-08", "ru", "Август", id="month-russian"),
        pytest.param("2024-08-05", "en", "5", id="day"),
    ],
)
def test_a_period_is_named_within_the_longer_period(period: str, language: str, expected: str) -> None:
    assert filters.period_within(period, language) == expected


def test_iso_date_keeps_the_date() -> None:
    assert filters.iso_date(PartialDate("2024-08")) == "2024-08"
    assert filters.iso_date(None) == ""


def test_numbers_are_grouped() -> None:
    assert filters.format_number(1234567, "en") == "1,234,567"
    assert filters.format_number(1234567, "de") == "1.234.567"


@pytest.mark.parametrize(
    ("items", "expected"),
    [((), ""), (("one",), "one"), (("one", "two"), "one and two"), (("one", "two", "three"), "one, two, and three")],
    ids=["none", "one", "two", "three"],
)
def test_lists_are_joined(items: tuple[str, ...], expected: str) -> None:
    assert filters.join_names(items, "en") == expected


@pytest.mark.parametrize(
    ("code", "name"), [("uk", "Ukrainian"), ("ru", "Russian"), ("xx", "xx"), ("no such thing", "no such thing")]
)
def test_languages_are_named(code: str, name: str) -> None:
    assert filters.language_name(code, "en") == name


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("en", "ltr"),
        ("uk", "ltr"),
        ("ar", "rtl"),
        ("he", "rtl"),
        ("fa-IR", "rtl"),
        ("ku-Arab", "rtl"),
        ("az-Arab", "rtl"),
        ("uz-Latn", "ltr"),
        ("xx", "auto"),
    ],
)
def test_languages_have_a_direction(code: str, expected: str) -> None:
    assert i18n.text_direction(code) == expected


@given(st.text(max_size=40))
def test_any_language_has_a_name_and_a_direction(code: str) -> None:
    assert i18n.text_direction(code) in ("ltr", "rtl", "auto")
    assert filters.language_name(code, code) or not code
    assert filters.human_date("2024-08-05", code)


@pytest.mark.parametrize(
    ("language", "page", "expected"),
    [
        pytest.param("en", "en", "", id="alike"),
        pytest.param(None, "en", "", id="unknown"),
        pytest.param("ru", "en", ' lang="ru"', id="same-direction"),
        pytest.param("ar", "en", ' lang="ar" dir="rtl"', id="other-direction"),
        pytest.param("en", "ar", ' lang="en" dir="ltr"', id="left-to-right-on-a-page-from-the-right"),
        pytest.param('"><script>', "en", ' lang="&#34;&gt;&lt;script&gt;" dir="auto"', id="hostile"),
    ],
)
def test_text_in_another_language_gets_attributes(language: str | None, page: str, expected: str) -> None:
    assert lang_attributes(language, page) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Ferry", "Ferry.", id="none"),
        pytest.param("Jr.", "Jr.", id="stop"),
        pytest.param("Who?", "Who?", id="question"),
        pytest.param("“Never!”", "“Never!”", id="quoted"),
        pytest.param("“Never”", "“Never”.", id="quoted-without"),
        pytest.param("15 августа 2024 г.", "15 августа 2024 г.", id="abbreviation"),
        pytest.param("متى؟", "متى؟", id="arabic"),
        pytest.param("", ".", id="empty"),
    ],
)
def test_a_full_stop_is_added_once(text: str, expected: str) -> None:
    assert filters.ensure_full_stop(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("серпень 2024 р.", "Серпень 2024 р."), ("15 августа", "15 августа"), ("عربية", "عربية"), ("", "")],
    ids=["month", "day", "no capitals", "empty"],
)
def test_the_first_letter_is_capitalised(text: str, expected: str) -> None:
    assert filters.capitalize_first(text) == expected


def test_english_that_is_isolated_is_capitalised_and_ended_inside() -> None:
    assert filters.capitalize_first("\u2066web page\u2069") == "\u2066Web page\u2069"
    assert filters.ensure_full_stop("\u2066The image is gone\u2069") == "\u2066The image is gone.\u2069"
    assert filters.ensure_full_stop("\u2066“Gone!”\u2069") == "\u2066“Gone!”\u2069"


def test_weekdays_fit_into_a_small_calendar_in_every_language() -> None:
    assert filters.weekday_names("en")[0] == ("Mo", "Monday")
    assert filters.weekday_names("de")[0] == ("Mo", "Montag")
    assert filters.weekday_names("pl")[0] == ("P", "Poniedziałek")
    assert {len(short) for short, _ in filters.weekday_names("ar")} == {1}

"""Dates of other calendars, and of no calendar."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.core.model import PartialDate
from kursk_archive.loader.dates import date_from_filename, parse_date, precedes
from kursk_archive.loader.dates.calendars import persian_to_gregorian


@pytest.mark.parametrize(
    ("year", "new_year"),
    [
        (1300, "1921-03-21"),
        (1358, "1979-03-21"),
        (1375, "1996-03-20"),
        (1388, "2009-03-21"),
        (1399, "2020-03-20"),
        (1400, "2021-03-21"),
        (1403, "2024-03-20"),
        (1404, "2025-03-21"),
        (1408, "2029-03-20"),
    ],
)
def test_the_new_year_of_iran(year: int, new_year: str) -> None:
    """Dates of Nowruz as Iran's calendar had them."""
    assert persian_to_gregorian(year, 1, 1) == datetime.date.fromisoformat(new_year)


@given(st.dates(datetime.date(1921, 3, 21), datetime.date(2120, 3, 19)))
def test_every_day_has_one_date_in_the_calendar_of_iran(day: datetime.date) -> None:
    year = day.year - 621
    candidates = [(y, m, d) for y in (year - 1, year) for m in range(1, 13) for d in range(1, 33)]
    assert [date for date in candidates if persian_to_gregorian(*date) == day][1:] == []
    assert any(persian_to_gregorian(*date) == day for date in candidates)


@pytest.mark.parametrize(("month", "day"), [(0, 1), (13, 1), (1, 32), (7, 31), (12, 30), (1, 0)])
def test_days_that_the_calendar_of_iran_lacks(month: int, day: int) -> None:
    assert persian_to_gregorian(1404, month, day) is None


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("۱۲ آبان ۱۴۰۲", "2023-11-03"),
        ("۱۲ آبان ۱۴۰۲، ساعت ۱۸:۴۰", "2023-11-03T18:40"),
        ("جمعه ۱۲ آبان ۱۴۰۲", "2023-11-03"),
        ("12 Aban 1402", "2023-11-03"),
        ("۳ نوامبر ۲۰۲۳", "2023-11-03"),
        ("٣ نوفمبر ٢٠٢٣", "2023-11-03"),
        ("3 تشرين الثاني 2023", "2023-11-03"),
        ("الجمعة، 3 نوفمبر 2023", "2023-11-03"),
        ("3 בנובמבר 2023", "2023-11-03"),
        ("יום שישי, 3 בנובמבר 2023", "2023-11-03"),
        ("3 ნოემბერი, 2023", "2023-11-03"),
        ("პარასკევი, 3 ნოემბერი 2023", "2023-11-03"),
        ("2023年11月3日", "2023-11-03"),
        ("2023年11月3日 星期五 18:40", "2023-11-03T18:40"),
        ("2023年11月3日（金）", "2023-11-03"),
        ("2023年11月3日 下午6:40", "2023-11-03T18:40"),
        ("2023年11月3日18时40分", "2023-11-03T18:40"),
        ("２０２３年１１月３日", "2023-11-03"),
        ("令和5年11月3日", "2023-11-03"),
        ("民國112年11月3日", "2023-11-03"),
        ("2023년 11월 3일 금요일", "2023-11-03"),
        ("2023년 11월 3일 오후 6시 40분", "2023-11-03T18:40"),
        ("3 พฤศจิกายน 2566", "2023-11-03"),
        ("3 նոյեմբերի 2023", "2023-11-03"),
        ("3 listopadu 2023", "2023-11-03"),
        ("3 noyabr 2023", "2023-11-03"),
    ],
)
def test_a_day_in_other_scripts_and_calendars(text: str, date: str) -> None:
    reading = parse_date(text)
    assert (reading.date, reading.code) == (date, "")


def test_a_number_that_is_a_year_of_iran_is_converted_with_a_caveat() -> None:
    reading = parse_date("1402-08-12")
    assert (reading.date, reading.code) == ("2023-11-03", "date-calendar")
    assert parse_date("1402/02/31").date == "2023-05-21"
    assert parse_date("1402/13/01").problem == "impossible"


@pytest.mark.parametrize(
    "text",
    [
        "1445-04-19",
        "2566-11-03",
        "0001-01-01T00:00:00Z",
        "0000-00-00 00:00:00",
        "1970-01-01T00:00:00Z",
        "1970-01-01 00:00:00",
        "1970-01-01T03:00:00+03:00",
        "1970-01-01",
        "2123-11-03",
        "3 листопада 1023",
        "0",
    ],
)
def test_a_year_that_no_page_has_is_implausible(text: str) -> None:
    reading = parse_date(text)
    assert (reading.date, reading.code) == (None, "date-implausible")
    assert text in reading.note


@pytest.mark.parametrize("text", ["January 1, 1970", "1 January 1970"])
def test_the_first_of_january_1970_in_words_is_a_date(text: str) -> None:
    assert parse_date(text).date == "1970-01-01"


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2023-11-03 18:40:00+15:00", "2023-11-03T18:40:00"),
        ("2023-11-03T18:40:00-26:30", "2023-11-03T18:40:00"),
        ("Fri, 3 Nov 2023 18:40:00 +9900", "2023-11-03T18:40:00"),
        ("2023-11-03T24:00:00Z", "2023-11-03"),
    ],
)
def test_a_zone_or_a_time_that_cannot_be_costs_no_day(text: str, date: str) -> None:
    reading = parse_date(text)
    assert (reading.date, reading.code) == (date, "date-partial")


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("1699036800", "2023-11-03T18:40:00Z"),
        ("1699036800000", "2023-11-03T18:40:00Z"),
        ("1699036800000000", "2023-11-03T18:40:00Z"),
        ("1699036800.25", "2023-11-03T18:40:00Z"),
        ("Fri Nov 03 2023 18:40:00 GMT+0200 (Eastern European Standard Time)", "2023-11-03T18:40:00+02:00"),
        ("Fri Nov  3 18:40:00 UTC 2023", "2023-11-03T18:40:00Z"),
        ("Fri Nov 3 18:40:00 2023", "2023-11-03T18:40:00"),
    ],
)
def test_dates_that_machines_write(text: str, date: str) -> None:
    assert parse_date(text).date == date


def test_a_file_name_with_such_a_year_states_no_date() -> None:
    assert date_from_filename("1402-08-12-ferry.txt") == (None, "1402-08-12-ferry")


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("2023-11-02", "2023-11-03", True),
        ("2023-11-03", "2023-11-03T10:00", False),
        ("2023-11-02T23:00Z", "2023-11-03T01:00", False),
        ("2023-11-01T23:00Z", "2023-11-03T01:00", True),
        ("2023-11", "2023-11-03", False),
        ("2022", "2023-11-03", True),
    ],
)
def test_a_date_precedes_another_if_all_of_it_does(a: str, b: str, expected: bool) -> None:
    assert precedes(PartialDate(a), PartialDate(b)) is expected

"""Dates as spreadsheets show them."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.core.model import PartialDate
from kursk_archive.desk.sheet_dates import DayOrder, choose_date, day_order, is_same_date, possible_dates

DAYS = st.dates(date(1960, 1, 1), date(2029, 12, 31))
DAY_FIRST = ("%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y 00:00", "%d/%m/%Y 0:00:00")
MONTH_FIRST = ("%m/%d/%Y", "%m/%d/%Y 12:00:00 AM", "%m-%d-%Y")
PLAIN = ("%Y-%m-%d", "%Y-%m-%d 00:00", "%Y-%m-%d 00:00:00", "%Y/%m/%d", "%Y.%m.%d", "%d-%b-%Y", "%d %B %Y")


@given(DAYS, st.sampled_from((*DAY_FIRST, *MONTH_FIRST, *PLAIN)))
def test_a_day_in_any_notation_is_that_day(day: date, notation: str) -> None:
    dates = possible_dates(day.strftime(notation))
    assert str(day) in dates
    order: DayOrder = "day first" if notation in DAY_FIRST else "month first"
    assert choose_date(dates, order) == str(day)
    assert is_same_date(day.strftime(notation), PartialDate(day), PartialDate(day))


@given(DAYS)
def test_a_serial_number_is_a_day(day: date) -> None:
    serial = day.toordinal() - date(1899, 12, 30).toordinal()
    for text in (f"{serial}", f"{serial}.0", f"{serial},0"):
        assert possible_dates(text) == (str(day),)


@given(st.datetimes(datetime(1960, 1, 1), datetime(2029, 12, 31)))
def test_a_moment_keeps_its_time_but_midnight(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    expected = PartialDate(f"{moment:%Y-%m-%dT%H:%M}")
    (read,) = possible_dates(f"{moment:%d.%m.%Y %H:%M}")
    assert read == (expected if not expected.endswith("T00:00") else expected[:10])
    assert is_same_date(f"{moment:%d.%m.%Y %H:%M}", read, expected)
    days = (moment - datetime(1899, 12, 30)).total_seconds() / 86_400
    (read,) = possible_dates(f"{days:.10f}")
    assert read.ljust(10) in f"{moment:%Y-%m-%dT%H:%M:%S}"


@pytest.mark.parametrize(
    ("cell", "dates"),
    [
        ("8/9/24", ("2024-09-08", "2024-08-09")),
        ("8.9.24", ("2024-09-08",)),
        ("8/9/98", ("1998-09-08", "1998-08-09")),
        ("Aug-24", ("2024-08",)),
        ("авг.24", ("2024-08",)),
        ("15-авг-24", ("2024-08-15",)),
        ("2024", ("2024",)),
        ("2024-08", ("2024-08",)),
        ("2024-08-15T14:30+03:00", ("2024-08-15T14:30+03:00",)),
        ("31/31/2024", ()),
        ("32.01.2024", ()),
        ("8/15/2024 13:00 PM", ()),
        ("soon", ()),
        ("", ()),
        ("123456", ()),
    ],
)
def test_what_a_cell_may_mean(cell: str, dates: tuple[str, ...]) -> None:
    assert possible_dates(cell) == dates


@pytest.mark.parametrize(
    ("cell", "current", "is_same"),
    [
        ("2024-08-01 00:00:00", "2024-08", True),
        ("01.08.2024", "2024-08", True),
        ("2024-08-01", "2024-08", False),
        ("15.08.2024 14:30", "2024-08-15T14:30:05", True),
        ("15.08.2024", "2024-08-15T00:00", True),
        ("15.08.2024", "2024-08-15T14:30", False),
        ("16.08.2024", "2024-08-15", False),
    ],
)
def test_what_a_spreadsheet_makes_of_a_date_is_the_same(cell: str, current: str, is_same: bool) -> None:
    (read,) = possible_dates(cell)
    assert is_same_date(cell, read, PartialDate(current)) is is_same


def test_the_order_of_a_table_is_known_from_its_cells() -> None:
    known = PartialDate("2024-08-09")
    assert day_order([("9/8/2024", known), ("1/2/2024", None)]) == "day first"
    assert day_order([("8/9/2024", known)]) == "month first"
    assert day_order([("13/2/2024", None)]) == "day first"
    assert day_order([("2/13/2024", None), ("13/2/2024", None)]) is None
    assert day_order([("1/2/2024", None), ("5/5/2024", None), ("2024-08-09", known)]) is None

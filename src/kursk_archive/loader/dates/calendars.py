"""Calendars that pages use beside the Gregorian: the solar calendar of Iran and Afghanistan, the Buddhist era.

Source for the leap years of Iran: the cycle of 33 years, which agrees with the astronomical calendar from 1300 to 1501
(H. Borkowski, "The Persian calendar for 3000 years", Earth, Moon, and Planets 74, 1996). The lunar Islamic calendar is
left out: its months begin on different days in different countries.
"""

from __future__ import annotations

import datetime

FIRST_YEAR, LAST_YEAR = "1600", "2100"
"""Of a page: from the first newspapers on. The last is no clock's, since two builds of one folder are the same."""
PERSIAN_YEARS = range(1300, 1410)
"""From 1921 to 2031: a year that a number alone states. In the lunar calendar they ended in 1989, before the web."""
_CONVERTIBLE_YEARS = range(1300, 1500)
BUDDHIST_ERA = 543
"""Its year minus ours, since 1941, when Thailand moved the new year to January."""
FIRST_BUDDHIST_YEAR = 2484
"""1941."""
_DAYS_BEFORE_FIRST_YEAR = 226_894
"""Ordinal of the day before 1 Farvardin of the year 1."""


def persian_to_gregorian(year: int, month: int, day: int) -> datetime.date | None:
    """Convert a date of the calendar of Iran; None if it has no such day, or if the year is not from 1300 to 1499."""
    if year not in _CONVERTIBLE_YEARS or not 1 <= month <= 12 or not 1 <= day <= _days_in_month(year, month):
        return None
    days_before_year = 365 * (year - 1) + (8 * year + 21) // 33
    days_before_month = 31 * (month - 1) if month <= 7 else 30 * (month - 1) + 6
    return datetime.date.fromordinal(_DAYS_BEFORE_FIRST_YEAR + days_before_year + days_before_month + day)


def _days_in_month(year: int, month: int) -> int:
    if month <= 6:
        return 31
    return 30 if month < 12 or (25 * year + 11) % 33 < 8 else 29

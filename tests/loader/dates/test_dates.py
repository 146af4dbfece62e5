"""Dates as news writes them, and texts that are not dates."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kursk_archive.core.model import PartialDate
from kursk_archive.loader.dates import (
    _parse_cached,
    _parse_full,
    date_from_filename,
    date_from_url,
    dates_contradict,
    looks_like_date_line,
    parse_date,
    split_date_label,
    vocabulary,
)
from kursk_archive.loader.dates.vocabulary import (
    AMBIGUOUS_ZONES,
    MONTH_NUMBERS,
    WEEKDAY_NAMES,
    ZONE_OFFSETS,
    fold_date_text,
)

MONTHS_BY_LANGUAGE = {
    "en": "January February March April May June July August September October November December",
    "en, short": "Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "ru, nominative": "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
    "ru, short": "янв фев мар апр мая июн июл авг сен окт ноя дек",
    "uk": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    "uk, nominative": "січень лютий березень квітень травень червень липень серпень вересень жовтень листопад грудень",
    "uk, short": "січ лют бер квіт трав черв лип серп вер жовт лист груд",
    "be": "студзеня лютага сакавіка красавіка мая чэрвеня ліпеня жніўня верасня кастрычніка лістапада снежня",
    "be, nominative": "студзень люты сакавік красавік май чэрвень ліпень жнівень верасень кастрычнік лістапад снежань",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "pl, nominative": "styczeń luty marzec kwiecień maj czerwiec"
    " lipiec sierpień wrzesień październik listopad grudzień",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "tr": "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
    "tr, capitals": "OCAK ŞUBAT MART NİSAN MAYIS HAZİRAN TEMMUZ AĞUSTOS EYLÜL EKİM KASIM ARALIK",
}
ENGLISH, RUSSIAN, UKRAINIAN = (MONTHS_BY_LANGUAGE[language].split() for language in ("en", "ru", "uk"))

DAY = [
    "August 15, 2024",
    "August 15 2024",
    "August 15,2024",
    "AUGUST 15, 2024",
    "August 15th, 2024",
    "Aug 15 2024",
    "Aug. 15, 2024",
    "15 August 2024",
    "15 Aug. 2024",
    "15th of August, 2024",
    "15-Aug-2024",
    "15Aug2024",
    "the 15th of August 2024",
    "2024 August 15",
    "Thursday, August 15, 2024",
    "Thu. 15 Aug 2024",
    "15 August 2024 (Thursday)",
    "2024-08-15",
    "2024-8-15",
    "2024/08/15",
    "2024.08.15",
    "20240815",
    "15.08.2024",
    "15.8.2024",
    "15. 8. 2024",
    "15.08.24",
    "15.8.2024 г.",
    "15.08.2024 р.",
    "15.08.2024 року",
    "15/08/2024",
    "08/15/2024",
    "15-08-2024",
    "08/15/24",
    "15 августа 2024 года",
    "15 августа 2024 г.",
    "15 АВГУСТА 2024",
    "15 авг. 2024",
    "15-го августа 2024",
    "Четверг, 15 августа 2024",
    "чт, 15 авг 2024",
    "15 серпня 2024 р.",
    "15 серпня 2024 року",
    "четвер, 15 серпня 2024",
    "15 жніўня 2024 г.",
    "15. August 2024",
    "Donnerstag, den 15. August 2024",
    "15 août 2024",
    "15 aout 2024",
    "le 15 août 2024",
    "15 de agosto de 2024",
    "jueves, 15 de agosto del 2024",
    "15 agosto 2024",
    "15 sierpnia 2024 r.",
    "quinta-feira, 15 de agosto de 2024",
    "15 Ağustos 2024 Perşembe",
    "  15\u00a0August\t 2024\n",
    "15 August\u202f2024.",
    "*August 15, 2024*",
    "| 15 August 2024 |",
    "\u200e15 August 2024\u200f",
    "15 aou\u0302t 2024",
]


@pytest.mark.parametrize("text", DAY)
def test_a_day_is_read_in_every_notation(text: str) -> None:
    assert parse_date(text).date == "2024-08-15"
    assert parse_date(text).problem is None


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2024", "2024"),
        ("2024 год", "2024"),
        ("August 2024", "2024-08"),
        ("Aug. 2024", "2024-08"),
        ("August, 2024", "2024-08"),
        ("August of 2024", "2024-08"),
        ("август 2024 года", "2024-08"),
        ("серпень 2024", "2024-08"),
        ("agosto de 2024", "2024-08"),
        ("2024-08", "2024-08"),
        ("2024/8", "2024-08"),
        ("May 2024", "2024-05"),
        ("1er mai 2024", "2024-05-01"),
        ("1º maggio 2024", "2024-05-01"),
        ("29 February 2024", "2024-02-29"),
        ("1 January 1600", "1600-01-01"),
        ("31 December 2100", "2100-12-31"),
        ("03.04.2024", "2024-04-03"),
        ("01.02.03", "2003-02-01"),
        ("04/04/2024", "2024-04-04"),
        ("31/12/2024", "2024-12-31"),
    ],
)
def test_the_precision_of_the_text_is_kept(text: str, date: str) -> None:
    assert parse_date(text).date == date


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("2024-08-15T14:30", "14:30"),
        ("2024-08-15 14:30", "14:30"),
        ("2024-08-15t14:30z", "14:30Z"),
        ("2024-08-15T14:30:05Z", "14:30:05Z"),
        ("2024-08-15T14:30:05.123456Z", "14:30:05Z"),
        ("2024-08-15T14:30:05,123+03:00", "14:30:05+03:00"),
        ("2024-08-15T14:30:00", "14:30:00"),
        ("2024-08-15T14:30+03:00", "14:30+03:00"),
        ("2024-08-15T14:30+0300", "14:30+03:00"),
        ("2024-08-15T14:30+3", "14:30+03:00"),
        ("2024-08-15 14:30 +3", "14:30+03:00"),
        ("2024-08-15 14:30:05 +0300", "14:30:05+03:00"),
        ("2024-08-15 14:30 -0330", "14:30-03:30"),
        ("2024-08-15 14:30 \u22125", "14:30-05:00"),
        ("2024-08-15T14:30+00:00", "14:30+00:00"),
        ("2024-08-15T14:30-00:00", "14:30Z"),
        ("20240815T143005Z", "14:30:05Z"),
        ("20240815T1430", "14:30"),
        ("20240815143005", "14:30:05"),
        ("Thu, 15 Aug 2024 14:30:00 +0300", "14:30:00+03:00"),
        ("Thu, 15 Aug 2024 14:30:00 +0300 (MSK)", "14:30:00+03:00"),
        ("Thu, 15 Aug 2024 14:30:00 GMT", "14:30:00Z"),
        ("Thu Aug 15 2024 14:30:00 GMT+0300", "14:30:00+03:00"),
        ("Aug. 15, 2024 14:30 GMT+3", "14:30+03:00"),
        ("Aug. 15, 2024 14:30 (UTC+03:00)", "14:30+03:00"),
        ("Aug. 15, 2024 14:30 UTC", "14:30Z"),
        ("August 15, 2024, 2:30 p.m. EDT", "14:30-04:00"),
        ("August 15, 2024 at 2:30 PM", "14:30"),
        ("August 15, 2024 2:30pm", "14:30"),
        ("August 15, 2024, 2 p.m.", "14:00"),
        ("August 15, 2024, 12:30 AM", "00:30"),
        ("August 15, 2024, 12:30 PM", "12:30"),
        ("August 15, 2024, 14:30 PM", "14:30"),
        ("2:30 PM · Aug 15, 2024", "14:30"),
        ("15 August 2024 | 14:30", "14:30"),
        ("15 August 2024 • 14:30", "14:30"),
        ("15 August 2024 – 14:30", "14:30"),
        ("15 August 2024 / 14:30", "14:30"),
        ("14:30 15 August 2024", "14:30"),
        ("14:30, 15.08.2024", "14:30"),
        ("14:30 on Thursday, 15 August 2024", "14:30"),
        ("14:30 GMT+3, 15 August 2024", "14:30+03:00"),
        ("14:30 UTC on 15 August 2024", "14:30Z"),
        ("15.08.2024, 14:30", "14:30"),
        ("15.08.2024 14.30", "14:30"),
        ("[15.08.2024 14:30:05]", "14:30:05"),
        ("15 августа 2024 в 14:30", "14:30"),
        ("15 августа 2024, 14:30 (мск)", "14:30+03:00"),
        ("15 августа 2024, 14:30 по мск", "14:30+03:00"),
        ("15 серпня 2024 року, 14:30", "14:30"),
        ("15 серпня 2024 р. о 14:30", "14:30"),
        ("15. August 2024 um 14.30 Uhr", "14:30"),
        ("15. August 2024, 14 Uhr", "14:00"),
        ("15 août 2024 à 14h30", "14:30"),
        ("15 de agosto de 2024 a las 14:30 h", "14:30"),
        ("15 de agosto de 2024 às 14h30", "14:30"),
        ("15 sierpnia 2024, godz. 14:30", "14:30"),
        ("15 agosto 2024 alle ore 14:30", "14:30"),
        ("15 August 2024 14:30 CEST", "14:30+02:00"),
        ("15 August 2024 14:30 EEST", "14:30+03:00"),
    ],
)
def test_clock_and_offset_are_kept_as_stated(text: str, clock: str) -> None:
    reading = parse_date(text)
    assert (reading.date, reading.note) == (f"2024-08-15T{clock}", "")


@pytest.mark.parametrize("zone", ["IST", "CST", "BST", "ET", "Kyiv time", "MSK+2"])
def test_an_ambiguous_zone_is_dropped_with_a_note(zone: str) -> None:
    text = f"15 August 2024, 14:30 {zone}"
    reading = parse_date(text)
    assert (reading.date, reading.problem) == ("2024-08-15T14:30", None)
    assert text in reading.note


@pytest.mark.parametrize(
    ("day", "offset"),
    [("2011-03-26", "+03:00"), ("2011-03-27", "+04:00"), ("2014-10-25", "+04:00"), ("2014-10-26", "+03:00")],
)
def test_the_offset_of_moscow_time_depends_on_the_day(day: str, offset: str) -> None:
    assert parse_date(f"{day} 14:30 MSK").date == f"{day}T14:30{offset}"


@pytest.mark.parametrize(
    "text",
    [
        "February 30, 2024",
        "29 February 2023",
        "2024-13-45",
        "2024-00-10",
        "20241345",
        "32.08.2024",
        "15.13.2024",
        "00.08.2024",
        "99/99/2024",
        "13/13/2024",
        "31/02/2024",
        "31 июня 2024",
        "15.08.2024 25:61",
        "2024-08-15T14:30:60",
        "August 15, 2024, 14:30 AM",
        "August 15, 2024, 0:30 PM",
    ],
)
def test_a_date_that_does_not_exist_is_impossible(text: str) -> None:
    reading = parse_date(text)
    assert (reading.date, reading.problem) == (None, "impossible")
    assert text in reading.note


@pytest.mark.parametrize(
    ("text", "meanings"),
    [
        ("03/04/2024", {"2024-04-03", "2024-03-04"}),
        ("3-4-2024", {"2024-04-03", "2024-03-04"}),
        ("03/04/2024, 14:30", {"2024-04-03", "2024-03-04"}),
        ("15/08/24", {"2024-08-15", "2015-08-24"}),
    ],
)
def test_an_ambiguous_order_of_day_and_month_is_not_guessed(text: str, meanings: set[str]) -> None:
    reading = parse_date(text)
    assert (reading.date, reading.problem) == (None, "ambiguous")
    assert text in reading.note
    assert all(meaning in reading.note for meaning in meanings)


NO_DATES = [
    "",
    " ",
    "May",
    "March",
    "Thursday",
    "August 15",
    "15.08",
    "14:30",
    "25:61",
    "2024-25",
    "Thursday 2024",
    "August 2024 14:30",
    "2024 14:30",
    "In 2024, August 15 officers",
    "August 15, 2024 officers",
    "On August 15, 2024, the Examplia Post reported",
    "15 Examplia 2024",
    "Examplia 2024",
    "15 August 2024, 14:30 Examplia",
    "15 August 2024 14:30 +99",
    "15 August 24",
    "15 August 3024",
    "0999-08-15",
    "3000",
    "1.2.3.4",
    "12",
    "123456",
    "+380 44 123 45 67",
    "5 killed in May 2024",
    "\x00",
    "\ud800 2024",
]


@pytest.mark.parametrize("text", NO_DATES, ids=ascii)
def test_other_texts_are_unknown(text: str) -> None:
    reading = parse_date(text)
    assert (reading.date, reading.problem) == (None, "unknown")
    assert reading.note


def test_a_note_quotes_only_the_beginning_of_a_long_text() -> None:
    assert len(parse_date("examplia " * 1000).note) < 100


HOSTILE = [" " * 100_000, "[" * 100_000, "1" * 100_000, "1:11 " * 20_000, "september " * 10_000, "2024/08/" * 10_000]
HOSTILE += [
    "*" * 100_000,
    "published" + " " * 100_000 + "x",
    "https:/" * 10_000,
    "2024-08-15" + "-" * 100_000,
    "a." * 50_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:12]))
def test_hostile_text_is_not_a_date(text: str) -> None:
    assert parse_date(text).problem == "unknown"
    assert not looks_like_date_line(text)
    assert split_date_label(text) == (None, text)
    assert date_from_filename(text)[1]
    date_from_url(text)


PIECES = [*"0123456789:/.-+, TZapm\u00a0", "2024", "август", "May", " GMT", "г.", "º", "Mon", "٣"]
DATE_LIKE = st.lists(st.sampled_from(PIECES), max_size=20).map("".join)


@given(st.one_of(st.text(), DATE_LIKE))
def test_any_text_gives_a_date_or_a_problem(text: str) -> None:
    reading = parse_date(text)
    assert (reading.date is None) == (reading.problem is not None)
    assert reading.problem is None or reading.note
    if reading.date is not None:
        assert parse_date(reading.date).date == reading.date
    assert not looks_like_date_line(text) or reading.problem != "unknown"


@given(st.one_of(st.text(), DATE_LIKE))
def test_any_url_and_file_name_gives_a_valid_date_or_none(text: str) -> None:
    for date in (date_from_url(text), date_from_url(f"https://news.example/{text}"), date_from_filename(text)[0]):
        assert date is None or parse_date(date).date == date
    assert date_from_filename(text)[1] or not text
    kind, after_label = split_date_label(text)
    assert after_label in text
    assert kind or after_label == text


EPOCH = (1970, 1, 1)
FORMATS = {
    "iso": "{0:%Y-%m-%d}",
    "slashes": "{0:%Y/%m/%d}",
    "compact": "{0:%Y%m%d}",
    "dots": "{0:%d.%m.%Y}",
    "short": "{0.day}.{0.month}.{0:%Y} г.",
    "american": "{1} {0.day}, {0:%Y}",
    "abbreviated": "{2}. {0.day}, {0:%Y}",
    "british": "{0.day} {1} {0:%Y}",
    "rfc5322": "{0.day} {2} {0:%Y}",
    "russian": "{0.day} {3} {0:%Y} года",
    "ukrainian": "{0.day} {4} {0:%Y} р.",
}


def _write(form: str, day: datetime.date) -> str:
    month = day.month - 1
    return FORMATS[form].format(day, ENGLISH[month], ENGLISH[month][:3], RUSSIAN[month], UKRAINIAN[month])


days = st.dates(datetime.date(1600, 1, 1), datetime.date(2100, 12, 31)).filter(lambda day: day.timetuple()[:3] != EPOCH)


@pytest.mark.parametrize("form", FORMATS)
@given(day=days)
def test_every_day_is_read_in_every_format(form: str, day: datetime.date) -> None:
    assert parse_date(_write(form, day)).date == day.isoformat()


@given(st.sampled_from(sorted(FORMATS)), days, st.times(), st.sampled_from(["", " Z", "+03:00", " -0330"]))
def test_a_time_is_read_before_and_after_its_day(form: str, day: datetime.date, time: datetime.time, zone: str) -> None:
    clock = f"{time:%H:%M}{zone}"
    expected = f"{day}T{time:%H:%M}" + {"": "", " Z": "Z", "+03:00": "+03:00", " -0330": "-03:30"}[zone]
    assert parse_date(f"{_write(form, day)}, {clock}").date == expected
    assert parse_date(f"{clock}, {_write(form, day)}").date == expected


dates = st.builds(
    lambda day, length, clock: PartialDate(day.isoformat()[:length] + (clock if length == 10 else "")),
    days,
    st.sampled_from([4, 7, 10]),
    st.sampled_from(["", "T00:00", "T14:30", "T14:30Z", "T14:30:05+03:00", "T23:59:59-11:30"]),
)


@given(dates)
def test_a_partial_date_is_unchanged_by_parsing(date: PartialDate) -> None:
    assert parse_date(date).date == date


@pytest.mark.parametrize("language", MONTHS_BY_LANGUAGE)
def test_month_names_are_read_in_every_language(language: str) -> None:
    names = MONTHS_BY_LANGUAGE[language].split()
    assert [parse_date(f"7 {name} 2024").date for name in names] == [f"2024-{month:02}-07" for month in range(1, 13)]


def test_no_word_has_two_meanings() -> None:
    months = {pair for row in vocabulary._MONTHS.values() for pair in vocabulary._number_months(row).items()}
    assert len(months) == len(MONTH_NUMBERS)
    assert not WEEKDAY_NAMES & MONTH_NUMBERS.keys()
    assert not AMBIGUOUS_ZONES & ZONE_OFFSETS.keys()
    assert all(
        word == fold_date_text(word) for word in [*MONTH_NUMBERS, *WEEKDAY_NAMES, *ZONE_OFFSETS, *AMBIGUOUS_ZONES]
    )


@pytest.mark.parametrize(
    "line", ["August 15, 2024", "August 2024", "2024-08", "15.08.2024, 14:30", "03/04/2024", "February 30, 2024"]
)
def test_a_line_with_a_month_looks_like_a_date_line(line: str) -> None:
    assert looks_like_date_line(line)


@pytest.mark.parametrize(
    "line",
    [
        "2024",
        "1984",
        "12345678",
        "May",
        "August 15",
        "Examplia, August 15, 2024",
        "15 August 2024" + " " * 80,
        *NO_DATES,
    ],
    ids=ascii,
)
def test_years_numbers_and_prose_do_not_look_like_date_lines(line: str) -> None:
    assert not looks_like_date_line(line)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Published: August 15, 2024", ("date", "August 15, 2024")),
        ("published August 15, 2024", ("date", "August 15, 2024")),
        ("Published on Thursday, August 15, 2024", ("date", "Thursday, August 15, 2024")),
        ("Posted on 15 August 2024", ("date", "15 August 2024")),
        ("Publication date: 2024-08-15", ("date", "2024-08-15")),
        ("Date: 15.08.2024", ("date", "15.08.2024")),
        ("DATE : 15.08.2024", ("date", "15.08.2024")),
        ("**Published:** August 15, 2024", ("date", "August 15, 2024")),
        ("**Published: August 15, 2024**", ("date", "August 15, 2024")),
        ("_Published_ – 15 August 2024", ("date", "15 August 2024")),
        ("Published", ("date", "")),
        ("Опубликовано 15 августа 2024", ("date", "15 августа 2024")),
        ("Дата: 15.08.2024", ("date", "15.08.2024")),
        ("Дата публикации: 15.08.2024", ("date", "15.08.2024")),
        ("Опубліковано: 15 серпня 2024", ("date", "15 серпня 2024")),
        ("Veröffentlicht am 15. August 2024", ("date", "15. August 2024")),
        ("Publié le 15 août 2024", ("date", "15 août 2024")),
        ("Updated: Aug. 16, 2024", ("updated", "Aug. 16, 2024")),
        ("UPDATED AUG. 16, 2024", ("updated", "AUG. 16, 2024")),
        ("Last updated 16 August 2024", ("updated", "16 August 2024")),
        ("Last updated on: 16 August 2024", ("updated", "16 August 2024")),
        ("UPD: 14:30", ("updated", "14:30")),
        ("Обновлено: 16.08.2024", ("updated", "16.08.2024")),
        ("Обновлено в 14:30, 16 августа 2024", ("updated", "14:30, 16 августа 2024")),
        ("Оновлено: 16.08.2024", ("updated", "16.08.2024")),
        ("Дата оновлення: 16.08.2024", ("updated", "16.08.2024")),
        ("Mis à jour le 16 août 2024", ("updated", "16 août 2024")),
    ],
)
def test_a_label_is_split_off(line: str, expected: tuple[str, str]) -> None:
    assert split_date_label(line) == expected


@pytest.mark.parametrize(
    "line",
    [
        "August 15, 2024",
        "Posted on Facebook",
        "Published authors of Examplia meet",
        "Updates: August 15, 2024",
        "Dates: August 15, 2024",
        "Date palms of Examplia",
        "It was published: August 15, 2024",
        " ",
        "",
    ],
)
def test_a_line_without_a_label_is_unchanged(line: str) -> None:
    assert split_date_label(line) == (None, line)


@pytest.mark.parametrize(
    ("url", "date"),
    [
        ("https://news.example/2024/08/15/talks-a86035", "2024-08-15"),
        ("https://news.example/2024/8/5/talks", "2024-08-05"),
        ("https://news.example/2024/08/15", "2024-08-15"),
        ("https://news.example/news/2024/aug/15/talks", "2024-08-15"),
        ("https://news.example/2024/August/15/talks", "2024-08-15"),
        ("https://news.example/2024-08-15-talks", "2024-08-15"),
        ("https://news.example/2024-08-15/talks", "2024-08-15"),
        ("https://news.example/2024-08/15/talks.htm", "2024-08-15"),
        ("https://news.example/talks-2024-08-15.html", "2024-08-15"),
        ("https://news.example/talks_2024_08_15", "2024-08-15"),
        ("https://news.example/20240815/talks", "2024-08-15"),
        ("https://news.example/talks-20240815.html", "2024-08-15"),
        ("https://news.example/2024/08/talks", "2024-08"),
        ("https://news.example/2024/aug/talks", "2024-08"),
        ("https://news.example/2024/08/5-talks", "2024-08"),
        ("https://news.example/2024/08/86035/", "2024-08"),
        ("https://news.example/1917/11/07/talks", "1917-11-07"),
        ("https://news.example/2024/08/since-2022-02-24", "2024-08"),
        ("https://news.example/2024/08/live-2024-08-15", "2024-08-15"),
        ("https://news.example/2024-08-15/since-2022/02/24/", "2024-08-15"),
        ("/2024/08/15/talks", "2024-08-15"),
        ("//news.example/2024/08/15/talks", "2024-08-15"),
        ("news.example/2024/08/15/talks", "2024-08-15"),
        ("https://web.archive.org/web/20240820120000/https://news.example/2024/08/15/talks", "2024-08-15"),
        ("https://web.archive.org/web/20240820120000if_/http:/news.example/2024/08/15/talks", "2024-08-15"),
        ("https://web.archive.org/web/20240820/news.example/2024/08/15/talks", "2024-08-15"),
        ("https://archive.ph/2024.08.20-120000/https://news.example/2024/08/15/talks", "2024-08-15"),
        ("https://web.archive.org/web/20240820/https://news.example/talks", None),
        ("https://web.archive.org/web/20240820120000/https://news.example/talks", None),
        ("https://news.example/talks?date=/2024/08/15/", None),
        ("https://news.example/talks?d=2024-08-15", None),
        ("https://news.example/talks#/2024/08/15/", None),
        ("https://2024-08-15.news.example/talks", None),
        ("https://news.example/2024/13/45/talks", None),
        ("https://news.example/2024/02/30/talks", None),
        ("https://news.example/20241345/talks", None),
        ("https://news.example/12345678/talks", None),
        ("https://news.example/19890815/talks", None),
        ("https://news.example/120240815/talks", None),
        ("https://news.example/2024/out/talks", None),
        ("https://news.example/2024/talks", None),
        ("https://news.example/talks-a86035", None),
        ("https://news.example", None),
        ("http://[", None),
        ("", None),
    ],
)
def test_a_date_is_read_from_the_path_of_a_url(url: str, date: str | None) -> None:
    assert date_from_url(url) == date


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("2024-08-15-talks.md", ("2024-08-15", "talks")),
        ("2024-08-15_talks", ("2024-08-15", "talks")),
        ("2024_08_15_talks.txt", ("2024-08-15", "talks")),
        ("2024.08.15 talks.txt", ("2024-08-15", "talks")),
        ("20240815-talks.html", ("2024-08-15", "talks")),
        ("2024-08-15T1430-talks", ("2024-08-15T14:30", "talks")),
        ("2024-08-15T14-30-05Z_talks.md", ("2024-08-15T14:30:05Z", "talks")),
        ("1848-03-15-talks.md", ("1848-03-15", "talks")),
        ("2024-08-15-2-talks.md", ("2024-08-15", "2-talks")),
        ("2024-08-15.md", ("2024-08-15", "2024-08-15")),
        ("2024-02-30-talks.md", (None, "2024-02-30-talks")),
        ("2024-08-talks.md", (None, "2024-08-talks")),
        ("2024-08-15talks.md", (None, "2024-08-15talks")),
        ("11120815-talks.md", (None, "11120815-talks")),
        ("talks-2024-08-15.md", (None, "talks-2024-08-15")),
        ("talks.md", (None, "talks")),
        ("talks", (None, "talks")),
        (".md", (None, ".md")),
        ("", (None, "")),
    ],
)
def test_a_date_is_read_from_the_start_of_a_file_name(name: str, expected: tuple[str | None, str]) -> None:
    assert date_from_filename(name) == expected


@pytest.mark.parametrize(
    ("a", "b", "tolerance", "expected"),
    [
        ("2024-08-15", "2024-08-15", 0, False),
        ("2024-08-15", "2024-08-16", 0, True),
        ("2024-08-15", "2024-08-16", 1, False),
        ("2024-08-15", "2024-08-17", 1, True),
        ("2024-08-15T23:30-04:00", "2024-08-15", 0, False),
        ("2024-08-15", "2024-08", 0, False),
        ("2024-08-15", "2024", 0, False),
        ("2024-08", "2024", 0, False),
        ("2024-08-15", "2024-09", 0, True),
        ("2024-08-31", "2024-09", 0, True),
        ("2024-08-31", "2024-09", 1, False),
        ("2024-02-29", "2024-03", 1, False),
        ("2023-12-31", "2024", 0, True),
        ("2023-12-31", "2024", 1, False),
        ("2023", "2024", 0, True),
    ],
)
def test_dates_contradict_if_no_day_fits_both(a: str, b: str, tolerance: int, expected: bool) -> None:
    assert dates_contradict(PartialDate(a), PartialDate(b), tolerance) is expected
    assert dates_contradict(PartialDate(b), PartialDate(a), tolerance) is expected


@given(dates)
def test_a_date_never_contradicts_itself_less_precisely(date: PartialDate) -> None:
    assert not any(dates_contradict(date, PartialDate(date[:length])) for length in (4, 7, 10) if length <= len(date))


@given(st.from_regex(r"[0-3][0-9]{3}[-/.]?[0-3][0-9][-/.]?[0-9]{2}(?:-| )?", fullmatch=True))
@example("2024-02-30")
@example("0999-01-01")
def test_the_fast_path_gives_the_same_result(text: str) -> None:
    assert _parse_cached(text) == _parse_full(text)

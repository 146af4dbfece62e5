"""Web archives' addresses, taken apart and asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.config import DEFAULT_WEB_ARCHIVES
from kursk_archive.core.model import Snapshot
from kursk_archive.resolver.archive_services import ARCHIVES
from kursk_archive.resolver.canonical import canonicalise
from kursk_archive.resolver.snapshots import read_snapshot, timegate_links
from kursk_archive.resolver.web_archives import ARCHIVE_TODAY_HOSTS

WAYBACK, TAIL = "https://web.archive.org/web/", "https://news.example/a"
MOMENT = "2024-08-15T14:30:00Z"


def _wayback(between: str, original: str = TAIL, moment: str | None = MOMENT, tail: str | None = None) -> Snapshot:
    return Snapshot(f"{WAYBACK}{between}{tail or original}", original, moment, "web.archive.org")


READ = {
    "wayback": (f"{WAYBACK}20240815143000/{TAIL}", _wayback("20240815143000/")),
    "wayback over http": (f"http://web.archive.org/web/20240815143000/{TAIL}", _wayback("20240815143000/")),
    "wayback, other hosts": (f"https://wayback.archive.org/web/20240815143000/{TAIL}", _wayback("20240815143000/")),
    "archive.org": (f"https://archive.org/web/20240815143000/{TAIL}", _wayback("20240815143000/")),
    "www.archive.org": (f"https://www.archive.org/web/20240815143000/{TAIL}", _wayback("20240815143000/")),
    "wayback without web": (f"https://web.archive.org/20240815143000/{TAIL}", _wayback("20240815143000/")),
    "undressed": (f"{WAYBACK}20240815143000id_/{TAIL}", _wayback("20240815143000id_/")),
    "an image": (f"{WAYBACK}20240815143000im_/{TAIL}", _wayback("20240815143000im_/")),
    "the latest": (f"{WAYBACK}{TAIL}", _wayback("", moment=None)),
    "the calendar": (f"{WAYBACK}*/{TAIL}", _wayback("*/", moment=None)),
    "a year's calendar": (f"{WAYBACK}2024*/{TAIL}", _wayback("2024*/", moment=None)),
    "the earliest": (f"{WAYBACK}0/{TAIL}", _wayback("0/", moment=None)),
    "saving": (f"https://web.archive.org/save/{TAIL}", _wayback("", moment=None)),
    "year": (f"{WAYBACK}2024/{TAIL}", _wayback("2024/", moment="2024")),
    "month": (f"{WAYBACK}202408/{TAIL}", _wayback("202408/", moment="2024-08")),
    "day": (f"{WAYBACK}20240815/{TAIL}", _wayback("20240815/", moment="2024-08-15")),
    "hour": (f"{WAYBACK}2024081514/{TAIL}", _wayback("2024081514/", moment="2024-08-15")),
    "minute": (f"{WAYBACK}202408151430/{TAIL}", _wayback("202408151430/", moment="2024-08-15")),
    "half a month": (f"{WAYBACK}20241/{TAIL}", _wayback("20241/", moment="2024")),
    "month 13": (f"{WAYBACK}20241399/{TAIL}", _wayback("20241399/", moment="2024")),
    "30 February": (f"{WAYBACK}20240230120000/{TAIL}", _wayback("20240230120000/", moment="2024-02")),
    "29 February": (f"{WAYBACK}20240229/{TAIL}", _wayback("20240229/", moment="2024-02-29")),
    "29 February of no leap year": (f"{WAYBACK}20230229/{TAIL}", _wayback("20230229/", moment="2023-02")),
    "hour 25": (f"{WAYBACK}20240815250000/{TAIL}", _wayback("20240815250000/", moment="2024-08-15")),
    "year 0001": (f"{WAYBACK}00010101/{TAIL}", _wayback("00010101/", moment=None)),
    "more digits than a moment has": (f"{WAYBACK}20240815143000999/{TAIL}", _wayback("20240815143000999/")),
    "a lost slash": (f"{WAYBACK}20240815143000/https:/news.example/a", _wayback("20240815143000/")),
    "lost slashes": (f"{WAYBACK}20240815143000/https:news.example/a", _wayback("20240815143000/")),
    "port 80": (
        f"{WAYBACK}20240815143000/http://news.example:80/a",
        _wayback("20240815143000/", "http://news.example/a"),
    ),
    "encoded": (f"{WAYBACK}20240815143000/https%3A%2F%2Fnews.example%2Fa", _wayback("20240815143000/")),
    "half encoded": (f"{WAYBACK}20240815143000/https:%2F%2Fnews.example%2Fa", _wayback("20240815143000/")),
    "without a scheme": (
        f"{WAYBACK}20240815143000/news.example/a",
        _wayback("20240815143000/", "http://news.example/a"),
    ),
    "query and fragment": (
        f"{WAYBACK}20240815143000/{TAIL}?b=c&d#e",
        _wayback("20240815143000/", f"{TAIL}?b=c&d#e"),
    ),
    "trackers are the original's": (
        f"{WAYBACK}20240815143000/{TAIL}?utm_source=x",
        _wayback("20240815143000/", TAIL, tail=f"{TAIL}?utm_source=x"),
    ),
    "a wrapper inside": (
        f"{WAYBACK}20240815143000/https://www.google.com/url?q=https%3A%2F%2Fnews.example%2Fa",
        _wayback("20240815143000/", TAIL, tail="https://www.google.com/url?q=https%3A%2F%2Fnews.example%2Fa"),
    ),
    "a platform inside": (
        f"{WAYBACK}20240815143000/https://telegram.me/s/uniannet/5",
        _wayback("20240815143000/", "https://t.me/uniannet/5", tail="https://telegram.me/s/uniannet/5"),
    ),
    "archive.today": (
        f"https://archive.ph/20240815143000/{TAIL}",
        Snapshot(f"https://archive.ph/20240815143000/{TAIL}", TAIL, MOMENT, "archive.today"),
    ),
    "archive.today, with dots": (
        f"https://archive.is/2024.08.15-143000/{TAIL}",
        Snapshot(f"https://archive.is/2024.08.15-143000/{TAIL}", TAIL, MOMENT, "archive.today"),
    ),
    "archive.today, the newest": (
        f"http://archive.md/newest/{TAIL}",
        Snapshot(f"https://archive.md/newest/{TAIL}", TAIL, None, "archive.today"),
    ),
    "archive.today, asked": (
        f"https://archive.vn/{TAIL}",
        Snapshot(f"https://archive.vn/{TAIL}", TAIL, None, "archive.today"),
    ),
    "archive.today, code and original": (
        f"https://archive.fo/o/AbCdE/{TAIL}",
        Snapshot(f"https://archive.fo/o/AbCdE/{TAIL}", TAIL, None, "archive.today"),
    ),
    "archive.today, code": (
        "https://www.archive.li/AbCdE#selection-1.0",
        Snapshot("https://archive.li/AbCdE", None, None, "archive.today"),
    ),
    "archive.today, in progress": (
        "https://archive.today/wip/AbCdE",
        Snapshot("https://archive.today/AbCdE", None, None, "archive.today"),
    ),
    "arquivo.pt": (
        f"https://arquivo.pt/wayback/20240815143000/{TAIL}",
        Snapshot(f"https://arquivo.pt/wayback/20240815143000/{TAIL}", TAIL, MOMENT, "arquivo.pt"),
    ),
    "arquivo.pt, replay": (
        f"https://arquivo.pt/noFrame/replay/20240815143000mp_/{TAIL}",
        Snapshot(f"https://arquivo.pt/wayback/20240815143000mp_/{TAIL}", TAIL, MOMENT, "arquivo.pt"),
    ),
    "Archive-It": (
        f"https://wayback.archive-it.org/123/20240815143000/{TAIL}",
        Snapshot(f"https://wayback.archive-it.org/123/20240815143000/{TAIL}", TAIL, MOMENT, "archive-it.org"),
    ),
    "Library of Congress": (
        f"https://webarchive.loc.gov/all/20240815143000/{TAIL}",
        Snapshot(f"https://webarchive.loc.gov/all/20240815143000/{TAIL}", TAIL, MOMENT, "webarchive.loc.gov"),
    ),
    "ghostarchive": (
        "https://ghostarchive.org/archive/AbCdE",
        Snapshot("https://ghostarchive.org/archive/AbCdE", None, None, "ghostarchive.org"),
    ),
    "ghostarchive, a video": (
        "http://ghostarchive.org/varchive/ABCDEFGHIJK",
        Snapshot(
            "https://ghostarchive.org/varchive/ABCDEFGHIJK",
            "https://www.youtube.com/watch?v=ABCDEFGHIJK",
            None,
            "ghostarchive.org",
        ),
    ),
    "ghostarchive, a video and its day": (
        "https://ghostarchive.org/varchive/youtube/20240815/ABCDEFGHIJK",
        Snapshot(
            "https://ghostarchive.org/varchive/youtube/20240815/ABCDEFGHIJK",
            "https://www.youtube.com/watch?v=ABCDEFGHIJK",
            "2024-08-15",
            "ghostarchive.org",
        ),
    ),
    "perma.cc": (
        "https://perma.cc/ab12-cd34?type=image",
        Snapshot("https://perma.cc/AB12-CD34", None, None, "perma.cc"),
    ),
    "Google cache": (
        "http://webcache.googleusercontent.com/search?q=cache:AbCdEfGhIjKl:https://news.example/a+kursk&hl=en",
        Snapshot(
            "https://webcache.googleusercontent.com/search?q=cache:AbCdEfGhIjKl:https://news.example/a+kursk&hl=en",
            TAIL,
            None,
            "webcache.googleusercontent.com",
        ),
    ),
    "Google cache, bare": (
        "https://webcache.googleusercontent.com/search?q=cache:news.example/a",
        Snapshot(
            "https://webcache.googleusercontent.com/search?q=cache:news.example/a",
            "http://news.example/a",
            None,
            "webcache.googleusercontent.com",
        ),
    ),
    "a copy of a copy": (
        f"{WAYBACK}20250101000000/https://archive.ph/20240815143000/{TAIL}",
        _wayback("20250101000000/", TAIL, tail=f"https://archive.ph/20240815143000/{TAIL}"),
    ),
    "a copy of a copy without a date": (
        f"{WAYBACK}20240815143000/https://archive.ph/newest/{TAIL}",
        _wayback("20240815143000/", TAIL, tail=f"https://archive.ph/newest/{TAIL}"),
    ),
    "a copy of a code": (
        f"{WAYBACK}20240815143000/https://archive.ph/AbCdE",
        Snapshot(f"{WAYBACK}20240815143000/https://archive.ph/AbCdE", None, MOMENT, "web.archive.org"),
    ),
}

NOT_SNAPSHOTS = [
    "",
    "https://news.example/web/20240815143000/https://other.example/",
    "https://web.archive.org/",
    "https://web.archive.org/web/",
    "https://web.archive.org/web/20240815/",
    "https://web.archive.org/web/20240815/mailto:desk@news.example",
    "https://web.archive.org/web/*/news.example/*",
    "https://archive.org/details/newsexample",
    "https://archive.org/web/web.php",
    "https://archive.org/20240815/https://news.example/",
    "https://blog.archive.org/web/2024/https://news.example/",
    "https://archive.today/",
    "https://archive.today/faq",
    "https://archive.ph/?run=1&url=https://news.example/",
    "https://arquivo.pt/page/search?q=news.example",
    "https://ghostarchive.org/",
    "https://perma.cc/about",
    "https://webcache.googleusercontent.com/search?q=news",
    "https://notarchive.org/web/2024/https://news.example/",
    "mailto:web.archive.org",
    "web.archive.org/web/2024/https://news.example/",
]


@pytest.mark.parametrize(("url", "snapshot"), READ.values(), ids=READ.keys())
def test_read_snapshot(url: str, snapshot: Snapshot) -> None:
    assert read_snapshot(url) == snapshot


@pytest.mark.parametrize(("url", "snapshot"), READ.values(), ids=READ.keys())
def test_the_url_of_a_snapshot_is_canonical(url: str, snapshot: Snapshot) -> None:
    assert canonicalise(url) == snapshot.url
    assert read_snapshot(snapshot.url) == snapshot


@pytest.mark.parametrize("url", NOT_SNAPSHOTS)
def test_other_pages_of_a_web_archive_are_not_snapshots(url: str) -> None:
    assert read_snapshot(url) is None


def test_snapshots_nested_too_deeply_have_no_original() -> None:
    found = read_snapshot(f"{WAYBACK}2024/" * 1000 + TAIL)
    assert found is not None
    assert found.original is None
    assert found.datetime == "2024"


@given(st.text(alphabet="0123456789", max_size=20))
def test_a_datetime_is_never_more_precise_than_the_timestamp(digits: str) -> None:
    found = read_snapshot(f"{WAYBACK}{digits}/{TAIL}") if digits else None
    moment = (found.datetime if found else None) or ""
    assert digits.startswith("".join(filter(str.isdigit, moment)))


@given(st.text() | st.text(alphabet="/:.%*20a_").map(lambda tail: f"https://web.archive.org/{tail}"))
def test_read_snapshot_is_total(url: str) -> None:
    found = read_snapshot(url)
    assert found is None or read_snapshot(found.url) == found


AROUND = {
    "a day": ("2024-08-15", "20240815000000"),
    "a month": ("2024-08", "20240801000000"),
    "a year": ("2024", "20240101000000"),
    "a minute": ("2024-08-15T14:30", "20240815143000"),
    "a second": ("2024-08-15T14:30:05", "20240815143005"),
    "with an offset": ("2024-08-15T01:30:05+03:00", "20240814223005"),
    "with an offset, to the minute": ("2024-08-15T01:30-02:00", "20240815033000"),
    "in UTC": ("2024-08-15T14:30:05Z", "20240815143005"),
}


@pytest.mark.parametrize(("date", "stamp"), AROUND.values(), ids=AROUND.keys())
def test_timegate_links_for_a_date(date: str, stamp: str) -> None:
    assert timegate_links(TAIL, date, DEFAULT_WEB_ARCHIVES) == (
        ("web.archive.org", f"https://web.archive.org/web/{stamp}/{TAIL}"),
        ("arquivo.pt", f"https://arquivo.pt/wayback/{stamp}/{TAIL}"),
        ("archive.ph", f"https://archive.ph/timegate/{TAIL}"),
    )


@pytest.mark.parametrize("date", [None, "", "soon", "24"])
def test_timegate_links_without_a_date(date: str | None) -> None:
    assert [one.url for one in timegate_links(TAIL, date, DEFAULT_WEB_ARCHIVES)] == [
        f"https://web.archive.org/web/{TAIL}",
        f"https://arquivo.pt/wayback/{TAIL}",
        f"https://archive.ph/timegate/{TAIL}",
    ]


def test_timegate_links_are_in_the_given_order() -> None:
    ranked = ["archive.today", "nowhere.example", "web.archive.org"]
    assert [one.archive for one in timegate_links(TAIL, "2024", ranked)] == ["archive.today", "web.archive.org"]
    assert timegate_links(TAIL, "2024", []) == ()
    assert timegate_links("http://newsexample.onion/a", "2024", DEFAULT_WEB_ARCHIVES) == ()


def test_the_default_archives_have_timegates() -> None:
    assert set(DEFAULT_WEB_ARCHIVES) <= set(ARCHIVES)
    assert set(ARCHIVE_TODAY_HOSTS) <= set(ARCHIVES)


@pytest.mark.parametrize("url", [f"{WAYBACK}2024/{TAIL}", "https://archive.ph/AbCdE", "mailto:a@news.example", "", "a"])
def test_a_snapshot_has_no_timegate_links(url: str) -> None:
    assert timegate_links(url, "2024", DEFAULT_WEB_ARCHIVES) == ()


@given(st.text(max_size=30))
def test_timegate_links_are_total(date: str) -> None:
    assert len(timegate_links(TAIL, date, DEFAULT_WEB_ARCHIVES)) == 3


@pytest.mark.parametrize("date", ["0001-01-01T00:00+14:00", "9999-12-31T23:59-12:00", "2024-02-30T00:00+03:00"])
def test_a_date_that_cannot_be_converted_to_utc_keeps_its_day(date: str) -> None:
    assert (
        timegate_links(TAIL, date, DEFAULT_WEB_ARCHIVES)[0].url == f"{WAYBACK}{date[:10].replace('-', '')}000000/{TAIL}"
    )


def test_a_timegate_link_is_read_as_a_snapshot_of_the_original() -> None:
    for one in timegate_links(TAIL, "2024-08-15", ARCHIVES):
        found = read_snapshot(one.url)
        assert found is not None
        assert found.original == TAIL

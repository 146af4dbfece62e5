"""The days of saved pages, as stated for machines and as printed."""

from __future__ import annotations

import pytest

from tests.loader.html.stated_pages import HEADLINE, fields, json_ld


@pytest.mark.parametrize(
    ("head", "above", "date", "origin"),
    [
        (json_ld('"datePublished": "2024-08-15T10:00:00+03:00"'), "", "2024-08-15T10:00:00+03:00", "JSON-LD"),
        (
            "<meta property=article:published_time content=2024-08-15T10:00:00Z>",
            "",
            "2024-08-15T10:00:00Z",
            "OpenGraph",
        ),
        ("<meta name=citation_publication_date content=2024/08/15>", "", "2024-08-15", "meta tags"),
        ("", "<span itemprop=datePublished content=2024-08-15>today</span>", "2024-08-15", "microdata"),
        ("", "<div class=posted-on>Posted on August 15, 2024</div>", "2024-08-15", "printed"),
        ("", "<p><em>15. August 2024</em></p>", "2024-08-15", "printed"),
        (json_ld('"datePublished": "2024-08-15T23:30:00Z"'), "<time>August 16, 2024</time>", "2024-08-16", "printed"),
        (
            json_ld('"datePublished": "2024-08-15T08:30:00Z"'),
            "<time>August 15, 2024</time>",
            "2024-08-15T08:30:00Z",
            "JSON-LD",
        ),
        (
            json_ld('"datePublished": "2024-08-15T08:30:00Z"'),
            "<time>August 25, 2024</time>",
            "2024-08-15T08:30:00Z",
            "JSON-LD",
        ),
    ],
)
def test_dates(head: str, above: str, date: str, origin: str) -> None:
    found = fields(head, f"<h1>The bridge stays where it is</h1>{above}")["date"]
    assert (found.value, found.origin) == (date, origin)


@pytest.mark.parametrize(
    ("above", "day"),
    [
        ("<time>Posted Aug 14, 8:19 PM</time>", "2024-08-14"),
        (
            "<div class=dateline><time>Updated Aug 15, 9:41 AM</time> <time>Posted Aug 14, 8:19 PM</time></div>",
            "2024-08-14",
        ),
        ("<span class=timestamp>August 14, 2024 at 2:26 PM - Updated August 15 at 4:46 PM</span>", "2024-08-14"),
        ("<span class=date>14 августа</span>", "2024-08-14"),
        ("<span class=date>Posted Mar 2</span>", "2024-08-15T01:19:34Z"),
        ("<time>Updated Aug 16, 9:41 AM</time>", "2024-08-16"),
    ],
)
def test_a_printed_day_without_its_year(above: str, day: str) -> None:
    head = json_ld('"datePublished": "2024-08-15T01:19:34Z"')
    assert fields(head, f"<h1>The bridge stays where it is</h1>{above}")["date"].value == day


@pytest.mark.parametrize(
    ("stated", "day"),
    [
        ("2024-08-15T01:19:34Z", "2024-08-14"),
        ("2024-08-15T01:19:34+03:00", "2024-08-15T01:19:34+03:00"),
        ("2024-08-17T01:19:34Z", "2024-08-17T01:19:34Z"),
    ],
)
def test_the_day_in_the_address(stated: str, day: str) -> None:
    head = json_ld(f'"datePublished": "{stated}"')
    found = fields(head + "<link rel=canonical href='https://herald.example/2024/08/14/the-bridge/'>")["date"]
    assert found.value == day
    assert (found.origin == "address") == (day == "2024-08-14")


@pytest.mark.parametrize(
    ("language", "day"), [("pt-BR", "2018-10-05"), ("fr", "2018-10-05"), ("en-US", None), ("", None)]
)
def test_days_with_slashes_in_languages_that_write_the_day_first(language: str, day: str | None) -> None:
    above = "<h1>The bridge stays where it is</h1><small>05/10/2018</small>"
    date = fields(above=above, html=f"<html lang='{language}'>").get("date")
    assert (date.value if date else None) == day


def test_a_date_beside_a_page_without_h1() -> None:
    menu = "<ul>" + "<li><a href=/x>Menu</a></li>" * 2000 + "</ul>"
    head = "<title>The bridge stays where it is</title>"
    above = f"{menu}<div><p class=t>The bridge stays where it is</p><small><b>05.10.2018</b> - desk</small></div>"
    assert fields(head, above)["date"].value == "2018-10-05"


@pytest.mark.parametrize(
    ("stated", "printed", "day"),
    [
        ("2024-08-20T04:31:13-06:00", "Aug 19, 2024, 10:31 pm CST", "2024-08-19"),
        ("2024-08-19T22:31:13-06:00", "Aug 20, 2024", "2024-08-19"),
    ],
)
def test_a_printed_day_before_the_stated_one_wins_in_any_zone(stated: str, printed: str, day: str) -> None:
    head = json_ld(f'"datePublished": "{stated}"')
    above = f"<h1>The bridge stays where it is</h1><div class=date>{printed}</div>"
    assert fields(head, above)["date"].value[:10] == day


def test_a_time_may_stand_before_the_year() -> None:
    above = "<h1>The bridge stays where it is</h1><div class=date><b>August 20</b> <i>15:23</i> <i>2024</i></div>"
    assert fields("", above)["date"].value == "2024-08-20"


@pytest.mark.parametrize(
    ("head", "above", "day"),
    [
        ("<meta name=datePublished content=2024-08-15>", "", "2024-08-15"),
        ("<meta name=bt:pubDate content=20240815T16:38:07Z>", "", "2024-08-15"),
        ("", "<p>The Fictional Herald<br>15 Aug 2024, 22:11 GMT+10</p>", "2024-08-15"),
        ("", "<div>August 15, 2024 at 6:08 PM ET by <a href=/jane>Jane Doe</a></div>", "2024-08-15"),
        ("", "<div>Von: Erika Beispiel <span>|</span> <span>15.08.24</span></div>", "2024-08-15"),
        ("", "<div class=created>تم نشره الخميس 15 آب / أغسطس 2024 09:22 مساءً</div>", "2024-08-15"),
        ("", "<abbr class=published title='2024-08-15T14:33:00-07:00'>2:33 PM</abbr>", "2024-08-15"),
        (
            "<meta property=article:published_time content=2024-08-15T23:12:00Z>",
            "<time>August 14, 2024</time>",
            "2024-08-15",
        ),
        (
            "",
            "<div itemscope itemtype=https://schema.org/Comment><meta itemprop=datePublished content=2023-01-01></div>"
            "<p>15 August 2024</p>",
            "2024-08-15",
        ),
    ],
)
def test_days_as_pages_state_them(head: str, above: str, day: str) -> None:
    assert str(fields(head, f"{HEADLINE}{above}")["date"].value)[:10] == day


def test_a_printed_day_that_is_that_of_the_update() -> None:
    head = json_ld('"datePublished": "2024-08-15", "dateModified": "2024-08-16"')
    found = fields(head, f"{HEADLINE}<p class=byline>By Jane Doe - 2024-08-16</p>")
    assert (str(found["date"].value), str(found["updated"].value)) == ("2024-08-15", "2024-08-16")


def test_the_day_in_the_address_wins_over_a_time_for_machines() -> None:
    head = (
        "<link rel=canonical href=https://herald.example/2024/08/14/bridge>"
        "<meta property=article:published_time content=2024-08-15T02:34:30Z>"
    )
    above = f"{HEADLINE}<time datetime=2024-08-15T02:34:30Z>2 days ago</time>"
    assert str(fields(head, above)["date"].value)[:10] == "2024-08-14"


@pytest.mark.parametrize(
    ("head", "above", "day"),
    [
        ("", "<p class=date>2024年8月15日 12時00分更新</p>", "2024-08-15"),
        ("", "<p>最終更新日：2024年8月15日<br>虚構新聞社</p><p>2024年3月1日公表</p>", "2024-08-15"),
        (
            "",
            "<div class=author>Written by Jane Doe in Bridges on 15 August 2024 at 08:34 PM EDT. 51 Comments</div>",
            "2024-08-15",
        ),
        ("", "<span class='date ago' data-origindate='2024-08-15 14:27:02 +0800'></span>", "2024-08-15"),
        ("<meta name=release_date content=2024-08-15>", "", "2024-08-15"),
        ('<script>var data = {\'story\': {"published_at":"2024-08-15T09:00:00Z"}}</script>', "", "2024-08-15"),
        ('<script>window.__STATE__ = {publishDate: 1, "publishDate": 1723712400000}</script>', "", "2024-08-15"),
        ('<meta name=page content=\'{"pub_date": "2024-08-15T16:21:24Z"}\'>', "", "2024-08-15"),
        ("<meta property=article:modified_time content=2024-08-15T09:00:00Z>", "", "2024-08-15"),
        ("", "<div class=aside>The bridge</div><p>It was built on 15 August 1924.</p>", None),
        ('<script>[{"pubDate": "2024-08-15"}, {"pubDate": "2023-01-02"}]</script>', "", None),
    ],
)
def test_days_in_other_places(head: str, above: str, day: str | None) -> None:
    found = fields(head, f"{HEADLINE}{above}").get("date")
    assert (str(found.value)[:10] if found else None) == day


def test_days_in_json_that_cannot_be_read() -> None:
    script = '{"@type": "NewsArticle", "headline": "A "bridge" stays", "datePublished": "2024-08-15T10:00:00+02:00"}'
    head = f"<script type=application/ld+json>{script}</script>"
    found = fields(head, f"{HEADLINE}<p>15 August 2014</p>")["date"]
    assert (found.value, found.origin) == ("2024-08-15T10:00:00+02:00", "JSON-LD")


@pytest.mark.parametrize(("others", "day"), [("", "2024-08-15"), ("<p class=date>2 March 2023</p>", None)])
def test_the_only_day_of_a_page_far_from_its_headline(others: str, day: str | None) -> None:
    far = "<div>" + "<p>The council talked about the bridge.</p>" * 300 + f"</div><p>2024.08.15</p>{others}"
    found = fields("", f"{HEADLINE}{far}").get("date")
    assert (str(found.value) if found else None) == day


def test_a_day_in_the_headline_is_not_that_of_publication() -> None:
    above = "<h1>What the council decided on 14 August 2024</h1><p class=date>15 August 2024</p>"
    assert str(fields("", above)["date"].value) == "2024-08-15"


def test_json_that_cannot_be_read_counts_after_that_which_can() -> None:
    broken = '{"@type": "NewsArticle", "headline": "A "bridge" stays", "datePublished": "2024-08-15"}'
    page = '{"@type": "WebPage", "datePublished": "2024-08-15T10:00:00+02:00"}'
    head = "".join(f"<script type=application/ld+json>{script}</script>" for script in (broken, page))
    assert fields(head, HEADLINE)["date"].value == "2024-08-15T10:00:00+02:00"

"""The metadata of saved pages: the order of the sources, names without the site's, printed days."""

from __future__ import annotations

import pytest

from kursk_archive.loader.draft import FieldValue
from kursk_archive.loader.html.page_capture import read_page

TEXT = (
    "<p>The council of Examplia met on Thursday in the old mill, because the roof of the town hall leaks again.</p>" * 4
)


def fields(
    head: str = "", above: str = "<h1>The bridge stays where it is</h1>", html: str = "<html>"
) -> dict[str, FieldValue]:
    body = f"<body><article>{above}{TEXT}</article></body></html>"
    page = f"<!DOCTYPE html>{html}<head><meta charset=utf-8>{head}</head>{body}"
    return dict(read_page(page.encode(), "page.html").fields)


def json_ld(members: str) -> str:
    return f'<script type="application/ld+json">{{"@type": "NewsArticle", {members}}}</script>'


@pytest.mark.parametrize(
    "title",
    [
        "The bridge stays where it is | The Fictional Herald",
        "The bridge stays where it is - The Fictional Herald",
        "The Fictional Herald: The bridge stays where it is",
        "The bridge stays where it is – herald.example",
        "The bridge stays where it is",
    ],
)
def test_headlines_without_the_name_of_the_site(title: str) -> None:
    head = (
        f"<title>{title}</title><meta property=og:site_name content='The Fictional Herald'>"
        "<link rel=canonical href='https://herald.example/b'>"
    )
    assert fields(head)["title"].value == "The bridge stays where it is"


def test_a_headline_that_was_cut_is_completed() -> None:
    head = json_ld('"headline": "The bridge stays where it is, says the…"')
    above = "<h1>The bridge stays where it is, says the council</h1>"
    assert fields(head, above)["title"].value == "The bridge stays where it is, says the council"


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
    ("head", "above", "names"),
    [
        (json_ld('"author": [{"name": "Jane Doe"}, {"name": "John Roe"}]'), "", ("Jane Doe", "John Roe")),
        (json_ld('"author": "Jane Doe and John Roe"'), "", ("Jane Doe", "John Roe")),
        (
            json_ld('"author": {"name": "The Fictional Herald"}, "publisher": {"name": "The Fictional Herald"}'),
            "",
            None,
        ),
        ("<meta name=author content='By Jane Doe, Staff Writer'>", "", ("Jane Doe",)),
        ("<meta name=dc.creator content='Jane Doe | The Fictional Herald'>", "", ("Jane Doe",)),
        ("", "<p class=byline>By <a rel=author href=/jane>Jane Doe</a> | August 15, 2024</p>", ("Jane Doe",)),
        ("", "<p class=byline>Analysis by Jane Doe</p>", ("Jane Doe",)),
        ("<meta name=author content=admin>", "", None),
    ],
)
def test_names(head: str, above: str, names: tuple[str, ...] | None) -> None:
    found = fields(head, f"<h1>The bridge stays where it is</h1>{above}").get("authors")
    assert (found.value if found else None) == names


def test_an_address_of_the_whole_site_is_not_the_pages() -> None:
    start = "<html><!-- saved from url=(0028)https://herald.example/bridge -->"
    head = "<link rel=canonical href='https://herald.example/'>"
    assert fields(head, html=start)["source_url"].value == "https://herald.example/bridge"


def test_a_name_of_the_site_that_is_an_address_is_no_publisher() -> None:
    assert "publisher" not in fields("<meta property=og:site_name content='https://herald.example'>")


def test_the_site_s_name_as_the_only_heading_is_no_headline() -> None:
    head = "<title>The bridge stays where it is | Letters from Examplia</title>"
    assert fields(head, "<h1>Letters from Examplia</h1>")["title"].value == "The bridge stays where it is"


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
    ("head", "byline", "names"),
    [
        (
            json_ld('"author": {"name": "Ann Example"}'),
            "By Ann Example, Bob Sample and Cy Model",
            ("Ann Example", "Bob Sample", "Cy Model"),
        ),
        (json_ld('"author": {"name": "Ann Example"}'), "By Bob Sample and Ann Example", ("Ann Example",)),
        (json_ld('"author": {"name": "ann-e"}'), "By Ann Example", ("Ann Example",)),
        (json_ld('"author": {"name": "ann-e"}'), "", ("ann-e",)),
        ("<meta name=author content='THE EXAMPLE STAFF AUGUST 15, 2024 10:43'>", "", ("THE EXAMPLE STAFF",)),
    ],
)
def test_names_of_metadata_and_byline(head: str, byline: str, names: tuple[str, ...]) -> None:
    above = f"<h1></h1><h1>The bridge stays where it is</h1><p class=byline>{byline}</p>"
    assert fields(head, above)["authors"].value == names


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


BYLINE = "<h1>The bridge stays where it is</h1><p class=byline>By {}</p>"


@pytest.mark.parametrize(
    ("head", "byline", "names"),
    [
        (json_ld('"author": {"name": "JANE DOE"}'), "Jane Doe", ("Jane Doe",)),
        ("<meta name=author content='Jane Doe. Examplia International'>", "Jane Doe", ("Jane Doe",)),
        (json_ld('"author": {"name": "Herald staff"}'), "Examplia Ferry Agency", ("Examplia Ferry Agency",)),
        (json_ld('"author": {"name": "Jane Doe"}'), "Jane Doe, Herald Staff", ("Jane Doe",)),
    ],
)
def test_names_as_the_byline_prints_them(head: str, byline: str, names: tuple[str, ...]) -> None:
    assert fields(head, BYLINE.format(byline))["authors"].value == names


def test_the_form_for_comments_names_nobody() -> None:
    form = "<p class=comment-form-author><label>Name</label></p>"
    assert "authors" not in fields("", f"<h1>The bridge stays where it is</h1>{form}")


@pytest.mark.parametrize(
    ("head", "above", "title"),
    [
        (
            "<title>Fictional Herald: The bridge stays where it is</title>",
            "<h1>Fictional Herald</h1></div><div><h1>The bridge stays where it is</h1>",
            "The bridge stays where it is",
        ),
        (
            "<title>Why the council of Examplia left its bridge alone</title>",
            "<h1>Business Monday</h1><h1>The council leaves the bridge of Examplia alone</h1>",
            "The council leaves the bridge of Examplia alone",
        ),
        (
            "<title>The bridge stays where it is</title>",
            "<h1>Information and resources</h1><h2>The bridge stays where it is</h2>",
            "The bridge stays where it is",
        ),
        (
            "<title>Fictional Blog » The bridge stays where it is</title>",
            "<h1>A blog</h1><h2>The bridge stays where it is</h2>",
            "The bridge stays where it is",
        ),
        (
            "<meta property=og:title content='The bridge stays where it is'>",
            "<h1><span>Local news</span> The bridge stays where it is</h1>",
            "The bridge stays where it is",
        ),
        ("<title>桥会留在原来的地方_本地_虚构日报</title>", "<h1>虚构日报</h1>", "桥会留在原来的地方"),
    ],
    ids=["site first", "section first", "headline below", "site first, headline below", "label", "underscores"],
)
def test_the_headline_among_several_headings(head: str, above: str, title: str) -> None:
    assert fields(head, above)["title"].value == title


HEADLINE = "<h1>The bridge stays where it is</h1>"


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


@pytest.mark.parametrize(
    ("above", "names"),
    [
        ("<p class=byline>By <a href=/jane>Jane Doe</a><span>Staff Writer</span></p>", ("Jane Doe",)),
        ("<p class=byline>By <a href=/jane>Jane Doe</a><a href=//social.example/jd>@janedoe</a></p>", ("Jane Doe",)),
        ("<p class=byline>By Jane Doe <span>More stories by Jane Doe</span></p>", ("Jane Doe",)),
        ("<p class=byline>By Jane Doe Twitter</p>", ("Jane Doe",)),
        ("<p class=byline>By JANE DOE <abbr>March 11, 2024 3:46 PM</abbr></p>", ("Jane Doe",)),
        ("<p class=byline>By Jane Doe, Wednesday, 20 Nov 2024</p>", ("Jane Doe",)),
        ("<p class=byline>By Jane Doe 10/13/24 12:34PM</p>", ("Jane Doe",)),
        ("<p class=byline>By Jane Doe is an editor of the Herald.</p>", ("Jane Doe",)),
        (
            "<div class=byline><a href=/x>Jane Doe</a> / FNA / <span>Updated: Oct 9, 2024, 11:05 IST</span></div>",
            ("Jane Doe", "FNA"),
        ),
        ("<span class=authorText><a href=/author/jane>Jane Doe</a></span> · Herald News", ("Jane Doe",)),
        ("<div><a href=https://herald.example/authors/jane-doe/>Jane Doe</a></div>", ("Jane Doe",)),
        (
            "<div itemprop=author itemscope itemtype=https://schema.org/Person><b itemprop=name>Jane Doe</b> Feed"
            "<p>Jane Doe writes about bridges.</p></div>",
            ("Jane Doe",),
        ),
        (
            "<div itemscope itemtype=https://schema.org/ImageObject><i itemprop=author>A Photographer</i></div>"
            "<p class=byline>By Jane Doe</p>",
            ("Jane Doe",),
        ),
    ],
)
def test_names_without_what_stands_around_them(above: str, names: tuple[str, ...]) -> None:
    assert fields("", f"{HEADLINE}{above}")["authors"].value == names


@pytest.mark.parametrize(
    ("language", "byline", "name"),
    [
        ("de", "<p>Von Erika Beispiel</p>", "Erika Beispiel"),
        ("de", "<span class=author>von erika</span>", "erika"),
        ("de", "<span class=author>Erstellt von Erika Beispiel</span>", "Erika Beispiel"),
        ("de", "<span class=author>Max von Beispiel</span>", "Max von Beispiel"),
        ("fr", "<p class=auteur>Par Jeanne Exemple</p>", "Jeanne Exemple"),
        ("fr", "<span class=author>Auteur : Jeanne Exemple</span>", "Jeanne Exemple"),
        ("ja", "<span class=author>作者： 例 花子</span>", "例 花子"),
        ("en", "<span class=author>Von Example</span>", "Von Example"),
    ],
)
def test_bylines_of_other_languages(language: str, byline: str, name: str) -> None:
    assert fields("", f"{HEADLINE}{byline}", f"<html lang={language}>")["authors"].value == (name,)


@pytest.mark.parametrize("words", ["Autor:", "Datum", "CC 3.0", "Last Updated: January 7, 2024", "All rights reserved"])
def test_labels_and_licences_are_no_names(words: str) -> None:
    assert "authors" not in fields("", f"{HEADLINE}<p class=author>{words}</p>")


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


def test_a_name_of_metadata_that_is_only_a_first_name() -> None:
    head = "<meta name=author content=Jane>"
    assert fields(head, f"{HEADLINE}<p class=byline>By Jane Doe</p>")["authors"].value == ("Jane Doe",)


def test_a_name_that_metadata_turn_round() -> None:
    head = "<meta name=author content='Doe, Jane'>"
    assert fields(head, f"{HEADLINE}<p class=byline>By Jane Doe</p>")["authors"].value == ("Jane Doe",)

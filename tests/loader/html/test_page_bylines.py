"""The authors of saved pages: names without what stands around them."""

from __future__ import annotations

import pytest

from tests.loader.html.stated_pages import HEADLINE, fields, json_ld


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


def test_a_name_of_metadata_that_is_only_a_first_name() -> None:
    head = "<meta name=author content=Jane>"
    assert fields(head, f"{HEADLINE}<p class=byline>By Jane Doe</p>")["authors"].value == ("Jane Doe",)


def test_a_name_that_metadata_turn_round() -> None:
    head = "<meta name=author content='Doe, Jane'>"
    assert fields(head, f"{HEADLINE}<p class=byline>By Jane Doe</p>")["authors"].value == ("Jane Doe",)


@pytest.mark.parametrize(
    ("head", "above", "names"),
    [
        ("", "<p class=byline>Jane Doe Senior Politics Editor</p>", ("Jane Doe",)),
        ("", "<div class=pageAuthorDate>Datum: 15.08.2024 Autor: Jane Doe Quelle: Bote</div>", ("Jane Doe",)),
        ("", "<div class=page-author>Posted on August 15, 2024 by Jane Doe</div>", ("Jane Doe",)),
        ("", "<p>Posted by Jane Doe</p>", ("Jane Doe",)),
        ("", "<span class=auteurs>Jane Doe</span>", ("Jane Doe",)),
        ("", "<p class=byline>Interview: Jane Doe</p>", ("Jane Doe",)),
        ("", "<p class=author>Jane Doe am Samstag</p>", ("Jane Doe",)),
        ("<meta name=og:author content='Jane Doe'>", "", ("Jane Doe",)),
        (
            "<meta name=twitter:label1 content='Geschrieben von'><meta name=twitter:data1 content='Jane Doe'>",
            "",
            ("Jane Doe",),
        ),
        ("<meta name=twitter:label1 content='Reading time'><meta name=twitter:data1 content='Five Minutes'>", "", None),
    ],
)
def test_names_in_other_places(head: str, above: str, names: tuple[str, ...] | None) -> None:
    found = fields(head, f"{HEADLINE}{above}").get("authors")
    assert (found.value if found else None) == names


@pytest.mark.parametrize(
    ("byline", "names"), [("", ("Ann Example",)), ("<p class=byline>By Jane Doe</p>", ("Jane Doe",))]
)
def test_the_account_that_published_a_page_stands_in_for_a_byline(byline: str, names: tuple[str, ...]) -> None:
    graph = (
        '{"@graph": [{"@type": "NewsArticle", "author": {"@id": "#ann"}},'
        ' {"@type": "Person", "@id": "#ann", "name": "Ann Example"}]}'
    )
    head = f"<script type=application/ld+json>{graph}</script>"
    assert fields(head, f"{HEADLINE}{byline}")["authors"].value == names


@pytest.mark.parametrize(("others", "names"), [("", ("Jane Doe",)), ("<a rel=author href=/y>Ann Example</a>", None)])
def test_the_only_link_to_an_author_far_from_the_headline(others: str, names: tuple[str, ...] | None) -> None:
    far = "<div>" + "<p>The council talked about the bridge.</p>" * 300 + "</div>"
    found = fields("", f"{HEADLINE}{far}<a rel=author href=/x>Jane Doe</a>{others}").get("authors")
    assert (found.value if found else None) == names

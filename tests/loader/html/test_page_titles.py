"""The headline of saved pages and the names of their sites."""

from __future__ import annotations

import pytest

from tests.loader.html.stated_pages import fields, json_ld


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


def test_a_name_of_the_site_that_is_an_address_is_no_publisher() -> None:
    assert "publisher" not in fields("<meta property=og:site_name content='https://herald.example'>")


def test_the_site_s_name_as_the_only_heading_is_no_headline() -> None:
    head = "<title>The bridge stays where it is | Letters from Examplia</title>"
    assert fields(head, "<h1>Letters from Examplia</h1>")["title"].value == "The bridge stays where it is"


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


@pytest.mark.parametrize(
    ("head", "above", "title"),
    [
        ("<title>桥会留在原来的地方-虚构网</title>", "", "桥会留在原来的地方"),
        (
            "<meta property=og:title content='15.08.2024 - The bridge stays where it is'>",
            "",
            "The bridge stays where it is",
        ),
        (
            "<meta property=og:title content='Examplia and its bridge'>",
            "<h1>The old bridge stays where it is</h1>",
            "The old bridge stays where it is",
        ),
        ("<meta property=og:title content='Examplia and its bridge'>", "<h1>Latest</h1>", "Examplia and its bridge"),
    ],
    ids=["site without spaces", "day first", "the only heading", "a label"],
)
def test_headlines_that_are_stated_otherwise(head: str, above: str, title: str) -> None:
    assert fields(head, above)["title"].value == title

"""Figures of pages that have no element for them."""

from __future__ import annotations

import pytest
from lxml.html import fromstring

from kursk_archive.loader.html.figures import make_figures
from kursk_archive.loader.html.page_capture import read_page

TEXT = (
    "<p>The council of Examplia met on Thursday in the old mill, because the roof of the town hall leaks again.</p>" * 4
)
IMAGE = "<img src='https://img.example/mill.jpg' alt=''>"
WORDS = "The old mill, on the day after the storm"


def read(before: str = "", inside: str = "", start: str = "") -> tuple[dict[str, str], str]:
    """Return the fields and the body of a page."""
    page = (
        f"<!doctype html><html><head><meta charset=utf-8><title>The mill</title></head><body><div class=page>{start}"
        f"<article><h1>The mill</h1>{before}<div class=text>{TEXT}{inside}{TEXT}</div></article></div></body></html>"
    )
    draft = read_page(page.encode(), "page.html")
    return {name: str(field.value) for name, field in draft.fields.items()}, draft.body


@pytest.mark.parametrize(
    "figure",
    [
        f"<div class=box>{IMAGE}<div class=caption-text>{WORDS}</div><div class=credit>Jane Doe</div></div>",
        f"<div class=asset><div>{IMAGE}</div><div class=meta><div class=image-caption>{WORDS}</div>"
        "<div class=image-credit>Jane Doe</div></div></div>",
        f"<div class=hero><figure>{IMAGE}</figure><figcaption class=c><span>{WORDS}</span> "
        "<small class=credit>Jane Doe</small></figcaption></div>",
        f"<div class=media>{IMAGE}</div><div class=featured-image-caption>{WORDS}"
        " <span class=credit>Jane Doe</span></div>",
    ],
)
def test_an_image_and_its_words_are_a_figure(figure: str) -> None:
    fields, _ = read(before=figure)
    assert (fields["image"], fields["image_caption"], fields["image_credit"]) == (
        "https://img.example/mill.jpg",
        WORDS,
        "Jane Doe",
    )
    _, body = read(inside=figure)
    assert f"<figcaption>{WORDS} <small>Jane Doe</small></figcaption></figure>" in body
    assert body.count(WORDS) == 1


@pytest.mark.parametrize(
    "markup",
    [
        f"<div>{IMAGE}<div class=caption><h3>Another story</h3><p>{WORDS}</p></div></div>",
        f"<div><b>{IMAGE}{IMAGE}</b><div class=caption>{WORDS}</div></div>",
        f"<div><p>Text {IMAGE}</p><div class=caption>{WORDS}</div>{TEXT}</div>",
        f"<div><div class=caption>{WORDS}</div></div>",
    ],
)
def test_what_holds_more_is_none(markup: str) -> None:
    root = fromstring(f"<body>{markup}</body>")
    make_figures(root)
    assert next(root.iter("figure"), None) is None


def test_the_figure_may_stand_outside_of_the_article_element() -> None:
    start = f"<section><h1>The mill</h1><figure>{IMAGE}<figcaption>{WORDS}</figcaption></figure></section>"
    page = f"<html><title>The mill</title><body><div class=page>{start}<article>{TEXT}</article></div></body></html>"
    fields = read_page(page.encode(), "page.html").fields
    assert fields["image_caption"].value == WORDS


def test_the_state_of_a_player_is_no_part_of_its_address() -> None:
    player = f"<iframe src='https://video.example/embed?v=1#{'a' * 5_000}'></iframe>"
    assert '<iframe src="https://video.example/embed?v=1"' in read(inside=player)[1]

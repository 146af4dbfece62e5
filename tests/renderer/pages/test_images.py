"""Images on an article page."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from msgspec.structs import replace

from kursk_archive.config import Site
from kursk_archive.core.enums import ArticleId, LinkKind, LinkRegion
from kursk_archive.core.model import Article, ArticleContext, Capture, Fragment, Image, Link, Resolution
from kursk_archive.renderer.pages.article import article_values, render_article
from kursk_archive.renderer.pages.images import image_views
from kursk_archive.renderer.theme.environment import Theme

PAGE = "articles/2024/08/15/ferry.html"
CAPTURE = Capture(ArticleId("ferry.md"), "0" * 64, 1, "markdown", "utf-8")
FERRY = Image("img/ferry.png", "1" * 64, 1_234_567, 2000, 1000, "PNG")
LOGO = Image("logo.gif", "2" * 64, 99, 300, 120, "GIF")


def article(**fields: Any) -> Article:
    return replace(Article(CAPTURE, "Ferry to Examplia", Fragment(("<p>Text.</p>",)), language="en"), **fields)


@pytest.fixture(scope="module")
def theme() -> Theme:
    return Theme(Site())


def page_of(theme: Theme, article: Article, kind: LinkKind = LinkKind.RELATIVE) -> str:
    resolutions = [Resolution(kind)] * len(article.links)
    return render_article(
        theme, PAGE, article_values(article, resolutions, [()] * len(resolutions), ArticleContext(), PAGE)
    ).decode()


def images(page: str) -> list[dict[str, str]]:
    """The attributes of every image."""
    return [
        {name: unescape(value) for name, value in re.findall(r'([a-z]+)="([^"]*)"', tag)}
        for tag in re.findall(r"<img [^>]*>", page)
    ]


def test_an_image_has_its_size_and_renditions(theme: Theme) -> None:
    [image] = images(page_of(theme, article(lead_image=FERRY, image_alt='A "ferry" <b>')))
    assert image.pop("sizes").startswith("(min-width: ")
    assert image == {
        "src": "ferry.1-1920.jpg",
        "srcset": "ferry.1-640.jpg 640w, ferry.1-1280.jpg 1280w, ferry.1-1920.jpg 1920w",
        "width": "1920",
        "height": "960",
        "alt": 'A "ferry" <b>',
        "decoding": "async",
    }


def test_each_image_of_an_article_is_numbered_once() -> None:
    views = image_views(article(lead_image=FERRY, body_images={"a": LOGO, "b": FERRY, "c": LOGO}), PAGE)
    assert {path: view.renditions[-1].path for (path, _), view in views.items()} == {
        "img/ferry.png": "articles/2024/08/15/ferry.1-1920.jpg",
        "logo.gif": "articles/2024/08/15/ferry.2-300.jpg",
    }
    assert image_views(article(), PAGE) == {}


def test_a_single_rendition_has_no_srcset(theme: Theme) -> None:
    [image] = images(page_of(theme, article(lead_image=LOGO)))
    assert (image["src"], image["width"], image["height"]) == ("ferry.1-300.jpg", "300", "120")
    assert not image.keys() & {"srcset", "sizes"}


@pytest.mark.parametrize(
    ("fields", "alt"),
    [
        pytest.param({"image_alt": "A ferry", "caption": Fragment(("On the river",))}, "A ferry", id="described"),
        pytest.param({"caption": Fragment(("On the river",))}, "Image described in the caption", id="captioned"),
        pytest.param({"credit": Fragment(("Jane Doe",))}, "Image without a description", id="neither"),
    ],
)
def test_alternative_text(fields: dict[str, Any], alt: str, theme: Theme) -> None:
    [image] = images(page_of(theme, article(lead_image=FERRY, **fields)))
    assert image["alt"] == alt


def test_the_themes_alternative_text_has_its_own_language(theme: Theme) -> None:
    assert images(page_of(theme, article(lead_image=FERRY, language="ru")))[0]["lang"] == "en"
    assert "lang" not in images(page_of(theme, article(lead_image=FERRY, language="ru", image_alt="Паром")))[0]


def test_body_images_keep_their_places(theme: Theme) -> None:
    links = (
        Link("The ferry", "img/ferry.png", region=LinkRegion.IMAGE),
        Link("", "logo.gif", region=LinkRegion.IMAGE),
        Link("words", "logo.gif"),
        Link("Gone", "gone.png", region=LinkRegion.IMAGE),
    )
    body = Fragment(("<p>", " and ", " and ", " and ", "</p>"), links)
    page = page_of(theme, article(body=body, body_images={"img/ferry.png": FERRY, "logo.gif": LOGO}))
    shown = images(page)
    assert [(image["src"], image["alt"]) for image in shown] == [
        ("ferry.1-1920.jpg", "The ferry"),
        ("ferry.2-300.jpg", "Image"),
    ]
    assert ["loading" in image for image in shown] == [False, True]
    assert '<span class="image">Gone</span>' in page
    assert 'id="at-1"' in page
    assert 'id="ref-2"' in page


def test_an_image_used_twice_is_published_once() -> None:
    views = image_views(article(lead_image=FERRY, body_images={"a": FERRY}), PAGE)
    assert list(views) == [("img/ferry.png", None)]


def test_provenance_describes_the_image_files(theme: Theme) -> None:
    page = page_of(theme, article(lead_image=FERRY, body_images={"a": LOGO}))
    provenance = page[page.index('id="provenance"') :]
    for text in ("img/ferry.png", "PNG", "2,000 × 1,000", "1,234,567 bytes", "1" * 64, "logo.gif", "2" * 64):
        assert text in provenance
    assert provenance.count("without the file’s metadata") == 1
    assert "without the file’s metadata" not in page_of(theme, article())


def test_a_missing_image_is_reported(theme: Theme) -> None:
    missing = "The image was not captured."
    assert missing in page_of(theme, article(image="https://img.example/a.jpg"))
    assert missing not in page_of(theme, article(image="img/ferry.png", lead_image=FERRY))

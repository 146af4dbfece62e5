"""The citation on an article page."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest

from kursk_archive.config import Site
from kursk_archive.core.enums import ArticleId, LinkKind, LinkRegion
from kursk_archive.core.model import Article, ArticleContext, Capture, Fragment, Link, PartialDate, Resolution
from kursk_archive.renderer.pages import article as article_page
from kursk_archive.renderer.theme.environment import Theme

PAGE = "articles/2024/08/15/ferry.html"
SOURCE = "https://herald.example/ferry"
THEME = Theme(Site(title="The Examplia archive"))


def markup(base_url: str | None = None, title: str = "Ferry to Examplia", **values: Any) -> str:
    capture = Capture(ArticleId("ferry.txt"), "ab" * 32, 1, "text", "utf-8")
    article = Article(capture, title, Fragment(), **values)
    resolutions = [Resolution(LinkKind.NEWS, canonical=article.source_url)] * (article.source is not None)
    values = article_page.article_values(
        article, resolutions, [()] * len(resolutions), ArticleContext(), PAGE, base_url
    )
    return article_page.render_article(THEME, PAGE, values).decode()


def sentence(*args: Any, **values: Any) -> str:
    (sentence,) = re.findall('<p class="sentence"[^>]*>(.*?)</p>', markup(*args, **values))
    return html.unescape(re.sub("<[^>]*>", "", sentence))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param({}, "Ferry to Examplia. Date unknown. Archived in The Examplia archive.", id="title-alone"),
        pytest.param(
            {"publisher": "The Fictional Herald"},
            "Ferry to Examplia. The Fictional Herald. Date unknown. Archived in The Examplia archive.",
            id="undated",
        ),
        pytest.param(
            {"date": PartialDate("2024-08")},
            "Ferry to Examplia. August 2024. Archived in The Examplia archive.",
            id="month",
        ),
        pytest.param(
            {
                "authors": ("Jane Doe", "John Q. Placeholder Jr."),
                "title": "Who Goes There?",
                "publisher": "The Fictional Herald",
                "date": PartialDate("2024-08-15T23:30:00-11:00"),
                "source": Link("", SOURCE, region=LinkRegion.SOURCE),
                "base_url": "https://archive.example/",
            },
            "Jane Doe and John Q. Placeholder Jr. Who Goes There? The Fictional Herald, August 15, 2024."
            f" <{SOURCE}>. Archived in The Examplia archive, <https://archive.example/{PAGE}>.",
            id="all",
        ),
        pytest.param(
            {"title": "<b>&", "publisher": "<i>", "authors": ("<s>",)},
            "<s>. <b>&. <i>. Date unknown. Archived in The Examplia archive.",
            id="hostile",
        ),
    ],
)
def test_the_citation_contains_what_is_known(values: dict[str, Any], expected: str) -> None:
    assert sentence(**values) == expected


def test_a_title_in_another_language_has_a_lang_attribute() -> None:
    assert '<cite lang="uk">Пором.</cite>' in markup(title="Пором", language="uk")


def test_citation_files_are_part_of_the_page() -> None:
    links = re.findall(r'<a download="([^"]*)" href="data:([^,"]*),[^"]*">([^<]*)</a>', markup())
    assert links == [
        ("ferry.bib", "application/x-bibtex", "BibTeX"),
        ("ferry.ris", "application/x-research-info-systems", "RIS"),
        ("ferry.csl.json", "application/vnd.citationstyles.csl+json", "CSL-JSON"),
    ]


def test_an_image_without_text_is_listed_as_image() -> None:
    body = Fragment(("<p>", "</p>"), (Link("", "#", region=LinkRegion.IMAGE),))
    article = Article(Capture(ArticleId("a.txt"), "0" * 64, 1, "text", "utf-8"), "Ferry", body)
    filled = article_page.article_values(article, [Resolution(LinkKind.LOST)], [()], ArticleContext(), PAGE)
    assert "</a> Image</li>" in article_page.render_article(THEME, PAGE, filled).decode()

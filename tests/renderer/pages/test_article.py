"""The summary of an article."""

from __future__ import annotations

import pytest

from kursk_archive.config import Site
from kursk_archive.core.enums import ArticleId, LinkKind, LinkRegion
from kursk_archive.core.model import Article, ArticleContext, Capture, Fragment, Link, Resolution
from kursk_archive.renderer.pages.article import (
    SUMMARY_CHARACTERS,
    article_values,
    reading_minutes,
    render_article,
)
from kursk_archive.renderer.theme.environment import Theme


def summary(body: Fragment, description: str | None = None) -> object:
    capture = Capture(ArticleId("a.txt"), "0" * 64, 1, "text", "utf-8")
    article = Article(capture, "Ferry to Examplia", body, description=description)
    lost = [Resolution(LinkKind.LOST)] * len(body.links)
    return article_values(article, lost, [()] * len(lost), ArticleContext(), "articles/undated/a.html")["summary"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(Fragment(), "Ferry to Examplia", id="no-body"),
        pytest.param(Fragment(("<p>One  ferry</p>",)), "One ferry", id="short"),
        pytest.param(Fragment(("<p>" + "ab " * 100 + "</p>",)), "ab " * 53 + "…", id="long"),
        pytest.param(Fragment(("<p>" + "a" * 160 + "</p>",)), "a" * 160, id="just-as-long"),
        pytest.param(Fragment(("<p>" + "a" * 161 + "</p>",)), "a" * 160 + " …", id="one-word"),
        pytest.param(
            Fragment(("<p>" + "a" * 159, "b c</p>"), (Link("x", "#"),)), "a" * 159 + "x …", id="cut-after-a-link"
        ),
        pytest.param(
            Fragment(("<p>", *[" and "] * 39, "</p>"), (Link("ab", "#"),) * 40),
            "ab and " * 22 + "ab …",
            id="many-links",
        ),
        pytest.param(
            Fragment(("<p>", *[" "] * 9, "</p>"), (Link("ab", "#"),) * 10),
            "ab " * 9 + "ab",
            id="a-few-links-in-a-short-text",
        ),
        pytest.param(
            Fragment(("<p>", " " + "b" * 200 + "</p>"), (Link("", "#"),)), "b" * 160 + " …", id="link-without-words"
        ),
    ],
)
def test_a_summary_is_the_beginning_of_the_text(body: Fragment, expected: str) -> None:
    assert summary(body) == expected


def test_a_summary_is_the_description_if_there_is_one() -> None:
    assert summary(Fragment(("<p>One ferry</p>",)), "A ferry goes.") == "A ferry goes."
    assert len(str(summary(Fragment(), "word " * 90))) <= SUMMARY_CHARACTERS + len(" …")


CAPTURE = Capture(ArticleId("a.txt"), "0" * 64, 1, "text", "utf-8")
OUTSIDE = "https://valley.example/ferry"


def page_with(*links: tuple[Link, Resolution], source: bool = False) -> str:
    body = Fragment(("<p>", *[" and "] * (len(links) - 1), "</p>"), tuple(link for link, _ in links))
    original = Link("", "https://herald.example/a", region=LinkRegion.SOURCE) if source else None
    article = Article(CAPTURE, "Ferry to Examplia", body, source=original)
    resolutions = [resolution for _, resolution in links]
    copies: list[tuple[tuple[str, str], ...]] = [()] * len(links)
    if original:
        resolutions.append(Resolution(LinkKind.NEWS, original.href))
        copies.append((("web.archive.org", f"https://web.archive.org/web/2024/{original.href}"),))
    values = article_values(article, resolutions, copies, ArticleContext(), "articles/undated/a.html")
    return render_article(Theme(Site()), "articles/undated/a.html", values).decode()


def outside(text: str) -> tuple[Link, Resolution]:
    return Link(text, OUTSIDE), Resolution(LinkKind.WEB, OUTSIDE)


def lost(text: str) -> tuple[Link, Resolution]:
    return Link(text, "#"), Resolution(LinkKind.LOST)


def test_links_to_one_address_are_one_reference() -> None:
    page = page_with(outside("a report"), lost("gone"), outside("the report"), outside("a report"))
    assert page.count(f'<a href="{OUTSIDE}">{OUTSIDE}</a>') == 1
    assert page.count('id="ref-1"') == 1
    for anchor in ("at-1", "at-1-2", "at-1-3"):
        assert page.count(f'id="{anchor}"') == 1
        assert page.count(f'href="#{anchor}"') == 1
    entry = page[page.index('<li id="ref-1">') :].partition("</li>")[0]
    assert entry.count("<q>") == 2


def test_links_that_are_lost_are_gathered_and_counted() -> None:
    page = page_with(lost("first"), outside("a report"), lost("second"))
    assert "2 links lost in this capture" in page
    assert "1 link lost in this capture" in page_with(lost("only"))
    assert "lost in this capture" not in page_with(outside("a report"))
    losses = page[page.index('<div class="losses">') :]
    assert losses.index('id="ref-1"') < losses.index(">first<") < losses.index('id="ref-3"') < losses.index(">second<")
    assert 'href="#at-3"' in losses


def test_a_number_says_where_its_link_leads() -> None:
    page = page_with(outside("a report"), lost("gone"))
    assert 'aria-label="Reference 1: web page"' in page
    assert 'aria-label="Reference 2: lost"' in page


def test_an_archived_copy_stands_beside_the_original() -> None:
    facts = page_with(outside("a report"), source=True).partition('<div class="facts">')[2].partition("</div>")[0]
    assert facts.index("Original at herald.example") < facts.index("Copy at web.archive.org")


@pytest.mark.parametrize(
    ("text", "language", "minutes"),
    [
        ("", "en", 1),
        ("word " * 250, "en", 1),
        ("word " * 590, "uk", 3),
        ("字" * 1200, "zh-Hant", 3),
        ("字" * 1200, None, 1),
    ],
)
def test_reading_time(text: str, language: str | None, minutes: int) -> None:
    assert reading_minutes(Fragment((f"<p>{text}</p>",)), language) == minutes

"""The summary of an article."""

from __future__ import annotations

import pytest

from kursk_archive.core.enums import ArticleId, LinkKind
from kursk_archive.core.model import Article, ArticleContext, Capture, Fragment, Link, Resolution
from kursk_archive.renderer.pages.article import SUMMARY_CHARACTERS, article_values


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

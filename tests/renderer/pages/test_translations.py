"""Links to translations."""

from __future__ import annotations

import pytest

from kursk_archive.config import Site
from kursk_archive.core.enums import ArticleId, LinkKind, LinkRegion
from kursk_archive.core.model import Article, ArticleContext, ArticleSummary, Capture, Fragment, Link, Resolution
from kursk_archive.renderer.pages import article as article_page
from kursk_archive.renderer.pages.links import LinkView, link_view
from kursk_archive.renderer.pages.translations import TranslationLink, translation_links
from kursk_archive.renderer.theme.environment import Theme

OWN = "articles/2024/08/15/talks.html"


def teaser(
    language: str | None, page: str = "articles/2024/08/15/talks-{}.html", title: str = "Talks"
) -> ArticleSummary:
    return ArticleSummary(ArticleId(f"{language}.txt"), page.format(language), title, None, None, language)


def stated(language: str, href: str, target: ArticleSummary | None = None, kind: LinkKind = LinkKind.WEB) -> LinkView:
    resolution = Resolution(kind, None if kind is LinkKind.RELATIVE else href)
    return link_view(0, Link(language, href, region=LinkRegion.TRANSLATION), resolution, target, (), None, "../")


def test_archived_translations_come_first_by_language() -> None:
    outside = stated("pl", "https://news.example/pl")
    links = translation_links([teaser("uk"), teaser("ru")], [outside], OWN, "../")
    pages = {language: f"articles/2024/08/15/talks-{language}.html" for language in ("ru", "uk")}
    assert links == (
        TranslationLink("Русский", "ru", f"../{pages['ru']}", pages["ru"]),
        TranslationLink("Українська", "uk", f"../{pages['uk']}", pages["uk"]),
        TranslationLink("Polski", "pl", "https://news.example/pl"),
    )


def test_a_translation_stated_by_both_articles_is_shown_once() -> None:
    uk = teaser("uk")
    links = translation_links([uk], [stated("uk", "https://news.example/uk", uk)], OWN, "")
    assert [link.label for link in links] == ["Українська"]


def test_an_article_is_not_its_own_translation() -> None:
    assert (
        translation_links([teaser("en", OWN)], [stated("en", "https://news.example/en", teaser("en", OWN))], OWN, "")
        == ()
    )


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        pytest.param(
            stated("", "https://news.example/uk"),
            TranslationLink("news.example", None, "https://news.example/uk"),
            id="address alone",
        ),
        pytest.param(
            stated("", "x.txt", teaser(None)),
            TranslationLink("Talks", None, *["articles/2024/08/15/talks-None.html"] * 2),
            id="article without a language",
        ),
    ],
)
def test_a_translation_without_a_language_has_a_title_or_host(link: LinkView, expected: TranslationLink) -> None:
    archived = [link.target] if link.target else []
    assert translation_links(archived, [link], OWN, "") == (expected,)


def test_broken_translation_links_are_omitted() -> None:
    assert translation_links([], [stated("uk", "gone.txt", kind=LinkKind.RELATIVE)], OWN, "") == ()


def page(context: ArticleContext, translations: tuple[Link, ...] = (), language: str = "en") -> str:
    capture = Capture(ArticleId("talks.txt"), "0" * 64, 1, "text", "utf-8")
    source = Link("u", "https://news.example/talks", region=LinkRegion.SOURCE)
    article = Article(capture, "Talks", Fragment(), source=source, language=language, translations=translations)
    resolutions = [Resolution(LinkKind.WEB, reference.href) for reference in article.references()]
    values = article_page.article_values(article, resolutions, [()] * len(resolutions), context, OWN)
    return article_page.render_article(Theme(Site()), OWN, values).decode()


def test_alternates_are_the_archived_translations_and_the_page_itself() -> None:
    html = page(ArticleContext(translations=(teaser("uk"),)))
    assert '<link rel="alternate" hreflang="en" href="../../../../articles/2024/08/15/talks.html">' in html
    assert '<link rel="alternate" hreflang="uk" href="../../../../articles/2024/08/15/talks-uk.html">' in html
    assert 'hreflang="uk" lang="uk">Українська</a>' in html


def test_a_right_to_left_language_has_a_dir_attribute() -> None:
    assert 'hreflang="he" lang="he" dir="rtl">עברית</a>' in page(ArticleContext(translations=(teaser("he"),)))


def test_an_external_translation_is_not_an_alternate() -> None:
    html = page(ArticleContext(), (Link("uk", "https://news.example/uk", region=LinkRegion.TRANSLATION),))
    assert '<a href="https://news.example/uk" hreflang="uk" lang="uk">Українська</a>' in html
    assert 'rel="alternate"' not in html


def test_a_page_without_translations_does_not_mention_any() -> None:
    html = page(ArticleContext())
    assert "Other languages" not in html
    assert "hreflang" not in html


def test_translations_do_not_displace_the_source() -> None:
    html = page(ArticleContext(), (Link("uk", "https://other.example/uk", region=LinkRegion.TRANSLATION),))
    assert '<p class="original"><a href="https://news.example/talks">' in html

"""Links that a site generator would have replaced."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.core.enums import ArticleId
from kursk_archive.resolver.template_links import (
    keys_by_name,
    name_key,
    name_of_link,
    read_name_link,
    read_template_link,
)

NAMED = [
    ("{% link _posts/2024-01-02-a.md %}", "2024-01-03-b.md", "2024-01-02-a.md"),
    ("{% link _posts/2024-01-02-a.md %}", "site/2024-01-03-b.md", "site/2024-01-02-a.md"),
    ("{% link en/news/_posts/2024-01-02-a.md %}", "site/en/news/b.md", "site/en/news/2024-01-02-a.md"),
    ("{% link uk/news/_posts/2024-01-02-a.md %}", "site/en/news/b.md", "site/uk/news/2024-01-02-a.md"),
    ("{% link _reports/2024/a.md %}", "reports/b.md", "reports/2024/a.md"),
    ("link:///2024/a/", "b.rst", "/2024/a/"),
    ("link://tag/high water", "b.rst", "/categories/high%20water"),
    ("link://listing/a.py", "b.rst", "/listings/a.py.html"),
    ("link://filename/posts/a.rst", "posts/b.rst", "posts/a.rst"),
    ("{%- link a.md -%}#top", "b.md", "a.md"),
    ("{% post_url 2024-01-02-a %}", "site/b.markdown", "site/2024-01-02-a.markdown"),
    ("{{ site.baseurl }}{% post_url 2024-01-02-a %}", "site/b.md", "site/2024-01-02-a.md"),
    ('{{< ref "a.md" >}}', "en/post/b.md", "en/post/a.md"),
    ('{{< ref "/news/a" >}}', "en/post/b.md", "en/news/a.md"),
    ('{{% relref path="../news/a.md" lang="uk" %}}', "en/post/b.md", "en/news/a.md"),
    ("@/post/a.md#top", "post/b.md", "post/a.md"),
    ("@/handbook/content/a.md", "handbook/content/b.md", "handbook/content/a.md"),
    ("@/handbook/content/a.md", "handbook/b.md", "handbook/content/a.md"),
    ("@site/blog/a.mdx", "uk/blog/b.md", "uk/blog/a.mdx"),
    ("{filename}/post/a.md", "post/b.md", "post/a.md"),
    ("|filename|a.md", "post/b.md", "post/a.md"),
    ("{{ site.baseurl }}/2024/a", "b.md", "/2024/a"),
    ('{{ "/2024/a" | relative_url }}', "b.md", "/2024/a"),
    ("{{ '/' | absolute_url }}2024/a", "b.md", "/2024/a"),
]


@pytest.mark.parametrize(("href", "own", "expected"), NAMED, ids=ascii)
def test_what_a_link_names(href: str, own: str, expected: str) -> None:
    assert read_template_link(href, ArticleId(own)) == expected


@pytest.mark.parametrize(
    "href",
    [
        "",
        "a.md",
        "https://news.example/{a}",
        "{{ x }}",
        "{{ site.repository }}/a",
        "{% include a %}",
        "{{< ref '../../../a.md' >}}",
        "@desk",
    ],
)
def test_other_hrefs_name_nothing(href: str) -> None:
    assert read_template_link(href, ArticleId("post/b.md")) is None


@given(st.text() | st.sampled_from([href for href, _, _ in NAMED]).flatmap(lambda href: st.text().map(href.__add__)))
def test_it_is_total(href: str) -> None:
    named = read_template_link(href, ArticleId("site/post/b.md"))
    assert named is None or not named.startswith("..")


@pytest.mark.parametrize(
    ("href", "name", "path"),
    [
        ("[[A Flood]]", "A Flood", None),
        ("[[a-flood|water]]", "A Flood", None),
        ("[[A Flood.md#Night]]", "A Flood", None),
        ("[[2024/A Flood#Night|x]]", "A Flood", "notes/2024/A Flood.md"),
        ("link://slug/a-flood", "A Flood", None),
        ("link://slug/a-flood#night", "A Flood", None),
    ],
)
def test_a_link_that_calls_an_article_by_its_name(href: str, name: str, path: str | None) -> None:
    named = read_name_link(href, ArticleId("notes/2024/Own.md"))
    assert named is not None
    assert (named.key, named.path) == (name_key(name), path)


@pytest.mark.parametrize("href", ["[[]]", "[[#Night]]", "[[a]", "[a]", "link://tag/a", "https://a.example/[[a]]"])
def test_other_links_call_no_name(href: str) -> None:
    assert read_name_link(href, ArticleId("a.md")) is None


def test_articles_are_called_by_their_file_and_by_their_page() -> None:
    assert keys_by_name(ArticleId("2024/A Flood.md"), "high-water") == (name_key("a flood"), name_key("high-water"))
    assert keys_by_name(ArticleId("a.rst"), "a") == (name_key("a"),)
    assert keys_by_name(ArticleId("a.txt"), "a") == ()


@pytest.mark.parametrize(
    ("href", "name"),
    [
        ("places/Old%20Pier.md", "Old Pier"),
        ("./pier.md#past", "pier"),
        ("/places/pier.md", "pier"),
        ("[[Old Pier]]", "Old Pier"),
        ("places/index.md", None),
        ("places/", None),
        ("https://a.example/pier.md", None),
        ("../../../pier.md", None),
    ],
)
def test_a_link_to_a_file_calls_it_by_its_name(href: str, name: str | None) -> None:
    assert name_of_link(href, ArticleId("news/own.md")) == (name and name_key(name))

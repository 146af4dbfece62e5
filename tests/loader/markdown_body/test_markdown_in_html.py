"""Markdown inside of HTML and behind comments."""

from __future__ import annotations

import pytest

from kursk_archive.loader.markdown_body.markdown_in_html import write_links_as_html
from kursk_archive.loader.markdown_body.render import render_markdown


def test_a_comment_before_a_text_does_not_hide_its_markup() -> None:
    fragment, _ = render_markdown("<!-- more -->A **b** [c](https://c.example/).\n", "a.md")
    assert [(link.href, link.text) for link in fragment.links] == [("https://c.example/", "c")]
    assert "<strong>b</strong>" in fragment.segments[0]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<td>**A:**</td>", "<td><strong>A:</strong></td>"),
        ("<p>[a](/b)</p>", '<p><a href="/b">a</a></p>'),
        ('<p>[a](/b "c")</p>', '<p><a href="/b">a</a></p>'),
        ("<p>[![a](/b.png)](/c)</p>", '<p><a href="/c"><img src="/b.png" alt="a"></a></p>'),
        ("<p>![a](/b.png)</p>", '<p><img src="/b.png" alt="a"></p>'),
        ("<p>[a](/b_(c)?d=1&amp;e)</p>", '<p><a href="/b_(c)?d=1&amp;e">a</a></p>'),
        ("<code>**a** [b](c)</code>", "<code>**a** [b](c)</code>"),
        ('<a title="[b](c)">**</a>', '<a title="[b](c)">**</a>'),
        ("<p>2**3 and 4**5</p>", "<p>2**3 and 4**5</p>"),
        ("<p>a[0](b c)</p>", "<p>a[0](b c)</p>"),
    ],
)
def test_links_images_and_strong_words(markup: str, expected: str) -> None:
    assert write_links_as_html(markup) == expected


def test_links_in_html_are_links() -> None:
    fragment, _ = render_markdown("<table><tr>\n<td>![a](/a.png) [b\nc](/d)</td>\n</tr></table>\n", "a.md")
    assert [(link.href, link.text) for link in fragment.links] == [("/a.png", "a"), ("/d", "b c")]

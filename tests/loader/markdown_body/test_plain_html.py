"""HTML in which nothing is replaced, reported or neutralised."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kursk_archive.loader.markdown_body.embeds import EmbedReplacer
from kursk_archive.loader.markdown_body.neutralise import neutralise_html
from kursk_archive.loader.markdown_body.plain_html import is_plain_html
from kursk_archive.loader.markdown_body.sanitise import find_active_content

PIECES = (
    "<p>", "</p>", "<b", "<div", "</div", "<td", "<img", "<svg", "<a", "<Section>", "<noscript>", "<script", "<form",
    ' class="wide"', ' class="fb-post"', ' data-href="a"', ' href="https://paper.example/?a=b&c=d"', " href='a'",
    ' title="on', ' onclick="', ' style="a:b"', " only =", " data-tweet-id=", ' poster="javascript:x"', " disabled",
    '"', "'", "=", " ", "/", "/>", ">", "<", "&amp;", "&#45;", "<!--", "-->", "--!>", "<!", "<?", "word", "\n", "\n\n",
)  # fmt: skip


@pytest.mark.parametrize(
    "markup",
    [
        "",
        '<p style="text-align:justify" class="wp-block">Words &amp; <em>more</em><br />\n</p>',
        '<ul>\n<li><a href="https://paper.example/?a=1&b=2" target="_blank" rel="noopener">words</a></li>\n</ul>',
        '<!-- wp:paragraph {"align":"center"} --><table border="1"><tr><td colspan="2">1 > 0</td></tr></table>',
    ],
)
def test_what_most_bodies_hold_is_plain(markup: str) -> None:
    assert is_plain_html(markup)


@settings(max_examples=500)
@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_in_plain_html_nothing_is_replaced_reported_or_neutralised(markup: str) -> None:
    if is_plain_html(markup):
        assert EmbedReplacer(lambda title, address, line: "link").replace(markup, 1) == markup
        assert list(find_active_content(markup)) == []
        assert neutralise_html(markup) == markup

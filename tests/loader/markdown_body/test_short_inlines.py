"""Paragraphs read without the inline parser come out exactly as with it."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kursk_archive.core.enums import LinkRegion
from kursk_archive.loader.markdown_body.rendering import Rendering
from kursk_archive.loader.markdown_body.short_inlines import render_short
from tests.loader.markdown_body.both_ways import render, render_by_parser, texts

READ = (
    "word ", "Слово. ", "5.15.5 ", "AT&T & more ", "a_b_c ", "“said” ", "\n", " \n", "\n  ", "either/or ", "x > y ",
    "[said](https://news.example/a)", '[said](/a "A title")', "[two\nlines](#x)", "[https://news.example/a](#a)",
    "![ferry](ferry.jpg)", "![](ferry.jpg)", "[![ferry](a.jpg)](/b)", "[![](a.jpg)](/b) ", "**bold** ", "**bold**, ",
    "**[said](/a)** ", "**two\nlines** ", "`code` ", "`a*b<c>` ", "[snake_case](/x) ", "wow! ", "50% ",
    "https://news.example/x, ", "www.news.example ", "a@news.example ", "//news.example/x ", "<b>", "</b>", "<br/>",
    "<!-- c -->", "**I - **a ", "2 * 3 ",
    "*em* ", "_em_, ", "(_em_) ", "**_both_** ", "_**both**_ ", "[**bold**](/a)", "[aside] ", "1~2 ",
    "{x} ", "<https://news.example/a> ", "&mdash;", "&nbsp;", "&#8217;", "\\_", "\\[", "\\\\", "  \n", " **bold**  \n",
)  # fmt: skip
LEFT = (
    "*", "**", "***", "_", "__", "`", "``", "~~gone~~", "<b>", "</b>", "<!-- c -->", "&amp;", "&", "\\", "\\*", "[",
    "]", "](", "(", ")", "!", "![", "[^1]", "[a]", "[a][b]", "[]()", "[ ](#)", "[x](a;b)", "[x](<a b>)",
    "[x](a(b)c)", "  \n",
    "\t", "\u00a0", "\u2028", "\x85", "_em_", "*em* ", "**a*b** ", "{{ x }}", "{% x %}", "www.news.example",
    "t.me/examplia", "a@news.example", "https://news.example/x", "//news.example", "HTTP://news.example/x",
    "doi:10.1234/abc",
    "DOI: 10.1234/a", "magnet:?xt=a", "news.example/a_b", "1.2.3.4/x", "irc://news.example/x", "said.It",
    "**bold**word", "word**bold**",
    "` code `", "[`code`](/a)", "![a\nb](c)", "[![a](b)![c](d)](e)", "wow![![](a)](b)",
    "[a [b](c)](d)", "*em\n**both*** ", "**word:**word", "a* b", "[aside](", "[a]\n(b)", "&bogus;", "&#1;", "&Tab;",
    "\\\n", "\\{{ x }}", "&lt;% x %>", "{\\% x %}", "\\<% x %>",
    "__a__", "\u0301", "https://news.example/_a_ ", "ftp://news.example/*a* ", "https://", "xhttps://news.example ",
    "<a href='b'>", "</a>", "</b c>", "<i\n>", "<img src='a'>", "*a _b* c_ ", "*(a)*b ", 'a*"b"* ',
)  # fmt: skip


@settings(max_examples=1000)
@given(texts(*READ, *LEFT) | texts(*READ), st.sampled_from([LinkRegion.BODY, LinkRegion.CAPTION]))
@example("wow![![](a.png)](/b)", LinkRegion.BODY)
@example("**a** **b**", LinkRegion.BODY)
@example("**a\n[b](c) d** e", LinkRegion.BODY)
@example("Ferry\u00a0\n\nsails", LinkRegion.BODY)
@example("`one``[said](/a)`", LinkRegion.BODY)
@example("**a:**b", LinkRegion.BODY)
@example("_a b__c__d_", LinkRegion.BODY)
@example("ftp://news.example/*a*", LinkRegion.BODY)
@example("https://news.example/*a*b", LinkRegion.BODY)
@example("a|//news.example/b", LinkRegion.BODY)
@example("\\//news.example/b", LinkRegion.BODY)
@example("*a _b* c_ **d *e**", LinkRegion.BODY)
@example("a\n  \nb", LinkRegion.CAPTION)
def test_a_text_is_rendered_as_by_markdown_it(text: str, region: LinkRegion) -> None:
    assert render(text, region) == render_by_parser(text, region)


@pytest.mark.parametrize("trap", LEFT, ids=ascii)
def test_a_sign_of_other_markup_between_words_is_rendered_as_by_markdown_it(trap: str) -> None:
    for text in (f"The ferry {trap} sails **today**.", f"The ferry{trap}sails `today`.", f"[The {trap} ferry](/a)"):
        assert render(text) == render_by_parser(text)


@pytest.mark.parametrize("part", READ, ids=ascii)
def test_what_most_paragraphs_hold_is_read(part: str) -> None:
    text = f"The ferry {part} sails."
    assert render_short(text, 7, Rendering([text], 7, LinkRegion.BODY)) is not None


def test_links_and_images_keep_their_order_and_lines() -> None:
    fragment, _ = render("# The ferry\n\nIt [sails](/a) to\nthe **[port](/b)**. [![Quay](q.jpg)](/c)\n")
    assert [(link.text, link.href, link.line, link.region) for link in fragment.links] == [
        ("sails", "/a", 9, LinkRegion.BODY),
        ("port", "/b", 10, LinkRegion.BODY),
        ("Quay", "/c", 10, LinkRegion.BODY),
        ("Quay", "q.jpg", 10, LinkRegion.IMAGE),
    ]
    assert fragment.segments[2:4] == ("</strong>. ", "")

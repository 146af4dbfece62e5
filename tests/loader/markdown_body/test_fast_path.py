"""Fast rendering gives exactly what full rendering gives, or declines."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kursk_archive.core.enums import LinkRegion
from kursk_archive.core.model import Fragment, Link
from kursk_archive.loader.markdown_body.fast_path import render_inline, render_paragraphs
from kursk_archive.loader.markdown_body.full import render_full
from kursk_archive.loader.markdown_body.link_markers import strip_link_markers

PLAIN = (
    "word ",
    "Слово. ",
    "U.S. ",
    "“quoted” ",
    '"so," ',
    "it's ",
    "— ",
    "[aside] ",
    "\n",
    "\n\n",
    "\n \n",
    "1999 ",
    "a > b ",
    "é",
)
LINKS = ("[said](#)", "[two\nlines](#x)", "[a b](https://news.example/a_b?q=1&c=2)", "([in](b))", "[x](y), ")
TRAPS = (
    "![alt](src)", "\n- item", "\n1. item", "\n> quote", "\n# head", "\n===\n", "\n---\n", "**bold**", "_em_", "`code`",
    "<b>", "&amp;", "\\*", "~~gone~~", "|", "[a]: b\n", "[a][b]", "](", "[[", "()", "  \n", "\t", "\u00a0", "\u2028",
    "t.me/examplia", "www.news.example", "a@news.example", "https://news.example/x", "said.It", "{{ x }}", "[x](a;b)",
    "!", "[]()", "[ ](#)", "[x](a\x01b)", "\n[a]\n", "\n[a](b)", " \n",
)  # fmt: skip


def fast(text: str) -> Fragment | None:
    return render_paragraphs(text, 7, LinkRegion.BODY)


def text_of(*parts: str) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(parts), max_size=16).map("".join)


@settings(max_examples=1500)
@given(text_of(*PLAIN, *LINKS) | text_of(*PLAIN, *LINKS, *TRAPS) | st.text(max_size=60))
@example("![said](#)")
@example("[a](b)(c)")
def test_a_body_is_rendered_as_by_markdown_it(text: str) -> None:
    text = strip_link_markers(text)
    fragment = fast(text)
    if fragment is not None:
        assert (fragment, ()) == render_full(text, "a.txt", 7, LinkRegion.BODY)


@settings(max_examples=800)
@given(
    text_of(*PLAIN, *LINKS) | text_of(*PLAIN, *LINKS, *TRAPS) | st.text(max_size=60),
    st.sampled_from([LinkRegion.CAPTION, LinkRegion.CREDIT, LinkRegion.RELATED]),
)
@example("", LinkRegion.CAPTION)
@example("1. x", LinkRegion.CAPTION)
@example("# x > y", LinkRegion.CREDIT)
@example("[Ferry, Dry](#)", LinkRegion.RELATED)
def test_a_caption_is_rendered_as_by_markdown_it(text: str, region: LinkRegion) -> None:
    text = strip_link_markers(text)
    fragment = render_inline(text, 7, region)
    if fragment is not None:
        assert (fragment, ()) == render_full(text, "a.txt", 7, region)


@pytest.mark.parametrize("trap", TRAPS, ids=ascii)
def test_what_may_be_more_than_a_paragraph_is_declined(trap: str) -> None:
    text = f"The ferry {trap} sails."
    fragment = fast(text)
    assert fragment is None or (fragment, ()) == render_full(text, "a.txt", 7, LinkRegion.BODY)


def test_an_ordinary_article_is_rendered() -> None:
    fragment = fast(
        'The harbour master [said](#) Wednesday.\n\n"No," [he](https://news.example/he_said?a=1&b=2) added. [Aside]\n'
    )
    assert fragment is not None
    assert [(link.text, link.line, link.column) for link in fragment.links] == [("said", 7, 20), ("he", 9, 7)]
    assert fragment.segments[1] == ' Wednesday.</p>\n<p>"No," '


def test_an_ordinary_caption_is_rendered() -> None:
    fragment = render_inline("Ferries. [t.me/fictional](https://t.me/fictional)", 7, LinkRegion.CAPTION)
    link = Link("t.me/fictional", "https://t.me/fictional", 7, 10, LinkRegion.CAPTION, "t.me/fictional")
    assert fragment == Fragment(("Ferries. ", ""), (link,))

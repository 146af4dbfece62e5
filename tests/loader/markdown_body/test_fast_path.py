"""The short way through a body gives what the long way gives, or declines."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kursk_archive.core.enums import LinkRegion
from kursk_archive.core.model import Fragment, Link
from kursk_archive.loader.markdown_body import fast_path, render

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


def short(text: str) -> Fragment | None:
    return fast_path.render_paragraphs(text, 7, LinkRegion.BODY, render.may_hold_address)


def text_of(*parts: str) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(parts), max_size=16).map("".join)


@settings(max_examples=1500)
@given(text_of(*PLAIN, *LINKS) | text_of(*PLAIN, *LINKS, *TRAPS) | st.text(max_size=60))
@example("![said](#)")
@example("[a](b)(c)")
def test_it_is_what_markdown_makes_of_it(text: str) -> None:
    text = text.translate(render._SENTINELS)
    found = short(text)
    if found is not None:
        assert (found, ()) == render._at_length(text, "a.txt", 7, LinkRegion.BODY)


@settings(max_examples=800)
@given(
    text_of(*PLAIN, *LINKS) | text_of(*PLAIN, *LINKS, *TRAPS) | st.text(max_size=60),
    st.sampled_from([LinkRegion.CAPTION, LinkRegion.CREDIT, LinkRegion.RELATED]),
)
@example("", LinkRegion.CAPTION)
@example("1. x", LinkRegion.CAPTION)
@example("# x > y", LinkRegion.CREDIT)
@example("[Ferry, Dry](#)", LinkRegion.RELATED)
def test_a_caption_is_what_markdown_makes_of_it(text: str, place: LinkRegion) -> None:
    text = text.translate(render._SENTINELS)
    found = fast_path.render_inline(text, 7, place, render.may_hold_address)
    if found is not None:
        assert (found, ()) == render._at_length(text, "a.txt", 7, place)


@pytest.mark.parametrize("trap", TRAPS, ids=ascii)
def test_what_may_be_more_than_a_paragraph_goes_the_long_way(trap: str) -> None:
    text = f"The ferry {trap} sails."
    found = short(text)
    assert found is None or (found, ()) == render._at_length(text, "a.txt", 7, LinkRegion.BODY)


def test_an_ordinary_article_goes_the_short_way() -> None:
    found = short(
        'The harbour master [said](#) Wednesday.\n\n"No," [he](https://news.example/he_said?a=1&b=2) added. [Aside]\n'
    )
    assert found is not None
    assert [(link.text, link.line, link.column) for link in found.links] == [("said", 7, 20), ("he", 9, 7)]
    assert found.segments[1] == ' Wednesday.</p>\n<p>"No," '


def test_an_ordinary_caption_goes_the_short_way() -> None:
    found = fast_path.render_inline(
        "Ferries. [t.me/fictional](https://t.me/fictional)", 7, LinkRegion.CAPTION, render.may_hold_address
    )
    link = Link("t.me/fictional", "https://t.me/fictional", 7, 10, LinkRegion.CAPTION, "t.me/fictional")
    assert found == Fragment(("Ferries. ", ""), (link,))

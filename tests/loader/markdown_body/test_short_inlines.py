"""Paragraphs read without the inline parser come out exactly as with it."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it.rules_core import inline

from kursk_archive.core.enums import LinkRegion
from kursk_archive.core.findings import Finding
from kursk_archive.core.model import Fragment
from kursk_archive.loader.markdown_body import full
from kursk_archive.loader.markdown_body.link_markers import strip_link_markers
from kursk_archive.loader.markdown_body.parser import make_parser
from kursk_archive.loader.markdown_body.short_inlines import read_short

STANDARD = make_parser(full.MAX_NESTING)
STANDARD.core.ruler.at("inline", inline)
STANDARD.disable("early_paragraph")

READ = (
    "word ", "Слово. ", "5.15.5 ", "AT&T & more ", "a_b_c ", "“said” ", "\n", " \n", "\n  ", "either/or ", "x > y ",
    "[said](https://news.example/a)", '[said](/a "A title")', "[two\nlines](#x)", "[https://news.example/a](#a)",
    "![ferry](ferry.jpg)", "![](ferry.jpg)", "[![ferry](a.jpg)](/b)", "[![](a.jpg)](/b) ", "**bold** ", "**bold**, ",
    "**[said](/a)** ", "**two\nlines** ", "`code` ", "`a*b<c>` ", "[snake_case](/x) ", "wow! ", "50% ",
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
    "` code `", "[**bold**](/a)", "[`code`](/a)", "![a\nb](c)", "[![a](b)![c](d)](e)", "wow![![](a)](b)",
    "[a [b](c)](d)",
)  # fmt: skip
BLOCKS = (
    "\n\n", "\n- ", "\n1. ", "\n> ", "\n## ", "\n===\n", "\n---\n", "\n\n    ", "\n\n[a]: /b\n\n",
    "\n\n[^1]: note\n\n",
    "\n| a | b |\n|---|---|\n| ", "\n```\n", "\n<div>\n", "\n</div>\n", "\n\n<p>", "\n  - ", "\n\n  ", "\n>\n> ",
)  # fmt: skip


def render(text: str, region: LinkRegion = LinkRegion.BODY) -> tuple[Fragment, tuple[Finding, ...]]:
    return full.render_full(text, "a.md", 7, region)


def render_by_standard(text: str, region: LinkRegion = LinkRegion.BODY) -> tuple[Fragment, tuple[Finding, ...]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(full, "_parser", lambda: STANDARD)
        return render(text, region)


def texts(*parts: str) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(parts), max_size=14).map("".join)


BODIES = texts(*READ, *BLOCKS) | texts(*READ, *LEFT, *BLOCKS) | st.text(max_size=60)


@settings(max_examples=2000)
@given(BODIES)
@example("wow![![](a.png)](/b)")
@example("**a** **b**")
@example("**a\n[b](c) d** e")
@example("Ferry\u00a0\n\nsails")
@example("- Ferry\n\n      sails")
@example("> Ferry\nsails\n\n> a")
@example("`one``[said](/a)`")
def test_a_body_is_rendered_as_by_the_standard_rules(text: str) -> None:
    text = strip_link_markers(text).encode("utf-8", "replace").decode()
    assert render(text) == render_by_standard(text)


@settings(max_examples=500)
@given(texts(*READ, *LEFT))
def test_a_caption_is_rendered_as_by_the_standard_rules(text: str) -> None:
    assert render(text, LinkRegion.CAPTION) == render_by_standard(text, LinkRegion.CAPTION)


@pytest.mark.parametrize("trap", LEFT, ids=ascii)
def test_a_sign_of_other_markup_between_words_is_rendered_as_by_the_standard_rules(trap: str) -> None:
    for text in (f"The ferry {trap} sails **today**.", f"The ferry{trap}sails `today`.", f"[The {trap} ferry](/a)"):
        assert render(text) == render_by_standard(text)


@pytest.mark.parametrize("part", READ, ids=ascii)
def test_what_most_paragraphs_hold_is_read(part: str) -> None:
    assert read_short(f"The ferry {part} sails.".replace("  ", " ")) is not None


def test_links_and_images_keep_their_order_and_lines() -> None:
    fragment, _ = render("# The ferry\n\nIt [sails](/a) to\nthe **[port](/b)**. [![Quay](q.jpg)](/c)\n")
    assert [(link.text, link.href, link.line, link.region) for link in fragment.links] == [
        ("sails", "/a", 9, LinkRegion.BODY),
        ("port", "/b", 10, LinkRegion.BODY),
        ("Quay", "/c", 10, LinkRegion.BODY),
        ("Quay", "q.jpg", 10, LinkRegion.IMAGE),
    ]
    assert fragment.segments[2:4] == ("</strong>. ", "")

"""Bodies read without markdown-it-py come out exactly as with it."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings

from kursk_archive.core.enums import LinkRegion
from kursk_archive.core.model import Fragment
from kursk_archive.loader.markdown_body.rendering import Rendering
from kursk_archive.loader.markdown_body.short_blocks import render_blocks
from tests.loader.markdown_body.both_ways import render, render_by_parser, texts

WORDS = (
    "word ", "a|b", "[said](/a)", "**bold** ", "`code` ", "{{ x }} ", "https://news.example/x ", "\\", "&lt;%", "%> ",
    "}} ", "[a]: ", "[a] ",
)  # fmt: skip
BLOCKS = (
    "\n\n", "\n\n\n", "\n", "\n \n", "\n\t", "\n  ", "\n    ", "\n# ", "\n### x ###", "\n#x", "\n##", "\n# #",
    "\n---", "\n***", "\n* * *", "\n==", "\n=", "\n--  ", "\n- ", "\n* ", "\n+ ", "\n  - ", "\n    * ", "\n     - ",
    "\n-", "\n- \n", "\n-\ta", "\n -  b", "\n\n  c", "\n\n    d", "\n1. ", "\n2) ", "\n10. ", "\n   1. ", "\n01. ",
    "\n1986. ", "\n- a\n  b", "\n- a\nb", "\n- # h", "\n- > q", "\n- ```", "\n- <div>", "\n1. a\n   - b\n\n   c\n2. d",
    "\n> ", "\n>", "\n> > ", "\n>- ", "\n>\ta", "\n> ```", "\n> # ", "\n| a | b |\n|---|:-:|\n| c | d |", "\n|-|-|",
    "\n:-:|-", "\n# a|b\n|-|-|", "\n> a|b\n|-|-|", "\n<p>|\n|-|-|", "\na|b\n|-|-|\n<p>",
    "\n|-", "\n|a|", "\n- | a |\n  |--|\n  | c |", "\n```", "\n~~~", "\n``` py x", "\n    ```", "\n  ```",
    "\n<div>", "\n</div>", "\n<!-- c", "\n-->", "\n<!-- c -->", "\n<p>a</p>", "\n<b>a</b>", "\n<b>", "\n<script>",
    "\n</script>", "\n<pre>", "\n<?a", "?>", "\n<!A", "\n<![CDATA[", "]]>", '\n<img src="a.png">', "\n[a]: /b",
    "\n[^1]: c",
    '\n<iframe src="https://video.example/1"></iframe>', "\n\u00a0", "\n\u00a0\n", "\v", "\f", "\u2028", "\\", "\r",
)  # fmt: skip


@settings(max_examples=2500)
@given(texts(*WORDS, *BLOCKS))
@example("- Ferry\n\n      sails")
@example("> Ferry\nsails\n\n> a")
@example("- a\n- b\n\n  c\n- d")
@example("- a\n  - b\n\n- c")
@example("- a\n  ***\n- b\n  <hr>")
@example("1. a\n\n   ```\n   b\n   ```\n2. c")
@example("### a\n\nb\n===\n\n###### c")
@example("> - a\n> - b\n>\n>   c\n\nd")
def test_a_body_is_rendered_as_by_markdown_it(text: str) -> None:
    assert render(text) == render_by_parser(text)


@pytest.mark.parametrize(
    "body",
    [
        "One.\n\nTwo\nlines.\n",
        "# Head\n\n## Below ##\n\nHead\n====\n\nBelow\n-----\n",
        "- a\n- b\n  continued\n- c\nlazy\n",
        "* a\n\n* b\n\n  more of b\n\n    * c\n",
        "1. a\n2. b\n   - c\n   - d\n3. e\n",
        "> quoted\n> on\n>\n> - a\n> - b\n\n-- A name\n",
        "| a | b |\n| --- | :-: |\n| [c](/d) | |\n",
        "```py\nx = {1: 2}\n\n\ty\n```\n\n~~~\n[a]: b\n~~~\n",
        '<!-- more -->\n\n<div class="a">\n<p>b</p>\n</div>\n\nc <b>d</b>\n',
        "a\n\n---\n\n* * *\n\nb\n# c\n",
    ],
)
def test_what_most_bodies_hold_is_read(body: str) -> None:
    rendering = Rendering(body.split("\n"), 7, LinkRegion.BODY)
    assert render_blocks(body, rendering, lambda *_: "") is not None
    assert render(body) == render_by_parser(body)


def test_headings_are_numbered_without_gaps() -> None:
    fragment, _ = render("#### a\n\nb\n---\n\n> # c\n")
    assert fragment == Fragment(("<h4>a</h4>\n<h3>b</h3>\n<blockquote>\n<h2>c</h2>\n</blockquote>\n",))


def test_links_have_the_lines_of_their_blocks() -> None:
    fragment, _ = render(
        "- a\n  [b](/b)\n\n> c\n> [d](/d)\n\n| e |\n|---|\n| [f](/f) |\n\n<p>\n<a href='/g'>g</a></p>\n"
    )
    assert [(link.href, link.line) for link in fragment.links] == [("/b", 8), ("/d", 11), ("/f", 15), ("/g", 18)]


@pytest.mark.parametrize(
    "text",
    [
        "_a " * 3_000 + "b* " * 3_000,
        f"a{' ' * 20_000}b  \nc",
        "|" + "a|" * 200 + "\n|" + "-|" * 200 + "\n" + "|b|\n" * 60,
        "> " * 40 + "a",
        "- " * 40 + "a",
        "<b " + "a " * 10_000,
    ],
    ids=["marks", "spaces", "cells", "quotes", "lists", "attributes"],
)
def test_hostile_bodies_are_rendered_as_by_markdown_it(text: str) -> None:
    assert render(text) == render_by_parser(text)

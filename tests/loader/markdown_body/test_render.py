"""Rendering Markdown: links in order and at their positions, nothing lost, nothing dangerous."""

from __future__ import annotations

import html
import pickle
import re
import subprocess
import sys

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kursk_archive.core.enums import LinkRegion
from kursk_archive.core.model import Fragment, Link
from kursk_archive.loader.markdown_body.render import render_markdown


def rendered(markdown: str, line: int = 1, region: LinkRegion = LinkRegion.BODY) -> Fragment:
    fragment, findings = render_markdown(markdown, "a.txt", line, region)
    assert findings == ()
    return fragment


def with_links(fragment: Fragment) -> str:
    """Return the HTML with each link as `[text|address]`."""
    parts = [fragment.segments[0]]
    for link, segment in zip(fragment.links, fragment.segments[1:], strict=True):
        parts += (f"[{link.html}|{link.href}]", segment)
    return "".join(parts)


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("One.\n\nTwo.\n", "<p>One.</p>\n<p>Two.</p>\n"),
        ("He [said](#) so.", "<p>He [said|#] so.</p>\n"),
        ("*He* [**said**](#).", "<p><em>He</em> [<strong>said</strong>|#].</p>\n"),
        ("[a & b](x?a=1&b=2)", "<p>[a &amp; b|x?a=1&b=2]</p>\n"),
        ("[a][1]\n\n[1]: https://news.example/a", "<p>[a|https://news.example/a]</p>\n"),
        ("<https://news.example/a>", "<p>[https://news.example/a|https://news.example/a]</p>\n"),
        ("See https://news.example/a.", "<p>See [https://news.example/a|https://news.example/a].</p>\n"),
        ("See t.me/examplia/1, please", "<p>See [t.me/examplia/1|t.me/examplia/1], please</p>\n"),
        ("It was captured.In Kursk it rained.", "<p>It was captured.In Kursk it rained.</p>\n"),
        ("[a](<b c>)", "<p>[a|b c]</p>\n"),
        ("[a](%20\u00e9)", "<p>[a|%20\u00e9]</p>\n"),
        ("![A hall](hall.jpg)", "<p>[A hall|hall.jpg]</p>\n"),
        ("[![A hall](hall.jpg)](more)", "<p>[A hall|more][A hall|hall.jpg]</p>\n"),
        ("    indented\n", "<p>indented</p>\n"),
        ("> quoted\n\n- a\n- b\n", "<blockquote>\n<p>quoted</p>\n</blockquote>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("~~gone~~", "<p><s>gone</s></p>\n"),
        ("`<b>` & <", "<p><code>&lt;b&gt;</code> &amp; &lt;</p>\n"),
        ('"said" & it\'s', '<p>"said" &amp; it\'s</p>\n'),
        ("<b>bold</b> <a href='x'>link</a>", "<p><b>bold</b> [link|x]</p>\n"),
        ("<a href='x'>a <img src=y alt=z></a>", "<p>[a z|x][z|y]</p>\n"),
        ("", ""),
        ("\n \n", ""),
    ],
)
def test_markdown(markdown: str, expected: str) -> None:
    assert with_links(rendered(markdown)) == expected


@pytest.mark.parametrize(
    ("markdown", "levels"),
    [("# A\n\n## B\n\n# C", "232"), ("### A\n\n#### B", "23"), ("A\n=\n\nB\n-", "23"), ("# A\n\n###### B", "23")],
)
def test_headings_start_below_the_headline_and_skip_no_level(markdown: str, levels: str) -> None:
    assert "".join(re.findall(r"<h([1-6])>", with_links(rendered(markdown)))) == levels


def test_table_cells_are_aligned_by_class() -> None:
    table = with_links(rendered("a|b\n-|-:\n1|2\n"))
    assert '<td class="align-right">2</td>' in table
    assert "style" not in table


def test_links_have_line_and_column() -> None:
    text = "One [a](#), [b](#).\n\nTwo\n[c](#) and <a href='x'>d</a>\nhttps://news.example/e\n\n- [f](#)\n"
    positions = {link.text: (link.line, link.column) for link in rendered(text, line=11).links}
    assert positions == {
        "a": (11, 5), "b": (11, 13), "c": (14, 1), "d": (14, 12), "https://news.example/e": (15, 1), "f": (17, 3),
    }  # fmt: skip


def test_links_in_multiline_html_have_their_own_lines() -> None:
    text = "<div>\n<img src=a alt=A>\n<a name=x>none</a>\n<a href=b>B</a>\n</div>\n"
    assert [(link.href, link.line, link.region) for link in rendered(text).links] == [
        ("a", 2, LinkRegion.IMAGE),
        ("b", 4, LinkRegion.BODY),
    ]


def test_links_of_a_caption_have_its_region() -> None:
    fragment = rendered("The hall. [t.me/x](https://t.me/x)", region=LinkRegion.CREDIT)
    assert fragment.links == (Link("t.me/x", "https://t.me/x", 1, 11, LinkRegion.CREDIT, "t.me/x"),)
    assert fragment.text == "The hall. t.me/x"


def test_the_text_of_a_fragment_has_no_markup() -> None:
    assert rendered("# A\n\nB *c* [d &amp; e](#)\nf<br>g\n\n> h").text == "A B c d & e f g h"


@pytest.mark.parametrize(
    "opening",
    ["<textarea>", "<title>", "<xmp>", "<plaintext>", "<svg>", "<math><mtext>", "<template>", "<select><option>",
    "<noscript>", "<iframe>",
     "<style>", "<script>", "<!-- ", "<![CDATA[ ", "<?php ", '<div title="', "<p title='x", "<object><desc>",
     "<table><mglyph>", "<form>"],
)  # fmt: skip
@pytest.mark.parametrize("between", [" ", "\n\n"], ids=["inline", "block"])
def test_no_element_swallows_the_text_after_it(opening: str, between: str) -> None:
    fragment, _ = render_markdown(
        f"Before.\n\n{opening}{between}[more](https://news.example/more)\n\nAfter.\n", "a.txt"
    )
    assert fragment.text.startswith("Before.")
    assert fragment.text.endswith("After.")
    assert "more" in fragment.text


@pytest.mark.parametrize(
    "text",
    ["<b>&#2;99&#3;x&#4;</b>", "<div>&#2;99&#3;x&#4;</div>", "<a href='&#x2;0'>x</a> [real](r)",
    "\x020\x03x\x04 [real](r)",
     "<p title='&#2;0&#03;x&#4'>x</p> [real](r)"],
)  # fmt: skip
def test_link_markers_cannot_be_forged(text: str) -> None:
    fragment, _ = render_markdown(text, "a.txt")
    assert [link.href for link in fragment.links].count("r") <= 1
    assert not re.search(
        "[\x00-\x08]", "".join((*fragment.segments, *(link.html + link.href for link in fragment.links)))
    )


def test_a_finding_names_the_first_match_and_counts_the_others() -> None:
    _, findings = render_markdown("A\n\n<script>x</script>\n\n<b onclick=x>b</b> {{ a }} {% b %}", "a.txt", 10)
    assert [(finding.code, str(finding.location)) for finding in findings] == [
        ("script", "a.txt:12:1"),
        ("template-syntax", "a.txt:14:20"),
    ]
    assert "and 2 more" in findings[0].message
    assert "and 1 more" in findings[1].message


@pytest.mark.parametrize(
    "text", ["> " * 200 + "deep", "*a " * 600 + "b*" * 600, "<div>" * 600, "[" * 30_000, "word " * 30_000 + "*"]
)
def test_text_beyond_the_bounds_is_shown_as_plain_text(text: str) -> None:
    fragment, [finding] = render_markdown(text, "a.txt", 3)
    assert (finding.code, str(finding.location)) == ("nesting", "a.txt:3:1")
    assert fragment.segments == (f"<p>{html.escape(text.strip(), quote=False)}</p>\n",)


HOSTILE = {
    "list items": "- a\n\n",
    "nested list items": "- a\n  - b\n\n",
    "block quotes": "> a\n\n*b*\n\n",
    "headings": "# a\n",
    "set headings": "a\n=\n",
    "rules": "---\n\n",
    "emphasis": "*a* __b__\n",
    "one emphasis": "*",
    "code": "`a` ",
    "brackets": "[",
    "closed brackets": "[a]",
    "links": "[a](https://news.example/b)\n\n",
    "images": "![a](b.png)\n\n",
    "tables": "|a|b|\n|-|-|\n|c|d|\n\n",
    "tags": "<b>",
    "closed tags": "<i>a</i>\n\n",
    "anchors": "<a href=x>y</a>\n",
    "entities": "&amp;",
    "footnotes": "[^a]: b\n\n[^a] ",
    "reference definitions": "[a]: /b\n",
    "addresses": "https://news.example/b\n\n",
    "mail addresses": "a@news.com ",
    "braces": "{{",
    "shortcodes": "{{< youtube abcdefghijk >}}\n\n",
    "players": "<iframe src=x></iframe>\n\n",
    "backslashes": "\\\n",
    "comments": "<!--",
    "a long line": "word *",
}


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE)
def test_text_with_too_much_markup_is_shown_as_plain_text(piece: str) -> None:
    fragment, [finding] = render_markdown(piece * (4_000_000 // len(piece)), "a.txt")
    assert (finding.code, fragment.links) == ("nesting", ())


def test_the_largest_captures_take_less_than_a_gibibyte_of_memory() -> None:
    program = """
import resource, sys
from kursk_archive.loader.decode import MAX_CAPTURE_BYTES
from kursk_archive.loader.markdown_body.render import render_markdown
render_markdown("*a* <b>https://news.example/</b>", "a.txt")
resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))
for piece in sys.argv[1:]:
    for size in (380_000, MAX_CAPTURE_BYTES):
        render_markdown(piece * (size // len(piece)), "a.txt")
"""
    subprocess.run([sys.executable, "-c", program, "- a\n\n", "*a*\n\n", "<i>a</i>\n\n", "|a|\n|-|\n\n"], check=True)


def is_balanced(markup: str) -> bool:
    """Return True if every element is closed, and in order."""
    open_elements: list[str] = []
    for end, name in re.findall(r"<(/?)([a-z][a-z0-9]*)\b", markup):
        if end and (not open_elements or open_elements.pop() != name):
            return False
        if not end and name not in ("br", "hr", "wbr", "col"):
            open_elements.append(name)
    return not open_elements


PIECES = st.sampled_from(
    ["word", " ", "\n", "\n\n", "[a](#)", "![i](s)", "[", "]", "(", ")", "*", "_", "`", "~~", "<b>", "</b>",
    "<a href='h'>", "</a>", "<img src=s>",
     "<script>", "</script>", "<!--", "-->", "<svg>", "<table>", "<td>", "&amp;", "&#2;", "\\", "> ", "- ", "1. ",
     "# ", "|", "a|b\n-|-\n",
     "```\n", "[1]: u\n", "https://news.example/x", "t.me/x", "{{ x }}", "\x02", "\x04", "\ud800", "é", '<p title="',
     "'", '"', "<?", "="]
)  # fmt: skip


@settings(max_examples=250)
@example("- <a href='h'><svg><table>[a](#)", LinkRegion.BODY)
@given(
    st.lists(PIECES, max_size=25).map("".join) | st.text(max_size=60),
    st.sampled_from([LinkRegion.BODY, LinkRegion.CAPTION]),
)
def test_any_text_is_rendered_safely(text: str, region: LinkRegion) -> None:
    fragment, findings = render_markdown(text, "a.txt", 1, region)
    assert len(fragment.segments) == len(fragment.links) + 1
    assert pickle.loads(pickle.dumps((fragment, findings))) == (fragment, findings)
    assert not re.search("[\x02-\x04]", "".join((*fragment.segments, *(link.html for link in fragment.links))))
    assert not re.search(r"</?(script|a|img|svg|style)\b", "".join(fragment.segments), re.IGNORECASE)
    assert is_balanced("".join(fragment.segments))
    lines = text.count("\n") + 1
    assert all(1 <= (link.line or 1) <= lines for link in fragment.links)


@settings(max_examples=100)
@given(
    st.lists(
        st.sampled_from(["alpha", "beta", "[gamma](#)", "<b>delta</b>", "<svg>", "</svg>", "<section>", "\n\n"]),
        max_size=20,
    )
)
def test_no_word_is_lost(pieces: list[str]) -> None:
    fragment, _ = render_markdown(" ".join(pieces), "a.txt")
    assert re.findall(r"alpha|beta|gamma|delta", fragment.text) == re.findall(
        r"alpha|beta|gamma|delta", " ".join(pieces)
    )

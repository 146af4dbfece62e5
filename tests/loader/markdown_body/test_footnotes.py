"""Footnotes of Markdown."""

from __future__ import annotations

import re

import pytest

from kursk_archive.loader.markdown_body.render import render_markdown

TEXT = """The ferry[^1] sails[^long-name], and sails[^1].

[^1]: It is [old](https://news.example/old).

    It is *blue*.
[^long-name]: Every day.
[^unused]: Nobody asks.
"""


def markup(text: str) -> str:
    fragment, findings = render_markdown(text, "a.md")
    assert findings == ()
    links = [f"<a>{link.html}</a>" for link in fragment.links]
    return "".join(part for pair in zip(fragment.segments, [*links, ""], strict=True) for part in pair)


@pytest.mark.parametrize("text", [TEXT, f"{TEXT}\n<b>Raw</b> HTML."], ids=["markdown", "with HTML"])
def test_a_note_and_its_references_lead_to_each_other(text: str) -> None:
    page = markup(text)
    identifiers, targets = re.findall(r' id="([^"]*)"', page), re.findall(r' href="#([^"]*)"', page)
    assert identifiers == ["fnref-1", "fnref-2", "fnref-1-1", "fn-1", "fn-2"]
    assert targets == ["fn-1", "fn-2", "fn-1", "fnref-1", "fnref-2"]
    assert page.count('role="doc-noteref"') == 3
    assert page.count('role="doc-footnote"') == page.count('role="doc-backlink"') == 2


def test_a_note_that_nothing_refers_to_stays() -> None:
    assert "[^unused]: Nobody asks." in render_markdown(TEXT, "a.md")[0].text


def test_a_link_in_a_note_is_a_link_on_its_line() -> None:
    [link] = render_markdown(TEXT, "a.md", 11)[0].links
    assert (link.href, link.line) == ("https://news.example/old", 13)


def test_a_reference_without_a_note_is_text() -> None:
    assert markup("The ferry[^1] sails.") == "<p>The ferry[^1] sails.</p>\n"


def test_a_reference_in_a_link_is_a_number() -> None:
    assert "<a>said<sup>[1]</sup></a>" in markup('It <a href="#">said[^1]</a>.\n\n[^1]: So.')


@pytest.mark.parametrize(
    "text", ["a &#6;r0-0&#7;", "<b>&#6;r0-0&#7;</b>", "<b title='&#x6;n0&#7;'>b</b>", "\x06r0-0\x07"]
)
def test_the_marks_of_notes_cannot_be_forged(text: str) -> None:
    assert "doc-" not in markup(f"{text} *x*")
    assert not re.search("[\x00-\x08]", markup(f"{text} *x*"))

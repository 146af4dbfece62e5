"""Sanitising untrusted HTML, and finding the active content in it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kursk_archive.loader.markdown_body.sanitise import find_active_content, nesting_depth, sanitise_html


def cleaned(markup: str) -> str:
    return sanitise_html(markup, lambda address: address)


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<b>bold</b><br>", "<b>bold</b><br>"),
        ("<p>open", "<p>open</p>"),
        ("<script>x</script>a<style>b</style>", "a"),
        ("<b onclick=x style=y class=z id=w>a</b>", "<b>a</b>"),
        ("<p dir=rtl lang=ar>a</p>", '<p dir="rtl" lang="ar">a</p>'),
        ("<font color=red>a</font>", "a"),
        ("<td colspan=2>", ""),
        ("<table><tr><td colspan=2>a", '<table><tbody><tr><td colspan="2">a</td></tr></tbody></table>'),
        ("&#1;a&#127;", "a"),
        ('<abbr title="&quot; onclick=x">a</abbr>', '<abbr title="&quot; onclick=x">a</abbr>'),
    ],
)
def test_harmless_markup_is_kept(markup: str, expected: str) -> None:
    assert cleaned(markup) == expected


def test_every_address_is_passed_to_the_caller() -> None:
    met: list[str] = []

    def keep(address: str) -> str:
        met.append(address)
        return str(len(met))

    text = sanitise_html("<a href='javascript:x'>a</a><img src='data:y'><a href='//z'>b</a>", keep)
    assert met == ["javascript:x", "data:y", "//z"]
    assert text == '<a href="1">a</a><img src="2"><a href="3">b</a>'


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<b>fine</b>", []),
        ("a\n<ScRiPt>", [(1, "<ScRiPt")]),
        ("<b onclick = x>", [(0, "onclick =")]),
        ("<img/src=x/onerror=y>", [(0, "/onerror=")]),
        ("<p style=x>\n\n<iframe>", [(2, "<iframe")]),
        ("<style>b{}</style><meta charset=x><link rel=y>", []),
        ("<td background='javascript:x'>", [(0, "background='javascript:")]),
        ("<a href='javascript:x'>", []),
        ("<a href='\n<script>\n'>\n<form>", [(3, "<form")]),
        ("conclusion = on time", []),
    ],
)
def test_active_content_is_found(markup: str, expected: list[tuple[int, str]]) -> None:
    assert list(find_active_content(markup)) == expected


@pytest.mark.parametrize(
    ("markup", "expected"),
    [("", 0), ("<b>a</b><b>b</b>", 1), ("<b><i><u>", 3), ("<p><p><li><br><img>", 0), ("</b></b><i>", -1), ("a < b", 0)],
)
def test_nesting_depth(markup: str, expected: int) -> None:
    assert nesting_depth(markup) == max(expected, 0)


TAGS = st.sampled_from(
    [
        "<b>",
        "</b>",
        "<p>",
        "<a href=x>",
        "<img src=y>",
        "<table>",
        "<svg>",
        "<script>",
        "<b onclick=x",
        ">",
        "<",
        "&lt;",
        "'",
    ]
)


@settings(max_examples=150)
@given(st.lists(TAGS, max_size=20).map("".join) | st.text(st.characters(codec="utf-8"), max_size=40))
def test_sanitised_html_has_no_active_content(markup: str) -> None:
    assert [markup for _, markup in find_active_content(re.sub(r"[^<>]*(?=<|$)", "", cleaned(markup)))] == []

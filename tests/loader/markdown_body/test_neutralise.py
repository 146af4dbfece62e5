"""Neutralising HTML that would swallow the text after it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kursk_archive.loader.markdown_body.neutralise import neutralise_html, neutralise_unclosed


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<b>a</b>", "<b>a</b>"),
        ("a < b > c & d", "a < b > c & d"),
        ("<textarea rows=2>a</TEXTAREA>", "<span rows=2>a</span>"),
        ("<Section><h1>a</h1></Section>", "<div><div>a</div></div>"),
        ("<input><link><image src=x>", "<input><link><image src=x>"),
        ("<svg/onload=x>", "<span/onload=x>"),
        ("<b title='<svg>'><svg>", "<b title='<svg>'><span>"),
        ('<b title=">"><svg>', '<b title=">"><span>'),
        ("<a href='data:,<svg>'>", "<a href='data:,<svg>'>"),
        ("<script>if (a<svg) '</b>\"</script><svg>", "<script>if (a<svg) '</b>\"</script><span>"),
        ("<!-- <svg> --><svg>", "<!-- <svg> --><span>"),
        ("<!--><svg>", "<!--><span>"),
        ("<?php x ?><!DOCTYPE html><svg>", "<?php x ?><!DOCTYPE html><span>"),
        ("a <!-- b", "a <p>&lt;!-- b</p>\n"),
        ("<b>a</b><p title='b\n\nc", "<b>a</b><p>&lt;p title='b</p>\n<p>c</p>\n"),
        ("<svg title='b", "<span<p> title='b</p>\n"),
        ("&#2;&#x0003;&#04;&#20;&#x2a;", "&#20;&#x2a;"),
    ],
)
def test_elements_and_unclosed_tags_are_neutralised(markup: str, expected: str) -> None:
    assert neutralise_html(markup) == expected


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<script>a</script>b", "<script>a</script>b"),
        ("a<script >b", "a<span >b"),
        ("<style>a</style><STYLE>b<scripture>", "<style>a</style><span>b<scripture>"),
        ("<script>a</style>b", "<span>a</style>b"),
    ],
)
def test_unclosed_scripts_and_styles_are_neutralised(markup: str, expected: str) -> None:
    assert neutralise_unclosed(markup) == expected


@settings(max_examples=150)
@given(
    st.lists(
        st.sampled_from(
            ["<svg", "<b", "</b", ">", "='", "'", '"', "<!--", "-->", "<!", "<?", "a", " ", "<script>", "</script>"]
        )
    ).map("".join)
)
def test_neutralising_any_text_is_idempotent(markup: str) -> None:
    once = neutralise_html(markup)
    assert neutralise_html(once) == once

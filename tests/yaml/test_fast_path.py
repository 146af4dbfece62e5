"""The short way through YAML says what the long way says, or nothing."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kursk_archive.yaml import fast_path, reader
from kursk_archive.yaml.located import Located

_FRONTMATTER = """
title: "A Fictional Ferry: Timetable"
date: 2024-08-15
draft: false
subtitle: It's late - again
source_url: https://news.example/2024/08/15/ferry#top
topics: [ferry, 'the "Harbour"', Examplia Valley]
authors:
  - Jane Doe
  - "John Roe"
places:
- Examplia
section:
empty: []
"""


def test_it_reads_common_frontmatter() -> None:
    mapping = fast_path.read(_FRONTMATTER, 1)
    assert mapping == {
        "title": Located("A Fictional Ferry: Timetable", 2),
        "date": Located("2024-08-15", 3),
        "draft": Located(False, 4),
        "subtitle": Located("It's late - again", 5),
        "source_url": Located("https://news.example/2024/08/15/ferry#top", 6),
        "topics": Located(
            (Located("ferry", 7, 10), Located('the "Harbour"', 7, 17), Located("Examplia Valley", 7, 34)), 7
        ),
        "authors": Located((Located("Jane Doe", 9, 5), Located("John Roe", 10, 5)), 8),
        "places": Located((Located("Examplia", 12, 3),), 11),
        "section": Located(None, 13),
        "empty": Located((), 14),
    }


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a: b\na: c", id="a key twice"),
        pytest.param("a: b: c", id="a colon that YAML refuses"),
        pytest.param("a: b:", id="a colon at the end"),
        pytest.param("a: b # c", id="a comment"),
        pytest.param("# a: b", id="nothing but a comment"),
        pytest.param("a: b\n  c", id="a text that goes on"),
        pytest.param("a: b\n- c", id="a list where none can stand"),
        pytest.param("a:\n  - b\n- c", id="two indents"),
        pytest.param("a:\n  - b: c", id="a mapping in a list"),
        pytest.param("a:\n  b: c", id="a mapping in a mapping"),
        pytest.param('a: "b\\n"', id="an escape"),
        pytest.param("a: 'b''c'", id="a doubled quotation mark"),
        pytest.param("a: |\n  b", id="a block"),
        pytest.param("a: &b c", id="an anchor"),
        pytest.param("a: !b c", id="a tag"),
        pytest.param("a: [b, [c]]", id="a list in a list"),
        pytest.param("a: [b, ]", id="a comma before the bracket"),
        pytest.param("a: [[]]", id="an empty list in a list"),
        pytest.param("a: [b: c]", id="a pair in a list"),
        pytest.param("a: {b: c}", id="a mapping on the line"),
        pytest.param("a: [b", id="a list that is not closed"),
        pytest.param("a:\tb", id="a tab"),
        pytest.param("a: b\x85c", id="a line end of libyaml's"),
        pytest.param("true: b", id="a word for a key"),
        pytest.param("<<: b", id="a merge"),
        pytest.param("---\na: b", id="the beginning of a document"),
        pytest.param("a: b\n...", id="the end of a document"),
        pytest.param("a:b", id="no key"),
        pytest.param(f"{'a' * 2000}: b", id="a key that is too long"),
    ],
)
def test_it_declines_what_is_more(text: str) -> None:
    assert fast_path.read(text, 1) is None


_PIECES = st.sampled_from(
    [
        *(
            *"ab1-:#[]{},'\"&*!|>%@`?~\\.\t é—я\x85\u2028\ufeff\xa0",
            ": ",
            " #",
            "- ",
            "a: ",
            "b: ",
            "\n",
            "\na: ",
            "\nb:",
        ),
        *("\n- ", "\n  - ", "true", "null", "[a, b]", "'a'", '"b"', "https://a.example/", "2024-08-15"),
    ]
)
_SAID = st.lists(_PIECES, max_size=8).map("".join)
_LINES = st.tuples(st.sampled_from(["a:", "b: ", "Ab-c_1:  ", "c: [", "", "- ", "  - ", "true: "]), _SAID).map("".join)


@settings(max_examples=400)
@given(st.one_of(_SAID, st.lists(_LINES, max_size=5).map("\n".join), st.text(max_size=30)), st.integers(1, 9))
@example(_FRONTMATTER, 1)
@example("a: [b , c]", 1)
@example("a: [ ]", 1)
@example("a: 'b' ", 1)
@example("a: 1 - 2, {x} [y] ?", 1)
@example("a:\n\n  - b\n\n  - c\n\nd: e\n", 3)
def test_it_reads_what_libyaml_reads(text: str, first_line: int) -> None:
    short = fast_path.read(text, first_line)
    if short is not None:
        assert reader._at_length(text, "a.md", first_line, "frontmatter") == (short, ())
        assert list(short) == list(reader._at_length(text, "a.md", first_line, "frontmatter")[0] or {})

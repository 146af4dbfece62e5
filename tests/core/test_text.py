"""Sets of characters that texts may not contain, character by character."""

from __future__ import annotations

import re
import sys
import unicodedata

import pytest

from kursk_archive.core import text

EVERY = [chr(number) for number in range(sys.maxunicode + 1)]
CONTROLS = {char for char in EVERY if unicodedata.category(char) == "Cc"}
SURROGATES = {char for char in EVERY if unicodedata.category(char) == "Cs"}
NONCHARACTERS = {char for char in EVERY if 0xFDD0 <= ord(char) <= 0xFDEF or ord(char) & 0xFFFE == 0xFFFE}
UNTEXT = SURROGATES | NONCHARACTERS
WHITE_SPACE = {char for char in CONTROLS if char.isspace()}


@pytest.mark.parametrize(
    ("pattern", "characters"),
    [
        pytest.param(text.CONTROLS, CONTROLS - {"\t", "\n"}, id="html"),
        pytest.param(text.CONTROLS_BUT_LINK_MARKERS, CONTROLS - {*"\t\n\x02\x03\x04\x06\x07"}, id="html with markers"),
        pytest.param(text.NOT_IN_CAPTURES, CONTROLS - {"\t", "\n"} | UNTEXT, id="captures"),
        pytest.param(text.NOT_IN_VALUES, CONTROLS - {"\t", "\n", "\x85"} | UNTEXT, id="values"),
        pytest.param(text.NOT_IN_CITATIONS, CONTROLS - WHITE_SPACE | UNTEXT | {"\ufeff"}, id="citations"),
        pytest.param(
            text.NOT_IN_XML,
            {char for char in CONTROLS if char < " "} - {*"\t\n\r"} | SURROGATES | {"\ufffe", "\uffff"},
            id="xml",
        ),
        pytest.param(text.NOT_IN_YAML, CONTROLS - {*"\t\n\r\x85"} | SURROGATES | {"\ufffe", "\uffff"}, id="yaml"),
    ],
)
def test_the_pattern_matches_the_set(pattern: re.Pattern[str], characters: set[str]) -> None:
    assert set(filter(pattern.fullmatch, EVERY)) == characters


def test_invalid_xml_is_stripped() -> None:
    assert text.strip_invalid_xml("a\0b\ud800c\td") == "abc\td"


def test_unprintable_characters_are_escaped() -> None:
    assert text.escape_unprintable("a\x1b[2J\nй\u202e") == "a\\x1b[2J\\nй\\u202e"

"""What is wrong with a text that is not YAML, in the words of somebody who writes captures and not parsers."""

from __future__ import annotations

import re

import yaml

FORBIDDEN_CHARACTER = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""The characters that YAML 1.1 (section 4.1) does not allow; libyaml raises something else for each kind."""

_NEIGHBOURS = "this is indented unlike its neighbours, or stands after a closed quotation mark"
_QUOTE = "the quotation mark that opens here is not closed"

_FAULTS = (
    ("mapping values are not allowed", "a value holds a colon and a space, or a line is indented too far"),
    ("tab character", "a tab stands where YAML needs spaces"),
    ("node content", "a value is missing here, or a bracket is not closed"),
    ("expected key", _NEIGHBOURS),
    ("block end", _NEIGHBOURS),
    ("sequence entries are not allowed", "the `-` of a list cannot stand here"),
    ("escape", "a backslash cannot stand before this character; use single quotation marks"),
    ("document start", "this does not belong to the lines above"),
)
_FAULTS_AT_THEIR_BEGINNING = (
    ("or ']'", "the list that begins here is not closed"),
    ("or '}'", "the mapping that begins here is not closed"),
    ("unexpected end of stream", _QUOTE),
    ("document indicator", _QUOTE),
    ("document separator", _QUOTE),
    ("expected ':'", "this line has no `key:`"),
)
"""For these the beginning of the thing says more than the place where the parser gave up."""


def explain_yaml_error(error: yaml.MarkedYAMLError, text: str) -> tuple[str, int]:
    """Say what is wrong, and at which index of `text`."""
    problem = f"{error.problem or error.context or ''}"
    for words, plain in _FAULTS_AT_THEIR_BEGINNING:
        if words in problem and error.context_mark:
            return plain, error.context_mark.index
    index = min(error.problem_mark.index if error.problem_mark else 0, len(text.rstrip()))
    if "cannot start any token" in problem:
        return _bad_beginning(text[index : index + 1]), index
    return next((plain for words, plain in _FAULTS if words in problem), f"this is not YAML: {problem}"), index


def _bad_beginning(character: str) -> str:
    if character == "\t":
        return "a tab stands where YAML needs spaces"
    return f"a value that begins with `{character}` needs quotation marks"

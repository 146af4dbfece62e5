"""Messages for YAML errors in words that people who write captures understand."""

from __future__ import annotations

import yaml

_WRONG_INDENT = "this is indented unlike its neighbours, or stands after a closed quotation mark"
_OPEN_QUOTE = "the quotation mark that opens here is not closed"

_MESSAGES = (
    ("mapping values are not allowed", "a value holds a colon and a space, or a line is indented too far"),
    ("tab character", "a tab stands where YAML needs spaces"),
    ("node content", "a value is missing here, or a bracket is not closed"),
    ("expected key", _WRONG_INDENT),
    ("block end", _WRONG_INDENT),
    ("sequence entries are not allowed", "the `-` of a list cannot stand here"),
    ("escape", "a backslash cannot stand before this character; use single quotation marks"),
    ("document start", "this does not belong to the lines above"),
)
_CONTEXT_MESSAGES = (
    ("or ']'", "the list that begins here is not closed"),
    ("or '}'", "the mapping that begins here is not closed"),
    ("unexpected end of stream", _OPEN_QUOTE),
    ("document indicator", _OPEN_QUOTE),
    ("document separator", _OPEN_QUOTE),
    ("expected ':'", "this line has no `key:`"),
)
"""Errors reported at the beginning of the construct, which says more than where the parser gave up."""


def explain_yaml_error(error: yaml.MarkedYAMLError, text: str) -> tuple[str, int]:
    """Return the message for an error, and its index in the text."""
    problem = f"{error.problem or error.context or ''}"
    for words, message in _CONTEXT_MESSAGES:
        if words in problem and error.context_mark:
            return message, error.context_mark.index
    index = min(error.problem_mark.index if error.problem_mark else 0, len(text.rstrip()))
    if "cannot start any token" in problem:
        return _bad_first_character(text[index : index + 1]), index
    return next((message for words, message in _MESSAGES if words in problem), f"this is not YAML: {problem}"), index


def _bad_first_character(character: str) -> str:
    if character == "\t":
        return "a tab stands where YAML needs spaces"
    return f"a value that begins with `{character}` needs quotation marks"

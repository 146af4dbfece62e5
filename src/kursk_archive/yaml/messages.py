"""Messages for YAML errors in words that people who write captures understand."""

from __future__ import annotations

import yaml

_WRONG_INDENT = "inconsistent indentation, or text after a closing quotation mark"
_OPEN_QUOTE = "quotation mark is never closed"

_MESSAGES = (
    ("mapping values are not allowed", "value contains a colon and a space, or line is indented too far"),
    ("tab character", "tab where YAML requires spaces"),
    ("node content", "missing value or unclosed bracket"),
    ("expected key", _WRONG_INDENT),
    ("block end", _WRONG_INDENT),
    ("sequence entries are not allowed", "unexpected `-`: a list cannot start here"),
    ("escape", "invalid backslash escape; use single quotation marks"),
    ("document start", "does not belong to the lines above"),
)
_CONTEXT_MESSAGES = (
    ("or ']'", "list is never closed"),
    ("or '}'", "mapping is never closed"),
    ("unexpected end of stream", _OPEN_QUOTE),
    ("document indicator", _OPEN_QUOTE),
    ("document separator", _OPEN_QUOTE),
    ("expected ':'", "line has no `key:`"),
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
    return next((message for words, message in _MESSAGES if words in problem), f"invalid YAML: {problem}"), index


def _bad_first_character(character: str) -> str:
    if character == "\t":
        return "tab where YAML requires spaces"
    return f"a value that starts with `{character}` must be quoted"

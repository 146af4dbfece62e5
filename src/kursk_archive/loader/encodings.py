"""Guess the encoding of a text without a byte order mark, among those that newsrooms used.

It has to work for short texts, such as a headline in Windows-1251. charset-normalizer, made for whole documents, took
`Привет, мир.` in Windows-1251 and `café` in Windows-1252 for Czech. So texts are first scored by the letters of the
languages that the archive serves, and the library is asked only about those that fit none of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import cache
from itertools import pairwise

CYRILLIC = ("cp1251", "koi8-r", "koi8-u", "cp866", "cp1125", "iso8859-5", "mac-cyrillic")
_LATIN = ("cp1252", "cp1250", "iso8859-2", "cp1254", "cp1257", "mac-roman", "cp850")
"""In both tuples, of two encodings that fit equally well the first is taken."""

_BY_FREQUENCY = (
    "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё",
    "оанивіертслкдупмязьбгчюйхцжїшщєфґ",
    "аніоыеяркстулдмвпьзўцгбчшёэхйюжф",
    "аоиентрсвлкдпмъузгябчщжйхцюшфь",
)
"""The letters of Russian, Ukrainian, Belarusian and Bulgarian, most frequent first."""
_ACCENTED = (
    "äöüßé", "éèàêçâîôùûëïœæ", "áéíóúñü¿¡ºª", "ãõáâàçéêíóôú", "àèéìòù", "åäöéüæø", "ąćęłńóśźż", "áčďéěíňóřšťúůýž",
    "áéíóöőúüű", "ăâîșțşţ", "çğıöşüâî", "šžčćđ", "āčēģīķļņšūž", "ąčęėįšųūž", "äöõüšž",
)  # fmt: skip
"""The letters beyond a to z of languages in Latin script, a string for each language."""
_TYPOGRAPHY = frozenset("«»“”„‘’‚–—…№•·©®™°§€£‹›×½\xa0")
_OPENING, _CLOSING = frozenset("«„‚©№"), frozenset("»”°§©®™½•…")
"""Characters that no letter precedes, and characters that no letter follows."""

_WORD = re.compile(rb"[A-Za-z\x80-\xff]*[\x80-\xff][A-Za-z\x80-\xff]*")
_SAMPLE_BYTES = 8_000
"""Of the words that are not plain ASCII."""
_BONUS = {"cp1251": 1.5, "cp1252": 1.5}
"""Nearly the score of a letter, for the encodings of the operating system that newsrooms used most."""
_USUAL_LETTER, _UNUSUAL_LETTER, _SYMBOL, _WORD_BREAK, _DOUBLE_CAPITAL = 2.0, -3.0, -6.0, -4.0, -0.5
"""Scores of a character: a usual letter, an unusual one, a symbol, a change of script or case within a word, a capital
after a capital."""


def is_mostly_utf8(data: bytes) -> bool:
    """Return True if the valid UTF-8 characters beyond ASCII outnumber the faults: the text is damaged UTF-8.

    An eighth of Russian in code page 866 happens to be valid UTF-8, less in the other encodings.
    """
    text = data.decode("utf-8", "replace")
    faults = text.count("\ufffd")
    return sum(char > "\x9f" for char in text) - faults > faults


_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))


def decode_unicode(data: bytes) -> tuple[str, str] | None:
    """Return the text of a table in UTF-8 or UTF-16 with Python's name for the encoding; None for any other.

    Raises:
        UnicodeDecodeError: its first bytes promise one of them, and others break the promise.
    """
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    if marked is None and b"\0" in data[:1000]:
        marked = guess_utf16(data)
    if marked:
        return data.decode(marked), marked
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return None


def guess_utf16(data: bytes) -> str | None:
    """Return `utf-16-le` or `utf-16-be` if decoding the bytes so gives ordinary letters; None otherwise."""
    for name in ("utf-16-le", "utf-16-be"):
        text = data[: len(data) & ~1].decode(name, "replace")
        ordinary = sum(char in "\t\n\r" or " " <= char < "\u0530" or "\u2000" <= char < "\u2070" for char in text)
        common = sum(char in " \n" for char in text)
        if text and common and ordinary * 100 >= len(text) * 95:
            return name
    return None


def guess_encoding(data: bytes) -> str | None:
    """Return Python's name of the encoding; None if none fits."""
    sample = b" ".join(_WORD.findall(data[: 64 * _SAMPLE_BYTES]) or _WORD.findall(data))[:_SAMPLE_BYTES]
    scores = {name: _score(sample, name) for name in CYRILLIC + _LATIN}
    best = max(scores, key=lambda name: scores[name])
    if scores[best] > 0 and _can_decode(data, best):
        return best
    from charset_normalizer import from_bytes  # takes 20 ms to import and is seldom needed

    match = from_bytes(data[: 64 * _SAMPLE_BYTES]).best()
    detected = match.encoding if match else None
    if detected and detected != "ascii" and _can_decode(data, detected):
        return detected
    return best if _can_decode(data, best) else None


def score(data: bytes, name: str) -> float:
    """Return how well a sample, decoded with encoding `name`, fits a language: twice its letters and more if well."""
    return _score(data, name)


def _can_decode(data: bytes, name: str) -> bool:
    try:
        data.decode(name)
    except UnicodeDecodeError:
        return False
    return True


def _score(sample: bytes, name: str) -> float:
    """Score the sample, decoded with encoding `name`, as text in the best-fitting language of that encoding."""
    try:
        text = sample.decode(name)
    except UnicodeDecodeError:
        return float("-inf")
    counts = Counter(char for char in text if char >= "\x80").items()
    letters = max(sum(n * _letter_score(char, language) for char, n in counts) for language in _letter_scores(name))
    return (
        _BONUS.get(name, 0.0)
        + letters
        + sum(n * _transition_score(before, char) for (before, char), n in Counter(pairwise(text)).items())
    )


def _letter_score(char: str, language: Mapping[str, float]) -> float:
    if char in _TYPOGRAPHY:
        return 0.5
    return language.get(char.lower(), _UNUSUAL_LETTER if char.isalpha() else _SYMBOL)


def _transition_score(before: str, char: str) -> float:
    """Score `char` after `before`: no language changes script, or from small letters to capitals, within a word."""
    if not char.isalpha():
        return _UNUSUAL_LETTER if before.isalpha() and char in _OPENING else 0.0
    if not before.isalpha():
        return _UNUSUAL_LETTER if before in _CLOSING else 0.0
    if (char.isupper() and before.islower()) or (char >= "\u0400") != (before >= "\u0400"):
        return _WORD_BREAK
    if char < "\x80" or before < "\x80":
        return 0.0
    return _UNUSUAL_LETTER if char < "\u0400" else _DOUBLE_CAPITAL * (char.isupper() and before.isupper())


@cache
def _letter_scores(name: str) -> tuple[Mapping[str, float], ...]:
    """Return a score for each letter beyond ASCII, for each language that encoding `name` can write."""
    if name in _LATIN:
        return tuple(dict.fromkeys(letters, _USUAL_LETTER) for letters in _ACCENTED)
    return tuple(
        {letter: _USUAL_LETTER * (1.5 - 2 * rank / len(letters)) for rank, letter in enumerate(letters)}
        for letters in _BY_FREQUENCY
    )

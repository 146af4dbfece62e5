"""Which of the encodings that newsrooms used a text without a mark is in.

Short texts are what counts here: a headline in Windows-1251 is enough. charset-normalizer, made for whole documents,
took `Привет, мир.` in Windows-1251 for Czech, and `café` in Windows-1252 likewise; so the letters of the languages that
the archive serves are weighed first, and the library is asked only about what fits none of them.
"""

from __future__ import annotations

import re
from functools import cache

from charset_normalizer import from_bytes

_CYRILLIC = ("cp1251", "koi8-r", "koi8-u", "cp866", "cp1125", "iso8859-5", "mac-cyrillic")
_LATIN = ("cp1252", "cp1250", "iso8859-2", "cp1254", "cp1257", "mac-roman", "cp850")
"""In both, of two that fit equally well the one named first is taken."""

_BY_FREQUENCY = {
    "ru": "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё",
    "uk": "оанивіертслкдупмязьбгчюйхцжїшщєфґ",
    "be": "аніоыеяркстулдмвпьзўцгбчшёэхйюжф",
    "bg": "аоиентрсвлкдпмъузгябчщжйхцюшфь",
}
"""A language's letters, the commonest first."""
_ACCENTED = (
    "äöüßé", "éèàêçâîôùûëïœæ", "áéíóúñü¿¡ºª", "ãõáâàçéêíóôú", "àèéìòù", "åäöéüæø", "ąćęłńóśźż", "áčďéěíňóřšťúůýž",
    "áéíóöőúüű", "ăâîșțşţ", "çğıöşüâî", "šžčćđ", "āčēģīķļņšūž", "ąčęėįšųūž", "äöõüšž",
)  # fmt: skip
"""The letters beyond a to z of the languages written in Latin, each language's together."""
_TYPOGRAPHY = frozenset("«»“”„‘’‚–—…№•·©®™°§€£‹›×½\xa0")

_WORD = re.compile(rb"[A-Za-z\x80-\xff]*[\x80-\xff][A-Za-z\x80-\xff]*")
_SAMPLE = 8_000
"""Bytes weighed; 2,000 were already always enough."""
_LETTER, _STRANGE, _SYMBOL, _MIXED = 2.0, -3.0, -6.0, -4.0


def mostly_utf8(data: bytes) -> bool:
    """True where the characters beyond ASCII that are sound UTF-8 outnumber the faults: damaged, but UTF-8.

    Of Russian in the old encodings at most a fifth happens to be sound (code page 866).
    """
    text = data.decode("utf-8", "replace")
    faults = text.count("\ufffd")
    return sum(char > "\x9f" for char in text) - faults > faults


def guess_utf16(data: bytes) -> str | None:
    """`utf-16-le` or `utf-16-be` where the bytes read so give ordinary letters, without a byte order mark."""
    for name in ("utf-16-le", "utf-16-be"):
        text = data[: len(data) & ~1].decode(name, "replace")
        ordinary = sum(char in "\t\n\r" or " " <= char < "\u0530" or "\u2000" <= char < "\u2070" for char in text)
        common = sum(char in " \n" for char in text)
        if text and common and ordinary * 100 >= len(text) * 95:
            return name
    return None


def guess(data: bytes) -> str | None:
    """Python's name of the encoding, None where none fits."""
    sample = b" ".join(_WORD.findall(data[: 64 * _SAMPLE]) or _WORD.findall(data))[:_SAMPLE]
    scores = {name: _score(sample, name) for name in _CYRILLIC + _LATIN}
    best = max(scores, key=lambda name: scores[name])
    if scores[best] > 0 and _reads(data, best):
        return best
    match = from_bytes(data[: 64 * _SAMPLE]).best()
    other = match.encoding if match else None
    if other and other != "ascii" and _reads(data, other):
        return other
    return best if _reads(data, best) else None


def _reads(data: bytes, name: str) -> bool:
    try:
        data.decode(name)
    except UnicodeDecodeError:
        return False
    return True


def _score(sample: bytes, name: str) -> float:
    """How well `sample` reads as the best-fitting language that `name` can write; the sum over its characters."""
    try:
        text = sample.decode(name)
    except UnicodeDecodeError:
        return float("-inf")
    return max(_fit(text, weights) for weights in (_cyrillic() if name in _CYRILLIC else _latin()))


def _fit(text: str, weights: dict[str, float]) -> float:
    score, before = 0.0, " "
    for char in text:
        if char >= "\x80":
            score += weights.get(char.lower(), 0.0) if char.lower() in weights else _unknown(char, before)
        if char.isalpha() and before.isalpha():
            score += _neighbours(before, char)
        before = char
    return score


def _unknown(char: str, before: str) -> float:
    if char in _TYPOGRAPHY:
        return 0.5 if not before.isalpha() or char in "’–—…»”" else -1.0
    return _STRANGE if char.isalpha() else _SYMBOL


def _neighbours(before: str, char: str) -> float:
    """No language writes two scripts in one word, a capital after a small letter, or accents in a row all the time."""
    if char.isupper() and before.islower():
        return _MIXED
    if ("\u0400" <= char < "\u0530") != ("\u0400" <= before < "\u0530"):
        return _MIXED
    return _STRANGE if "\x80" <= char < "\u0400" and "\x80" <= before < "\u0400" else 0.0


@cache
def _cyrillic() -> tuple[dict[str, float], ...]:
    return tuple(
        {letter: _LETTER * (1.5 - 2 * rank / len(letters)) for rank, letter in enumerate(letters)}
        for letters in _BY_FREQUENCY.values()
    )


@cache
def _latin() -> tuple[dict[str, float], ...]:
    return tuple(dict.fromkeys(letters, _LETTER) for letters in _ACCENTED)

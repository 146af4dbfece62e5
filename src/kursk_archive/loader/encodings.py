"""Which of the encodings that newsrooms used a text without a mark is in.

Short texts are what counts here: a headline in Windows-1251 is enough. charset-normalizer, made for whole documents,
took `Привет, мир.` in Windows-1251 for Czech, and `café` in Windows-1252 likewise; so the letters of the languages that
the archive serves are weighed first, and the library is asked only about what fits none of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import cache
from itertools import pairwise

_CYRILLIC = ("cp1251", "koi8-r", "koi8-u", "cp866", "cp1125", "iso8859-5", "mac-cyrillic")
_LATIN = ("cp1252", "cp1250", "iso8859-2", "cp1254", "cp1257", "mac-roman", "cp850")
"""In both, of two that fit equally well the one named first is taken."""

_BY_FREQUENCY = (
    "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё",
    "оанивіертслкдупмязьбгчюйхцжїшщєфґ",
    "аніоыеяркстулдмвпьзўцгбчшёэхйюжф",
    "аоиентрсвлкдпмъузгябчщжйхцюшфь",
)
"""The letters of Russian, Ukrainian, Belarusian and Bulgarian, the commonest of each first."""
_ACCENTED = (
    "äöüßé", "éèàêçâîôùûëïœæ", "áéíóúñü¿¡ºª", "ãõáâàçéêíóôú", "àèéìòù", "åäöéüæø", "ąćęłńóśźż", "áčďéěíňóřšťúůýž",
    "áéíóöőúüű", "ăâîșțşţ", "çğıöşüâî", "šžčćđ", "āčēģīķļņšūž", "ąčęėįšųūž", "äöõüšž",
)  # fmt: skip
"""The letters beyond a to z of the languages written in Latin, each language's together."""
_TYPOGRAPHY = frozenset("«»“”„‘’‚–—…№•·©®™°§€£‹›×½\xa0")
_OPENING, _CLOSING = frozenset("«„‚©№"), frozenset("»”°§©®™½•…")
"""What no letter stands before, and what no letter follows."""

_WORD = re.compile(rb"[A-Za-z\x80-\xff]*[\x80-\xff][A-Za-z\x80-\xff]*")
_SAMPLE = 8_000
"""Bytes weighed, of the words that are not plain ASCII."""
_PRIOR = {"cp1251": 1.5, "cp1252": 1.5}
"""As much as a letter, for the encodings of the system that newsrooms used most."""
_LETTER, _STRANGE, _SYMBOL, _MIXED, _SHOUTED = 2.0, -3.0, -6.0, -4.0, -0.5
"""What a character adds to a score: a usual letter, an unusual one, a sign; a break in a word; a second capital."""


def is_mostly_utf8(data: bytes) -> bool:
    """True where the characters beyond ASCII that are sound UTF-8 outnumber the faults: damaged, but UTF-8.

    Of Russian in code page 866 an eighth happens to be sound, in the other encodings less.
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


def guess_encoding(data: bytes) -> str | None:
    """Python's name of the encoding, None where none fits."""
    sample = b" ".join(_WORD.findall(data[: 64 * _SAMPLE]) or _WORD.findall(data))[:_SAMPLE]
    scores = {name: _score(sample, name) for name in _CYRILLIC + _LATIN}
    best = max(scores, key=lambda name: scores[name])
    if scores[best] > 0 and _reads(data, best):
        return best
    from charset_normalizer import from_bytes  # late: it takes 20 ms, and is seldom asked

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
    """How well `sample` reads as the language, of those that `name` can write, that fits it best."""
    try:
        text = sample.decode(name)
    except UnicodeDecodeError:
        return float("-inf")
    counts = Counter(char for char in text if char >= "\x80").items()
    best = max(sum(n * _weight(char, language) for char, n in counts) for language in _languages(name))
    return (
        _PRIOR.get(name, 0.0)
        + best
        + sum(n * _fit(before, char) for (before, char), n in Counter(pairwise(text)).items())
    )


def _weight(char: str, language: Mapping[str, float]) -> float:
    if char in _TYPOGRAPHY:
        return 0.5
    return language.get(char.lower(), _STRANGE if char.isalpha() else _SYMBOL)


def _fit(before: str, char: str) -> float:
    """What it costs that `char` follows `before`: no language changes scripts, or turns to capitals, within a word."""
    if not char.isalpha():
        return _STRANGE if before.isalpha() and char in _OPENING else 0.0
    if not before.isalpha():
        return _STRANGE if before in _CLOSING else 0.0
    if (char.isupper() and before.islower()) or (char >= "\u0400") != (before >= "\u0400"):
        return _MIXED
    if char < "\x80" or before < "\x80":
        return 0.0
    return _STRANGE if char < "\u0400" else _SHOUTED * (char.isupper() and before.isupper())


@cache
def _languages(name: str) -> tuple[Mapping[str, float], ...]:
    """A weight for each letter beyond ASCII of each language that `name` can write."""
    if name in _LATIN:
        return tuple(dict.fromkeys(letters, _LETTER) for letters in _ACCENTED)
    return tuple(
        {letter: _LETTER * (1.5 - 2 * rank / len(letters)) for rank, letter in enumerate(letters)}
        for letters in _BY_FREQUENCY
    )

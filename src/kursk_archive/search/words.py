"""Splits texts into words and folds their spellings: `«Пом’якшення»` → `помякшення`, `Ёлка` → `елка`, `Café` → `cafe`.

The script of the search page, `assets/search.js`, does the same to what readers type.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from unicodedata import category, normalize

_JOINERS = "'’‘ʼ`´′\u00ad\u200b-\u200d\u2060\ufeff"
"""Apostrophes, soft hyphens and invisible characters: inside a word they are no part of it."""
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_MARKS = "\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0640\u064b-\u065f\u0670"
"""Accents, and vowel signs that are mostly left out."""
_IGNORED = re.compile(rf"[{_JOINERS}\s]+")
# Marks that make another letter of и, у and і stay.
_STRIPPED = re.compile(rf"(?<![иу])\u0306|(?<!і)\u0308|(?![\u0306\u0308])[{_MARKS}]")
_PLAIN_LETTERS = str.maketrans(
    {"ё": "е", "ґ": "г", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "ς": "σ"}
)
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
"""Letters of scripts that put no spaces between words: each is a word of its own."""
_ALTERNATING = str.maketrans("іїєекгх", "ооооцзс")
"""Letters that Ukrainian exchanges when it inflects a word: рік, року; рука, руці."""

_PUNCTUATION = '.,;:!?()[]"«»“”„…–—'
"""Stands around words and is never part of one."""
_PLAIN = re.compile("[0-9a-zа-яєії]+")
"""Words in lower case that are indexed as they are written."""


@cache
def _word_pattern() -> re.Pattern[str]:
    marks = "".join(map(chr, (code for code in range(0x300, 0x1F000) if category(chr(code))[0] == "M")))
    inner = rf"\w[\w{marks}]*"
    return re.compile(rf"{inner}(?:[{_JOINERS}]{{1,3}}{inner})*")


def raw_words(text: str) -> list[str]:
    """Return the words of a text as they are written. They hold letters and digits, joined by marks or apostrophes."""
    return _word_pattern().findall(text.replace("_", " "))


def plain_word(piece: str) -> str:
    """Return the only word of a piece of text, which is indexed and shown as it is; empty if it may be otherwise.

    Most pieces are such a word, and then this takes a tenth of the time of the other functions.
    """
    word = piece.strip(_PUNCTUATION).lower()
    return word if _PLAIN.fullmatch(word) else ""


def fold_word(raw: str) -> tuple[str, ...]:
    """Return what is indexed of a word: one word, none, or each letter in scripts without spaces."""
    word = _IGNORED.sub("", normalize("NFKC", raw).lower())
    if not word.isascii():
        word = normalize("NFC", _STRIPPED.sub("", normalize("NFD", word.translate(_PLAIN_LETTERS))))
        if _UNSPACED.search(word):
            return tuple(word)
    return (word,) if word else ()


def written_word(raw: str) -> str:
    """Return how a word is shown: in lower case, with its accents and apostrophes, without invisible characters."""
    return _INVISIBLE.sub("", normalize("NFC", raw)).lower()


def bucket_of(word: str, buckets: int) -> int:
    """Return the number of the file that has a folded word: all forms of a word are in one."""
    return _number_of(word[:3]) % buckets


@lru_cache(100_000)
def _number_of(beginning: str) -> int:
    number = 0
    for letter in beginning.translate(_ALTERNATING):
        number = number * 31 + ord(letter)
    return number

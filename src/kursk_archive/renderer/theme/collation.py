"""The alphabetical order of names, alike on every machine: no locale of the system is asked.

An order for readers, much simpler than the Unicode Collation Algorithm (UTS 10). Of that the one library without C,
pyuca, takes 0.2 s to start, always puts Latin letters first, and has had no release since 2017.

- Spaces and hyphens part words, and come before all letters; other signs do not count: «Вестник» is Вестник.
- Digits come before letters.
- Cyrillic letters come as in their alphabets, `г ґ д е є ж` and `и і ї й`, not as in Unicode, where і and є follow я.
- ё and е are one letter, and so are é and e, ł and l; only between names that are alike else the plain one is first.
- Capital letters are as small ones.
- In a language that is written in Cyrillic its letters come before the Latin ones.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from kursk_archive.core.i18n import primary_subtag

_ALPHABET = "абвгґдђѓеєжзѕиіїйјклљмнњопрстћќуўфхцчџшщъыьэюя"
"""Of Belarusian, Bulgarian, Macedonian, Russian, Serbian and Ukrainian in one; no two of them disagree."""
_CYRILLIC_LANGUAGES = frozenset("be bg kk ky mk mn ru sr tg tt uk".split())
"""Languages that are written in it."""
_ALPHABET_POSITIONS = dict(zip(_ALPHABET, range(0x10, 0x40), strict=False))
_FOLDED = str.maketrans(
    {"ё": "е", "æ": "ae", "ð": "d", "ø": "o", "þ": "th", "đ": "d", "ı": "i", "ł": "l", "œ": "oe", "ʼ": ""}
)
_SEPARATORS = re.compile(r"[\s\-‐-―/]+")
_PUNCTUATION = re.compile(r"[^\w ]|_")

_MAX_CHARACTERS = 200
"""Characters by which names are ordered; normalising is quadratic in combining marks."""
_TERMINATOR = "\x01"
"""Below whatever a name begins with, so that a name comes before those that go on after it."""


@lru_cache(maxsize=4096)
def collation_key(name: str, language: str) -> str:
    """What orders a name among others in lists of `language`, by plain comparison; different for different names.

    The database may order by it too, since its bytes in UTF-8 have the order of its characters.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name[:_MAX_CHARACTERS]).casefold())
    plain = _PUNCTUATION.sub("", _SEPARATORS.sub(" ", folded.translate(_FOLDED))).strip()
    letters = "".join(map(_strip_marks, plain)).translate(_positions(primary_subtag(language) in _CYRILLIC_LANGUAGES))
    return f"{letters}{_TERMINATOR}{folded}{_TERMINATOR}{name}"


def sort_names(names: Iterable[str], language: str) -> list[str]:
    """Names in alphabetical order."""
    return sorted(names, key=lambda name: collation_key(name, language))


def _strip_marks(letter: str) -> str:
    """A letter without its marks, unless it has a place of its own in the alphabet with them: й, ї."""
    if letter.isascii() or letter in _ALPHABET_POSITIONS:
        return letter
    return "".join(one for one in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(one))


@lru_cache(maxsize=2)
def _positions(cyrillic_first: bool) -> dict[int, str]:
    """Where Cyrillic letters, spaces and digits go; what is not in it stays, so that scripts come as in Unicode."""
    start = 0 if cyrillic_first else ord("а") - min(_ALPHABET_POSITIONS.values())
    letters = {ord(letter): chr(start + place) for letter, place in _ALPHABET_POSITIONS.items()}
    digits = {ord("0") + digit: chr(0x03 + digit) for digit in range(10)}
    return {ord(" "): "\x02", **digits, **letters}

"""The alphabetical order of names, the same on every machine: it does not depend on the system's locale.

The order is much simpler than the Unicode Collation Algorithm (UTS 10). The only pure-Python library for that, pyuca,
takes 0.2 s to start, always sorts Latin letters first, and has had no release since 2017.

- Spaces and hyphens separate words and come before all letters; other signs are ignored: «Вестник» sorts as Вестник.
- Digits come before letters.
- Cyrillic letters are in the order of their alphabets, `г ґ д е є ж` and `и і ї й`, unlike in Unicode, where і and є
  follow я.
- ё sorts as е, é as e, ł as l; only between names that are otherwise equal, the plain letter comes first. In Polish,
  its own letters follow the plain ones: `a ą b c ć`.
- Case is ignored.
- In languages written in Cyrillic, Cyrillic letters come before Latin ones.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

from kursk_archive.core.i18n import primary_subtag

_ALPHABET = "абвгґдђѓеєжзѕиіїйјклљмнњопрстћќуўфхцчџшщъыьэюя"
"""The alphabets of Belarusian, Bulgarian, Macedonian, Russian, Serbian and Ukrainian, which agree on the order."""
_CYRILLIC_LANGUAGES = frozenset("be bg kk ky mk mn ru sr tg tt uk".split())
_ALPHABET_POSITIONS = dict(zip(_ALPHABET, range(0x10, 0x40), strict=False))
_FOLDED = str.maketrans(
    {"ё": "е", "æ": "ae", "ð": "d", "ø": "o", "þ": "th", "đ": "d", "ı": "i", "ł": "l", "œ": "oe", "ʼ": ""}
)
_AFTER_PLAIN: Mapping[str, Mapping[str, str]] = {
    "pl": dict(zip("ąćęłńóśźż", "a\x7f c\x7f e\x7f l\x7f n\x7f o\x7f s\x7f z\x7e z\x7f".split(" "), strict=True))
}
"""Language → its letters that follow a plain one: the plain letter, and a sign that sorts after every letter."""
_SEPARATORS = re.compile(r"[\s\-‐-―/]+")
_PUNCTUATION = re.compile(r"[^\w ]|_")

_MAX_CHARACTERS = 200
"""Only this many characters of a name are compared; normalising is quadratic in combining marks."""
_TERMINATOR = "\x01"
"""Lower than any character of a name, so that a name comes before those that continue it."""


@lru_cache(maxsize=4096)
def collation_key(name: str, language: str) -> str:
    """The sort key of a name in lists of `language`; different for different names.

    A database can sort by it too, since its UTF-8 bytes have the order of its characters.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name[:_MAX_CHARACTERS]).casefold())
    own = _AFTER_PLAIN.get(primary_subtag(language), {})
    spelt = "".join(letter if letter in own else letter.translate(_FOLDED) for letter in folded)
    plain = _PUNCTUATION.sub("", _SEPARATORS.sub(" ", spelt)).strip()
    bare = "".join(own.get(letter) or _strip_marks(letter) for letter in plain)
    letters = bare.translate(_positions(primary_subtag(language) in _CYRILLIC_LANGUAGES))
    return f"{letters}{_TERMINATOR}{folded}{_TERMINATOR}{name}"


def sort_names(names: Iterable[str], language: str) -> list[str]:
    """Sort names alphabetically."""
    return sorted(names, key=lambda name: collation_key(name, language))


def _strip_marks(letter: str) -> str:
    """Remove the combining marks of a letter, unless it is a letter of the alphabet with them: й, ї."""
    if letter.isascii() or letter in _ALPHABET_POSITIONS:
        return letter
    return "".join(char for char in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(char))


@lru_cache(maxsize=2)
def _positions(cyrillic_first: bool) -> dict[int, str]:
    """Translation table for Cyrillic letters, spaces and digits. Everything else keeps the order of Unicode."""
    start = 0 if cyrillic_first else ord("а") - min(_ALPHABET_POSITIONS.values())
    letters = {ord(letter): chr(start + position) for letter, position in _ALPHABET_POSITIONS.items()}
    digits = {ord("0") + digit: chr(0x03 + digit) for digit in range(10)}
    return {ord(" "): "\x02", **digits, **letters}

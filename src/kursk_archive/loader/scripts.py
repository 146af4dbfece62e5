"""The language that a text's script and letters tell, where a detector cannot: most texts of one sentence."""

from __future__ import annotations

import re
from string import ascii_letters

_SCRIPTS = {
    "Cyrl": "\u0400-\u052f",
    "Arab": "\u0620-\u064a\u066e-\u06d3\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc",
    "Hebr": "\u05d0-\u05ea\u05ef-\u05f2",
    "Hira": "\u3041-\u3096\u30a1-\u30fa",
    "Hang": "\uac00-\ud7a3\u1100-\u11ff\u3131-\u318e",
    "Hani": "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0002fa1f",
    "Geor": "\u10a0-\u10ff\u1c90-\u1cbf",
    "Armn": "\u0531-\u0587",
    "Grek": "\u0370-\u03ff\u1f00-\u1fff",
    "Deva": "\u0904-\u0939\u0958-\u0961",
    "Beng": "\u0985-\u09b9",
    "Guru": "\u0a05-\u0a39",
    "Gujr": "\u0a85-\u0ab9",
    "Taml": "\u0b85-\u0bb9",
    "Telu": "\u0c05-\u0c39",
    "Knda": "\u0c85-\u0cb9",
    "Mlym": "\u0d05-\u0d3a",
    "Sinh": "\u0d85-\u0dc6",
    "Thai": "\u0e01-\u0e33",
    "Laoo": "\u0e81-\u0eb3",
    "Tibt": "\u0f40-\u0f6c",
    "Mymr": "\u1000-\u102a",
    "Khmr": "\u1780-\u17b3",
    "Ethi": "\u1200-\u137f",
}
_ONLY_LANGUAGE = {
    "Hira": "ja", "Hang": "ko", "Hani": "zh", "Geor": "ka", "Armn": "hy", "Grek": "el", "Guru": "pa", "Gujr": "gu",
    "Taml": "ta", "Telu": "te", "Knda": "kn", "Mlym": "ml", "Sinh": "si", "Thai": "th", "Laoo": "lo", "Khmr": "km",
}  # fmt: skip
"""Scripts that one language of news has."""
_MAIN_LANGUAGES = {
    "Cyrl": "ru uk be bg sr mk kk ky tg mn tt ba cv os ce av",
    "Arab": "ar fa ur ps ckb ug sd ku azb arz",
    "Hebr": "he yi",
    "Deva": "hi mr ne sa",
    "Beng": "bn as",
    "Tibt": "bo dz",
    "Mymr": "my",
    "Ethi": "am ti",
}
UNDETERMINED = "und"
"""BCP 47: nobody knows the language."""

_CYRILLIC_LETTERS = (
    ("ў", "be"),
    ("їєґ", "uk"),
    ("ђћ", "sr"),
    ("ѓќѕ", "mk"),
    ("ұқғ", "kk"),
    ("әҗ", "tt"),
)
_CYRILLIC_WORDS = {
    "uk": frozenset("був була було були що це та від й який яка які щоб після або його її не буде бути".split()),
    "ru": frozenset("был были что это от или его её как после чтобы который которая которые будет быть".split()),
    "be": frozenset("быў былі што гэта пра або яго яе як пасля каб які якая якія будзе быць ды".split()),
    "bg": frozenset("беше бяха това са да се от който която които ще бъде и".split()),
}
_ARABIC_LETTERS = (("ٹڈڑےں", "ur"), ("ټډړښږڼ", "ps"), ("ڕڵێ", "ckb"), ("ۇۈې", "ug"), ("پچژگکی", "fa"))
_NOT_LETTERS = bytes(set(range(128)) - set(ascii_letters.encode()))


def script_of(text: str) -> str | None:
    """Return the ISO 15924 code of the script that most letters of a text have; None for Latin and for no letters."""
    latin = len(text.encode("ascii", "ignore").translate(None, _NOT_LETTERS))
    if latin * 1.6 >= len(text) or text.isascii():
        return None
    beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
    counts: dict[str, int] = {}
    for script, ranges in _SCRIPTS.items():
        counts[script] = len(re.findall(f"[{ranges}]", text))  # to compile all of them takes 4 ms
        if counts[script] * 2 > beyond_ascii and script != "Hani":
            return script if counts[script] > latin else None
    if counts["Hira"] and counts["Hani"]:
        counts["Hira"] += counts["Hani"]
    script = max(counts, key=lambda name: counts[name])
    return script if counts[script] > latin else None


def language_of_script(text: str, script: str, default: str) -> str:
    """Return the language of a text in a script that is not Latin, from its letters; `und` if they do not tell.

    Args:
        text: a sentence or more.
        script: as from `script_of`.
        default: the archive's language, which is taken if the letters allow it.
    """
    if script in _ONLY_LANGUAGE:
        return _ONLY_LANGUAGE[script]
    possible = _MAIN_LANGUAGES[script].split()
    if script == "Cyrl":
        told = _cyrillic_language(text.lower())
    elif script == "Arab":
        told = next((language for letters, language in _ARABIC_LETTERS if not set(letters).isdisjoint(text)), "ar")
    else:
        told = possible[0] if script in ("Hebr", "Mymr") else ""
    primary = default.partition("-")[0]
    return told or (primary if primary in possible else UNDETERMINED)


def may_be_written_in(language: str, script: str) -> bool:
    """Return True unless a language is known to have another script."""
    language = language.partition("-")[0]
    if script in _ONLY_LANGUAGE:
        return language == _ONLY_LANGUAGE[script] or (script == "Hani" and language in ("ja", "yue", "wuu", "lzh"))
    return language in _MAIN_LANGUAGES[script].split() or language in _RARER_LANGUAGES


_RARER_LANGUAGES = frozenset(
    "az uz tk sh bs gsw pnb mzn lrc glk ks mai bh new gom kv mhr mrj myv xal sah bxr lez".split()
)
"""Languages with two scripts, or seldom in news, that a detector may name."""


def _cyrillic_language(text: str) -> str:
    language = next((language for letters, language in _CYRILLIC_LETTERS if not set(letters).isdisjoint(text)), "")
    if language:
        return language
    has_i, has_y = "і" in text, not set("ыэ").isdisjoint(text)
    if has_i:
        return "be" if has_y else "uk"
    if has_y:
        return "ru"
    words = set(re.findall(r"[^\W\d_]+", text))
    scores = {language: len(words & known) for language, known in _CYRILLIC_WORDS.items()}
    best = max(scores, key=lambda language: scores[language])
    return best if scores[best] and list(scores.values()).count(scores[best]) == 1 else ""

"""Translations of the pages' own words: English, and every language with a message catalogue in `locale/`.

The `.po` files are compiled in memory when they are needed, so there is no compiled file to keep up to date. That takes
8 ms for 120 messages, once a process, including Babel's import; an archive in English pays nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache
from gettext import NullTranslations
from pathlib import Path
from typing import TypeAlias

Message: TypeAlias = str
"""An English text that pages show translated. Constants of this type are extracted into the message catalogues."""


LEFT_TO_RIGHT_ISOLATE, POP_ISOLATE = "\N{LEFT-TO-RIGHT ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
_PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w+\}")
SOURCE_LANGUAGE = "en"
"""The language of the messages in templates and code."""
LOCALE_FOLDER = Path(__file__).parents[1] / "locale"


def available_languages() -> tuple[str, ...]:
    """Return the languages that pages can be in, as sorted primary subtags."""
    return tuple(sorted({SOURCE_LANGUAGE, *(path.parts[-3] for path in po_files())}))


def po_files() -> tuple[Path, ...]:
    """Return the message catalogues, sorted."""
    return tuple(sorted(LOCALE_FOLDER.glob("*/LC_MESSAGES/messages.po")))


def is_language_tag(text: str) -> bool:
    """Return True for a language tag of the form that BCP 47 gives, such as `en` or `pt-BR`."""
    return re.fullmatch(r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*", text) is not None


def primary_subtag(language: str) -> str:
    """Return the language without script and region: `uk` for `uk-UA`."""
    return language.partition("-")[0].lower()


@lru_cache(maxsize=8)
def translations_for(language: str) -> NullTranslations:
    """Return the translations for a language; without a catalogue for it, messages stay English."""
    if primary_subtag(language) in available_languages() and primary_subtag(language) != SOURCE_LANGUAGE:
        return _read_po_file(LOCALE_FOLDER / primary_subtag(language) / "LC_MESSAGES" / "messages.po")
    return _Isolated() if text_direction(language) == "rtl" else NullTranslations()


class _Isolated(NullTranslations):
    """English on right-to-left pages, isolated so that full stops stay at the end of the text.

    The values in it are isolated again: dates and names are in the page's language.
    """

    def gettext(self, message: str) -> str:
        text = _PLACEHOLDER.sub(f"\N{FIRST STRONG ISOLATE}\\g<0>{POP_ISOLATE}", message)
        return f"{LEFT_TO_RIGHT_ISOLATE}{text}{POP_ISOLATE}"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(super().ngettext(msgid1, msgid2, n))


def _read_po_file(path: Path) -> NullTranslations:
    from gettext import GNUTranslations
    from io import BytesIO

    from kursk_archive.core.user_cache import keep, read_kept

    source = path.read_bytes()
    compiled = read_kept(str(path), source)
    if compiled is None:
        compiled = _compile_po_file(source, path.parts[-3])
        keep(str(path), source, compiled)
    return GNUTranslations(BytesIO(compiled))


def _compile_po_file(data: bytes, language: str) -> bytes:
    from io import BytesIO

    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(data), language))
    return compiled.getvalue()


def translate(message: Message, language: str) -> str:
    """Return a message in a language."""
    return translations_for(language).gettext(message)


_RIGHT_TO_LEFT = frozenset("adlm arab hebr nkoo rohg syrc thaa".split())
"""Script subtags of BCP 47."""


@lru_cache(maxsize=256)
def text_direction(language: str) -> str:
    """Return a language's value for the `dir` attribute: `ltr` or `rtl`, or `auto` for a language unknown to Babel."""
    from babel import Locale, UnknownLocaleError

    if not _RIGHT_TO_LEFT.isdisjoint(language.lower().split("-")):
        return "rtl"  # Babel ignores the script if it knows the language only in another one: `ku-Arab`
    try:
        return Locale.parse(language, sep="-").text_direction
    except (UnknownLocaleError, ValueError):
        return "auto"

"""The languages that the pages' own words are in: English, and whatever `locale/` has a catalogue for.

The catalogues are read as their translators leave them, so there is nothing to compile, and nothing to forget to. That
takes 8 ms for 120 sentences, Babel's own loading included, once in a process; nothing where the archive is in English.
"""

from __future__ import annotations

from functools import lru_cache
from gettext import NullTranslations
from pathlib import Path
from typing import TypeAlias

Message: TypeAlias = str
"""English that a page says in its own language: constants of this type are collected for the catalogues."""


SOURCE_LANGUAGE = "en"
"""The language of the sentences as they stand in the templates."""
LOCALE_FOLDER = Path(__file__).parents[1] / "locale"


def available_languages() -> tuple[str, ...]:
    """What the pages' own words can be in: primary subtags, sorted."""
    return tuple(sorted({SOURCE_LANGUAGE, *(path.parts[-3] for path in po_files())}))


def po_files() -> tuple[Path, ...]:
    """The files with the translations, sorted."""
    return tuple(sorted(LOCALE_FOLDER.glob("*/LC_MESSAGES/messages.po")))


def primary_subtag(language: str) -> str:
    """The language alone, without script and region: `uk` of `uk-UA`."""
    return language.partition("-")[0].lower()


@lru_cache(maxsize=8)
def translations_for(language: str) -> NullTranslations:
    """What the pages' sentences are in a language; themselves where nobody has translated them."""
    if primary_subtag(language) in available_languages() and primary_subtag(language) != SOURCE_LANGUAGE:
        return _read_po_file(LOCALE_FOLDER / primary_subtag(language) / "LC_MESSAGES" / "messages.po")
    return _Isolated() if text_direction(language) == "rtl" else NullTranslations()


class _Isolated(NullTranslations):
    """English on pages that run the other way: its full stops stay at its end."""

    def gettext(self, message: str) -> str:
        return f"\N{LEFT-TO-RIGHT ISOLATE}{message}\N{POP DIRECTIONAL ISOLATE}"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(super().ngettext(msgid1, msgid2, n))


def _read_po_file(path: Path) -> NullTranslations:
    from io import BytesIO

    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po
    from babel.support import Translations

    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, path.parts[-3]))
    compiled.seek(0)
    return Translations(compiled)


def translate(message: Message, language: str) -> str:
    """A sentence in a language."""
    return translations_for(language).gettext(message)


_RIGHT_TO_LEFT = frozenset("adlm arab hebr nkoo rohg syrc thaa".split())
"""Scripts, as language tags have them."""


@lru_cache(maxsize=256)
def text_direction(language: str) -> str:
    """Which way a language runs, as the `dir` attribute has it: `ltr`, `rtl`; `auto` where Babel does not know."""
    from babel import Locale, UnknownLocaleError

    if not _RIGHT_TO_LEFT.isdisjoint(language.lower().split("-")):
        return "rtl"  # Babel overlooks the script of a language that it knows in another alone: `ku-Arab`
    try:
        return Locale.parse(language, sep="-").text_direction
    except (UnknownLocaleError, ValueError):
        return "auto"

"""Recognises text that was decoded with the wrong encoding before it was saved, and repairs it.

The capture is valid, so nothing else tells an archivist. `windows-1251 as latin-1` names a repair: the text is
Windows-1251 that somebody took for Latin-1.
"""

from __future__ import annotations

import codecs
import re
from functools import cache

from msgspec import Struct

from kursk_archive.loader import encodings


class Mojibake(Struct, frozen=True):
    """Text that is not what was written."""

    repair: str
    """For `encoding` in a sidecar; empty if the characters are lost."""
    start: int
    """Offset of the first place."""
    written: str
    """What the place says."""
    meant: str
    """What it would say once repaired; empty if that is lost."""


_AS = re.compile(r"\s*([\w.-]{1,40})\s+as\s+([\w.-]{1,40})\s*", re.IGNORECASE)
_SAMPLE_CHARACTERS = 800
_UTF8_SIGNS, _UTF8_SIGNS_AT_START = ("Ã", "â€"), (*"ÂÐÑÅÄÎÏ×ØÙ", "ä¸", "ã\x81")
"""What the first bytes of UTF-8 give in Latin-1 and Windows-1252. The second ones are in most words."""
_CP1252_HIGH = "".join(
    byte.decode("cp1252") if byte not in (b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d") else byte.decode("latin-1")
    for byte in (bytes([number]) for number in range(0x80, 0xC0))
)
_LATIN_PAIR = re.compile(
    # not in capitals before a closing quotation mark: `MANHÃ”`
    f"(?<![A-Z][A-Z])(?:[Â-ß][{re.escape(_CP1252_HIGH)}\x80-\xbf]|[à-ï][{re.escape(_CP1252_HIGH)}\x80-\xbf]{{2}})+"
)
_LOST = re.compile("(?:пїЅ|ï¿½|�)+|(?:\\?{3,}[ ,.:;–-]{1,3}){3,}")
_LATIN_WORD = re.compile("[À-ÿ\x80-\x9f]{3,}")
_COMMON_CYRILLIC = "оеаинт"
_WORDS_SHOWN = 40
"""Characters of an example in a message."""


def find_mojibake(text: str) -> Mojibake | None:
    """Find text that was decoded wrongly, and how to repair it. Takes 20 µs for most texts."""
    return (None if text.isascii() else _find_repairable(text)) or _find_lost(text)


def repair_text(text: str, repair: str) -> str:
    """Repair a text as `encoding` says: `windows-1251 as latin-1`. What is not of that kind stays as it is.

    Raises:
        LookupError: the notation is another, or an encoding is unknown.
    """
    match = _AS.fullmatch(repair)
    if match is None:
        raise LookupError(repair)
    meant, taken = (codecs.lookup(name).name for name in match.groups())
    table = _bytes_by_character(taken)
    runs = re.compile(f"[{re.escape(''.join(table))}]+")
    return runs.sub(lambda run: _decode_run(run[0], table, meant), text)


def is_repair(encoding: str) -> bool:
    """Return True if a stated encoding names a repair."""
    return _AS.fullmatch(encoding) is not None


@cache
def _bytes_by_character(encoding: str) -> dict[str, int]:
    """Map the characters beyond ASCII that an encoding of one byte has to their bytes; controls to unassigned bytes."""
    table = {chr(number): number for number in range(0x80, 0xA0)}
    for number in range(0x80, 0x100):
        character = bytes([number]).decode(encoding, "ignore")
        if len(character) > 1:
            raise LookupError(encoding)
        table |= {character: number} if character else {}
    return table


def _decode_run(run: str, table: dict[str, int], encoding: str) -> str:
    data = bytes(table[character] for character in run)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        repaired = data.decode(encoding, "replace")
        return repaired if repaired.count("\ufffd") * 3 < len(repaired) else run


def _find_repairable(text: str) -> Mojibake | None:
    sample = text[:_SAMPLE_CHARACTERS]
    has_sign = any(sign in text for sign in _UTF8_SIGNS) or any(sign in sample for sign in _UTF8_SIGNS_AT_START)
    if has_sign and (found := _find_utf8_as_latin(text)):
        return found
    beyond_ascii = len(sample) - len(sample.encode("ascii", "ignore"))
    if beyond_ascii < max(_MIN_CHARACTERS, 0.2 * len(sample)):
        return None
    if not _CYRILLIC.search(sample):
        return _find_utf8_as_latin(text) or _find_cyrillic_as_latin(text)
    if sum(map(sample.lower().count, _COMMON_CYRILLIC)) > 0.28 * beyond_ascii:
        return None
    for taken in ("cp1251", "koi8-r", "cp866"):
        repaired = repair_text(sample, f"utf-8 as {taken}")
        lost, left = repaired.count("\ufffd"), len(repaired) - len(repaired.encode("ascii", "ignore"))
        if len(sample) - len(repaired) > 0.3 * beyond_ascii and lost * 3 < left:
            return _mojibake(text, _first_word(sample), f"utf-8 as {taken}")
    return _find_other(text, sample, ("cp1251", "koi8-r", "cp866"))


_MIN_CHARACTERS = 12
"""Beyond ASCII. Fewer are no sample of a language."""
_CYRILLIC = re.compile("[А-яЁё]")


def _find_utf8_as_latin(text: str) -> Mojibake | None:
    first = _LATIN_PAIR.search(text)
    if first is None:
        return None
    sample = text[first.start() : first.start() + _SAMPLE_CHARACTERS]
    runs = [match[0] for match in _LATIN_PAIR.finditer(sample)]
    left = len(_LATIN_PAIR.findall(repair_text(sample, "utf-8 as cp1252")))
    is_certain = len(runs) > 2 or any((run[0] in "ÃÂâ" and run[1] != "\xa0") or len(run) > 3 for run in runs)
    is_found = is_certain and left * 3 <= len(runs)
    return _mojibake(text, first.start(), "utf-8 as cp1252") if is_found else None


def _find_cyrillic_as_latin(text: str) -> Mojibake | None:
    """Find Cyrillic that was taken for Latin-1: words of nothing but accented letters."""
    word = _LATIN_WORD.search(text, 0, _SAMPLE_CHARACTERS)
    sample = text[word.start() : word.start() + _SAMPLE_CHARACTERS] if word else ""
    letters = sum(map(str.isalpha, sample))
    if sum(map(len, _LATIN_WORD.findall(sample))) < max(0.6 * letters, _MIN_CHARACTERS):
        return None
    return _find_other(text, sample, ("latin-1", "cp1252"))


def _find_other(text: str, sample: str, candidates: tuple[str, ...]) -> Mojibake | None:
    """Find text of one old Cyrillic encoding that was taken for another, by the frequency of its letters."""
    best, as_it_is, repair = 0.0, 0.0, ""
    for taken in candidates:
        table = _bytes_by_character(taken)
        data = bytes(table.get(character, ord(" ")) for character in sample if character > "\x7f" or character == " ")
        as_it_is = max(as_it_is, encodings.score(data, taken))
        meant = encodings.guess_encoding(data)
        score = encodings.score(data, meant) if meant in encodings.CYRILLIC and meant != taken else 0.0
        if score > best:
            best, repair = score, f"{meant} as {taken}"
    is_better = best > max(1.5 * as_it_is, sum(map(str.isalpha, sample)))
    return _mojibake(text, _first_word(text), repair) if is_better else None


def _first_word(text: str) -> int:
    first = _BEYOND_ASCII.search(text)
    return first.start() if first else 0


_BEYOND_ASCII = re.compile("[^\x00-\x7f]{3,}")


def _find_lost(text: str) -> Mojibake | None:
    if not any(sign in text for sign in ("\ufffd", "їЅ", "¿½", "??? ??")):
        return None
    found = _LOST.search(text)
    return Mojibake("", found.start(), found[0][:_WORDS_SHOWN], "") if found else None


def _mojibake(text: str, start: int, repair: str) -> Mojibake:
    written = text[start : start + _WORDS_SHOWN].split("\n")[0]
    return Mojibake(repair, start, written, repair_text(written, repair))

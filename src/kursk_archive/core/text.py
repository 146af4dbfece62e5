"""Characters that a text may not contain, by the format it is for, and the display of unprintable ones.

The sets differ in three points. Captures and YAML keep a next line (U+0085) or not, as their readers break lines there.
Citations and link markers need some controls. XML and YAML have closed lists of what they allow.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_C0 = "\x00-\x08\x0b-\x1f"
"""Without the tab and the line feed; a carriage return is a line end only until captures are decoded."""
_NOT_PRINTABLE_ASCII = "\x00-\x08\x0b\x0c\x0e-\x1f"
"""Without tab, line feed and carriage return."""
_C1 = "\x7f-\x9f"
_C1_BUT_NEXT_LINE = "\x7f-\x84\x86-\x9f"
_SURROGATES = "\ud800-\udfff"
_NONCHARACTERS = "\ufdd0-\ufdef" + "".join(
    chr(plane + last) for plane in range(0, 0x110000, 0x10000) for last in (0xFFFE, 0xFFFF)
)

CONTROLS = re.compile(f"[{_C0}{_C1}]")
"""In HTML, where surrogates and noncharacters have been removed before."""
CONTROLS_BUT_LINK_MARKERS = re.compile(f"[\x00\x01\x05\x08\x0b-\x1f{_C1}]")
"""In HTML whose links are marked with U+0002 to U+0004, and its footnotes with U+0006 and U+0007."""
NOT_IN_CAPTURES = re.compile(f"[{_C0}{_C1}{_SURROGATES}{_NONCHARACTERS}]")
NOT_IN_VALUES = re.compile(f"[{_C0}{_C1_BUT_NEXT_LINE}{_SURROGATES}{_NONCHARACTERS}]")
"""In values of YAML, JSON and TOML, which escapes can bring in. A next line is a line break in YAML 1.1."""
NOT_IN_CITATIONS = re.compile(f"[\x00-\x08\x0e-\x1b{_C1_BUT_NEXT_LINE}{_SURROGATES}{_NONCHARACTERS}\ufeff]")
"""In citations, whose line breaks and separators become spaces."""
NOT_IN_XML = re.compile(f"[{_NOT_PRINTABLE_ASCII}{_SURROGATES}\ufffe\uffff]")
"""Source: XML 1.0, section 2.2."""
NOT_IN_YAML = re.compile(f"[{_NOT_PRINTABLE_ASCII}{_C1_BUT_NEXT_LINE}{_SURROGATES}\ufffe\uffff]")
"""libyaml raises a different error for each kind of these. Source: YAML 1.1, section 4.1."""


_INVISIBLE = re.compile("[\u00ad\u180e\u200b\u2060-\u2064\ufeff\ufff9-\ufffb]")
"""Hints where a line may break, and marks without a glyph. They say nothing in a name or a title."""
_DIRECTION_MARKS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_DIRECTION_MARK = re.compile(f"[{_DIRECTION_MARKS}]")
_AT_ENDS = re.compile(f"^[\\s\u200c\u200d{_DIRECTION_MARKS}]+|[\\s\u200c\u200d{_DIRECTION_MARKS}]+$")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")


def plain_line(text: str) -> str:
    """Return one line of text as a reader would type it: composed (NFC), single spaces, nothing invisible.

    Marks of direction stay inside a text with right-to-left letters, joiners inside any text: they change how it looks.
    """
    if text.isascii() or (text.isprintable() and unicodedata.is_normalized("NFC", text)):
        return " ".join(text.split())
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    if not _RIGHT_TO_LEFT.search(text):
        text = _DIRECTION_MARK.sub("", text)
    return " ".join(_AT_ENDS.sub("", text).split())


def strip_invalid_xml(text: str) -> str:
    """Remove the characters that XML cannot represent."""
    return NOT_IN_XML.sub("", text)


def count_noun(count: int, noun: str) -> str:
    """Return a count with its noun, in the plural if need be: `1 link`, `2 links`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def did_you_mean(word: str, words: Iterable[str]) -> str:
    """Return `; did you mean X?` with the word that is most like a misspelt one; empty if none is."""
    from rapidfuzz.distance import Indel  # takes 5 ms
    from rapidfuzz.process import extractOne

    close = extractOne(word[:60], list(words), scorer=Indel.normalized_similarity, score_cutoff=0.7)
    return f"; did you mean {close[0]}?" if close else ""


def escape_unprintable(text: str) -> str:
    """Escape characters that do not print, including line breaks."""
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)

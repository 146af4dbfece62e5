"""Recognises image credits: `Sergei Doe / TASS`, `Kremlin.ru`, `Government of the Examplia Region`."""

from __future__ import annotations

import re
from enum import IntEnum

from kursk_archive.loader.text_dump.lines import plain_text
from kursk_archive.loader.text_dump.vocabulary import (
    AGENCY_WORDS,
    CREDIT_LABELS,
    CREDIT_LABELS_WITHOUT_COLON,
    LINK_CALL_WORDS,
    LOWERCASE_CREDIT_WORDS,
    OFFICE_WORDS,
    join_alternatives,
)

MAX_CREDIT_CHARS = 120
"""Without markup."""
_MAX_MARKUP_CHARS = 2_000
_MAX_OFFICE_WORDS = 7
"""In the name of an office, with the place that it governs."""

MARKDOWN_LINK = re.compile(
    r"\[[^\[\]]*+(?:\[[^\[\]]*+\][^\[\]]*+)*\]\([^()\s]*+(?:\([^()\s]*+\)[^()\s]*+)*(?:\s++\"[^\"]*+\")?\)"
)
"""No group is possessive: Python 3.11.0 to 3.11.4 go wrong if such a group can match in several ways."""
MARKDOWN_LINK_AT_END = re.compile(rf"{MARKDOWN_LINK.pattern}$")
_LABEL = re.compile(
    rf"\(?(?:{join_alternatives(CREDIT_LABELS)}\s?(?::|(?P<dash>[—–-]\s))|(?P<bare>{join_alternatives(CREDIT_LABELS_WITHOUT_COLON)}|©|\(c\)))\s*",
    re.IGNORECASE,
)
_SCREENSHOT_LABEL = re.compile(r"\(?(?:screen|still|скр|кадр)", re.IGNORECASE)
"""Labels that any description may follow: `Screenshot of a video posted by soldiers`."""
_BYLINE = re.compile(r"(?:(?:with|additional|written|reported) )*(?:reporting |files )?(?:by|from)\s", re.IGNORECASE)
"""Names after it wrote the text."""
_QUOTES = '"”»“'
_QUOTED = re.compile(r"[\"“«„][^\"“”«»„]*+[\"”»“]")
_HOST = re.compile(r"(?<![\w@.])(?:[\w-]{1,63}\.){1,4}(?:[a-z]{2,10}|рф|укр)(?![\w.])(?:/\S*)?")
_HANDLE = re.compile(r"(?<!\w)@\w{2,}")
_SLASHED = re.compile(r"\w\)?\s?/\s?\(?\w")
_LINK_CALLS, _LOWERCASE = frozenset(LINK_CALL_WORDS.split()), frozenset(LOWERCASE_CREDIT_WORDS.split())
_AGENCIES, _OFFICES = frozenset(AGENCY_WORDS.split()), frozenset(OFFICE_WORDS.split())


class CreditEvidence(IntEnum):
    """Degree to which a text looks like a credit."""

    NONE = 0
    NAMES = 1
    """A credit, or names of people in the image."""
    OFFICE = 2
    """A credit under a caption; without a caption perhaps a heading."""
    SURE = 3


def credit_follows_label(text: str) -> bool | None:
    """Return True if a label such as `Photo:` begins `text` and a credit follows it; None if there is no label.

    In `Video by a witness shows the fire`, the first two words are not a label: they begin a sentence.
    """
    match = _LABEL.match(text)
    if match is None or len(text) > _MAX_MARKUP_CHARS:
        return None
    credit = plain_text(text[match.end() :]).rstrip(")")
    is_credit = 0 < len(credit) <= MAX_CREDIT_CHARS and (
        not has_prose_word(credit) or bool(_SCREENSHOT_LABEL.match(match[0]) and credit[-1] not in ".!?")
    )
    return None if (match["bare"] or match["dash"]) and not is_credit else is_credit


def weigh_credit(text: str) -> CreditEvidence:
    """Judge how strongly a text looks like a credit.

    Args:
        text: Markdown. A text with a final full stop is a sentence, unless a slash separates the names in it.
    """
    words = plain_text(text).strip("() ") if len(text) <= _MAX_MARKUP_CHARS else ""
    if not words or len(words) > MAX_CREDIT_CHARS:
        return CreditEvidence.NONE
    if credit_follows_label(words):
        return CreditEvidence.SURE
    if _BYLINE.match(words):
        return CreditEvidence.NONE
    is_sentence = words.endswith(".") and not _SLASHED.search(words)
    if (
        is_sentence
        or words[-1] in "!?…:;,"
        or ": " in words
        or (words[-1] in _QUOTES and _QUOTED.sub("", words)[-1:] == words[-1])
    ):
        return CreditEvidence.NONE
    return _weigh_link(text, words) or (CreditEvidence.NONE if has_prose_word(words) else _weigh_words(words))


def _weigh_link(text: str, words: str) -> CreditEvidence | None:
    """Judge a text that is one link with a target; None for any other text."""
    if not MARKDOWN_LINK_AT_END.fullmatch(text.strip()) or "](#" in text or "]()" in text:
        return None
    if _LINK_CALLS.intersection(words.lower().split()) or len(words.split()) > _MAX_OFFICE_WORDS:
        return CreditEvidence.NONE
    return CreditEvidence.NAMES if has_prose_word(words) else CreditEvidence.SURE


def _weigh_words(words: str) -> CreditEvidence:
    if _SLASHED.search(words) or _HOST.search(words) or _HANDLE.search(words):
        return CreditEvidence.SURE
    parts = {part.strip('.,()«»"“”') for word in words.lower().split() for part in (word, *word.split("-"))}
    if parts & _AGENCIES:
        return CreditEvidence.SURE
    if parts & _OFFICES:
        return CreditEvidence.OFFICE
    has_names = words.lower() not in _LINK_CALLS and any(map(str.isalpha, words))
    return CreditEvidence.NAMES if has_names else CreditEvidence.NONE


def has_prose_word(words: str) -> bool:
    """Return True if a word is neither capitalised, nor a host, nor usual in credits, so that this is a sentence.

    A single word between slashes is a name, whatever its case. In Slavic names of offices only the first word is
    capitalised: `Пресс-служба мэрии`.
    """
    first, *other_words = words.split() or [""]
    if first > "\u0400" and first.lower() in _AGENCIES | _OFFICES and len(other_words) < _MAX_OFFICE_WORDS:
        return False
    parts = [part.split() for part in _HANDLE.sub("", _HOST.sub("", words)).replace(",", " ").split("/")]
    checked = (word for part in parts if len(parts) == 1 or len(part) > 1 for word in part)
    return any(word[:1].islower() and word.strip(".()") not in _LOWERCASE for word in checked)

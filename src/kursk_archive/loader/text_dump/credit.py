"""What the maker of an image is named like: `Sergei Doe / TASS`, `Kremlin.ru`, `Government of the Examplia Region`."""

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
"""Characters, without markup."""
_MAX_MARKUP = 2_000
_MAX_OFFICE = 7
"""Words in the name of an office, with the place that it governs."""

MARKDOWN_LINK = re.compile(r"\[(?:[^\[\]]|\[[^\[\]]*+\])*+\]\((?:[^()\s]|\([^()\s]*+\))*+(?:\s++\"[^\"]*+\")?\)")
MARKDOWN_LINK_AT_END = re.compile(rf"{MARKDOWN_LINK.pattern}$")
_LABEL = re.compile(
    rf"\(?(?:{join_alternatives(CREDIT_LABELS)}\s?(?::|(?P<dash>[—–-]\s))|(?P<bare>{join_alternatives(CREDIT_LABELS_WITHOUT_COLON)}|©|\(c\)))\s*",
    re.IGNORECASE,
)
_STILL = re.compile(r"\(?(?:screen|still|скр|кадр)", re.IGNORECASE)
"""A label after which anything may be described: `Screenshot of a video posted by soldiers`."""
_QUOTES = '"”»“'
_QUOTED = re.compile(r"[\"“«„][^\"“”«»„]*+[\"”»“]")
_HOST = re.compile(r"(?<![\w@.])(?:[\w-]{1,63}\.){1,4}(?:[a-z]{2,10}|рф|укр)(?![\w.])(?:/\S*)?")
_HANDLE = re.compile(r"(?<!\w)@\w{2,}")
_SLASHED = re.compile(r"\w\)?\s?/\s?\(?\w")
_CALLS, _SMALL = frozenset(LINK_CALL_WORDS.split()), frozenset(LOWERCASE_CREDIT_WORDS.split())
_AGENCIES, _OFFICES = frozenset(AGENCY_WORDS.split()), frozenset(OFFICE_WORDS.split())


class CreditEvidence(IntEnum):
    """How much a text looks like a credit."""

    NONE = 0
    NAMES = 1
    """It may be a credit, or what the image shows."""
    OFFICE = 2
    """Hardly anything else under a caption; alone it may be a heading."""
    SURE = 3


def credit_follows_label(text: str) -> bool | None:
    """Whether `text`, which begins with words such as `Photo:`, goes on like a credit; None without such words.

    `Video by a witness shows the fire` has none, since what follows makes a sentence of it.
    """
    match = _LABEL.match(text)
    if match is None or len(text) > _MAX_MARKUP:
        return None
    rest = plain_text(text[match.end() :]).rstrip(")")
    named = 0 < len(rest) <= MAX_CREDIT_CHARS and (
        not _strange(rest) or bool(_STILL.match(match[0]) and rest[-1] not in ".!?")
    )
    return None if (match["bare"] or match["dash"]) and not named else named


def weigh_credit(text: str) -> CreditEvidence:
    """How much a text looks like a credit.

    Args:
        text: Markdown; a final full stop makes a sentence of it unless the names are parted by a slash.
    """
    words = plain_text(text).strip("() ") if len(text) <= _MAX_MARKUP else ""
    if not words or len(words) > MAX_CREDIT_CHARS:
        return CreditEvidence.NONE
    if credit_follows_label(words):
        return CreditEvidence.SURE
    stopped = words.endswith(".") and not _SLASHED.search(words)
    if (
        stopped
        or words[-1] in "!?…:;,"
        or ": " in words
        or (words[-1] in _QUOTES and _QUOTED.sub("", words)[-1:] == words[-1])
    ):
        return CreditEvidence.NONE
    return _link(text, words) or (CreditEvidence.NONE if _strange(words) else _signal(words))


def _link(text: str, words: str) -> CreditEvidence | None:
    """What a text that is a link and nothing else weighs, if that is more than its words do."""
    if not MARKDOWN_LINK_AT_END.fullmatch(text.strip()) or "](#" in text or "]()" in text:
        return None
    if _CALLS.intersection(words.lower().split()) or len(words.split()) > _MAX_OFFICE:
        return CreditEvidence.NONE
    return CreditEvidence.NAMES if _strange(words) else CreditEvidence.SURE


def _signal(words: str) -> CreditEvidence:
    if _SLASHED.search(words) or _HOST.search(words) or _HANDLE.search(words):
        return CreditEvidence.SURE
    parts = {part.strip('.,()«»"“”') for word in words.lower().split() for part in (word, *word.split("-"))}
    if parts & _AGENCIES:
        return CreditEvidence.SURE
    if parts & _OFFICES:
        return CreditEvidence.OFFICE
    return CreditEvidence.NAMES if words.lower() not in _CALLS and any(map(str.isalpha, words)) else CreditEvidence.NONE


def _strange(words: str) -> bool:
    """Whether a word makes a sentence of it: neither capitalised, nor an address, nor usual in credits.

    One word between slashes is a name however it is written. Slavic names of offices go on in small letters after the
    first word: `Пресс-служба мэрии`.
    """
    first, *others = words.split() or [""]
    if first > "\u0400" and first.lower() in _AGENCIES | _OFFICES and len(others) < _MAX_OFFICE:
        return False
    parts = [part.split() for part in _HANDLE.sub("", _HOST.sub("", words)).replace(",", " ").split("/")]
    checked = (word for part in parts if len(parts) == 1 or len(part) > 1 for word in part)
    return any(word[:1].islower() and word.strip(".()") not in _SMALL for word in checked)

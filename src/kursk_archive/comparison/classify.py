"""Classes of change: what a reader of two editions asks for first."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from enum import StrEnum

from kursk_archive.comparison.text import BlockKind, Sentence


class ChangeClass(StrEnum):
    """The kind of thing that was changed, the most telling first."""

    HEADLINE = "headline"
    BYLINE = "byline"
    """Authors or dates."""
    NUMBER = "number"
    QUOTATION = "quotation"
    NAME = "name"
    LINK_ADDED = "link-added"
    LINK_REMOVED = "link-removed"
    LINK_RETARGETED = "link-retargeted"
    IMAGE = "image"
    """An image or its caption."""
    CORRECTION = "correction"
    """A notice that the article was corrected or updated."""
    ORDER = "order"
    """Text that stands elsewhere now."""
    WORDING = "wording"
    PUNCTUATION = "punctuation"


_NUMBER = re.compile(r"\d")
_NUMBER_WORDS = frozenset(
    "two three four five six seven eight nine ten eleven twelve dozen dozens twenty thirty forty fifty sixty seventy "
    "eighty ninety hundred hundreds thousand thousands million millions billion billions half twice "
    "два дві три чотири п'ять шість сім вісім дев'ять десять двадцять тридцять сорок п'ятдесят сто сотня сотні тисяча "
    "тисячі тисяч мільйон мільйони мільйонів мільярд мільярди мільярдів десятки "
    "две четыре пять шесть семь восемь девять двадцать тридцать пятьдесят сотня сотни тысяча тысячи тысяч миллион "
    "миллиона миллионов миллиард миллиарда миллиардов десятки".split()
)
"""Words that are numbers in the languages of the interface; one and its forms are too often articles and pronouns."""
_NOTICE = re.compile(
    r"\b(?:corrections?|correction appended|clarifications?|editor['’]s note)\b\s*[:,—–-]"
    r"|\b(?:an? )?(?:earlier|previous|original) version of this (?:article|story|report|post|page)\b"
    r"|\bthis (?:article|story|report|post) (?:has been|was) (?:corrected|updated|amended|clarified|changed)\b"
    r"|^\s*(?:updated|upd|corrected|correction|clarification)\b\s*[:,(—–-]"
    r"|\b(?:виправлено|уточнено|оновлено|виправлення|уточнення|доповнено)\b\s*[:,(—–-]"
    r"|\b(?:у|в) (?:попередній|першій|ранній) версії\b"
    r"|\b(?:исправлено|уточнено|обновлено|исправление|уточнение|дополнено)\b\s*[:,(—–-]"
    r"|\bв (?:предыдущей|первой|прежней|ранней) версии\b"
    r"|\b(?:sprostowanie|korekta|aktualizacja|berichtigung|korrektur|correctif|rectificación|correzione)\b\s*[:,(—–-]"
    r"|(?:تصحيح|توضيح|تحديث)\s*[:،—–-]|(?:اصلاحیه|به‌روزرسانی)\s*[:،—–-]|(?:更正|勘误|编者按|更新)\s*[:：]",
    re.IGNORECASE,
)
"""The words with which newsrooms say that they have changed an article."""
_OPENING, _CLOSING = "«“„‟‹「『", "»”“›」』"
_STRAIGHT = '"'


def is_correction(text: str) -> bool:
    """Return True if a sentence says that the article was corrected or updated."""
    return bool(_NOTICE.search(text))


def classify_sentence(
    before: Sentence | None, after: Sentence | None, gone: Sequence[int], come: Sequence[int]
) -> tuple[ChangeClass, ...]:
    """Classify the changes of a sentence; in the order of `ChangeClass`.

    Args:
        before: the sentence of the earlier edition; None if it was added.
        after: that of the later one; None if it was removed.
        gone: indexes of the tokens of `before` that are gone.
        come: indexes of the tokens of `after` that have come.
    """
    whole = after or before
    if whole is None:
        return ()
    by_place = {BlockKind.HEADLINE: ChangeClass.HEADLINE, BlockKind.BYLINE: ChangeClass.BYLINE}
    if whole.kind in by_place:
        return (by_place[whole.kind],)
    found = set(_content_classes(before, after, gone, come))
    if whole.kind is BlockKind.CAPTION:
        found.add(ChangeClass.IMAGE)
    return tuple(cls for cls in ChangeClass if cls in found) or (ChangeClass.PUNCTUATION,)


def _content_classes(
    before: Sentence | None, after: Sentence | None, gone: Sequence[int], come: Sequence[int]
) -> Iterator[ChangeClass]:
    sides = [(side, changed) for side, changed in ((before, gone), (after, come)) if side is not None]
    words = [Counter(_fold(side.tokens[k]) for k in changed if _is_word(side.tokens[k])) for side, changed in sides]
    if any(is_correction(side.text) and changed for side, changed in sides):
        yield ChangeClass.CORRECTION
    if len(words) == 2 and words[0] == words[1]:  # only marks, letter case or the forms of quotation marks
        yield ChangeClass.PUNCTUATION
        return
    rest = [counts - other for counts, other in zip(words, reversed(words), strict=True)] if len(words) == 2 else words
    changed_words = set().union(*rest)
    if any(_NUMBER.search(word) or word in _NUMBER_WORDS for word in changed_words):
        yield ChangeClass.NUMBER
    if any(_touches_quotation(side, changed) for side, changed in sides):
        yield ChangeClass.QUOTATION
    names = {_fold(token) for side, changed in sides for token in _names(side, changed)}
    if names & changed_words:
        yield ChangeClass.NAME
    if any(not _NUMBER.search(word) and word not in names and word not in _NUMBER_WORDS for word in changed_words):
        yield ChangeClass.WORDING


def _is_word(token: str) -> bool:
    return token[:1].isalnum()


def _fold(token: str) -> str:
    """Fold letter case, accents of composition and forms of the apostrophe."""
    return unicodedata.normalize("NFC", token).casefold().replace("’", "'").replace("ʼ", "'").replace("\u2011", "-")


def _names(sentence: Sentence, changed: Sequence[int]) -> Iterator[str]:
    """Yield the changed words that look like names: a capital that does not begin a sentence or a quotation.

    Scripts without capitals have none.
    """
    for index in changed:
        token = sentence.tokens[index]
        before = sentence.tokens[index - 1] if index else ""
        begins = not before or before in ".!?…:" or before in _OPENING or before == _STRAIGHT
        if token[:1].isupper() and (not begins or _is_name_part(sentence.tokens, index)):
            yield token


def _is_name_part(tokens: Sequence[str], index: int) -> bool:
    """Return True for the first of several capitalised words, as `Jane` in `Jane Doe said`."""
    return index + 1 < len(tokens) and tokens[index + 1][:1].isupper() and tokens[index + 1][1:2].islower()


def _touches_quotation(sentence: Sentence, changed: Sequence[int]) -> bool:
    """Return True if a changed word stands between quotation marks."""
    if not changed:
        return False
    inside = _quoted(sentence.tokens)
    return any(inside[index] and _is_word(sentence.tokens[index]) for index in changed)


def _quoted(tokens: Sequence[str]) -> list[bool]:
    """Return for each token whether it stands between quotation marks; a mark that is never closed opens nothing."""
    inside = [False] * len(tokens)
    start: int | None = None
    for index, token in enumerate(tokens):
        if start is None and (token in _OPENING or token == _STRAIGHT):
            start = index
        elif start is not None and (token in _CLOSING or token == _STRAIGHT):
            inside[start : index + 1] = [True] * (index + 1 - start)
            start = None
    if start is not None and start == 0:  # a quotation that goes on in the next sentence
        inside[start:] = [True] * (len(tokens) - start)
    return inside


def classify_links(before: Sentence, after: Sentence) -> tuple[ChangeClass, ...]:
    """Compare the links of two sentences that belong together: added, removed, or leading elsewhere now."""
    earlier, later = _links_by_text(before), _links_by_text(after)
    found = set()
    for text in earlier.keys() | later.keys():
        old, new = earlier.get(text, []), later.get(text, [])
        shared = min(len(old), len(new))
        if any(a != b and a and b for a, b in zip(old, new, strict=False)):
            found.add(ChangeClass.LINK_RETARGETED)
        if len(new) > shared:
            found.add(ChangeClass.LINK_ADDED)
        if len(old) > shared:
            found.add(ChangeClass.LINK_REMOVED)
    if {ChangeClass.LINK_ADDED, ChangeClass.LINK_REMOVED} <= found and _addresses(before) == _addresses(after):
        found -= {ChangeClass.LINK_ADDED, ChangeClass.LINK_REMOVED}  # the same links with other words
    return tuple(cls for cls in ChangeClass if cls in found)


def _links_by_text(sentence: Sentence) -> dict[str, list[str]]:
    links: dict[str, list[str]] = {}
    for link in sentence.links:
        links.setdefault(_fold(sentence.text[link.start : link.end]), []).append(link.address)
    return links


def _addresses(sentence: Sentence) -> list[str]:
    return sorted(link.address for link in sentence.links)

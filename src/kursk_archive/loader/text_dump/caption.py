"""Recognises the caption of a lost image under a headline, and splits its credit off.

A caption mistaken for prose is a blemish; a lede mistaken for a caption is news lost from the text. So a paragraph
counts as a caption only if it ends with a credit, or if it does not end like a sentence, and stands in the gap that a
removed image leaves; without a gap only if its words before the credit cannot be a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kursk_archive.loader.text_dump import credit
from kursk_archive.loader.text_dump.credit import CreditEvidence
from kursk_archive.loader.text_dump.lines import plain_text, strip_emphasis

MAX_CAPTION_CHARS = 300
"""Without markup."""
_MAX_UNCREDITED_WORDS = 20
"""A longer text without a credit may be a lede that lost its full stop."""

_MAX_NAMING_WORDS = 4
_WORD = re.compile(r"[^\W\d_]+")
_VERB = re.compile(
    r"\w+ed|is|are|was|were|has|had|have|says?|said|will|would|can|may|did|does|it|he|she|they|we|who|not|no"
    r"|\w{2,}(?:ал[аои]?|ил[аои]?|ел[аои]?|ял[аои]?|ул[аои]?|ыл[аои]?|лся|лась|лось|лись|ет|ит|ют|ят|ут|ат|ется|ится"
    r"|ав|ив|ів|ув|їв|ють|ять|уть|ать|ться|ає|ює|їть)|это|этот|він|вона|воно|вони|он|она|они|це|не",
    re.IGNORECASE,
)
"""Words that make a sentence: usual verbs, pronouns, and endings of verbs. Russian and Ukrainian as well as English."""
_BLOCK = re.compile(r"[#>|`~<]|[-*+]\s|\d{1,9}[.)]\s|!\[")
_PARENTHESES = re.compile(r"\s*+\(([^()]{2,120})\)\.?$")
_SENTENCE_END = re.compile(r"[.!?…][\"”»’')\]]{0,3}\s++(?=[^\sa-zа-яёіїєґ]|[a-z\d-]{1,20}[./]|via\s)")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(«\"“.])(?:[^\W\d_]|Mr|Mrs|Ms|Dr|St|Gen|Lt|Col|Maj|Sgt|Capt|Gov|Sen|Rep|Prof|Jr|Sr|vs|No|Jan|Feb|Mar|Apr|Aug|Sept?|Oct"
    r"|Nov|Dec|им|ул|гг|обл|св|ім|вул|стор)\.$"
)


def split_caption(line: str, in_gap: bool, after_image: bool = False) -> tuple[str, str] | None:
    """Split a line into caption and credit, as Markdown; either may be empty. None if the line may be prose.

    Args:
        line: the only line of its paragraph.
        in_gap: True if an image stands or stood right above the line.
        after_image: True if that image is still there.
    """
    text = strip_emphasis(line)
    if not text or _BLOCK.match(text) or len(plain_text(text)) > MAX_CAPTION_CHARS:
        return None
    for caption_text, credit_text in _possible_splits(text, in_gap):
        if not in_gap and caption_text and _may_be_sentence(plain_text(caption_text)):
            continue  # the first paragraph of a text may end with a source, too
        if credit.weigh_credit(credit_text) >= _evidence_needed(caption_text, in_gap):
            return caption_text, credit_text[1:-1] if credit_text[0] + credit_text[-1] == "()" else credit_text
    return (text, "") if in_gap and _is_uncredited_caption(text, line.strip(), after_image) else None


def _may_be_sentence(text: str) -> bool:
    """Return True unless a text names what is to be seen: a few words without a verb, or nothing but names."""
    words = _WORD.findall(text)
    return credit.has_prose_word(text) and (len(words) > _MAX_NAMING_WORDS or any(map(_VERB.fullmatch, words)))


def _evidence_needed(caption_text: str, in_gap: bool) -> CreditEvidence:
    if in_gap:
        return CreditEvidence.NAMES if caption_text else CreditEvidence.OFFICE
    return CreditEvidence.OFFICE if caption_text else CreditEvidence.SURE


def _possible_splits(text: str, in_gap: bool) -> Iterator[tuple[str, str]]:
    """Yield the ways to split a text into caption and credit, the likeliest first."""
    parenthesis = _PARENTHESES.search(text)
    if parenthesis and credit.credit_follows_label(parenthesis[1]):
        yield text[: parenthesis.start()], parenthesis[1].strip()
    start = last_sentence_start(text)
    if in_gap or text[start] != "(":
        yield text[:start].rstrip(), text[start:]
    link = credit.MARKDOWN_LINK_AT_END.search(text)
    if (
        in_gap
        and link
        and len(plain_text(text).split()) <= _MAX_UNCREDITED_WORDS
        and credit.weigh_credit(link[0]) is CreditEvidence.SURE
    ):
        yield text[: link.start()].rstrip(" ,|—–-("), link[0]
    if in_gap and parenthesis and not start and credit.weigh_credit(parenthesis[1]) is CreditEvidence.SURE:
        yield text[: parenthesis.start()], parenthesis[1].strip()


def last_sentence_start(text: str) -> int:
    """Return the offset of the last sentence in `text`. Links and abbreviations do not end a sentence."""
    masked = credit.MARKDOWN_LINK.sub(lambda match: "X" * len(match[0]), text)
    ends = (end for end in _SENTENCE_END.finditer(masked) if not _ABBREVIATION.search(masked[: end.start() + 1][-8:]))
    return max((end.end() for end in ends), default=0)


def _is_uncredited_caption(text: str, line: str, after_image: bool) -> bool:
    """Return True if a line without a credit is a caption all the same; a line in bold is a heading."""
    if line.startswith(("**", "__")):
        return False
    if (after_image and text != line) or credit.credit_follows_label(text) is False:
        return True
    words = plain_text(text)
    is_sentence = (
        words.rstrip("\"”»’') ")[-1:] in ".!?…:,;" or words[0] in '"“„«—' or last_sentence_start(text) or "](#" in text
    )
    return not is_sentence and 2 <= len(words.split()) <= _MAX_UNCREDITED_WORDS

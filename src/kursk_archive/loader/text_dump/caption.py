"""Whether the paragraph under a headline is the caption of an image that the capture lost, and who took the image.

A caption taken for prose is a blemish; a lede taken for a caption is news lost from the text. So a paragraph is taken
only if it ends with a credit, or does not end like a sentence and stands in the gap that a removed image leaves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kursk_archive.loader.text_dump import credit
from kursk_archive.loader.text_dump.credit import CreditEvidence
from kursk_archive.loader.text_dump.lines import plain_text, strip_emphasis

MAX_CAPTION_CHARS = 300
"""Characters, without markup."""
_MAX_UNCREDITED = 20
"""Words; the longest caption without a credit that is still told from a lede which lost its full stop."""

_BLOCK = re.compile(r"[#>|`~<]|[-*+]\s|\d{1,9}[.)]\s|!\[")
_PARENTHESES = re.compile(r"\s*+\(([^()]{2,120})\)\.?$")
_END = re.compile(r"[.!?…][\"”»’')\]]{0,3}\s++(?=[^\sa-zа-яёіїєґ]|[a-z\d-]{1,20}[./]|via\s)")
_ABBREVIATED = re.compile(
    r"(?:^|[\s(«\"“.])(?:[^\W\d_]|Mr|Mrs|Ms|Dr|St|Gen|Lt|Col|Maj|Sgt|Capt|Gov|Sen|Rep|Prof|Jr|Sr|vs|No|Jan|Feb|Mar|Apr|Aug|Sept?|Oct"
    r"|Nov|Dec|им|ул|гг|обл|св|ім|вул|стор)\.$"
)


def split_caption(line: str, in_gap: bool, after_image: bool = False) -> tuple[str, str] | None:
    """A caption and its credit as Markdown, either of them perhaps empty; None where the line may be prose.

    Args:
        line: the only line of its paragraph.
        in_gap: whether it stands where an image is or was.
        after_image: whether an image stands right before it.
    """
    text = strip_emphasis(line)
    if not text or _BLOCK.match(text) or len(plain_text(text)) > MAX_CAPTION_CHARS:
        return None
    for said, maker in _cuts(text, in_gap):
        if credit.weigh_credit(maker) >= _needed(said, in_gap):
            return said, maker[1:-1] if maker[0] + maker[-1] == "()" else maker
    return (text, "") if in_gap and _stands_alone(text, line.strip(), after_image) else None


def _needed(said: str, in_gap: bool) -> CreditEvidence:
    if in_gap:
        return CreditEvidence.NAMES if said else CreditEvidence.OFFICE
    return CreditEvidence.OFFICE if said else CreditEvidence.SURE


def _cuts(text: str, in_gap: bool) -> Iterator[tuple[str, str]]:
    """Where the credit may begin, the likeliest place first."""
    inner = _PARENTHESES.search(text)
    if inner and credit.credit_follows_label(inner[1]):
        yield text[: inner.start()], inner[1].strip()
    start = last_sentence_start(text)
    if in_gap or text[start] != "(":
        yield text[:start].rstrip(), text[start:]
    link = credit.MARKDOWN_LINK_AT_END.search(text)
    if (
        in_gap
        and link
        and len(plain_text(text).split()) <= _MAX_UNCREDITED
        and credit.weigh_credit(link[0]) is CreditEvidence.SURE
    ):
        yield text[: link.start()].rstrip(" ,|—–-("), link[0]
    if in_gap and inner and not start and credit.weigh_credit(inner[1]) is CreditEvidence.SURE:
        yield text[: inner.start()], inner[1].strip()


def last_sentence_start(text: str) -> int:
    """Where the last sentence of `text` begins; what a link holds and abbreviations end no sentence."""
    masked = credit.MARKDOWN_LINK.sub(lambda match: "X" * len(match[0]), text)
    ends = (end for end in _END.finditer(masked) if not _ABBREVIATED.search(masked[: end.start() + 1][-8:]))
    return max((end.end() for end in ends), default=0)


def _stands_alone(text: str, line: str, after_image: bool) -> bool:
    """Whether what has no credit is a caption nevertheless; in bold it would be a heading."""
    if line.startswith(("**", "__")):
        return False
    if (after_image and text != line) or credit.credit_follows_label(text) is False:
        return True
    words = plain_text(text)
    sentence = (
        words.rstrip("\"”»’') ")[-1:] in ".!?…:,;" or words[0] in '"“„«—' or last_sentence_start(text) or "](#" in text
    )
    return not sentence and 2 <= len(words.split()) <= _MAX_UNCREDITED

"""Look-up keys of titles, equal for different spellings of the same title."""

from __future__ import annotations

import unicodedata

from kursk_archive.core.enums import LinkRegion
from kursk_archive.core.model import Link

MIN_TITLE_WORDS = 4
"""A shorter link text may equal a title by chance."""


def title_key_of_link(link: Link) -> str | None:
    """Return the title key of a lost link's text; None if it is unlikely to be a title.

    Texts that may be titles are those of related articles, and those of at least `MIN_TITLE_WORDS` words.
    """
    may_be_title = link.region is LinkRegion.RELATED or len(link.text.split()) >= MIN_TITLE_WORDS
    return (title_key(link.text) or None) if may_be_title else None


def title_key(title: str) -> str:
    """Fold Unicode compatibility forms, case, white space, quotation marks and dashes; drop a closing full stop."""
    folded = unicodedata.normalize("NFKC", title).translate(_FOLDED).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).split()).rstrip(". ")


_QUOTES = "\"'`´ʼ‘’‚‛“”„‟«»‹›′″‵‶❛❜❝❞〝〞〟＂＇"
_DASHES = "‐‑‒–—―−﹘﹣－"
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_FOLDED = str.maketrans(dict.fromkeys(_QUOTES, "'") | dict.fromkeys(_DASHES, "-") | dict.fromkeys(_INVISIBLE, ""))

"""Titles, folded so that two spellings of one are the same text."""

from __future__ import annotations

import unicodedata

from kursk_archive.core.enums import LinkRegion
from kursk_archive.core.model import Link

MIN_TITLE_WORDS = 4
"""A shorter text may be an article's title by accident."""


def title_key_of_link(link: Link) -> str | None:
    """The title key of a lost link's text, if the text may be a title: a related article's, or one of four words."""
    telling = link.region is LinkRegion.RELATED or len(link.text.split()) >= MIN_TITLE_WORDS
    return title_key(link.text) or None if telling else None


def title_key(title: str) -> str:
    """`title` for look-up alone: NFKC, case, white space, quotation marks and dashes folded; closing stop left out."""
    folded = unicodedata.normalize("NFKC", title).translate(_SIGNS).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).split()).rstrip(". ")


_QUOTES = "\"'`´ʼ‘’‚‛“”„‟«»‹›′″‵‶❛❜❝❞〝〞〟＂＇"
_DASHES = "‐‑‒–—―−﹘﹣－"
_UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_SIGNS = str.maketrans(dict.fromkeys(_QUOTES, "'") | dict.fromkeys(_DASHES, "-") | dict.fromkeys(_UNSEEN, ""))

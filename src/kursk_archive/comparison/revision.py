"""The changes of an edition from the one before it, short enough to be listed with hundreds of others."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from kursk_archive.comparison.classify import ChangeClass
from kursk_archive.comparison.compare import Comparison, Fate, SentenceChange

MAX_SENTENCES, MAX_CHARACTERS = 100, 20_000
"""Of the changed sentences that a revision holds: an article that was written anew has all its text among them."""


class Revision(Struct, frozen=True):
    """The summary of a comparison of two neighbouring editions."""

    classes: tuple[ChangeClass, ...]
    """Of all changes, in the order of `ChangeClass`; empty if the text is the same."""
    added_words: int
    removed_words: int
    is_acknowledged: bool
    sentences: tuple[SentenceChange, ...]
    """The changed ones, in reading order, as far as they fit."""
    is_whole: bool
    """False if some of them did not fit."""
    is_across_formats: bool = False
    """True if the captures are in two formats."""


def summarise_comparison(found: Comparison) -> Revision:
    """Return what was changed, without what stayed."""
    every = [sentence for part in found.paragraphs for sentence in part.sentences if _is_changed(sentence)]
    kept = tuple(_fitting(every))
    return Revision(
        tuple(map(ChangeClass, found.classes)),
        found.added_words,
        found.removed_words,
        found.is_acknowledged,
        kept,
        len(kept) == len(every),
        found.is_across_formats,
    )


def _is_changed(sentence: SentenceChange) -> bool:
    """Return True for a change; of moved text, where it stands now."""
    return bool(sentence.classes) and sentence.fate is not Fate.MOVED_AWAY


def _fitting(sentences: list[SentenceChange]) -> Iterator[SentenceChange]:
    left = MAX_CHARACTERS
    for sentence in sentences[:MAX_SENTENCES]:
        left -= sum(len(run.text) for run in sentence.runs)
        left -= sum(len(link.text + link.before + link.after) for link in sentence.links)
        if left < 0:
            return
        yield sentence

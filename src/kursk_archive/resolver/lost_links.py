"""Recovery of the lost links of an article from a witness: another copy of it, whose links have addresses.

The two texts are aligned as editions are. A lost link is recovered if its words stand at the same place in the witness
and are a link there. Where the sentence was edited, the words around decide. If two addresses fit, neither is taken: a
wrong recovery is worse than none.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

from msgspec import Struct
from rapidfuzz.distance import Indel

from kursk_archive.comparison.alignment import align, edit_steps
from kursk_archive.comparison.text import BlockLink, Sentence, TextBlock, split_sentences
from kursk_archive.resolver.title_key import title_key

CONTEXT = 12
"""Tokens on each side of a link that decide where the sentence around it was edited."""
MIN_CONTEXT = 0.6
"""Share of these tokens that must be the same."""


class Confidence(StrEnum):
    """The reason why a recovery is believed."""

    SAME_SENTENCE = "same sentence"
    """The sentence around the link is the same in the witness."""
    EDITED_SENTENCE = "edited sentence"
    """The sentence was edited; the words of the link and the words around it are the same."""
    HEADLINE = "headline"
    """A related article, known by its headline."""


class Recovery(Struct, frozen=True):
    """The address of a lost link."""

    link: int
    """Index of the link, as `lost_links` was given them."""
    address: str
    confidence: Confidence


class Ambiguity(Struct, frozen=True):
    """A lost link for which several addresses fit."""

    link: int
    addresses: tuple[str, ...]


def recover_links(
    capture: Sequence[TextBlock],
    witness: Sequence[TextBlock],
    lost: Mapping[str, int],
    language: str,
    related: Mapping[int, str] | None = None,
) -> tuple[list[Recovery], list[Ambiguity]]:
    """Recover lost links from one witness.

    Args:
        capture: the paragraphs of the article. The address of a lost link is a key of `lost`, so that it can be told
            from the others.
        witness: those of the other copy, with real addresses.
        lost: placeholder address in `capture` → index of the link.
        language: BCP 47; rules for the ends of sentences.
        related: index of a lost link to a related article → its headline.

    Returns:
        The recoveries and the ambiguities, each ordered by link.
    """
    old, new = split_sentences(capture, language), split_sentences(witness, language)
    candidates: dict[int, dict[str, Confidence]] = defaultdict(dict)
    for earlier, later in _pair_sentences(old, new):
        for link in earlier.links:
            if link.address in lost:
                for address, confidence in _at_same_place(earlier, later, link):
                    candidates[lost[link.address]].setdefault(address, confidence)
    for index, headline in (related or {}).items():
        for address in _by_headline(headline, witness):
            candidates[index].setdefault(address, Confidence.HEADLINE)
    recoveries, ambiguities = [], []
    for index, found in sorted(candidates.items()):
        if len(found) == 1:
            ((address, confidence),) = found.items()
            recoveries.append(Recovery(index, address, confidence))
        else:
            ambiguities.append(Ambiguity(index, tuple(sorted(found))))
    return recoveries, ambiguities


def _pair_sentences(old: Sequence[Sentence], new: Sequence[Sentence]) -> Iterator[tuple[Sentence, Sentence]]:
    """Yield the sentences that belong together; a repeated one with each repetition, so that it decides nothing."""
    numbers: dict[str, int] = {}
    tokens = [[[numbers.setdefault(_fold(t), len(numbers)) for t in s.tokens] for s in side] for side in (old, new)]
    pairs = align(tokens[0], tokens[1], [0] * len(old), [0] * len(new))
    by_tokens: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for index, sentence in enumerate(tokens[1]):
        by_tokens[tuple(sentence)].append(index)
    times = Counter(map(tuple, tokens[0]))
    for pair in pairs:
        key = tuple(tokens[1][pair.after])
        same = by_tokens[key]
        if len(same) > 1 and len(same) != times[key]:  # a refrain that stands elsewhere more or less often
            yield from ((old[pair.before], new[index]) for index in same)
        else:
            yield old[pair.before], new[pair.after]


def _at_same_place(earlier: Sentence, later: Sentence, link: BlockLink) -> Iterator[tuple[str, Confidence]]:
    """Yield the addresses of the links in a sentence of the witness whose words are those of the lost link."""
    own = _token_range(earlier, link)
    if not own:
        return
    words = _words(earlier, own)
    is_same = [*map(_fold, earlier.tokens)] == [*map(_fold, later.tokens)]
    mapped = _map_tokens(earlier, later)
    for other in later.links:
        theirs = _token_range(later, other)
        if not theirs or not other.address:
            continue
        place = {mapped[index] for index in own if index in mapped}
        if is_same:
            if set(theirs) == set(own) or (place & set(theirs) and _words(later, theirs) == words):
                yield other.address, Confidence.SAME_SENTENCE
        elif place == set(theirs) and _words(later, theirs) == words and _has_same_context(earlier, own, later, theirs):
            yield other.address, Confidence.EDITED_SENTENCE


def _token_range(sentence: Sentence, link: BlockLink) -> range:
    """Return the indexes of the tokens of a link."""
    inside = [k for k, (start, end) in enumerate(sentence.spans) if start >= link.start and end <= link.end]
    return range(inside[0], inside[-1] + 1) if inside else range(0)


def _words(sentence: Sentence, tokens: range) -> list[str]:
    return [_fold(sentence.tokens[k]) for k in tokens if sentence.tokens[k][:1].isalnum()]


def _map_tokens(earlier: Sentence, later: Sentence) -> dict[int, int]:
    """Map the tokens that both sentences have, in the same order, to each other."""
    before, after = [*map(_fold, earlier.tokens)], [*map(_fold, later.tokens)]
    mapped: dict[int, int] = {}
    for step in edit_steps(before, after):
        if step.is_same:
            mapped.update(zip(step.before, step.after, strict=True))
    return mapped


def _has_same_context(earlier: Sentence, own: range, later: Sentence, theirs: range) -> bool:
    """Return True if the words around a link are mostly the same, on the side where there are more of them."""
    sides = []
    for sentence, place in ((earlier, own), (later, theirs)):
        tokens = [*map(_fold, sentence.tokens)]
        sides.append((tokens[max(0, place.start - CONTEXT) : place.start], tokens[place.stop : place.stop + CONTEXT]))
    before = Indel.normalized_similarity(sides[0][0], sides[1][0])
    after = Indel.normalized_similarity(sides[0][1], sides[1][1])
    return max(before, after) >= MIN_CONTEXT


def _by_headline(headline: str, witness: Sequence[TextBlock]) -> Iterator[str]:
    key = title_key(headline)
    for block in witness:
        for link in block.links:
            if link.address and title_key(block.text[link.start : link.end]) == key:
                yield link.address


def _fold(token: str) -> str:
    return title_key(token) or token

"""Alignment of two sequences of sentences: which of them are the same, which were edited, which were moved."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from typing import NamedTuple

MIN_SIMILARITY = 0.45
"""From this share of common tokens in the same order on, one sentence is an edit of the other."""
MIN_MOVED_SIMILARITY = 0.8
"""From which on a sentence elsewhere was moved. Formulas of a few words stand in many places, so short ones are not."""
MIN_MOVED_TOKENS = 6
MIN_ONLY_SIMILARITY = 0.3
"""The same for the only sentence that is gone and the only one that has come in its place."""
_SHINGLE = 3
"""Tokens that two sentences share somewhere in a row before they are compared at all."""
_MAX_PARTNERS = 8
"""Places at which the same tokens are looked for: a refrain of a thousand lines is aligned by its neighbours."""

Tokens = Sequence[int]


class Pair(NamedTuple):
    """Two sentences that belong together."""

    before: int
    """Index of the earlier sentence."""
    after: int
    similarity: float
    is_moved: bool = False


class EditStep(NamedTuple):
    """A run of items that two sequences have in common, or that differs."""

    is_same: bool
    before: range
    """Indexes of the earlier items."""
    after: range


def edit_steps(before: Sequence[Hashable], after: Sequence[Hashable]) -> list[EditStep]:
    """Return the runs that turn one sequence into the other; the common ones are the longest possible in all."""
    from rapidfuzz.distance import Indel  # every edit imports this module, and few compare texts

    return [
        EditStep(step.tag == "equal", range(step.src_start, step.src_end), range(step.dest_start, step.dest_end))
        for step in Indel.opcodes(before, after)
    ]


def align(
    before: Sequence[Tokens], after: Sequence[Tokens], before_gaps: Sequence[int], after_gaps: Sequence[int]
) -> list[Pair]:
    """Pair the sentences of two texts, each at most once, ordered by `after`.

    Sentences that kept their order are the heaviest chain of candidates; moved ones are those left that have a partner
    elsewhere. The result depends on the arguments only: nothing is limited by time.

    Args:
        before: tokens of each sentence of the earlier text, as numbers.
        after: those of the later text.
        before_gaps: for each sentence, the number of the gap between unchanged paragraphs that it stands in. A sentence
            that left its gap was moved.
        after_gaps: those of the later text.
    """
    candidates = _candidates(before, after)
    in_place = [pair for pair in candidates if before_gaps[pair.before] == after_gaps[pair.after]]
    chain = _heaviest_chain(in_place, before, after)
    used_before, used_after = {pair.before for pair in chain}, {pair.after for pair in chain}
    moved = []
    for pair in sorted(candidates, key=lambda pair: (-pair.similarity, pair.after, pair.before)):
        is_free = pair.before not in used_before and pair.after not in used_after
        if is_free and pair.similarity >= MIN_MOVED_SIMILARITY and len(before[pair.before]) >= MIN_MOVED_TOKENS:
            used_before.add(pair.before)
            used_after.add(pair.after)
            moved.append(pair._replace(is_moved=True))
    return sorted((*chain, *moved), key=lambda pair: pair.after)


def align_rest(
    before: Sequence[Tokens],
    after: Sequence[Tokens],
    before_gaps: Sequence[int],
    after_gaps: Sequence[int],
    pairs: Sequence[Pair],
) -> list[Pair]:
    """Pair what `align` has left: short sentences that were edited in place, and those that stand elsewhere unchanged.

    Between two sentences that kept their order, few others can have come from each other. So less likeness is enough.

    Args:
        before: see `align`, like the next three.
        after: of the later text.
        before_gaps: of the earlier text.
        after_gaps: of the later text.
        pairs: the result of `align`.

    Returns:
        These and the further pairs, ordered by `after`.
    """
    kept = [pair for pair in pairs if not pair.is_moved]
    free = [
        [k for k in range(len(side)) if k not in used]
        for side, used in ((before, {pair.before for pair in pairs}), (after, {pair.after for pair in pairs}))
    ]
    places = [[pair.before for pair in kept], [pair.after for pair in kept]]
    old: dict[tuple[int, int], list[int]] = defaultdict(list)
    new: dict[tuple[int, int], list[int]] = defaultdict(list)
    for index in free[0]:
        old[bisect_left(places[0], index), before_gaps[index]].append(index)
    for index in free[1]:
        new[bisect_left(places[1], index), after_gaps[index]].append(index)
    found = [pair for place in new if place in old for pair in _pair_in_order(before, after, old[place], new[place])]
    used = {pair.before for pair in found}, {pair.after for pair in found}
    left = [[k for k in side if k not in taken] for side, taken in zip(free, used, strict=True)]
    return sorted((*pairs, *found, *_equal_elsewhere(before, after, *left)), key=lambda pair: pair.after)


def _pair_in_order(
    before: Sequence[Tokens], after: Sequence[Tokens], old: Sequence[int], new: Sequence[int]
) -> list[Pair]:
    """Pair sentences of one place without crossing; each is compared with the few that stand about as far into it."""
    from rapidfuzz.distance import Indel

    candidates = []
    least = MIN_ONLY_SIMILARITY if len(old) == len(new) == 1 else MIN_SIMILARITY
    for number, index in enumerate(new):
        expected = number * len(old) // len(new)
        for other in old[max(0, expected - _MAX_PARTNERS) : expected + _MAX_PARTNERS + 1]:
            similarity = Indel.normalized_similarity(before[other], after[index], score_cutoff=least)
            if similarity:
                candidates.append(Pair(other, index, similarity))
    return _heaviest_chain(candidates, before, after)


def _equal_elsewhere(
    before: Sequence[Tokens], after: Sequence[Tokens], old: Sequence[int], new: Sequence[int]
) -> Iterator[Pair]:
    """Yield the sentences that stand somewhere else now, each unchanged and once in what is left of both texts."""
    places = [_places_of(side, left) for side, left in ((before, old), (after, new))]
    for tokens, indexes in places[1].items():
        others = places[0].get(tokens, ())
        if len(tokens) > 1 and len(indexes) == len(others) == 1:
            yield Pair(others[0], indexes[0], 1.0, is_moved=True)


def _places_of(texts: Sequence[Tokens], left: Sequence[int]) -> dict[tuple[int, ...], list[int]]:
    places: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for index in left:
        places[tuple(texts[index])].append(index)
    return places


def _candidates(before: Sequence[Tokens], after: Sequence[Tokens]) -> list[Pair]:
    """Return the pairs that are similar enough, ordered by both indexes; found by the tokens they share in a row."""
    places: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for index, tokens in enumerate(before):
        for shingle in set(_shingles(tokens)):
            places[shingle].append(index)
    from rapidfuzz.distance import Indel

    found = []
    for index, tokens in enumerate(after):
        partners: set[int] = set()
        for shingle in set(_shingles(tokens)):
            partners.update(_nearest(places.get(shingle, ()), index * len(before) // max(len(after), 1)))
        for partner in sorted(partners):
            similarity = Indel.normalized_similarity(before[partner], tokens, score_cutoff=MIN_SIMILARITY)
            if similarity:
                found.append(Pair(partner, index, similarity))
    return found


def _shingles(tokens: Tokens) -> Iterator[tuple[int, ...]]:
    """Yield every few tokens in a row; of a shorter sentence, the sentence."""
    if len(tokens) <= _SHINGLE:
        yield tuple(tokens)
    for start in range(len(tokens) - _SHINGLE + 1):
        yield tuple(tokens[start : start + _SHINGLE])


def _nearest(places: Sequence[int], expected: int) -> Sequence[int]:
    if len(places) <= _MAX_PARTNERS:
        return places
    middle = bisect_left(places, expected)
    start = max(0, min(middle - _MAX_PARTNERS // 2, len(places) - _MAX_PARTNERS))
    return places[start : start + _MAX_PARTNERS]


def _heaviest_chain(candidates: Sequence[Pair], before: Sequence[Tokens], after: Sequence[Tokens]) -> list[Pair]:
    """Return the pairs in order of both texts whose common tokens are the most, by a tree of prefix maxima."""
    size = len(before)
    best: list[tuple[float, int]] = [(0.0, -1)] * (size + 1)
    """At node k: weight and last pair of the heaviest chain that ends in its range of `before`."""
    previous: list[int] = []
    waiting: list[tuple[int, float, int]] = []
    """Pairs of the current sentence of `after`: two of them cannot both be in a chain."""
    current = -1
    for number, pair in enumerate(candidates):
        if pair.after != current:
            _enter(best, waiting)
            current = pair.after
        weight, last = _heaviest_before(best, pair.before)
        previous.append(last)
        gain = pair.similarity * (len(before[pair.before]) + len(after[pair.after]))
        waiting.append((pair.before, weight + gain, number))
    _enter(best, waiting)
    chain = []
    _, number = _heaviest_before(best, size)
    while number >= 0:
        chain.append(candidates[number])
        number = previous[number]
    return chain[::-1]


def _enter(best: list[tuple[float, int]], waiting: list[tuple[int, float, int]]) -> None:
    for index, weight, number in waiting:
        node = index + 1
        while node < len(best):
            if weight > best[node][0]:
                best[node] = (weight, number)
            node += node & -node
    waiting.clear()


def _heaviest_before(best: list[tuple[float, int]], index: int) -> tuple[float, int]:
    """Return weight and last pair of the heaviest chain over the sentences before `index`."""
    found = (0.0, -1)
    node = index
    while node > 0:
        found = max(found, best[node], key=lambda entry: entry[0])
        node -= node & -node
    return found

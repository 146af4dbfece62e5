"""Comparison of two editions: paragraphs, their sentences, runs of words in these; every change classified."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

from msgspec import Struct

from kursk_archive.comparison.alignment import EditStep, Pair, align, align_rest, edit_steps
from kursk_archive.comparison.classify import (
    ChangeClass,
    LinkChange,
    Replacement,
    classify_sentence,
    find_link_changes,
    in_order,
)
from kursk_archive.comparison.text import BlockKind, Sentence, TextBlock, split_sentences
from kursk_archive.comparison.words import fold_word


class Fate(StrEnum):
    """The fate of a sentence or of a run of words."""

    SAME = "same"
    EDITED = "edited"
    ADDED = "added"
    REMOVED = "removed"
    MOVED_HERE = "moved-here"
    MOVED_AWAY = "moved-away"


class Run(Struct, frozen=True):
    """Words of a sentence that share one fate: same, added or removed."""

    fate: Fate
    text: str


class SentenceChange(Struct, frozen=True):
    """A sentence of one or both editions."""

    fate: Fate
    runs: tuple[Run, ...]
    classes: tuple[ChangeClass, ...] = ()
    """Of its changes, in the order of `ChangeClass`; empty if it is the same."""
    has_changed_words: bool = False
    """True for a moved sentence that was edited as well."""
    links: tuple[LinkChange, ...] = ()
    """Its changed links; of an image, which image it is."""


class ParagraphChange(Struct, frozen=True):
    """A paragraph of the later edition with what was removed before or in it, or one of the earlier that is gone."""

    kind: BlockKind
    sentences: tuple[SentenceChange, ...]

    @property
    def is_same(self) -> bool:
        return all(sentence.fate is Fate.SAME and not sentence.classes for sentence in self.sentences)

    @property
    def classes(self) -> tuple[ChangeClass, ...]:
        return in_order(cls for sentence in self.sentences for cls in sentence.classes)


class Comparison(Struct, frozen=True):
    """The differences between two editions."""

    paragraphs: tuple[ParagraphChange, ...]
    classes: dict[str, int]
    """Class of change → number of sentences with such a change, in the order of `ChangeClass`."""
    added_words: int
    removed_words: int
    is_acknowledged: bool
    """True if the later edition has a notice of a correction or an update that the earlier one did not have."""
    is_across_formats: bool = False
    """True if the captures are in two formats: some differences may be theirs, not the newsroom's."""

    @property
    def is_same(self) -> bool:
        return not self.classes


class _Texts(Struct, frozen=True, dict=True):
    """Both texts, for what a word means in them."""

    blocks: tuple[TextBlock, ...]
    language: str

    @cached_property
    def _text(self) -> str:
        return "\n".join(block.text for block in self.blocks if block.kind is BlockKind.TEXT)

    def has_name(self, word: str) -> bool:
        place = self._text.find(f" {word}")
        while place > 0:
            end = place + len(word) + 1
            if self._text[place - 1].isalnum() and not self._text[end : end + 1].isalnum():
                return True
            place = self._text.find(f" {word}", end)
        return False


def compare(before: Sequence[TextBlock], after: Sequence[TextBlock], language: str) -> Comparison:
    """Compare two editions.

    The result is the same on every machine, since nothing in it is limited by time.

    Args:
        before: the paragraphs of the earlier edition.
        after: those of the later one.
        language: BCP 47; rules for the ends of sentences.
    """
    same = dict(_same_blocks(before, after))
    old, new = split_sentences(before, language, same.keys()), split_sentences(after, language, set(same.values()))
    around = _Texts((*before, *after), language)
    pairs = _pair(old, new, same)
    by_new = {pair.after: pair for pair in pairs}
    removed = _removed_by_place(old, pairs)
    paragraphs: list[ParagraphChange] = [*_removed_paragraphs(removed.pop(-1, []), around)]
    for block in _group_by_block(new):
        sentences: list[SentenceChange] = []
        gone: list[tuple[Sentence, bool]] = []
        for index in block:
            sentences.append(_change(old, new[index], by_new.get(index), around))
            following = removed.pop(index, [])
            inside = index != block[-1]
            own = [item for item in following if inside or _belongs_to(item[0], old, block, by_new)]
            sentences += [_removed(sentence, moved, around) for sentence, moved in own]
            gone += [item for item in following if item not in own]
        paragraphs.append(ParagraphChange(new[block[0]].kind, tuple(sentences)))
        paragraphs += _removed_paragraphs(gone, around)
    return _summarise(paragraphs)


def _same_blocks(before: Sequence[TextBlock], after: Sequence[TextBlock]) -> Iterator[tuple[int, int]]:
    """Yield the paragraphs that stand unchanged in both editions, in the same order."""
    numbers: dict[TextBlock, int] = {}
    sides = [[numbers.setdefault(block, len(numbers)) for block in side] for side in (before, after)]
    for step in edit_steps(*sides):
        if step.is_same:
            yield from zip(step.before, step.after, strict=True)


def _pair(old: Sequence[Sentence], new: Sequence[Sentence], same: Mapping[int, int]) -> list[Pair]:
    """Pair sentences: of unchanged paragraphs, headline with headline, byline with byline, the rest by likeness."""
    fixed = [*_pair_unchanged(old, new, same), *_pair_special(old, new)]
    fixed += _pair_equal(old, new, fixed)
    rest_old = _rest(old, {pair.before for pair in fixed})
    rest_new = _rest(new, {pair.after for pair in fixed})
    numbers: dict[tuple[bool, str], int] = {}
    tokens = [[_number_tokens(side[k], numbers) for k, _ in rest] for side, rest in ((old, rest_old), (new, rest_new))]
    gaps = [[gap for _, gap in rest] for rest in (rest_old, rest_new)]
    found = align_rest(tokens[0], tokens[1], gaps[0], gaps[1], align(tokens[0], tokens[1], gaps[0], gaps[1]))
    pairs = [pair._replace(before=rest_old[pair.before][0], after=rest_new[pair.after][0]) for pair in found]
    return sorted((*fixed, *pairs), key=lambda pair: pair.after)


def _number_tokens(sentence: Sentence, numbers: dict[tuple[bool, str], int]) -> list[int]:
    """Return a number for each folded token; text and captions have none in common."""
    is_text = sentence.kind is BlockKind.TEXT
    return [numbers.setdefault((is_text, fold_word(token)), len(numbers)) for token in sentence.tokens]


def _pair_unchanged(old: Sequence[Sentence], new: Sequence[Sentence], same: Mapping[int, int]) -> Iterator[Pair]:
    places = {sentence.block: index for index, sentence in enumerate(new)}
    for index, sentence in enumerate(old):
        if sentence.block in same:
            yield Pair(index, places[same[sentence.block]], 1.0)


def _pair_equal(old: Sequence[Sentence], new: Sequence[Sentence], fixed: Sequence[Pair]) -> Iterator[Pair]:
    """Pair the sentences that stand unchanged in the same order, between two that are fixed: most of an edited text."""
    ordered = sorted(fixed, key=lambda pair: pair.after)
    if any(one.before > other.before for one, other in pairwise(ordered)):
        return
    starts = [(-1, -1), *((pair.before, pair.after) for pair in ordered)]
    ends = [*starts[1:], (len(old), len(new))]
    for (old_start, new_start), (old_end, new_end) in zip(starts, ends, strict=True):
        before, after = old[old_start + 1 : old_end], new[new_start + 1 : new_end]
        for step in edit_steps([(s.kind, s.text) for s in before], [(s.kind, s.text) for s in after]):
            if step.is_same:
                for index, other in zip(step.before, step.after, strict=True):
                    yield Pair(old_start + 1 + index, new_start + 1 + other, 1.0)


def _pair_special(old: Sequence[Sentence], new: Sequence[Sentence]) -> Iterator[Pair]:
    for kind in (BlockKind.HEADLINE, BlockKind.BYLINE):
        places = [next((k for k, s in enumerate(side) if s.kind is kind and s.tokens), None) for side in (old, new)]
        if places[0] is not None and places[1] is not None:
            yield Pair(places[0], places[1], 1.0)


def _rest(sentences: Sequence[Sentence], fixed: Container[int]) -> list[tuple[int, int]]:
    """Return the indexes of the sentences to be paired, each with how many of the others stand before it."""
    gap, rest = 0, []
    for index in range(len(sentences)):
        if index in fixed:
            gap += 1
        else:
            rest.append((index, gap))
    return rest


def _group_by_block(sentences: Sequence[Sentence]) -> Iterator[list[int]]:
    """Yield the indexes of the sentences of each paragraph."""
    groups: dict[int, list[int]] = defaultdict(list)
    for index, sentence in enumerate(sentences):
        groups[sentence.block].append(index)
    yield from groups.values()


def _removed_by_place(old: Sequence[Sentence], pairs: Sequence[Pair]) -> dict[int, list[tuple[Sentence, bool]]]:
    """Map the later sentence after which something is missing to what is missing: a sentence, and True if it was moved.

    -1 is the start of the text.
    """
    kept = {pair.before: pair.after for pair in pairs if not pair.is_moved}
    moved = {pair.before for pair in pairs if pair.is_moved}
    places: dict[int, list[tuple[Sentence, bool]]] = defaultdict(list)
    place = -1
    for index, sentence in enumerate(old):
        if index in kept:
            place = kept[index]
        else:
            places[place].append((sentence, index in moved))
    return places


def _belongs_to(sentence: Sentence, old: Sequence[Sentence], block: Sequence[int], by_new: dict[int, Pair]) -> bool:
    """Return True if a removed sentence stood in the paragraph that a later paragraph comes from."""
    return any(old[by_new[index].before].block == sentence.block for index in block if index in by_new)


def _removed_paragraphs(gone: Sequence[tuple[Sentence, bool]], around: _Texts) -> Iterator[ParagraphChange]:
    by_block: dict[int, list[tuple[Sentence, bool]]] = defaultdict(list)
    for sentence, moved in gone:
        by_block[sentence.block].append((sentence, moved))
    for items in by_block.values():
        changes = tuple(_removed(sentence, moved, around) for sentence, moved in items)
        yield ParagraphChange(items[0][0].kind, changes)


def _removed(sentence: Sentence, moved: bool, around: _Texts) -> SentenceChange:
    if moved:  # the change is counted where the sentence stands now
        return SentenceChange(Fate.MOVED_AWAY, (Run(Fate.SAME, sentence.text),))
    links = find_link_changes(sentence, None)
    classes = in_order((*classify_sentence(sentence, None, (), around), *(link.cls for link in links)))
    return SentenceChange(Fate.REMOVED, (Run(Fate.REMOVED, sentence.text),), classes, links=links)


def _change(old: Sequence[Sentence], sentence: Sentence, pair: Pair | None, around: _Texts) -> SentenceChange:
    if pair is None:
        links = find_link_changes(None, sentence)
        classes = in_order((*classify_sentence(None, sentence, (), around), *(link.cls for link in links)))
        return SentenceChange(Fate.ADDED, (Run(Fate.ADDED, sentence.text),), classes, links=links)
    earlier = old[pair.before]
    runs, replacements = _runs(earlier, sentence)
    classes = classify_sentence(earlier, sentence, replacements, around) if replacements else ()
    links = find_link_changes(earlier, sentence)
    classes = in_order((*classes, *(link.cls for link in links)))
    if pair.is_moved:
        classes = in_order((ChangeClass.ORDER, *classes))
        return SentenceChange(Fate.MOVED_HERE, runs, classes, bool(replacements), links)
    return SentenceChange(Fate.EDITED if replacements else Fate.SAME, runs, classes, links=links)


def _runs(earlier: Sentence, later: Sentence) -> tuple[tuple[Run, ...], list[Replacement]]:
    """Return the runs of words, and which tokens stand in place of which."""
    if earlier.tokens == later.tokens:
        return (Run(Fate.SAME, later.text),), []
    runs: list[Run] = []
    replacements: list[Replacement] = []
    for step in _join(edit_steps(earlier.tokens, later.tokens), later):
        if step.is_same:
            runs.append(Run(Fate.SAME, _text(later, step.after)))
            continue
        replacements.append(Replacement(step.before, step.after))
        if step.before:
            runs.append(Run(Fate.REMOVED, _text(earlier, step.before)))
        if step.after:
            runs.append(Run(Fate.ADDED, _text(later, step.after)))
    return tuple(runs), replacements


def _join(steps: Sequence[EditStep], later: Sentence) -> Iterator[EditStep]:
    """Join changes that only a mark of punctuation separates: confetti is harder to read than a phrase."""
    held: EditStep | None = None
    for number, step in enumerate(steps):
        is_between = held is not None and number + 1 < len(steps) and len(step.after) == 1
        if not step.is_same or (is_between and not later.tokens[step.after.start][:1].isalnum()):
            first = held or step
            before, after = (
                range(first.before.start, step.before.stop),
                range(first.after.start, step.after.stop),
            )
            held = EditStep(False, before, after)
            continue
        if held:
            yield held
            held = None
        yield step
    if held:
        yield held


def _text(sentence: Sentence, tokens: range) -> str:
    """Return the text of some tokens, with the white space that follows them."""
    last = sentence.spans[tokens.stop][0] if tokens.stop < len(sentence.spans) else len(sentence.text)
    return sentence.text[sentence.spans[tokens.start][0] : last]


def _summarise(paragraphs: Sequence[ParagraphChange]) -> Comparison:
    counts = Counter(cls for paragraph in paragraphs for s in paragraph.sentences for cls in s.classes)
    runs = [run for paragraph in paragraphs for s in paragraph.sentences for run in s.runs]
    words = {fate: sum(len(run.text.split()) for run in runs if run.fate is fate) for fate in Fate}
    acknowledged = any(
        ChangeClass.CORRECTION in s.classes and s.fate is not Fate.REMOVED
        for paragraph in paragraphs
        for s in paragraph.sentences
    )
    ordered = {str(cls): counts[cls] for cls in ChangeClass if counts[cls]}
    return Comparison(tuple(paragraphs), ordered, words[Fate.ADDED], words[Fate.REMOVED], acknowledged)

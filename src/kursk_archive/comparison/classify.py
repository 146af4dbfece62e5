"""Classes of change: what a reader of two editions asks for first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple, Protocol

from msgspec import Struct

from kursk_archive.comparison.text import BlockKind, BlockLink, Sentence
from kursk_archive.comparison.words import (
    agree,
    begins_sentence,
    fold_word,
    is_correction,
    is_number,
    is_one,
    is_word,
    may_be_name,
)


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


class Replacement(NamedTuple):
    """Tokens of a sentence that stand in place of others; one side may be empty."""

    before: range
    """Indexes of the tokens that are gone."""
    after: range
    """Indexes of those that have come."""


class Surroundings(Protocol):
    """The article around a sentence, for what its words mean."""

    @property
    def language(self) -> str:
        """BCP 47."""
        ...

    def has_name(self, word: str) -> bool:
        """Return True if a word has a capital somewhere within a sentence."""
        ...


def classify_sentence(
    before: Sentence | None, after: Sentence | None, replacements: Sequence[Replacement], around: Surroundings
) -> tuple[ChangeClass, ...]:
    """Classify the changes of the words of a sentence; in the order of `ChangeClass`.

    Args:
        before: the sentence of the earlier edition; None if it was added.
        after: that of the later one; None if it was removed.
        replacements: the changed tokens of a sentence that both editions have.
        around: the article.
    """
    whole = after or before
    if whole is None:
        return ()
    if whole.kind in _BY_PLACE:
        found = {_BY_PLACE[whole.kind]}
        if after is not None and is_correction(after.text) and not (before and is_correction(before.text)):
            found.add(ChangeClass.CORRECTION)
    elif any(side is not None and side.is_notice for side in (before, after)):
        found = {ChangeClass.CORRECTION}
    else:
        found = set(_content_classes(before, after, replacements, around))
    if whole.kind is BlockKind.CAPTION:
        found = (found | {ChangeClass.IMAGE}) - {ChangeClass.WORDING, ChangeClass.PUNCTUATION}
    return in_order(found)


def in_order(classes: Iterable[ChangeClass]) -> tuple[ChangeClass, ...]:
    """Return classes without repetition, in the order of `ChangeClass`."""
    return tuple(sorted({*classes}, key=_ORDER.__getitem__))


_ORDER = {cls: number for number, cls in enumerate(ChangeClass)}
_BY_PLACE = {
    BlockKind.HEADLINE: ChangeClass.HEADLINE,
    BlockKind.BYLINE: ChangeClass.BYLINE,
    BlockKind.IMAGE: ChangeClass.IMAGE,
}


class _ChangedWords:
    """The changed words of one edition's sentence, sorted by what they are."""

    def __init__(
        self, sentence: Sentence, changed: Iterable[int], around: Surroundings, *, is_whole: bool = False
    ) -> None:
        """Sort the tokens with some indexes; of a whole sentence, its first word is no name without further proof."""
        tokens = sentence.tokens
        self.words = {k: fold_word(tokens[k]) for k in changed if is_word(tokens[k])}
        """Index of a token → the folded word."""
        language = around.language.partition("-")[0].lower()
        self.numbers = {k for k, word in self.words.items() if is_number(word, language)}
        self.names = {
            k
            for k in self.words
            if (tokens[k][0].isupper() or not tokens[k].isascii())
            and k not in self.numbers
            and (
                may_be_name(tokens, k, around.language)
                or (not is_whole and _is_initial(tokens, k) and around.has_name(tokens[k]))
            )
        }
        inside = _quoted_tokens(sentence) if self.words and sentence.quoted else ()
        self.quoted = {k for k in self.words if inside and inside[k]}

    def drop(self, common: Counter[str]) -> None:
        """Forget words that the sentence has in the other edition as well: they only moved."""
        left = Counter(common)
        for k, word in list(self.words.items()):
            if left[word] > 0:
                left[word] -= 1
                del self.words[k]
        for found in (self.numbers, self.names, self.quoted):
            found &= self.words.keys()

    @property
    def others(self) -> list[str]:
        """The words that no other class names."""
        named = self.numbers | self.names | self.quoted
        return [word for k, word in self.words.items() if k not in named]


def _is_initial(tokens: Sequence[str], index: int) -> bool:
    return tokens[index][0].isupper() and begins_sentence(tokens, index)


def _quoted_tokens(sentence: Sentence) -> list[bool]:
    """Return for each token whether it stands in a quotation."""
    return [any(start <= first < end for start, end in sentence.quoted) for first, _ in sentence.spans]


def _content_classes(
    before: Sentence | None, after: Sentence | None, replacements: Sequence[Replacement], around: Surroundings
) -> Iterator[ChangeClass]:
    if before is None or after is None:
        for side in filter(None, (before, after)):
            yield from _classes_of([_ChangedWords(side, range(len(side.tokens)), around, is_whole=True)])
        return
    words = [[fold_word(token) for token in side.tokens if is_word(token)] for side in (before, after)]
    if words[0] == words[1]:  # only marks, letter case or the forms of quotation marks
        yield ChangeClass.PUNCTUATION if _quoted_words(before) == _quoted_words(after) else ChangeClass.QUOTATION
        return
    gone = _ChangedWords(before, (k for one in replacements for k in one.before), around)
    come = _ChangedWords(after, (k for one in replacements for k in one.after), around)
    _share_names(before, after, replacements, gone, come)
    common = Counter(gone.words.values()) & Counter(come.words.values())
    if common.total() < max(len(gone.words), len(come.words)):
        gone.drop(common)
        come.drop(common)
    yield from _classes_of([gone, come])


def _share_names(
    before: Sentence, after: Sentence, replacements: Sequence[Replacement], gone: _ChangedWords, come: _ChangedWords
) -> None:
    """Take a first word for a name if it stands in place of one."""
    for one in replacements:
        if len(one.before) == len(one.after) == 1:
            old, new = one.before[0], one.after[0]
            if old in gone.names and _is_initial(after.tokens, new):
                come.names.add(new)
            elif new in come.names and _is_initial(before.tokens, old):
                gone.names.add(old)


def _classes_of(sides: Sequence[_ChangedWords]) -> Iterator[ChangeClass]:
    has_numbers, others = any(side.numbers for side in sides), [side.others for side in sides]
    if has_numbers:
        yield ChangeClass.NUMBER
    if has_numbers and len(sides) == 2:
        others = [[word for word in words if not is_one(word)] for words in others]
        if len(others[0]) == len(others[1]) and all(map(agree, *others)):
            others = []
    if any(side.quoted for side in sides):
        yield ChangeClass.QUOTATION
    if any(side.names for side in sides):
        yield ChangeClass.NAME
    if any(others):
        yield ChangeClass.WORDING


def _quoted_words(sentence: Sentence) -> list[str]:
    inside = zip(sentence.tokens, _quoted_tokens(sentence), strict=True)
    return [fold_word(token) for token, is_quoted in inside if is_quoted and is_word(token)]


class LinkChange(Struct, frozen=True):
    """A link that was added, removed, or leads elsewhere now; or another image."""

    cls: ChangeClass
    text: str
    """The words of the link; empty for an image."""
    before: str
    """The address in the earlier edition, or the name of an image's file; empty where there is none."""
    after: str


def find_link_changes(before: Sentence | None, after: Sentence | None) -> tuple[LinkChange, ...]:
    """Compare the links of a sentence; of an image, which image it is.

    A link without an address is lost: it has words, but nothing is known of where it led.

    Args:
        before: the sentence of the earlier edition; None if it was added.
        after: that of the later one; None if it was removed.
    """
    if not any(side is not None and side.links for side in (before, after)):
        return ()
    old, new = _fold_links(before, after), _fold_links(after, before)
    if any(side is not None and side.kind is BlockKind.IMAGE for side in (before, after)):
        names = [" ".join(link.address for link in side) for side in (old, new)]
        return (LinkChange(ChangeClass.IMAGE, "", *names),) if names[0] != names[1] else ()
    _take_pairs(old, new, lambda a, b: a.words == b.words and a.address == b.address)
    retargeted = _take_pairs(old, new, lambda a, b: a.words == b.words)
    _take_pairs(old, new, lambda a, b: a.address == b.address)  # the same link with other words
    retargeted += _take_pairs(old, new, lambda a, b: (a.is_edited and b.is_edited) or not a.words.isdisjoint(b.words))
    moved = [(a, b) for a, b in retargeted if a.address and b.address]
    return (
        *(LinkChange(ChangeClass.LINK_ADDED, link.text, "", link.address) for link in new),
        *(LinkChange(ChangeClass.LINK_REMOVED, link.text, link.address, "") for link in old),
        *(LinkChange(ChangeClass.LINK_RETARGETED, b.text, a.address, b.address) for a, b in moved),
    )


class _FoldedLink:
    """A link as it is compared."""

    def __init__(self, sentence: Sentence, link: BlockLink, other_words: frozenset[str]) -> None:
        self.text = sentence.text[link.start : link.end]
        self.words = _folded_words(self.text)
        self.address = link.address
        self.is_edited = not self.words <= other_words
        """True if the other edition's sentence does not have its words."""


def _fold_links(sentence: Sentence | None, other: Sentence | None) -> list[_FoldedLink]:
    if sentence is None or not sentence.links:
        return []
    words = _folded_words(other.text if other else "")
    return [_FoldedLink(sentence, link, words) for link in sentence.links]


def _folded_words(text: str) -> frozenset[str]:
    return frozenset(map(fold_word, text.split()))


def _take_pairs(
    old: list[_FoldedLink], new: list[_FoldedLink], belong: Callable[[_FoldedLink, _FoldedLink], bool]
) -> list[tuple[_FoldedLink, _FoldedLink]]:
    """Remove the links that belong together from both lists, and return them."""
    pairs = []
    for later in list(new):
        if (earlier := next((link for link in old if belong(link, later)), None)) is not None:
            old.remove(earlier)
            new.remove(later)
            pairs.append((earlier, later))
    return pairs

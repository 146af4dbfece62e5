"""What a comparison of two editions shows, and how it names each change."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.comparison.compare import Comparison, Fate, SentenceChange, compare
from kursk_archive.comparison.text import BlockKind, BlockLink, TextBlock

LONG = "The old granite bridge over the quarry river was closed to lorries in the spring."
OTHER = "Nobody on the village council could say when the northern ferry would sail again."
THIRD = "The market by the harbour stayed open all morning, its traders reported."


def blocks(*texts: str) -> tuple[TextBlock, ...]:
    return tuple(TextBlock(text) for text in texts)


def marked(comparison: Comparison) -> list[str]:
    """Return each changed sentence with its additions and removals in brackets."""
    signs = {Fate.SAME: "{}", Fate.ADDED: "[+{}+]", Fate.REMOVED: "[-{}-]"}
    return [
        "".join(signs[run.fate].format(run.text) for run in sentence.runs)
        for paragraph in comparison.paragraphs
        for sentence in paragraph.sentences
        if sentence.classes
    ]


def classes(before: str, after: str, language: str = "en") -> set[str]:
    return set(compare(blocks(LONG, before, OTHER), blocks(LONG, after, OTHER), language).classes)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("The ferry carried 40 people on Monday.", "The ferry carried 60 people on Monday.", {"number"}),
        ("The ferry carried two dozen people.", "The ferry carried three dozen people.", {"number"}),
        ("The mayor, Jane Doe, was there.", "The mayor, Joan Roe, was there.", {"name"}),
        ("“We will not close it,” she said.", "“We will never close it,” she said.", {"quotation", "wording"}),
        ("The council closed the old bridge.", "The council shut the old bridge.", {"wording"}),
        ("The council closed the bridge", "The council closed the bridge.", {"punctuation"}),
        ('She said "no" to the council.', "She said «no» to the council.", {"punctuation"}),
        ("Пором перевіз 40 людей у понеділок.", "Пором перевіз 60 людей у понеділок.", {"number"}),
        ("Він сказав: «Ми не закриємо порт».", "Він сказав: «Ми не відкриємо порт».", {"quotation", "wording"}),
        ("عبرت العبارة النهر ومعها 40 راكبا.", "عبرت العبارة النهر ومعها 60 راكبا.", {"number"}),
        ("渡轮运载了四十名乘客过河。", "渡轮运载了六十名乘客过河。", {"wording"}),
    ],
)  # fmt: skip
def test_a_change_has_the_class_of_what_was_changed(before: str, after: str, expected: set[str]) -> None:
    assert classes(before, after) == expected


def test_a_changed_word_is_marked_and_its_sentence_left_whole() -> None:
    before, after = (f"The ferry carried {number} people. It rained." for number in (40, 60))
    found = compare(blocks(LONG, before), blocks(LONG, after), "en")
    assert marked(found) == ["The ferry carried [-40 -][+60 +]people."]
    assert (found.added_words, found.removed_words) == (1, 1)
    assert found.paragraphs[0].is_same


def test_a_moved_paragraph_is_moved_and_not_removed_and_added() -> None:
    found = compare(blocks(LONG, OTHER, THIRD), blocks(OTHER, THIRD, LONG), "en")
    assert found.classes == {"order": 1}
    assert (found.added_words, found.removed_words) == (0, 0)
    fates = [sentence.fate for paragraph in found.paragraphs for sentence in paragraph.sentences]
    assert fates == [Fate.MOVED_AWAY, Fate.SAME, Fate.SAME, Fate.MOVED_HERE]


def test_a_sentence_that_was_moved_and_edited_is_both() -> None:
    edited = OTHER.replace("northern", "southern")
    found = compare(blocks(LONG, OTHER, THIRD), blocks(LONG, THIRD, edited), "en")
    (moved,) = [s for p in found.paragraphs for s in p.sentences if s.fate is Fate.MOVED_HERE]
    assert moved.has_changed_words
    assert set(moved.classes) == {"order", "wording"}


def test_a_removed_paragraph_stands_where_it_stood() -> None:
    found = compare(blocks(LONG, OTHER, THIRD), blocks(LONG, THIRD), "en")
    assert [paragraph.sentences[0].fate for paragraph in found.paragraphs] == [Fate.SAME, Fate.REMOVED, Fate.SAME]


def test_a_removed_sentence_stays_in_its_paragraph() -> None:
    found = compare(blocks(f"{LONG} {OTHER}", THIRD), blocks(LONG, THIRD), "en")
    assert [s.fate for s in found.paragraphs[0].sentences] == [Fate.SAME, Fate.REMOVED]


def test_a_split_paragraph_is_no_change_of_its_text() -> None:
    assert compare(blocks(f"{LONG} {OTHER}"), blocks(LONG, OTHER), "en").is_same


@pytest.mark.parametrize(
    "notice",
    [
        "Correction: an earlier version of this article gave a wrong number.",
        "This story has been updated with a statement of the council.",
        "Виправлено: у попередній версії було названо інше число.",
        "В предыдущей версии статьи было указано другое число.",
        "تصحيح: ذكرت نسخة سابقة من هذا المقال رقما آخر.",
    ],
)
def test_a_notice_of_a_correction_acknowledges_the_change(notice: str) -> None:
    found = compare(blocks(LONG, "It cost 40 coins."), blocks(LONG, "It cost 60 coins.", notice), "en")
    assert found.is_acknowledged
    assert "correction" in found.classes
    assert not compare(blocks(LONG, "It cost 40 coins."), blocks(LONG, "It cost 60 coins."), "en").is_acknowledged


def test_a_notice_that_stood_there_before_acknowledges_nothing() -> None:
    notice = "Correction: an earlier version of this article gave a wrong number."
    found = compare(blocks("It cost 40 coins.", notice), blocks("It cost 60 coins.", notice), "en")
    assert not found.is_acknowledged


def linked(text: str, word: str, address: str) -> TextBlock:
    start = text.index(word)
    return TextBlock(text, links=(BlockLink(start, start + len(word), address),))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (TextBlock(LONG), linked(LONG, "bridge", "https://a.example/"), "link-added"),
        (linked(LONG, "bridge", "https://a.example/"), TextBlock(LONG), "link-removed"),
        (linked(LONG, "bridge", "https://a.example/"), linked(LONG, "bridge", "https://b.example/"), "link-retargeted"),
    ],
)
def test_a_link_is_compared_by_its_words_and_its_address(before: TextBlock, after: TextBlock, expected: str) -> None:
    assert compare((before,), (after,), "en").classes == {expected: 1}


def test_a_link_whose_words_were_edited_is_no_new_link() -> None:
    before = linked("The mayor said so on Monday night.", "said so", "https://a.example/")
    after = linked("The mayor wrote so on Monday night.", "wrote so", "https://a.example/")
    assert compare((before,), (after,), "en").classes == {"wording": 1}


@pytest.mark.parametrize(
    ("kind", "expected"),
    [(BlockKind.HEADLINE, {"headline"}), (BlockKind.BYLINE, {"byline"}), (BlockKind.CAPTION, {"name", "image"})],
)
def test_headline_byline_and_caption_have_classes_of_their_own(kind: BlockKind, expected: set[str]) -> None:
    before, after = TextBlock("The ferry of Jane Doe sails", kind), TextBlock("The ferry of Joan Roe sails", kind)
    assert set(compare((before, TextBlock(LONG)), (after, TextBlock(LONG)), "en").classes) == expected


SHORT = "No.", "It rained.", "Пором пішов о 14:30.", "“Yes,” she said.", "渡轮。她来了。"
SENTENCES = st.sampled_from([LONG, OTHER, THIRD, *SHORT])
TEXTS = st.lists(st.lists(SENTENCES, min_size=1, max_size=4).map(" ".join), max_size=6)
"""Paragraphs of sentences of which many are the same: refrains, moves, repetitions."""


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_from_a_comparison(before: list[str], after: list[str]) -> None:
    found = compare(blocks(*before), blocks(*after), "en")
    sentences = [sentence for paragraph in found.paragraphs for sentence in paragraph.sentences]
    assert "".join(text_of(s, Fate.REMOVED) for s in sentences if s.fate is not Fate.MOVED_AWAY) == squeeze(after)
    earlier = "".join(text_of(s, Fate.ADDED) for s in sentences if s.fate is not Fate.MOVED_HERE)
    assert sorted(earlier) == sorted(squeeze(before))
    assert found.is_same == (squeeze(before) == squeeze(after))


@given(TEXTS)
def test_a_text_is_the_same_as_itself(text: list[str]) -> None:
    assert compare(blocks(*text), blocks(*text), "en").is_same


@given(TEXTS, TEXTS)
def test_comparing_is_repeatable(before: list[str], after: list[str]) -> None:
    assert compare(blocks(*before), blocks(*after), "en") == compare(blocks(*before), blocks(*after), "en")


def text_of(sentence: SentenceChange, other: Fate) -> str:
    """Return the text that a sentence has in one edition, given the fate of what only the other has."""
    return squeeze([run.text for run in sentence.runs if run.fate is not other])


def squeeze(texts: Iterable[str]) -> str:
    """Join texts without white space, which a comparison folds."""
    return "".join("".join(texts).split())

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
        ("“We will not close it,” she said.", "“We will never close it,” she said.", {"quotation"}),
        ("The council closed the old bridge.", "The council shut the old bridge.", {"wording"}),
        ("The council closed the bridge", "The council closed the bridge.", {"punctuation"}),
        ('She said "no" to the council.', "She said «no» to the council.", {"punctuation"}),
        ("Пором перевіз 40 людей у понеділок.", "Пором перевіз 60 людей у понеділок.", {"number"}),
        ("Він сказав: «Ми не закриємо порт».", "Він сказав: «Ми не відкриємо порт».", {"quotation"}),
        ("عبرت العبارة النهر ومعها 40 راكبا.", "عبرت العبارة النهر ومعها 60 راكبا.", {"number"}),
        ("渡轮运载了四十名乘客过河。", "渡轮运载了六十名乘客过河。", {"number"}),
        ("It cost 1 coin.", "It cost 2 coins.", {"number"}),
        ("One person was hurt.", "Two people were hurt.", {"number"}),
        ("It cost $5 a day.", "It cost €5 a day.", {"number"}),
        ("It cost 1,000 coins.", "It cost 1000 coins.", {"punctuation"}),
        ("They had 40 boats and sailed.", "They had 60 boats and sank.", {"number", "wording"}),
        ("They said I left.", "They said we left.", {"wording"}),
        ("It cost ten cents.", "It cost ten dollars.", {"wording"}),
        ("Mr. Doe came.", "Mr. Roe came.", {"name"}),
        ("It was, he said, late.", "It was – he said – late.", {"punctuation"}),
        ("The Council met.", "The council met.", {"punctuation"}),
        ("It opens on Monday.", "It opens on Tuesday.", {"wording"}),
        ("“Pay us,” the mayor said.", "“Pay us,” the mayor claimed.", {"wording"}),
        ("‘The pier is open,’ she said.", "‘The pier is shut,’ she said.", {"quotation"}),
        ("The workers’ boats sail today.", "The workers’ boats sink today.", {"wording"}),
        ("She said it was a lie.", "She said it was “a lie”.", {"quotation"}),
        ("Die Fähre war am Kai.", "Die Fähre war am Deich.", {"wording"}),
        ("«Le pont est ouvert», a dit le maire.", "«Le pont est fermé», a dit le maire.", {"quotation"}),
        ("Загинуло двоє моряків.", "Загинуло троє моряків.", {"number"}),
        ("На борту був 21 пасажир.", "На борту було 25 пасажирів.", {"number", "wording"}),
        ("У порту 21 пасажир.", "У порту 25 пасажирів.", {"number"}),
        ("Приїхав мер Іван Прикладенко.", "Приїхав мер Петро Прикладенко.", {"name"}),
        ("Погибли двое моряков.", "Погибли трое моряков.", {"number"}),
        ("— Порт открыт, — сказал мэр.", "— Порт закрыт, — сказал мэр.", {"quotation"}),
        ("— Порт открыт, — сказал мэр.", "— Порт открыт, — заявил мэр.", {"wording"}),
        ("توفي ثلاثة بحارة.", "توفي خمسة بحارة.", {"number"}),
        ("كان على متنها ١٢٠ راكبا.", "كان على متنها ٢١٠ ركاب.", {"number"}),
        ("قال الوزير سالم إن الميناء مغلق.", "قال الوزير نادر إن الميناء مغلق.", {"name"}),
        ("قال العمدة: «الميناء مفتوح».", "قال العمدة: «الميناء مغلق».", {"quotation"}),
    ],
)  # fmt: skip
def test_a_change_has_the_class_of_what_was_changed(before: str, after: str, expected: set[str]) -> None:
    assert classes(before, after, _language(before)) == expected


def _language(text: str) -> str:
    """Return the language of an example, by its letters; German examples begin with an article."""
    marks = {"і": "uk", "е": "ru", "ا": "ar", "船": "zh", "渡": "zh", "Die ": "de", "«Le": "fr"}
    return next((language for mark, language in marks.items() if mark in text), "en")


@pytest.mark.parametrize(
    "text",
    [
        "The engineers made corrections, and the boat left.",
        "The correction of the river bed takes a year.",
        "В министерстве уточнено, что лодок было три.",
        "У раді доповнено, що човнів три.",
    ],
)
def test_a_sentence_about_corrections_is_no_notice(text: str) -> None:
    found = compare(blocks(LONG, "It cost 40 coins."), blocks(LONG, "It cost 60 coins.", text), "en")
    assert not found.is_acknowledged


def test_a_changed_word_is_marked_and_its_sentence_left_whole() -> None:
    before, after = (f"The ferry carried {number} people. It rained." for number in (40, 60))
    found = compare(blocks(LONG, before), blocks(LONG, after), "en")
    assert marked(found) == ["The ferry carried [-40 -][+60 +]people."]
    assert (found.added_words, found.removed_words) == (1, 1)
    assert found.paragraphs[0].is_same


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("It rained.", "It snowed.", ["It [-rained-][+snowed+]."]),
        ("Three died.", "Five died.", ["[-Three -][+Five +]died."]),
        ("It rained. Nobody came.", "It snowed. Everybody came.",
         ["It [-rained-][+snowed+].", "[-Nobody -][+Everybody +]came."]),
        ("It rained.", "A storm passed. It snowed.", ["[+A storm passed.+]", "It [-rained-][+snowed+]."]),
        ("The lamp failed.", "Engineers left early.", ["[-The lamp failed.-]", "[+Engineers left early.+]"]),
        ("Дощило.", "Сніжило.", ["[-Дощило-][+Сніжило+]."]),
    ],
)  # fmt: skip
def test_a_short_sentence_is_one_changed_sentence_if_it_kept_a_word(
    before: str, after: str, expected: list[str]
) -> None:
    assert marked(compare(blocks(LONG, before, OTHER), blocks(LONG, after, OTHER), "en")) == expected


def test_a_sentence_between_two_unchanged_ones_was_edited_there() -> None:
    before = blocks(f"{LONG} The lamp failed. {OTHER}")
    after = blocks(f"{LONG} The beacon broke down. {OTHER}")
    assert marked(compare(before, after, "en")) == ["The [-lamp failed-][+beacon broke down+]."]


def test_a_short_sentence_that_stands_elsewhere_was_moved() -> None:
    found = compare(blocks("It rained.", LONG, OTHER), blocks(LONG, OTHER, "It rained."), "en")
    assert found.classes == {"order": 1}


def test_a_name_that_begins_a_sentence_is_known_from_the_rest_of_the_text() -> None:
    rest = "The council heard Doe and the harbour master on the next day as well."
    before, after = blocks(rest, "Doe said so."), blocks(rest, "Roe said so.")
    assert compare(before, after, "en").classes == {"name": 1}


def test_a_notice_is_a_correction_whatever_it_says() -> None:
    notice = "Correction, 17 August: The number was wrong. It was 210, the mayor, Jane Doe, said."
    found = compare(blocks(LONG, "It cost 40 coins."), blocks(LONG, "It cost 60 coins.", notice), "en")
    assert found.classes == {"number": 1, "correction": 2}
    assert found.is_acknowledged


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
        "UPDATED at 14:00: The council answered.",
        "This article was later amended to say how many boats there were.",
        "An earlier version misstated the number of boats.",
        "Correction (August 17): the number was wrong.",
        "Текст новини було виправлено: названо інше число.",
        "Від редакції: раніше тут було інше число.",
        "Новость дополнена ответом совета.",
        "تم تحديث هذا المقال بعد رد المجلس.",
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
        (
            linked(LONG, "bridge", "https://a.example/"),
            linked(LONG, "old granite bridge", "https://b.example/"),
            "link-retargeted",
        ),
    ],
)
def test_a_link_is_compared_by_its_words_and_its_address(before: TextBlock, after: TextBlock, expected: str) -> None:
    assert compare((before,), (after,), "en").classes == {expected: 1}


def test_a_lost_link_leads_nowhere_else() -> None:
    lost, known = linked(LONG, "bridge", ""), linked(LONG, "bridge", "https://a.example/")
    assert compare((lost,), (known,), "en").is_same


def test_a_link_with_other_words_and_another_address_leads_elsewhere() -> None:
    before = linked("The mayor said so on Monday night.", "said so", "https://a.example/")
    after = linked("The mayor wrote it on Monday night.", "wrote it", "https://b.example/")
    assert compare((before,), (after,), "en").classes == {"link-retargeted": 1, "wording": 1}


def test_a_new_sentence_has_new_links() -> None:
    found = compare(blocks(LONG), (TextBlock(LONG), linked("See the list.", "list", "https://a.example/")), "en")
    assert found.classes == {"link-added": 1, "wording": 1}


def test_another_image_is_a_change_and_other_words_for_it_too() -> None:
    def image(words: str, name: str) -> TextBlock:
        return TextBlock(words, BlockKind.IMAGE, (BlockLink(0, len(words), name),))

    for other in (image("The ferry", "b.jpg"), image("The old ferry", "a.jpg")):
        assert compare((image("The ferry", "a.jpg"),), (other,), "en").classes == {"image": 1}
    assert compare((image("The ferry", "a.jpg"),), (image("The ferry", "a.jpg"),), "en").is_same


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

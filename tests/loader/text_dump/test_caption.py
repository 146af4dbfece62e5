"""Captions with credits under a headline, and prose that looks like them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.loader.text_dump.caption import split_caption
from kursk_archive.loader.text_dump.credit import CreditEvidence, weigh_credit

ANYWHERE = [
    ("Vladimir Example. Kremlin.ru", "Vladimir Example.", "Kremlin.ru"),
    ("Kremlin.ru", "", "Kremlin.ru"),
    ("Moskva News Agency", "", "Moskva News Agency"),
    ("Alexander Doe / Moskva News Agency", "", "Alexander Doe / Moskva News Agency"),
    ("Governor Alexei Doe. Government of Examplia", "Governor Alexei Doe.", "Government of Examplia"),
    ("John Doe, Sputnik, Kremlin Pool Photo via AP", "", "John Doe, Sputnik, Kremlin Pool Photo via AP"),
    ("The ruins. [Telegram / doe](https://t.me/doe/1)", "The ruins.", "[Telegram / doe](https://t.me/doe/1)"),
    ("The ruins. [t.me/doe](https://t.me/doe)", "The ruins.", "[t.me/doe](https://t.me/doe)"),
    ("The ruins. t.me/doe_95", "The ruins.", "t.me/doe_95"),
    ("The ruins. @doe", "The ruins.", "@doe"),
    ("A pro-war activist. Social media", "A pro-war activist.", "Social media"),
    ("Screenshot of video", "", "Screenshot of video"),
    ("(Photo by Jane Doe/AFP via Getty Images)", "", "Photo by Jane Doe/AFP via Getty Images"),
    ("The hall. (Photo: Jane Doe)", "The hall.", "Photo: Jane Doe"),
    ("Photo: Jane", "", "Photo: Jane"),
    ("Photo by Jane Doe.", "", "Photo by Jane Doe."),
    ("The hall. © dpa", "The hall.", "© dpa"),
    ("Фото: Иван Примеров", "", "Фото: Иван Примеров"),
    ("Мэр. Фото: Иван Примеров", "Мэр.", "Фото: Иван Примеров"),
    ("Мэр Эксамплии. Пресс-служба мэрии", "Мэр Эксамплии.", "Пресс-служба мэрии"),
    ("Наслідки повені. ДСНС України", "Наслідки повені.", "ДСНС України"),
    ("Последствия паводка. Telegram-канал «Пример»", "Последствия паводка.", "Telegram-канал «Пример»"),
    ("*The hall. Jane Doe / TASS*", "The hall.", "Jane Doe / TASS"),
    ("The hall, Aug. 6. army.example.org", "The hall, Aug. 6.", "army.example.org"),
    (
        "Ms. Doe with Gen. Roe. J. Doe / dpa / picture-alliance",
        "Ms. Doe with Gen. Roe.",
        "J. Doe / dpa / picture-alliance",
    ),
    ("Two governors. John Doe, POOL / TASS.", "Two governors.", "John Doe, POOL / TASS."),
    ('A "Z" sign? TASS', 'A "Z" sign?', "TASS"),
]
IN_GAP = [
    ("The power plant. Exampleatom", "The power plant.", "Exampleatom"),
    ("Evacuees in Exampleville. Jane Doe", "Evacuees in Exampleville.", "Jane Doe"),
    ("A house on fire [t.me/doe](https://t.me/doe)", "A house on fire", "[t.me/doe](https://t.me/doe)"),
    ("The market hall (AFP)", "The market hall", "AFP"),
    ("Flood in Exampleville. (Reuters)", "Flood in Exampleville.", "Reuters"),
    ("Rescuers at work in Exampleville", "Rescuers at work in Exampleville", ""),
    ("Vladimir Example", "Vladimir Example", ""),
    ("Government of the Examplia Region", "", "Government of the Examplia Region"),
    ("Video: Rescuers at work in Exampleville.", "Video: Rescuers at work in Exampleville.", ""),
]
PROSE = [
    "A flood reached Exampleville on Thursday, the mayor said on Telegram.",
    "The war is over.",
    "Examplia closed its border on Monday, its foreign ministry [said](#)",
    "Examplia shot down twenty drones, its army says. Samplestan denies it",
    "He spoke to TASS. AFP and Reuters also spoke to Mr. Doe",
    'She said "no." He left',
    '"It was hell," he said',
    "EXAMPLEVILLE (AP) — Examplia said on Monday that it had repelled the attack.",
    "Video by a witness shows the fire at the plant.",
    "Photos show damage in the town.",
    "Фото — это память, сказал мэр Эксамплии.",
    "Жители Эксамплии ждут этого десять лет.",
    "He left. [Read more](https://news.example/more)",
    "Why did he leave?",
    "The mayor said three things:",
    "- The hall. TASS",
    "> The hall. TASS",
    "## The hall. TASS",
    "The hall is old. " * 30 + "TASS",
    "",
]
GAP_NEEDED = [
    "The Kremlin Press Service",
    "Vladimir Example",
    "Rescuers in Exampleville",
    "Flood in Exampleville. (Reuters)",
    "Video: Rescuers are at work in Exampleville.",
]


@pytest.mark.parametrize("in_gap", [False, True], ids=["plain", "gap"])
@pytest.mark.parametrize(("line", "caption", "credit"), ANYWHERE, ids=[line for line, _, _ in ANYWHERE])
def test_a_line_with_a_credit_is_a_caption(line: str, caption: str, credit: str, in_gap: bool) -> None:
    assert split_caption(line, in_gap) == (caption, credit)


@pytest.mark.parametrize(("line", "caption", "credit"), IN_GAP, ids=[line for line, _, _ in IN_GAP])
def test_a_line_in_an_image_gap_is_a_caption(line: str, caption: str, credit: str) -> None:
    assert split_caption(line, True) == (caption, credit)


@pytest.mark.parametrize("in_gap", [False, True], ids=["plain", "gap"])
@pytest.mark.parametrize("line", PROSE, ids=[line[:40] for line in PROSE])
def test_prose_is_not_a_caption(line: str, in_gap: bool) -> None:
    assert split_caption(line, in_gap) is None


@pytest.mark.parametrize("line", GAP_NEEDED)
def test_a_weak_caption_needs_an_image_gap(line: str) -> None:
    assert split_caption(line, False) is None


def test_a_line_in_italics_under_an_image_is_a_caption() -> None:
    assert split_caption("*The market hall.*", True, True) == ("The market hall.", "")
    assert split_caption("The market hall.", True, True) is None
    assert split_caption("**The market hall**", True, True) is None


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("TASS", CreditEvidence.SURE),
        ("dpa", CreditEvidence.SURE),
        ("[Jane Doe](https://news.example/jane)", CreditEvidence.SURE),
        ("Kremlin", CreditEvidence.OFFICE),
        ("Jane Doe", CreditEvidence.NAMES),
        ("[the army's channel](https://t.me/army)", CreditEvidence.NAMES),
        ("[Source](https://t.me/army)", CreditEvidence.NONE),
        ("he said", CreditEvidence.NONE),
        ("Source: TASS", CreditEvidence.NONE),
        ("TASS.", CreditEvidence.NONE),
        ("1 2 3", CreditEvidence.NONE),
        ("", CreditEvidence.NONE),
        ("/" * 5_000, CreditEvidence.NONE),
    ],
)
def test_credit_evidence(text: str, evidence: CreditEvidence) -> None:
    assert weigh_credit(text) is evidence


@given(st.text(max_size=400), st.booleans(), st.booleans())
def test_splitting_a_caption_keeps_all_letters(line: str, in_gap: bool, after_image: bool) -> None:
    parts = split_caption(line, in_gap, after_image)
    if parts is not None:
        assert any(parts)
        letters = [char for char in "".join(parts) if char.isalnum()]
        assert letters == [char for char in line if char.isalnum()]


@given(st.lists(st.sampled_from(["aaeg", "vwr", "zntu", "plmk"]), min_size=4, max_size=20), st.booleans())
def test_a_sentence_is_not_a_caption(words: list[str], in_gap: bool) -> None:
    assert split_caption(f"The {' '.join(words)}.", in_gap) is None


@pytest.mark.parametrize(
    "line",
    [
        "The tram company confirmed the delay. [Telegram](https://t.me/herald/7)",
        "The driver denied it. Video: [t.me/herald](https://t.me/herald/7)",
        "The wire (AFP) reported the delay. Ann Poe / AFP",
        "“No tram came,” said Ann Poe. [herald.example](https://herald.example/y)",
        "Водій заперечив це. [t.me/herald](https://t.me/herald/7)",
        "Водитель отрицал это. [t.me/herald](https://t.me/herald/7)",
        "Трамвай опоздал на час. Иван Примеров / ТАСС",
        "The mayor of Sampletown is in hospital. Reuters",
    ],
)
def test_a_first_paragraph_that_may_be_a_sentence_stays_in_the_text(line: str) -> None:
    assert split_caption(line, in_gap=False) is None


@pytest.mark.parametrize("line", ["By Ann Poe / AFP", "With reporting by Ann Poe / AFP", "By Ann Poe @annpoe"])
def test_a_byline_is_no_credit(line: str) -> None:
    assert split_caption(line, in_gap=False) is None

"""Which addresses of lost links are found in another copy of the article, and which are left alone."""

from __future__ import annotations

import re

import pytest

from kursk_archive.comparison.text import BlockLink, TextBlock
from kursk_archive.resolver.lost_links import Confidence, Recovery, recover_links

AROUND = "[Home](https://herald.example/)\n\n{}\n\n[Buy a granite lantern](https://shop.example/)"
LINK = re.compile(r"\[([^\]]*)\]\(([^)]*)\)")


def blocks(markdown: str) -> list[TextBlock]:
    """Return the paragraphs of a text whose links are written as in Markdown."""
    found = []
    for paragraph in markdown.split("\n\n"):
        text, links, position = "", [], 0
        for match in LINK.finditer(paragraph):
            text += paragraph[position : match.start()]
            links.append(BlockLink(len(text), len(text) + len(match[1]), match[2]))
            text, position = text + match[1], match.end()
        found.append(TextBlock(text + paragraph[position:], links=tuple(links)))
    return found


def recovered(capture: str, witness: str) -> dict[int, tuple[str, Confidence]]:
    """Return the recoveries by link; `[words](N)` is lost link N in the capture."""
    lost = {str(k): k for k in range(10)}
    found, _ = recover_links(blocks(capture), blocks(AROUND.format(witness)), lost, "en")
    return {recovery.link: (recovery.address, recovery.confidence) for recovery in found}


def test_a_link_at_the_same_place_of_the_same_sentence_is_recovered() -> None:
    found = recovered(
        "The ferry, she [said](0), would [sail](1) on Monday.",
        "The ferry, she [said](https://a.example/1), would [sail](https://a.example/2) on Monday.",
    )
    assert found == {
        0: ("https://a.example/1", Confidence.SAME_SENTENCE),
        1: ("https://a.example/2", Confidence.SAME_SENTENCE),
    }


def test_the_same_words_linked_twice_are_told_apart_by_their_place() -> None:
    found = recovered(
        "He [said](0) that she [said](1) that it was so.",
        "He [said](https://a.example/1) that she [said](https://a.example/2) that it was so.",
    )
    assert {index: address for index, (address, _) in found.items()} == {0: "https://a.example/1", 1: "https://a.example/2"}  # fmt: skip # noqa: E501


def test_the_words_around_decide_where_the_sentence_was_edited() -> None:
    found = recovered(
        "Analysts [alleged](0) last month that the council was slowing the works at the bridge.",
        "Analysts of the valley [alleged](https://a.example/1) last month that the council was slowing the works.",
    )
    assert found == {0: ("https://a.example/1", Confidence.EDITED_SENTENCE)}


@pytest.mark.parametrize(
    "witness",
    [
        "The ferry, she said, would sail on Monday.",
        "The ferry, she said, would [sail](https://a.example/2) on Monday.",
        "Nobody on the council [said](https://a.example/3) anything about the market.",
    ],
    ids=["no link there", "another word is the link", "the word in another sentence"],
)
def test_nothing_is_recovered_where_the_words_are_no_link(witness: str) -> None:
    assert recovered("The ferry, she [said](0), would sail on Monday.", witness) == {}


def test_a_sentence_that_the_witness_has_more_often_decides_nothing() -> None:
    capture, lost = "It [sails](0) at noon on every day.", {"0": 0}
    witness = "\n\n".join(f"It [sails](https://a.example/{k}) at noon on every day." for k in (1, 2))
    found, unsure = recover_links(blocks(capture), blocks(witness), lost, "en")
    assert found == []
    assert [ambiguity.addresses for ambiguity in unsure] == [("https://a.example/1", "https://a.example/2")]


def test_a_moved_paragraph_keeps_its_links() -> None:
    first, second = "The mayor [said](0) so on Monday night.", "The market by the harbour [stayed](1) open all morning."
    witness = "\n\n".join(
        (second.replace("(1)", "(https://a.example/2)"), first.replace("(0)", "(https://a.example/1)"))
    )
    assert {index: address for index, (address, _) in recovered(f"{first}\n\n{second}", witness).items()} == {
        0: "https://a.example/1",
        1: "https://a.example/2",
    }


def test_a_related_article_is_recovered_by_its_headline() -> None:
    headline = "Who Holds the Northern Ferry"
    witness = blocks("[Who holds the “Northern Ferry”](https://a.example/n)\n\n[Who Holds What](https://a.example/w)")
    found, _ = recover_links(blocks("Text."), witness, {}, "en", {3: headline})
    assert found == []
    witness = blocks("[Who holds the northern ferry](https://a.example/n)")
    found, _ = recover_links(blocks("Text."), witness, {}, "en", {3: headline})
    assert found == [Recovery(3, "https://a.example/n", Confidence.HEADLINE)]

"""Measure how many lost links are recovered from an edited copy of an article, how many wrongly, and at what cost.

    python benchmarks/recovery.py --size 400

The articles are made up. The capture of each has lost all addresses. Its witness is the page as it was published later:
with navigation and advertising around it, words changed, paragraphs moved or dropped, sentences split and joined, links
taken away or leading elsewhere than the same words in another place. A recovery is right if its address is the one that
the link had. Links that the witness does not have any more are not counted as missed.
"""

from __future__ import annotations

import argparse
import platform
import random
import time

from corpus import WORDS

from kursk_archive.comparison.text import BlockLink, TextBlock
from kursk_archive.resolver.lost_links import recover_links

VERBS = "said confirmed reported wrote announced posted published alleged accused captured".split()
Sentence = list[tuple[str, str]]
"""Words, each with the address it leads to; empty for none."""


def _sentence(chance: random.Random, linked: int) -> Sentence:
    words = [(word, "") for word in chance.choices(WORDS, k=chance.randrange(8, 22))]
    for _ in range(linked):
        verb = chance.choice(VERBS)
        words.insert(chance.randrange(1, len(words)), (verb, f"https://source.example/{chance.randrange(10**9)}"))
    return words


def _article(chance: random.Random) -> list[list[Sentence]]:
    """Return paragraphs of sentences; about one in three sentences has a link, some have two with the same words."""
    return [
        [_sentence(chance, chance.choice((0, 0, 0, 0, 1, 1, 2))) for _ in range(chance.randrange(1, 5))]
        for _ in range(chance.randrange(6, 14))
    ]


def _edit(chance: random.Random, article: list[list[Sentence]]) -> list[list[Sentence]]:
    """Return the paragraphs as they were published later."""
    edited = [[_edit_sentence(chance, sentence) for sentence in paragraph] for paragraph in article]
    if len(edited) > 6:
        edited.pop(chance.randrange(len(edited)))
        edited.insert(chance.randrange(len(edited)), edited.pop(chance.randrange(len(edited))))
    for paragraph in edited:
        if len(paragraph) > 1 and chance.random() < 0.1:
            paragraph.pop(chance.randrange(len(paragraph)))
    around = [[_sentence(chance, 1)] for _ in range(6)]
    return around[:3] + edited + around[3:]


def _edit_sentence(chance: random.Random, sentence: Sentence) -> Sentence:
    words = list(sentence)
    if chance.random() < 0.35:
        for _ in range(chance.randrange(1, 4)):
            place = chance.randrange(len(words))
            if not words[place][1]:
                words[place] = (chance.choice(WORDS), "")
    if chance.random() < 0.05:
        words = [(word, "") for word, _ in words]
    return words


def _blocks(paragraphs: list[list[Sentence]], lost: dict[str, int] | None = None) -> list[TextBlock]:
    """Return paragraphs as they are compared; with `lost`, addresses are replaced by placeholders entered there."""
    blocks = []
    for paragraph in paragraphs:
        text, links = "", []
        for sentence in paragraph:
            for number, (word, address) in enumerate(sentence):
                shown = word.capitalize() if number == 0 else word
                if address:
                    if lost is not None:
                        lost[f"lost:{len(lost)}"] = len(lost)
                        target = f"lost:{len(lost) - 1}"
                    else:
                        target = address
                    links.append(BlockLink(len(text), len(text) + len(shown), target))
                text += f"{shown} "
            text = f"{text.rstrip()}. "
        blocks.append(TextBlock(text.rstrip(), links=tuple(links)))
    return blocks


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=400, help="articles (400)")
    size = parser.parse_args().size
    right = wrong = missed = ambiguous = 0
    seconds = 0.0
    for number in range(size):
        chance = random.Random(number)
        article = _article(chance)
        witness = _edit(chance, article)
        truth = [address for paragraph in article for sentence in paragraph for _, address in sentence if address]
        left = {address for paragraph in witness for sentence in paragraph for _, address in sentence if address}
        lost: dict[str, int] = {}
        capture, copy = _blocks(article, lost), _blocks(witness)
        started = time.process_time()
        recoveries, ambiguities = recover_links(capture, copy, lost, "en")
        seconds += time.process_time() - started
        found = {recovery.link: recovery.address for recovery in recoveries}
        right += sum(address == truth[index] for index, address in found.items())
        wrong += sum(address != truth[index] for index, address in found.items())
        missed += sum(address in left and index not in found for index, address in enumerate(truth))
        ambiguous += len(ambiguities)
    print(f"{platform.machine()}, Python {platform.python_version()}, {size:,} articles\n")
    print("| lost links | right | wrong | missed | two fit | precision | recall | CPU ms an article |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    precision, recall = right / max(right + wrong, 1), right / max(right + missed, 1)
    cells = f"{right} | {wrong} | {missed} | {ambiguous} | {precision:.2%} | {recall:.2%}"
    print(f"| {right + wrong + missed} | {cells} | {seconds / size * 1000:.2f} |")


if __name__ == "__main__":
    main()

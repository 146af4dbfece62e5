"""Measure what comparing two editions of a long article costs.

    python benchmarks/comparison.py --words 20000

The text is made up. `edited`: a word changed in 60 paragraphs and one paragraph moved. `short`: the same of a text
whose sentences have three words. `rewritten`: no sentence stayed as it was. Each is the best of five, in
processor time.
"""

from __future__ import annotations

import argparse
import platform
import random
import time
from collections.abc import Sequence

from corpus import WORDS

from kursk_archive.comparison.compare import compare
from kursk_archive.comparison.text import TextBlock

CHANGED_PARAGRAPHS = 60


def _paragraph(chance: random.Random, words_of_a_sentence: int) -> str:
    count = 84 // words_of_a_sentence
    return " ".join(" ".join(chance.choices(WORDS, k=words_of_a_sentence)).capitalize() + "." for _ in range(count))


def _edited(chance: random.Random, paragraphs: Sequence[str]) -> list[str]:
    edited = list(paragraphs)
    for place in chance.sample(range(len(edited)), min(CHANGED_PARAGRAPHS, len(edited))):
        words = edited[place].split()
        words[chance.randrange(len(words) - 1)] = str(chance.randrange(1000))
        edited[place] = " ".join(words)
    edited.append(edited.pop(len(edited) // 3))
    return edited


def _cost(before: Sequence[str], after: Sequence[str]) -> float:
    """Return milliseconds of processor time, the best of five."""
    old, new = (tuple(map(TextBlock, side)) for side in (before, after))
    spent = []
    for _ in range(5):
        start = time.process_time()
        compare(old, new, "en")
        spent.append(time.process_time() - start)
    return min(spent) * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--words", type=int, default=20_000, help="length of the text (20000)")
    words = parser.parse_args().words
    chance = random.Random(1)
    usual, short, other = ([_paragraph(chance, length) for _ in range(words // 84)] for length in (12, 3, 12))
    print(f"{words:,} words, Python {platform.python_version()}")
    print("| text | ms |\n| --- | ---: |")
    print(f"| edited | {_cost(usual, _edited(chance, usual)):.1f} |")
    print(f"| short | {_cost(short, _edited(chance, short)):.1f} |")
    print(f"| rewritten | {_cost(usual, other):.1f} |")


if __name__ == "__main__":
    main()

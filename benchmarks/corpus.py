"""A made-up corpus of any size, the same in every run, that this program, Hugo, Pelican and Eleventy can all read.

    python benchmarks/corpus.py 10000 /tmp/corpus

An article has about 5.5 kB: eight paragraphs with a link each, three of 24 topics, one of five publishers, and a day
within ten years. Two of the links lead to other articles of the corpus by their source URLs, one to Telegram, one to
X, one to a snapshot, two to other hosts (one with trackers), and one is lost. The frontmatter is YAML that the four
programs read alike: Pelican's reader knows neither quotation marks nor lists, so titles have no colons.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

FIRST_DAY = date(2015, 1, 1)
DAYS = 3650
WORDS = (
    "archive bridge bulletin compass council evening examplia ferry granite harbour lantern market meadow minister "
    "morning northern orchard parcel quarry river session signal southern statement station thimble valley village"
).split()
TOPICS = WORDS[:24]
PUBLISHERS = (
    ("The Fictional Herald", "herald.news.example"),
    ("Examplia Times", "times.news.example"),
    ("Valley Post", "post.news.example"),
    ("The Lantern", "lantern.news.example"),
    ("Quarry News", "quarry.news.example"),
)
LINKS = (
    "[said]({other})",
    "[wrote on Telegram](https://t.me/channel{small}/{large}?single)",
    "[reported](https://paper{small}.example/story/{large}?utm_source=feed&utm_medium=rss)",
    "[confirmed](#)",
    "[announced]({other})",
    "[posted](https://x.com/user{small}/status/1{large}?s=20)",
    "[published](https://ministry{small}.example/notes/{large})",
    "[as it was then](https://web.archive.org/web/20200102030405/https://paper{small}.example/old/{large})",
)
PAGE = """\
---
title: {title}
date: {day}
slug: {slug}
source_url: {source}
publisher: {publisher}
language: en
author: Jane Doe
topics: [{topics}]
---

{body}
"""


def slug(number: int) -> str:
    return f"story-{number}"


def source(number: int) -> str:
    """Return the URL that an article had before it was captured; links to it use this URL."""
    return f"https://{PUBLISHERS[number % len(PUBLISHERS)][1]}/articles/{slug(number)}"


def day(number: int, size: int) -> date:
    """Return the day of an article, spread evenly over ten years. Numbers from `size` on get the days after those."""
    return FIRST_DAY + timedelta(days=number * DAYS // size)


def article(number: int, size: int, on: date | None = None) -> str:
    """Return the text of a capture; it depends only on the arguments.

    Args:
        number: number of the article, from 0.
        size: number of articles that it can link to.
        on: its day; None takes the day that belongs to the number.
    """
    chance = random.Random(f"{number}/{size}")
    return PAGE.format(
        title=f"Fictional story {number} of the {' '.join(chance.choices(WORDS, k=5))}",
        day=on or day(number, size),
        slug=slug(number),
        source=source(number),
        publisher=PUBLISHERS[number % len(PUBLISHERS)][0],
        topics=", ".join(chance.sample(TOPICS, 3)),
        body="\n\n".join(_paragraph(chance, link, size) for link in LINKS),
    )


def _paragraph(chance: random.Random, link: str, size: int) -> str:
    written = link.format(
        other=source(chance.randrange(size)), small=chance.randrange(60), large=chance.randrange(1000, 9999)
    )
    sentences = [_sentence(chance) for _ in range(7)]
    return " ".join((*sentences[:3], f"The council {written} so.", *sentences[3:]))


def _sentence(chance: random.Random) -> str:
    return " ".join(chance.choices(WORDS, k=11)).capitalize() + "."


def path(folder: Path, number: int, on: date) -> Path:
    return folder / f"{on.year}" / f"{slug(number)}.md"


def articles(size: int) -> Iterator[tuple[int, date, str]]:
    """Yield number, day and text of each article."""
    for number in range(size):
        yield number, day(number, size), article(number, size)


def write(folder: Path, size: int) -> None:
    """Write the whole corpus below `folder`."""
    for number, on, text in articles(size):
        put(folder, number, on, text)


def put(folder: Path, number: int, on: date, text: str) -> None:
    file = path(folder, number, on)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[2]), int(sys.argv[1]))

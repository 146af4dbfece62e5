"""Measure what a link costs in microseconds: parsing, canonical URL, look-up key, classification.

    .venv/bin/python benchmarks/links.py

The URLs are made up, in the forms and proportions of news articles: half of them plain, a quarter with trackers, the
others platforms, snapshots, redirectors and lost links. A time is the processor time of the best of five runs over all
URLs, because other work on the machine can only add to it.
"""

from __future__ import annotations

import platform
import random
import time
from collections.abc import Callable, Sequence

from kursk_archive.core.model import Link
from kursk_archive.core.publishers import known_publishers
from kursk_archive.resolver.canonical import canonicalise, url_key
from kursk_archive.resolver.classify import classify
from kursk_archive.resolver.rules import default_rules
from kursk_archive.resolver.urls import parse

ADDRESSES = 10_000
SHAPES = (
    *("https://news{a}.example/2024/08/{d:02}/the-ferry-{b}-sails",) * 8,
    *("https://www.news{a}.example/a/{b}?utm_source=feed&utm_medium=rss&id={b}",) * 3,
    "https://paper{a}.example/story.html?fbclid=Iw{b}&page=2#top",
    "https://t.me/channel{a}/{b}?single",
    "https://twitter.com/user{a}/status/1{b}?s=20",
    "https://youtu.be/abcdefgh{d:02}_?si={b}",
    "https://web.archive.org/web/20240815{d:02}0000/https://news{a}.example/{b}",
    "https://l.facebook.com/l.php?u=https%3A%2F%2Fnews{a}.example%2F{b}&h=AT0",
    "#",
)


def addresses() -> list[str]:
    chance = random.Random(20240815)
    return [
        chance.choice(SHAPES).format(a=chance.randrange(400), b=chance.randrange(99_999), d=chance.randrange(10, 24))
        for _ in range(ADDRESSES)
    ]


def best(function: Callable[[str], object], values: Sequence[str], runs: int = 5) -> float:
    """Return the microseconds that a value takes in the fastest run."""
    times = []
    for _ in range(runs):
        started = time.process_time()
        for value in values:
            function(value)
        times.append(time.process_time() - started)
    return min(times) / len(values) * 1e6


def main() -> None:
    rules, publishers = default_rules(), known_publishers()
    written = addresses()
    parsed = [parse(text) for text in written if text != "#"]
    rows = {
        "parse": best(parse, parsed),
        "canonicalise": best(canonicalise, parsed),
        "key": best(url_key, parsed),
        "classify (all of it, once a link)": best(
            lambda one: classify(Link("x", one), None, publishers, rules), written
        ),
    }
    print(f"Python {platform.python_version()}, {platform.machine()}, {len(written):,} addresses; µs an address")
    for name, value in rows.items():
        print(f"{name:<36} {value:6.1f}")


if __name__ == "__main__":
    main()

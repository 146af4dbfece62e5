"""An archivist's repairs, each laid beside the link that it is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from kursk_archive.core.model import Link, Repair


def match_repairs(
    links: Iterable[Link], repairs: Iterable[Repair]
) -> tuple[tuple[tuple[Link, Repair | None], ...], tuple[Repair, ...]]:
    """Each of `links` with its repair, and the repairs that no link answers to.

    A repair names a link by its text, white space folded, and by its occurrence among the links with that text, in
    reading order. Of two repairs of one link the last counts; the other is left over, like one that matches nothing.
    """
    wanted, left = _wanted(repairs)
    if not wanted:
        return tuple((link, None) for link in links), ()
    seen: dict[str, int] = defaultdict(int)
    pairs = []
    for link in links:
        text = _folded(link.text)
        seen[text] += 1
        pairs.append((link, wanted.pop((text, seen[text]), None)))
    return tuple(pairs), (*left, *wanted.values())


def _wanted(repairs: Iterable[Repair]) -> tuple[dict[tuple[str, int], Repair], list[Repair]]:
    wanted: dict[tuple[str, int], Repair] = {}
    left = []
    for row in repairs:
        place = (_folded(row.text), row.occurrence)
        if place in wanted:
            left.append(wanted[place])
        wanted[place] = row
    return wanted, left


def _folded(text: str) -> str:
    return " ".join(text.split())

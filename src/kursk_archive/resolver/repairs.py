"""Matches an archivist's repairs to the links of an article."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from kursk_archive.core.model import Link, Repair
from kursk_archive.core.text import plain_line


def match_repairs(
    links: Iterable[Link], repairs: Iterable[Repair]
) -> tuple[tuple[tuple[Link, Repair | None], ...], tuple[Repair, ...]]:
    """Pair each link with its repair.

    A repair names a link by its text, as `plain_line` folds it, and by its occurrence among the links with that text,
    in reading order. If two repairs name one link, the last counts.

    Returns:
        Each link with its repair or None; and the unmatched repairs.
    """
    pending, unmatched = _index_repairs(repairs)
    if not pending:
        return tuple((link, None) for link in links), ()
    occurrences: dict[str, int] = defaultdict(int)
    pairs = []
    for link in links:
        text = plain_line(link.text)
        occurrences[text] += 1
        pairs.append((link, pending.pop((text, occurrences[text]), None)))
    return tuple(pairs), (*unmatched, *pending.values())


def _index_repairs(repairs: Iterable[Repair]) -> tuple[dict[tuple[str, int], Repair], list[Repair]]:
    """Return the repairs by text and occurrence, and those that a later one replaces."""
    by_link: dict[tuple[str, int], Repair] = {}
    replaced = []
    for repair in repairs:
        key = (plain_line(repair.text), repair.occurrence)
        if key in by_link:
            replaced.append(by_link[key])
        by_link[key] = repair
    return by_link, replaced

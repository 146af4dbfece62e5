"""Charts as inline SVG. They repeat what a table beside them says, for those who would rather see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a horizontal chart, in the chart's own units."""

    label: str
    count: int
    y: int
    length: int


@dataclass(frozen=True, slots=True)
class Chart:
    """A horizontal bar chart. One unit is a CSS pixel where the chart has its natural size."""

    bars: tuple[Bar, ...]
    width: int
    height: int
    row: int
    """From one bar's top to the next one's."""
    start: int
    """Where the bars begin; the labels end left of it."""


WIDTH, ROW, START, ROOM = 640, 24, 224, 56
"""The chart's width, its rows' height, the space for labels, and the space behind the longest bar for its number."""


def bars(values: Sequence[tuple[str, int]]) -> Chart:
    """A chart of (label, count), in their order; the largest count fills the width."""
    most = max((count for _, count in values), default=1)
    space = WIDTH - START - ROOM
    rows = [
        Bar(_short(label), count, i * ROW, max(1, round(space * count / most)))
        for i, (label, count) in enumerate(values)
    ]
    return Chart(tuple(rows), WIDTH, ROW * len(rows), ROW, START)


def _short(label: str, most: int = 30) -> str:
    return label if len(label) <= most else f"{label[: most - 1]}…"

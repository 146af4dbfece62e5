"""Charts as inline SVG. They repeat what a table beside them says, for those who would rather see it."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct


class Bar(Struct, frozen=True):
    """A bar of a horizontal chart, in the chart's own units."""

    label: str
    count: int
    y: int
    length: int


class Chart(Struct, frozen=True):
    """A horizontal bar chart. One unit is a CSS pixel where the chart has its natural size."""

    bars: tuple[Bar, ...]
    width: int
    height: int
    row: int
    """From one bar's top to the next one's."""
    start: int
    """Where the bars begin; the labels end left of it."""


CHART_WIDTH, ROW_HEIGHT, LABEL_WIDTH, NUMBER_WIDTH = 640, 24, 224, 56
"""The chart's width, its rows' height, the space for labels, and the space behind the longest bar for its number."""


def bar_chart(values: Sequence[tuple[str, int]]) -> Chart:
    """A chart of (label, count), in their order; the largest count fills the width."""
    most = max((count for _, count in values), default=1)
    space = CHART_WIDTH - LABEL_WIDTH - NUMBER_WIDTH
    rows = [
        Bar(_shorten(label), count, i * ROW_HEIGHT, max(1, round(space * count / most)))
        for i, (label, count) in enumerate(values)
    ]
    return Chart(tuple(rows), CHART_WIDTH, ROW_HEIGHT * len(rows), ROW_HEIGHT, LABEL_WIDTH)


def _shorten(label: str, most: int = 30) -> str:
    return label if len(label) <= most else f"{label[: most - 1]}…"


class Column(Struct, frozen=True):
    """A column of a timeline, in the chart's own units."""

    name: str
    """Of the period: `2024`, `2024-08`, `2024-08-15`."""
    count: int
    page: str
    """POSIX, relative to the output folder; empty where the period is a place on the same page."""
    x: float
    y: float
    width: float
    height: float


class Timeline(Struct, frozen=True):
    """Articles by period, a column each, periods without any included as gaps."""

    columns: tuple[Column, ...]
    names: tuple[tuple[str, float], ...]
    """Periods that are named below, as many as there is room for, and the middle of each name."""
    width: int
    height: int
    base: int
    """Where the columns stand; names are below."""


MAX_COLUMN_HEIGHT, PERIOD_NAMES_HEIGHT = 72, 24
"""The tallest column, and the space for names below."""


def make_timeline(values: Sequence[tuple[str, int, str]]) -> Timeline:
    """A chart of (period, count, page), in the order of time; the largest count has the full height.

    Periods are of one length: years, months of one year, or days of one month; those that are missing are gaps.
    """
    first, last = _ordinal(values[0][0]), _ordinal(values[-1][0])
    step = CHART_WIDTH / max(last - first + 1, 6)
    most = max(count for _, count, _ in values)
    columns = []
    for name, count, page in values:
        place, height = _ordinal(name) - first, max(2.0, round(MAX_COLUMN_HEIGHT * count / most, 1))
        x, y, width = round((place + 0.1) * step, 1), round(MAX_COLUMN_HEIGHT - height, 1), round(step * 0.8, 1)
        columns.append(Column(name, count, page, x, y, width, height))
    return Timeline(
        tuple(columns),
        _period_names(values[0][0], last - first + 1, step),
        CHART_WIDTH,
        MAX_COLUMN_HEIGHT + PERIOD_NAMES_HEIGHT,
        MAX_COLUMN_HEIGHT,
    )


PERIOD_NAME_WIDTH = 48
"""A name is no wider."""


def _period_names(start: str, count: int, step: float) -> tuple[tuple[str, float], ...]:
    """Every so manieth of `count` periods from `start`, those without articles included, and the middle of each."""
    above, dash, first = start.rpartition("-")
    return tuple(
        (f"{above}{dash}{int(first) + place:0{len(first)}}", round((place + 0.5) * step, 1))
        for place in range(0, count, -(-count * PERIOD_NAME_WIDTH // CHART_WIDTH))
    )


def _ordinal(name: str) -> int:
    """Where among its like a period is: a year among years, a month in its year, a day in its month."""
    return int(name.rpartition("-")[2])

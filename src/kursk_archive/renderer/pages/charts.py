"""The geometry of charts, for inline SVG. A table or list beside each chart has the same numbers."""

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
    """A horizontal bar chart. One unit is a CSS pixel at the chart's natural size."""

    bars: tuple[Bar, ...]
    width: int
    height: int
    row: int
    """Distance between the tops of two bars."""
    start: int
    """The x of the bars; the labels end left of it."""


CHART_WIDTH, ROW_HEIGHT, LABEL_WIDTH, NUMBER_WIDTH = 640, 24, 224, 56
"""`NUMBER_WIDTH` is the space to the right of the longest bar."""


def bar_chart(values: Sequence[tuple[str, int]]) -> Chart:
    """Lay out a chart of (label, count) pairs, in their order; the largest count fills the width."""
    largest = max((count for _, count in values), default=1)
    space = CHART_WIDTH - LABEL_WIDTH - NUMBER_WIDTH
    rows = [
        Bar(_shorten(label), count, i * ROW_HEIGHT, max(1, round(space * count / largest)))
        for i, (label, count) in enumerate(values)
    ]
    return Chart(tuple(rows), CHART_WIDTH, ROW_HEIGHT * len(rows), ROW_HEIGHT, LABEL_WIDTH)


def _shorten(label: str, length: int = 30) -> str:
    return label if len(label) <= length else f"{label[: length - 1]}…"


class Column(Struct, frozen=True):
    """A column of a timeline, in the chart's own units."""

    name: str
    """Of the period: `2024`, `2024-08`, `2024-08-15`."""
    count: int
    page: str
    """POSIX, relative to the output folder; empty if the period is a section of the same page."""
    x: float
    y: float
    width: float
    height: float


class Timeline(Struct, frozen=True):
    """A chart with a column for each period; periods without articles are gaps."""

    columns: tuple[Column, ...]
    names: tuple[tuple[str, float], ...]
    """Period and x of the middle of its name, for as many periods as there is room to name."""
    width: int
    height: int
    base: int
    """The y of the columns' bottom; the names are below it."""


MAX_COLUMN_HEIGHT, PERIOD_NAMES_HEIGHT = 72, 24


def make_timeline(values: Sequence[tuple[str, int, str]]) -> Timeline:
    """Lay out a chart of (period, count, page), earliest first; the largest count has the full height.

    All periods have one length: years, months of one year, or days of one month. Missing ones are gaps.
    """
    first, last = _ordinal(values[0][0]), _ordinal(values[-1][0])
    step = CHART_WIDTH / max(last - first + 1, 6)
    largest = max(count for _, count, _ in values)
    columns = []
    for name, count, page in values:
        position, height = _ordinal(name) - first, max(2.0, round(MAX_COLUMN_HEIGHT * count / largest, 1))
        x, y, width = round((position + 0.1) * step, 1), round(MAX_COLUMN_HEIGHT - height, 1), round(step * 0.8, 1)
        columns.append(Column(name, count, page, x, y, width, height))
    return Timeline(
        tuple(columns),
        _period_names(values[0][0], last - first + 1, step),
        CHART_WIDTH,
        MAX_COLUMN_HEIGHT + PERIOD_NAMES_HEIGHT,
        MAX_COLUMN_HEIGHT,
    )


PERIOD_NAME_WIDTH = 48
"""Space for a name."""


def _period_names(start: str, count: int, step: float) -> tuple[tuple[str, float], ...]:
    """Every nth of `count` periods from `start`, including periods without articles, and the middle of each name."""
    parent, dash, first = start.rpartition("-")
    return tuple(
        (f"{parent}{dash}{int(first) + position:0{len(first)}}", round((position + 0.5) * step, 1))
        for position in range(0, count, -(-count * PERIOD_NAME_WIDTH // CHART_WIDTH))
    )


def _ordinal(name: str) -> int:
    """The position of a period among its siblings: a year, a month of its year, a day of its month."""
    return int(name.rpartition("-")[2])

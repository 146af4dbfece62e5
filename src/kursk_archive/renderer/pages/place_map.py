"""A map of places as SVG values: a grid of degrees, dots sized by number, and the labels that have room.

There are no coasts or borders: the places lie to each other as they do on the ground, and nothing is fetched.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from math import asinh, atan, cos, degrees, floor, radians, sinh, sqrt, tan
from typing import Literal

from msgspec import Struct
from msgspec.structs import astuple

from kursk_archive.core import i18n
from kursk_archive.core.i18n import Message
from kursk_archive.renderer.theme.filters import format_number

WIDTH, MIN_HEIGHT, MAX_HEIGHT = 720, 270, 540
"""Of the drawing, in its own units."""
MAX_DOTS = 300
"""Places on a map, the largest; the list beside it has all."""
MAX_RADIUS, MIN_RADIUS = 15.0, 4.5
LABEL_SIZES = (14, 26)
"""Font sizes, for wide screens and for phones, where the drawing is half as large."""
_MARGIN = 0.12
"""Part of the extent that is added on each side."""
_MIN_SPAN = 2.0
"""Degrees that a map covers at least, so that a single place has something around it."""
_MERCATOR_LATITUDE, _MERCATOR_SPAN = 78.0, 170.0
"""Latitude and width in degrees up to which Mercator's projection is used, which keeps shapes; else equirectangular."""
_STEPS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 45.0)
_MAX_LINES = 6
_HEMISPHERES: tuple[Message, ...] = ("{degrees}° N", "{degrees}° S", "{degrees}° E", "{degrees}° W")


class MappedPlace(Struct, frozen=True):
    """A place with coordinates."""

    label: str
    page: str
    """Relative to the output folder."""
    count: int
    """Number of its articles."""
    latitude: float
    longitude: float


class Dot(Struct, frozen=True):
    """A place on the map, in units of the drawing."""

    place: MappedPlace
    x: float
    y: float
    radius: float


class MapLabel(Struct, frozen=True):
    """A text on the map."""

    text: str
    x: float
    y: float
    anchor: Literal["start", "middle", "end"]


class GridLine(Struct, frozen=True):
    """A line of equal latitude or longitude."""

    text: str
    is_meridian: bool
    at: float
    """Its x if it is a meridian, else its y."""


class PlaceMap(Struct, frozen=True):
    """A map of places."""

    width: int
    height: int
    grid: tuple[GridLine, ...]
    dots: tuple[Dot, ...]
    """Largest first, so that small ones lie on top."""
    labels: tuple[MapLabel, ...]
    """For wide screens."""
    large_labels: tuple[MapLabel, ...]
    """For phones: larger, so fewer have room."""


class _Projection(Struct, frozen=True):
    """Degrees to a plane, in degrees at the equator; the north is up."""

    west: float
    """Longitude of the westernmost place: those east of it follow without a break, across the date line, too."""
    scale: float
    """Width of a degree of longitude."""
    is_mercator: bool

    def x(self, longitude: float) -> float:
        return round((longitude - self.west) % 360, 6) % 360 * self.scale  # a millionth of a degree west is no lap

    def y(self, latitude: float) -> float:
        return degrees(asinh(tan(radians(latitude)))) if self.is_mercator else latitude

    def latitude(self, y: float) -> float:
        return degrees(atan(sinh(radians(y)))) if self.is_mercator else y


class _Frame(Struct, frozen=True):
    """The part of the plane that the drawing shows."""

    left: float
    top: float
    units: float
    """Units of the drawing per degree of the plane."""
    height: int

    def x(self, value: float) -> float:
        return round((value - self.left) * self.units, 1)

    def y(self, value: float) -> float:
        return round((self.top - value) * self.units, 1)


_Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


def make_place_map(places: Iterable[MappedPlace], language: str) -> PlaceMap | None:
    """Draw a map; None without places.

    Args:
        places: in any order; the map does not depend on it.
        language: of the page.
    """
    shown = sorted(places, key=lambda place: (-place.count, *astuple(place)))[:MAX_DOTS]
    if not shown:
        return None
    projection = _projection(shown)
    frame = _frame([(projection.x(place.longitude), projection.y(place.latitude)) for place in shown])
    dots = tuple(_dot(place, projection, frame, shown[0].count) for place in shown)
    grid = (*_meridians(projection, frame, language), *_parallels(projection, frame, language))
    wide, narrow = (tuple(_labels(dots, frame, size)) for size in LABEL_SIZES)
    return PlaceMap(WIDTH, frame.height, grid, dots, wide, narrow)


def _projection(places: Sequence[MappedPlace]) -> _Projection:
    longitudes = sorted({place.longitude % 360 for place in places})
    following = [*longitudes[1:], longitudes[0] + 360]
    gaps = [after - before for before, after in zip(longitudes, following, strict=True)]
    widest = max(range(len(gaps)), key=lambda i: gaps[i])
    west, span = longitudes[(widest + 1) % len(longitudes)], 360 - gaps[widest]
    latitudes = [place.latitude for place in places]
    if max(map(abs, latitudes)) <= _MERCATOR_LATITUDE and span <= _MERCATOR_SPAN:
        return _Projection(west, 1.0, is_mercator=True)
    middle = (max(latitudes) + min(latitudes)) / 2
    return _Projection(west, max(cos(radians(middle)), 0.5), is_mercator=False)


def _frame(points: Sequence[tuple[float, float]]) -> _Frame:
    xs, ys = zip(*points, strict=True)
    width = max((max(xs) - min(xs)) * (1 + 2 * _MARGIN), _MIN_SPAN)
    height = max((max(ys) - min(ys)) * (1 + 2 * _MARGIN), _MIN_SPAN * MIN_HEIGHT / WIDTH)
    width = max(width, height * WIDTH / MAX_HEIGHT)
    height = max(height, width * MIN_HEIGHT / WIDTH)
    units = WIDTH / width
    centre_x, centre_y = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
    return _Frame(centre_x - width / 2, centre_y + height / 2, units, round(height * units))


def _dot(place: MappedPlace, projection: _Projection, frame: _Frame, largest: int) -> Dot:
    radius = max(MAX_RADIUS * sqrt(place.count / max(largest, 1)), MIN_RADIUS)
    x, y = frame.x(projection.x(place.longitude)), frame.y(projection.y(place.latitude))
    return Dot(place, x, y, round(radius, 1))


def _meridians(projection: _Projection, frame: _Frame, language: str) -> Iterator[GridLine]:
    first, span = projection.west + frame.left / projection.scale, WIDTH / frame.units / projection.scale
    for degree in _multiples(first, first + min(span, 360)):
        longitude = (degree + 180) % 360 - 180
        name = _degrees(longitude, _HEMISPHERES[2:], language) if longitude != -180 else "180°"
        yield GridLine(name, True, frame.x((degree - projection.west) * projection.scale))


def _parallels(projection: _Projection, frame: _Frame, language: str) -> Iterator[GridLine]:
    south = projection.latitude(frame.top - frame.height / frame.units)
    for degree in _multiples(max(south, -90), min(projection.latitude(frame.top), 90)):
        name = _degrees(degree, _HEMISPHERES[:2], language)
        yield GridLine(name, False, frame.y(projection.y(degree)))


def _multiples(first: float, last: float) -> list[float]:
    """Round degrees between two, few of them."""
    step = next((step for step in _STEPS if (last - first) / step <= _MAX_LINES), 90.0)
    numbers = range(floor(first / step) + 1, floor(last / step) + 1)
    return [round(number * step, 1) for number in numbers if abs(number * step) != 90 or last - first > 180]


def _degrees(value: float, hemispheres: Sequence[Message], language: str) -> str:
    size = abs(value)
    number = format_number(int(size) if size == int(size) else size, language)
    return i18n.translate(hemispheres[value < 0], language).format(degrees=number) if value else f"{number}°"


def _labels(dots: Sequence[Dot], frame: _Frame, size: int) -> Iterator[MapLabel]:
    """Place labels beside their dots, the largest first; one that would cover another or a dot is left out."""
    taken: list[_Box] = [
        (dot.x - dot.radius, dot.y - dot.radius, dot.x + dot.radius, dot.y + dot.radius) for dot in dots
    ]
    bottom = frame.height - size * 1.3  # names of the meridians stand below it
    for i, dot in enumerate(dots):
        for label, box in _positions(dot, size):
            is_inside = box[0] >= 2 and box[1] >= 2 and box[2] <= WIDTH - 2 and box[3] <= bottom
            if is_inside and not any(_overlap(box, other) for j, other in enumerate(taken) if j != i):
                taken.append(box)
                yield label
                break


def _positions(dot: Dot, size: int) -> Iterator[tuple[MapLabel, _Box]]:
    """Yield the places for the label of a dot, the best first, and the box that each takes up."""
    text, width = dot.place.label, _text_width(dot.place.label, size)
    away = dot.radius + 4
    left = min(max(dot.x - width / 2, 2), WIDTH - 2 - width)  # at an edge it is moved until it fits
    places: tuple[tuple[float, float, Literal["start", "middle", "end"], float], ...] = (
        (dot.x + away, dot.y, "start", dot.x + away),
        (dot.x - away, dot.y, "end", dot.x - away - width),
        (left + width / 2, dot.y - away - size * 0.45, "middle", left),
        (left + width / 2, dot.y + away + size * 0.45, "middle", left),
    )
    for x, middle, anchor, left in places:
        box = (left, middle - size * 0.6, left + width, middle + size * 0.6)
        yield MapLabel(text, round(x, 1), round(middle + size * 0.35, 1), anchor), box


def _text_width(text: str, size: int) -> float:
    """Estimate the width of a text, rather too large than too small."""
    letters = (letter for letter in text if not unicodedata.combining(letter))
    return size * sum(1.0 if unicodedata.east_asian_width(letter) in "WF" else 0.62 for letter in letters)


def _overlap(one: _Box, other: _Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]

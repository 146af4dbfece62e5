"""The map of places."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.renderer.pages import place_map
from kursk_archive.renderer.pages.place_map import MappedPlace, PlaceMap, make_place_map


def place(latitude: float, longitude: float, label: str = "Port", count: int = 1) -> MappedPlace:
    return MappedPlace(label, f"places/{label}.html", count, latitude, longitude)


def drawn(*places: MappedPlace, language: str = "en") -> PlaceMap:
    result = make_place_map(places, language)
    assert result
    return result


def grid_texts(drawing: PlaceMap) -> set[str]:
    return {line.text for line in drawing.grid}


places = st.builds(
    place,
    st.floats(-90, 90).map(lambda number: round(number, 3)),
    st.floats(-180, 180).map(lambda number: round(number, 3)),
    st.text("abcДжЇ 東 ", min_size=1, max_size=12),
    st.integers(1, 2000),
)


@given(st.lists(places, min_size=1, max_size=25))
def test_everything_is_inside_and_no_label_covers_another(given_places: list[MappedPlace]) -> None:
    drawing = drawn(*given_places)
    assert place_map.MIN_HEIGHT - 1 <= drawing.height <= place_map.MAX_HEIGHT + 1
    assert len(drawing.dots) == len(given_places)
    for dot in drawing.dots:
        assert 0 <= dot.x <= drawing.width
        assert 0 <= dot.y <= drawing.height
    for size, labels in zip(place_map.LABEL_SIZES, (drawing.labels, drawing.large_labels), strict=True):
        boxes = [label_box(label, size) for label in labels]
        assert not any(place_map._overlap(one, other) for one, other in combinations(boxes, 2))
        assert all(box[0] >= 0 and box[2] <= drawing.width for box in boxes)
    assert drawing == drawn(*reversed(given_places))


def label_box(label: place_map.MapLabel, size: int) -> tuple[float, float, float, float]:
    width = 0.5 * size * len(label.text)
    left = {"start": label.x, "middle": label.x - width / 2, "end": label.x - width}[label.anchor]
    return left, label.y - 0.8 * size, left + width, label.y + 0.2 * size


def test_the_date_line_does_not_tear_neighbours_apart() -> None:
    drawing = drawn(place(-17, 179.5, "Vanua"), place(-17.5, -179.5, "Levu"))
    east, west = sorted(drawing.dots, key=lambda dot: dot.x)
    assert (east.place.label, west.place.label) == ("Vanua", "Levu")
    assert west.x - east.x > 100
    assert "180°" in grid_texts(drawing)
    assert {"179.5° E", "179.5° W"} <= grid_texts(drawing)


def test_north_is_up_and_east_is_right() -> None:
    drawing = drawn(place(60, 20, "A", 2), place(50, 40, "B"))
    a, b = drawing.dots
    assert (a.place.label, a.x < b.x, a.y < b.y, a.radius > b.radius) == ("A", True, True, True)


def test_distances_near_each_other_are_true_to_shape() -> None:
    """At 60 degrees a degree of longitude is half as long as one of latitude."""
    drawing = drawn(place(60, 20, "A", 3), place(60, 22, "B", 2), place(61, 20, "C", 1))
    a, b, c = drawing.dots
    assert (b.x - a.x) == pytest.approx(a.y - c.y, rel=0.03)


def test_one_place_has_degrees_around_it() -> None:
    drawing = drawn(place(51.9, 36.1))
    assert [label.text for label in drawing.labels] == ["Port"]
    assert {"52° N", "36.5° E"} <= grid_texts(drawing)


def test_the_whole_world_and_the_poles() -> None:
    drawing = drawn(place(90, 0), place(-90, 10), place(0, 120), place(0, -120))
    assert {"0°", "60° N", "60° S"} <= grid_texts(drawing)
    assert all(0 <= line.at <= max(drawing.width, drawing.height) for line in drawing.grid)


def test_degrees_are_in_the_language_of_the_page() -> None:
    assert {"пн. ш. 52°", "сх. д. 36,5°"} <= grid_texts(drawn(place(51.9, 36.1), language="uk"))


def test_only_the_largest_places_are_drawn() -> None:
    many = [place(i % 50, i % 70, f"P{i}", i) for i in range(1, place_map.MAX_DOTS + 50)]
    drawing = drawn(*many)
    assert len(drawing.dots) == place_map.MAX_DOTS
    assert drawing.dots[0].place.count == place_map.MAX_DOTS + 49


def test_without_places_there_is_no_map() -> None:
    assert make_place_map((), "en") is None


def test_a_long_name_at_an_edge_moves_into_the_map() -> None:
    drawing = drawn(place(50, 20, "West", 3), place(50, 37, "Near", 1), place(50, 40, "Lower Examplia Landing", 2))
    assert "Lower Examplia Landing" in {label.text for label in drawing.large_labels}

"""Sizes and paths of the renditions of an image."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.core.model import Image
from kursk_archive.images.renditions import Rendition, renditions


def file_name(width: int) -> str:
    return f"ferry-{width}.jpg"


def picture(width: int, height: int, path: str = "ferry.jpg") -> Image:
    return Image(path, "0" * 64, 1, width, height, "JPEG")


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        pytest.param((300, 200), [(300, 200)], id="small"),
        pytest.param((640, 480), [(640, 480)], id="a-step"),
        pytest.param((700, 350), [(700, 350)], id="hardly-more-than-a-step"),
        pytest.param((800, 400), [(640, 320), (800, 400)], id="more-than-a-step"),
        pytest.param((1600, 900), [(640, 360), (1280, 720), (1600, 900)], id="two-steps"),
        pytest.param((6000, 4000), [(640, 427), (1280, 853), (1920, 1280)], id="a-camera-s"),
        pytest.param((3000, 1), [(640, 1), (1280, 1), (1920, 1)], id="a-line"),
        pytest.param((1, 3000), [(1, 3000)], id="an-upright-line"),
    ],
)
def test_renditions_have_standard_widths(size: tuple[int, int], expected: list[tuple[int, int]]) -> None:
    assert [(rendition.width, rendition.height) for rendition in renditions(picture(*size), file_name)] == expected


@given(st.integers(1, 30_000), st.integers(1, 30_000))
def test_renditions_are_sorted_and_never_larger_than_the_image(width: int, height: int) -> None:
    sizes = renditions(picture(width, height), file_name)
    widths = [rendition.width for rendition in sizes]
    assert widths == sorted(set(widths))
    assert widths[-1] == min(width, 1920)
    assert all(1 <= rendition.height <= height for rendition in sizes)


def test_the_caller_names_the_files() -> None:
    assert renditions(picture(9, 9), file_name) == (Rendition("ferry-9.jpg", 9, 9),)

"""Sizes and paths of the renditions of an image."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.core.enums import ArticleId
from kursk_archive.core.model import Article, Capture, Fragment, Image
from kursk_archive.images.renditions import Rendition, renditions, renditions_of

PAGE = "articles/2024/08/15/ferry.html"


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
    assert [(rendition.width, rendition.height) for rendition in renditions(picture(*size), 1, PAGE)] == expected


@given(st.integers(1, 30_000), st.integers(1, 30_000))
def test_renditions_are_sorted_and_never_larger_than_the_image(width: int, height: int) -> None:
    sizes = renditions(picture(width, height), 1, PAGE)
    widths = [rendition.width for rendition in sizes]
    assert widths == sorted(set(widths))
    assert widths[-1] == min(width, 1920)
    assert all(1 <= rendition.height <= height for rendition in sizes)


def test_a_rendition_s_name_cannot_be_a_slug() -> None:
    assert renditions(picture(9, 9), 2, PAGE) == (Rendition("articles/2024/08/15/ferry.2-9.jpg", 9, 9),)


def test_each_image_of_an_article_is_numbered_once() -> None:
    first, second = picture(9, 9), picture(8, 8, "hall.jpg")
    capture = Capture(ArticleId("ferry.md"), "0" * 64, 1, "markdown", "utf-8")
    article = Article(
        capture, "Ferry", Fragment(), lead_image=first, body_images={"a": second, "b": first, "c": second}
    )
    assert article.images == (first, second)
    assert [(image, sizes[0].path[-7:]) for image, sizes in renditions_of(article, PAGE)] == [
        (first, "1-9.jpg"),
        (second, "2-8.jpg"),
    ]
    assert renditions_of(Article(capture, "Ferry", Fragment()), PAGE) == ()

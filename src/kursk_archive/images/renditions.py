"""The scaled copies of an article's images that are published: sizes and paths, computed from the record alone."""

from __future__ import annotations

from msgspec import Struct

from kursk_archive.core.model import Article, Image

WIDTHS = (640, 1280, 1920)
"""Pixels. Enough for a phone, for a page or a high-density phone, and for a page on a high-density screen."""
MIN_RATIO = 1.25
"""A width is skipped unless the next one is at least this many times as wide: the reader would save too little."""


class Rendition(Struct, frozen=True):
    """A scaled copy of an image: one published file."""

    path: str
    """POSIX, relative to the output folder."""
    width: int
    """Pixels."""
    height: int


def renditions(image: Image, number: int, page: str) -> tuple[Rendition, ...]:
    """List the renditions of an image, narrowest first. There is at least one, and none is wider than the image.

    A path such as `articles/2024/08/15/SLUG.1-640.jpg` cannot clash with another article's: a slug has no dot.

    Args:
        image: as recorded.
        number: 1-based position in `Article.images`.
        page: the path of the article's page in the output folder.
    """
    largest = min(image.width, WIDTHS[-1])
    widths = (*(width for width in WIDTHS if width * MIN_RATIO <= largest), largest)
    stem = page.removesuffix(".html")
    return tuple(Rendition(f"{stem}.{number}-{width}.jpg", width, _scaled_height(image, width)) for width in widths)


def _scaled_height(image: Image, width: int) -> int:
    return max(1, round(image.height * width / image.width))


def renditions_of(article: Article, page: str) -> tuple[tuple[Image, tuple[Rendition, ...]], ...]:
    """List each image of an article with its renditions; empty for a withheld article."""
    return tuple((image, renditions(image, number, page)) for number, image in enumerate(article.images, 1))

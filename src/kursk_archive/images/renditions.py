"""The published copies of an article's pictures: how many, how large, and where. Told by the record alone."""

from __future__ import annotations

from msgspec import Struct

from kursk_archive.core.model import Article, Image

WIDTHS = (640, 1280, 1920)
"""Widths in pixels: a phone, a phone with a sharp screen or a page, a page on a sharp screen."""
MIN_RATIO = 1.25
"""A copy that is nearly as wide as the next spares nobody anything."""


class Rendition(Struct, frozen=True):
    """A published file."""

    path: str
    """POSIX, relative to the output folder."""
    width: int
    """Pixels."""
    height: int


def renditions(picture: Image, number: int, page: str) -> tuple[Rendition, ...]:
    """A picture's published copies, the narrowest first; never wider than the picture itself, and never none.

    Their names cannot be another article's, since there is no dot in a slug: `articles/2024/08/15/SLUG.1-640.jpg`.

    Args:
        picture: as recorded.
        number: 1-based, its place among `Article.images`.
        page: the article's path in the output folder.
    """
    largest = min(picture.width, WIDTHS[-1])
    widths = (*(step for step in WIDTHS if step * MIN_RATIO <= largest), largest)
    stem = page.removesuffix(".html")
    return tuple(Rendition(f"{stem}.{number}-{width}.jpg", width, _height(picture, width)) for width in widths)


def _height(picture: Image, width: int) -> int:
    return max(1, round(picture.height * width / picture.width))


def renditions_of(article: Article, page: str) -> tuple[tuple[Image, tuple[Rendition, ...]], ...]:
    """Every picture of an article with its copies; none where the article is withheld."""
    return tuple((one, renditions(one, number, page)) for number, one in enumerate(article.images, 1))

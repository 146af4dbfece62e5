"""The scaled copies of an article's images that are published: sizes and paths, computed from the record alone."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from kursk_archive.core.model import Image

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


def renditions(image: Image, permalink_of: Callable[[int], str]) -> tuple[Rendition, ...]:
    """List the renditions of an image, narrowest first. There is at least one, and none is wider than the image.

    Args:
        image: as recorded.
        permalink_of: returns the path of a rendition by its width, see `permalinks.rendition_permalink`.
    """
    largest = min(image.width, WIDTHS[-1])
    widths = (*(width for width in WIDTHS if width * MIN_RATIO <= largest), largest)
    return tuple(Rendition(permalink_of(width), width, _scaled_height(image, width)) for width in widths)


def _scaled_height(image: Image, width: int) -> int:
    return max(1, round(image.height * width / image.width))

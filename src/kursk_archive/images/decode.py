"""Image files, opened with suspicion. Nothing else knows what Pillow can be made to do by a hostile one."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from PIL.Image import Image

IMAGE_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif")
"""Of image files, lower case, those that are taken first before the others. Drawings in SVG can hold programs."""
FORMAT_NAMES = {"JPEG": "JPEG", "MPO": "JPEG", "PNG": "PNG", "WEBP": "WebP", "GIF": "GIF", "AVIF": "AVIF"}
"""What Pillow calls a format → what people do. MPO is what phones make: a JPEG with others behind it."""
MAX_IMAGE_BYTES = 64 * 2**20
MAX_JPEG_PIXELS, MAX_OTHER_PIXELS = 40_000_000, 24_000_000
"""Of a JPEG, which can be decoded at a fraction of its size, and of others; twice what newsrooms work with."""
MAX_SIDE_PIXELS = 30_000
"""JPEG itself ends at 65,535."""
MAX_JPEG_SCANS = 100
"""In how many goes a JPEG is drawn: cameras and web sites use 1 to 15, and each takes as long as the image is large."""

_ORIENTATION, _TURNED = 0x0112, frozenset({5, 6, 7, 8})
_JPEG, _START_OF_SCAN = b"\xff\xd8", b"\xff\xda"


class UnusableImage(ValueError):  # noqa: N818 - a file is unfit; nothing went wrong here
    """Why a file is not an image that can be published: a phrase for a finding's message."""


class ImageSize(NamedTuple):
    """An image as it is looked at."""

    width: int
    """Pixels, after the turn that the camera noted."""
    height: int
    format: str


@cache
def is_available() -> bool:
    """Whether Pillow is installed: the extra `images`."""
    return find_spec("PIL") is not None


@cache
def pillow_version() -> str:
    """Of all that decides which bytes a published image has."""
    import PIL
    from PIL import features

    codecs = ("jpg", "littlecms2", "webp", "avif", "zlib")
    return " ".join((PIL.__version__, *(str(features.version(name)) for name in codecs)))


@contextmanager
def open_image(data: bytes) -> Iterator[Image]:
    """An image of one of the formats that are published, its header read.

    Raises:
        Unfit: it is none, or too large, or what is done with it in the block fails: Pillow decodes late.
    """
    from PIL import Image, UnidentifiedImageError

    if len(data) > MAX_IMAGE_BYTES:
        raise UnusableImage(f"{len(data):,} bytes, more than {MAX_IMAGE_BYTES:,}")
    if data.startswith(_JPEG) and data.count(_START_OF_SCAN) > MAX_JPEG_SCANS:
        raise UnusableImage("a JPEG that is drawn in more goes than any camera makes")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what is odd about a file that can be read
        try:
            with Image.open(BytesIO(data), formats=tuple(set(FORMAT_NAMES) - {"MPO"})) as image:
                _check(image.size, MAX_JPEG_PIXELS if image.format in ("JPEG", "MPO") else MAX_OTHER_PIXELS)
                yield image
        except UnusableImage:
            raise
        except UnidentifiedImageError:
            raise UnusableImage("this is no JPEG, PNG, WebP, GIF or AVIF image") from None
        except Image.DecompressionBombError:
            raise UnusableImage(f"more than {MAX_JPEG_PIXELS:,} pixels") from None
        except Exception as error:  # decoders of hostile bytes fail in any way there is
            raise UnusableImage(f"it cannot be decoded: {_said(error)}") from None


def measure_image(data: bytes) -> ImageSize:
    """Decode an image once, as coarsely as its format allows, so that what is recorded can be published.

    Raises:
        Unfit: it cannot be published.
    """
    with open_image(data) as image:
        width, height = image.size
        image.draft(image.mode, (1, 1))  # an eighth of each side, where it is a JPEG: a fifth of the time
        image.load()
        if image.getexif().get(_ORIENTATION) in _TURNED:
            width, height = height, width
        return ImageSize(width, height, FORMAT_NAMES[image.format or ""])


def _check(size: tuple[int, int], most: int) -> None:
    width, height = size
    if width * height > most:
        raise UnusableImage(f"{width:,} x {height:,} pixels, more than {most:,} in all")
    if max(size) > MAX_SIDE_PIXELS or min(size) < 1:
        raise UnusableImage(f"{width:,} x {height:,} pixels, a side of more than {MAX_SIDE_PIXELS:,} or of none")


def _said(error: Exception) -> str:
    text = "".join(char for char in " ".join(str(error).split()) if char.isprintable())
    return text[:100] or type(error).__name__

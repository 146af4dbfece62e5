"""Open and measure untrusted image files within bounds that keep a hostile file from exhausting memory or time.

Pillow is optional and slow to import, so the functions that need it import it.
"""

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
"""Suffixes of image files, in lower case and in order of preference. SVG is left out: it can contain scripts."""
FORMAT_NAMES = {"JPEG": "JPEG", "MPO": "JPEG", "PNG": "PNG", "WEBP": "WebP", "GIF": "GIF", "AVIF": "AVIF"}
"""Pillow's name of a format → its usual name. MPO is what phones write: a JPEG followed by further JPEGs."""
MAX_IMAGE_BYTES = 64 * 2**20
MAX_JPEG_PIXELS, MAX_OTHER_PIXELS = 40_000_000, 24_000_000
"""Twice what newsrooms work with. A JPEG may be larger, since it can be decoded at a fraction of its size."""
MAX_SIDE_PIXELS = 30_000
"""The JPEG format itself allows 65,535."""
MAX_JPEG_SCANS = 100
"""Scans of a progressive JPEG: cameras and web sites write 1 to 15. Each costs time in proportion to the image size."""

_ORIENTATION_TAG, _SIDEWAYS = 0x0112, frozenset({5, 6, 7, 8})
_JPEG_MAGIC, _START_OF_SCAN = b"\xff\xd8", b"\xff\xda"


class UnusableImage(ValueError):  # noqa: N818 - it describes a file, not a failure of the program
    """The file is not an image that can be published. Its text is the reason, a phrase for a finding's message."""


class ImageSize(NamedTuple):
    """The size of an image as it is displayed, and its format."""

    width: int
    """Pixels, after the rotation that the camera recorded."""
    height: int
    format: str


@cache
def is_available() -> bool:
    """Return True if Pillow is installed (the extra `images`)."""
    return find_spec("PIL") is not None


@cache
def pillow_version() -> str:
    """Return the versions of Pillow and of the codecs it uses; together they determine the bytes it writes."""
    import PIL
    from PIL import features

    codecs = ("jpg", "littlecms2", "webp", "avif", "zlib")
    return " ".join((PIL.__version__, *(str(features.version(name)) for name in codecs)))


@contextmanager
def open_image(data: bytes) -> Iterator[Image]:
    """Open an image of a supported format. Only its header is read.

    Raises:
        UnusableImage: it is not such an image, it is too large, or decoding fails inside the block (Pillow decodes
            lazily).
    """
    from PIL import Image, UnidentifiedImageError

    if len(data) > MAX_IMAGE_BYTES:
        raise UnusableImage(f"{len(data):,} bytes; the limit is {MAX_IMAGE_BYTES:,}")
    if data.startswith(_JPEG_MAGIC) and data.count(_START_OF_SCAN) > MAX_JPEG_SCANS:
        raise UnusableImage("progressive JPEG with too many scans")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about oddities of a file that can be read
        try:
            with Image.open(BytesIO(data), formats=tuple(set(FORMAT_NAMES) - {"MPO"})) as image:
                _check_size(image.size, MAX_JPEG_PIXELS if image.format in ("JPEG", "MPO") else MAX_OTHER_PIXELS)
                yield image
        except UnusableImage:
            raise
        except UnidentifiedImageError:
            raise UnusableImage("not a JPEG, PNG, WebP, GIF or AVIF image") from None
        except Image.DecompressionBombError:
            raise UnusableImage(f"more than {MAX_JPEG_PIXELS:,} pixels") from None
        except Exception as error:  # given hostile bytes, a decoder may raise anything
            raise UnusableImage(f"cannot be decoded: {_describe_error(error)}") from None


def measure_image(data: bytes) -> ImageSize:
    """Return the size of an image. Decodes it once, as coarsely as its format allows, so a broken file is noticed here.

    Raises:
        UnusableImage: it cannot be published.
    """
    with open_image(data) as image:
        width, height = image.size
        image.draft(image.mode, (1, 1))  # a JPEG at an eighth of each side takes a fifth of the time
        image.load()
        if image.getexif().get(_ORIENTATION_TAG) in _SIDEWAYS:
            width, height = height, width
        return ImageSize(width, height, FORMAT_NAMES[image.format or ""])


def _check_size(size: tuple[int, int], max_pixels: int) -> None:
    width, height = size
    if width * height > max_pixels:
        raise UnusableImage(f"{width:,} x {height:,} pixels; the limit is {max_pixels:,} in total")
    if max(size) > MAX_SIDE_PIXELS or min(size) < 1:
        raise UnusableImage(f"{width:,} x {height:,} pixels; each side must be between 1 and {MAX_SIDE_PIXELS:,}")


def _describe_error(error: Exception) -> str:
    text = "".join(char for char in " ".join(str(error).split()) if char.isprintable())
    return text[:100] or type(error).__name__

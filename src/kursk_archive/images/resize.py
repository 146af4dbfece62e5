"""The copies of an image that are published: scaled, upright, in sRGB, with nothing in them but the picture."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from io import BytesIO
from math import ceil
from typing import TYPE_CHECKING

from kursk_archive.core import model
from kursk_archive.images import decode
from kursk_archive.images.renditions import Rendition

if TYPE_CHECKING:
    from PIL import Image

RECIPE_VERSION = 1
"""To be raised when the same file is to come out otherwise."""
JPEG_QUALITY = 82
_DRAWN = frozenset({"PNG", "GIF"})
"""Formats of screenshots and drawings, whose coloured letters blur where JPEG halves the resolution of colours."""


def resize_recipe() -> str:
    """What decides, besides the image and the copies asked for, which bytes come out; a part of their fingerprint."""
    return f"{RECIPE_VERSION} {decode.pillow_version()}" if decode.is_available() else ""


def make_renditions(data: bytes, picture: model.Image, copies: Sequence[Rendition]) -> tuple[tuple[str, bytes], ...]:
    """Make the copies of an image: path and bytes of each. The same input gives the same bytes, with one `resize_recipe`.

    Never raises; where the file is not what was recorded, or cannot be read here, there are none.

    Args:
        data: the image file.
        picture: what is recorded of it.
        copies: as `pictures.copies` has them, the narrowest first.
    """
    if not decode.is_available() or sha256(data).hexdigest() != picture.sha256:
        return ()
    try:
        with decode.open_image(data) as image:
            largest = _plain(image, picture, copies[-1])
            return tuple((one.path, _encoded(largest, one, picture)) for one in copies)
    except decode.UnusableImage:
        return ()


def _plain(image: Image.Image, picture: model.Image, largest: Rendition) -> Image.Image:
    """The image at the size of the largest copy, upright, on white where it is transparent."""
    from PIL import Image, ImageOps

    scale = largest.width / picture.width
    image.draft(image.mode, (ceil(image.width * scale), ceil(image.height * scale)))
    image.load()
    profile = image.info.get("icc_profile")
    ImageOps.exif_transpose(image, in_place=True)
    scaled = _flat(image).resize((largest.width, largest.height), Image.Resampling.LANCZOS, reducing_gap=3)
    return _in_srgb(scaled, profile)


def _flat(image: Image.Image) -> Image.Image:
    """Without transparency, in one of the modes `L`, `RGB` and `CMYK`."""
    from PIL import Image

    if image.mode.startswith("I"):  # 16 bits; a plain conversion cuts off what is above 255
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.has_transparency_data:
        clear = image if image.mode == "RGBA" else image.convert("RGBA")
        paper = Image.new("RGB", image.size, "white")
        paper.paste(clear, mask=clear.getchannel("A"))  # to compose them takes half as much memory again
        return paper
    return image if image.mode in ("L", "RGB", "CMYK") else image.convert("L" if image.mode == "1" else "RGB")


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """The image as its colour profile means it. One that cannot be read is passed over, as browsers do."""
    from PIL import ImageCms

    if profile:
        try:
            own = ImageCms.ImageCmsProfile(BytesIO(profile))
            if image.mode != "RGB" or not ImageCms.getProfileDescription(own).startswith("sRGB"):
                turned = ImageCms.profileToProfile(image, own, ImageCms.createProfile("sRGB"), outputMode="RGB")
                return turned or image
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass
    return image if image.mode in ("L", "RGB") else image.convert("RGB")


def _encoded(largest: Image.Image, one: Rendition, picture: model.Image) -> bytes:
    from PIL import Image

    size = (one.width, one.height)
    scaled = largest.copy() if size == largest.size else largest.resize(size, Image.Resampling.LANCZOS)
    scaled.info = {}  # comments and XMP would be written out again
    out = BytesIO()
    colours = 0 if picture.format in _DRAWN else 2
    scaled.save(out, "JPEG", quality=JPEG_QUALITY, subsampling=colours, optimize=True, progressive=True)
    return out.getvalue()

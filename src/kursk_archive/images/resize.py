"""Make the renditions of an image: scaled, upright, in sRGB, and without the metadata of the original.

Pillow is optional and slow to import, so the functions that need it import it.
"""

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
"""Raise this when a change of this module gives the same file other bytes."""
JPEG_QUALITY = 82
_DRAWING_FORMATS = frozenset({"PNG", "GIF"})
"""Formats of screenshots and drawings. Their coloured letters blur if JPEG halves the resolution of colours."""


def resize_recipe() -> str:
    """Return the versions that determine the bytes of a rendition; a part of its fingerprint. Empty without Pillow."""
    return f"{RECIPE_VERSION} {decode.pillow_version()}" if decode.is_available() else ""


def make_renditions(data: bytes, record: model.Image, renditions: Sequence[Rendition]) -> tuple[tuple[str, bytes], ...]:
    """Return path and bytes of each rendition. The bytes are reproducible as long as `resize_recipe` stays the same.

    Never raises. The result is empty if the file is not the one that was recorded, or cannot be decoded here.

    Args:
        data: the image file.
        record: what the catalogue records of it.
        renditions: narrowest first, as `renditions.renditions` returns them.
    """
    if not decode.is_available() or sha256(data).hexdigest() != record.sha256:
        return ()
    try:
        with decode.open_image(data) as image:
            largest = _scale(image, record, renditions[-1])
            return tuple((rendition.path, _encode_jpeg(largest, rendition, record)) for rendition in renditions)
    except decode.UnusableImage:
        return ()


def _scale(image: Image.Image, record: model.Image, largest: Rendition) -> Image.Image:
    """Return the image at the size of the largest rendition, upright, and on white where it is transparent."""
    from PIL import Image, ImageOps

    scale = largest.width / record.width
    image.draft(image.mode, (ceil(image.width * scale), ceil(image.height * scale)))
    image.load()
    profile = image.info.get("icc_profile")
    ImageOps.exif_transpose(image, in_place=True)
    scaled = _flatten(image).resize((largest.width, largest.height), Image.Resampling.LANCZOS, reducing_gap=3)
    return _to_srgb(scaled, profile)


def _flatten(image: Image.Image) -> Image.Image:
    """Return the image without transparency, in mode `L`, `RGB` or `CMYK`."""
    from PIL import Image

    if image.mode.startswith("I"):  # 16 bits; a plain conversion clips values above 255
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.has_transparency_data:
        with_alpha = image if image.mode == "RGBA" else image.convert("RGBA")
        background = Image.new("RGB", image.size, "white")
        background.paste(with_alpha, mask=with_alpha.getchannel("A"))  # alpha_composite takes half as much memory again
        return background
    return image if image.mode in ("L", "RGB", "CMYK") else image.convert("L" if image.mode == "1" else "RGB")


def _to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Convert the image from its colour profile to sRGB. An unreadable profile is ignored, as browsers do."""
    from PIL import ImageCms

    if profile:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            if image.mode != "RGB" or not ImageCms.getProfileDescription(source).startswith("sRGB"):
                converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
                return converted or image
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass
    return image if image.mode in ("L", "RGB") else image.convert("RGB")


def _encode_jpeg(largest: Image.Image, rendition: Rendition, record: model.Image) -> bytes:
    from PIL import Image

    size = (rendition.width, rendition.height)
    scaled = largest.copy() if size == largest.size else largest.resize(size, Image.Resampling.LANCZOS)
    scaled.info = {}  # Pillow would write comments and XMP again
    out = BytesIO()
    subsampling = 0 if record.format in _DRAWING_FORMATS else 2
    scaled.save(out, "JPEG", quality=JPEG_QUALITY, subsampling=subsampling, optimize=True, progressive=True)
    return out.getvalue()

"""Renditions have the right size, are upright and in sRGB, and carry no metadata."""

from __future__ import annotations

from hashlib import sha256
from io import BytesIO

import pytest
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from kursk_archive.core import model
from kursk_archive.images import decode
from kursk_archive.images.renditions import renditions
from kursk_archive.images.resize import make_renditions, resize_recipe

SECRET = b"Fictional-Camera-123"
Shown = Image.Image


def saved(image: Shown, form: str, **options: object) -> bytes:
    out = BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def opened_renditions(data: bytes) -> list[Shown]:
    """Return the renditions of an image, opened."""
    width, height, form = decode.measure_image(data)
    record = model.Image("ferry.jpg", sha256(data).hexdigest(), len(data), width, height, form)
    return [
        Image.open(BytesIO(copy)) for _, copy in make_renditions(data, record, renditions(record, "a-{}.jpg".format))
    ]


def near(image: Shown, at: tuple[int, int], colour: tuple[int, int, int]) -> bool:
    pixel = image.convert("RGB").getpixel(at)
    assert isinstance(pixel, tuple)
    return all(abs(a - b) <= 12 for a, b in zip(pixel, colour, strict=True))


def with_metadata() -> Image.Exif:
    exif = Image.Exif()
    exif[0x0110] = SECRET.decode()
    place = exif.get_ifd(0x8825)
    place[1], place[2] = "N", (51.0, 44.0, 13.0)
    return exif


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(
            saved(Image.new("RGB", (900, 600), "teal"), "JPEG", exif=with_metadata(), comment=SECRET, xmp=SECRET),
            id="jpeg",
        ),
        pytest.param(saved(Image.new("RGB", (900, 600), "teal"), "WEBP", exif=with_metadata(), xmp=SECRET), id="webp"),
        pytest.param(saved(Image.new("RGB", (900, 600), "teal"), "GIF", comment=SECRET), id="gif"),
        pytest.param(saved(Image.new("RGB", (900, 600), "teal"), "AVIF", exif=with_metadata(), xmp=SECRET), id="avif"),
    ],
)
def test_renditions_carry_no_metadata(data: bytes) -> None:
    assert SECRET in data
    shown = opened_renditions(data)
    assert [image.size for image in shown] == [(640, 427), (900, 600)]
    for image in shown:
        assert image.format == "JPEG"
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}
        assert not dict(image.getexif())
        assert near(image, (300, 200), (0, 128, 128))


def test_the_text_of_a_png_is_removed() -> None:
    notes = PngInfo()
    notes.add_text("Author", SECRET.decode())
    data = saved(Image.new("RGB", (50, 50)), "PNG", pnginfo=notes, exif=with_metadata())
    assert SECRET in data
    [shown] = opened_renditions(data)
    assert SECRET not in saved(shown, "PNG") and "Author" not in shown.info  # noqa: PT018 - one thing, looked for twice


@pytest.mark.parametrize("orientation", range(1, 9))
def test_renditions_are_upright(orientation: int) -> None:
    """A camera records how to rotate the image; whichever the rotation, the white quarter is at the top left."""
    upright = Image.new("RGB", (800, 400), "black")
    upright.paste("white", (0, 0, 400, 200))
    undo = {
        2: [Image.Transpose.FLIP_LEFT_RIGHT],
        3: [Image.Transpose.ROTATE_180],
        4: [Image.Transpose.FLIP_TOP_BOTTOM],
        5: [Image.Transpose.TRANSPOSE],
        6: [Image.Transpose.ROTATE_90],
        7: [Image.Transpose.TRANSVERSE],
        8: [Image.Transpose.ROTATE_270],
    }.get(orientation, [])
    taken = upright
    for turn in undo:
        taken = taken.transpose(turn)
    exif = Image.Exif()
    exif[0x0112] = orientation
    shown = opened_renditions(saved(taken, "JPEG", exif=exif))
    assert [image.size for image in shown] == [(640, 320), (800, 400)]
    for image in shown:
        assert near(image, (100, 50), (255, 255, 255))
        assert near(image, (500, 50), (0, 0, 0))
        assert near(image, (100, 280), (0, 0, 0))


@pytest.mark.parametrize(
    ("image", "colour"),
    [
        pytest.param(Image.new("RGBA", (60, 40), (0, 0, 0, 0)), (255, 255, 255), id="transparent"),
        pytest.param(Image.new("LA", (60, 40), (0, 255)), (0, 0, 0), id="grey-and-opaque"),
        pytest.param(Image.new("P", (60, 40), 0), (0, 0, 0), id="palette"),
        pytest.param(Image.new("1", (60, 40), 1), (255, 255, 255), id="two-colours"),
        pytest.param(Image.new("I;16", (60, 40), 0x8000), (128, 128, 128), id="16-bits"),
    ],
)
def test_every_pixel_format_is_converted(image: Shown, colour: tuple[int, int, int]) -> None:
    [shown] = opened_renditions(saved(image, "PNG"))
    assert near(shown, (30, 20), colour)


def test_cmyk_is_converted_to_rgb() -> None:
    [shown] = opened_renditions(saved(Image.new("CMYK", (60, 40), (0, 255, 255, 0)), "JPEG"))
    assert (shown.mode, near(shown, (30, 20), (255, 0, 0))) == ("RGB", True)


SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
SWAPPED = SRGB.replace(b"rXYZ", b"?XYZ").replace(b"bXYZ", b"rXYZ").replace(b"?XYZ", b"bXYZ")
"""A profile in which red is blue; the tests rename it, since a profile named sRGB is not applied."""


@pytest.mark.parametrize(
    ("profile", "colour"),
    [
        pytest.param(SRGB, (255, 0, 0), id="of-all-screens"),
        pytest.param(SWAPPED.replace(b"\0s\0R\0G\0B", b"\0x\0R\0G\0B"), (0, 0, 255), id="of-its-own"),
        pytest.param(
            ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes(),
            (255, 0, 0),
            id="of-another-kind-of-image",
        ),
        pytest.param(b"no profile at all", (255, 0, 0), id="of-nothing"),
    ],
)
def test_a_colour_profile_is_applied_and_removed(profile: bytes, colour: tuple[int, int, int]) -> None:
    for image in (Image.new("RGB", (60, 40), "red"), Image.new("RGBA", (60, 40), "red")):
        [shown] = opened_renditions(saved(image, "PNG", icc_profile=profile))
        assert near(shown, (30, 20), colour)
        assert "icc_profile" not in shown.info


def test_renditions_are_reproducible() -> None:
    data = saved(Image.linear_gradient("L").resize((900, 600)), "JPEG")
    record = model.Image("a.jpg", sha256(data).hexdigest(), len(data), 900, 600, "JPEG")
    planned = renditions(record, "a-{}.jpg".format)
    first = make_renditions(data, record, planned)
    assert [path for path, _ in first] == [rendition.path for rendition in planned]
    assert make_renditions(data, record, planned) == first
    assert resize_recipe() == resize_recipe() != ""


def test_a_file_that_differs_from_its_record_has_no_renditions() -> None:
    data = saved(Image.new("RGB", (60, 40)), "PNG")
    record = model.Image("a.png", sha256(data).hexdigest(), len(data), 60, 40, "PNG")
    assert make_renditions(data + b"x", record, renditions(record, "a-{}.jpg".format)) == ()
    truncated = data[:-30]
    broken = model.Image("a.png", sha256(truncated).hexdigest(), len(truncated), 60, 40, "PNG")
    assert make_renditions(truncated, broken, renditions(broken, "a-{}.jpg".format)) == ()


def test_without_pillow_there_are_no_renditions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decode, "is_available", lambda: False)
    record = model.Image("a.png", sha256(b"").hexdigest(), 0, 60, 40, "PNG")
    assert (make_renditions(b"", record, renditions(record, "a-{}.jpg".format)), resize_recipe()) == ((), "")

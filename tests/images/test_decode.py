"""Measuring images, and refusing everything else."""

from __future__ import annotations

import zlib
from io import BytesIO

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from kursk_archive.images import decode
from kursk_archive.images.decode import UnusableImage, measure_image


def encoded(form: str, size: tuple[int, int] = (40, 30), mode: str = "RGB", **options: object) -> bytes:
    out = BytesIO()
    Image.new(mode, size).save(out, form, **options)
    return out.getvalue()


def rotated(orientation: int) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return encoded("JPEG", exif=exif)


def png_header(width: int, height: int) -> bytes:
    """Return the beginning of a PNG that states its size and contains next to nothing."""
    size = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size + bytes((8, 2, 0, 0, 0))) + chunk(b"IDAT", b"")


def chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_an_image_is_measured(form: str) -> None:
    assert measure_image(encoded(form)) == (40, 30, decode.FORMAT_NAMES[form])


def test_a_multi_picture_file_is_a_jpeg() -> None:
    data = encoded("MPO", save_all=True, append_images=[Image.new("RGB", (40, 30))])
    assert measure_image(data) == (40, 30, "JPEG")


@pytest.mark.parametrize(
    ("orientation", "size"), [(1, (40, 30)), (3, (40, 30)), (6, (30, 40)), (8, (30, 40)), (99, (40, 30))]
)
def test_the_size_is_that_of_the_upright_image(orientation: int, size: tuple[int, int]) -> None:
    assert measure_image(rotated(orientation))[:2] == size


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(b"", "not a JPEG", id="empty"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "not a JPEG", id="svg"),
        pytest.param(b"<!doctype html><title>Not found</title>", "not a JPEG", id="html"),
        pytest.param(encoded("BMP"), "not a JPEG", id="another-format"),
        pytest.param(encoded("JPEG", (400, 300))[:-400], "cannot be decoded", id="truncated-jpeg"),
        pytest.param(encoded("PNG", (400, 300))[:-60], "cannot be decoded", id="truncated-png"),
        pytest.param(encoded("JPEG")[:30], "", id="only-a-header"),
        pytest.param(png_header(8_000, 3_001), "8,000 x 3,001 pixels", id="too-many-pixels"),
        pytest.param(png_header(60_000, 60_000), "more than 40,000,000 pixels", id="bomb"),
        pytest.param(png_header(30_001, 1), "30,001 x 1 pixels; each side must be between 1 and", id="too-long"),
        pytest.param(encoded("JPEG") + b"\xff\xda" * 200, "progressive JPEG with too many scans", id="endless-scans"),
    ],
)
def test_an_unusable_image_has_a_reason(data: bytes, reason: str) -> None:
    with pytest.raises(UnusableImage, match=f"^{reason}"):
        measure_image(data)


def test_a_file_over_the_limit_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decode, "MAX_IMAGE_BYTES", 10)
    with pytest.raises(UnusableImage, match=r"bytes; the limit is 10$"):
        measure_image(encoded("PNG"))


PHOTO = encoded("JPEG", (64, 48), exif=Image.Exif().tobytes() + b"\0" * 40)
FILES = (PHOTO, encoded("PNG", mode="P"), encoded("WEBP"), encoded("GIF"), rotated(6))


@settings(max_examples=150)
@given(st.sampled_from(FILES), st.integers(0, 2000), st.binary(min_size=1, max_size=12))
@example(b"", 0, b"GIF89a")
@example(b"", 0, b"RIFF\0\0\0\0WEBP")
def test_any_bytes_are_measured_or_unusable(data: bytes, at: int, noise: bytes) -> None:
    at %= len(data) + 1
    try:
        width, height, form = measure_image(data[:at] + noise + data[at + len(noise) :])
    except UnusableImage as reason:
        description = str(reason)
    else:
        description = form
        assert min(width, height) > 0
    assert description.isprintable()
    assert description

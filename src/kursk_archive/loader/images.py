"""The image files of one capture: which are asked for, and what is in them."""

from __future__ import annotations

import os
import posixpath
import re
import stat
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from msgspec import Struct

from kursk_archive.core.findings import Finding, Location, make_finding
from kursk_archive.images import decode

if TYPE_CHECKING:
    from kursk_archive.core.model import Image

IMAGE_NAME_ENDINGS = (*decode.IMAGE_SUFFIXES, *(suffix.upper() for suffix in decode.IMAGE_SUFFIXES))
"""What the name of an image file ends with."""
ABSENT_STAMP = "-"
_ABSOLUTE = re.compile(r"[a-z][a-z0-9+.-]*:|//|#|\?", re.IGNORECASE)
_MAX_PATH = 1000


class ImageIndex(Struct):
    """Reads image files, each once, and notes how each was before it was read."""

    root: Path
    capture: str
    same_name: tuple[str, ...] = ()
    """Image files of the capture's name, the first to be shown first."""
    findings: list[Finding] = []
    requested: dict[str, str] = {}
    """Path → the file's stamp, for every file that was asked for, there or not."""
    _images: dict[str, Image | None] = {}

    @classmethod
    def from_stamp(cls, root: Path, capture: str, stamp: str) -> ImageIndex:
        """The album of a capture with the stamp that a scan gave it, which names the files beside it."""
        return cls(
            root,
            capture,
            tuple(same_name_images(capture, (path for path, one in image_stamps(stamp) if one != ABSENT_STAMP))),
        )

    def complete_stamp(self, scanned: str) -> str:
        """The capture's stamp, now that it is known which files it asks for."""
        own = scanned.partition("\n")[0]
        images = {path: one for path, one in image_stamps(scanned) if path in self.same_name}
        return join_stamp(own, {**images, **self.requested})

    def resolve(self, href: str | None) -> Image | None:
        """What an address as a capture writes it leads to, if that is a file of the content folder."""
        path = local_image_path(href or "", self.capture)
        return self.load(path) if path else None

    def exists(self, href: str) -> bool:
        """Whether there is such a file, readable or not."""
        path = local_image_path(href, self.capture)
        return path is not None and self._stamp(path) != ABSENT_STAMP

    def lead_image(self) -> Image | None:
        """The first of the files beside the capture that can be read."""
        return next(filter(None, map(self.load, self.same_name)), None)

    def load(self, path: str) -> Image | None:
        """What is in a file; None if it is not there, or with a finding if it is unfit."""
        if self._stamp(path) == ABSENT_STAMP or not decode.is_available():
            return None
        if path not in self._images:
            self._images[path] = self._read(path)
        return self._images[path]

    def _stamp(self, path: str) -> str:
        if path not in self.requested:
            self.requested[path] = image_stamp(self.root, path)
        return self.requested[path]

    def _read(self, path: str) -> Image | None:
        try:
            data = _bytes(self.root, path)
            width, height, form = decode.measure_image(data)
        except decode.UnusableImage as unfit:
            self.findings.append(make_finding("image", Location(path), f"this image is not published: {unfit}"))
            return None
        from kursk_archive.core.model import Image

        return Image(path, sha256(data).hexdigest(), len(data), width, height, form)


def local_image_path(href: str, capture: str) -> str | None:
    """The path in the content folder that an address leads to, if it can be that of an image file there.

    Args:
        href: as the capture has it; relative to the capture, or with a slash in front to the content folder.
        capture: POSIX, relative to the content folder.
    """
    if len(href) > _MAX_PATH or not href or _ABSOLUTE.match(href):
        return None
    plain = unquote(re.split("[?#]", href, maxsplit=1)[0])
    path = posixpath.normpath(posixpath.join("/", posixpath.dirname(capture), plain).lstrip("/"))
    if not plain.endswith(IMAGE_NAME_ENDINGS) or not path.isprintable() or "\\" in path:
        return None
    is_hidden = any(part.startswith(".") for part in path.split("/"))  # `..` too: the way leads out of the folder
    return None if is_hidden else path


def same_name_images(capture: str, paths: Iterable[str]) -> Iterator[str]:
    """Those of the image files that have the capture's name, the first to be shown first."""
    stem = capture.rpartition(".")[0]
    return iter(sorted((one for one in paths if one.rpartition(".")[0] == stem), key=_rank))


def find_same_name_images(root: Path, capture: str) -> tuple[str, ...]:
    """The same, asked of the disk."""
    stem, folder = capture.rpartition(".")[0], os.fspath(root)
    return tuple(
        same_name_images(
            capture, (stem + end for end in IMAGE_NAME_ENDINGS if os.path.lexists(f"{folder}/{stem}{end}"))
        )
    )


def _rank(path: str) -> tuple[int, str]:
    return IMAGE_NAME_ENDINGS.index(f".{path.rpartition('.')[2]}"), path


def image_stamp(root: Path, path: str) -> str:
    """What changes when a file does, `-` if it is not there. With Pillow it is another than without."""
    try:
        found = (root / path).stat()
    except (OSError, ValueError):
        return ABSENT_STAMP
    return f"{found.st_size}:{found.st_mtime_ns}:{found.st_ctime_ns}{'' if decode.is_available() else ':unread'}"


def image_stamps(stamp: str) -> Iterator[tuple[str, str]]:
    """The image files that a capture's stamp names, each with its own."""
    for line in stamp.split("\n")[1:]:
        one, _, path = line.partition(" ")
        yield path, one


def join_stamp(own: str, images: dict[str, str]) -> str:
    """A capture's stamp: its own, then a line for each image file that it asks for."""
    return "\n".join((own, *(f"{one} {path}" for path, one in sorted(images.items()))))


def _bytes(root: Path, path: str) -> bytes:
    """What is in a file of the content folder.

    Raises:
        Unfit: it is none, leads out of the folder, or cannot be read.
    """
    try:
        file = (root / path).resolve(strict=True)
        if not file.is_relative_to(root.resolve()):
            raise decode.UnusableImage("this link leads out of the content folder")
        found = file.stat()
        if not stat.S_ISREG(found.st_mode):
            raise decode.UnusableImage("this is not a file")
        if found.st_size > decode.MAX_IMAGE_BYTES:
            raise decode.UnusableImage(f"{found.st_size:,} bytes, more than {decode.MAX_IMAGE_BYTES:,}")
        return file.read_bytes()
    except (OSError, RuntimeError) as error:  # RuntimeError: a ring of links
        reason = error.strerror if isinstance(error, OSError) else None
        raise decode.UnusableImage(f"it cannot be read: {reason or error}") from None

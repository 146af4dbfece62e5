"""The image files of one capture: which ones it names, what they contain, and which of them its article shows."""

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
from msgspec.structs import replace

from kursk_archive.core.enums import LinkRegion, Provenance
from kursk_archive.core.findings import Finding, Location, make_finding
from kursk_archive.images import decode

if TYPE_CHECKING:
    from kursk_archive.core.model import Article, CapturePart, Image, Link
    from kursk_archive.loader.sidecar import Sidecar

IMAGE_NAME_ENDINGS = (*decode.IMAGE_SUFFIXES, *(suffix.upper() for suffix in decode.IMAGE_SUFFIXES))
"""The suffixes of image files in lower and in upper case, in order of preference."""
ABSENT_STAMP = "-"
_UNREAD_STAMP = "?"
"""After an error of the system, which may pass: no file has this stamp, so the next build reads it again."""
_MIN_EMBEDDED_PIXELS = 40
"""Of the longer side. Pages hold placeholders and pixels that count readers."""
_ABSOLUTE = re.compile(r"[a-z][a-z0-9+.-]*:|//|#|\?", re.IGNORECASE)
_MAX_PATH_CHARACTERS = 1000


class ImageIndex(Struct):
    """Loads the image files that a capture names, each once, and records the stamp each had before it was read."""

    root: Path
    capture: str
    same_name: tuple[str, ...] = ()
    """Image files that have the capture's name, in order of preference."""
    findings: list[Finding] = []
    requested: dict[str, str] = {}
    """Path → stamp, for every file that was asked for, whether it exists or not: images, tables of metadata, other
    crawls."""
    payloads: tuple[bytes, ...] = ()
    """The `data:` addresses inside of the capture, by number."""
    record: CapturePart | None = None
    """The record of the page, in a crawl: the numbers of payloads count in it."""
    _images: dict[str, Image | None] = {}

    @classmethod
    def from_stamp(cls, root: Path, capture: str, stamp: str) -> ImageIndex:
        """Make the index of a capture from the stamp that a scan gave it, which names the files beside it."""
        present = (path for path, file_stamp in image_stamps(stamp) if file_stamp != ABSENT_STAMP)
        return cls(root, capture, tuple(same_name_images(capture, present)))

    def complete_stamp(self, scanned: str) -> str:
        """Return the capture's stamp with a line for each image file it asked for while it was loaded."""
        own = scanned.partition("\n")[0]
        beside = {path: file_stamp for path, file_stamp in image_stamps(scanned) if path in self.same_name}
        return join_stamp(own, {**beside, **self.requested})

    def resolve(self, href: str | None) -> Image | None:
        """Load the image that an address in the capture leads to, if that is inside of it or in the content folder."""
        if href and href.startswith("#"):
            return self._load_embedded(href)
        path = local_image_path(href or "", self.capture)
        return self.load(path) if path else None

    def exists(self, href: str) -> bool:
        """Return True if the address leads to a file of the content folder, readable or not."""
        path = local_image_path(href, self.capture)
        return path is not None and self._stamp(path) != ABSENT_STAMP

    def lead_image(self) -> Image | None:
        """Load the first readable file that has the capture's name."""
        return next(filter(None, map(self.load, self.same_name)), None)

    def load(self, path: str) -> Image | None:
        """Load an image file. None if it does not exist or Pillow is missing, or, with a finding, if it is unusable."""
        if self._stamp(path) == ABSENT_STAMP or not decode.is_available():
            return None
        if path not in self._images:
            self._images[path] = self._read(path)
        return self._images[path]

    def _load_embedded(self, href: str) -> Image | None:
        from kursk_archive.core.model import EMBEDDED_IMAGE  # see `_measure`
        from kursk_archive.loader.embedded import record_at

        is_of_page = self.record is not None and record_at(href) is None
        key = f"{self.record}{href}" if is_of_page else href
        if key not in self._images:
            place = record_at(href)
            read = self._read_record(place) if place else self._read_embedded(href.removeprefix(EMBEDDED_IMAGE))
            self._images[key] = read
        return self._images[key]

    def _read_embedded(self, number: str) -> Image | None:
        from kursk_archive.loader.embedded import decode_payload

        is_number = number.isascii() and number.isdigit() and len(number) < 9
        if not is_number or int(number) >= len(self.payloads) or not decode.is_available():
            return None
        data = decode_payload(self.payloads[int(number)]) or b""
        part = replace(self.record, number=int(number)) if self.record else int(number)
        return self._measure_part(data, part)

    def _read_record(self, place: CapturePart) -> Image | None:
        from kursk_archive.loader.formats import read_embedded_image  # a scan needs this module, and no format's parser

        capture = place.path or self.capture
        if place.path:
            self.request(place.path)
        data = read_embedded_image(self.root, capture, place) if decode.is_available() else None
        return self._measure_part(data, replace(place, path=""), capture) if data else None

    def _measure_part(self, data: bytes, part: int | CapturePart, capture: str = "") -> Image | None:
        image = self._measure(capture or self.capture, data, part)
        return image if image and max(image.width, image.height) >= _MIN_EMBEDDED_PIXELS else None

    def request(self, path: str, *, again: bool = False) -> None:
        """Note that the capture needs a file of the content folder, so that a change of it makes the capture stale.

        Args:
            path: POSIX, relative to the content folder.
            again: the next build reads the capture again in any case.
        """
        self._stamp(path)
        if again:
            self.requested[path] = _UNREAD_STAMP

    def _stamp(self, path: str) -> str:
        if path not in self.requested:
            self.requested[path] = image_stamp(self.root, path)
        return self.requested[path]

    def _read(self, path: str) -> Image | None:
        try:
            return self._measure(path, _read_image_file(self.root, path))
        except decode.UnusableImage as reason:
            if isinstance(reason.__cause__, OSError):
                self.requested[path] = _UNREAD_STAMP
            self._report(path, reason)
            return None

    def _measure(self, path: str, data: bytes, part: int | CapturePart | None = None) -> Image | None:
        from kursk_archive.core.model import Image  # a scan imports this module, and most scans find nothing to load

        try:
            width, height, format_name = decode.measure_image(data)
        except decode.UnusableImage as reason:
            self._report(path, reason)
            return None
        return Image(path, sha256(data).hexdigest(), len(data), width, height, format_name, part)

    def _report(self, path: str, reason: decode.UnusableImage) -> None:
        self.findings.append(make_finding("image", Location(path), f"image not published: {reason}"))


def attach_images(article: Article, images: ImageIndex, sidecar: Sidecar) -> Article:
    """Return the article with its images that are files of the content folder. A withheld article gets none.

    Its lead image is the file that `image` names, else, if the article has the capture to itself, one that has the
    capture's name. An article that has neither, and no image in its body, costs a microsecond.
    """
    hrefs = [link.href for link in article.body.links if link.region is LinkRegion.IMAGE]
    if article.withheld or not (hrefs or article.image or images.same_name):
        return article
    reported = len(images.findings)
    missing = (*_missing_image_findings(images, sidecar), *_missing_body_image_findings(article, images))
    may_have_lead = not article.capture.key and article.provenance.get("image") is not Provenance.REMOVED
    lead_image = images.resolve(article.image) or (images.lead_image() if may_have_lead else None)
    body_images = {href: image for href in hrefs if (image := images.resolve(href))}
    undescribed = _undescribed_image_findings(article, lead_image)
    findings = (*article.findings, *missing, *images.findings[reported:], *undescribed)
    return replace(article, lead_image=lead_image, body_images=body_images, findings=findings)


def _missing_image_findings(images: ImageIndex, sidecar: Sidecar) -> tuple[Finding, ...]:
    """Report a file that the sidecar names and that does not exist."""
    stated = sidecar.fields.get("image")
    if stated is None or not local_image_path(stated.value or "", images.capture) or images.exists(stated.value):
        return ()
    location = Location(sidecar.path, stated.line, stated.column)
    return (make_finding("image-missing", location, f"file not found: `{stated.value[:60]}`"),)


def _missing_body_image_findings(article: Article, images: ImageIndex) -> tuple[Finding, ...]:
    """Report the first of the files that the body shows and that do not exist, with their number.

    `/photo.jpg` on a saved page is a file of its site.
    """
    links: dict[str, Link] = {}
    for link in article.body.links:
        is_of_site = bool(article.extractor) and link.href.startswith("/")
        if link.region is LinkRegion.IMAGE and not is_of_site and local_image_path(link.href, images.capture):
            links.setdefault(link.href, link)
    missing = [link for href, link in links.items() if not images.exists(href)]
    if not missing:
        return ()
    more = f", and {len(missing) - 1} more" if len(missing) > 1 else ""
    location = Location(article.capture.path, missing[0].line or 1, missing[0].column or 1)
    return (make_finding("image-missing", location, f"file not found: `{missing[0].href[:60]}`{more}"),)


def _undescribed_image_findings(article: Article, lead_image: Image | None) -> tuple[Finding, ...]:
    if lead_image is None or article.image_alt or article.caption:
        return ()
    return (make_finding("image-unsaid", Location(lead_image.path), "image has no description"),)


def local_image_path(href: str, capture: str) -> str | None:
    """Return the path in the content folder that an address leads to; None if it cannot be an image file there.

    Args:
        href: as written in the capture: relative to the capture, or to the content folder if it begins with a slash.
        capture: POSIX, relative to the content folder.
    """
    if len(href) > _MAX_PATH_CHARACTERS or not href or _ABSOLUTE.match(href):
        return None
    plain = unquote(re.split("[?#]", href, maxsplit=1)[0])
    path = posixpath.normpath(posixpath.join("/", posixpath.dirname(capture), plain).lstrip("/"))
    if not plain.endswith(IMAGE_NAME_ENDINGS) or not path.isprintable() or "\\" in path:
        return None
    is_hidden = any(part.startswith(".") for part in path.split("/"))  # `..` too: such a path leaves the folder
    return None if is_hidden else path


def same_name_images(capture: str, paths: Iterable[str]) -> Iterator[str]:
    """Select the image files that have the capture's name, in order of preference."""
    stem = capture.rpartition(".")[0]
    return iter(sorted((path for path in paths if path.rpartition(".")[0] == stem), key=_preference))


def find_same_name_images(root: Path, capture: str) -> tuple[str, ...]:
    """List the image files on disk that have the capture's name, in order of preference."""
    stem, folder = capture.rpartition(".")[0], os.fspath(root)
    candidates = (stem + ending for ending in IMAGE_NAME_ENDINGS if os.path.lexists(f"{folder}/{stem}{ending}"))
    return tuple(same_name_images(capture, candidates))


def _preference(path: str) -> tuple[int, str]:
    return IMAGE_NAME_ENDINGS.index(f".{path.rpartition('.')[2]}"), path


def image_stamp(root: Path, path: str) -> str:
    """Return a string that changes when the file does, `-` if there is none. It also depends on Pillow's presence."""
    try:
        status = (root / path).stat()
    except (OSError, ValueError):
        return ABSENT_STAMP
    unread = "" if decode.is_available() else ":unread"
    return f"{status.st_size}:{status.st_mtime_ns}:{status.st_ctime_ns}{unread}"


def image_stamps(stamp: str) -> Iterator[tuple[str, str]]:
    """Parse a capture's stamp: yield path and stamp of each image file that it names."""
    for line in stamp.split("\n")[1:]:
        file_stamp, _, path = line.partition(" ")
        yield path, file_stamp


def sidecar_in_stamp(stamp: str) -> str:
    """Parse a capture's stamp: return the path of the sidecar that it names, empty if it names none."""
    return stamp.partition("\n")[0].partition(" ")[2].rpartition(" ")[0]


def join_stamp(own: str, images: dict[str, str]) -> str:
    """Make a capture's stamp: the stamp of its own files, then a line `STAMP PATH` for each image file."""
    return "\n".join((own, *(f"{file_stamp} {path}" for path, file_stamp in sorted(images.items()))))


def _read_image_file(root: Path, path: str) -> bytes:
    """Read an image file of the content folder.

    Raises:
        UnusableImage: it is not a file, is outside of the folder, is too large or cannot be read.
    """
    try:
        file = (root / path).resolve(strict=True)
        if not file.is_relative_to(root.resolve()):
            raise decode.UnusableImage("symbolic link leads outside the content folder")
        status = file.stat()
        if not stat.S_ISREG(status.st_mode):
            raise decode.UnusableImage("not a regular file")
        if status.st_size > decode.MAX_IMAGE_BYTES:
            raise decode.UnusableImage(f"{status.st_size:,} bytes; the limit is {decode.MAX_IMAGE_BYTES:,}")
        return file.read_bytes()
    except (OSError, RuntimeError) as error:  # RuntimeError: a loop of symbolic links
        reason = error.strerror if isinstance(error, OSError) else None
        raise decode.UnusableImage(f"cannot be read: {reason or error}") from error

"""Load the article of a capture: read the file, decode and parse it, apply its sidecar, attach its images."""

from __future__ import annotations

import hashlib
import os
import stat
from io import FileIO
from pathlib import Path

from kursk_archive.core.enums import ArticleId
from kursk_archive.core.findings import ArchiveError, Finding, Location, Severity, make_finding
from kursk_archive.core.model import Article, Capture
from kursk_archive.loader.assemble import Defaults, assemble_article
from kursk_archive.loader.decode import MAX_CAPTURE_BYTES, decode_text
from kursk_archive.loader.draft import FieldValue
from kursk_archive.loader.formats import parser_for
from kursk_archive.loader.images import ImageIndex, attach_images, find_same_name_images
from kursk_archive.loader.sidecar import Sidecar, load_sidecar

NON_BLOCKING_CODES = frozenset(
    {"control-character", "field", "key-duplicate", "link-forbidden", "nesting", "script", "template-syntax"}
)
"""Errors that do not keep an article from being published: the page is right, something in the capture is odd."""


def load_article(
    path: str | Path, root: Path | None = None, defaults: Defaults | None = None, images: ImageIndex | None = None
) -> Article:
    """Load the article of a capture, with its sidecar and its images.

    For any bytes at all, the result is either an article, whose `findings` report oddities, or an `ArchiveError`.

    Args:
        path: the capture's file.
        root: the content folder, which the article's path is relative to; None is the capture's own folder.
        defaults: values of fields that are not stated anywhere.
        images: the capture's index, which records the image files that are requested; None looks for them on disk.

    Raises:
        ArchiveError: with all findings, among them an error that leaves no article to publish.
    """
    path = Path(path)
    root = path.parent if root is None else root
    name = _relative_path(path, root)
    data = read_file_inside(path, root, name)
    sidecar = load_sidecar(path, root)
    article = _read_article(data, name, sidecar, defaults or Defaults())
    if not article.title or _is_blocked(article.findings):
        raise ArchiveError(*article.findings)
    return attach_images(article, images or ImageIndex(root, name, find_same_name_images(root, name)), sidecar)


def _read_article(data: bytes, name: str, sidecar: Sidecar, defaults: Defaults) -> Article:
    stated_encoding = sidecar.fields.get("encoding", FieldValue(None)).value
    text, encoding, findings = decode_text(data, name, stated_encoding)
    if not text.strip() and not findings:
        findings = (make_finding("empty", Location(name, 1, 1), "there is no text in this capture"),)
    if _is_blocked(findings):
        raise ArchiveError(*findings)
    parser = parser_for(name, text)
    capture = Capture(ArticleId(name), hashlib.sha256(data).hexdigest(), len(data), parser.name, encoding)
    return assemble_article(capture, parser.parse(text, name), sidecar, findings, defaults)


def _is_blocked(findings: tuple[Finding, ...]) -> bool:
    return any(finding.severity is Severity.ERROR and finding.code not in NON_BLOCKING_CODES for finding in findings)


def _relative_path(path: Path, root: Path) -> str:
    absolute, folder = str(path), f"{root}/"
    return absolute.removeprefix(folder) if absolute.startswith(folder) else path.relative_to(root).as_posix()


def read_file_inside(path: Path, root: Path, name: str, limit: int = MAX_CAPTURE_BYTES) -> bytes:
    """Read a file, provided that it is a regular file of limited size inside of a folder.

    Args:
        path: the file.
        root: the folder that it must be inside of, after symbolic links are resolved.
        name: POSIX, relative to `root`; also for the findings' locations.
        limit: bytes; a larger file is not read.

    Raises:
        ArchiveError: with the finding that says why it is not read.
    """
    try:
        if is_plain_file_inside(root, name):
            with FileIO(path) as file:  # half the time that pathlib takes
                return file.read()
        if not path.resolve(strict=True).is_relative_to(root.resolve()):
            raise ArchiveError(_finding_at_start(name, "outside", f"this link leads to {path.resolve()}"))
        if not path.is_file():
            raise ArchiveError(_finding_at_start(name, "not-a-file", "this is not a file"))
        if path.stat().st_size > limit:
            message = f"{path.stat().st_size:,} bytes, more than {limit:,}"
            raise ArchiveError(_finding_at_start(name, "too-large", message))
        return path.read_bytes()
    except (OSError, RuntimeError, ValueError) as error:  # RuntimeError: a loop of links; ValueError: a NUL in the name
        reason = error.strerror if isinstance(error, OSError) else None
        raise ArchiveError(_finding_at_start(name, "unreadable", f"it cannot be read: {reason or error}")) from None


def _finding_at_start(name: str, code: str, message: str) -> Finding:
    return make_finding(code, Location(name, 1, 1), message)


def is_plain_file_inside(root: Path, name: str) -> bool:
    """Return True if `name` is certainly a regular file inside of `root` whose size is within the limit.

    False means unknown, for instance because there is a symbolic link on the path. Asking for each part of the path
    takes 5 µs, resolving both paths 60.

    Args:
        root: a folder; may be a symbolic link itself.
        name: POSIX, relative to `root`.
    """
    parts = name.split("/")
    if os.name != "posix" or ".." in parts:  # elsewhere there are junctions, which `st_mode` does not show
        return False
    path = os.fspath(root)
    try:
        for part in parts:
            path = f"{path}/{part}"
            status = os.lstat(path)
            if stat.S_ISLNK(status.st_mode):
                return False
    except (OSError, ValueError):
        return False
    return stat.S_ISREG(status.st_mode) and status.st_size <= MAX_CAPTURE_BYTES

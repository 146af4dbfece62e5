"""Captures in, articles out, with what the reading of many has in common."""

from __future__ import annotations

import hashlib
from io import FileIO
from pathlib import Path

from kursk_archive.core.enums import ArticleId
from kursk_archive.core.findings import ArchiveError, Finding, Location, Severity, make_finding
from kursk_archive.core.model import Article, Capture
from kursk_archive.loader import attach_images
from kursk_archive.loader.assemble import Defaults, assemble_article
from kursk_archive.loader.decode import MAX_CAPTURE_BYTES, decode_text
from kursk_archive.loader.draft import FieldValue
from kursk_archive.loader.formats import parser_for
from kursk_archive.loader.images import ImageIndex, find_same_name_images
from kursk_archive.loader.ordinary import is_ordinary
from kursk_archive.loader.sidecar import Sidecar, load_sidecar

NON_BLOCKING_CODES = frozenset(
    {"control-character", "field", "key-duplicate", "link-forbidden", "nesting", "script", "template-syntax"}
)
"""Errors with which an article is published all the same: the page is right, something in the capture is not."""


def load_article(
    path: str | Path, root: Path | None = None, defaults: Defaults | None = None, images: ImageIndex | None = None
) -> Article:
    """Read the article out of a capture, the sidecar beside it, and its images.

    Total: whatever the bytes, there is an article, whose `findings` say what is odd about it, or an `ArchiveError`.

    Args:
        path: the capture's file.
        root: the content folder, which the article's path is relative to; None is the capture's own folder.
        defaults: what is assumed where nobody states it.
        images: the capture's, which notes the image files that are asked for; None looks for them on the disk.

    Raises:
        ArchiveError: with all findings, an error that leaves no article to publish among them.
    """
    path = Path(path)
    root = path.parent if root is None else root
    name = _name(path, root)
    data = read_file_inside(path, root, name)
    sidecar = load_sidecar(path, root)
    article = _article(data, name, sidecar, defaults or Defaults())
    if not article.title or any(
        one.severity is Severity.ERROR and one.code not in NON_BLOCKING_CODES for one in article.findings
    ):
        raise ArchiveError(*article.findings)
    return attach_images.added(article, images or ImageIndex(root, name, find_same_name_images(root, name)), sidecar)


def _article(data: bytes, name: str, sidecar: Sidecar, defaults: Defaults) -> Article:
    stated = sidecar.fields.get("encoding", FieldValue(None)).value
    text, encoding, findings = decode_text(data, name, stated)
    if not text.strip() and not findings:
        findings = (make_finding("empty", Location(name, 1, 1), "there is no text in this capture"),)
    if any(one.severity is Severity.ERROR and one.code not in NON_BLOCKING_CODES for one in findings):
        raise ArchiveError(*findings)
    parser = parser_for(name, text)
    capture = Capture(ArticleId(name), hashlib.sha256(data).hexdigest(), len(data), parser.name, encoding)
    return assemble_article(capture, parser.parse(text, name), sidecar, findings, defaults)


def _name(path: Path, root: Path) -> str:
    whole, folder = str(path), f"{root}/"
    return whole.removeprefix(folder) if whole.startswith(folder) else path.relative_to(root).as_posix()


def read_file_inside(path: Path, root: Path, name: str, limit: int = MAX_CAPTURE_BYTES) -> bytes:
    """What is in a file, read with suspicion: it may lead out of its folder, be none, or have no end.

    Args:
        path: the file.
        root: the folder that it may not lead out of.
        name: POSIX, relative to it; for the findings' locations too.
        limit: bytes, beyond which it is not read.

    Raises:
        ArchiveError: with the finding that says why.
    """
    try:
        if is_ordinary(root, name):
            with FileIO(path) as file:  # half of what pathlib takes
                return file.read()
        if not path.resolve(strict=True).is_relative_to(root.resolve()):
            raise ArchiveError(_at(name, "outside", f"this link leads to {path.resolve()}"))
        if not path.is_file():
            raise ArchiveError(_at(name, "not-a-file", "this is not a file"))
        if path.stat().st_size > limit:
            raise ArchiveError(_at(name, "too-large", f"{path.stat().st_size:,} bytes, more than {limit:,}"))
        return path.read_bytes()
    except (OSError, RuntimeError, ValueError) as error:  # RuntimeError: a ring of links; ValueError: a NUL in the name
        reason = error.strerror if isinstance(error, OSError) else None
        raise ArchiveError(_at(name, "unreadable", f"it cannot be read: {reason or error}")) from None


def _at(name: str, code: str, message: str) -> Finding:
    return make_finding(code, Location(name, 1, 1), message)

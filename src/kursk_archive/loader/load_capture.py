"""Load the articles of a capture: read the file, have its format parse it, apply its sidecar, attach its images."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterable
from functools import partial
from io import FileIO
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from kursk_archive.core.enums import ArticleId
from kursk_archive.core.findings import ArchiveError, Finding, Location, Severity, make_finding
from kursk_archive.core.model import Article, Capture
from kursk_archive.loader.assemble import Defaults, assemble_article
from kursk_archive.loader.capture_format import CaptureFormat
from kursk_archive.loader.decode import MAX_CAPTURE_BYTES
from kursk_archive.loader.draft import Draft, FieldValue
from kursk_archive.loader.filenames import format_named
from kursk_archive.loader.formats import TEXT_DUMP, PageFormat, format_called
from kursk_archive.loader.images import ImageIndex, attach_images, find_same_name_images
from kursk_archive.loader.sidecar import Sidecar, load_sidecar

NON_BLOCKING_CODES = frozenset(
    {"control-character", "field", "key-duplicate", "link-forbidden", "nesting", "script", "status", "template-syntax"}
)
"""Errors that do not keep an article from being published: the page is right, something in the capture is odd."""


class LoadResult(Struct, frozen=True):
    """The result of loading one article of a capture."""

    id: ArticleId
    article: Article | None
    """None if it cannot be published."""
    findings: tuple[Finding, ...]
    file_sha256: str
    """Of the whole file, hexadecimal."""
    withheld: bool = False
    """True if there is no article, and a status that could be read withholds it."""
    reason: str = ""
    """For withholding an article that there is none of."""
    is_article: bool = True
    """False if there is nothing to publish in a file of this kind."""


def load_capture(
    path: str | Path,
    root: Path | None = None,
    defaults: Defaults | None = None,
    images: ImageIndex | None = None,
    sidecar: Sidecar | None = None,
) -> tuple[LoadResult, ...]:
    """Load each article of a capture, with the sidecar and the images. There is at least one result.

    For any bytes at all, each result is either an article, whose `findings` report oddities, or has a finding that says
    why there is none.

    Args:
        path: the capture's file.
        root: the content folder, which the articles' paths are relative to; None is the capture's own folder.
        defaults: values of fields that are not stated anywhere.
        images: the capture's index, which records the image files that are requested; None looks for them on disk.
        sidecar: the capture's; None looks for it on disk.

    Raises:
        ArchiveError: the file cannot be read; with the finding that says why.
    """
    path = Path(path)
    root = path.parent if root is None else root
    name = _relative_path(path, root)
    capture_format, defaults = format_named(name) or TEXT_DUMP, defaults or Defaults()
    read: Callable[[bytes, str, str | None], Iterable[Draft]]
    if isinstance(capture_format, PageFormat):
        read = partial(capture_format.read, limits=defaults.limits)
        data = read_file_inside(path, root, name, defaults.limits.bytes, "`capture_limit`")
    else:
        read = capture_format.read
        data = read_file_inside(path, root, name)
    sidecar = load_sidecar(path, root) if sidecar is None else sidecar
    images = images or ImageIndex(root, name, find_same_name_images(root, name))
    encoding = sidecar.fields.get("encoding", FieldValue(None)).value
    drafts = list(read(data, name, encoding)) or [_empty_draft(name)]
    drafts[0] = _with_unmatched_keys(drafts[0], sidecar, {draft.key for draft in drafts})
    digest = hashlib.sha256(data).hexdigest()
    loader = _DraftLoader(name, data, digest, capture_format, sidecar, defaults, images)
    return tuple(map(loader.load, drafts))


def load_articles(
    path: str | Path, root: Path | None = None, defaults: Defaults | None = None, images: ImageIndex | None = None
) -> tuple[Article, ...]:
    """Load the articles of a capture that can be published; see `load_capture`.

    Raises:
        ArchiveError: there is none; with all findings, among them the errors that say why.
    """
    results = load_capture(path, root, defaults, images)
    articles = tuple(result.article for result in results if result.article)
    if not articles:
        raise ArchiveError(*(finding for result in results for finding in result.findings))
    return articles


def load_article(
    path: str | Path, root: Path | None = None, defaults: Defaults | None = None, images: ImageIndex | None = None
) -> Article:
    """Load the only article of a capture, the first of several; see `load_articles`."""
    return load_articles(path, root, defaults, images)[0]


class _DraftLoader(Struct, frozen=True):
    """Turns the drafts of one capture into articles."""

    name: str
    data: bytes
    file_sha256: str
    format: CaptureFormat
    sidecar: Sidecar
    defaults: Defaults
    images: ImageIndex

    def load(self, draft: Draft) -> LoadResult:
        if not draft.is_article:
            return LoadResult(ArticleId(self.name), None, draft.findings, self.file_sha256, is_article=False)
        capture, sidecar = self._capture(draft), self.sidecar.for_article(draft.key)
        article = assemble_article(capture, draft, sidecar, self.defaults)
        if not article.title or _is_blocked(article.findings):
            withheld = sidecar.withholds or _states_withheld(draft)
            reason = article.reason or "" if withheld else ""
            return LoadResult(article.id, None, article.findings, self.file_sha256, withheld, reason)
        self.images.payloads = draft.payloads
        article = attach_images(article, self.images, sidecar)
        return LoadResult(article.id, article, article.findings, self.file_sha256)

    def _capture(self, draft: Draft) -> Capture:
        end = None if draft.length is None else draft.start + draft.length
        is_whole = not draft.start and end is None
        evidence = self.data if is_whole else self.data[draft.start : end]
        capture_format = format_called(draft.format_name) if draft.format_name else self.format
        return Capture(
            path=ArticleId(self.name),
            sha256=self.file_sha256 if is_whole else hashlib.sha256(evidence).hexdigest(),
            size=len(evidence),
            format=capture_format.name,
            encoding=draft.encoding,
            media_type=capture_format.media_type,
            published_suffix=capture_format.published_suffix,
            key=draft.key,
            start=draft.start,
            length=draft.length,
        )


def _empty_draft(name: str) -> Draft:
    finding = make_finding("empty", Location(name, 1, 1), "no article found in this capture")
    return Draft(findings=(finding,))


def _with_unmatched_keys(draft: Draft, sidecar: Sidecar, keys: set[str]) -> Draft:
    """Report articles that the sidecar names and the capture does not hold."""
    unmatched = [key for key in sidecar.articles if key not in keys]
    if not unmatched:
        return draft
    named = ", ".join(f"`{key[:60]}`" for key in unmatched[:5])
    message = f"`articles` names {named}, not found in this capture"
    finding = make_finding("field-unknown", Location(sidecar.path, 1, 1), message)
    return replace(draft, findings=(*draft.findings, finding))


def _states_withheld(draft: Draft) -> bool:
    return "status" in draft.fields and draft.fields["status"].value == "withheld"


def _is_blocked(findings: tuple[Finding, ...]) -> bool:
    return any(finding.severity is Severity.ERROR and finding.code not in NON_BLOCKING_CODES for finding in findings)


def _relative_path(path: Path, root: Path) -> str:
    absolute, folder = str(path), f"{root}/"
    return absolute.removeprefix(folder) if absolute.startswith(folder) else path.relative_to(root).as_posix()


def read_file_inside(path: Path, root: Path, name: str, limit: int = MAX_CAPTURE_BYTES, limit_name: str = "") -> bytes:
    """Read a file, provided that it is a regular file of limited size inside of a folder.

    Args:
        path: the file.
        root: the folder that it must be inside of, after symbolic links are resolved.
        name: POSIX, relative to `root`; also for the findings' locations.
        limit: bytes; a larger file is not read.
        limit_name: the key of archive.yaml that sets it; empty if none does.

    Raises:
        ArchiveError: with the finding that says why it is not read.
    """
    try:
        if is_plain_file_inside(root, name, limit):
            with FileIO(path) as file:  # half the time that pathlib takes
                return file.read()
        if not path.resolve(strict=True).is_relative_to(root.resolve()):
            raise ArchiveError(_finding_at_start(name, "outside", f"symbolic link to {path.resolve()}"))
        if not path.is_file():
            raise ArchiveError(_finding_at_start(name, "not-a-file", "not a regular file"))
        if path.stat().st_size > limit:
            named = f", the {limit_name} of archive.yaml" if limit_name else ""
            message = f"{path.stat().st_size:,} bytes; the limit is {limit:,}{named}"
            raise ArchiveError(_finding_at_start(name, "too-large", message))
        return path.read_bytes()
    except (OSError, RuntimeError, ValueError) as error:  # RuntimeError: a loop of links; ValueError: a NUL in the name
        reason = error.strerror if isinstance(error, OSError) else None
        raise ArchiveError(_finding_at_start(name, "unreadable", f"cannot be read: {reason or error}")) from None


def _finding_at_start(name: str, code: str, message: str) -> Finding:
    return make_finding(code, Location(name, 1, 1), message)


def is_plain_file_inside(root: Path, name: str, limit: int = MAX_CAPTURE_BYTES) -> bool:
    """Return True if `name` is certainly a regular file inside of `root` whose size is within the limit.

    False means unknown, for instance because there is a symbolic link on the path. Asking for each part of the path
    takes 5 µs, resolving both paths 60.

    Args:
        root: a folder; may be a symbolic link itself.
        name: POSIX, relative to `root`.
        limit: bytes.
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
    return stat.S_ISREG(status.st_mode) and status.st_size <= limit

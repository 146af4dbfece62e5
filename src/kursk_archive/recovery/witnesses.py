"""Witnesses: other copies of articles, read from files that an archivist names, and from pages that were sent."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from msgspec import Struct

from kursk_archive.catalogue.encoding import hash_key
from kursk_archive.comparison.text import TextBlock
from kursk_archive.core.findings import ArchiveError, Finding, Severity
from kursk_archive.core.model import Article, Link, PartialDate
from kursk_archive.loader.draft import FieldValue
from kursk_archive.loader.filenames import format_named, is_capture_path
from kursk_archive.loader.formats import PageFormat
from kursk_archive.loader.html import read_page_links
from kursk_archive.loader.images import ImageIndex
from kursk_archive.loader.load_capture import load_capture
from kursk_archive.loader.read_file import read_file_inside
from kursk_archive.loader.sidecar import Sidecar
from kursk_archive.loader.walk import ContentWalk
from kursk_archive.pipeline.load_tasks import CaptureLoader, capture_loader
from kursk_archive.resolver.copies import copy_blocks, usable_address
from kursk_archive.resolver.title_key import title_key

BATCH_SIZE = 8
"""Files in one task: a saved page takes 100 ms."""
_USUAL_CODES = frozenset({"empty", "not-article", "title-missing"})
"""Errors that are no news in a folder of saved pages."""


class Witness(Struct, frozen=True):
    """A copy of an article, as far as links are recovered from it."""

    name: str
    """Path of the file, relative to the folder that was named, and `#KEY` for one of several articles in it; or the
    address of a snapshot."""
    path: Path | None
    """Of the file; None for a page that was sent over the network."""
    sha256: str
    """Of the file or the page; hexadecimal."""
    date: PartialDate | None
    """The time at which the copy was made."""
    title_key: bytes
    day: str
    """Of publication, `2024-08-15`; empty if it is not known to the day."""
    url_keys: tuple[bytes, ...]
    """Keys of the addresses that it states for itself."""
    blocks: tuple[TextBlock, ...]
    """Its paragraphs. An address is empty if nothing can be recovered from it."""
    headlines: tuple[tuple[str, str], ...] = ()
    """Title key of a link's text, and the address, of all links on the page."""


class WitnessTask(Struct, frozen=True):
    """A batch of files to read witnesses from."""

    root: Path
    """The folder that was named, or the folder of the file."""
    paths: tuple[str, ...]
    """POSIX, relative to `root`."""
    site: bytes
    """A pickled `Site`."""


def witness_files(source: Path) -> tuple[Path, list[str], list[Finding]]:
    """Return a folder, the paths of the captures in it, and what is wrong with it; for a file, its folder and name."""
    if not source.is_dir():
        return source.parent, [source.name], []
    walk = ContentWalk(source)
    paths = sorted(path for path, entry in walk.walk_entries() if is_capture_path(path) and not entry.is_symlink())
    return source, paths, list(walk.findings())


def witness_tasks(root: Path, paths: Iterable[str], site: bytes) -> Iterator[WitnessTask]:
    """Split files into tasks."""
    remaining = iter(paths)
    while batch := tuple(islice(remaining, BATCH_SIZE)):
        yield WitnessTask(root, batch, site)


def read_witnesses(task: WitnessTask) -> tuple[tuple[Witness, ...], tuple[Finding, ...]]:
    """Read the witnesses in a batch of files. Never raises: a file that cannot be read becomes a finding."""
    witnesses: list[Witness] = []
    findings: list[Finding] = []
    loader = capture_loader(task.site)
    for path in task.paths:
        try:
            results = load_capture(task.root / path, task.root, loader.defaults, ImageIndex(task.root, path, ()))
            links = _page_links(task.root, path, loader)
        except ArchiveError as error:
            findings += error.findings
            continue
        digest = next((result.file_sha256 for result in results if result.file_sha256), "")  # crawls state it once
        for result in results:
            if result.article is None:
                findings += (f for f in result.findings if f.severity is Severity.ERROR and f.code not in _USUAL_CODES)
            elif not result.article.withheld:
                file = task.root / result.article.capture.path
                witnesses.append(_witness(result.article, result.article.id, file, digest, loader, links))
    return tuple(witnesses), tuple(findings)


class SentPage(Struct, frozen=True):
    """A page that a web archive or a site sent."""

    address: str
    """As evidence names it."""
    original: str
    """Address of the page itself."""
    captured_at: PartialDate
    sha256: str
    """Of the body; hexadecimal."""
    charset: str = ""
    """That the header states."""


def read_sent_page(body: bytes, page: SentPage, loader: CaptureLoader) -> Witness | None:
    """Read a page as a witness; None if it is no article: an error, a consent wall, a list.

    Args:
        body: of the page, without what a web archive has added.
        page: where it is from.
        loader: of the archive.
    """
    stated: dict[str, Any] = {"source_url": page.original, "captured_at": page.captured_at}
    sidecar = Sidecar(fields={name: FieldValue(value) for name, value in stated.items()})
    name = "page.html"
    with TemporaryDirectory(prefix="kursk-archive-") as folder:
        root = Path(folder)
        (root / name).write_bytes(_as_utf8(body, page.charset))
        try:
            results = load_capture(root / name, root, loader.defaults, ImageIndex(root, name, ()), sidecar)
            links = _page_links(root, name, loader)
        except ArchiveError:  # too large
            return None
    article = next((result.article for result in results if result.article), None)
    return _witness(article, page.address, None, page.sha256, loader, links) if article else None


def _as_utf8(body: bytes, charset: str) -> bytes:
    """Return the bytes of a page in UTF-8 with a mark that says so; as they are, if only the page tells what they are.

    Bytes that can be read as UTF-8 are. Servers state ISO-8859-1 for want of anything better.
    """
    is_default = charset.lower() in ("iso-8859-1", "latin1", "us-ascii")
    for encoding in ("utf-8", "" if is_default and _META_CHARSET.search(body, 0, _SNIFFED_BYTES) else charset):
        with suppress(LookupError, ValueError):
            return codecs.BOM_UTF8 + body.decode(encoding or "ascii").removeprefix("\ufeff").encode()
    return body


_META_CHARSET = re.compile(rb"<meta\b[^>]{0,300}?charset", re.IGNORECASE)
_SNIFFED_BYTES = 4096


def _witness(
    article: Article,
    name: str,
    file: Path | None,
    sha256: str,
    loader: CaptureLoader,
    links: Sequence[tuple[str, str]],
) -> Witness:
    own = [loader.classify(href, None) for href in (article.source_url, *article.aliases) if href]
    is_snapshot = any(resolution.snapshot for resolution in own)
    addresses = [
        usable_address(link, loader.classify(link.href, article.source_url), is_snapshot=is_snapshot)
        for link in article.references()
    ]
    return Witness(
        name,
        file,
        sha256,
        article.captured_at,
        hash_key(title_key(article.title)),
        article.date[:10] if article.date and article.date.day else "",
        tuple(dict.fromkeys(hash_key(resolution.url_key) for resolution in own if resolution.url_key)),
        tuple(copy_blocks(article, addresses)),
        tuple(_headlines(links, article.source_url, loader, is_snapshot=is_snapshot)),
    )


def _headlines(
    links: Sequence[tuple[str, str]], base: str | None, loader: CaptureLoader, *, is_snapshot: bool
) -> dict[tuple[str, str], None]:
    """Return title key and address of each link that leads to the web."""
    found: dict[tuple[str, str], None] = {}
    for text, href in links:
        key = title_key(text)
        address = usable_address(Link(text, href), loader.classify(href, base), is_snapshot=is_snapshot) if key else ""
        if address:
            found[key, address] = None
    return found


def _page_links(root: Path, path: str, loader: CaptureLoader) -> tuple[tuple[str, str], ...]:
    """Return all links of a saved page: related articles stand outside of its text."""
    page_format = format_named(path)
    if not isinstance(page_format, PageFormat):
        return ()
    limits = loader.defaults.limits
    return read_page_links(page_format.name, read_file_inside(root / path, root, path, limits.bytes), limits)

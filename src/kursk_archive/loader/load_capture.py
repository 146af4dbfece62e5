"""Load the articles of a capture: read the file, have its format parse it, apply its sidecar, attach its images."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import partial
from mmap import mmap
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from kursk_archive.core.enums import ArticleId
from kursk_archive.core.findings import ArchiveError, Finding, Location, Severity, make_finding
from kursk_archive.core.model import Article, Capture, CapturePart, CaptureResources
from kursk_archive.loader import substack
from kursk_archive.loader.assemble import Defaults, assemble
from kursk_archive.loader.capture_format import CaptureFormat
from kursk_archive.loader.crawls.needs import CrawlNeeds
from kursk_archive.loader.crawls.parts import CrawlDivision, CrawlTask, add_counts, describe_left
from kursk_archive.loader.draft import Draft, FieldValue
from kursk_archive.loader.filenames import format_named
from kursk_archive.loader.formats import (
    PAGE,
    TEXT_DUMP,
    CrawlFormat,
    ExportFormat,
    PageFormat,
    format_called,
    read_part,
)
from kursk_archive.loader.images import ABSENT_STAMP, ImageIndex, attach_images, find_same_name_images
from kursk_archive.loader.page_limits import MAX_ORIGINAL_BYTES
from kursk_archive.loader.read_file import finding_at_start, map_file_inside, read_file_inside
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
    evidence_sha256: str = ""
    """Of the article's evidence, hexadecimal; empty if that is not known."""
    fields: Mapping[str, FieldValue] = {}
    """Its metadata as they are stated or derived, also where it cannot be published."""


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
    if isinstance(capture_format, CrawlFormat):
        return _load_crawl(path, root, name, capture_format, defaults, images, sidecar)
    read: Callable[[bytes, str, str | None], Iterable[Draft]]
    read = capture_format.read
    if isinstance(capture_format, PageFormat):
        read = partial(capture_format.read, limits=defaults.limits)
    elif isinstance(capture_format, ExportFormat):
        read = partial(capture_format.read, mappings=defaults.exports)
    if isinstance(capture_format, PageFormat | ExportFormat):
        data = read_file_inside(path, root, name, defaults.limits.bytes, "`capture_limit`")
    else:
        data = read_file_inside(path, root, name)
    sidecar = load_sidecar(path, root) if sidecar is None else sidecar
    images = images or ImageIndex(root, name, find_same_name_images(root, name))
    encoding = sidecar.fields.get("encoding", FieldValue(None)).value
    post = _load_post(root, name, data, encoding, defaults, images) if capture_format is PAGE else None
    drafts = [post] if post else list(read(data, name, encoding)) or [_empty_draft(name)]
    unmatched = _unmatched_keys(sidecar, {draft.key for draft in drafts})
    drafts[0] = replace(drafts[0], findings=(*drafts[0].findings, *unmatched)) if unmatched else drafts[0]
    digest = hashlib.sha256(data).hexdigest()
    loader = _DraftLoader(name, data, digest, capture_format, sidecar, defaults, images)
    return tuple(map(loader.load, drafts))


def _load_post(
    root: Path, name: str, data: bytes, encoding: str | None, defaults: Defaults, images: ImageIndex
) -> Draft | None:
    """Load a post of an export whose table says whether it was public; None if there is no such table."""
    table = substack.post_table_of(name)
    if not table:
        return None
    images.request(table)
    if images.requested[table] == ABSENT_STAMP:
        return None
    contents: bytes | None = None
    with suppress(ArchiveError):
        contents = read_file_inside(root / table, root, table)
    read = substack.read_post(data, name, encoding, defaults.limits, contents)
    if read is None:
        return None
    draft, is_to_come = read
    images.request(table, again=is_to_come)
    return draft


def _load_crawl(
    path: Path,
    root: Path,
    name: str,
    capture_format: CrawlFormat,
    defaults: Defaults,
    images: ImageIndex | None,
    sidecar: Sidecar | None,
) -> tuple[LoadResult, ...]:
    """Load all articles of a crawl at once."""
    sidecar = load_sidecar(path, root) if sidecar is None else sidecar
    crawl = CrawlLoader(path, root, name, capture_format, defaults, sidecar)
    division = crawl.divide()
    results: list[LoadResult] = []
    left = {**division.left}
    for task in division.tasks():
        loaded, also_left = crawl.load(task, images or ImageIndex(root, name))
        results += loaded
        add_counts(left, also_left.items())
    return (*results, crawl.summary(division, left, len(results)))


class CrawlLoader:
    """Loads the articles of a crawl, some at a time. The file is mapped, so it may be larger than the memory."""

    def __init__(
        self, path: Path, root: Path, name: str, capture_format: CrawlFormat, defaults: Defaults, sidecar: Sidecar
    ) -> None:
        """Map the file.

        Args:
            path: of the capture.
            root: the content folder.
            name: of the capture, relative to it.
            capture_format: the format that its name says.
            defaults: values of fields that are not stated anywhere, limits and rules.
            sidecar: the capture's.

        Raises:
            ArchiveError: the file cannot be read; with the finding that says why.
        """
        self.name, self.root, self.format = name, root, capture_format
        self.defaults, self.sidecar = defaults, sidecar
        self.data = map_file_inside(path, root, name)

    def divide(self) -> CrawlDivision:
        """Choose the pages that may be articles."""
        division = self.format.divide(self.data, self.name, self.defaults.crawl_rules, self.defaults.limits)
        keys = {page.key for page in division.pages} if self.sidecar.articles else set()
        return replace(division, findings=(*division.findings, *_unmatched_keys(self.sidecar, keys)))

    def digest(self) -> str:
        """Return the SHA-256 of the file."""
        from kursk_archive.loader.crawls.layers import digest_of  # zipfile takes 10 ms

        return digest_of(self.data)

    def load(
        self, task: CrawlTask, images: ImageIndex, needs: CrawlNeeds | None = None
    ) -> tuple[list[LoadResult], dict[str, int]]:
        """Load some articles; also return how many pages are none: reason → number.

        Args:
            task: of the crawl's division.
            images: the capture's index.
            needs: takes up what the pages ask for.
        """
        loader = _DraftLoader(self.name, self.data, "", self.format, self.sidecar, self.defaults, images)
        results: list[LoadResult] = []
        left: dict[str, int] = {}
        for draft in self.format.read_task(self.data, self.name, task, self.defaults.limits, self._read_other, needs):
            if draft.left and not self._publishes(draft.key):
                add_counts(left, ((draft.left, 1),))
            else:
                results.append(loader.load(draft))
        return results, left

    def _read_other(self, place: CapturePart) -> bytes | None:
        return read_part(self.root, place.path, place.start, place.length, place.member)

    def _publishes(self, key: str) -> bool:
        """Return True if the sidecar says of a page that it is an article, or what its title is."""
        own = self.sidecar.articles.get(key)
        if own is None:
            return False
        return own.fields.get("status", FieldValue("")).value == "published" or "title" in own.fields

    def summary(self, division: CrawlDivision, left: Mapping[str, int], count: int) -> LoadResult:
        """Return the result that is no article: the findings about the crawl, and what was left out of it.

        Args:
            division: of the crawl.
            left: reason → pages that are no articles, those of the division among them.
            count: of the articles.
        """
        findings = division.findings
        if message := describe_left(left, count):
            findings = (*findings, make_finding("crawl-left", Location(self.name), message))
        digest = self.digest()
        return LoadResult(ArticleId(self.name), None, findings, digest, is_article=False)


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
    data: bytes | mmap
    file_sha256: str
    format: CaptureFormat
    sidecar: Sidecar
    defaults: Defaults
    images: ImageIndex

    def load(self, draft: Draft) -> LoadResult:
        if not draft.is_article:
            return LoadResult(ArticleId(self.name), None, draft.findings, self.file_sha256, is_article=False)
        capture, sidecar = self._capture(draft), self.sidecar.for_article(draft.key)
        if capture.has_original and capture.size > MAX_ORIGINAL_BYTES:
            capture = replace(capture, has_original=False)
            message = f"{capture.size:,} bytes; the page is shown as it looked up to {MAX_ORIGINAL_BYTES:,}"
            draft = replace(draft, findings=(*draft.findings, finding_at_start(self.name, "original", message)))
        article, fields = assemble(capture, draft, sidecar, self.defaults)
        if not article.title or _is_blocked(article.findings):
            withheld = sidecar.withholds or _states_withheld(draft)
            reason = article.reason or "" if withheld else ""
            return LoadResult(
                article.id, None, article.findings, self.file_sha256, withheld, reason, True, capture.sha256, fields
            )
        self.images.payloads = draft.payloads
        if isinstance(self.format, CrawlFormat):
            self.images.record = CapturePart(draft.start, draft.length, draft.member)
        article = attach_images(article, self.images, sidecar)
        if capture.has_original and not article.withheld and (resources := self._resources(capture, draft)):
            article = replace(article, capture=replace(capture, resources=resources))
            for path in resources.lenders:
                self.images.request(path)
        return LoadResult(
            article.id, article, article.findings, self.file_sha256, evidence_sha256=capture.sha256, fields=fields
        )

    def _resources(self, capture: Capture, draft: Draft) -> CaptureResources | None:
        """Find the files that a saved page shows, in its folder or in the crawl; None if there are none."""
        if draft.resources is not None:
            return draft.resources
        if self.format is not PAGE:
            return None
        from kursk_archive.loader.html import digest_page_folder  # lxml takes 0.1 s to import

        assert isinstance(self.data, bytes)  # noqa: S101 - for the type checker
        digest = digest_page_folder(self.images.root, capture, self.data, self.images.request)
        return CaptureResources(digest) if digest else None

    def _capture(self, draft: Draft) -> Capture:
        end = None if draft.length is None else draft.start + draft.length
        is_whole = not draft.start and end is None
        evidence: bytes | mmap = self.data
        if draft.member:
            part = read_part(self.images.root, self.name, draft.start, draft.length, draft.member)
            evidence = b"" if part is None else part
        elif not is_whole:
            evidence = self.data[draft.start : end]
        capture_format = format_called(draft.format_name) if draft.format_name else self.format
        return Capture(
            path=ArticleId(self.name),
            sha256=self.file_sha256 if is_whole else hashlib.sha256(evidence).hexdigest(),
            size=len(evidence),
            format=capture_format.name,
            encoding=draft.encoding,
            media_type=capture_format.media_type,
            published_suffix=capture_format.published_suffix,
            has_original=isinstance(self.format, PageFormat | CrawlFormat) and draft.body_is_html,
            key=draft.key,
            start=draft.start,
            length=draft.length,
            member=draft.member,
        )


def _empty_draft(name: str) -> Draft:
    finding = make_finding("empty", Location(name, 1, 1), "no article found in this capture")
    return Draft(findings=(finding,))


def _unmatched_keys(sidecar: Sidecar, keys: set[str]) -> tuple[Finding, ...]:
    """Report articles that the sidecar names and the capture does not hold."""
    unmatched = [key for key in sidecar.articles if key not in keys]
    if not unmatched:
        return ()
    named = ", ".join(f"`{key[:60]}`" for key in unmatched[:5])
    message = f"`articles` names {named}, not found in this capture"
    return (make_finding("field-unknown", Location(sidecar.path, 1, 1), message),)


def _states_withheld(draft: Draft) -> bool:
    return "status" in draft.fields and draft.fields["status"].value == "withheld"


def _is_blocked(findings: tuple[Finding, ...]) -> bool:
    return any(finding.severity is Severity.ERROR and finding.code not in NON_BLOCKING_CODES for finding in findings)


def _relative_path(path: Path, root: Path) -> str:
    absolute, folder = str(path), f"{root}/"
    return absolute.removeprefix(folder) if absolute.startswith(folder) else path.relative_to(root).as_posix()

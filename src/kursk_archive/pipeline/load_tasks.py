"""Load tasks: a batch of captures to rows of the catalogue, with their links classified.

A pure function of picklable values, which reads nothing but the captures, their sidecars and their images. So it runs
in this process or in another.
"""

from __future__ import annotations

import pickle
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

from msgspec import Struct
from msgspec.structs import replace

from kursk_archive.catalogue.encoding import hash_key
from kursk_archive.catalogue.records import (
    ArticleRecord,
    CaptureRecord,
    LinkRow,
    TermRow,
    encode_article,
    encode_images,
)
from kursk_archive.config import Site
from kursk_archive.core.enums import ArticleId, CaptureState, LinkKind, LinkRegion, Provenance
from kursk_archive.core.findings import ArchiveError, Finding, Location, make_finding
from kursk_archive.core.model import Article, Link, Repair, Resolution
from kursk_archive.core.publishers import known_publishers
from kursk_archive.loader.assemble import Defaults
from kursk_archive.loader.crawls.needs import CrawlNeeds
from kursk_archive.loader.crawls.parts import CrawlTask
from kursk_archive.loader.filenames import format_named
from kursk_archive.loader.formats import CrawlFormat
from kursk_archive.loader.images import ImageIndex, sidecar_in_stamp
from kursk_archive.loader.language_versions import LanguageVersions, versions_in_stamp
from kursk_archive.loader.load_capture import CrawlLoader, LoadResult, load_capture
from kursk_archive.loader.metadata.translations import translation_capture_path
from kursk_archive.loader.page_limits import PageLimits
from kursk_archive.loader.sidecar import NO_SIDECAR, Sidecar, read_sidecar
from kursk_archive.renderer.data.articles import encode_article_row, make_article_row
from kursk_archive.renderer.timestamps import last_modified
from kursk_archive.resolver.classify import classify
from kursk_archive.resolver.repairs import match_repairs
from kursk_archive.resolver.rules import default_rules
from kursk_archive.resolver.template_links import (
    keys_by_name,
    markdown_link_path,
    name_of_link,
    read_name_link,
    read_template_link,
)
from kursk_archive.resolver.title_key import title_key, title_key_of_link
from kursk_archive.resolver.urls import host_of, is_web
from kursk_archive.site.joined_terms import JoinedTerms, stated_names, term_slugs
from kursk_archive.site.permalinks import article_permalink
from kursk_archive.site.taxonomy import CALENDAR, TAXONOMIES, term_slug

BATCH_SIZE = 64
"""Captures or targets in one task: about 50 ms of work, and less than 1 MB to send to another process."""

_Item = TypeVar("_Item")


def batches(items: Iterable[_Item]) -> Iterator[tuple[_Item, ...]]:
    """Split items into batches."""
    remaining = iter(items)
    while batch := tuple(islice(remaining, BATCH_SIZE)):
        yield batch


class LoadTask(Struct, frozen=True):
    """A batch of captures to load."""

    content: Path
    """The content folder."""
    captures: tuple[tuple[ArticleId, str], ...]
    """Path and file stamp of each."""
    site: bytes
    """A pickled `Site`: a worker makes its tables once for all tasks with the same bytes."""


class CrawlPartTask(Struct, frozen=True):
    """Some of the pages of a crawl to load."""

    content: Path
    path: ArticleId
    stamp: str
    site: bytes
    """See `LoadTask`."""
    part: CrawlTask


class CrawlEndTask(Struct, frozen=True):
    """The task that remains for a crawl when its pages are loaded: the digest of the file."""

    content: Path
    path: ArticleId
    stamp: str
    site: bytes
    """See `LoadTask`."""
    findings: tuple[Finding, ...]
    """About the crawl."""
    left: Mapping[str, int]
    """Reason → pages that were not loaded."""


def load_batch(task: LoadTask | CrawlPartTask | CrawlEndTask) -> tuple[CaptureRecord, ...]:
    """Load captures and classify their links. Never raises: a capture that cannot be read is a row with findings."""
    loader = capture_loader(task.site)
    if isinstance(task, CrawlPartTask):
        return (loader.load_part(task),)
    if isinstance(task, CrawlEndTask):
        return (loader.end_parts(task),)
    return tuple(loader.load(task.content, path, stamp) for path, stamp in task.captures)


Classify = Callable[[str, str | None], Resolution]
"""Classifies an address, by itself or relative to a base."""
_WITH_HOST = ("https://", "http://", "//")
MAX_CACHED_LENGTH = 400
"""Characters; longer addresses are not cached: `data:` addresses hold whole images."""


class CaptureLoader(Struct, frozen=True):
    """Everything that loading any capture needs."""

    defaults: Defaults
    classify: Classify
    classify_cached: Classify
    """`classify` with a cache: each article asks three times about its own address."""
    noindex: bool
    """True if search engines are asked to leave the archive out."""
    joined_terms: JoinedTerms

    def load(self, content: Path, path: ArticleId, stamp: str) -> CaptureRecord:
        """Load a capture and classify its links."""
        sidecar = sidecar_of(stamp, content)
        images = ImageIndex.from_stamp(content, path, stamp)
        try:
            results = load_capture(content / path, content, self.defaults, images, sidecar)
        except ArchiveError as error:
            return broken_capture(path, stamp, (*error.findings, *sidecar.findings), sidecar)
        return self._capture_record(path, stamp, results, sidecar, images)

    def load_part(self, task: CrawlPartTask) -> CaptureRecord:
        """Load some of the articles of a crawl."""
        sidecar = sidecar_of(task.stamp, task.content)
        images = ImageIndex(task.content, task.path)
        try:
            crawl = self._crawl(task, sidecar)
        except ArchiveError as error:  # it was there a moment ago
            return replace(broken_capture(task.path, "", error.findings, sidecar), is_partial=True)
        needs = CrawlNeeds()
        results, left = crawl.load(task.part, images, needs)
        record = self._capture_record(task.path, task.stamp, results, sidecar, images)
        return replace(record, is_partial=True, left=left, needs=needs.encode())

    def end_parts(self, task: CrawlEndTask) -> CaptureRecord:
        """Make the record that ends those of the parts of a crawl."""
        sidecar = sidecar_of(task.stamp, task.content)
        try:
            digest = self._crawl(task, sidecar).digest()
        except ArchiveError as error:
            return replace(broken_capture(task.path, "", error.findings, sidecar), ends_parts=True)
        summary = LoadResult(task.path, None, task.findings, digest, is_article=False)
        record = self._capture_record(task.path, task.stamp, (summary,), sidecar, ImageIndex(task.content, task.path))
        return replace(record, ends_parts=True, left=task.left)

    def _crawl(self, task: CrawlPartTask | CrawlEndTask, sidecar: Sidecar) -> CrawlLoader:
        capture_format = format_named(task.path)
        assert isinstance(capture_format, CrawlFormat)  # noqa: S101 - for the type checker
        return CrawlLoader(task.content / task.path, task.content, task.path, capture_format, self.defaults, sidecar)

    def _capture_record(
        self, path: ArticleId, stamp: str, results: Sequence[LoadResult], sidecar: Sidecar, images: ImageIndex
    ) -> CaptureRecord:
        versions = versions_in_stamp(stamp, path)
        articles = (result.article for result in results if result.article)
        records = [self.record(_with_versions(article, versions), versions.language) for article in articles]
        others = [result for result in results if not result.article]
        broken = [result for result in others if result.is_article]
        findings = (*(f for _, found in records for f in found), *(f for result in others for f in result.findings))
        withheld = {result.id: result.reason for result in broken if result.withheld}
        broken_ids = tuple(result.id for result in broken)
        if not records:
            withheld = {**sidecar.withheld_articles(path), **withheld}
            if (
                results and not broken and sidecar.may_withhold
            ):  # no article could be read, but the file may be what is withheld
                broken_ids, findings = (path,), (*findings, *sidecar.findings)
        return CaptureRecord(
            path,
            _stamp_to_keep(images.complete_stamp(stamp) if records or images.requested else stamp, findings),
            tuple(dict.fromkeys(findings)),  # those of the sidecar are the same for all articles
            tuple(record for record, _ in records),
            broken_ids,
            results[-1].file_sha256 if results else "",
            withheld,
            sidecar.path,
            sidecar.state,
        )

    def record(self, article: Article, folder_language: str = "") -> tuple[ArticleRecord, tuple[Finding, ...]]:
        """Return the rows of an article, and the findings of its capture and about its links."""
        base = self._classify(article.source.href, None).canonical if article.source else None
        links = tuple(article.references())
        resolutions, unmatched = self.resolve_links(article)
        if joined := self.joined_terms.names_in(article):
            article = replace(article, joined_names=joined)
        encoded, digest = encode_article(article, resolutions)
        rows = tuple(_link_row(*pair, article.id) for pair in zip(links, resolutions, strict=True))
        permalink = article_permalink(article.date or "", article.slug)
        row = make_article_row(article, resolutions, permalink)
        original = row.source_canonical or ""
        record = ArticleRecord(
            article_id=article.id,
            state=_state(article),
            output_path=permalink,
            title=article.title,
            title_key=hash_key(title_key(article.title)),
            name_keys=() if article.capture.key else tuple(map(hash_key, keys_by_name(article.id, article.slug))),
            date=article.date or "",
            publisher=article.publisher or "",
            language=article.language or "",
            record_sha256=digest,
            capture_sha256=article.capture.sha256,
            published_suffix=article.capture.published_suffix,
            has_original=article.capture.has_original,
            modified=last_modified(article) or "",
            noindex=self.noindex if article.noindex is None else article.noindex,
            images_msgpack=encode_images(article.images),
            data_row=encode_article_row(row),
            article_msgpack=encoded,
            url_keys=tuple(self._url_keys(article)),
            source_key=self._source_key(article),
            captured_at=article.captured_at or "",
            stands_alone=article.edition == "this",
            language_suffix=folder_language.lower(),
            text_digest=_text_digest(article),
            detail_digest=_detail_digest(article, resolutions),
            original=original if is_web(original) else "",
            snapshots=tuple(self._snapshots(article)),
            form=" ".join((article.capture.format, base or "", *article.captured_aliases)),
            links=rows,
            terms=tuple(_terms(article, rows)),
        )
        findings = _link_findings(article.id, links, resolutions), _unmatched_repairs(article.id, unmatched)
        return record, (*article.findings, *findings[0], *findings[1])

    def resolve_links(self, article: Article) -> tuple[list[Resolution], tuple[Repair, ...]]:
        """Return what each link of an article came to by itself, and the repairs that match no link."""
        base = self._classify(article.source.href, None).canonical if article.source else None
        pairs, unmatched = match_repairs(article.references(), article.repairs)
        return [self._resolve(link, base, mended, article.id) for link, mended in pairs], unmatched

    def _resolve(self, link: Link, base: str | None, mended: Repair | None, own: ArticleId) -> Resolution:
        if link.region is LinkRegion.TRANSLATION and (other := translation_capture_path(link.href, own)):
            return Resolution(LinkKind.RELATIVE, url_key=_capture_key(other))
        if mended is None and link.href.startswith(_WITH_HOST):
            return self._classify(link.href, None)
        if mended is None:
            if (called := read_name_link(link.href, own)) is not None:
                return Resolution(LinkKind.RELATIVE, url_key=_capture_key(called.path) if called.path else None)
            named = read_template_link(link.href, own)
            if named is not None and named[0] != "/":
                return Resolution(LinkKind.RELATIVE, url_key=_capture_key(ArticleId(named)))
            if named is None and link.href.startswith(_TEMPLATE_STARTS):
                return Resolution(LinkKind.RELATIVE)
            resolution = self._classify(named or link.href, base)
            if resolution.kind is LinkKind.RELATIVE:
                return _to_capture(link, own) or resolution
            other = markdown_link_path(link.href, own)  # outside, if the archive does not have it
            return replace(resolution, url_key=_capture_key(other)) if other else resolution
        return replace(self._classify(mended.href, base), repair=mended)

    def _classify(self, href: str, base: str | None) -> Resolution:
        """Classify an address; an absolute one, or a mere fragment, comes out the same whatever the base is."""
        if len(href) > MAX_CACHED_LENGTH:
            return self.classify(href, base)
        return self.classify_cached(href, None if href.startswith((*_WITH_HOST, "#")) else base)

    def _url_keys(self, article: Article) -> Iterator[bytes]:
        """Yield the keys of the addresses that the article is known by, of its path, and of its bytes."""
        yield hash_key(_capture_key(article.id))
        yield hash_key(f"sha256:{article.capture.sha256}")
        if article.edition_of and (other := translation_capture_path(article.edition_of, article.id)):
            yield hash_key(_capture_key(other))
        source = (article.source.href,) if article.source else ()
        stated = (article.edition_of,) if article.edition_of and "://" in article.edition_of else ()
        for href in (*source, *article.aliases, *stated):
            resolution = self._classify(href, article.source_url)
            if resolution.url_key:
                yield hash_key(resolution.url_key)

    def _snapshots(self, article: Article) -> Iterator[str]:
        """Yield the addresses of snapshots of the original that its source and its aliases are."""
        stated = [article.source.href, *article.aliases] if article.source else []
        found = [self._classify(href, article.source_url) for href in stated]
        for resolution in found:
            if resolution.snapshot and resolution.url_key == found[0].url_key:
                yield resolution.snapshot.url

    def _source_key(self, article: Article) -> bytes:
        key = self._classify(article.source.href, article.source_url).url_key if article.source else None
        return hash_key(key) if key else b""


def sidecar_of(stamp: str, content: Path) -> Sidecar:
    """Read the sidecar that the stamp of a capture names."""
    path = sidecar_in_stamp(stamp)
    return read_sidecar(path, content) if path else NO_SIDECAR


def broken_capture(
    path: ArticleId, stamp: str, findings: tuple[Finding, ...], sidecar: Sidecar = NO_SIDECAR
) -> CaptureRecord:
    """Return the record of a capture that no article can be read from; what its sidecar withholds is withheld."""
    stamp = _stamp_to_keep(stamp, findings)
    withheld = sidecar.withheld_articles(path)
    return CaptureRecord(path, stamp, findings, (), (path,), "", withheld, sidecar.path, sidecar.state)


def _stamp_to_keep(stamp: str, findings: Iterable[Finding]) -> str:
    """Return no stamp after an error of the system, which may pass: the next build reads the capture again."""
    return "" if any(finding.code == "unreadable" for finding in findings) else stamp


@lru_cache(maxsize=2)
def capture_loader(pickled: bytes) -> CaptureLoader:
    """Return what loading captures needs, from a pickled `Site`."""
    site: Site = pickle.loads(pickled)  # noqa: S301 - made by this program a moment ago
    publishers = known_publishers(site.publishers)
    rules = default_rules().extend(site.rules) if site.rules else default_rules()

    def classify_href(href: str, base: str | None) -> Resolution:
        return classify(Link("", href), base, publishers, rules)

    cached = lru_cache(maxsize=2_000)(classify_href)
    return CaptureLoader(
        Defaults(
            publishers, site.language, PageLimits(site.capture_limit, site.element_limit), site.warc, site.exports
        ),
        classify_href,
        cached,
        site.noindex,
        JoinedTerms(site.terms, site.language),
    )


def address_key(site: bytes, href: str) -> bytes | None:
    """Return the key of the document at an address, as articles are known by it; None if it has none.

    Args:
        site: a pickled `Site`.
        href: an address.
    """
    url_key = capture_loader(site).classify(href, None).url_key
    return hash_key(url_key) if url_key else None


def _to_capture(link: Link, own: ArticleId) -> Resolution | None:
    """Return the resolution of a relative link that names the file of a capture; None if it names none."""
    path = link.href.partition("#")[0]
    other = translation_capture_path(path, own) if path.endswith(_CAPTURE_SUFFIXES) else None
    return Resolution(LinkKind.RELATIVE, url_key=_capture_key(other)) if other else None


_TEMPLATE_STARTS = ("{{", "{%")
"""Of addresses that only the generator could have completed."""
_CAPTURE_SUFFIXES = (".md", ".mdx", ".markdown", ".txt")


def _with_versions(article: Article, versions: LanguageVersions) -> Article:
    """Add what the folders say: the language, unless the article states one, and the versions in other languages."""
    if not versions.others or article.capture.key:
        return article
    provenance = article.provenance
    language = article.language
    if versions.language and provenance.get("language") not in (Provenance.STATED, Provenance.SIDECAR):
        language, provenance = versions.language, {**provenance, "language": Provenance.DERIVED}
    known = {translation_capture_path(link.href, article.id) for link in article.translations}
    added = tuple(
        Link(other, f"/{quote(path)}", region=LinkRegion.TRANSLATION)
        for other, path in versions.others
        if path not in known
    )
    return replace(article, language=language, provenance=provenance, translations=(*article.translations, *added))


def _capture_key(path: ArticleId) -> str:
    """Return the key under which other captures' metadata name a capture; no address has such a key."""
    return f"capture:{path}"


def _text_digest(article: Article) -> bytes:
    """Digest the text by which captures of one edition are known, however white space stands in it."""
    title = "".join(article.title.split())
    text = f"{title}{article.caption.text_without_spaces}{article.body.text_without_spaces}"
    return hash_key(unicodedata.normalize("NFC", text))


def _detail_digest(article: Article, resolutions: Sequence[Resolution]) -> bytes:
    """Digest what a comparison shows besides the text: byline, day, the image and the addresses of the links."""
    addresses = [
        article.image_name(link.href) if link.region is LinkRegion.IMAGE else resolution.canonical or link.href
        for link, resolution in zip(article.links, resolutions, strict=False)
    ]
    image = article.image_name(article.image or "")
    return hash_key("\n".join((*article.authors, article.date or "", "", image, *addresses)))


def _state(article: Article) -> CaptureState:
    if not article.withheld:
        return CaptureState.PUBLISHED
    return CaptureState.WITHHELD if article.reason else CaptureState.DRAFT


def _link_findings(path: str, links: Iterable[Link], resolutions: Iterable[Resolution]) -> Iterator[Finding]:
    codes = {LinkKind.FORBIDDEN: "link-forbidden", LinkKind.MALFORMED: "link-malformed"}
    for link, resolution in zip(links, resolutions, strict=True):
        if code := codes.get(resolution.kind):
            shown = " ".join(link.href.split())[:60]
            location = Location(path, link.line or 1, link.column or 1)
            yield make_finding(code, location, f"link `{link.text[:60]}` leads to `{shown}`")


def _unmatched_repairs(article_id: str, unmatched: Iterable[Repair]) -> Iterator[Finding]:
    for row in unmatched:
        message = f"no link matches the repair of `{row.text[:60]}`, occurrence {row.occurrence}"
        yield make_finding("repair-unmatched", Location(row.path or article_id, row.line or 1, 1), message)


def _link_row(link: Link, resolution: Resolution, article_id: ArticleId) -> LinkRow:
    snapshot = resolution.snapshot.url if resolution.snapshot else None
    repair = resolution.repair or _NO_REPAIR
    leads_nowhere = link.region is LinkRegion.SOURCE or not resolution.url_key
    name = None if resolution.repair else name_of_link(link.href, article_id)
    title = title_key_of_link(link) if resolution.kind is LinkKind.LOST else name
    return LinkRow(
        region=str(link.region),
        text=link.text,
        href=link.href,
        line=link.line,
        column=link.column,
        kind=str(resolution.kind),
        canonical=resolution.canonical,
        url_key=None if leads_nowhere else hash_key(resolution.url_key or ""),
        title_key=hash_key(title) if title else None,
        snapshot=snapshot,
        host=_host(resolution.canonical),
        repaired=resolution.repair is not None,
        method=repair.method,
        witness=repair.witness,
        witness_sha256=repair.witness_sha256,
        witness_date=repair.witness_date,
        confidence=repair.confidence,
    )


_NO_REPAIR = Repair("", "")


def _host(url: str | None) -> str | None:
    """Return the host as the ledger counts it: without `www.`, in punycode."""
    if not url or not is_web(url):
        return None
    authority = url.split("/", 3)[2]
    host = host_of(url) if ":" in authority or "@" in authority else authority
    return host.removeprefix("www.")


def _terms(article: Article, rows: Iterable[LinkRow]) -> Iterator[TermRow]:
    """Yield the terms that an article is listed under, each once."""
    yield CALENDAR, "", "", 1
    joined = term_slugs(article)
    for taxonomy in TAXONOMIES:
        names = reversed(stated_names(article, taxonomy))
        for slug, name in {joined.get((taxonomy, name)) or term_slug(name): name for name in names}.items():
            yield taxonomy, slug, name, 1
    hosts = Counter(row.host for row in rows if row.host)
    for host, count in hosts.items():
        yield "host", host, host, count

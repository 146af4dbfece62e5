"""Findings that the archive will have for imported captures: read as a build reads them, before anything is built."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from mmap import mmap
from urllib.parse import urlsplit

from kursk_archive.catalogue.addresses import Reservation, assign_addresses, match_reservations
from kursk_archive.catalogue.editions import Edition, find_copies, find_withheld
from kursk_archive.catalogue.encoding import hash_key
from kursk_archive.catalogue.reservations import parse_reservations
from kursk_archive.config import Site
from kursk_archive.core.enums import CaptureState, LinkKind, LinkRegion
from kursk_archive.core.findings import Severity
from kursk_archive.core.model import Article, Capture, Link, Resolution
from kursk_archive.core.publishers import Publishers, known_publishers
from kursk_archive.importers.model import Expected
from kursk_archive.loader.assemble import Defaults, assemble_article
from kursk_archive.loader.draft import Draft
from kursk_archive.loader.filenames import format_named
from kursk_archive.loader.formats import TEXT_DUMP, CrawlFormat, ExportFormat, PageFormat, format_called
from kursk_archive.loader.load_capture import NON_BLOCKING_CODES
from kursk_archive.loader.metadata import parse_sidecar
from kursk_archive.loader.sidecar import NO_SIDECAR, Sidecar
from kursk_archive.loader.substack import read_post
from kursk_archive.resolver.classify import classify
from kursk_archive.resolver.rules import Rules, default_rules
from kursk_archive.resolver.template_links import (
    keys_by_name,
    markdown_link_path,
    name_of_link,
    read_name_link,
    read_template_link,
)
from kursk_archive.site.permalinks import article_permalink, is_article_permalink

_PAGE_KINDS = frozenset({LinkKind.WEB, LinkKind.NEWS, LinkKind.RELATIVE, LinkKind.SOCIAL})
"""Kinds that a link within a site may have; a document or a video is not an article."""
_LINK_CODES = {LinkKind.FORBIDDEN: "link-forbidden", LinkKind.MALFORMED: "link-malformed"}
_OTHER_REGIONS = frozenset({LinkRegion.IMAGE, LinkRegion.SOURCE, LinkRegion.TRANSLATION})


@dataclass(slots=True)
class Prediction:
    """The imported articles, as far as they concern each other."""

    settings: Site = field(default_factory=Site)
    """Of the archive."""
    defaults: Defaults = field(init=False)
    publishers: Publishers = field(init=False)
    rules: Rules = field(init=False)
    reserved: bytes = b""
    """Contents of permalinks.csv."""
    editions: list[Edition] = field(default_factory=list)
    known_keys: set[str] = field(default_factory=set)
    """Look-up keys of the published articles' addresses."""
    internal_links: list[tuple[str, tuple[str, ...], str]] = field(default_factory=list)
    """Article, look-up keys and address of each link to a page of the same site."""
    expected: list[Expected] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.publishers = known_publishers(self.settings.publishers)
        self.defaults = Defaults(self.publishers, self.settings.language, exports=self.settings.exports)
        self.rules = default_rules().extend(self.settings.rules) if self.settings.rules else default_rules()

    def read_drafts(
        self, path: str, data: bytes | mmap, encoding: str | None = None, table: bytes | None = None
    ) -> Iterator[Draft]:
        """Read the drafts of a capture as a build would.

        Args:
            path: in the content folder.
            data: of the capture.
            encoding: by an archivist.
            table: of posts, for a post of Substack.
        """
        capture_format = format_named(path) or TEXT_DUMP
        if isinstance(capture_format, CrawlFormat):
            yield from self._read_crawl(capture_format, path, data)
            return
        data = bytes(data)
        if table is not None and (post := read_post(data, path, encoding, self.defaults.limits, table)):
            yield post[0]
        elif isinstance(capture_format, ExportFormat):
            yield from capture_format.read(data, path, encoding, self.defaults.exports)
        elif isinstance(capture_format, PageFormat):
            yield from capture_format.read(data, path, encoding, self.defaults.limits)
        else:
            yield from capture_format.read(data, path, encoding)

    def _read_crawl(self, crawl_format: CrawlFormat, path: str, data: bytes | mmap) -> Iterator[Draft]:
        division = crawl_format.divide(data, path, self.settings.warc, self.defaults.limits)
        for task in division.tasks():
            yield from crawl_format.read_task(data, path, task, self.defaults.limits)

    def iter_articles(
        self, path: str, data: bytes | mmap, sidecar_path: str, sidecar_text: str, table: bytes | None = None
    ) -> Iterator[Article]:
        """Read the articles of a capture as a build would, without its images."""
        sidecar = Sidecar(sidecar_path, *parse_sidecar(sidecar_text, sidecar_path)) if sidecar_text else NO_SIDECAR
        encoding = sidecar.fields["encoding"].value if "encoding" in sidecar.fields else None
        digest = hashlib.sha256(data).hexdigest()
        for draft in self.read_drafts(path, data, encoding, table):
            if not draft.is_article:
                self.expected += (Expected(one.code, path, one.message) for one in draft.findings)
                continue
            capture = Capture(
                path=path,  # type: ignore[arg-type]
                sha256=digest,
                size=len(data),
                format=(format_called(draft.format_name) if draft.format_name else TEXT_DUMP).name,
                encoding=draft.encoding,
                media_type="text/plain",
                published_suffix=".txt",
                key=draft.key,
                start=draft.start,
                length=draft.length,
            )
            yield assemble_article(capture, draft, sidecar.for_article(draft.key), self.defaults)

    def add(self, article: Article) -> None:
        """Note what is said of an article itself, and what concerns others."""
        for finding in article.findings:
            self._expect(finding.code, article, finding.message)
        if any(_blocks(finding.code, finding.severity) for finding in article.findings):
            return
        self._add_edition(article)
        if article.withheld:
            return
        if not article.date:
            self._expect("undated", article, "has no date")
        if not article.source:
            self._expect("source-missing", article, "has no original address")
        self._add_links(article)

    def _add_edition(self, article: Article) -> None:
        urls = self._url_keys(article)
        keys = frozenset(hash_key(key) for key in (*urls, f"sha256:{article.capture.sha256}"))
        source_key = self._classify(article.source.href, None).url_key if article.source else None
        edition = Edition(
            article_id=f"{article.id}",
            stated_state=CaptureState.DRAFT if article.withheld else CaptureState.PUBLISHED,
            stands_alone=article.edition == "this",
            wanted_path=article_permalink(article.date or "", article.slug),
            source_key=hash_key(source_key) if source_key else b"",
            captured_at=article.captured_at or "",
            language_suffix="",
            capture_sha256=article.capture.sha256,
            text_digest=b"",
            detail_digest=b"",
            form="",
            language=article.language or "",
            modified="",
            keys=keys,
        )
        self.editions.append(edition)
        if not article.withheld:
            names = () if article.capture.key else keys_by_name(article.id, article.slug)
            self.known_keys.update((*urls, f"capture:{article.id}", *names))

    def _url_keys(self, article: Article) -> tuple[str, ...]:
        base = article.source_url
        hrefs = (*((base,) if base else ()), *article.aliases)
        return tuple(key for href in hrefs if (key := self._classify(href, base).url_key))

    def _add_links(self, article: Article) -> None:
        base = article.source_url
        site = _host(base or "")
        for link in article.references():
            if link.region in _OTHER_REGIONS or "{" in link.href:  # a tag of a template is a finding of its own
                continue
            if called := read_name_link(link.href, article.id):
                keys = (f"capture:{called.path}", called.key)
                self.internal_links.append((f"{article.id}", keys, link.href[:200]))
                continue
            if read_template_link(link.href, article.id):
                continue
            resolution = self._classify(link.href, base)
            if code := _LINK_CODES.get(resolution.kind):
                self._expect(code, article, f"`{link.href[:60]}`")
            is_internal = _host(resolution.canonical or "") == site or resolution.kind is LinkKind.RELATIVE
            if is_internal and resolution.kind in _PAGE_KINDS:
                other = markdown_link_path(link.href, article.id)
                key = f"capture:{other}" if other else resolution.url_key or ""
                keys = (key, name_of_link(link.href, article.id) or key)
                self.internal_links.append((f"{article.id}", keys, link.href[:200]))

    def _classify(self, href: str, base: str | None) -> Resolution:
        return classify(Link("", href), base, self.publishers, self.rules)

    def _expect(self, code: str, article: Article, message: str) -> None:
        self.expected.append(Expected(code, f"{article.id}", message))

    def _shared_addresses(self) -> Iterator[Expected]:
        """Yield the articles that share an address with another one: settled as a build settles it."""
        withheld = find_withheld(self.editions)
        shown = [
            edition
            for edition in self.editions
            if edition.stated_state == CaptureState.PUBLISHED and edition.article_id not in withheld
        ]
        rows = [
            Reservation(line, path, article_id, self._reserved_key(source))
            for line, path, article_id, source in parse_reservations(self.reserved).rows
            if is_article_permalink(path)
        ]
        reserved = {row.permalink: row.source_key for row in rows}
        copies = find_copies(shown, {row.article_id for row in rows})
        with_page = [edition for edition in shown if edition.article_id not in copies]
        owned = match_reservations(with_page, rows, ())
        wanted = {edition.wanted_path for edition in self.editions}
        free = [edition for edition in with_page if edition.article_id not in owned]
        addresses = {**assign_addresses(free, reserved.get, wanted.__contains__), **owned}
        holders = {path: article_id for article_id, path in addresses.items()}
        holders |= {row.permalink: row.article_id for row in rows if row.permalink not in holders}
        first_by_key: dict[bytes, str] = {}
        for edition in with_page:
            for key in edition.keys:
                first_by_key[key] = min(edition.article_id, first_by_key.get(key, edition.article_id))
        for edition in with_page:
            path = addresses[edition.article_id]
            first = min(first_by_key[key] for key in edition.keys)
            if first != edition.article_id:
                yield Expected("duplicate-source", edition.article_id, f"{first} has the same source address")
            elif path != edition.wanted_path and edition.article_id not in owned:
                holder = holders.get(edition.wanted_path, "another article")
                message = f"published at {path}: {holder} has the address {edition.wanted_path}"
                yield Expected("collision", edition.article_id, message)

    def _reserved_key(self, source: str) -> bytes:
        key = self._classify(source, None).url_key if source else None
        return hash_key(key) if key else b""

    def note(self, code: str, path: str, message: str) -> None:
        """Note what is said of a capture before it is read."""
        self.expected.append(Expected(code, path, message))

    def events(self) -> Iterator[Expected]:
        """Yield everything once all articles are known: a link may lead to one that was read later."""
        yield from self.expected
        yield from self._shared_addresses()
        for path, keys, href in self.internal_links:
            if self.known_keys.isdisjoint(keys):
                yield Expected("link-internal", path, f"`{href}` leads to no imported article")


def _blocks(code: str, severity: Severity) -> bool:
    return severity is Severity.ERROR and code not in NON_BLOCKING_CODES


@lru_cache(maxsize=256)
def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""

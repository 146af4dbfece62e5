"""What is done first, a shard at a time, in this process or in another: captures → entries of the catalogue.

A pure function of picklable values; it touches no disk but the captures.
"""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from kursk_archive.catalogue.encoding import lookup
from kursk_archive.catalogue.records import Entry, Reference, ShelfRow, pack, pack_pictures
from kursk_archive.config import Site
from kursk_archive.core.enums import ArticleId, CaptureState, LinkKind, LinkRegion
from kursk_archive.core.findings import ArchiveError, Finding, Location, make_finding
from kursk_archive.core.model import Article, Link, Repair, Resolution
from kursk_archive.core.publishers import known_publishers
from kursk_archive.loader.assemble import Defaults
from kursk_archive.loader.images import ImageIndex
from kursk_archive.loader.load_capture import load_article
from kursk_archive.loader.metadata.translations import translation_capture_path
from kursk_archive.renderer.data.articles import encode_article_row, make_article_row
from kursk_archive.resolver.classify import classify
from kursk_archive.resolver.repairs import match_repairs
from kursk_archive.resolver.rules import default_rules
from kursk_archive.resolver.title_key import title_key, title_key_of_link
from kursk_archive.resolver.urls import host_of, is_web
from kursk_archive.site.taxonomy import CALENDAR, term_slug

SHARD = 64
"""Captures or pages in one task: about 50 ms of work, and less than 1 MB to send to another process."""

_Item = TypeVar("_Item")


def shards(items: Iterable[_Item]) -> Iterator[tuple[_Item, ...]]:
    """The items, some at a time."""
    rest = iter(items)
    while shard := tuple(islice(rest, SHARD)):
        yield shard


class LoadTask(Struct, frozen=True):
    """Captures to read."""

    root: Path
    captures: tuple[tuple[ArticleId, str], ...]
    """Path and stamp."""
    site: bytes
    """Pickled `Site`: a worker makes its tables once for all the tasks that it is given."""


def load_shard(task: LoadTask) -> tuple[Entry, ...]:
    """Read captures and classify their links. Never raises: what cannot be read is an entry that says so."""
    desk = _desk(task.site)
    return tuple(desk.entry(task.root, path, stamp) for path, stamp in task.captures)


Classify = Callable[[str, str | None], Resolution]
"""What an address, by itself or relative to a base, comes to."""
_LONG = 400
"""Characters; what is longer is not kept in memory: `data:` addresses hold whole images."""


class _Desk(Struct, frozen=True):
    """What the reading of any capture needs."""

    defaults: Defaults
    classify: Classify
    kept: Classify
    """The same, with what was asked before in memory: each article asks three times about its own address."""
    noindex: bool
    """Whether search engines are asked to leave the archive out."""

    def entry(self, root: Path, path: ArticleId, stamp: str) -> Entry:
        try:
            album = ImageIndex.from_stamp(root, path, stamp)
            article = load_article(root / path, root, self.defaults, album)
        except ArchiveError as error:
            return Entry(path, stamp, CaptureState.BROKEN, error.findings)
        own = article.id
        base = self.classified(article.source.href, None).canonical if article.source else None
        links = tuple(article.references())
        pairs, unmatched = match_repairs(links, article.repairs)
        resolutions = [self._resolution(link, base, mended, own) for link, mended in pairs]
        record, digest = pack(article, resolutions)
        return Entry(
            path=path,
            stamp=album.complete_stamp(stamp),
            state=_state(article),
            findings=(*article.findings, *_link_findings(path, links, resolutions), *_unmatched(article, unmatched)),
            page=article_path(article),
            title=article.title,
            title_key=lookup(title_key(article.title)),
            date=article.date or "",
            publisher=article.publisher or "",
            language=article.language or "",
            digest=digest,
            sha256=article.capture.sha256,
            changed=article.updated or article.date or article.captured_at or "",
            hidden=self.noindex if article.noindex is None else article.noindex,
            pictures=pack_pictures(article.images),
            line=encode_article_row(make_article_row(article, resolutions, article_path(article))),
            record=record,
            addresses=tuple(self._addresses(article)),
            references=tuple(map(_reference, links, resolutions)),
            shelves=tuple(_shelves(article, resolutions)),
        )

    def _resolution(self, link: Link, base: str | None, mended: Repair | None, own: ArticleId) -> Resolution:
        if link.region is LinkRegion.TRANSLATION and (other := translation_capture_path(link.href, own)):
            return Resolution(LinkKind.RELATIVE, url_key=_capture_key(other))
        if mended is None:
            return self.classified(link.href, base)
        return replace(self.classified(mended.href, base), repair=mended)

    def classified(self, href: str, base: str | None) -> Resolution:
        """What `classify` says of `href`. What is absolute, or a mere fragment, says the same whatever the base is."""
        if len(href) > _LONG:
            return self.classify(href, base)
        return self.kept(href, None if href.startswith(("https://", "http://", "#")) else base)

    def _addresses(self, article: Article) -> Iterator[bytes]:
        """Keys of every address that the article is known by."""
        yield lookup(_capture_key(article.id))
        own = (article.source.href,) if article.source else ()
        for href in (*own, *article.aliases):
            found = self.classified(href, article.source_url)
            if found.url_key:
                yield lookup(found.url_key)


@lru_cache(maxsize=2)
def _desk(packed: bytes) -> _Desk:
    site: Site = pickle.loads(packed)  # noqa: S301 - made by this program a moment ago
    publishers = known_publishers(site.publishers)
    rules = default_rules().extend(site.rules) if site.rules else default_rules()

    def classify_by(href: str, base: str | None) -> Resolution:
        return classify(Link("", href), base, publishers, rules)

    return _Desk(Defaults(publishers, site.language), classify_by, lru_cache(maxsize=2_000)(classify_by), site.noindex)


def _capture_key(path: ArticleId) -> str:
    """By which metadata of other captures name it; no address has such a key."""
    return f"capture:{path}"


def _state(article: Article) -> CaptureState:
    if not article.withheld:
        return CaptureState.PUBLISHED
    return CaptureState.WITHHELD if article.reason else CaptureState.DRAFT


def article_path(article: Article) -> str:
    """The address, which never changes once published: `articles/2024/08/15/a.html`, `articles/undated/a.html`."""
    day = str(article.date)[:10].replace("-", "/") if article.date else "undated"
    return f"articles/{day}/{article.slug}.html"


def _link_findings(path: str, links: Iterable[Link], resolutions: Iterable[Resolution]) -> Iterator[Finding]:
    codes = {LinkKind.FORBIDDEN: "link-forbidden", LinkKind.MALFORMED: "link-malformed"}
    for link, found in zip(links, resolutions, strict=True):
        if code := codes.get(found.kind):
            shown = " ".join(link.href.split())[:60]
            yield make_finding(
                code,
                Location(path, link.line or 1, link.column or 1),
                f"the link `{link.text[:60]}` leads to `{shown}`",
            )


def _unmatched(article: Article, unmatched: Iterable[Repair]) -> Iterator[Finding]:
    for one in unmatched:
        message = f"no link {one.occurrence} has the text `{one.text[:60]}`"
        yield make_finding("repair-unmatched", Location(one.path or article.id, one.line or 1, 1), message)


def _reference(link: Link, found: Resolution) -> Reference:
    snapshot = found.snapshot.url if found.snapshot else None
    key = lookup(found.url_key) if found.url_key and link.region is not LinkRegion.SOURCE else None
    title = title_key_of_link(link) if found.kind is LinkKind.LOST else None
    return Reference(
        str(link.region), link.text, link.href, link.line, link.column, str(found.kind), found.canonical, key,
        lookup(title) if title else None, snapshot, _host(found.canonical), found.repair is not None,
    )  # fmt: skip


def _host(address: str | None) -> str | None:
    """As the ledger counts it: without `www.`, in punycode."""
    return host_of(address).removeprefix("www.") if address and is_web(address) else None


def _shelves(article: Article, resolutions: Iterable[Resolution]) -> Iterator[ShelfRow]:
    """Where the article stands: once under each facet and key."""
    yield CALENDAR, "", "", 1
    for facet, labels in (
        ("publisher", (article.publisher,)),
        ("author", article.authors),
        ("topic", article.topics),
        ("place", article.places),
        ("language", (article.language,)),
    ):
        for key_, label in {term_slug(label): label for label in reversed(labels) if label}.items():
            yield facet, key_, label, 1
    for host, count in Counter(filter(None, (_host(one.canonical) for one in resolutions))).items():
        yield "host", host, host, count

"""The nouns of the archive, frozen and picklable. Every room imports them, none adds to them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from msgspec import Struct

from kursk_archive.core.enums import ArticleId, Canonical, LinkKind, LinkOutcome, LinkRegion, Provenance
from kursk_archive.core.findings import Finding


class PartialDate(str):
    """A date as precise as its source: `2024`, `2024-08`, `2024-08-15`, `2024-08-15T14:30`, `…T14:30:05+03:00`.

    It is its own ISO 8601 spelling, so it compares, hashes and serialises as text. It is never moved by a time zone.
    """

    __slots__ = ()

    @property
    def year(self) -> str:
        return self[:4]

    @property
    def month(self) -> str | None:
        """`01` to `12`."""
        return self[5:7] or None

    @property
    def day(self) -> str | None:
        """`01` to `31`."""
        return self[8:10] or None

    @property
    def time(self) -> str | None:
        """The clock as the source gave it, with its offset if it gave one: `14:30`, `14:30:05+03:00`."""
        return self[11:] or None


class Link(Struct, frozen=True, gc=False):
    """A reference as its author wrote it."""

    text: str
    """What the reader sees, without markup; an image's alternative text."""
    href: str
    """As written, never repaired here; empty where the capture has none."""
    line: int | None = None
    """1-based, in the capture's file."""
    column: int | None = None
    """1-based, in characters, of the link's first."""
    region: LinkRegion = LinkRegion.BODY
    html: str = ""
    """The text with its inline markup, safe to print."""


class Fragment(Struct, frozen=True):
    """HTML with links left open: `segments[0]`, `links[0]`, `segments[1]`, … so that links can be resolved later.

    There is always one segment more than there are links. The segments are safe to print.
    """

    segments: tuple[str, ...] = ("",)
    links: tuple[Link, ...] = ()

    @property
    def text(self) -> str:
        """What a reader sees, with white space folded and without markup."""
        parts = [self.segments[0]]
        for link, segment in zip(self.links, self.segments[1:], strict=True):
            parts += (html.escape(link.text), segment)
        return " ".join(html.unescape(_TAG.sub(_tag_to_space, "".join(parts))).split())

    def __bool__(self) -> bool:
        return bool(self.links) or any(map(str.strip, self.segments))


_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)\b[^>]*>|<!--.*?-->", re.DOTALL)
_INLINE = frozenset(
    "a abbr b bdi bdo cite code del dfn em i ins kbd mark q s samp small span strong sub sup time u var".split()
)


def _tag_to_space(match: re.Match[str]) -> str:
    return "" if (match[1] or "").lower() in _INLINE else " "


class Capture(Struct, frozen=True):
    """A file as it was saved. Evidence, never edited."""

    path: ArticleId
    sha256: str
    """Hexadecimal, lower case, over the bytes as they are."""
    size: int
    """Bytes."""
    format: str
    """The loader that reads it: `text`, `markdown`."""
    encoding: str
    """Python's name of the encoding that its text was read with."""


class Image(Struct, frozen=True):
    """An image file of the content folder that belongs to a capture. Kept as it is; what is published are copies."""

    path: str
    """POSIX, relative to the content folder."""
    sha256: str
    """Hexadecimal, lower case, over the bytes as they are."""
    size: int
    """Bytes."""
    width: int
    """Pixels, after the turn that the camera noted."""
    height: int
    format: str
    """What its bytes are, whatever its name says: `JPEG`, `PNG`, `WebP`, `GIF`, `AVIF`."""


@dataclass(frozen=True, slots=True)
class Repair:
    """What an archivist found out about a lost link: a row of `links:` in the sidecar."""

    text: str
    """The link's text, as the capture has it."""
    href: str
    occurrence: int = 1
    """1-based, among the links of the article with that text."""
    by: str | None = None
    date: PartialDate | None = None
    note: str | None = None
    line: int | None = None
    """1-based, in the file that says so."""
    path: str = field(default="", compare=False)
    """Of that file: POSIX, relative to the content folder."""


@dataclass(frozen=True, slots=True)
class Article:
    """What a loader reads out of a capture: metadata, each with its provenance, and the body."""

    capture: Capture
    title: str
    body: Fragment
    date: PartialDate | None = None
    updated: PartialDate | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    source: Link | None = None
    """The original address as the capture states it."""
    language: str | None = None
    """BCP 47."""
    topics: tuple[str, ...] = ()
    section: str | None = None
    places: tuple[str, ...] = ()
    slug: str = ""
    """The last segment of the page's address: lower-case ASCII letters, digits, hyphens; never empty once loaded."""
    description: str | None = None
    image: str | None = None
    """Its address, as the capture or the sidecar has it."""
    image_alt: str | None = None
    """What is to be seen on it, for those who do not see it."""
    lead_image: Image | None = None
    """The image itself, where a file of it lies in the content folder."""
    body_images: dict[str, Image] = field(default_factory=dict)
    """Address of an image of the body, as the capture has it → its file in the content folder."""
    caption: Fragment = field(default_factory=Fragment)
    credit: Fragment = field(default_factory=Fragment)
    captured_at: PartialDate | None = None
    withheld: bool = False
    reason: str | None = None
    """Why it is withheld; published in its place."""
    aliases: tuple[str, ...] = ()
    """Other addresses under which this article is known."""
    related: tuple[Link, ...] = ()
    translations: tuple[Link, ...] = ()
    """The article in other languages: text is the language where that is said (BCP 47), `href` an address or a path."""
    repairs: tuple[Repair, ...] = ()
    noindex: bool | None = None
    """Whether search engines are asked to leave it out; None leaves that to the archive."""
    canonical: Canonical | None = None
    """None leaves that to the archive."""
    extra: dict[str, str] = field(default_factory=dict)
    """Metadata that the program has no use for, as text."""
    provenance: dict[str, Provenance] = field(default_factory=dict)
    """Field name → where its value came from; a field without a value has no entry."""
    findings: tuple[Finding, ...] = ()

    @property
    def id(self) -> ArticleId:
        return self.capture.path

    @property
    def source_url(self) -> str | None:
        return self.source.href if self.source else None

    @property
    def image_caption(self) -> str | None:
        return self.caption.text or None

    @property
    def image_credit(self) -> str | None:
        return self.credit.text or None

    @property
    def images(self) -> tuple[Image, ...]:
        """The image files that the page shows, each once: first that above the text, then those of the body."""
        return tuple(dict.fromkeys((*((self.lead_image,) if self.lead_image else ()), *self.body_images.values())))

    @property
    def links(self) -> tuple[Link, ...]:
        """What the article refers to in its text and captions, in reading order."""
        return self.caption.links + self.credit.links + self.body.links

    def references(self) -> Iterator[Link]:
        """Every outbound reference: `links`, then the related articles, the translations, the original."""
        yield from self.links
        yield from self.related
        yield from self.translations
        if self.source:
            yield self.source


class Snapshot(Struct, frozen=True, gc=False):
    """A page in a web archive, taken apart."""

    url: str
    """The snapshot's own address."""
    original: str | None
    """The canonical address of what it shows; None where the address does not say (`archive.ph/CODE`)."""
    datetime: str | None
    """UTC, at the precision that the address holds: `2024`, `2024-08`, `2024-08-15`, `2024-08-15T14:30:00Z`."""
    archive: str = ""
    """The host that keeps it, as a name: `web.archive.org`."""


class Resolution(Struct, frozen=True, gc=False):
    """What a link came to. A value: a bad link is something to publish, not a failure."""

    kind: LinkKind
    canonical: str | None = None
    """The address that a page may link to; None for lost, relative, malformed and forbidden."""
    url_key: str | None = None
    """For look-up alone, never shown."""
    snapshot: Snapshot | None = None
    parts: tuple[tuple[str, str], ...] = ()
    """What a platform's address names: `(("channel", "uniannet"), ("post", "1"))`."""
    repair: Repair | None = None


class ArticleSummary(Struct, frozen=True, gc=False):
    """What the pages of others show of an article: a row of a listing, a neighbour, a link's target."""

    path: ArticleId
    page: str
    """POSIX, relative to the output folder."""
    title: str
    date: PartialDate | None
    publisher: str | None
    language: str | None


SummaryRow = tuple[str, str, str, str, str, str]
"""A teaser as the catalogue keeps it; what is unknown is empty. Thousands of them are compared and sent as they are."""


def to_summary(row: Sequence[str]) -> ArticleSummary:
    path, page, title, date, publisher, language = row
    return ArticleSummary(
        ArticleId(path), page, title, PartialDate(date) if date else None, publisher or None, language or None
    )


@dataclass(frozen=True, slots=True)
class ArticleContext:
    """What the rest of the archive puts on an article's page."""

    targets: Mapping[int, ArticleSummary] = field(default_factory=dict)
    """Number of a reference (from 0, in the order of `Article.references`) → the archive's own article."""
    earlier: ArticleSummary | None = None
    later: ArticleSummary | None = None
    cited_by: tuple[ArticleSummary, ...] = ()
    """Articles that refer to this one, oldest first."""
    related: tuple[ArticleSummary, ...] = ()
    """Articles with the same references or topics, the most alike first."""
    translations: tuple[ArticleSummary, ...] = ()
    """The archive's versions of it in other languages, whichever of them says so; by language and path."""


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A reference and what it came to: one line of `data/links.csv`."""

    article: ArticleId
    line: int | None
    column: int | None
    place: LinkRegion
    text: str
    href: str
    """As written."""
    canonical: str | None
    kind: LinkKind
    snapshot: str | None
    target: ArticleId | None
    """The archive's own article that it leads to."""
    status: LinkOutcome
    host: str | None = None
    """Of the canonical address: without `www.`, in punycode."""


CitationRow = tuple[str, str, str, str, str | None, str, str, str, str, str, str]
"""One article's reference to an address: the address, kind, place, text, snapshot, and the article's teaser."""

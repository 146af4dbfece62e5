"""The data model of the archive: frozen, picklable values that every package shares."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping

from msgspec import Struct, field

from kursk_archive.core.enums import ArticleId, Canonical, LinkKind, LinkOutcome, LinkRegion, Provenance
from kursk_archive.core.findings import Finding


class PartialDate(str):
    """A date at its source's precision: `2024`, `2024-08`, `2024-08-15`, `2024-08-15T14:30`, `…T14:30:05+03:00`.

    It is its own ISO 8601 representation, so it compares, hashes and serialises as text. It is never converted to
    another time zone.
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
        """The time as the source gave it, with the offset if stated: `14:30`, `14:30:05+03:00`."""
        return self[11:] or None


class Link(Struct, frozen=True, gc=False):
    """A link as its author wrote it."""

    text: str
    """The visible text without markup; for an image, its alternative text."""
    href: str
    """As written, never repaired here; empty if the capture has none."""
    line: int | None = None
    """1-based, in the capture's file."""
    column: int | None = None
    """1-based, in characters: the start of the link."""
    region: LinkRegion = LinkRegion.BODY
    html: str = ""
    """The text with its inline markup, safe to output."""


class Fragment(Struct, frozen=True):
    """HTML with its links left out, to be filled in once resolved: `segments[0]`, `links[0]`, `segments[1]`, …

    There is always one more segment than there are links. The segments are safe to output.
    """

    segments: tuple[str, ...] = ("",)
    links: tuple[Link, ...] = ()

    @property
    def text(self) -> str:
        """The visible text, with white space folded and without markup."""
        parts = [self.segments[0]]
        for link, segment in zip(self.links, self.segments[1:], strict=True):
            parts += (html.escape(link.text), segment)
        return " ".join(html.unescape(_TAG.sub(_tag_to_space, "".join(parts))).split())

    @property
    def text_without_spaces(self) -> str:
        """The visible text without white space and markup: in a quarter of the time that `text` takes."""
        parts = [self.segments[0]]
        for link, segment in zip(self.links, self.segments[1:], strict=True):
            parts += (html.escape(link.text), segment)
        text = html.unescape(_TAG.sub("", "".join(parts)))
        if text.isascii():
            return text.encode().translate(None, _ASCII_WHITE_SPACE).decode()
        return "".join(text.replace(" ", "").replace("\n", "").split())

    def __bool__(self) -> bool:
        return bool(self.links) or any(map(str.strip, self.segments))


_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)\b[^>]*>|<!--.*?-->", re.DOTALL)
_ASCII_WHITE_SPACE = bytes((*range(9, 14), *range(28, 33)))
_INLINE = frozenset(
    "a abbr b bdi bdo cite code del dfn em i ins kbd mark q s samp small span strong sub sup time u var".split()
)


def _tag_to_space(match: re.Match[str]) -> str:
    return "" if (match[1] or "").lower() in _INLINE else " "


class CapturePart(Struct, frozen=True, array_like=True):
    """A record of a crawl, or an image inside of the page that it holds."""

    start: int
    """Offset of the record, in bytes: in the capture, or in the file that `member` names."""
    length: int | None
    member: str = ""
    """Of a capture that is a compressed file, or holds one: the name of that file, once inflated. Empty if the record
    is a range of the capture's own bytes."""
    number: int | None = None
    """Of the image among the `data:` addresses of the page; None if the record holds the image."""
    path: str = ""
    """Of the capture that holds the record, if it is another crawl of the same folder; empty for the article's own."""


class CaptureResources(Struct, frozen=True, array_like=True):
    """The files that a saved page shows and that are not inside of its evidence."""

    sha256: str
    """Over all of them, hexadecimal."""
    entries: bytes = b""
    """Their places in crawls, see `loader.crawls.resources.CrawlResources`; empty for files in the page's folder."""
    sources: tuple[tuple[str, str], ...] = ()

    @property
    def lenders(self) -> tuple[str, ...]:
        """Paths of the other crawls that hold some of them."""
        return tuple(dict.fromkeys(path for path, _ in self.sources if path))


class Capture(Struct, frozen=True, omit_defaults=True):
    """The evidence of an article: a file as it was saved, or a part of it. It is never edited."""

    path: ArticleId
    sha256: str
    """Hexadecimal, lower case, of the unchanged bytes."""
    size: int
    """Bytes."""
    format: str
    """The name of the capture format that reads it, such as `text` or `markdown`."""
    encoding: str
    """Python's name for the encoding of its text."""
    media_type: str = "text/plain"
    published_suffix: str = ".txt"
    """Of the file beside the page that the evidence is published as."""
    has_original: bool = False
    """True if it is a saved page that can be shown as it looked."""
    key: str = ""
    """Identifies the article among several in the file; empty if the file is the article."""
    start: int = 0
    """Offset in the file, in bytes, of the article's evidence. `sha256` and `size` are of the evidence."""
    length: int | None = None
    """Of the evidence, in bytes; None if it goes to the end of the file."""
    member: str = ""
    """The file inside of the capture that `start` and `length` are of; see `CapturePart.member`."""
    resources: CaptureResources | None = None
    """The resources that its original page shows beyond the evidence."""

    @property
    def article_id(self) -> ArticleId:
        """The path, and `#KEY` behind it if the file holds several articles."""
        return ArticleId(f"{self.path}#{self.key}") if self.key else self.path


EMBEDDED_IMAGE = "#embedded-image-"
"""An image of an article at the address `#embedded-image-N` is number N of those inside of its capture."""


class Image(Struct, frozen=True):
    """An image of a capture, beside or inside of its file. Only scaled renditions of it are published."""

    path: str
    """Of the file: POSIX, relative to the content folder."""
    sha256: str
    """Hexadecimal, lower case, of the unchanged bytes."""
    size: int
    """Bytes."""
    width: int
    """Pixels, after applying the EXIF orientation."""
    height: int
    format: str
    """As detected from the bytes, not the file name: `JPEG`, `PNG`, `WebP`, `GIF`, `AVIF`."""
    part: int | CapturePart | None = None
    """The place of the image inside of the capture at `path`: its number, or where in a crawl; None if the file is the
    image."""

    @property
    def key(self) -> tuple[str, int | CapturePart | None]:
        """Identifies the image among those of an article."""
        return self.path, self.part


class Repair(Struct, frozen=True, omit_defaults=True):
    """The address of a lost link, found by an archivist or in a witness: an entry of `links:` in the sidecar."""

    text: str
    """The link's text in the capture."""
    href: str
    occurrence: int = 1
    """1-based, among the links of the article with that text."""
    by: str | None = None
    date: PartialDate | None = None
    note: str | None = None
    line: int | None = None
    """1-based, in the file that states the repair."""
    path: str = ""
    """Path of that file: POSIX, relative to the content folder."""
    method: str | None = None
    """The way it was found in another copy of the article: `text`, `headline`, or `edition` where the build found it in
    another capture; None if a person found it."""
    witness: str | None = None
    """That copy: the path of a file, or the address of a snapshot."""
    witness_sha256: str | None = None
    """Of its file; hexadecimal, lower case."""
    witness_date: PartialDate | None = None
    """The time at which the copy was made."""
    confidence: str | None = None
    """The reason to believe the address: `same sentence`, `edited sentence`, `headline`."""
    is_lent: bool = False
    """True if no sidecar states it: the build takes it from another capture of the article."""


class JoinedName(Struct, frozen=True, gc=False):
    """A name in an article that archive.yaml joins with others."""

    taxonomy: str
    name: str
    """As the article states it."""
    slug: str
    """Of the term."""
    label: str
    """Of the term, in the archive's language."""


class Article(Struct, frozen=True):
    """The content of a capture as a loader reads it: the body, and metadata with their provenance."""

    capture: Capture
    title: str
    body: Fragment
    date: PartialDate | None = None
    updated: PartialDate | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    source: Link | None = None
    """The original URL as the capture states it."""
    language: str | None = None
    """BCP 47."""
    topics: tuple[str, ...] = ()
    section: str | None = None
    places: tuple[str, ...] = ()
    slug: str = ""
    """The last segment of the permalink: lower-case ASCII letters, digits, hyphens; never empty once loaded."""
    description: str | None = None
    image: str | None = None
    """Its address, as stated in the capture or the sidecar."""
    image_alt: str | None = None
    """The image's alternative text."""
    lead_image: Image | None = None
    """The image above the text, if its file is in the content folder."""
    body_images: dict[str, Image] = field(default_factory=dict)
    """Address of an image in the body, as written in the capture → its file in the content folder."""
    caption: Fragment = Fragment()
    credit: Fragment = Fragment()
    captured_at: PartialDate | None = None
    withheld: bool = False
    edition: str | None = None
    """`this` if its status is its own, whatever other captures of the article state."""
    edition_of: str | None = None
    """Path of another capture of this article, or an address of it, where the sources do not say so."""
    reason: str | None = None
    """The reason why it is withheld; published in its place."""
    review: PartialDate | None = None
    """The day on which an archivist wants to decide again whether it is withheld; never published."""
    aliases: tuple[str, ...] = ()
    """Other URLs of this article."""
    related: tuple[Link, ...] = ()
    translations: tuple[Link, ...] = ()
    """The article in other languages: `text` is the language if stated (BCP 47), `href` a URL or a path."""
    repairs: tuple[Repair, ...] = ()
    noindex: bool | None = None
    """True to ask search engines not to index it; None for the archive's default."""
    canonical: Canonical | None = None
    """None for the archive's default."""
    extra: dict[str, str] = field(default_factory=dict)
    """Metadata that the program does not use, as text."""
    provenance: dict[str, Provenance] = field(default_factory=dict)
    """Field name → the source of its value; a field without a value has no entry."""
    origins: dict[str, str] = field(default_factory=dict)
    """Field name → the part of the capture that states it, such as `JSON-LD`, for captures that have several."""
    extractor: str = ""
    """Name and version of the program that chose the text; empty if the capture holds nothing else."""
    joined_names: tuple[JoinedName, ...] = ()
    """Which of its topics, authors, publisher and places archive.yaml joins; empty until a build has looked them up."""
    findings: tuple[Finding, ...] = ()

    @property
    def id(self) -> ArticleId:
        return self.capture.article_id

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
    def captured_aliases(self) -> tuple[str, ...]:
        """Other URLs that the capture itself names, such as that of the AMP page which it is."""
        return () if self.provenance.get("aliases") is Provenance.SIDECAR else self.aliases

    def image_name(self, address: str) -> str:
        """Return by which an image is known in every capture: its file's name, or its digest if the capture holds it.

        The rest of an address changes with the server and with the size that it sends.
        """
        if address.startswith(EMBEDDED_IMAGE):
            return self.body_images[address].sha256 if address in self.body_images else address
        path = re.split("[?#]", address, maxsplit=1)[0].rstrip("/")
        return path.rpartition("/")[2] or address

    @property
    def images(self) -> tuple[Image, ...]:
        """The image files on the page, each once: the lead image first, then those of the body."""
        return tuple(dict.fromkeys((*((self.lead_image,) if self.lead_image else ()), *self.body_images.values())))

    @property
    def links(self) -> tuple[Link, ...]:
        """The links in its text and captions, in reading order."""
        return self.caption.links + self.credit.links + self.body.links

    def references(self) -> Iterator[Link]:
        """Yield every outbound link: `links`, then the related articles, the translations, the original."""
        yield from self.links
        yield from self.related
        yield from self.translations
        if self.source:
            yield self.source


class Snapshot(Struct, frozen=True, gc=False):
    """A copy of a page in a web archive."""

    url: str
    """The snapshot's own address."""
    original: str | None
    """The canonical URL of the original page; None if the address does not contain it (`archive.ph/CODE`)."""
    datetime: str | None
    """UTC, at the precision of the address: `2024`, `2024-08`, `2024-08-15`, `2024-08-15T14:30:00Z`."""
    archive: str = ""
    """The web archive, named by its host: `web.archive.org`."""


class Resolution(Struct, frozen=True, gc=False):
    """The result of classifying a link by its address alone. A bad link is a result too, not a failure."""

    kind: LinkKind
    canonical: str | None = None
    """The address that a page may link to; None for lost, relative, malformed and forbidden links."""
    url_key: str | None = None
    """Used for look-up only, never shown."""
    snapshot: Snapshot | None = None
    repair: Repair | None = None


class ArticleSummary(Struct, frozen=True, gc=False):
    """The fields of an article that other pages show: in a listing, as a neighbour, as the target of a link."""

    path: ArticleId
    page: str
    """POSIX, relative to the output folder."""
    title: str
    date: PartialDate | None
    publisher: str | None
    language: str | None
    edition_count: int = 0
    """Editions that the archive holds; 0 or 1 where the text was captured once or never changed."""


SummaryRow = tuple[str, str, str, str, str, str, int]
"""An `ArticleSummary` as the catalogue stores it, with unknown values empty. Listings hold thousands of them."""


def to_summary(row: SummaryRow) -> ArticleSummary:
    path, page, title, date, publisher, language, editions = row
    date_known = PartialDate(date) if date else None
    return ArticleSummary(ArticleId(path), page, title, date_known, publisher or None, language or None, editions)


class ChangeSummary(Struct, frozen=True, gc=False):
    """The changes of an edition from the one before it."""

    classes: tuple[str, ...]
    """Of all changes, as `ChangeClass` has them; empty if the text is the same."""
    added_words: int
    removed_words: int
    is_acknowledged: bool
    is_across_formats: bool
    """True if the captures are in two formats."""


class EditionSummary(Struct, frozen=True, gc=False):
    """An edition of an article, as the pages of other editions show it."""

    path: ArticleId
    page: str
    """Its own page, relative to the output folder; empty where the article has one edition."""
    captured_at: PartialDate | None
    record_sha256: str
    published_suffix: str
    seen_again: tuple[PartialDate, ...] = ()
    """Times of further captures with the same text, in order."""
    first_with_text: int = 0
    """Index of the first edition with its text: a smaller one than its own if the text came back."""
    has_original: bool = False
    """True if its capture is a saved page that can be shown as it looked."""
    change: ChangeSummary | None = None
    """From the edition before; None for the first."""


class NearestEdition(Struct, frozen=True, gc=False):
    """The edition that a link leads to, since it is nearer to the linking article's date than the latest one."""

    page: str
    """Relative to the output folder."""
    captured_at: PartialDate


class PublishedEdition(Struct, frozen=True, gc=False):
    """An edition, as data files and citations show it."""

    data_row: bytes
    """Its row of `data/articles.jsonl`, with the addresses of the article and of the edition."""
    order: int
    """By time, from 1."""
    count: int
    """Editions of the article."""
    seen_again: tuple[str, ...]
    """Times of further captures with the same text."""
    same_text_as: str | None
    """The page of the earlier edition whose text it has; None if the text is new."""


class TimeMapEntry(Struct, frozen=True, gc=False):
    """A page that shows an original as it was at a time."""

    address: str
    """Of a snapshot in a web archive, absolute; or of a page of the archive, relative to the output folder."""
    captured_at: str
    """As a `PartialDate`."""


class TimeMap(Struct, frozen=True, gc=False):
    """The known mementos of an article's original, of which there are two at least."""

    original: str
    entries: tuple[TimeMapEntry, ...]


class MementoRow(Struct, frozen=True, gc=False):
    """A page of the archive that shows an address as it was at a time."""

    original: str
    captured_at: str
    page: str
    """Relative to the output folder."""
    capture_sha256: str


class ArticleContext(Struct, frozen=True):
    """The parts of an article's page that depend on other articles."""

    targets: Mapping[int, ArticleSummary] = field(default_factory=dict)
    """Index of a link in `Article.references()`, from 0 → the article of the archive that it leads to."""
    earlier: ArticleSummary | None = None
    later: ArticleSummary | None = None
    cited_by: tuple[ArticleSummary, ...] = ()
    """Articles that link to this one, oldest first."""
    related: tuple[ArticleSummary, ...] = ()
    """Articles with the same links or topics, the most similar first."""
    translations: tuple[ArticleSummary, ...] = ()
    """The archive's versions in other languages that name the article or that other versions lead to; by language and
    path."""
    withheld_links: tuple[int, ...] = ()
    """Indices, as in `targets`, of links to versions in other languages that are withheld."""
    minor_terms: tuple[tuple[str, str, str], ...] = ()
    """Taxonomy and slug of the article's terms that have no pages of their own, with the page that they share; it is
    empty where this is their only article."""
    editions: tuple[EditionSummary, ...] = ()
    """Editions of the article by time; empty where it was captured once."""
    timemap: TimeMap | None = None
    nearest: Mapping[int, NearestEdition] = field(default_factory=dict)
    """Those of `targets` that lead to another edition than the latest."""


class LedgerRow(Struct, frozen=True):
    """A link and its outcome: one row of `data/links.csv`. The field names are the published column names."""

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
    """The article of the archive that it leads to."""
    status: LinkOutcome
    method: str | None = None
    """This and the next four: see `Repair`. They are None unless the address was found in another copy."""
    witness: str | None = None
    witness_sha256: str | None = None
    witness_date: str | None = None
    confidence: str | None = None
    host: str | None = None
    """Host of the canonical address: without `www.`, in punycode."""


CitationRow = tuple[str, str, str, str, str | None, str, str, str, str, str, str, int]
"""An article's link to an address: address, kind, region, text, snapshot, and the article's `SummaryRow`."""

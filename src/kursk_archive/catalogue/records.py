"""Rows of the catalogue for one capture, as plain values that any process can make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from kursk_archive.catalogue.encoding import ENCODER
from kursk_archive.core.enums import ArticleId, CaptureState, SidecarState
from kursk_archive.core.findings import Finding
from kursk_archive.core.model import Article, Image, PartialDate, Resolution


class LinkRow(Struct, frozen=True, gc=False):
    """A row of the table `link`: a link, what its address says of itself, and its look-up keys.

    Strings are plain: binding members of an enumeration takes SQLite four times as long.
    """

    region: str
    text: str
    href: str
    line: int | None
    column: int | None
    kind: str
    canonical: str | None
    url_key: bytes | None
    """Key of its address, see `encoding.hash_key`; None for the article's own source, which leads nowhere."""
    title_key: bytes | None
    """Key of the text of a lost link that may be an article's title."""
    snapshot: str | None
    host: str | None
    repaired: bool
    method: str | None = None
    """This and the next four: see `Repair`."""
    witness: str | None = None
    witness_sha256: str | None = None
    witness_date: str | None = None
    confidence: str | None = None


TermRow = tuple[str, str, str, int]
"""Taxonomy, slug, label and weight of a term: how often the article links to a host, 1 for all others."""


class ArticleRecord(Struct, frozen=True):
    """An article's rows in the tables `article`, `article_content`, `article_url` and `link`."""

    article_id: ArticleId
    state: CaptureState
    output_path: str = ""
    """The address that its date and slug ask for, relative to the output folder; `settle.py` says which it has."""
    title: str = ""
    title_key: bytes = b""
    """See `encoding.hash_key`."""
    date: str = ""
    publisher: str = ""
    language: str = ""
    record_sha256: str = ""
    """Of `article_msgpack`."""
    capture_sha256: str = ""
    """Of the article's evidence: the capture's bytes, or its part of them."""
    published_suffix: str = ".txt"
    """Of the file that the evidence is published as."""
    has_original: bool = False
    """True if the evidence is a saved page that can be shown as it looked."""
    modified: str = ""
    """Date of the last known change to the article; empty where none is known."""
    noindex: bool = False
    """True if search engines are asked to leave it out."""
    images_msgpack: bytes = b""
    """See `encode_images`; empty where it has none."""
    data_row: bytes = b""
    """Its line in the data files."""
    article_msgpack: bytes = b""
    """See `encode_article`."""
    url_keys: tuple[bytes, ...] = ()
    """Keys of the addresses that the article is known by, of its path, and of its bytes."""
    source_key: bytes = b""
    """The one of its source; empty without one."""
    captured_at: str = ""
    stands_alone: bool = False
    """True if its status is its own, whatever other captures of the article state."""
    language_suffix: str = ""
    """Of its address, where a version in another language has the same name."""
    text_digest: bytes = b""
    """Of its headline, caption and text, without white space."""
    detail_digest: bytes = b""
    """Of its authors, its date and the addresses of its links."""
    original: str = ""
    """Web address of the original; empty without one."""
    snapshots: tuple[str, ...] = ()
    """Addresses of snapshots of the original, among its source and aliases."""
    form: str = ""
    """Capture format and addresses. Captures of one form differ in details only if the article does."""
    links: tuple[LinkRow, ...] = ()
    terms: tuple[TermRow, ...] = ()
    name_keys: tuple[bytes, ...] = ()
    """Keys of the names by which notes link to it."""
    """One for each taxonomy and slug."""


class CaptureRecord(Struct, frozen=True):
    """A capture's row, with the articles read from it."""

    capture_path: str
    """POSIX, relative to the content folder."""
    file_stamp: str
    """Size and times of the file, its sidecar and its images: tells without reading them whether any has changed."""
    findings: tuple[Finding, ...] = ()
    articles: tuple[ArticleRecord, ...] = ()
    broken_ids: tuple[ArticleId, ...] = ()
    """Articles that cannot be published as they are now: their last good rows stay."""
    file_sha256: str = ""
    """Of the whole file; empty if it cannot be read."""
    withheld: Mapping[ArticleId, str | None] = {}
    """Broken articles that a status withholds → the reason, empty if there is none; None keeps a reason that is known.
    The capture's path means all its articles."""
    sidecar_path: str = ""
    sidecar_state: SidecarState = SidecarState.ABSENT
    is_partial: bool = False
    """True if it holds some of the articles, and records with others follow."""
    ends_parts: bool = False
    """True if it follows the partial ones, and holds all else."""
    earlier_articles: int = 0
    """In the partial records."""
    earlier_published: int = 0
    """Those of them that nothing withholds."""
    left: Mapping[str, int] = {}
    """Reason → pages that are no articles, until the parts are put together."""
    needs: bytes = b""
    """Of a crawl: what its pages ask for, see `loader.crawls.needs`."""

    @property
    def is_unreadable(self) -> bool:
        """True if no article could be read, although there is one."""
        return not self.articles and not self.earlier_articles and bool(self.broken_ids)

    @property
    def withholds_all(self) -> bool:
        """True if articles were read, and none of them is to be published."""
        count = len(self.articles) + self.earlier_articles
        return bool(count) and not self.earlier_published and all(a.state != "published" for a in self.articles)


StoredArticle = tuple[Article, tuple[Resolution, ...]]
"""An article, and what each of its links came to by itself, in the order of `Article.references`."""


def encode_article(article: Article, resolutions: Sequence[Resolution]) -> tuple[bytes, str]:
    """Encode an article without its findings, which no page shows; return the bytes and their SHA-256."""
    shown = replace(article, findings=()) if article.findings else article  # copying takes 8 µs
    record = ENCODER.encode((shown, tuple(resolutions)))
    return record, sha256(record).hexdigest()


def withhold_article(record: bytes, reason: str) -> tuple[bytes, str]:
    """Return the record of an article as one that is withheld, and its SHA-256; see `encode_article`."""
    article, resolutions = decode_article(record)
    return encode_article(replace(article, withheld=True, reason=reason or None), resolutions)


def decode_article(record: bytes) -> StoredArticle:
    """Decode what `encode_article` made.

    Raises:
        msgspec.DecodeError: these are other bytes.
    """
    stored: StoredArticle = _ARTICLE_DECODER.decode(record)
    return stored


def encode_images(images: Sequence[Image]) -> bytes:
    """Encode an article's images; nothing where there are none."""
    return ENCODER.encode(tuple(images)) if images else b""


def decode_images(data: bytes) -> tuple[Image, ...]:
    """Decode what `encode_images` made."""
    return _IMAGES_DECODER.decode(data) if data else ()


def _to_type(kind: type, value: object) -> object:
    if kind is PartialDate and isinstance(value, str):
        return PartialDate(value)
    raise NotImplementedError(kind)


_ARTICLE_DECODER = msgspec.msgpack.Decoder(StoredArticle, dec_hook=_to_type)
_IMAGES_DECODER = msgspec.msgpack.Decoder(tuple[Image, ...])

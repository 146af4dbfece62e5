"""What the catalogue keeps of one capture, as plain values that any process can make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

import msgspec
from msgspec import Struct

from kursk_archive.catalogue.encoding import ENCODER
from kursk_archive.core.enums import ArticleId, CaptureState
from kursk_archive.core.findings import Finding
from kursk_archive.core.model import Article, Image, PartialDate, Resolution


class Reference(Struct, frozen=True, gc=False):
    """A row of the link ledger: a link, what it came to by itself, and what it may be looked up by.

    Texts are plain ones: SQLite takes four times as long over members of an enumeration.
    """

    place: str
    text: str
    href: str
    line: int | None
    column: int | None
    kind: str
    canonical: str | None
    key: bytes | None
    """Its address's, see `packing.lookup`; None for the article's own source, which leads nowhere."""
    title_key: bytes | None
    """The same of a lost link whose text may be an article's title."""
    snapshot: str | None
    host: str | None
    repaired: bool


ShelfRow = tuple[str, str, str, int]
"""Facet, key, label, and how often: where an article stands, for the lists of its topic, its publisher, a host."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One capture's rows."""

    path: ArticleId
    stamp: str
    """What shows without reading it whether the file or its sidecar has changed."""
    state: CaptureState
    findings: tuple[Finding, ...] = ()
    page: str = ""
    """POSIX, relative to the output folder."""
    title: str = ""
    title_key: bytes = b""
    """See `packing.lookup`."""
    date: str = ""
    publisher: str = ""
    language: str = ""
    digest: str = ""
    """Of `record`."""
    sha256: str = ""
    """Of the capture."""
    changed: str = ""
    """When it was last changed, as far as anybody says so; empty where nothing is known."""
    hidden: bool = False
    """Whether search engines are asked to leave it out."""
    pictures: bytes = b""
    """Its images, see `pack_pictures`; empty where it has none."""
    line: bytes = b""
    """Its row in the archive's data files."""
    record: bytes = b""
    addresses: tuple[bytes, ...] = ()
    """Keys that this article is known by."""
    references: tuple[Reference, ...] = ()
    shelves: tuple[ShelfRow, ...] = ()
    """One for each facet and key."""


Recorded = tuple[Article, tuple[Resolution, ...]]
"""An article, and what each of its references came to by itself, in the order of `Article.references`."""


def pack(article: Article, resolutions: Sequence[Resolution]) -> tuple[bytes, str]:
    """A record and its digest; the findings are left out, since no page shows them."""
    told = replace(article, findings=()) if article.findings else article  # to copy it takes 8 µs
    record = ENCODER.encode((told, tuple(resolutions)))
    return record, sha256(record).hexdigest()


def unpack(record: bytes) -> Recorded:
    """The article and resolutions of a record.

    Raises:
        msgspec.DecodeError: the record is not one.
    """
    found: Recorded = _DECODER.decode(record)
    return found


def _typed(kind: type, value: object) -> object:
    if kind is PartialDate and isinstance(value, str):
        return PartialDate(value)
    raise NotImplementedError(kind)


def pack_pictures(pictures: Sequence[Image]) -> bytes:
    """Its images, as the catalogue keeps them; nothing where there are none."""
    return ENCODER.encode(tuple(pictures)) if pictures else b""


def unpack_pictures(data: bytes) -> tuple[Image, ...]:
    return _PICTURES.decode(data) if data else ()


_DECODER = msgspec.msgpack.Decoder(Recorded, dec_hook=_typed)
_PICTURES = msgspec.msgpack.Decoder(tuple[Image, ...])

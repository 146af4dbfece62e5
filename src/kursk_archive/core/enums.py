"""The nouns that are a single word, for who needs no more: `model` takes 20 ms to import, these take one."""

from __future__ import annotations

from enum import StrEnum
from typing import NewType

ArticleId = NewType("ArticleId", str)
"""A capture's path, POSIX, relative to the content folder: what an article is known by inside the archive."""


class Provenance(StrEnum):
    """Where a value came from."""

    STATED = "stated"
    """The capture says so."""
    DERIVED = "derived"
    """Worked out from what the capture says: a date from the source URL, a publisher from its host."""
    SIDECAR = "sidecar"
    """An archivist says so."""
    DEFAULT = "default"
    """Nobody says so; the archive's configuration or the program fills it in."""


class Canonical(StrEnum):
    """Which address search engines are told is an article's own."""

    ORIGINAL = "original"
    COPY = "copy"
    """The page in this archive."""


class LinkRegion(StrEnum):
    """Where in the article a link stands."""

    BODY = "body"
    CAPTION = "caption"
    CREDIT = "credit"
    IMAGE = "image"
    """An image of the body: its address is a reference like any other, and never fetched by a reader's browser."""
    RELATED = "related"
    TRANSLATION = "translation"
    """In the metadata: the article in another language."""
    SOURCE = "source"


class LinkKind(StrEnum):
    """What a link came to."""

    ARTICLE = "article"
    """An article of this archive."""
    NEWS = "news"
    """A page of a known publisher."""
    TELEGRAM = "telegram"
    X = "x"
    YOUTUBE = "youtube"
    SNAPSHOT = "snapshot"
    """A page in a web archive."""
    DOCUMENT = "document"
    """A file to download: PDF and the like."""
    SOCIAL = "social"
    SHORTENER = "shortener"
    """The target cannot be known offline."""
    WEB = "web"
    """Any other address."""
    MAIL = "mail"
    PHONE = "phone"
    FRAGMENT = "fragment"
    """A place on the same page."""
    RELATIVE = "relative"
    """An address without a host, where the source's own address is not known."""
    LOST = "lost"
    """The capture kept no target: `#`, or nothing."""
    MALFORMED = "malformed"
    FORBIDDEN = "forbidden"
    """`javascript:`, `data:` and the like: never published as a link."""


class LinkOutcome(StrEnum):
    """What a reader can do with a reference."""

    INSIDE = "inside"
    """Read it in this archive."""
    SNAPSHOT = "snapshot"
    """Read it in a web archive, as the capture named it."""
    OUTSIDE = "outside"
    """Look for it where it was."""
    REPAIRED = "repaired"
    """Look for it where an archivist found it: the capture had lost it."""
    LOST = "lost"
    """Nothing: the capture has no address that can be followed."""


class CaptureState(StrEnum):
    """What becomes of a capture."""

    PUBLISHED = "published"
    WITHHELD = "withheld"
    """A page stands at its address and says why there is no article."""
    DRAFT = "draft"
    """Withheld without a reason: nothing of it is published, not even that it is there."""
    BROKEN = "broken"
    """There is no article in it; the last good one, if there is one, stands in."""

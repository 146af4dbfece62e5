"""Enumerations of the model, in a module of their own: it imports in 1 ms, `model` in 20."""

from __future__ import annotations

from enum import StrEnum
from typing import NewType

ArticleId = NewType("ArticleId", str)
"""An article's identifier inside the archive: its capture's path, POSIX, relative to the content folder."""


class Provenance(StrEnum):
    """The source of a metadata value."""

    STATED = "stated"
    """Written in the capture."""
    DERIVED = "derived"
    """Computed from what the capture states: a date from the source URL, a publisher from its host."""
    SIDECAR = "sidecar"
    """Written in the sidecar by an archivist."""
    REMOVED = "removed"
    """Taken back in the sidecar by an archivist: whatever the capture states, no value counts."""
    DEFAULT = "default"
    """Filled in from the archive's configuration or by the program."""


class SiteGenerator(StrEnum):
    """A program whose content folders can be imported, in the order in which they are told apart."""

    OBSIDIAN = "obsidian"
    DOCUSAURUS = "docusaurus"
    JEKYLL = "jekyll"
    PELICAN = "pelican"
    NIKOLA = "nikola"
    ELEVENTY = "eleventy"
    ZOLA = "zola"
    HUGO = "hugo"
    PLAIN = "plain"
    """None: a folder of captures."""


class Canonical(StrEnum):
    """The address that search engines are told is canonical for an article."""

    ORIGINAL = "original"
    COPY = "copy"
    """The page in this archive."""


class LinkRegion(StrEnum):
    """The part of an article that contains a link."""

    BODY = "body"
    CAPTION = "caption"
    CREDIT = "credit"
    IMAGE = "image"
    """An image in the body. Its address is a reference like any other; a reader's browser never fetches it."""
    EMBED = "embed"
    """A player, a frame or a post that the original page embedded. It is a link here; nothing of it is loaded."""
    RELATED = "related"
    TRANSLATION = "translation"
    """A translation named in the metadata."""
    SOURCE = "source"


class LinkKind(StrEnum):
    """The kind of thing that a link leads to, or the reason why it leads nowhere."""

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
    """A file to download, such as a PDF."""
    SOCIAL = "social"
    SHORTENER = "shortener"
    """A short link, whose target cannot be known offline."""
    ONION = "onion"
    """A page of an onion service, which Tor Browser opens."""
    IDENTIFIER = "identifier"
    """A document named by an identifier, such as a DOI, at the address that resolves it."""
    WEB = "web"
    """Any other address."""
    APP = "app"
    """An address that another program opens, such as `magnet:`, `ipfs:`, `gemini:` or `irc:`."""
    UNLINKED = "unlinked"
    """An address or a name that no page can usefully link to, such as `urn:` or `rsync:`. It is shown as text."""
    MAIL = "mail"
    PHONE = "phone"
    FRAGMENT = "fragment"
    """A position on the same page."""
    RELATIVE = "relative"
    """A relative address in an article whose source URL is not known."""
    LOST = "lost"
    """The capture kept no target, only `#` or nothing."""
    MALFORMED = "malformed"
    FORBIDDEN = "forbidden"
    """An address with a scheme such as `javascript:` or `data:`, never published as a link."""


LOST_KINDS = (LinkKind.LOST, LinkKind.RELATIVE)
"""Links whose addresses another copy of the article may have."""


class LinkOutcome(StrEnum):
    """The use of a link to a reader."""

    INSIDE = "inside"
    """Read it in this archive."""
    SNAPSHOT = "snapshot"
    """Read it in a web archive, as the capture named it."""
    OUTSIDE = "outside"
    """Look for it where it was."""
    REPAIRED = "repaired"
    """Look for it at the address that an archivist found, since the capture had lost it."""
    LOST = "lost"
    """Nothing: the capture has no address that can be followed."""


class SidecarState(StrEnum):
    """The part that the sidecar of a capture plays in publication."""

    ABSENT = "absent"
    """There is none, or nothing in it."""
    UNREADABLE = "unreadable"
    SILENT = "silent"
    """It states no status."""
    PUBLISHING = "publishing"
    WITHHOLDING = "withholding"
    """It withholds at least one article of the capture."""


class CaptureState(StrEnum):
    """The publication state of a capture."""

    PUBLISHED = "published"
    WITHHELD = "withheld"
    """The page at its address says why the article is not published."""
    DRAFT = "draft"
    """Withheld without a reason: nothing is published, not even that the capture exists."""
    BROKEN = "broken"
    """No article could be read from it; the last good version, if any, stays published."""

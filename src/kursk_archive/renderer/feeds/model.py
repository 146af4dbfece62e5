"""What feeds are made of, and what they are known by."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from uuid import UUID, uuid5

from msgspec import Struct, field

from kursk_archive.config import Site
from kursk_archive.core.model import Article, ArticleSummary, Resolution


class FeedArticle(Struct, frozen=True):
    """An article as a feed takes it."""

    article: Article
    resolutions: tuple[Resolution, ...]
    """One for each of `article.references()`."""
    output_path: str
    """POSIX, relative to the output folder."""
    targets: Mapping[int, ArticleSummary] = field(default_factory=dict)
    """Number of a reference → the archive's own article, as in `ArticleContext`."""


class Feed(Struct, frozen=True):
    """The newest articles of something that has a page."""

    title: str
    path: str
    """Of the two files, POSIX, relative to the output folder, without their endings: `feed`, `topics/ferries/feed`."""
    page: str
    """Of the page with the same articles, likewise: `index.html`."""
    articles: tuple[FeedArticle, ...]
    """The newest first."""
    description: str = ""


class FeedLimits(Struct, frozen=True):
    """How much a feed holds."""

    max_entries: int
    """At most."""
    max_bytes: int
    """Bytes of each file, at most, but for the first entry, which is always there."""


class FeedHeader(Struct, frozen=True):
    """What a feed says of itself; texts are clean, addresses absolute."""

    id: str
    title: str
    description: str
    feed_url: str
    """Of the file itself."""
    page_url: str
    language: str
    author: str
    rights: str


def atom_path(path: str) -> str:
    return f"{path}.atom"


def json_path(path: str) -> str:
    return f"{path}.json"


_INVALID_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def strip_invalid_xml(text: str) -> str:
    """A text without the characters that XML has no way to write. Source: XML 1.0, section 2.2."""
    return _INVALID_IN_XML.sub("", text)


# An id must be the same for ever and nowhere else in the world (RFC 4287, section 4.2.6). An absolute address, or a
# tag: with the host in it, would change when the archive moves to another host, which archives that are blocked do, and
# every reader would be shown everything again. So it is a UUID made of what does not move: an entry's page in the
# archive, whose address is a promise, with the address of the original, which tells apart two archives' `a.html`.
_NAMESPACE = UUID("5a0a3c0c-6e1c-4b0f-9a5c-3f0d9a2b7e41")


def entry_id(article: Article, output_path: str, site: Site) -> str:
    """As a `urn:uuid:`; where no original is known, the archive's title has to tell it from other archives' pages."""
    return _urn("entry", output_path, article.source_url or site.title)


def feed_id(feed: Feed, site: Site) -> str:
    """As a `urn:uuid:`; one for both forms, since they are the same feed."""
    return _urn("feed", feed.path, site.title)


def _urn(*names: str) -> str:
    return uuid5(_NAMESPACE, json.dumps(names)).urn

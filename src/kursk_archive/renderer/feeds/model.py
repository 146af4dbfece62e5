"""The feed model, and the ids of feeds and entries."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping
from uuid import UUID, uuid5

from msgspec import Struct, field
from msgspec.structs import replace

from kursk_archive.config import Site
from kursk_archive.core.model import Article, ArticleSummary, Fragment, Resolution
from kursk_archive.core.text import strip_invalid_xml

EXCERPT_CHARACTERS = 300
"""Maximum length of the excerpt that replaces a text that is too long."""


class FeedArticle(Struct, frozen=True):
    """An article to be put into a feed."""

    article: Article
    resolutions: tuple[Resolution, ...]
    """One for each of `article.references()`."""
    output_path: str
    """POSIX, relative to the output folder."""
    targets: Mapping[int, ArticleSummary] = field(default_factory=dict)
    """Number of a reference → the archive's own article, as in `ArticleContext`."""


class Feed(Struct, frozen=True):
    """The newest articles of a list that has a page."""

    title: str
    path: str
    """Of the feed's files, without their suffixes; POSIX, relative to the output folder: `topics/ferries/feed`."""
    page: str
    """The page that lists the same articles; POSIX, relative to the output folder: `index.html`."""
    articles: tuple[FeedArticle, ...]
    """Newest first."""
    description: str = ""


class FeedLimits(Struct, frozen=True):
    """The maximum size of a feed."""

    max_entries: int
    max_bytes: int
    """Of each file. The first entry is always there, whatever its size."""


class FeedHeader(Struct, frozen=True):
    """The metadata of a feed. Texts are valid in XML, URLs absolute."""

    id: str
    title: str
    description: str
    feed_url: str
    """Of the file itself."""
    page_url: str
    language: str
    author: str
    rights: str


class FeedEntry(Struct, frozen=True):
    """An entry of a feed. Texts are valid in XML, URLs absolute."""

    id: str
    url: str
    original_url: str | None
    title: str
    html: str
    """The full text; empty if it is too long for a feed."""
    summary: str
    """The article's own description; may be empty."""
    body: Fragment
    published: str | None
    updated: str
    """RFC 3339, like `published`."""
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    language: str | None

    @property
    def excerpt(self) -> str:
        """The beginning of the text, never empty. Computed on demand: few entries need it, and it is slow to cut."""
        links = 8  # more than an excerpt can run past; extracting all of a long text takes milliseconds
        text = Fragment(self.body.segments[: links + 1], self.body.links[:links]).text[: 4 * EXCERPT_CHARACTERS]
        return textwrap.shorten(strip_invalid_xml(text), EXCERPT_CHARACTERS, placeholder=" …") or self.title or "…"

    def without_full_text(self) -> FeedEntry:
        return replace(self, html="", summary=self.summary or self.excerpt)


# An id must be permanent and globally unique (RFC 4287, section 4.2.6). An absolute URL or a tag URI contains the host,
# so it would change when the archive moves, as blocked archives do, and every reader would show all entries again. The
# id is therefore a UUID of what does not move: the entry's permalink, and the URL of the original, which distinguishes
# the `a.html` of one archive from that of another.
_NAMESPACE = UUID("5a0a3c0c-6e1c-4b0f-9a5c-3f0d9a2b7e41")


def entry_id(article: Article, output_path: str, site: Site) -> str:
    """A `urn:uuid:`. If no original is known, the archive's title distinguishes it from other archives' pages."""
    return _urn("entry", output_path, article.source_url or site.title)


def feed_id(feed: Feed, site: Site) -> str:
    """A `urn:uuid:`, the same in both formats, since they are one feed."""
    return _urn("feed", feed.path, site.title)


def _urn(*names: str) -> str:
    return uuid5(_NAMESPACE, json.dumps(names)).urn

"""An article as both forms of a feed have it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from html import escape

from msgspec import Struct
from msgspec.structs import replace

from kursk_archive.config import Site
from kursk_archive.core.enums import LinkRegion
from kursk_archive.core.model import Fragment, Link
from kursk_archive.renderer.absolute_urls import absolute_url
from kursk_archive.renderer.feeds.model import FeedArticle, entry_id, strip_invalid_xml
from kursk_archive.renderer.pages.links import LinkView, link_view
from kursk_archive.renderer.theme.environment import lang_attributes
from kursk_archive.renderer.timestamps import last_modified, to_rfc3339

EXCERPT_CHARACTERS = 300
"""Characters of what stands in for a text that is too long."""


class FeedEntry(Struct, frozen=True):
    """All texts are clean, all addresses absolute."""

    id: str
    url: str
    original_url: str | None
    """The original's address."""
    title: str
    html: str
    """The full text; empty where it is too long for a feed."""
    summary: str
    """What the article says of itself in short, if anything."""
    body: Fragment
    published: str | None
    updated: str
    """RFC 3339, like `published`."""
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    language: str | None

    @property
    def excerpt(self) -> str:
        """What stands in for the full text; never empty. To cut it takes longer than all else, and few need it."""
        links = 8  # as many as a summary may run past; all of a long text takes milliseconds
        text = Fragment(self.body.segments[: links + 1], self.body.links[:links]).text[: 4 * EXCERPT_CHARACTERS]
        return textwrap.shorten(strip_invalid_xml(text), EXCERPT_CHARACTERS, placeholder=" …") or self.title or "…"

    def without_full_text(self) -> FeedEntry:
        return replace(self, html="", summary=self.summary or self.excerpt)


def make_entry(source: FeedArticle, site: Site, base_url: str) -> FeedEntry | None:
    """The article's item; None where it is withheld or has no date of any kind."""
    article, updated = source.article, to_rfc3339(last_modified(source.article))
    if article.withheld or updated is None:
        return None
    return FeedEntry(
        id=entry_id(article, source.output_path, site),
        url=absolute_url(base_url, source.output_path),
        original_url=strip_invalid_xml(source.resolutions[-1].canonical or "") or None if article.source else None,
        title=_single_line(article.title),
        html=_html(source, site, base_url),
        summary=_single_line(article.description or ""),
        body=article.body,
        published=to_rfc3339(article.date),
        updated=updated,
        authors=_unique_lines(article.authors or ((article.publisher,) if article.publisher else ())),
        tags=_unique_lines((*((article.section,) if article.section else ()), *article.topics)),
        language=strip_invalid_xml(article.language or "") or None,
    )


def _single_line(text: str) -> str:
    return " ".join(strip_invalid_xml(text).split())


def _unique_lines(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Each once, without those that are empty."""
    return tuple(dict.fromkeys(line for text in texts if (line := _single_line(text))))


def _html(source: FeedArticle, site: Site, base_url: str) -> str:
    """Caption, credit and body, in an element of their language where that is not the feed's."""
    article, views = source.article, _views(source, base_url)
    caption, credit, body = (_closed(text, views) for text in (article.caption, article.credit, article.body))
    text = _figure(article.image or "", f"{caption} {credit}".strip()) + body
    attributes = lang_attributes(article.language, site.language)
    return strip_invalid_xml(f"<div{attributes}>{text}</div>" if attributes else text)


def _views(source: FeedArticle, base_url: str) -> Iterator[LinkView]:
    """What became of each link in the text, in reading order."""
    root = absolute_url(base_url)
    for i, (link, found) in enumerate(zip(source.article.references(), source.resolutions, strict=True)):
        yield link_view(0, link, found, source.targets.get(i), (), None, root)


def _figure(image: str, words: str) -> str:
    """An image is a reference, as on the page: a feed loads nothing from anywhere else either."""
    is_web = image.startswith(("https://", "http://"))
    link = f'<p><a href="{escape(image)}">{escape(image)}</a></p>' if is_web else ""
    said = f"<figcaption>{words}</figcaption>" if words else ""
    return f"<figure>{link}{said}</figure>\n" if link or said else ""


def _closed(fragment: Fragment, views: Iterator[LinkView]) -> str:
    parts = [fragment.segments[0]]
    for link, segment in zip(fragment.links, fragment.segments[1:], strict=True):
        parts += (_anchor(link, next(views)), segment)
    return "".join(parts)


def _anchor(link: Link, one: LinkView) -> str:
    words = escape(link.text) if link.region is LinkRegion.IMAGE else link.html or escape(link.text)
    if one.href is None:
        return words
    return f'<a href="{escape(one.href)}">{words or escape(one.shown_url)}</a>'

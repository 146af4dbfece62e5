"""Feed entries: an article, converted for both formats."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from itertools import islice

from kursk_archive.config import Site
from kursk_archive.core.enums import LinkKind, LinkRegion
from kursk_archive.core.model import Link
from kursk_archive.core.text import strip_invalid_xml
from kursk_archive.renderer.absolute_urls import absolute_url
from kursk_archive.renderer.feeds.model import FeedArticle, FeedEntry, entry_id
from kursk_archive.renderer.pages.links import LinkView, close_links, link_view
from kursk_archive.renderer.theme.environment import lang_attributes
from kursk_archive.renderer.timestamps import last_modified, to_rfc3339
from kursk_archive.site.joined_terms import with_joined_labels

MAX_NAMES = 20
"""Of authors and of tags in an entry. Every tag has a feed whose entries repeat all tags: with 2,000 tags in each of 30
articles, feeds took 150 MB."""


def make_entry(source: FeedArticle, site: Site, base_url: str, max_bytes: int) -> FeedEntry | None:
    """Convert an article; None if it is withheld or has no date of any kind.

    Args:
        source: the article.
        site: the archive's configuration.
        base_url: where the site is published, with a slash at its end.
        max_bytes: of a feed; a longer text is left out at once, since each of the article's feeds would render it.
    """
    article, updated = with_joined_labels(source.article), to_rfc3339(last_modified(source.article))
    if article.withheld or updated is None:
        return None
    fits = sum(map(len, article.body.segments)) <= max_bytes
    entry = FeedEntry(
        id=entry_id(article, source.output_path, site),
        url=absolute_url(base_url, source.output_path),
        original_url=strip_invalid_xml(source.resolutions[-1].canonical or "") or None if article.source else None,
        title=_single_line(article.title),
        html=_html(source, site, base_url) if fits else "",
        summary=_single_line(article.description or ""),
        body=article.body,
        published=to_rfc3339(article.date),
        updated=updated,
        authors=_unique_lines(article.authors or ((article.publisher,) if article.publisher else ())),
        tags=_unique_lines((*((article.section,) if article.section else ()), *article.topics)),
        language=strip_invalid_xml(article.language or "") or None,
    )
    return entry if fits else entry.without_full_text()


def _single_line(text: str) -> str:
    return " ".join(strip_invalid_xml(text).split())


def _unique_lines(texts: tuple[str, ...]) -> tuple[str, ...]:
    """The first texts, on one line each, without duplicates and empty ones."""
    return tuple(islice(dict.fromkeys(line for text in texts if (line := _single_line(text))), MAX_NAMES))


def _html(source: FeedArticle, site: Site, base_url: str) -> str:
    """Caption, credit and body; in an element with the article's language if the feed has another."""
    article, views = source.article, _link_views(source, base_url)
    caption, credit, body = (
        close_links(fragment, islice(views, len(fragment.links)), _render_link)
        for fragment in (article.caption, article.credit, article.body)
    )
    body = _detach_footnotes(body, absolute_url(base_url, source.output_path))
    text = _figure(article.image or "", f"{caption} {credit}".strip()) + body
    attributes = lang_attributes(article.language, site.language)
    return strip_invalid_xml(f"<div{attributes}>{text}</div>" if attributes else text)


def _detach_footnotes(body: str, page_url: str) -> str:
    """Have footnotes lead to the article's page: in a feed several articles have a note 1."""
    if 'href="#fn' not in body:
        return body
    return _FOOTNOTE_ID.sub("", body).replace('href="#fn', f'href="{escape(page_url)}#fn')


_FOOTNOTE_ID = re.compile(r' id="fn(?:ref)?-[0-9-]+"')


def _link_views(source: FeedArticle, base_url: str) -> Iterator[LinkView]:
    """The article's outbound links, in reading order, with absolute URLs."""
    root = absolute_url(base_url)
    for i, (link, resolution) in enumerate(zip(source.article.references(), source.resolutions, strict=True)):
        yield link_view(0, link, resolution, source.targets.get(i), (), None, root)


def _figure(image: str, caption: str) -> str:
    """The image as a link, as on the page: a feed loads nothing from other hosts either."""
    is_web = image.startswith(("https://", "http://"))
    link = f'<p><a href="{escape(image)}">{escape(image)}</a></p>' if is_web else ""
    figcaption = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f"<figure>{link}{figcaption}</figure>\n" if link or figcaption else ""


def _render_link(link: Link, view: LinkView) -> str:
    text = escape(link.text) if link.region in (LinkRegion.IMAGE, LinkRegion.EMBED) else link.html or escape(link.text)
    if view.href is None:
        return f"{text} ({escape(view.shown_url)})" if view.kind == LinkKind.UNLINKED and text else text
    return f'<a href="{escape(view.href)}">{text or escape(view.shown_url)}</a>'

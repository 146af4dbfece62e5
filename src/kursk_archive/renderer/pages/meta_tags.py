"""Metadata in the head of an article page, for search engines, link previews and reference managers.

Source: the Open Graph protocol; for `citation_…`, DC and PRISM, Zotero's translator of embedded metadata, which does
not read JSON-LD, and which prefers `name` if an element also has a `property`.
"""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup
from msgspec import Struct

from kursk_archive.config import Site
from kursk_archive.core.enums import Canonical
from kursk_archive.core.model import Article
from kursk_archive.renderer.pages.json_ld import ArticleUrls, render_json_ld
from kursk_archive.renderer.pages.links import LinkView
from kursk_archive.renderer.timestamps import to_http_date
from kursk_archive.site.permalinks import beside


class HeadMetadata(Struct, frozen=True):
    """Metadata for the head of an article page."""

    noindex: bool
    canonical: str | None
    """The canonical URL for search engines; absolute."""
    meta_tags: tuple[tuple[Markup, str], ...]
    """Attributes and content of each `meta` element."""
    json_ld: Markup
    """Safe inside a `script` element."""
    original: str | None
    """Web address of the original."""
    memento_datetime: str | None
    """Of the capture, as in HTTP headers; None without an original."""


def head_metadata(
    article: Article,
    source: LinkView | None,
    output_path: str,
    site: Site,
    image: str | None = None,
) -> HeadMetadata:
    """Collect the metadata of an article page.

    Args:
        article: as recorded.
        source: the original, as the page shows it.
        output_path: of the page.
        site: the archive's configuration. Without a base URL, metadata that need an absolute URL are left out.
        image: output path of the archive's own copy of the image.
    """
    capture_path = beside(output_path, article.capture.published_suffix)
    urls = _article_urls(source, output_path, capture_path, site.base_url, image)
    is_original = (article.canonical or site.canonical) is Canonical.ORIGINAL
    return HeadMetadata(
        noindex=site.noindex if article.noindex is None else article.noindex,
        canonical=(urls.original if is_original else None) or urls.page,
        meta_tags=tuple(_meta_tags(article, urls, site)),
        json_ld=render_json_ld(article, urls, site.publisher),
        original=urls.original,
        memento_datetime=to_http_date(article.captured_at) if urls.original else None,
    )


def _article_urls(
    source: LinkView | None,
    output_path: str,
    capture_path: str,
    base_url: str | None,
    image: str | None,
) -> ArticleUrls:
    return ArticleUrls(
        page=f"{base_url}{output_path}" if base_url else None,
        capture=f"{base_url}{capture_path}" if base_url else capture_path.rpartition("/")[2],
        original=_original_url(source) if source else None,
        snapshot=source.snapshot.url if source and source.snapshot else None,
        image=f"{base_url}{image}" if base_url and image else None,
    )


def _original_url(link: LinkView) -> str | None:
    """The web address of the link's target, even if the page links to a copy of it."""
    url = link.snapshot.original if link.snapshot else link.original_url if link.target else link.href
    return url if url and url.startswith(("http://", "https://")) else None


def _property(name: str) -> Markup:
    return Markup('property="{}"').format(name)


def _name(name: str) -> Markup:
    return Markup('name="{}"').format(name)


_KIND = ((_property("og:type"), "article"), (_name("DC.type"), "newspaperArticle"))
"""`og:type` must not be `website`, which Zotero prefers to `DC.type`; it ignores `article`."""
_TITLE = Markup('name="citation_title" property="og:title"')
_DAY = Markup('name="citation_publication_date" property="article:published_time"')
_URL, _SITE, _IMAGE = map(_property, ("og:url", "og:site_name", "og:image"))
_PUBLISHED, _MODIFIED = map(_property, ("article:published_time", "article:modified_time"))
_SECTION, _TAG = map(_property, ("article:section", "article:tag"))
_AUTHOR, _DATE, _LANGUAGE = map(_name, ("citation_author", "citation_publication_date", "citation_language"))
_PUBLICATION, _RIGHTS, _CARD = map(_name, ("prism.publicationName", "DC.rights", "twitter:card"))


def _meta_tags(article: Article, urls: ArticleUrls, site: Site) -> Iterator[tuple[Markup, str]]:
    yield from _KIND
    yield _TITLE, article.title
    yield from ((_AUTHOR, name) for name in article.authors)
    yield from _article_meta_tags(article)
    yield from ((_TAG, topic) for topic in article.topics)
    if article.publisher:  # otherwise Zotero would take the site's name for the newspaper's
        yield _SITE, site.title
    if site.rights:
        yield _RIGHTS, site.rights
    if urls.page:  # not the canonical URL: a preview shows this page, and originals disappear
        yield _URL, urls.page
    if urls.image:
        yield _IMAGE, urls.image
    yield _CARD, "summary_large_image" if urls.image else "summary"


def _dates(date: str) -> tuple[tuple[Markup, str], ...]:
    """The day of publication and its time, in one element where they are the same."""
    return ((_DATE, date[:10]), (_PUBLISHED, date)) if date[10:] else ((_DAY, date),)


def _article_meta_tags(article: Article) -> Iterator[tuple[Markup, str]]:
    tags = (
        (_PUBLICATION, article.publisher),
        *_dates(str(article.date or "")),
        (_MODIFIED, str(article.updated or "")),
        (_LANGUAGE, article.language),
        (_SECTION, article.section),
    )
    return ((attributes, content) for attributes, content in tags if content)

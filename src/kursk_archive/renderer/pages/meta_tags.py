"""What an article's page tells programs in its head: search engines, link previews, reference managers.

Source: the Open Graph protocol; for `citation_…`, DC and PRISM, Zotero's translator of embedded metadata, which does
not read JSON-LD and, of an element with both, reads `name` rather than `property`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from markupsafe import Markup
from msgspec import Struct

from kursk_archive.config import Site
from kursk_archive.core.enums import Canonical
from kursk_archive.core.model import Article
from kursk_archive.renderer.pages.json_ld import Addresses, record
from kursk_archive.renderer.pages.links import ReferenceView


class Discovery(Struct, frozen=True):
    """The head of an article's page, as the templates have it."""

    noindex: bool
    canonical: str | None
    """The address that search engines are to list; absolute."""
    tags: tuple[tuple[Markup, str], ...]
    """Attributes and content of each `meta` element."""
    record: Markup
    """JSON-LD, safe inside of a `script` element."""


def discover(
    article: Article,
    summary: str,
    source: ReferenceView | None,
    references: Iterable[ReferenceView],
    page: str,
    site: Site,
    picture: str | None = None,
) -> Discovery:
    """Bring together what programs are told of an article.

    Args:
        article: as recorded.
        summary: its description, or its beginning.
        source: the original, as the page shows it.
        references: what it refers to in its text and captions.
        page: its path in the output folder.
        site: what is said of the archive. Without a base URL nothing is said that takes an absolute address of it.
        picture: path in the output folder of the archive's own copy of the image.
    """
    found = _addresses(source, references, page, site.base_url, picture)
    of_original = (article.canonical or site.canonical) is Canonical.ORIGINAL
    return Discovery(
        noindex=site.noindex if article.noindex is None else article.noindex,
        canonical=(found.original if of_original else None) or found.own,
        tags=tuple(_tags(article, summary, found, site)),
        record=record(article, found, site.publisher),
    )


def _addresses(
    source: ReferenceView | None, references: Iterable[ReferenceView], page: str, base: str | None, picture: str | None
) -> Addresses:
    capture = f"{page.removesuffix('.html')}.txt"
    return Addresses(
        own=f"{base}{page}" if base else None,
        capture=f"{base}{capture}" if base else capture.rpartition("/")[2],
        original=_original(source) if source else None,
        snapshot=source.snapshot.url if source and source.snapshot else None,
        picture=f"{base}{picture}" if base and picture else None,
        cited=tuple(dict.fromkeys(filter(None, map(_cited, references)))),
    )


def _original(one: ReferenceView) -> str | None:
    """The web address itself, wherever this page leads its readers."""
    address = one.snapshot.original if one.snapshot else one.original if one.target else one.href
    return address if address and address.startswith(("http://", "https://")) else None


def _cited(one: ReferenceView) -> str | None:
    """The same, or the snapshot where it does not say of what it is."""
    return _original(one) or (one.snapshot.url if one.snapshot else None)


def _property(name: str) -> Markup:
    return Markup('property="{}"').format(name)


def _name(name: str) -> Markup:
    return Markup('name="{}"').format(name)


_KIND = ((_property("og:type"), "article"), (_name("DC.type"), "newspaperArticle"))
"""Zotero takes an `og:type` of `website` for what the page is, whatever `DC.type` says; `article` it passes over."""
_TITLE = Markup('name="citation_title" property="og:title"')
_ABSTRACT, _URL, _SITE, _IMAGE = map(_property, ("og:description", "og:url", "og:site_name", "og:image"))
_PUBLISHED, _MODIFIED = map(_property, ("article:published_time", "article:modified_time"))
_SECTION, _TAG = map(_property, ("article:section", "article:tag"))
_AUTHOR, _DATE, _LANGUAGE = map(_name, ("citation_author", "citation_publication_date", "citation_language"))
_PUBLICATION, _RIGHTS, _CARD = map(_name, ("prism.publicationName", "DC.rights", "twitter:card"))


def _tags(article: Article, summary: str, found: Addresses, site: Site) -> Iterator[tuple[Markup, str]]:
    yield from _KIND
    yield _TITLE, article.title
    yield _ABSTRACT, summary
    yield from ((_AUTHOR, name) for name in article.authors)
    yield from _plain_tags(article)
    yield from ((_TAG, topic) for topic in article.topics)
    if article.publisher:  # else Zotero would take the site's name for the newspaper's
        yield _SITE, site.title
    if site.rights:
        yield _RIGHTS, site.rights
    if found.own:  # whatever the canonical link says: a preview shows what is at this address, and originals go away
        yield _URL, found.own
    if found.picture:
        yield _IMAGE, found.picture
    yield _CARD, "summary_large_image" if found.picture else "summary"


def _plain_tags(article: Article) -> Iterator[tuple[Markup, str]]:
    said = (
        (_PUBLICATION, article.publisher),
        (_DATE, str(article.date or "")[:10]),
        (_PUBLISHED, str(article.date or "")),
        (_MODIFIED, str(article.updated or "")),
        (_LANGUAGE, article.language),
        (_SECTION, article.section),
    )
    return ((attributes, content) for attributes, content in said if content)

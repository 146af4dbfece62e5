"""The article page: what it shows, made of a record and of what others put on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kursk_archive.core.model import Article, ArticleContext, Fragment, Resolution
from kursk_archive.renderer.citations import TYPES
from kursk_archive.renderer.citations.model import page_url
from kursk_archive.renderer.pages.images import views as picture_views
from kursk_archive.renderer.pages.links import closed, losses, view
from kursk_archive.renderer.pages.listings import period_page, trail
from kursk_archive.renderer.pages.meta_tags import discover
from kursk_archive.renderer.pages.provenance import FORMATS, origins
from kursk_archive.renderer.pages.translations import versions
from kursk_archive.renderer.theme.environment import Theme
from kursk_archive.site.permalinks import term_permalink
from kursk_archive.site.taxonomy import term_slug

SUMMARY = 160
"""Characters; search engines and link previews show about as many."""


def values(
    article: Article,
    resolutions: Sequence[Resolution],
    copies: Sequence[Sequence[tuple[str, str]]],
    context: ArticleContext,
    page: str,
    base_url: str | None = None,
) -> dict[str, Any]:
    """What `article.html` is filled with, but for the text, which `render` lays out.

    Args:
        article: as recorded.
        resolutions: one for each of `article.references()`.
        copies: for each of them, web archive and the address under which it shows the reference as it was.
        context: what the rest of the archive puts on the page.
        page: the article's path in the output folder.
        base_url: where the archive is published, if that is known.
    """
    stem = page.rpartition("/")[2].removesuffix(".html")
    return {
        "article": article,
        "summary": _summary(article.description or _beginning(article.body) or article.title),
        "trail": trail(article.date),
        "period_page": period_page,
        "origins": origins(article.provenance),
        "format": FORMATS.get(article.capture.format, article.capture.format),
        "capture_name": f"{stem}.txt",
        "cite_files": [(label, stem + ending, media_type) for label, ending, media_type in TYPES],
        "location": page_url(page, base_url),
        **_references(article, resolutions, copies, context, page),
        **_company(context),
        **_shelves(article),
        **_pictures(article, page),
    }


def _references(
    article: Article,
    resolutions: Sequence[Resolution],
    copies: Sequence[Sequence[tuple[str, str]]],
    context: ArticleContext,
    page: str,
) -> dict[str, Any]:
    """What the article refers to."""
    root, count = "../" * page.count("/"), len(article.links)
    found = enumerate(zip(article.references(), resolutions, copies, strict=True))
    views = [
        view(i + 1 if i < count else 0, link, one, context.targets.get(i), kept, article.date, root)
        for i, (link, one, kept) in found
    ]
    numbered, related = views[:count], views[count : count + len(article.related)]
    stated = views[count + len(related) :][: len(article.translations)]
    return {
        "references": numbered,
        "related": related,
        "losses": losses(numbered + related),
        "source": views[-1] if article.source else None,
        "translations": versions(context.translations, stated, page, root),
    }


def _company(context: ArticleContext) -> dict[str, Any]:
    """The archive's articles around this one."""
    return {
        "cited_by": context.cited_by,
        "akin": context.related,
        "earlier": context.earlier,
        "later": context.later,
    }


def _shelves(article: Article) -> dict[str, Any]:
    """The lists that the article stands in."""
    return {
        "subjects": [(label, term_permalink(facet, term_slug(label))) for facet, label in _subjects(article)],
        "authors": [(label, term_permalink("author", term_slug(label))) for label in article.authors],
        "publisher_page": term_permalink("publisher", term_slug(article.publisher)) if article.publisher else "",
        "language_page": term_permalink("language", term_slug(article.language)) if article.language else "",
    }


def _pictures(article: Article, page: str) -> dict[str, Any]:
    """The images, as the page shows them."""
    views = picture_views(article, page)
    return {
        "picture": views[article.picture.path] if article.picture else None,
        "pictures": tuple(views.values()),
        "figures": {href: views[one.path] for href, one in article.figures.items()},
    }


def _subjects(article: Article) -> list[tuple[str, str]]:
    """Facet and value of what the article is about."""
    return [*(("place", label) for label in article.places), *(("topic", label) for label in article.topics)]


def _beginning(body: Fragment) -> str:
    """The body's text, or no more of it than a summary has use for: all of a long one takes 50 µs."""
    for links in (1, 8):
        text = Fragment(body.segments[: links + 1], body.links[:links]).text
        if len(text) > SUMMARY:
            return text
    return body.text


def _summary(text: str) -> str:
    """The beginning of `text`, cut between words where it has any."""
    if len(text) <= SUMMARY:
        return text
    start = text[:SUMMARY]
    return f"{start.rpartition(' ')[0] or start} …"


def render(theme: Theme, page: str, filled: Mapping[str, Any]) -> bytes:
    """The page's bytes.

    Raises:
        ArchiveError: the template has a fault.
    """
    article: Article = filled["article"]
    views = iter(filled["references"])
    texts = {"caption": article.caption, "credit": article.credit, "body": article.body}
    laid_out = {
        name: closed(text, [next(views) for _ in text.links], article.language, theme.site.language, filled["figures"])
        for name, text in texts.items()
    }
    shown = filled["picture"].copies[-1].path if filled["picture"] else None
    told = discover(article, filled["summary"], filled["source"], filled["references"], page, theme.site, shown)
    return theme.render("article.html", page, {**filled, **laid_out, "discovery": told})

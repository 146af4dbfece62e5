"""The article page: what it shows, made of a record and of what others put on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kursk_archive.core.model import Article, ArticleContext, Fragment, Resolution
from kursk_archive.renderer.citations import TYPES
from kursk_archive.renderer.citations.model import page_url
from kursk_archive.renderer.pages.images import image_views as picture_views
from kursk_archive.renderer.pages.links import broken_links, link_view, render_fragment
from kursk_archive.renderer.pages.listings import enclosing_periods, period_permalink
from kursk_archive.renderer.pages.meta_tags import head_metadata
from kursk_archive.renderer.pages.provenance import CAPTURE_FORMAT_NAMES, provenance_summary
from kursk_archive.renderer.pages.translations import translation_links
from kursk_archive.renderer.theme.environment import Theme
from kursk_archive.site.permalinks import term_permalink
from kursk_archive.site.taxonomy import term_slug

SUMMARY_CHARACTERS = 160
"""Characters; search engines and link previews show about as many."""


def article_values(
    article: Article,
    resolutions: Sequence[Resolution],
    mementos: Sequence[Sequence[tuple[str, str]]],
    context: ArticleContext,
    output_path: str,
    base_url: str | None = None,
) -> dict[str, Any]:
    """What `article.html` is filled with, but for the text, which `render_article` lays out.

    Args:
        article: as recorded.
        resolutions: one for each of `article.references()`.
        mementos: for each of them, web archive and the address under which it shows the reference as it was.
        context: what the rest of the archive puts on the page.
        output_path: the article's path in the output folder.
        base_url: where the archive is published, if that is known.
    """
    stem = output_path.rpartition("/")[2].removesuffix(".html")
    return {
        "article": article,
        "summary": _summary(article.description or _beginning(article.body) or article.title),
        "trail": enclosing_periods(article.date),
        "period_page": period_permalink,
        "origins": provenance_summary(article.provenance),
        "format": CAPTURE_FORMAT_NAMES.get(article.capture.format, article.capture.format),
        "capture_name": f"{stem}.txt",
        "cite_files": [(label, stem + ending, media_type) for label, ending, media_type in TYPES],
        "location": page_url(output_path, base_url),
        **_links(article, resolutions, mementos, context, output_path),
        **_other_articles(context),
        **_terms(article),
        **_images(article, output_path),
    }


def _links(
    article: Article,
    resolutions: Sequence[Resolution],
    mementos: Sequence[Sequence[tuple[str, str]]],
    context: ArticleContext,
    output_path: str,
) -> dict[str, Any]:
    """What the article refers to."""
    root, count = "../" * output_path.count("/"), len(article.links)
    found = enumerate(zip(article.references(), resolutions, mementos, strict=True))
    views = [
        link_view(i + 1 if i < count else 0, link, one, context.targets.get(i), kept, article.date, root)
        for i, (link, one, kept) in found
    ]
    links, related = views[:count], views[count : count + len(article.related)]
    stated = views[count + len(related) :][: len(article.translations)]
    return {
        "references": links,
        "related": related,
        "losses": broken_links(links + related),
        "source": views[-1] if article.source else None,
        "translations": translation_links(context.translations, stated, output_path, root),
    }


def _other_articles(context: ArticleContext) -> dict[str, Any]:
    """The archive's articles around this one."""
    return {
        "cited_by": context.cited_by,
        "akin": context.related,
        "earlier": context.earlier,
        "later": context.later,
    }


def _terms(article: Article) -> dict[str, Any]:
    """The lists that the article stands in."""
    return {
        "subjects": [(label, term_permalink(facet, term_slug(label))) for facet, label in _subjects(article)],
        "authors": [(label, term_permalink("author", term_slug(label))) for label in article.authors],
        "publisher_page": term_permalink("publisher", term_slug(article.publisher)) if article.publisher else "",
        "language_page": term_permalink("language", term_slug(article.language)) if article.language else "",
    }


def _images(article: Article, output_path: str) -> dict[str, Any]:
    """The images, as the page shows them."""
    image_views = picture_views(article, output_path)
    return {
        "picture": image_views[article.lead_image.path] if article.lead_image else None,
        "pictures": tuple(image_views.values()),
        "figures": {href: image_views[one.path] for href, one in article.body_images.items()},
    }


def _subjects(article: Article) -> list[tuple[str, str]]:
    """Facet and value of what the article is about."""
    return [*(("place", label) for label in article.places), *(("topic", label) for label in article.topics)]


def _beginning(body: Fragment) -> str:
    """The body's text, or no more of it than a summary has use for: all of a long one takes 50 µs."""
    for links in (1, 8):
        text = Fragment(body.segments[: links + 1], body.links[:links]).text
        if len(text) > SUMMARY_CHARACTERS:
            return text
    return body.text


def _summary(text: str) -> str:
    """The beginning of `text`, cut between words where it has any."""
    if len(text) <= SUMMARY_CHARACTERS:
        return text
    start = text[:SUMMARY_CHARACTERS]
    return f"{start.rpartition(' ')[0] or start} …"


def render_article(theme: Theme, output_path: str, filled: Mapping[str, Any]) -> bytes:
    """The page's bytes.

    Raises:
        ArchiveError: the template has a fault.
    """
    article: Article = filled["article"]
    views = iter(filled["references"])
    texts = {"caption": article.caption, "credit": article.credit, "body": article.body}
    laid_out = {
        name: render_fragment(
            text, [next(views) for _ in text.links], article.language, theme.site.language, filled["figures"]
        )
        for name, text in texts.items()
    }
    shown = filled["picture"].copies[-1].path if filled["picture"] else None
    told = head_metadata(
        article, filled["summary"], filled["source"], filled["references"], output_path, theme.site, shown
    )
    return theme.render("article.html", output_path, {**filled, **laid_out, "discovery": told})

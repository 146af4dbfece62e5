"""The article page: its template values, built from the article's record and from what the archive knows about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, repeat
from typing import Any

from msgspec.structs import replace

from kursk_archive.core.enums import LinkRegion
from kursk_archive.core.model import EMBEDDED_IMAGE, Article, ArticleContext, Capture, Fragment, Resolution
from kursk_archive.renderer.citations import citation_downloads
from kursk_archive.renderer.citations.model import collect_citation_data, page_url
from kursk_archive.renderer.pages.images import image_views
from kursk_archive.renderer.pages.links import LinkView, link_view, losses, number_links, references, render_fragment
from kursk_archive.renderer.pages.listings import ArticlePreview, enclosing_periods, period_permalink
from kursk_archive.renderer.pages.meta_tags import head_metadata
from kursk_archive.renderer.pages.provenance import CAPTURE_FORMAT_NAMES, provenance_summary
from kursk_archive.renderer.pages.translations import translation_links
from kursk_archive.renderer.theme.environment import Theme
from kursk_archive.site.joined_terms import term_slugs
from kursk_archive.site.permalinks import term_permalink
from kursk_archive.site.taxonomy import term_slug

SUMMARY_CHARACTERS = 160
"""Maximum length of the summary; search engines and link previews show about as many characters."""


def article_values(
    article: Article,
    resolutions: Sequence[Resolution],
    mementos: Sequence[Sequence[tuple[str, str]]],
    context: ArticleContext,
    output_path: str,
    base_url: str | None = None,
    more_archives: tuple[str, ...] = (),
) -> dict[str, Any]:
    """Gather the values of `article.html`, except the text, which `render_article` adds.

    Args:
        article: as recorded.
        resolutions: one for each of `article.references()`.
        mementos: for each of them, pairs of a web archive and the URL of its copy from the article's time.
        context: what the rest of the archive contributes to the page.
        output_path: the article's path in the output folder.
        base_url: where the archive is published; None if that is not known.
        more_archives: what stands before an address in the links to each web archive after the first.
    """
    stem = output_path.rpartition("/")[2].removesuffix(".html")
    return {
        "article": article,
        "summary": _shorten(article.description or _beginning(article.body) or article.title),
        "periods": enclosing_periods(article.date),
        "period_permalink": period_permalink,
        "provenance_summary": provenance_summary(article.provenance, article.origins),
        "capture_format": CAPTURE_FORMAT_NAMES.get(article.capture.format, article.capture.format),
        "capture_type": published_type(article.capture),
        "capture_file": stem + article.capture.published_suffix,
        "original_file": "",
        "page_url": page_url(output_path, base_url),
        "more_archives": more_archives,
        "edition": None,
        "latest_change": None,
        "memento_page": output_path,
        "timemap_page": "",
        "reading_minutes": reading_minutes(article.body, article.language),
        **_links(article, resolutions, mementos, context, output_path),
        **_other_articles(context),
        **_terms(article, context),
        **_images(article, output_path),
    }


def _links(
    article: Article,
    resolutions: Sequence[Resolution],
    mementos: Sequence[Sequence[tuple[str, str]]],
    context: ArticleContext,
    output_path: str,
) -> dict[str, Any]:
    """All outbound links of the article, by their role on the page."""
    root, count = "../" * output_path.count("/"), len(article.links)
    outbound = enumerate(zip(article.references(), resolutions, mementos, strict=True))
    numbers = list(_numbers(article, len(resolutions)))
    views = [
        link_view(
            numbers[i], link, resolution, context.targets.get(i), copies, article.date, root, context.nearest.get(i)
        )
        for i, (link, resolution, copies) in outbound
    ]
    links, related = (
        list(number_links(_unless_shown(views[:count], article))),
        views[count : count + len(article.related)],
    )
    start = count + len(related)
    stated_translations = [
        view
        for i, view in enumerate(views[start : start + len(article.translations)], start)
        if i not in context.withheld_links
    ]
    return {
        "links": links,
        "related_links": related,
        "references": references(links),
        "losses": losses(view for view in links + related if not _is_shown(view, article)),
        "source": views[-1] if article.source else None,
        "translations": translation_links(context.translations, stated_translations, output_path, root),
    }


def _numbers(article: Article, count: int) -> Iterator[int]:
    """The number of each reference: 0 for those beside the text, and for images inside of the capture."""
    number = 0
    for link in article.links:
        is_inside = link.region is LinkRegion.IMAGE and link.href.startswith(EMBEDDED_IMAGE)
        number += not is_inside
        yield 0 if is_inside else number
    yield from repeat(0, count - len(article.links))


def _unless_shown(views: Iterable[LinkView], article: Article) -> Iterator[LinkView]:
    """Take its number from an image that is shown and leads nowhere: the file's name says nothing to readers."""
    return (replace(view, number=0) if view.href is None and _is_shown(view, article) else view for view in views)


def _is_shown(view: LinkView, article: Article) -> bool:
    """Return True for an image of the body that the page shows, so that nothing of it is lost."""
    return view.region == LinkRegion.IMAGE and view.shown_url in article.body_images


def _other_articles(context: ArticleContext) -> dict[str, Any]:
    """The archive's articles that the page leads to."""
    return {
        "cited_by": context.cited_by,
        "related": context.related,
        "earlier": context.earlier,
        "later": context.later,
    }


def _terms(article: Article, context: ArticleContext) -> dict[str, Any]:
    """The terms of the article with their pages; the page is empty where there is none."""
    joined, minor = term_slugs(article), {(taxonomy, slug): page for taxonomy, slug, page in context.minor_terms}

    def page_of(taxonomy: str, label: str) -> str:
        slug = joined.get((taxonomy, label)) or term_slug(label)
        page = minor.get((taxonomy, slug))
        return term_permalink(taxonomy, slug) if page is None else page

    return {
        "subjects": [(label, page_of(taxonomy, label)) for taxonomy, label in _subjects(article)],
        "authors": [(label, page_of("author", label)) for label in article.authors],
        "publisher_permalink": page_of("publisher", article.publisher) if article.publisher else "",
        "language_permalink": page_of("language", article.language) if article.language else "",
    }


def _images(article: Article, output_path: str) -> dict[str, Any]:
    """The images, as the page shows them."""
    views = image_views(article, output_path)
    return {
        "lead_image": views[article.lead_image.key] if article.lead_image else None,
        "images": tuple(views.values()),
        "body_images": {href: views[image.key] for href, image in article.body_images.items()},
    }


def _subjects(article: Article) -> list[tuple[str, str]]:
    """Taxonomy and label of each place and topic."""
    return [*(("place", label) for label in article.places), *(("topic", label) for label in article.topics)]


def article_preview(article: Article, output_path: str) -> ArticlePreview:
    """The excerpt of an article for the front page: the beginning of its text if it has no description."""
    image = image_views(article, output_path)[article.lead_image.key].renditions[0] if article.lead_image else None
    return ArticlePreview(_shorten(article.description or _beginning(article.body)), image)


WORDS_PER_MINUTE, CHARACTERS_PER_MINUTE = 200, 400
"""The speed of silent reading. Brysbaert, "How many words do we read per minute?" (2019), has 238 words of
English; less is promised, since news is full of names. The characters are of languages that have no spaces."""
_WITHOUT_SPACES = ("zh", "ja", "th", "lo", "km", "my")


def reading_minutes(body: Fragment, language: str | None) -> int:
    """Estimate how long it takes to read a text; at least a minute.

    Spaces are counted, since to extract the text takes 50 µs.
    """
    text = "".join(body.segments)
    if language and language.partition("-")[0] in _WITHOUT_SPACES:
        return max(1, round(len(text) / CHARACTERS_PER_MINUTE))
    return max(1, round(text.count(" ") / WORDS_PER_MINUTE))


def _beginning(body: Fragment) -> str:
    """The body's text, or enough of it for a summary: extracting all of a long text takes 50 µs."""
    for links in (1, 8):
        text = Fragment(body.segments[: links + 1], body.links[:links]).text
        if len(text) > SUMMARY_CHARACTERS:
            return text
    return body.text


def _shorten(text: str) -> str:
    """The beginning of `text`, cut between words if there are any."""
    if len(text) <= SUMMARY_CHARACTERS:
        return text
    start = text[:SUMMARY_CHARACTERS]
    return f"{start.rpartition(' ')[0] or start} …"


def render_article(theme: Theme, output_path: str, values: Mapping[str, Any]) -> bytes:
    """Render the page from the result of `article_values`.

    Raises:
        ArchiveError: the template has an error.
    """
    article: Article = values["article"]
    links, languages = iter(values["links"]), (article.language, theme.site.language)
    fragments = {
        name: render_fragment(fragment, islice(links, len(fragment.links)), *languages, values["body_images"])
        for name, fragment in (("caption", article.caption), ("credit", article.credit), ("body", article.body))
    }
    image = values["lead_image"].renditions[-1].path if values["lead_image"] else None
    source = values["source"]
    metadata = head_metadata(article, source, output_path, theme.site, image)
    canonical = source.shown_url if source and source.href else None
    citation = collect_citation_data(article, values["memento_page"], article.capture.sha256, theme.site, canonical)
    files = citation_downloads(citation, output_path.rpartition("/")[2].removesuffix(".html"))
    own_values = {"head_metadata": metadata, "citation_files": files}
    return theme.render("article.html", output_path, {**values, **fragments, **own_values})


def published_type(capture: Capture) -> str:
    """Return the media type of the file that a capture is published as."""
    return "text/plain" if capture.published_suffix == ".txt" else capture.media_type

"""Article pages, with the capture and the original page beside each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from msgspec import Struct

from kursk_archive.catalogue.changes import changed_permalinks
from kursk_archive.catalogue.edition_queries import former_addresses
from kursk_archive.catalogue.page_context import ArticleWithContext, articles_with_context
from kursk_archive.catalogue.records import decode_article
from kursk_archive.core.enums import ArticleId, CaptureState
from kursk_archive.core.model import Article, ArticleContext
from kursk_archive.outputs.target import PlanContext, Planned, RenderContext, Rendered, Target, read_if_unchanged
from kursk_archive.renderer.citations.model import page_url
from kursk_archive.renderer.mementos import render_timemap
from kursk_archive.renderer.pages import article as article_page
from kursk_archive.renderer.pages.editions import EditionPlace, latest_change
from kursk_archive.renderer.pages.original import render_original
from kursk_archive.resolver.snapshots import timegate_links, timegate_prefixes
from kursk_archive.site.permalinks import ORIGINAL, TIMEMAP, article_period, beside, is_about_editions


class ArticleTask(Struct, frozen=True):
    """Render an article's page, its capture, and the original page if the capture is a saved page."""

    record: bytes
    context: ArticleContext
    place: EditionPlace | None = None
    """For the page of an edition; None for the article's page."""

    def render(self, context: RenderContext, path: str) -> Rendered:
        article, resolutions = decode_article(self.record)
        theme = context.theme.around(article.language)
        if article.withheld:
            yield path, context.theme.render("withheld.html", path, {"reason": article.reason})
            return
        mementos = [
            timegate_links(resolution.canonical or "", _cited_on(article), theme.site.archives)
            for resolution in resolutions
        ]
        prefixes = timegate_prefixes(_cited_on(article), theme.site.archives)[1:] if any(mementos) else ()
        values = article_page.article_values(
            article, resolutions, mementos, self.context, path, theme.site.base_url, prefixes
        )
        latest = latest_change(self.context.editions, path)
        has_original = article.capture.has_original and theme.site.originals == "all"
        original = PurePosixPath(beside(path, ORIGINAL)).name if has_original else ""
        values |= {"latest_change": latest, "edition": self.place, "original_file": original}
        values |= self._memento_pages(path)
        values["page_url"] = page_url(values["memento_page"], theme.site.base_url)
        yield path, article_page.render_article(theme, path, values)
        if self.context.timemap:
            yield (
                beside(path, TIMEMAP),
                render_timemap(self.context.timemap, beside(path, TIMEMAP), theme.site.base_url),
            )
        evidence = article.capture
        part = evidence.start, evidence.length, evidence.member
        data = read_if_unchanged(context, evidence.path, evidence.sha256, *part)
        yield beside(path, evidence.published_suffix), data
        if has_original:
            beside_page = beside(path, ORIGINAL)
            yield beside_page, None if data is None else _original(context, beside_page, article, data)

    def _memento_pages(self, path: str) -> dict[str, str]:
        """Pages that the head names: the edition, which never moves, and the TimeMap if there is one."""
        has_timemap = self.place.has_timemap if self.place else self.context.timemap is not None
        pages = [edition.page for edition in self.context.editions[-1:] if edition.page]
        timemap = beside(self.place.latest if self.place else path, TIMEMAP)
        return {"memento_page": pages[0] if pages else path, "timemap_page": timemap if has_timemap else ""}


def _original(context: RenderContext, path: str, article: Article, data: bytes) -> bytes | None:
    from kursk_archive.loader.read_original import read_original_page  # only where there are saved pages

    page = read_original_page(article.capture, data, context.content)
    return None if page is None else render_original(context.theme, path, article, page)


def _cited_on(article: Article) -> str | None:
    """Return the date of the links: a snapshot near it shows what the article refers to."""
    return article.date or article.captured_at


class PendingArticle(Struct, frozen=True):
    """An article page whose record is loaded only when its batch is rendered, to keep the plan small."""

    article_id: ArticleId
    context: ArticleContext

    @property
    def article_ids(self) -> tuple[ArticleId, ...]:
        return (self.article_id,)

    def with_records(self, records: Mapping[str, bytes]) -> ArticleTask:
        return ArticleTask(records[self.article_id], self.context)


class FormerAddress(Struct, frozen=True):
    """Render the page that leads from a former address of an article or a term to the page that shows it now."""

    page: str
    title: str
    language: str
    """Of the title; empty for the archive's."""

    def render(self, context: RenderContext, path: str) -> Rendered:
        values = {"target": self.page, "title": self.title, "language": self.language}
        yield path, context.theme.render("moved.html", path, values)


class Articles:
    """Article pages, and pages at former addresses of articles."""

    name = "article"

    def plan_all(self, context: PlanContext) -> Iterator[Planned]:
        for article in _articles(context, stale_only=False):
            yield _target(context, article)
        yield from _former_addresses(context, stale_only=False)

    def plan_changed(self, context: PlanContext) -> Iterator[Planned]:
        for permalink in changed_permalinks(context.catalogue.db):
            yield from context.obsolete_under(beside(permalink, "."))
        for article in _articles(context, stale_only=True):
            yield _target(context, article)
        yield from _former_addresses(context, stale_only=True)

    def owns(self, path: str) -> bool:
        return path.startswith("articles/") and not path.endswith(".jpg") and not is_about_editions(path)


def _articles(context: PlanContext, *, stale_only: bool) -> Iterator[ArticleWithContext]:
    page_of = None if context.has_single_data_files else context.shared_page
    return articles_with_context(context.catalogue.db, stale_only=stale_only, page_of=page_of)


def _former_addresses(context: PlanContext, *, stale_only: bool) -> Iterator[Target]:
    for path, *shown in former_addresses(context.catalogue.db, stale_only=stale_only):
        yield Target(path, context.fingerprint(shown), FormerAddress(*shown), period=article_period(path))


def _target(context: PlanContext, article: ArticleWithContext) -> Target:
    has_original = article.has_original and context.site.originals == "all"
    optional = ((ORIGINAL, has_original), (TIMEMAP, article.context.timemap is not None))
    endings = (article.published_suffix, *(ending for ending, exists in optional if exists))
    return Target(
        article.output_path,
        context.fingerprint(article.record_sha256, article.context),
        PendingArticle(article.article_id, article.context),
        tuple(beside(article.output_path, ending) for ending in endings if article.state == CaptureState.PUBLISHED),
        article_period(article.output_path),
    )

"""Feeds of the whole archive, and of each publisher and topic that has enough articles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from msgspec import Struct

from kursk_archive.catalogue import listings
from kursk_archive.catalogue.articles import record_digests
from kursk_archive.catalogue.changes import stale_terms
from kursk_archive.catalogue.page_context import link_targets
from kursk_archive.catalogue.records import decode_article
from kursk_archive.core.enums import ArticleId
from kursk_archive.core.model import ArticleSummary
from kursk_archive.outputs.target import ObsoleteTarget, PlanContext, Planned, RenderContext, Rendered, Target
from kursk_archive.renderer.feeds import (
    ARCHIVE_FEED_LIMITS,
    TERM_FEED_LIMITS,
    Feed,
    FeedArticle,
    FeedLimits,
    feed_paths,
    render_feed,
)
from kursk_archive.site.permalinks import INDEX, feed_permalink, term_permalink
from kursk_archive.site.taxonomy import CALENDAR

_decode = lru_cache(maxsize=32)(decode_article)
"""An article stands in the feed of each of its topics; the tasks of a batch share its record."""


class FeedTask(Struct, frozen=True):
    """Render a feed in both forms."""

    taxonomy: str
    title: str
    path: str
    """Of both files, without their endings."""
    page: str
    """Of the list that it is the feed of."""
    articles: tuple[tuple[bytes, str, Mapping[int, ArticleSummary]], ...]
    """Record, output path and link targets of each article, the newest first."""

    def render(self, context: RenderContext, path: str) -> Rendered:
        site = context.theme.site
        articles = tuple(FeedArticle(*_decode(record), page, targets) for record, page, targets in self.articles)
        feed = Feed(self.title, self.path, self.page, articles, site.description)
        return render_feed(feed, site, site.base_url or "", _limits(self.taxonomy)).items()


class PendingFeed(Struct, frozen=True):
    """A feed whose articles' records are loaded only when its batch is rendered."""

    task: FeedTask
    """Without articles."""
    articles: tuple[tuple[ArticleId, str, dict[int, ArticleSummary]], ...]
    """Id, output path and link targets of each article, the newest first."""

    @property
    def article_ids(self) -> tuple[ArticleId, ...]:
        return tuple(article_id for article_id, _, _ in self.articles)

    def with_records(self, records: Mapping[str, bytes]) -> FeedTask:
        articles = tuple((records[article_id], page, targets) for article_id, page, targets in self.articles)
        return FeedTask(self.task.taxonomy, self.task.title, self.task.path, self.task.page, articles)


class Feeds:
    """Feeds, Atom and JSON. Without a base URL there are none, since a feed needs absolute addresses."""

    name = "feed"

    def plan_all(self, context: PlanContext) -> Iterator[Planned]:
        return _plan(context, [(CALENDAR, "", ""), *listings.all_terms(context.catalogue.db)])

    def plan_changed(self, context: PlanContext) -> Iterator[Planned]:
        terms = stale_terms(context.catalogue.db)
        for taxonomy, slug, _ in terms:
            yield from map(ObsoleteTarget, feed_paths(feed_permalink(taxonomy, slug)))
        yield from _plan(context, terms)

    def owns(self, path: str) -> bool:
        return path.rpartition("/")[2] in ("feed.atom", "feed.json")


def _plan(context: PlanContext, terms: Iterable[tuple[str, str, str]]) -> Iterator[Target]:
    """Plan the feeds of some terms: taxonomy, slug and label of each; those without feeds are passed over."""
    if not context.site.base_url:
        return
    for taxonomy, slug, label in terms:
        if taxonomy == CALENDAR or context.has_feeds(taxonomy, slug):
            yield _target(context, taxonomy, slug, label)


def _target(context: PlanContext, taxonomy: str, slug: str, label: str) -> Target:
    db, site = context.catalogue.db, context.site
    rows = listings.newest(db, taxonomy, slug, _limits(taxonomy).max_entries)
    article_ids = [row[0] for row in rows]
    targets, digests = link_targets(db, article_ids), record_digests(db, article_ids)
    articles = tuple((ArticleId(row[0]), row[1], dict(targets.get(row[0], {}))) for row in rows)
    title = f"{label} · {site.title}" if label else site.title
    page = term_permalink(taxonomy, slug) if taxonomy else INDEX
    task = FeedTask(taxonomy, title, feed_permalink(taxonomy, slug), page, ())
    digest = context.fingerprint(task, [digests[article_id] for article_id in article_ids], articles)
    paths = feed_paths(task.path)
    return Target(paths[0], digest, PendingFeed(task, articles), paths[1:], cost=1 + len(articles))


def _limits(taxonomy: str) -> FeedLimits:
    return ARCHIVE_FEED_LIMITS if taxonomy == CALENDAR else TERM_FEED_LIMITS

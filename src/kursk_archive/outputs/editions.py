"""Pages of articles that were captured more than once: each edition, the history, the differences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from msgspec import Struct

from kursk_archive.catalogue.edition_queries import articles_with_editions, editions_of, pages_seen_again, terms_of
from kursk_archive.catalogue.mementos import timemaps_of
from kursk_archive.catalogue.page_context import (
    CONTEXT_BATCH_SIZE,
    link_targets,
    minor_terms,
    nearest_editions,
    withheld_links,
)
from kursk_archive.catalogue.records import decode_article
from kursk_archive.core.enums import ArticleId
from kursk_archive.core.model import ArticleContext, EditionSummary
from kursk_archive.outputs.articles import ArticleTask
from kursk_archive.outputs.target import PlanContext, Planned, RenderContext, Rendered, Target
from kursk_archive.renderer.pages.editions import EditionPlace, render_differences, render_history
from kursk_archive.site.permalinks import (
    ORIGINAL,
    article_period,
    beside,
    differences_permalink,
    history_permalink,
    is_about_editions,
    term_permalink,
)


class PendingEdition(Struct, frozen=True):
    """The page of an edition, whose record is loaded when it is rendered."""

    article_id: ArticleId
    context: ArticleContext
    place: EditionPlace

    @property
    def article_ids(self) -> tuple[ArticleId, ...]:
        return (self.article_id,)

    def with_records(self, records: Mapping[str, bytes]) -> ArticleTask:
        return ArticleTask(records[self.article_id], self.context, place=self.place)


class HistoryTask(Struct, frozen=True):
    """Render the history of an article."""

    permalink: str
    editions: tuple[EditionSummary, ...]
    records: tuple[bytes, ...]

    def render(self, context: RenderContext, path: str) -> Rendered:
        records = tuple(map(decode_article, self.records))
        theme = context.theme.around(records[-1][0].language)
        yield path, render_history(theme, path, self.permalink, self.editions, records)


class DifferencesTask(Struct, frozen=True):
    """Render the differences between two editions."""

    permalink: str
    editions: tuple[EditionSummary, EditionSummary]
    records: tuple[bytes, bytes]

    def render(self, context: RenderContext, path: str) -> Rendered:
        before, after = map(decode_article, self.records)
        theme = context.theme.around(after[0].language)
        yield path, render_differences(theme, path, self.permalink, self.editions, (before, after))


class PendingHistory(Struct, frozen=True):
    """The history of an article, whose records are loaded when it is rendered."""

    permalink: str
    editions: tuple[EditionSummary, ...]

    @property
    def article_ids(self) -> tuple[ArticleId, ...]:
        return tuple(edition.path for edition in self.editions)

    def with_records(self, records: Mapping[str, bytes]) -> HistoryTask:
        return HistoryTask(self.permalink, self.editions, tuple(records[name] for name in self.article_ids))


class PendingDifferences(Struct, frozen=True):
    """The differences between two editions, whose records are loaded when they are rendered."""

    permalink: str
    editions: tuple[EditionSummary, EditionSummary]

    @property
    def article_ids(self) -> tuple[ArticleId, ...]:
        return tuple(edition.path for edition in self.editions)

    def with_records(self, records: Mapping[str, bytes]) -> DifferencesTask:
        before, after = (records[name] for name in self.article_ids)
        return DifferencesTask(self.permalink, self.editions, (before, after))


class Editions:
    """Pages about editions."""

    name = "edition"

    def plan_all(self, context: PlanContext) -> Iterator[Planned]:
        return _plan(context, stale_only=False)

    def plan_changed(self, context: PlanContext) -> Iterator[Planned]:
        return _plan(context, stale_only=True)

    def owns(self, path: str) -> bool:
        return is_about_editions(path)


def _plan(context: PlanContext, *, stale_only: bool) -> Iterator[Planned]:
    db = context.catalogue.db
    articles = list(articles_with_editions(db, stale_only=stale_only))
    for start in range(0, len(articles), CONTEXT_BATCH_SIZE):
        batch = articles[start : start + CONTEXT_BATCH_SIZE]
        groups = editions_of(db, [latest for latest, _ in batch])
        seen_again = pages_seen_again(db, groups)
        ids = [edition.path for group in groups.values() for edition in group]
        ids += [edition.path for group in seen_again.values() for _, edition in group]
        targets, withheld = link_targets(db, ids), withheld_links(db, ids)
        nearest = nearest_editions(db, targets)
        timemaps = timemaps_of(db, [latest for latest, _ in batch])
        terms = terms_of(db, ids)
        minor = {} if context.has_single_data_files else minor_terms(db, ids, context.shared_page)
        for latest, permalink in batch:
            editions = groups[latest]
            yield _history_target(context, permalink, editions)
            yield from _difference_targets(context, permalink, editions)
            listed = {term: term_permalink(*term) for term in terms.get(latest, ())}
            listed |= {(taxonomy, slug): page for taxonomy, slug, page in minor.get(latest, ())}
            numbers: Mapping[str, int] = {edition.path: number for number, edition in enumerate(editions)}
            pages = [(number, edition) for number, edition in enumerate(editions) if edition.page]
            pages += [(numbers[same], edition) for same, edition in seen_again.get(latest, ())]
            for number, edition in pages:
                own = ArticleContext(
                    targets.get(edition.path, {}),
                    withheld_links=tuple(withheld.get(edition.path, ())),
                    minor_terms=tuple(
                        (*term, page)
                        for term in terms.get(edition.path, ())
                        if (page := listed.get(term, "")) != term_permalink(*term)
                    ),
                    nearest=nearest.get(edition.path, {}),
                )
                place = _place(permalink, editions, number, edition, has_timemap=latest in timemaps)
                yield _edition_target(context, edition, own, place)


def _place(
    permalink: str, editions: Sequence[EditionSummary], number: int, shown: EditionSummary, *, has_timemap: bool
) -> EditionPlace:
    """The place of an edition, or of another capture with its text.

    Args:
        permalink: of the article.
        editions: all of it.
        number: of the edition, from 0.
        shown: the edition, or the other capture.
        has_timemap: True if the known mementos of the original are listed.
    """
    pages = [edition.page for edition in editions]
    is_latest = number == len(editions) - 1
    return EditionPlace(
        shown.captured_at,
        permalink,
        is_latest,
        history_permalink(permalink),
        differences_permalink(permalink, pages[number - 1], pages[number]) if number else "",
        "" if is_latest else differences_permalink(permalink, pages[number], pages[number + 1]),
        has_timemap,
    )


def _edition_target(
    context: PlanContext, edition: EditionSummary, shown: ArticleContext, place: EditionPlace
) -> Target:
    has_original = edition.has_original and context.site.originals == "all"
    endings = (edition.published_suffix, *((ORIGINAL,) if has_original else ()))
    return Target(
        edition.page,
        context.fingerprint(edition.record_sha256, shown, place),
        PendingEdition(edition.path, shown, place),
        tuple(beside(edition.page, ending) for ending in endings),
        article_period(edition.page),
    )


def _history_target(context: PlanContext, permalink: str, editions: tuple[EditionSummary, ...]) -> Target:
    return Target(
        history_permalink(permalink),
        context.fingerprint(permalink, editions),
        PendingHistory(permalink, editions),
        period=article_period(permalink),
        cost=len(editions),
    )


def _difference_targets(context: PlanContext, permalink: str, editions: Sequence[EditionSummary]) -> Iterator[Target]:
    pairs = [*pairwise(editions)]
    if len(editions) > 2:
        pairs.append((editions[0], editions[-1]))
    for before, after in pairs:
        page = differences_permalink(permalink, before.page, after.page)
        shown = [(edition.page, edition.captured_at, edition.record_sha256) for edition in (before, after)]
        task = PendingDifferences(permalink, (before, after))
        yield Target(page, context.fingerprint(permalink, shown), task, period=article_period(permalink), cost=2)

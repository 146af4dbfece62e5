"""What editions changed: the lists, their feeds and their data files, for the archive and for each publisher."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from kursk_archive.catalogue.changes import has_changes
from kursk_archive.catalogue.encoding import fingerprint
from kursk_archive.catalogue.revisions import EditionPair, find_revisions
from kursk_archive.outputs.target import PlanContext, Planned, RenderContext, Rendered, RenderPage, Target
from kursk_archive.renderer.data.articles import DATA_FORMATS
from kursk_archive.renderer.data.changes import render_changes_file
from kursk_archive.renderer.edition_change import EditionChange
from kursk_archive.renderer.feeds import ARCHIVE_FEED_LIMITS, feed_paths
from kursk_archive.renderer.feeds.changes import ChangesFeed, render_changes_feed
from kursk_archive.renderer.pages.changes import ChangesPage, render_changes
from kursk_archive.site.periods import PeriodTree
from kursk_archive.site.permalinks import (
    CHANGES,
    changes_feed_permalink,
    changes_permalink,
    data_permalink,
    manifest_period,
    taxonomy_permalink,
)
from kursk_archive.site.taxonomy import UNDATED
from kursk_archive.version import __version__

MAX_NEWEST = 30
"""Changes on a page whose parts have pages of their own."""


class FeedOfChanges(Struct, frozen=True):
    """Render a feed of changes in both forms."""

    feed: ChangesFeed

    def render(self, context: RenderContext, path: str) -> Rendered:
        return render_changes_feed(self.feed, context.theme.site)


class DataOfChanges(Struct, frozen=True):
    """Render changes in every data format."""

    changes: tuple[EditionChange, ...]
    paths: tuple[str, ...]

    def render(self, context: RenderContext, path: str) -> Rendered:
        csv_safe = context.theme.site.csv_safe
        return ((file, render_changes_file(file, self.changes, csv_safe=csv_safe)) for file in self.paths)


class Changes:
    """Lists, feeds and data files of changes. An archive without editions has none."""

    name = "change"

    def plan_all(self, context: PlanContext) -> Iterator[Planned]:
        pairs = context.changed_pairs
        if not pairs:
            return
        by_publisher: dict[str, list[EditionPair]] = {}
        for pair in pairs:
            if pair.publisher:
                by_publisher.setdefault(context.joined_terms.slug_of("publisher", pair.publisher), []).append(pair)
        names = {slug: label for slug, label, *_ in context.terms["publisher"]}
        counts = tuple((slug, names[slug], len(listed)) for slug, listed in sorted(by_publisher.items()))
        yield from _plan(context, None, pairs, counts)
        for slug, name, _ in counts:
            yield from _plan(context, (slug, name), by_publisher[slug], ())
        for year in _years(context):
            yield _data_target(context, year)

    def plan_changed(self, context: PlanContext) -> Iterator[Planned]:
        if has_changes(context.catalogue.db):
            for prefix in (CHANGES, "changes.", "data/changes"):
                yield from context.obsolete_under(prefix)
            folder = taxonomy_permalink("publisher").removesuffix("index.html")
            yield from (target for target in context.obsolete_under(folder) if self.owns(target.path))
            yield from self.plan_all(context)

    def owns(self, path: str) -> bool:
        name = path.rpartition("/")[2]
        return name in ("changes.atom", "changes.json") or path.startswith((CHANGES, "data/changes.", "data/changes/"))


def _plan(
    context: PlanContext,
    publisher: tuple[str, str] | None,
    pairs: Sequence[EditionPair],
    publishers: tuple[tuple[str, str, int], ...],
) -> Iterator[Target]:
    """Plan the pages and the feed of the archive's changes, or of a publisher's."""
    slug = publisher[0] if publisher else ""
    has_feeds = bool(context.site.base_url)
    tree = PeriodTree.from_days("change", Counter(sorted((pair.after.captured_at or "")[:10] for pair in pairs)))
    by_period: dict[str, list[EditionPair]] = {}
    for pair in pairs:
        for period in _periods_of(pair):
            by_period.setdefault(period, []).append(pair)
    data_files = () if publisher else changes_paths(context)
    for page in tree.pages():
        is_first = not page.period
        listed = by_period[page.period]
        parts = tuple((name, count) for name, count, has_page in reversed(page.parts) if page.is_split and has_page)
        values = ChangesPage(
            publisher,
            page.period,
            page.count,
            _changes(context, listed[:MAX_NEWEST] if page.is_split else listed),
            parts,
            publishers if is_first else (),
            data_files if is_first else (),
            has_feeds and is_first,
        )
        period = manifest_period(page.period) if page.period else ""
        path = changes_permalink(slug, page.period)
        yield Target(path, context.fingerprint(values), RenderPage(render_changes, values), period=period)
    if has_feeds:
        feed = ChangesFeed(publisher, _changes(context, pairs[: ARCHIVE_FEED_LIMITS.max_entries]))
        paths = feed_paths(changes_feed_permalink(slug))
        yield Target(paths[0], context.fingerprint(feed), FeedOfChanges(feed), paths[1:])


def _periods_of(pair: EditionPair) -> Iterable[str]:
    """Return the periods that a change belongs to; the empty one is all time."""
    moment = pair.after.captured_at
    return dict.fromkeys(["", *(moment[:length] for length in (4, 7, 10))]) if moment else ("", UNDATED)


def _changes(context: PlanContext, pairs: Sequence[EditionPair]) -> tuple[EditionChange, ...]:
    revisions = find_revisions(context.catalogue.db, pairs)
    return tuple(
        EditionChange(
            pair.permalink,
            pair.after.title,
            pair.before.title,
            pair.publisher,
            pair.language,
            pair.before.page,
            pair.after.page,
            pair.before.captured_at,
            pair.after.captured_at,
            pair.before.capture_sha256,
            pair.after.capture_sha256,
            revision,
        )
        for pair, revision in zip(pairs, revisions, strict=True)
    )


def _years(context: PlanContext) -> Sequence[str | None]:
    """Return the years that the data files are split by; None stands for a single file, and nothing for none."""
    if context.has_single_data_files:
        return [None] if context.changed_pairs else []
    return sorted({(pair.after.captured_at or "")[:4] for pair in context.changed_pairs})


def _paths_of(year: str | None) -> tuple[str, ...]:
    return tuple(data_permalink("changes", year, form) for form in DATA_FORMATS)


def changes_paths(context: PlanContext) -> tuple[str, ...]:
    """Paths of the data files of changes, in every format."""
    return tuple(path for year in _years(context) for path in _paths_of(year))


def _data_target(context: PlanContext, year: str | None) -> Target:
    pairs = [pair for pair in context.changed_pairs if year is None or (pair.after.captured_at or "")[:4] == year]
    digest = fingerprint((__version__, context.site.csv_safe, pairs))
    paths = _paths_of(year)
    period = "" if year is None else manifest_period(year)
    task = DataOfChanges(_changes(context, pairs), paths)
    return Target(paths[0], digest, task, paths[1:], period, 1 + len(pairs) // 8)

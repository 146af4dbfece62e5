"""The changes of editions: the lists, their feeds and their data files, for the archive and for each publisher."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from msgspec import Struct

from kursk_archive.catalogue.changes import changed_terms
from kursk_archive.catalogue.encoding import fingerprint
from kursk_archive.catalogue.revisions import (
    EditionPair,
    changed_lists,
    listed_revisions,
    revised_publishers,
    revision_days,
    revision_years,
)
from kursk_archive.comparison.revision import Revision
from kursk_archive.outputs.target import (
    ObsoleteTarget,
    PlanContext,
    Planned,
    RenderContext,
    Rendered,
    RenderPage,
    Target,
)
from kursk_archive.renderer.data.articles import DATA_FORMATS
from kursk_archive.renderer.data.changes import render_changes_file
from kursk_archive.renderer.edition_change import EditionChange
from kursk_archive.renderer.feeds import ARCHIVE_FEED_LIMITS, feed_paths
from kursk_archive.renderer.feeds.changes import ChangesFeed, render_changes_feed
from kursk_archive.renderer.pages.changes import ChangesPage, render_changes
from kursk_archive.site.periods import ListPage, PeriodTree
from kursk_archive.site.permalinks import (
    CHANGES,
    changes_feed_permalink,
    changes_permalink,
    data_permalink,
    manifest_period,
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
        for publisher in (None, *(slug for slug, _ in revised_publishers(context.catalogue.db))):
            yield from _plan(context, publisher, None)
        for year in _years(context):
            yield _data_target(context, year)

    def plan_changed(self, context: PlanContext) -> Iterator[Planned]:
        db = context.catalogue.db
        changed = changed_lists(db)
        days: dict[str, set[str] | None] = defaultdict(set)
        for slug, day in changed:
            days[slug] = (days[slug] or set()) | {day}
        listed = {slug for slug, _ in revised_publishers(db)}
        for taxonomy, slug, *_, is_relabelled in changed_terms(db):
            if taxonomy == "publisher" and slug in listed:  # what lies beside a changed list is planned as obsolete
                days[slug] = None if is_relabelled else days[slug]  # its name stands on every page
        if days:
            yield from _plan(context, None, {"", *(day for _, day in changed)})
        for publisher in sorted(days.keys() - {""}):
            yield from _plan(context, publisher, days[publisher])
        for gone in sorted({day[:4] for _, day in changed}):
            yield from map(ObsoleteTarget, _paths_of(gone))
        for year in _years(context) if changed else ():
            if year is None or any(day[:4] == year for _, day in changed):
                yield _data_target(context, year)

    def owns(self, path: str) -> bool:
        name = path.rpartition("/")[2]
        return name in ("changes.atom", "changes.json") or path.startswith((CHANGES, "data/changes.", "data/changes/"))


def _plan(context: PlanContext, publisher: str | None, days: Collection[str] | None) -> Iterator[Planned]:
    """Plan the pages and the feed of the archive's changes, or of a publisher's.

    Args:
        context: the archive.
        publisher: slug; None for the archive.
        days: of the changes that came, went or changed: only pages that may show one of them are planned, and those
            that do not exist. None for all.
    """
    db, slug = context.catalogue.db, publisher or ""
    tree = PeriodTree.from_days("change", revision_days(db, publisher))
    pages = {changes_permalink(slug, page.period): page for page in tree.pages()}
    known = _known_pages(context, publisher)
    yield from map(ObsoleteTarget, sorted(known - pages.keys()))
    names = {name: label for name, label, *_ in context.terms["publisher"]}
    shown = None if publisher is None else (publisher, names.get(publisher, publisher))
    for path, page in pages.items():
        if path not in known or days is None or any(_is_within(day, page.period) for day in days):
            period = manifest_period(page.period) if page.period else ""
            values = _page_values(context, shown, page, names)
            yield Target(path, context.fingerprint(values), RenderPage(render_changes, values), period=period)
    paths = feed_paths(changes_feed_permalink(slug))
    if pages and context.site.base_url:
        changes = _changes(listed_revisions(db, publisher, limit=ARCHIVE_FEED_LIMITS.max_entries))
        feed = ChangesFeed(shown, changes)
        yield Target(paths[0], context.fingerprint(feed), FeedOfChanges(feed), paths[1:])
    else:
        yield from map(ObsoleteTarget, paths)


def _known_pages(context: PlanContext, publisher: str | None) -> AbstractSet[str]:
    """Return the pages of the archive's changes, or of a publisher's, that the last build left."""
    first = changes_permalink(publisher or "").removesuffix("index.html")
    of_publishers = changes_permalink("x").removesuffix("x/index.html")
    known = {target.path for target in context.obsolete_under(first)}
    return {path for path in known if not path.startswith(of_publishers)} if publisher is None else known


def _is_within(day: str, period: str) -> bool:
    return not day if period == UNDATED else day.startswith(period)


def _page_values(
    context: PlanContext, publisher: tuple[str, str] | None, page: ListPage, names: Mapping[str, str]
) -> ChangesPage:
    db, is_first = context.catalogue.db, not page.period
    limit = MAX_NEWEST if page.is_split else -1
    listed = listed_revisions(db, publisher[0] if publisher else None, page.period, limit)
    is_of_all = is_first and publisher is None
    counts = revised_publishers(db) if is_of_all else ()
    return ChangesPage(
        publisher,
        page.period,
        page.count,
        _changes(listed),
        tuple((name, count) for name, count, has_page in reversed(page.parts) if page.is_split and has_page),
        tuple((slug, names.get(slug, slug), count) for slug, count in counts),
        changes_paths(context) if is_of_all else (),
        bool(context.site.base_url) and is_first,
    )


def _changes(revisions: Iterable[tuple[EditionPair, Revision]]) -> tuple[EditionChange, ...]:
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
        for pair, revision in revisions
    )


def _years(context: PlanContext) -> Sequence[str | None]:
    """Return the years that the data files are split by; None stands for a single file, and nothing for none."""
    years = revision_years(context.catalogue.db)
    return [None] if years and context.has_single_data_files else years


def _paths_of(year: str | None) -> tuple[str, ...]:
    return tuple(data_permalink("changes", year, form) for form in DATA_FORMATS)


def changes_paths(context: PlanContext) -> tuple[str, ...]:
    """Paths of the data files of changes, in every format."""
    return tuple(path for year in _years(context) for path in _paths_of(year))


def _data_target(context: PlanContext, year: str | None) -> Target:
    period = "" if year is None else year or UNDATED
    changes = _changes(listed_revisions(context.catalogue.db, period=period))
    digest = fingerprint((__version__, context.site.csv_safe, changes))
    paths = _paths_of(year)
    manifest = "" if year is None else manifest_period(year)
    return Target(paths[0], digest, DataOfChanges(changes, paths), paths[1:], manifest, 1 + len(changes) // 8)

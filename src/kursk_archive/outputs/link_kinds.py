"""Pages of the kinds of links: what is lost and from where, and which articles link to news sites, to Telegram, …"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from kursk_archive.catalogue import link_lists
from kursk_archive.catalogue.changes import changed_ledger_dates, count_doubtful, has_changes
from kursk_archive.catalogue.totals import archive_totals
from kursk_archive.core.enums import LinkKind
from kursk_archive.outputs.target import ObsoleteTarget, PlanContext, Planned, RenderPage, Target
from kursk_archive.renderer.pages.link_kinds import LinkKindPage, render_link_kind
from kursk_archive.site import periods
from kursk_archive.site.periods import ListPage, PeriodTree, enclosing_names
from kursk_archive.site.permalinks import LINK_KINDS, link_kind_permalink, manifest_period


class LinkKinds:
    """Lists of links by kind."""

    name = "link kind"

    def plan_all(self, context: PlanContext) -> Iterator[Planned]:
        for kind, tree, page in _pages(context):
            yield _target(context, kind, tree, page)

    def plan_changed(self, context: PlanContext) -> Iterator[Planned]:
        """Plan the pages of periods in which a link may have come to something else, and those that came or went."""
        db = context.catalogue.db
        if not has_changes(db):
            return
        dates = changed_ledger_dates(db)
        changed = {name for date in dates for name in enclosing_names(date[:10])}
        known = {output.path for output in context.catalogue.outputs_under(LINK_KINDS)}
        listed = _pages_around(context, dates)
        doubtful = (
            known & {link_kind_permalink(kind, name) for kind in LinkKind for name in changed} if listed else known
        )
        pages = {
            link_kind_permalink(kind, page.period): (kind, tree, page) for kind, tree, page in listed or _pages(context)
        }
        yield from map(ObsoleteTarget, sorted(doubtful - pages.keys()))
        for path, (kind, tree, page) in pages.items():
            if path not in known or page.period in changed:
                yield _target(context, kind, tree, page)

    def owns(self, path: str) -> bool:
        return path.startswith(LINK_KINDS)


_ListedPage = tuple[LinkKind, PeriodTree, ListPage]


def _pages(context: PlanContext) -> Iterator[_ListedPage]:
    """Yield the pages of each kind. Only lost links are listed to the last: others have the pages of their hosts."""
    for kind in map(LinkKind, archive_totals(context.catalogue).links):
        if kind is LinkKind.LOST:
            tree = PeriodTree.from_days(kind, link_lists.articles_by_day(context.catalogue.db, kind))
            yield from ((kind, tree, page) for page in tree.pages())
        else:
            yield from _only_page(context, kind)


def _pages_around(context: PlanContext, dates: Collection[str]) -> list[_ListedPage] | None:
    """Return the pages whose periods hold some dates; None if other pages of lost links may have come or gone."""
    db = context.catalogue.db
    tree = PeriodTree.from_parts(LinkKind.LOST, link_lists.articles_around(db, LinkKind.LOST, dates))
    pages = tree.changed_pages(dates, count_doubtful(db))
    if pages is None:
        return None
    lost = [(LinkKind.LOST, tree, page) for page in pages]
    kinds = map(LinkKind, archive_totals(context.catalogue).links)
    return lost + [listed for kind in kinds if kind is not LinkKind.LOST for listed in _only_page(context, kind)]


def _only_page(context: PlanContext, kind: LinkKind) -> Iterator[_ListedPage]:
    tree = PeriodTree.from_parts(kind, {"": link_lists.articles_by_year(context.catalogue.db, kind)})
    if page := tree.page(""):
        yield kind, tree, page


def _target(context: PlanContext, kind: LinkKind, tree: PeriodTree, page: ListPage) -> Target:
    db, has_parts = context.catalogue.db, page.is_split and kind is LinkKind.LOST
    exact = has_parts and bool(page.period)
    rows = link_lists.articles_with_links(
        db, kind, page.period, periods.MAX_NEWEST if has_parts else periods.PAGE_SIZE, exact=exact
    )
    links = link_lists.links_of_kind(db, kind, [row[0] for row in rows])
    parts = tuple((name, count, has_page and has_parts) for name, count, has_page in page.parts)
    values = LinkKindPage(
        kind,
        page.period,
        archive_totals(context.catalogue).links[kind] if not page.period else None,
        page.count,
        tuple((row, tuple(links.get(row[0], ()))) for row in rows),
        parts,
    )
    path = link_kind_permalink(kind, page.period)
    period = manifest_period(page.period) if page.period else ""
    return Target(path, context.fingerprint(values), RenderPage(render_link_kind, values), period=period)

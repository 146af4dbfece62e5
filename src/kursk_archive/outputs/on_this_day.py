"""The articles of each day of the year through the years, a page for each month."""

from __future__ import annotations

from collections.abc import Iterator

from kursk_archive.catalogue import listings
from kursk_archive.catalogue.changes import changed_dates
from kursk_archive.outputs.target import ObsoleteTarget, PlanContext, Planned, RenderPage, Target
from kursk_archive.renderer.pages.on_this_day import OnThisDayPage, render_on_this_day
from kursk_archive.site.periods import MONTHS
from kursk_archive.site.permalinks import ON_THIS_DAY, on_this_day_permalink
from kursk_archive.site.taxonomy import CALENDAR


class OnThisDay:
    """Days through the years."""

    name = "on this day"

    def plan_all(self, context: PlanContext) -> Iterator[Planned]:
        years = years_to_compare(context)
        return (_target(context, month, years) for month in MONTHS if years)

    def plan_changed(self, context: PlanContext) -> Iterator[Planned]:
        changed = {date[5:7] for date in changed_dates(context.catalogue.db)}
        if not changed:
            return
        years = years_to_compare(context)
        known = {output.path for output in context.catalogue.outputs_under(ON_THIS_DAY)}
        if not years:
            yield from map(ObsoleteTarget, sorted(known))
            return
        for month in MONTHS:
            if month in changed or on_this_day_permalink(month) not in known:
                yield _target(context, month, years)

    def owns(self, path: str) -> bool:
        return path.startswith(ON_THIS_DAY)


def years_to_compare(context: PlanContext) -> list[str]:
    """Return the years of the archive's articles, earliest first; none if there is only one."""
    years = list(listings.counts_within(context.catalogue.db, CALENDAR, "", "", 4))
    return years if len(years) > 1 else []


def _target(context: PlanContext, month: str, years: list[str]) -> Target:
    db = context.catalogue.db
    page = OnThisDayPage(
        month, tuple(row for year in reversed(years) for row in listings.first_articles_by_day(db, f"{year}-{month}"))
    )
    return Target(on_this_day_permalink(month), context.fingerprint(page), RenderPage(render_on_this_day, page))

"""Pagination of a term's articles: one page while they are few, pages by year, month and day when they are many.

A page holds at most `PAGE_SIZE` articles, whatever the archive's size, and always covers the same period. A new article
changes only the pages of its own year, month and day.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import takewhile
from typing import TypeVar

from msgspec import Struct

from kursk_archive.site.taxonomy import CALENDAR, UNDATED

_Item = TypeVar("_Item")

MONTHS = tuple(f"{month:02}" for month in range(1, 13))
"""As in dates."""
PAGE_SIZE = 200
"""Articles on one page; with more, the page is split into shorter periods. At 90, most pages of months held ten."""
MAX_NEWEST = 20
"""Newest articles that a page shows if its articles are on the pages of its parts."""
MIN_HOST_ARTICLES = 10
"""Articles from which on a host that they link to has pages of its own. Those of most hosts would list one link."""
MIN_TERM_ARTICLES = 5
"""Articles from which on a topic, an author or a place has pages of its own in a large archive."""
MAX_MINOR_ROWS_PER_PAGE = 270
"""Links or articles on a page that hosts or terms share; with more, it is split by prefix, which leaves a third of it
filled."""
MAX_TERMS_PER_PAGE = 400
"""Terms on one page; with more, the page is split by prefix."""


class ListPage(Struct, frozen=True):
    """A page that lists articles of one term and period."""

    period: str
    """`2024`, `2024-08`, `2024-08-15`, `undated`; empty for all."""
    count: int
    is_split: bool
    """True if its parts have pages of their own, so that it lists only articles of no part."""
    parts: tuple[tuple[str, int, bool], ...] = ()
    """Period, article count, and True if it has a page, for each period within this one; earliest first."""


class PeriodTree(Struct, frozen=True):
    """The number of a term's articles in each period."""

    taxonomy: str
    counts: Mapping[str, int]
    """Period → article count. The empty period counts all articles, `UNDATED` those without a date."""
    children: Mapping[str, Sequence[str]]
    """Period → the periods within it that have articles, earliest first."""

    @classmethod
    def from_days(cls, taxonomy: str, days: Mapping[str, int]) -> PeriodTree:
        """Build the tree from article counts by date: a day, or a month, a year or nothing where no more is known."""
        parts: dict[str, dict[str, int]] = {}
        finer = days
        for length in (7, 4, 0):
            coarser: dict[str, int] = {}
            for period, count in finer.items():
                parent = period[:length]
                coarser[parent] = coarser.get(parent, 0) + count
                if period != parent or not period:
                    parts.setdefault(parent, {})[period] = count
            finer = coarser
        return cls.from_parts(taxonomy, parts)

    @classmethod
    def from_parts(cls, taxonomy: str, parts: Mapping[str, Mapping[str, int]]) -> PeriodTree:
        """Build the tree from the article counts of each period's parts.

        A period among its own parts counts the articles of which no more is known.
        """
        children = {
            period: {part or UNDATED: count for part, count in counts.items() if part != period or not period}
            for period, counts in parts.items()
        }
        totals = {part: count for counts in children.values() for part, count in counts.items()}
        totals[""] = sum(children.get("", {}).values())
        return cls(taxonomy, totals, {period: sorted(counts) for period, counts in children.items() if counts})

    @property
    def is_split(self) -> bool:
        """True if the years have pages of their own."""
        return self._parts_have_pages("")

    def pages(self, within: str = "") -> Iterator[ListPage]:
        """Yield the page of a period, if it has one, and those of all periods within it."""
        page = self.page(within)
        if page:
            yield page
            for period, _, has_page in page.parts:
                if has_page:
                    yield from self.pages(period)

    def page(self, period: str) -> ListPage | None:
        """Return the page of a period, if it has one."""
        count = self.counts.get(period, 0)
        if period and not self._has_page(period):
            return None
        if not count and (period or self.taxonomy != CALENDAR):  # an empty calendar has a page, too
            return None
        parts = self.children.get(period, [])
        is_split = bool(parts) and count > self._most_on_page(period)
        if not is_split and self.taxonomy != CALENDAR:
            return ListPage(period, count, is_split=False)
        have_pages = self._parts_have_pages(period)
        return ListPage(period, count, is_split, tuple((part, self.counts[part], have_pages) for part in parts))

    def page_around(self, date: str, longest: int) -> str:
        """Return the shortest period around a date that has a page; empty if none has.

        Args:
            date: at any precision; empty for none.
            longest: number of characters that the period's name may have.
        """
        names = (date[:length] for length in (10, 7, 4) if length <= min(longest, len(date)))
        return next(filter(self._has_page, names), "")

    def day_has_page(self, day: str) -> bool:
        """Return True if a day has a page of its own; else the page of its month has a section for it."""
        return self._parts_have_pages(day[:7])

    def _most_on_page(self, period: str) -> int:
        """Return how many articles the page of a period may hold. In the calendar the months of a year hold them."""
        if self.taxonomy != CALENDAR or len(period) >= len("2024-08"):
            return PAGE_SIZE
        return min(PAGE_SIZE, MAX_NEWEST) if period else 0

    def _has_page(self, period: str) -> bool:
        return period in self.counts and self._parts_have_pages(enclosing_names(period)[-2])

    def _parts_have_pages(self, period: str) -> bool:
        """Return True if the parts of a period have pages of their own.

        In the calendar every year and month has one, since every article's page links to them.
        """
        if self.taxonomy == CALENDAR and len(period) < len("2024-08"):
            return True
        return all(
            self.counts[parent] > PAGE_SIZE
            for parent in dict.fromkeys(("", *enclosing_names(period)))
            if parent != UNDATED
        )

    def changed_pages(self, dates: Collection[str], count: int) -> list[ListPage] | None:
        """Return the pages that list the changed articles; None if pages may have been added or removed, too.

        Args:
            dates: of the articles that were added, changed or removed.
            count: the number of those articles, or of whatever else the tree counts.
        """
        return None if self.doubtful_periods(dates, count) else self.pages_of(dates)

    def pages_of(self, dates: Iterable[str]) -> list[ListPage]:
        """Return the pages of all periods that contain some dates."""
        periods = {period for date in dates for period in enclosing_names(date[:10])}
        return [page for page in map(self.page, sorted(periods)) if page]

    def doubtful_periods(self, dates: Iterable[str], count: int) -> list[str]:
        """Return the periods within which pages may have been added or removed, none of which contains another.

        Arguments as above. The empty period stands for all pages.
        """
        periods = {date[:10]: enclosing_names(date[:10]) for date in dates}.values()
        return sorted({doubtful for each in periods if (doubtful := self._first_doubtful(each, count)) is not None})

    def _first_doubtful(self, periods: Iterable[str], count: int) -> str | None:
        for period in periods:
            total = self.counts.get(period, 0)
            in_no_part = total - sum(self.counts[part] for part in self.children.get(period, ()))
            if abs(total - PAGE_SIZE) <= count or in_no_part > PAGE_SIZE - count:
                return period
        return None


def enclosing_names(day: str) -> Sequence[str]:
    """Return the periods that contain a date of any precision, the longest first, the date itself last."""
    if not day or day == UNDATED:
        return "", UNDATED
    return "", *(day[:length] for length in (4, 7, 10) if len(day) >= length)


def split_by_prefix(names: Iterable[str], max_size: int) -> dict[str, int]:
    """Group names by the shortest prefixes that leave at most `max_size` in a group, if possible.

    Returns:
        Prefix → number of names, sorted by prefix.
    """
    sizes: dict[str, int] = {}
    pending = [sorted(names)]
    while pending:
        group = pending.pop()
        common = list(takewhile(lambda pair: pair[0] == pair[1], zip(group[0], group[-1], strict=False)))
        subgroups: dict[str, list[str]] = {}
        for name in group:
            subgroups.setdefault(name[: len(common) + 1], []).append(name)
        for prefix, subgroup in subgroups.items():
            if len(subgroup) <= max_size or subgroup[0] == subgroup[-1]:
                sizes[prefix] = len(subgroup)
            else:
                pending.append(subgroup)
    return dict(sorted(sizes.items()))


def group_by_prefix(
    items: Iterable[_Item], name_of: Callable[[_Item], str], prefixes: Iterable[str]
) -> dict[str, list[_Item]]:
    """Group items by the prefix, of those that `split_by_prefix` returned, with which their names begin.

    One pass over the items, however many prefixes there are: a day may have thousands of articles.
    """
    groups: dict[str, list[_Item]] = {prefix: [] for prefix in prefixes}
    lengths = sorted(set(map(len, groups)), reverse=True)
    for item in items:
        name = name_of(item)
        groups[next(name[:length] for length in lengths if name[:length] in groups)].append(item)
    return groups

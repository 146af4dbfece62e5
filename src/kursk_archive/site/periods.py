"""The pages of a shelf: all on one while they are few; by year, month and day where they are more.

A page holds at most `PAGE_SIZE` articles, whatever the archive's size, and always the same period: an article that is added
changes the pages of its own year, month and day, and no other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import takewhile

from msgspec import Struct

from kursk_archive.site.taxonomy import CALENDAR, UNDATED

PAGE_SIZE = 90
"""Articles on one page; more are shown by their parts."""
MAX_TERMS_PER_PAGE = 400
"""Values in one list; more are shown by their first letters."""


class ListPage(Struct, frozen=True):
    """A page of a shelf."""

    period: str
    """`2024`, `2024-08`, `2024-08-15`, `undated`; empty for all."""
    count: int
    is_split: bool
    """Whether its parts have pages of their own, so that it holds only what is in no part."""
    parts: tuple[tuple[str, int, bool], ...] = ()
    """Periods within it, how many articles each, and whether they have pages; earliest first."""


class PeriodTree(Struct, frozen=True):
    """How many articles of which periods stand on a shelf."""

    taxonomy: str
    counts: Mapping[str, int]
    """Period → articles; the empty period is all, `UNDATED` those without a date."""
    children: Mapping[str, Sequence[str]]
    """Period → the periods within it that have articles; earliest first."""

    @classmethod
    def from_days(cls, facet: str, days: Mapping[str, int]) -> PeriodTree:
        """Out of numbers by day; of what is known less closely, by month or year, and under nothing."""
        parts: dict[str, dict[str, int]] = {}
        finer = days
        for length in (7, 4, 0):
            coarser: dict[str, int] = {}
            for name, count in finer.items():
                above = name[:length]
                coarser[above] = coarser.get(above, 0) + count
                if name != above or not name:
                    parts.setdefault(above, {})[name] = count
            finer = coarser
        return cls.from_parts(facet, parts)

    @classmethod
    def from_parts(cls, facet: str, parts: Mapping[str, Mapping[str, int]]) -> PeriodTree:
        """Out of the numbers of each period's parts; a period among its own parts is what is known no closer."""
        inside = {
            period: {name or UNDATED: count for name, count in below.items() if name != period or not period}
            for period, below in parts.items()
        }
        totals = {name: count for below in inside.values() for name, count in below.items()}
        totals[""] = sum(inside.get("", {}).values())
        return cls(facet, totals, {period: sorted(below) for period, below in inside.items() if below})

    def pages(self, within: str = "") -> Iterator[ListPage]:
        """All pages of a period and of what it holds."""
        node = self.page(within)
        if node:
            yield node
            for name, _, has_page in node.parts:
                if has_page:
                    yield from self.pages(name)

    def page(self, period: str) -> ListPage | None:
        """The page of a period, if it has one."""
        count = self.counts.get(period, 0)
        if period and not self._has_page(period):
            return None
        if not count and (period or self.taxonomy != CALENDAR):  # the calendar has a page from the beginning
            return None
        parts = self.children.get(period, [])
        is_parted = bool(parts) and (count > PAGE_SIZE or (self.taxonomy == CALENDAR and not period))
        if not is_parted and self.taxonomy != CALENDAR:
            return ListPage(period, count, is_split=False)
        opens = self._parts_have_pages(period)
        return ListPage(period, count, is_parted, tuple((name, self.counts[name], opens) for name in parts))

    def _has_page(self, period: str) -> bool:
        return period in self.counts and self._parts_have_pages(_enclosing_periods(period)[-2])

    def _parts_have_pages(self, period: str) -> bool:
        """Whether the parts of a period have pages of their own.

        In the calendar every year and every month has one, since every article's page leads there.
        """
        if self.taxonomy == CALENDAR and len(period) < len("2024-08"):
            return True
        return all(
            self.counts[above] > PAGE_SIZE
            for above in dict.fromkeys(("", *_enclosing_periods(period)))
            if above != UNDATED
        )

    def changed_pages(self, dates: Iterable[str], count: int) -> list[ListPage] | None:
        """The pages that some articles are on; None if others may have come or gone, too.

        Args:
            dates: of the articles that were added, changed or removed.
            count: how many they are, or of what else the numbers are.
        """
        periods = {period for date in dates for period in _enclosing_periods(date[:10])}
        for period in periods:
            total = self.counts.get(period, 0)
            alone = total - sum(self.counts[name] for name in self.children.get(period, ()))
            if abs(total - PAGE_SIZE) <= count or alone > PAGE_SIZE - count:
                return None
        return [node for node in map(self.page, sorted(periods)) if node]


def _enclosing_periods(day: str) -> Sequence[str]:
    """The periods that hold a day or what is known of it, the longest first, itself last."""
    if not day or day == UNDATED:
        return "", UNDATED
    return "", *(day[:length] for length in (4, 7, 10) if len(day) >= length)


def split_by_prefix(names: Iterable[str], max_size: int) -> dict[str, int]:
    """How many names begin with which letters: with as few as leave at most `max_size` to each, if any do."""
    bins: dict[str, int] = {}
    waiting = [sorted(names)]
    while waiting:
        some = waiting.pop()
        same = list(takewhile(lambda pair: pair[0] == pair[1], zip(some[0], some[-1], strict=False)))
        deeper: dict[str, list[str]] = {}
        for name in some:
            deeper.setdefault(name[: len(same) + 1], []).append(name)
        for letters, group in deeper.items():
            if len(group) <= max_size or group[0] == group[-1]:
                bins[letters] = len(group)
            else:
                waiting.append(group)
    return dict(sorted(bins.items()))

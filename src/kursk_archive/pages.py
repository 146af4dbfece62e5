"""Which files the output folder should hold, and what each is made of.

After an edit only those are asked for that it can have changed, as the catalogue has noted them; a fingerprint over all
that a page shows then decides which are stale.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from kursk_archive.catalogue import ledger, plan
from kursk_archive.catalogue.entry import State, digest
from kursk_archive.catalogue.store import Catalogue
from kursk_archive.config import Site
from kursk_archive.model import ArticleId, Context
from kursk_archive.renderer.ledger import HostPage, HostRow, Hosts, LedgerFile, host_page
from kursk_archive.renderer.listings import UNDATED, Index, Overview, Period, period_page
from kursk_archive.renderer.theme import Theme
from kursk_archive.shards import ArticleJob, AssetJob, CaptureJob, Job
from kursk_archive.version import __version__

FULL = 200
"""Articles on one page of the calendar; a period with more is shown by its parts."""
LATEST = 40
"""Articles on the first page."""
SMALL = 500
"""Articles up to which the data files are in one piece; beyond, there is one for each month."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A file that belongs in the output folder."""

    path: str
    fingerprint: str
    job: Job | Due


@dataclass(frozen=True, slots=True)
class Due:
    """What is made into a job when its turn comes, since it would hold too much until then."""

    article: ArticleId | None = None
    context: Context | None = None
    month: str | None = None
    """Of the ledger; with neither article nor month, all of it."""


@dataclass(frozen=True, slots=True)
class Gone:
    """A file that does not belong there any more, if it ever did."""

    path: str


def base(site: Site, theme: Theme) -> str:
    """What every page shows: the program's version, the theme, the archive's own words."""
    return digest((__version__, theme.fingerprint(), site))


def every_page(catalogue: Catalogue, theme: Theme, shared: str) -> Iterator[Planned | Gone]:
    """Every file that the output folder should hold."""
    for one in plan.shown(catalogue.db):
        yield from _article(one, shared)
    everything = _Calendar(catalogue)
    yield from _with_fingerprints(everything.pages(everything.years, everything.months, everything.days), shared)
    yield from _with_fingerprints(_hosts(catalogue), shared)
    yield from _ledger(catalogue, ledger.months(catalogue.db))
    for path, file in theme.assets().items():
        yield Planned(path, digest(file.read_bytes()), AssetJob())


def touched_pages(catalogue: Catalogue, shared: str) -> Iterator[Planned | Gone]:
    """Those of `every_page` that the edits since the last build can have changed, and what they leave behind."""
    db = catalogue.db
    yield from _as_gone(page for touched in plan.touched_pages(db) for page in (touched, capture_page(touched)))
    for one in plan.shown_due(db):
        yield from _article(one, shared)
    dates = plan.touched_dates(db)
    if dates:
        yield from _with_fingerprints(_Calendar(catalogue).touched(dates), shared)
        yield from _with_fingerprints(_hosts(catalogue, touched=True), shared)
    yield from _ledger(catalogue, sorted({date[:7] for date in plan.due_dates(db)}))


def _as_gone(paths: Iterable[str]) -> Iterator[Gone]:
    return map(Gone, paths)


def capture_page(page: str) -> str:
    """Where the capture's bytes are, beside the article."""
    return page.removesuffix(".html") + ".txt"


def _article(one: plan.Shown, shared: str) -> Iterator[Planned]:
    yield Planned(one.page, digest((shared, one.digest, one.context)), Due(ArticleId(one.path), one.context))
    if one.state == State.PUBLISHED:
        yield Planned(capture_page(one.page), one.sha256, CaptureJob(ArticleId(one.path), one.sha256))


Listing = Index | Period | Hosts | HostPage


def _with_fingerprints(pages: Iterable[tuple[str, Listing] | Gone], shared: str) -> Iterator[Planned | Gone]:
    for one in pages:
        if isinstance(one, Gone):
            yield one
        else:
            path, job = one
            yield Planned(path, digest((shared, job)), job)


class _Calendar:
    """The first page and the pages of the calendar."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.db = catalogue.db
        self.years, self.months, self.days = (plan.periods(self.db, length) for length in (4, 7, 10))
        self.undated = plan.undated(self.db)

    def pages(self, years: Iterable[str], months: Iterable[str], days: Iterable[str]) -> Iterator[tuple[str, Listing]]:
        """The first page, and those of the given periods that have pages."""
        yield "index.html", Index(self._overview(), plan.teasers(self.db, limit=LATEST) or self.undated[:LATEST])
        yield from (self._period(year, self.years[year], self.months) for year in years if year in self.years)
        yield from (self._period(month, self.months[month], self.days) for month in months if month in self.months)
        yield from (self._period(day, self.days[day], {}) for day in days if self._has_page(day))
        if self.undated:
            yield period_page(UNDATED), Period(UNDATED, self.undated, (), len(self.undated))

    def touched(self, dates: Sequence[str]) -> Iterator[tuple[str, Listing] | Gone]:
        """The pages that articles of these dates are on, or were; all days of their months, since those come and go."""
        years, months = ({date[:length] for date in dates if len(date) >= length} for length in (4, 7))
        days = {date[:10] for date in dates if len(date) >= 10} | {day for day in self.days if day[:7] in months}
        yield from _as_gone(sorted(map(period_page, years | months | days | {UNDATED})))
        yield from self.pages(sorted(years), sorted(months), sorted(days))

    def _has_page(self, day: str) -> bool:
        return day in self.days and self.months[day[:7]] > FULL

    def _period(self, name: str, count: int, parts: Mapping[str, int]) -> tuple[str, Listing]:
        within = tuple(sorted(((part, n) for part, n in parts.items() if part.startswith(name)), reverse=True))
        articles = plan.teasers(self.db, name) if count <= FULL or not within else plan.coarse(self.db, name)
        return period_page(name), Period(name, articles, within, count)

    def _overview(self) -> Overview:
        first, last = plan.span(self.db)
        return Overview(
            articles=sum(self.years.values()) + len(self.undated),
            publishers=plan.publishers(self.db),
            first=first,
            last=last,
            undated=len(self.undated),
            links=ledger.links_by_kind(self.db),
            years=tuple(sorted(self.years.items(), reverse=True)),
        )


def _hosts(catalogue: Catalogue, *, touched: bool = False) -> Iterator[tuple[str, Listing] | Gone]:
    if touched:
        yield from _as_gone(map(host_page, ledger.touched_hosts(catalogue.db)))
    rows = tuple(HostRow(*row) for row in ledger.hosts(catalogue.db))
    files = tuple(ledger_file(month, form) for month in _ledger_months(catalogue) for form in _FORMS)
    yield "links/index.html", Hosts(rows, ledger.links_by_kind(catalogue.db), files)
    for host, group in groupby(ledger.citations(catalogue.db, touched=touched), key=lambda one: one.host):
        yield host_page(host), HostPage(host, tuple(group))


def is_small(catalogue: Catalogue) -> bool:
    """Whether the data files are in one piece."""
    return plan.count(catalogue.db) <= SMALL


_FORMS = ("csv", "jsonl")


def ledger_file(month: str | None, form: str) -> str:
    """The path of a month's part of the ledger; None is all of it."""
    return f"data/links.{form}" if month is None else f"data/links/{month or UNDATED}.{form}"


def _ledger_months(catalogue: Catalogue) -> Sequence[str | None]:
    """The parts that the ledger is published in."""
    return [None] if is_small(catalogue) else ledger.months(catalogue.db)


def _ledger(catalogue: Catalogue, months: Sequence[str]) -> Iterator[Planned | Gone]:
    for month in [None] if is_small(catalogue) else months:
        rows = tuple(ledger.ledger(catalogue.db, month))
        for form in _FORMS:
            path = ledger_file(month, form)
            yield Planned(path, digest(rows), Due(month=month)) if rows or month is None else Gone(path)


def as_jobs(catalogue: Catalogue, planned: Sequence[Planned]) -> tuple[tuple[str, Job], ...]:
    """The files of a shard with all that they are made of."""
    wanted = [one.job.article for one in planned if isinstance(one.job, Due) and one.job.article]
    records = catalogue.records(wanted)
    return tuple((one.path, _job(catalogue, one.job, records)) for one in planned)


def _job(catalogue: Catalogue, job: Job | Due, records: Mapping[str, bytes]) -> Job:
    if not isinstance(job, Due):
        return job
    if job.article is not None and job.context is not None:
        return ArticleJob(records[job.article], job.context)
    return LedgerFile(tuple(ledger.ledger(catalogue.db, job.month)))

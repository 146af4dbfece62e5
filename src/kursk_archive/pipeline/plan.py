"""Which files the output folder should hold, and what each is made of.

After an edit only those are asked for that it can have changed, as the catalogue has noted them; a fingerprint over all
that a page shows then decides which are stale.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from kursk_archive.catalogue import ledger, listings, page_context
from kursk_archive.catalogue.encoding import digest
from kursk_archive.catalogue.records import unpack_pictures
from kursk_archive.catalogue.store import Catalogue
from kursk_archive.core.enums import ArticleId, CaptureState
from kursk_archive.outputs import outlets
from kursk_archive.outputs.listings import Gone, Page, Place, every_list, touched_lists
from kursk_archive.outputs.outlets import Due, DueFeed, Planned
from kursk_archive.outputs.render_tasks import (
    ArticleJob,
    AssetJob,
    FeedJob,
    Job,
    PictureJob,
    VerifyJob,
    article_files,
)
from kursk_archive.renderer.data import articles as tables
from kursk_archive.renderer.pages.link_ledger import LedgerFile
from kursk_archive.renderer.theme.environment import Theme
from kursk_archive.site.taxonomy import CALENDAR, UNDATED
from kursk_archive.version import __version__

SMALL = 500
"""Articles up to which the data files are in one piece; beyond, there is one for each month, or for each year."""


def every_page(catalogue: Catalogue, theme: Theme, shared: str) -> Iterator[Planned | Gone]:
    """Every file that the output folder should hold."""
    yield from _with_fingerprints(every_list(catalogue, _place(catalogue, theme)), shared)
    yield Planned("verify.html", shared, VerifyJob())
    for one in page_context.shown(catalogue.db):
        yield from _article(one, shared)
    yield from _ledger(catalogue, ledger.months(catalogue.db))
    yield from outlets.articles(catalogue, _years(catalogue))
    yield outlets.package(theme.site, _years(catalogue), ledger_files(catalogue))
    shelves = [(CALENDAR, "", ""), *listings.keys(catalogue.db)]
    yield from outlets.feeds(catalogue, theme.site, shared, shelves)
    yield from outlets.sitemaps(catalogue, theme.site)
    yield from outlets.for_servers(theme)
    for path, file in theme.assets().items():
        yield Planned(path, digest(file.read_bytes()), AssetJob())


def touched_pages(catalogue: Catalogue, theme: Theme, shared: str) -> Iterator[Planned | Gone]:
    """Those of `every_page` that the edits since the last build can have changed, and what they leave behind."""
    db = catalogue.db
    for page in page_context.touched_pages(db):
        stem = page.removesuffix(".html")
        yield from (Gone(one.path) for one in catalogue.pages_under(f"{stem}."))
    yield from _with_fingerprints(touched_lists(catalogue, _place(catalogue, theme)), shared)
    for one in page_context.shown_due(db):
        yield from _article(one, shared)
    yield from _ledger(catalogue, sorted({date[:7] for date in page_context.due_dates(db)}))
    dates = page_context.touched_dates(db)
    if dates:
        yield from _touched_outlets(catalogue, theme, sorted({date[:4] for date in dates}))
    left = [one for one in page_context.shelves_due(db) if one[0] == CALENDAR or one[2]]
    yield from outlets.feeds(catalogue, theme.site, shared, left)


def _place(catalogue: Catalogue, theme: Theme) -> Place:
    articles = tuple(tables.articles_path(year, form) for year in _years(catalogue) for form in tables.DATA_FORMATS)
    return Place(theme.site.base_url, articles, ledger_files(catalogue))


def _touched_outlets(catalogue: Catalogue, theme: Theme, touched: Sequence[str]) -> Iterator[Planned | Gone]:
    """Data and sitemaps of the years that were touched."""
    years = _years(catalogue)
    for year in touched:
        yield from (Gone(tables.articles_path(year, form)) for form in tables.DATA_FORMATS)
        yield from (Gone(one.path) for one in catalogue.pages_under(f"sitemaps/{year or UNDATED}."))
    yield from outlets.articles(catalogue, [year for year in years if year is None or year in touched])
    yield outlets.package(theme.site, years, ledger_files(catalogue))
    yield from outlets.sitemaps(catalogue, theme.site, touched)


def _article(one: page_context.Shown, shared: str) -> Iterator[Planned]:
    is_published = one.state == CaptureState.PUBLISHED
    also = article_files(one.page) if is_published else ()
    yield Planned(one.page, digest((shared, one.digest, one.context)), Due(ArticleId(one.path), one.context), also)
    if one.pictures and is_published:
        yield from _pictures(one)


def _pictures(one: page_context.Shown) -> Iterator[Planned]:
    from kursk_archive.images.renditions import renditions
    from kursk_archive.images.resize import resize_recipe

    for number, picture in enumerate(unpack_pictures(one.pictures), 1):
        files = renditions(picture, number, one.page)
        first, *rest = (copy.path for copy in files)
        yield Planned(first, digest((resize_recipe(), picture, files)), PictureJob(picture, files), tuple(rest))


def _with_fingerprints(pages: Iterable[tuple[str, Page] | Gone], shared: str) -> Iterator[Planned | Gone]:
    for one in pages:
        if isinstance(one, Gone):
            yield one
        else:
            path, job = one
            yield Planned(path, digest((shared, job)), job)


def is_small(catalogue: Catalogue) -> bool:
    """Whether the data files are in one piece."""
    return page_context.count(catalogue.db) <= SMALL


def ledger_file(month: str | None, form: str) -> str:
    """The path of a month's part of the ledger; None is all of it."""
    return f"data/links.{form}" if month is None else f"data/links/{month or UNDATED}.{form}"


def ledger_files(catalogue: Catalogue) -> tuple[str, ...]:
    """The paths of all its parts."""
    return tuple(ledger_file(month, form) for month in _ledger_months(catalogue) for form in tables.DATA_FORMATS)


def _ledger_months(catalogue: Catalogue) -> Sequence[str | None]:
    """The parts that the ledger is published in."""
    return [None] if is_small(catalogue) else ledger.months(catalogue.db)


def _years(catalogue: Catalogue) -> Sequence[str | None]:
    """The parts that the articles are published in as data."""
    return [None] if is_small(catalogue) else page_context.years(catalogue.db)


def _ledger(catalogue: Catalogue, months: Sequence[str]) -> Iterator[Planned | Gone]:
    for month in [None] if is_small(catalogue) else months:
        rows = tuple(ledger.rows(catalogue.db, month))
        fingerprint = digest((__version__, rows))
        files = [ledger_file(month, form) for form in tables.DATA_FORMATS]
        if rows or month is None:
            yield Planned(files[0], fingerprint, LedgerFile(rows), tuple(files[1:]), 1 + len(rows) // outlets.LINES)
        else:
            yield from map(Gone, files)


def as_jobs(catalogue: Catalogue, planned: Sequence[Planned]) -> tuple[tuple[str, Job], ...]:
    """The files of a shard with all that they are made of."""
    wanted = {path for one in planned if isinstance(one.job, Due | DueFeed) for path in one.job.articles}
    records = catalogue.records(wanted)
    return tuple((one.path, _job(one.job, records)) for one in planned)


def _job(job: Job | Due | DueFeed, records: Mapping[str, bytes]) -> Job:
    match job:
        case Due():
            return ArticleJob(records[job.article], job.context)
        case DueFeed(made, entries):
            filled = tuple((records[path], page, targets) for path, page, targets in entries)
            return FeedJob(made.facet, made.title, made.path, made.page, filled)
        case _:
            return job

"""Which files the output folder should hold, and what each is made of.

After an edit only those are asked for that it can have changed, as the catalogue has noted them; a fingerprint over all
that a page shows then decides which are stale.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kursk_archive.catalogue import ledger, plan
from kursk_archive.catalogue.entry import State, digest
from kursk_archive.catalogue.store import Catalogue
from kursk_archive.config import Site
from kursk_archive.facets import UNDATED
from kursk_archive.listed import Gone, Page, every_list, touched_lists
from kursk_archive.model import ArticleId, Context
from kursk_archive.renderer.ledger import LedgerFile
from kursk_archive.renderer.theme import Theme
from kursk_archive.shards import ArticleJob, AssetJob, CaptureJob, Job
from kursk_archive.version import __version__

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

    article: ArticleId
    context: Context


def base(site: Site, theme: Theme) -> str:
    """What every page shows: the program's version, the theme, the archive's own words."""
    return digest((__version__, theme.fingerprint(), site))


def every_page(catalogue: Catalogue, theme: Theme, shared: str) -> Iterator[Planned | Gone]:
    """Every file that the output folder should hold."""
    yield from _with_fingerprints(every_list(catalogue, ledger_files(catalogue)), shared)
    for one in plan.shown(catalogue.db):
        yield from _article(one, shared)
    yield from _ledger(catalogue, ledger.months(catalogue.db))
    for path, file in theme.assets().items():
        yield Planned(path, digest(file.read_bytes()), AssetJob())


def touched_pages(catalogue: Catalogue, shared: str) -> Iterator[Planned | Gone]:
    """Those of `every_page` that the edits since the last build can have changed, and what they leave behind."""
    db = catalogue.db
    for page in plan.touched_pages(db):
        yield Gone(page)
        yield Gone(capture_page(page))
    yield from _with_fingerprints(touched_lists(catalogue, ledger_files(catalogue)), shared)
    for one in plan.shown_due(db):
        yield from _article(one, shared)
    yield from _ledger(catalogue, sorted({date[:7] for date in plan.due_dates(db)}))


def capture_page(page: str) -> str:
    """Where the capture's bytes are, beside the article."""
    return page.removesuffix(".html") + ".txt"


def _article(one: plan.Shown, shared: str) -> Iterator[Planned]:
    yield Planned(one.page, digest((shared, one.digest, one.context)), Due(ArticleId(one.path), one.context))
    if one.state == State.PUBLISHED:
        yield Planned(capture_page(one.page), one.sha256, CaptureJob(ArticleId(one.path), one.sha256))


def _with_fingerprints(pages: Iterable[tuple[str, Page] | Gone], shared: str) -> Iterator[Planned | Gone]:
    for one in pages:
        if isinstance(one, Gone):
            yield one
        else:
            path, job = one
            yield Planned(path, digest((shared, job)), job)


def is_small(catalogue: Catalogue) -> bool:
    """Whether the data files are in one piece."""
    return plan.count(catalogue.db) <= SMALL


_FORMS = ("csv", "jsonl")


def ledger_file(month: str | None, form: str) -> str:
    """The path of a month's part of the ledger; None is all of it."""
    return f"data/links.{form}" if month is None else f"data/links/{month or UNDATED}.{form}"


def ledger_files(catalogue: Catalogue) -> tuple[str, ...]:
    """The paths of all its parts."""
    return tuple(ledger_file(month, form) for month in _ledger_months(catalogue) for form in _FORMS)


def _ledger_months(catalogue: Catalogue) -> Sequence[str | None]:
    """The parts that the ledger is published in."""
    return [None] if is_small(catalogue) else ledger.months(catalogue.db)


def _ledger(catalogue: Catalogue, months: Sequence[str]) -> Iterator[Planned | Gone]:
    for month in [None] if is_small(catalogue) else months:
        rows = tuple(ledger.rows(catalogue.db, month))
        for form in _FORMS:
            path = ledger_file(month, form)
            yield Planned(path, digest(rows), LedgerFile(rows)) if rows or month is None else Gone(path)


def as_jobs(catalogue: Catalogue, planned: Sequence[Planned]) -> tuple[tuple[str, Job], ...]:
    """The files of a shard with all that they are made of."""
    records = catalogue.records([one.job.article for one in planned if isinstance(one.job, Due)])
    return tuple((one.path, _job(one.job, records)) for one in planned)


def _job(job: Job | Due, records: Mapping[str, bytes]) -> Job:
    return ArticleJob(records[job.article], job.context) if isinstance(job, Due) else job

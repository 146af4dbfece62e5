"""Whatever is edited, deriving the changes gives what deriving everything gives, and marks all that others show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kursk_archive.catalogue import changes, ledger, listings
from kursk_archive.catalogue.derive import derive_all, derive_changed
from kursk_archive.catalogue.encoding import hash_key
from kursk_archive.catalogue.page_context import ArticleWithContext, articles_with_context
from kursk_archive.catalogue.records import ArticleRecord, CaptureRecord, LinkRow
from kursk_archive.catalogue.store import Catalogue
from kursk_archive.catalogue.totals import archive_totals
from kursk_archive.core.enums import ArticleId, CaptureState, LinkRegion
from kursk_archive.core.findings import Location, make_finding
from kursk_archive.site.taxonomy import CALENDAR, TAXONOMIES, TAXONOMIES_WITH_FEEDS

FINDING = make_finding("empty", Location("a.md"), "it is empty")
PATHS = ("a.md", "b.md", "c.md", "feed.jsonl", "feed.jsonl#x.txt")
FILE_WITH_SEVERAL = "feed.jsonl"
TITLES = ("A Fire", "A Flood", "A Frost")
DATES = ("", "2023", "2024-08", "2024-08-15", "2024-08-15T10:00", "2024-08-16")
ADDRESSES = tuple(f"https://{name}.example/" for name in "xyz")
LABELS = (("topic", "Rivers"), ("topic", "rivers"), ("topic", "Fires"), ("publisher", "Herald"), ("author", "Ana"))

links = st.one_of(
    st.builds(
        lambda address, region: LinkRow(
            region, "more", address, 3, 1, "web", address, None if region == LinkRegion.SOURCE else hash_key(address),
            None, None, address[8:-1], False
        ),
        st.sampled_from(ADDRESSES),
        st.sampled_from((LinkRegion.BODY, LinkRegion.BODY, LinkRegion.TRANSLATION, LinkRegion.SOURCE)),
    ),
    st.builds(
        lambda title: LinkRow(
            LinkRegion.BODY, title, "#", 3, 1, "lost", None, None, hash_key(title), None, None, False
        ),
        st.sampled_from(TITLES),
    ),
)  # fmt: skip


def make_article(
    article_id: str,
    state: CaptureState,
    name: str,
    title: str,
    date: str,
    text: str,
    addresses: Sequence[str],
    links: Sequence[LinkRow],
    labels: Iterable[tuple[str, str]],
) -> ArticleRecord:
    terms = {(taxonomy, label.casefold()): label for taxonomy, label in labels}
    hosts = Counter(link.host for link in links if link.host)
    return ArticleRecord(
        ArticleId(article_id),
        state,
        output_path=f"articles/{name or article_id}.html",
        title=title,
        title_key=hash_key(title),
        date=date,
        record_sha256=text,
        article_msgpack=text.encode(),
        url_keys=tuple(map(hash_key, addresses)),
        links=tuple(links),
        terms=(
            (CALENDAR, "", "", 1),
            *((taxonomy, slug, label, 1) for (taxonomy, slug), label in terms.items()),
            *(("host", host, host, count) for host, count in hosts.items()),
        ),
    )


def articles(article_id: str) -> st.SearchStrategy[ArticleRecord]:
    return st.builds(
        make_article,
        st.just(article_id),
        st.sampled_from([CaptureState.PUBLISHED] * 3 + [CaptureState.WITHHELD, CaptureState.DRAFT]),
        st.sampled_from(("", "", "one", "two")),
        st.sampled_from(TITLES),
        st.sampled_from(DATES),
        st.sampled_from("12"),
        st.lists(st.sampled_from(ADDRESSES), max_size=2),
        st.lists(links, max_size=3),
        st.lists(st.sampled_from(LABELS), max_size=3),
    )


def captures(path: str) -> st.SearchStrategy[CaptureRecord]:
    """A capture of one article or several, or one that cannot be read."""
    ids = [f"{path}#{number}" for number in (1, 2, 3)] if path == FILE_WITH_SEVERAL else [path]
    several = st.sets(st.sampled_from(ids), min_size=1).flatmap(
        lambda chosen: st.tuples(*map(articles, sorted(chosen)))
    )
    records = st.just(()) | several if path != "c.md" else several
    broken = CaptureRecord(path, "stamp", (FINDING,), broken_ids=(ArticleId(path),))
    return records.map(lambda batch: CaptureRecord(path, "stamp", (), batch) if batch else broken)


Edit = CaptureRecord | str
"""A capture to enter, or the path of one to delete."""
edits: st.SearchStrategy[Edit] = st.sampled_from(PATHS).flatmap(
    lambda path: captures(path) | captures(path) | st.just(path)
)
archives = st.tuples(*map(captures, PATHS))
steps = st.lists(st.tuples(st.lists(edits, min_size=1, max_size=2), st.booleans()), min_size=1, max_size=4)
"""Edits that one build finds, and whether it completes."""


def apply(catalogue: Catalogue, batch: Iterable[Edit]) -> None:
    for edit in batch:
        if isinstance(edit, str):
            catalogue.delete_captures([edit])
        else:
            catalogue.upsert_captures([edit])
    if changes.has_changes(catalogue.db):
        derive_changed(catalogue.db)


def begin(catalogue: Catalogue, archive: Iterable[CaptureRecord]) -> None:
    catalogue.upsert_captures(archive, trace=False)
    derive_all(catalogue.db)


DERIVED = {
    "article": "article_id, has_page",
    "unpublished_article": "*",
    "link_target": "*",
    "article_term": "*",
    "term_month": "*",
    "term": "*",
    "term_label": "*",
    "link_kind_count": "*",
    "link_kind_day": "*",
    "shared_address": "*",
}


def derived_rows(catalogue: Catalogue) -> dict[str, list[Any]]:
    """Every derived row."""
    return {table: sorted(catalogue.db.execute(f"SELECT {columns} FROM {table}")) for table, columns in DERIVED.items()}


def test_no_derived_table_is_left_out() -> None:
    with Catalogue() as catalogue:
        query = "SELECT name FROM sqlite_schema WHERE type = 'table'"
        tables = {name for (name,) in catalogue.db.execute(query)}
    loaded = {"capture", "crawl", "article", "article_content", "article_url", "article_name", "link"}
    of_builds = {"build_state", "output_file", "reservation", "change", "stale_article", "revision"}
    assert tables - loaded - of_builds | {"article"} == set(DERIVED)


@settings(max_examples=150)
@given(archives, steps)
def test_deriving_the_changes_gives_the_rows_of_deriving_everything(
    archive: tuple[CaptureRecord, ...], steps: list[tuple[list[Edit], bool]]
) -> None:
    with Catalogue() as catalogue:
        begin(catalogue, archive)
        for batch, is_complete in steps:
            apply(catalogue, batch)
            if is_complete:
                changes.clear_changes(catalogue.db)
            rows, totals = derived_rows(catalogue), archive_totals(catalogue)
            derive_all(catalogue.db)
            assert derived_rows(catalogue) == rows
            assert archive_totals(catalogue) == totals


@settings(max_examples=30)
@given(archives)
def test_sums_by_year_and_month_are_those_of_the_days(archive: tuple[CaptureRecord, ...]) -> None:
    with Catalogue() as catalogue:
        begin(catalogue, archive)
        db = catalogue.db
        for taxonomy, slug in db.execute("SELECT DISTINCT taxonomy, slug FROM article_term").fetchall():
            days = listings.counts(db, taxonomy, slug)
            years = listings.counts_around(db, taxonomy, slug, [])[""]
            assert years == add_up(days, 4)
            dated = {day: count for day, count in days.items() if day}
            assert listings.counts_within(db, taxonomy, slug, "", 7) == add_up(dated, 7)


def add_up(days: Mapping[str, int], length: int) -> Counter[str]:
    sums: Counter[str] = Counter()
    for day, count in days.items():
        sums[day[:length]] += count
    return sums


@settings(max_examples=30)
@given(archives, steps)
def test_an_edited_catalogue_is_one_that_was_filled_with_the_last_state(
    archive: tuple[CaptureRecord, ...], steps: list[tuple[list[Edit], bool]]
) -> None:
    last: dict[str, CaptureRecord] = {}
    for edit in [*archive, *(edit for batch, _ in steps for edit in batch)]:
        if isinstance(edit, str):
            last.pop(edit, None)
        elif edit.articles:
            last[edit.capture_path] = edit
    with Catalogue() as edited, Catalogue() as filled:
        begin(edited, archive)
        for batch, _ in steps:
            apply(edited, batch)
        begin(filled, last.values())
        assert derived_rows(edited) == derived_rows(filled)
        assert list(ledger.ledger_rows(edited.db)) == list(ledger.ledger_rows(filled.db))


def pages(catalogue: Catalogue, *, stale_only: bool = False) -> dict[str, ArticleWithContext]:
    return {page.article_id: page for page in articles_with_context(catalogue.db, stale_only=stale_only)}


def shown_lists(catalogue: Catalogue) -> dict[tuple[str, str], Any]:
    """Everything that the pages of each term show."""
    db = catalogue.db
    terms = [(CALENDAR, "", ""), *listings.all_terms(db)]
    return {
        (taxonomy, slug): (
            listings.articles_in(db, taxonomy, slug, ""),
            listings.citations(db, slug, "") + listings.citations(db, slug, "undated") if taxonomy == "host" else (),
        )
        for taxonomy, slug, _ in terms
    }


def feeds(catalogue: Catalogue) -> dict[tuple[str, str], Any]:
    """Everything that the feed of each term shows: its articles, their records and link targets."""
    db, every = catalogue.db, pages(catalogue)
    return {
        (taxonomy, slug): (
            label,
            [(row, every[row[0]].record_sha256, every[row[0]].context.targets)
             for row in listings.newest(db, taxonomy, slug, 2)],
        )
        for taxonomy, slug, label in [(CALENDAR, "", ""), *listings.all_terms(db)]
        if taxonomy in (CALENDAR, *TAXONOMIES_WITH_FEEDS)
    }  # fmt: skip


def differing(before: dict[Any, Any], after: dict[Any, Any]) -> set[Any]:
    return {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}


@pytest.mark.parametrize("builds", [1, 2], ids=["one build", "two of which the first is killed"])
def test_every_page_list_and_feed_that_shows_an_edit_is_marked(builds: int) -> None:
    @settings(max_examples=150)
    @given(archives, st.lists(st.lists(edits, min_size=1, max_size=2), min_size=builds, max_size=builds))
    def holds(archive: tuple[CaptureRecord, ...], batches: list[list[Edit]]) -> None:
        with Catalogue() as catalogue:
            begin(catalogue, archive)
            before, lists, fed = pages(catalogue), shown_lists(catalogue), feeds(catalogue)
            rows = list(ledger.ledger_rows(catalogue.db))
            for batch in batches:
                apply(catalogue, batch)
            after = pages(catalogue)
            changed = differing(before, after)
            assert changed & after.keys() <= pages(catalogue, stale_only=True).keys()
            gone = {before[article_id].output_path for article_id in changed & before.keys()}
            still = {page.output_path for page in after.values()}
            assert gone - still <= set(changes.changed_permalinks(catalogue.db))
            terms = {(taxonomy, slug) for taxonomy, slug, *_ in changes.changed_terms(catalogue.db)}
            assert differing(lists, shown_lists(catalogue)) <= terms
            stale_feeds = {(taxonomy, slug) for taxonomy, slug, _ in changes.stale_terms(catalogue.db)}
            assert differing(fed, feeds(catalogue)) <= stale_feeds
            if rows != list(ledger.ledger_rows(catalogue.db)):
                assert changes.has_changes(catalogue.db)

    holds()


@settings(max_examples=100)
@given(archives, st.lists(edits, min_size=1, max_size=2))
def test_every_month_of_the_ledger_that_an_edit_changes_is_among_the_changed_ledger_dates(
    archive: tuple[CaptureRecord, ...], batch: list[Edit]
) -> None:
    def by_month(catalogue: Catalogue) -> dict[str, Any]:
        months = ledger.ledger_months(catalogue.db)
        return {month: list(ledger.ledger_rows(catalogue.db, month)) for month in months}

    with Catalogue() as catalogue:
        begin(catalogue, archive)
        before = by_month(catalogue)
        apply(catalogue, batch)
        stale = {date[:7] for date in changes.changed_ledger_dates(catalogue.db)}
        assert differing(before, by_month(catalogue)) <= stale


@settings(max_examples=100)
@given(archives, st.lists(edits, min_size=1, max_size=2))
def test_the_counts_of_a_term_change_by_no_more_than_is_marked(
    archive: tuple[CaptureRecord, ...], batch: list[Edit]
) -> None:
    def counts(catalogue: Catalogue) -> dict[tuple[str, str], Counter[str]]:
        terms = [(CALENDAR, ""), *((taxonomy, slug) for taxonomy, slug, _ in listings.all_terms(catalogue.db))]
        return {term: Counter(listings.counts(catalogue.db, *term)) for term in terms}

    with Catalogue() as catalogue:
        begin(catalogue, archive)
        before = counts(catalogue)
        apply(catalogue, batch)
        after, empty = counts(catalogue), Counter[str]()
        marked = {(taxonomy, slug): count for taxonomy, slug, _, count, _ in changes.changed_terms(catalogue.db)}
        for term in differing(before, after):
            old, new = before.get(term, empty), after.get(term, empty)
            assert (old - new).total() + (new - old).total() <= marked[term]


def test_the_taxonomies_of_the_archives_above_are_real() -> None:
    assert {taxonomy for taxonomy, _ in LABELS} <= set(TAXONOMIES)

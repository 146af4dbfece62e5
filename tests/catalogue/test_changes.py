"""The changes since the last complete build: what an edit marks, and which articles and lists may show it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from kursk_archive.catalogue import changes, listings
from kursk_archive.catalogue.derive import derive_all, derive_changed
from kursk_archive.catalogue.encoding import hash_key
from kursk_archive.catalogue.page_context import articles_with_context
from kursk_archive.catalogue.records import ArticleRecord, CaptureRecord, LinkRow
from kursk_archive.catalogue.store import Catalogue
from kursk_archive.core.enums import ArticleId, CaptureState, LinkRegion
from kursk_archive.core.findings import Location, make_finding
from kursk_archive.site.taxonomy import MAX_LINKS_PER_ARTICLE

FINDING = make_finding("empty", Location("a.md"), "it is empty")


def link_to(address: str, host: str = "b.example") -> LinkRow:
    return LinkRow(LinkRegion.BODY, "the quarry", address, 3, 1, "web", address, hash_key(address), None, None, host,
                   False)  # fmt: skip


def lost_link(title: str) -> LinkRow:
    return LinkRow(LinkRegion.BODY, title, "#", 3, 1, "lost", None, None, hash_key(title), None, None, False)


def article(article_id: str, title: str = "Ferry", **values: Any) -> ArticleRecord:
    record = ArticleRecord(
        ArticleId(article_id), CaptureState.PUBLISHED, output_path=f"articles/{article_id}.html", title=title,
        title_key=hash_key(title), date="2024-08-15", publisher="The Fictional Herald", language="en",
        record_sha256="1", capture_sha256=article_id, article_msgpack=b"r", url_keys=(hash_key(article_id),),
        terms=(("", "", "", 1), ("topic", "rivers", "Rivers", 1)),
    )  # fmt: skip
    return structs.replace(record, **values)


def capture(article_id: str, title: str = "Ferry", **values: Any) -> CaptureRecord:
    return CaptureRecord(article_id, "stamp", (), (article(article_id, title, **values),))


@pytest.fixture
def catalogue() -> Iterator[Catalogue]:
    with Catalogue() as opened:
        yield opened


def published(catalogue: Catalogue, *captures: CaptureRecord) -> None:
    """Enter captures as a complete build leaves them."""
    catalogue.upsert_captures(captures, trace=False)
    derive_all(catalogue.db)
    changes.clear_changes(catalogue.db)


def edit(catalogue: Catalogue, *captures: CaptureRecord, deleted: tuple[str, ...] = ()) -> None:
    catalogue.upsert_captures(captures)
    catalogue.delete_captures(deleted)
    derive_changed(catalogue.db)


def stale(catalogue: Catalogue) -> set[str]:
    return {page.article_id for page in articles_with_context(catalogue.db, stale_only=True)}


def changed_terms(catalogue: Catalogue) -> dict[tuple[str, str], tuple[list[str], int, bool]]:
    rows = changes.changed_terms(catalogue.db)
    return {(taxonomy, slug): (dates, count, is_relabelled) for taxonomy, slug, dates, count, is_relabelled in rows}


# Marks


def test_nothing_has_changed_in_a_new_catalogue_or_after_a_complete_build(catalogue: Catalogue) -> None:
    assert not changes.has_changes(catalogue.db)
    published(catalogue, capture("a.md"))
    assert not changes.has_changes(catalogue.db)
    assert (changes.changed_articles(catalogue.db), changes.changed_terms(catalogue.db), stale(catalogue)) == (
        [],
        [],
        set(),
    )


def test_a_new_article_marks_its_id_date_permalink_and_terms(catalogue: Catalogue) -> None:
    published(catalogue, capture("b.md"))
    edit(catalogue, capture("a.md"))
    assert changes.has_changes(catalogue.db)
    assert changes.changed_articles(catalogue.db) == ["a.md"]
    assert changes.changed_dates(catalogue.db) == ["2024-08-15"]
    assert changes.changed_permalinks(catalogue.db) == ["articles/a.md.html"]
    dates = ["2024-08-15"]
    assert changed_terms(catalogue) == {("", ""): (dates, 1, False), ("topic", "rivers"): (dates, 1, False)}


def test_an_edit_marks_what_the_article_was_and_what_it_is(catalogue: Catalogue) -> None:
    published(catalogue, capture("a.md"))
    moved = capture("a.md", date="", output_path="x.html", terms=(("", "", "", 1), ("topic", "fires", "Fires", 1)))
    edit(catalogue, moved)
    assert changes.changed_articles(catalogue.db) == ["a.md"]
    assert changes.changed_dates(catalogue.db) == ["", "2024-08-15"]
    assert changes.changed_permalinks(catalogue.db) == ["articles/a.md.html", "x.html"]
    assert changed_terms(catalogue) == {
        ("", ""): (["", "2024-08-15"], 2, False),
        ("topic", "fires"): ([""], 1, False),
        ("topic", "rivers"): (["2024-08-15"], 1, True),
    }


def test_a_deleted_article_marks_what_it_was(catalogue: Catalogue) -> None:
    published(catalogue, capture("a.md"), capture("b.md"))
    edit(catalogue, deleted=("a.md",))
    assert changes.changed_articles(catalogue.db) == ["a.md"]
    assert changes.changed_dates(catalogue.db) == ["2024-08-15"]
    assert changes.changed_permalinks(catalogue.db) == ["articles/a.md.html"]
    assert set(changed_terms(catalogue)) == {("", ""), ("topic", "rivers")}


def test_an_article_that_vanishes_from_a_capture_is_marked(catalogue: Catalogue) -> None:
    feed = CaptureRecord("feed.jsonl", "stamp", (), (article("feed.jsonl#1"), article("feed.jsonl#2")))
    published(catalogue, feed)
    edit(catalogue, structs.replace(feed, articles=feed.articles[1:]))
    assert "feed.jsonl#1" in changes.changed_articles(catalogue.db)
    assert "articles/feed.jsonl#1.html" in changes.changed_permalinks(catalogue.db)


def test_a_broken_capture_marks_nothing_since_its_article_stays(catalogue: Catalogue) -> None:
    published(catalogue, capture("a.md"))
    edit(catalogue, CaptureRecord("a.md", "later", (FINDING,), broken_ids=(ArticleId("a.md"),)))
    assert not changes.has_changes(catalogue.db)


def test_nothing_is_marked_without_tracing(catalogue: Catalogue) -> None:
    published(catalogue, capture("a.md"))
    catalogue.upsert_captures([capture("a.md", "Quarry"), capture("b.md")], trace=False)
    catalogue.delete_captures(["b.md"], trace=False)
    assert not changes.has_changes(catalogue.db)


def test_changes_add_up_over_builds_that_were_killed(tmp_path: Path) -> None:
    with Catalogue(tmp_path / "catalogue.sqlite") as catalogue:
        published(catalogue, capture("a.md"), capture("b.md"))
        edit(catalogue, capture("a.md", date="2024-08-16"))
    with Catalogue(tmp_path / "catalogue.sqlite") as catalogue:
        edit(catalogue, capture("a.md", date="2024-08-17"), deleted=("b.md",))
        assert changes.changed_articles(catalogue.db) == ["a.md", "b.md"]
        assert changes.changed_dates(catalogue.db) == ["2024-08-15", "2024-08-16", "2024-08-17"]
        changes.clear_changes(catalogue.db)
        assert not changes.has_changes(catalogue.db)
        assert (changes.count_stale(catalogue.db), changes.stale_terms(catalogue.db)) == (0, [])


# Terms


def hosts(count: int) -> tuple[tuple[str, str, str, int], ...]:
    return (("host", "b.example", "b.example", count),)


@pytest.mark.parametrize(
    ("before", "after", "count"), [(1, 0, 1), (0, 3, 3), (3, 2, 5), (30, 30, MAX_LINKS_PER_ARTICLE)]
)
def test_the_change_of_a_host_is_counted_in_links(catalogue: Catalogue, before: int, after: int, count: int) -> None:
    published(catalogue, capture("a.md", terms=hosts(before) if before else ()))
    edit(catalogue, capture("a.md", terms=hosts(after) if after else ()))
    ((_, found, _),) = changed_terms(catalogue).values()
    assert found == count


def labelled(article_id: str, label: str) -> CaptureRecord:
    return capture(article_id, terms=(("topic", "rivers", label, 1),))


def test_a_term_is_relabelled_when_most_of_its_articles_spell_it_otherwise(catalogue: Catalogue) -> None:
    published(catalogue, labelled("a.md", "Rivers"), labelled("b.md", "Rivers"), labelled("c.md", "rivers"))
    edit(catalogue, labelled("d.md", "rivers"))
    assert changed_terms(catalogue)["topic", "rivers"][2] is False  # of two as frequent the first by the alphabet
    edit(catalogue, labelled("e.md", "rivers"))
    assert changed_terms(catalogue)["topic", "rivers"][2] is True
    assert listings.label_of(catalogue.db, "topic", "rivers") == "rivers"


def test_a_term_stays_relabelled_until_a_build_completes(catalogue: Catalogue) -> None:
    published(catalogue, labelled("a.md", "Rivers"), labelled("b.md", "Rivers"))
    edit(catalogue, labelled("a.md", "rivers"), labelled("b.md", "rivers"))
    assert changed_terms(catalogue)["topic", "rivers"][2] is True
    edit(catalogue, labelled("a.md", "rivers"))
    assert changed_terms(catalogue)["topic", "rivers"][2] is True
    # A killed build may have written pages with the label that is given up again.
    edit(catalogue, labelled("a.md", "Rivers"), labelled("b.md", "Rivers"))
    assert changed_terms(catalogue)["topic", "rivers"][2] is True
    edit(catalogue, labelled("a.md", "Rivers"))
    assert changed_terms(catalogue)["topic", "rivers"][2] is True
    changes.clear_changes(catalogue.db)
    edit(catalogue, labelled("a.md", "Rivers"))
    assert changed_terms(catalogue)["topic", "rivers"][2] is False


def test_terms_with_feeds_of_changed_and_stale_articles_are_stale(catalogue: Catalogue) -> None:
    fires = (("", "", "", 1), ("topic", "fires", "Fires", 1), ("author", "ana", "Ana", 1))
    floods = (("", "", "", 1), ("topic", "floods", "Floods", 1))
    published(
        catalogue,
        capture("a.md", "A Fire", terms=fires, links=(link_to("b.md"),)),
        capture("b.md", "A Flood", terms=floods, date="2024-01-01"),
    )
    edit(catalogue, deleted=("b.md",))  # the link from `a.md` has lost its target
    assert stale(catalogue) == {"a.md"}
    assert changes.count_stale(catalogue.db) == 1
    assert changes.changed_ledger_dates(catalogue.db) == ["2024-01-01", "2024-08-15"]
    assert changes.stale_terms(catalogue.db) == [("", "", ""), ("topic", "fires", "Fires"), ("topic", "floods", "")]


# Articles that may show a changed one


def test_articles_that_link_to_a_changed_one_and_those_it_links_to_are_stale(catalogue: Catalogue) -> None:
    alone: dict[str, Any] = {"terms": (), "date": ""}
    published(
        catalogue,
        capture("a.md", "A", **alone),
        capture("b.md", "B", links=(link_to("a.md"),), **alone),
        capture("c.md", "C", **alone),
        capture("d.md", "D", **alone),
        capture("e.md", "E", **alone),
    )
    edit(catalogue, capture("a.md", "Another", links=(link_to("c.md"),), **alone))
    assert stale(catalogue) == {"a.md", "b.md", "c.md"}
    changes.clear_changes(catalogue.db)
    edit(catalogue, capture("a.md", "Another", links=(link_to("d.md"),), **alone))
    assert stale(catalogue) == {"a.md", "b.md", "c.md", "d.md"}


def test_a_lost_link_is_stale_when_an_article_of_its_title_comes_or_goes(catalogue: Catalogue) -> None:
    alone: dict[str, Any] = {"terms": (), "date": ""}
    published(catalogue, capture("a.md", "A", links=(lost_link("A Fire"),), **alone), capture("z.md", "Z", **alone))
    edit(catalogue, capture("b.md", "A Fire", **alone))
    assert stale(catalogue) == {"a.md", "b.md"}
    changes.clear_changes(catalogue.db)
    edit(catalogue, deleted=("b.md",))
    assert stale(catalogue) == {"a.md"}


def test_the_list_of_a_host_is_changed_when_a_link_to_it_finds_its_article(catalogue: Catalogue) -> None:
    linking = capture("a.md", date="2023", links=(link_to("b.md"),), terms=hosts(1))
    published(catalogue, linking)
    edit(catalogue, capture("b.md", terms=()))
    assert changed_terms(catalogue)["host", "b.example"][0] == ["2023"]


def test_neighbours_by_date_are_stale(catalogue: Catalogue) -> None:
    dates = {"a.md": "2024-01", "b.md": "2024-02", "c.md": "2024-03", "d.md": "2024-04"}
    published(catalogue, *(capture(path, path, date=date, terms=()) for path, date in dates.items()))
    edit(catalogue, capture("n.md", "N", date="2024-02-15", terms=()))
    assert stale(catalogue) == {"b.md", "c.md", "n.md"}


def test_an_article_that_takes_over_an_address_is_changed_with_the_one_that_had_it(catalogue: Catalogue) -> None:
    published(catalogue, capture("a.md"), capture("b.md", output_path="articles/a.md.html", date="2023"))
    [(_, suffixed, *_)] = listings.articles_in(catalogue.db, "", "", "2023")
    edit(catalogue, capture("a.md", output_path="articles/moved.html"))
    assert changes.changed_articles(catalogue.db) == ["a.md", "b.md"]
    assert {suffixed, "articles/a.md.html"} <= set(changes.changed_permalinks(catalogue.db))
    assert [row[1] for row in listings.articles_in(catalogue.db, "", "", "2023")] == ["articles/a.md.html"]


# What must not follow from an edit


def test_the_digest_and_listing_of_an_article_follow_an_edit_of_its_text(catalogue: Catalogue) -> None:
    withheld = CaptureState.WITHHELD
    published(catalogue, capture("a.md", state=withheld), capture("b.md"))
    edit(
        catalogue,
        capture("a.md", state=withheld, record_sha256="2", noindex=True),
        capture("b.md", record_sha256="3"),
    )
    pages = {page.article_id: page for page in articles_with_context(catalogue.db, stale_only=False)}
    assert {article_id: page.record_sha256 for article_id, page in pages.items()} == {"a.md": "2", "b.md": "3"}
    assert [row[0] for row in listings.articles_in(catalogue.db, "topic", "rivers", "2024")] == ["b.md"]


def test_an_edit_of_a_withheld_article_is_not_counted(catalogue: Catalogue) -> None:
    withheld = CaptureState.WITHHELD
    published(catalogue, capture("a.md", state=withheld), capture("b.md"))
    edit(catalogue, capture("a.md", state=withheld, record_sha256="2"), capture("b.md", "Quarry"))
    assert listings.terms(catalogue.db, "topic") == [("rivers", "Rivers", 1, 1)]


def test_an_edit_of_an_article_without_a_page_takes_away_no_page(catalogue: Catalogue) -> None:
    draft = {"output_path": "articles/a.md.html", "state": CaptureState.DRAFT}
    published(catalogue, capture("a.md"), capture("b.md", **draft))
    edit(catalogue, capture("b.md", **draft, record_sha256="2"))
    pages = {page.output_path: page.article_id for page in articles_with_context(catalogue.db, stale_only=True)}
    assert pages["articles/a.md.html"] == "a.md"  # planned, and so not removed
    assert [row[0] for row in listings.articles_in(catalogue.db, "", "", "2024")] == ["a.md"]


def test_neighbours_are_stale_of_an_article_that_was_edited_and_then_deleted_before_a_build_completed(
    catalogue: Catalogue,
) -> None:
    published(catalogue, capture("a.md", terms=()), capture("b.md", terms=()))
    edit(catalogue, capture("a.md", terms=(), record_sha256="2"))
    edit(catalogue, deleted=("a.md",))
    assert stale(catalogue) == {"b.md"}

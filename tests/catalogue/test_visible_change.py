"""An edit that no other page shows is told from one that others do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec
import pytest

from kursk_archive.catalogue import page_context
from kursk_archive.catalogue.derive import forget_touched, settle_all, settle_touched
from kursk_archive.catalogue.records import Entry, Reference
from kursk_archive.catalogue.store import Catalogue
from kursk_archive.catalogue.totals import overall
from kursk_archive.core.enums import ArticleId, CaptureState, LinkRegion

A, B = ArticleId("a.md"), ArticleId("b.md")
LINK = Reference(LinkRegion.BODY, "the quarry", "https://b.example/", 3, 1, "web", "https://b.example/", None, None, None,
                 "b.example", False)  # fmt: skip
SHELVES = (("", "", "", 1), ("topic", "rivers", "Rivers", 1), ("host", "b.example", "b.example", 1))


def entry(path: ArticleId, **values: Any) -> Entry:
    made = Entry(
        path, "stamp", CaptureState.PUBLISHED, page=f"articles/{path}.html", title="Ferry", title_key=b"ferry",
        date="2024-08-15", publisher="The Fictional Herald", language="en", digest="1", sha256="1", record=b"r",
        addresses=(path[0].encode(),), references=(LINK,), shelves=SHELVES,
    )  # fmt: skip
    return replace(made, **values)


def touched(edit: Entry) -> dict[str, int]:
    """Table → rows, once an edit of `a.md` is settled."""
    with Catalogue() as catalogue:
        catalogue.enter([entry(A), entry(B)], trace=False)
        settle_all(catalogue.db)
        forget_touched(catalogue.db)
        catalogue.enter([edit])
        settle_touched(catalogue.db)
        tables = ("due", "touched_path", "touched_text", "touched_shelf")
        return {name: catalogue.db.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables}


@pytest.mark.parametrize(
    "change",
    [
        {"digest": "2", "record": b"another"},
        {"sha256": "2", "line": b"{}"},
        {"hidden": True, "changed": "2024-09-01"},
        {"references": (msgspec.structs.replace(LINK, line=9, column=4),)},
        {"addresses": (b"a", b"a")},
        {"shelves": SHELVES[::-1]},
    ],
    ids=["text", "bytes", "what sitemaps say", "a link's place", "an address said twice", "the order of topics"],
)
def test_an_edit_of_the_article_alone_puts_nothing_else_in_doubt(change: dict[str, Any]) -> None:
    assert touched(entry(A, **change)) == {"due": 1, "touched_path": 0, "touched_text": 1, "touched_shelf": 0}


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Quarry", "title_key": b"quarry"},
        {"date": "2024-08-16"},
        {"language": "uk"},
        {"publisher": ""},
        {"page": "articles/else.html"},
        {"state": CaptureState.WITHHELD},
        {"addresses": (b"a", b"other")},
        {"shelves": SHELVES[:2]},
        {"references": ()},
        {"references": (msgspec.structs.replace(LINK, text="a quarry"),)},
        {"references": (msgspec.structs.replace(LINK, place=LinkRegion.CAPTION),)},
    ],
    ids=str,
)
def test_an_edit_that_others_show_is_traced(change: dict[str, Any]) -> None:
    found = touched(entry(A, **change))
    assert (found["touched_path"], found["touched_text"]) == (1, 0)
    assert found["touched_shelf"] >= 3
    assert found["due"] == 2  # `b.md` is its neighbour


def test_a_new_article_is_traced() -> None:
    assert touched(entry(ArticleId("c.md")))["touched_path"] == 1


def test_what_is_shown_of_an_article_follows_its_text() -> None:
    with Catalogue() as catalogue:
        catalogue.enter([entry(A, state=CaptureState.WITHHELD), entry(B)], trace=False)
        settle_all(catalogue.db)
        forget_touched(catalogue.db)
        catalogue.enter([entry(A, state=CaptureState.WITHHELD, digest="2", hidden=True), entry(B, digest="3")])
        settle_touched(catalogue.db)
        assert catalogue.db.execute("SELECT path, digest, hidden FROM shown ORDER BY path").fetchall() == [
            (A, "2", 1),
            (B, "3", 0),
        ]
        assert catalogue.db.execute("SELECT DISTINCT path FROM shelf").fetchall() == [(B,)]


def test_the_whole_archive_is_counted_anew_once_an_article_s_links_have_changed() -> None:
    with Catalogue() as catalogue:
        catalogue.enter([entry(A), entry(B)], trace=False)
        settle_all(catalogue.db)
        first = overall(catalogue)
        assert (first.articles, first.links) == (2, {"web": 2})
        assert overall(catalogue) == first
        catalogue.enter([entry(A, references=())])
        settle_touched(catalogue.db)
        assert (overall(catalogue).articles, overall(catalogue).links) == (2, {"web": 1})


def test_a_conflict_is_remembered_as_it_was_found() -> None:
    with Catalogue() as catalogue:
        catalogue.enter([entry(A), entry(B, page="articles/a.md.html")], trace=False)
        settle_all(catalogue.db)
        [found] = overall(catalogue).conflicts
        assert (found.code, found.location.path) == ("collision", B)
        assert overall(catalogue).conflicts == (found,)
        assert overall(catalogue).articles == 1


def test_what_was_edited_and_then_removed_before_a_build_was_whole_puts_its_neighbours_in_doubt() -> None:
    with Catalogue() as catalogue:
        alone: dict[str, Any] = {"shelves": (), "references": ()}
        catalogue.enter([entry(A, **alone), entry(B, **alone)], trace=False)
        settle_all(catalogue.db)
        forget_touched(catalogue.db)
        catalogue.enter([entry(A, digest="2", **alone)])
        settle_touched(catalogue.db)
        catalogue.forget([A])
        settle_touched(catalogue.db)
        assert (B,) in catalogue.db.execute("SELECT path FROM due").fetchall()


def test_a_quiet_edit_of_what_is_withheld_counts_nowhere_though_another_is_edited_loudly() -> None:
    with Catalogue() as catalogue:
        catalogue.enter([entry(A, state=CaptureState.WITHHELD), entry(B)], trace=False)
        settle_all(catalogue.db)
        forget_touched(catalogue.db)
        catalogue.enter([entry(A, state=CaptureState.WITHHELD, digest="2"), entry(B, title="Quarry")])
        settle_touched(catalogue.db)
        values = catalogue.db.execute("SELECT key, count FROM value WHERE facet = 'topic'").fetchall()
        assert values == [("rivers", 1)]


def test_a_quiet_edit_of_what_has_no_page_takes_away_no_page_of_another() -> None:
    with Catalogue() as catalogue:
        catalogue.enter([entry(A), entry(B, page="articles/a.md.html")], trace=False)
        settle_all(catalogue.db)
        forget_touched(catalogue.db)
        catalogue.enter([entry(B, page="articles/a.md.html", digest="2")])
        settle_touched(catalogue.db)
        assert page_context.touched_pages(catalogue.db) == []

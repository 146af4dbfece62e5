"""All that the archive knows, in one file that may be lost, damaged or busy."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kursk_archive.catalogue.entry import Entry, Reference, pack, unpack
from kursk_archive.catalogue.packing import digest
from kursk_archive.catalogue.store import SCHEMA, Catalogue, Written
from kursk_archive.errors import Location, finding
from kursk_archive.model import (
    Article,
    ArticleId,
    Capture,
    Fragment,
    Kind,
    Link,
    PartialDate,
    Place,
    Provenance,
    Repair,
    Resolution,
    Snapshot,
)
from kursk_archive.terms import State

A, B = ArticleId("a.txt"), ArticleId("b/ü.txt")
FINDING = finding("date-unknown", Location("a.txt", 3, 1), "it is “odd”")


def entry(path: ArticleId, state: State = State.PUBLISHED, **values: Any) -> Entry:
    reference = Reference(Place.BODY, "said", "#", 3, 1, "lost", None, None, "said", None, None, False)
    made = Entry(path, "stamp", state, page=f"articles/{path}.html", record=b"r", references=(reference,))
    return replace(made, **values)


def rows(catalogue: Catalogue, table: str) -> list[str]:
    return [path for (path,) in catalogue.db.execute(f"SELECT path FROM {table} ORDER BY path")]


def test_what_is_entered_is_there_after_closing(tmp_path: Path) -> None:
    with Catalogue(tmp_path / "new/catalogue.sqlite") as catalogue:
        catalogue.enter([entry(A, addresses=("x", "x", "y")), entry(B, findings=(FINDING,))])
        catalogue.set("reading", "1")
    with Catalogue(tmp_path / "new/catalogue.sqlite") as catalogue:
        assert catalogue.stamps() == {A: "stamp", B: "stamp"}
        assert list(catalogue.findings()) == [FINDING]
        assert (catalogue.setting("reading"), catalogue.setting("other")) == ("1", None)
        assert catalogue.records([A, B, "c.txt"]) == {A: b"r", B: b"r"}
        assert rows(catalogue, "address") == [A, A]


def test_a_broken_capture_keeps_its_article_and_has_its_own_findings() -> None:
    with Catalogue() as catalogue:
        catalogue.enter([entry(A, record=b"good")])
        catalogue.enter([Entry(A, "later", State.BROKEN, (FINDING,))])
        assert (catalogue.records([A]), catalogue.stamps(), list(catalogue.findings())) == (
            {A: b"good"},
            {A: "later"},
            [FINDING],
        )
        catalogue.enter([entry(A, record=b"mended")])
        assert (catalogue.records([A]), list(catalogue.findings())) == ({A: b"mended"}, [])


def test_what_is_forgotten_leaves_nothing() -> None:
    with Catalogue() as catalogue:
        catalogue.enter([entry(A, addresses=("x",), findings=(FINDING,), shelves=(("topic", "x", "X", 1),)), entry(B)])
        catalogue.forget([A, ArticleId("never there")])
        assert {table: rows(catalogue, table) for table in ("capture", "article", "address", "reference", "shelf")} == {
            "capture": [B], "article": [B], "address": [], "reference": [B], "shelf": [],
        }  # fmt: skip


def test_a_page_is_known_before_it_is_written_and_after() -> None:
    with Catalogue() as catalogue:
        catalogue.intend(["a.html", "b.html"], str)
        catalogue.publish([Written("a.html", "f", "s", 1, 2)])
        catalogue.intend(["a.html"], str)
        known = catalogue.pages_at(["a.html", "b.html", "c.html"])
        assert known["a.html"] == Written("a.html", "f", "s", 1, 2)
        assert known["b.html"].fingerprint == ""
        catalogue.unpublish(["b.html"])
        assert [one.path for one in catalogue.pages()] == ["a.html"]


def test_pages_that_a_build_has_not_planned_are_known() -> None:
    with Catalogue() as catalogue:
        catalogue.intend(["a.html", "b/c.html"], str, 1)
        catalogue.intend(["b/c.html", "d.html"], str, 2)
        assert list(catalogue.pages_but(2)) == ["a.html"]
        assert [one.path for one in catalogue.pages_under("b/")] == ["b/c.html"]


@pytest.mark.parametrize("damage", ["garbage", "schema"])
def test_a_file_that_cannot_be_used_is_made_anew(damage: str, tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite"
    with Catalogue(path) as catalogue:
        catalogue.enter([entry(A)])
        if damage == "schema":
            catalogue.db.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    if damage == "garbage":
        path.write_bytes(b"garbage " * 1000)
    with Catalogue(path) as catalogue:
        assert catalogue.stamps() == {}


def test_a_failed_shard_enters_nothing() -> None:
    with Catalogue() as catalogue:
        with pytest.raises(sqlite3.Error):
            catalogue.enter([entry(A), entry(B, title=object())])
        assert catalogue.stamps() == {}


# Records

LINK = Link("said", "#", 3, 1, Place.RELATED, "<b>said</b>")
ARTICLE = Article(
    Capture(A, "0" * 64, 10, "text", "utf-8"), "A Flood", Fragment(("<p>", "</p>"), (LINK,)),
    PartialDate("2024-08-15T14:30+03:00"),
    authors=("Jane Doe",), source=Link("u", "https://news.example/a", place=Place.SOURCE), related=(LINK,),
    repairs=(Repair("said", "https://news.example/b", 2, date=PartialDate("2024"), line=3),), extra={"b": "1",
    "a": "2"},
    provenance={"title": Provenance.STATED}, findings=(FINDING,),
)  # fmt: skip
RESOLUTION = Resolution(
    Kind.SNAPSHOT, "https://news.example/a", "k", snapshot=Snapshot("u", "o", "2024"), parts=(("a", "b"),)
)


def test_a_record_gives_back_what_went_in_but_for_its_findings() -> None:
    record, _ = pack(ARTICLE, [RESOLUTION] * 3)
    article, resolutions = unpack(record)
    assert resolutions == (RESOLUTION,) * 3
    assert isinstance(article.date, PartialDate)
    assert isinstance(article.repairs[0].date, PartialDate)
    assert article == replace(ARTICLE, findings=())


def test_a_digest_is_of_the_values() -> None:
    assert digest({"a": 1, "b": (PartialDate("2024"), None)}) == digest({"a": 1, "b": ("2024", None)})
    assert digest(("a", "b")) != digest(("ab",))

"""All that the archive knows, in one file that may be lost, damaged or busy."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kursk_archive.catalogue import streams
from kursk_archive.catalogue.derive import settle_all, settle_touched
from kursk_archive.catalogue.encoding import digest
from kursk_archive.catalogue.records import Entry, Reference, pack, unpack
from kursk_archive.catalogue.store import SCHEMA, Catalogue, Written
from kursk_archive.core.enums import ArticleId, CaptureState, LinkKind, LinkRegion, Provenance
from kursk_archive.core.findings import ArchiveError, Location, make_finding
from kursk_archive.core.model import Article, Capture, Fragment, Link, PartialDate, Repair, Resolution, Snapshot

A, B = ArticleId("a.txt"), ArticleId("b/ü.txt")
FINDING = make_finding("date-unknown", Location("a.txt", 3, 1), "it is “odd”")


def entry(path: ArticleId, state: CaptureState = CaptureState.PUBLISHED, **values: Any) -> Entry:
    reference = Reference(LinkRegion.BODY, "said", "#", 3, 1, "lost", None, None, b"said", None, None, False)
    made = Entry(path, "stamp", state, page=f"articles/{path}.html", record=b"r", references=(reference,))
    return replace(made, **values)


def rows(catalogue: Catalogue, table: str) -> list[str]:
    return [path for (path,) in catalogue.db.execute(f"SELECT path FROM {table} ORDER BY path")]


def test_what_is_entered_is_there_after_closing(tmp_path: Path) -> None:
    with Catalogue(tmp_path / "new/catalogue.sqlite") as catalogue:
        catalogue.enter([entry(A, addresses=(b"x", b"x", b"y")), entry(B, findings=(FINDING,))])
        catalogue.set("reading", "1")
    with Catalogue(tmp_path / "new/catalogue.sqlite") as catalogue:
        assert dict(streams.stamps(catalogue.db)) == {A: "stamp", B: "stamp"}
        assert list(catalogue.findings()) == [FINDING]
        assert (catalogue.setting("reading"), catalogue.setting("other")) == ("1", None)
        assert catalogue.records([A, B, "c.txt"]) == {A: b"r", B: b"r"}
        assert rows(catalogue, "address") == [A, A]


def test_a_broken_capture_keeps_its_article_and_has_its_own_findings() -> None:
    with Catalogue() as catalogue:
        catalogue.enter([entry(A, record=b"good")])
        catalogue.enter([Entry(A, "later", CaptureState.BROKEN, (FINDING,))])
        assert (catalogue.records([A]), dict(streams.stamps(catalogue.db)), list(catalogue.findings())) == (
            {A: b"good"},
            {A: "later"},
            [FINDING],
        )
        catalogue.enter([entry(A, record=b"mended")])
        assert (catalogue.records([A]), list(catalogue.findings())) == ({A: b"mended"}, [])


def test_what_is_forgotten_leaves_nothing() -> None:
    with Catalogue() as catalogue:
        shelves = (("topic", "x", "X", 1),)
        catalogue.enter([entry(A, addresses=(b"x",), findings=(FINDING,), shelves=shelves), entry(B, shelves=shelves)])
        settle_all(catalogue.db)
        catalogue.forget([A, ArticleId("never there")])
        settle_touched(catalogue.db)
        assert {table: rows(catalogue, table) for table in ("capture", "article", "address", "reference", "shelf")} == {
            "capture": [B], "article": [B], "address": [], "reference": [B], "shelf": [B],
        }  # fmt: skip


def indexes(catalogue: Catalogue) -> set[str]:
    names = "'article_page', 'address_key', 'reference_key', 'reference_title'"
    return {name for (name,) in catalogue.db.execute(f"SELECT name FROM sqlite_schema WHERE name IN ({names})")}


@pytest.mark.parametrize("settle", [settle_all, settle_touched])
def test_indexes_are_made_when_everything_is_entered(settle: Callable[[sqlite3.Connection], None]) -> None:
    with Catalogue() as catalogue:
        settle_all(catalogue.db)
        assert len(indexes(catalogue)) == 4
        catalogue.enter([entry(A)], trace=False)
        assert indexes(catalogue) == set()
        catalogue.enter([entry(B)])
        settle(catalogue.db)
        assert len(indexes(catalogue)) == 4


def test_indexes_stay_for_an_edit_and_for_what_cannot_be_read() -> None:
    with Catalogue() as catalogue:
        settle_all(catalogue.db)
        catalogue.enter([entry(A)])
        catalogue.enter([Entry(B, "", CaptureState.BROKEN, (FINDING,))], trace=False)
        assert len(indexes(catalogue)) == 4


def test_a_page_is_known_before_it_is_written_and_after() -> None:
    with Catalogue() as catalogue:
        catalogue.intend(["a.html", "b.html"], str)
        catalogue.publish([Written("a.html", "f", "s", 1, 2)])
        catalogue.intend(["a.html"], str)
        known = catalogue.pages_at(["a.html", "b.html", "c.html"])
        assert known["a.html"] == Written("a.html", "f", "s", 1, 2)
        assert known["b.html"].fingerprint == ""
        catalogue.unpublish(["b.html"])
        assert [one.path for one in catalogue.pages_under("")] == ["a.html"]


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
        assert dict(streams.stamps(catalogue.db)) == {}


def test_a_failed_shard_enters_nothing() -> None:
    with Catalogue() as catalogue:
        with pytest.raises(sqlite3.Error):
            catalogue.enter([entry(A), entry(B, title=object())])
        assert dict(streams.stamps(catalogue.db)) == {}


# Records

LINK = Link("said", "#", 3, 1, LinkRegion.RELATED, "<b>said</b>")
ARTICLE = Article(
    Capture(A, "0" * 64, 10, "text", "utf-8"), "A Flood", Fragment(("<p>", "</p>"), (LINK,)),
    PartialDate("2024-08-15T14:30+03:00"),
    authors=("Jane Doe",), source=Link("u", "https://news.example/a", region=LinkRegion.SOURCE), related=(LINK,),
    repairs=(Repair("said", "https://news.example/b", 2, date=PartialDate("2024"), line=3),), extra={"b": "1",
    "a": "2"},
    provenance={"title": Provenance.STATED}, findings=(FINDING,),
)  # fmt: skip
RESOLUTION = Resolution(LinkKind.SNAPSHOT, "https://news.example/a", "k", snapshot=Snapshot("u", "o", "2024"))


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


def test_what_has_no_file_of_its_own_is_not_held_in_memory() -> None:
    with Catalogue() as catalogue:
        assert catalogue.db.execute("PRAGMA journal_mode").fetchone() != ("memory",)


def test_a_fault_in_what_has_no_file_of_its_own_removes_nobodys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "None").write_text("mine")
    with pytest.raises(ArchiveError), Catalogue():
        raise sqlite3.DatabaseError("malformed")
    assert (tmp_path / "None").read_text() == "mine"

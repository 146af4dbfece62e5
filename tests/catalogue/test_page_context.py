"""What a build asks the catalogue: what is shown, what leads where, what a listing holds, what is in conflict."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from kursk_archive.catalogue import ledger, listings, page_context
from kursk_archive.catalogue.derive import forget_touched, settle_all, settle_touched
from kursk_archive.catalogue.encoding import lookup
from kursk_archive.catalogue.records import Entry, Reference
from kursk_archive.catalogue.store import Catalogue
from kursk_archive.core.enums import ArticleId, CaptureState, LinkRegion


def lost(text: str) -> Reference:
    return Reference(LinkRegion.BODY, text, "#", 3, 1, "lost", None, None, lookup(text.casefold()), None, None, False)


def to(address: str, place: LinkRegion = LinkRegion.BODY) -> Reference:
    key = None if place is LinkRegion.SOURCE else lookup(address)
    return Reference(place, "more", address, 3, 1, "web", address, key, None, None, "news.example", False)


def article(path: str, title: str = "", date: str = "", page: str = "", **values: Any) -> Entry:
    title = title or path
    page = page or f"articles/{path}.html"
    return Entry(
        ArticleId(path),
        "",
        values.pop("state", CaptureState.PUBLISHED),
        (),
        page,
        title,
        lookup(title.casefold()),
        date,
        digest=path,
        **values,
    )


@pytest.fixture
def catalogue() -> Iterator[Catalogue]:
    with Catalogue() as opened:
        yield opened


def settled(catalogue: Catalogue, *entries: Entry) -> dict[str, page_context.Shown]:
    catalogue.enter(entries)
    settle_all(catalogue.db)
    return {one.path: one for one in page_context.shown(catalogue.db)}


def test_neighbours_are_those_by_date_that_are_published(catalogue: Catalogue) -> None:
    shown = settled(
        catalogue, article("c", date="2024-08-15"), article("a", date="2024-08-16"), article("b", date="2024-08"),
        article("u"),
        article("w", date="2024-08-15T10:00", state=CaptureState.WITHHELD), article("d", date="2024-08-15", state=CaptureState.DRAFT),
    )  # fmt: skip
    assert set(shown) == {"a", "b", "c", "u", "w"}
    around = {
        path: (one.context.earlier and one.context.earlier.path, one.context.later and one.context.later.path)
        for path, one in shown.items()
    }
    assert around == {"b": (None, "c"), "c": ("b", "a"), "a": ("c", None), "u": (None, None), "w": (None, None)}


def test_of_two_with_one_address_the_first_by_path_has_it(catalogue: Catalogue) -> None:
    entries = (article("b", page="x"), article("a", page="x"), article("0", page="x", state=CaptureState.DRAFT))
    assert set(settled(catalogue, *entries)) == {"a"}
    [conflict] = page_context.conflicts(catalogue.db)
    assert (conflict.code, conflict.location.path) == ("collision", "b")
    assert conflict.message.startswith("a has the address x already")
    assert set(settled(catalogue, article("a", page="y"))) == {"a", "b"}
    assert list(page_context.conflicts(catalogue.db)) == []


def test_two_captures_of_one_source_are_told_once(catalogue: Catalogue) -> None:
    source = (lookup("https://news.example/a"),)
    settled(
        catalogue,
        article("a", addresses=source),
        article("b", addresses=source),
        article("c", page="articles/a.html", addresses=source),
    )
    assert [(one.code, one.location.path) for one in page_context.conflicts(catalogue.db)] == [
        ("collision", "c"),
        ("duplicate-source", "b"),
    ]


def test_a_link_leads_to_the_article_that_is_known_by_its_address(catalogue: Catalogue) -> None:
    shown = settled(
        catalogue,
        article("a", references=(to("k1"), to("k2"), to("k1", LinkRegion.SOURCE)), addresses=(lookup("k1"),)),
        article("b", addresses=(lookup("k2"),)),
        article("c", addresses=(lookup("k2"),), state=CaptureState.WITHHELD),
    )
    assert {n: one.path for n, one in shown["a"].context.targets.items()} == {0: "a", 1: "b"}
    assert [one.path for one in shown["b"].context.cited_by] == ["a"]
    assert shown["a"].context.cited_by == ()


def test_a_lost_link_leads_to_the_one_article_of_its_title(catalogue: Catalogue) -> None:
    shown = settled(
        catalogue, article("a", "A Flood", references=(lost("a fire"), lost("a flood"))), article("b", "A Fire")
    )
    assert {n: one.path for n, one in shown["a"].context.targets.items()} == {0: "b"}
    shown = settled(catalogue, article("c", "a fire"))
    assert shown["a"].context.targets == {}
    catalogue.forget([ArticleId("b")])
    settle_all(catalogue.db)
    assert [one.path for one in page_context.targets(catalogue.db, ["a"])["a"].values()] == ["c"]


def test_dates(catalogue: Catalogue) -> None:
    dates = {"a": "2024", "b": "2024-08-15T10:00", "c": "1999-12-31", "d": ""}
    published = [article(path, date=date) for path, date in dates.items()]
    settled(catalogue, *published, article("e", date="2030", state=CaptureState.WITHHELD))
    assert page_context.span(catalogue.db) == ("1999-12-31", "2024-08-15")
    assert page_context.count(catalogue.db) == 4


def standing(path: str, date: str, topics: str, cited: str = "", **values: Any) -> Entry:
    shelves = tuple(("topic", key, key, 1) for key in topics.split())
    return article(path, date=date, shelves=shelves, references=tuple(map(to, cited.split())), **values)


STANDING = (
    standing("a", "2024-01", "rivers"),
    standing("b", "2024-02", "rivers", "k1 k1"),
    standing("c", "2024-03", "rivers fires"),
    standing("d", "2024-04", "fires rivers", "k1"),
    standing("e", "2024-05", "fires", "k2"),
)
AKIN = {"a": [], "b": ["d", "a"], "c": ["b"], "d": ["b", "c"], "e": ["d"]}


def akin(shown: Iterable[page_context.Shown]) -> dict[str, list[str]]:
    return {one.path: [other.path for other in one.context.related] for one in shown}


def test_akin_is_who_stands_next_under_a_topic_or_a_reference(catalogue: Catalogue) -> None:
    assert akin(settled(catalogue, *STANDING).values()) == AKIN


@pytest.mark.parametrize(
    "hidden",
    [
        standing("w", "2024-03-15", "rivers fires", "k1 k2", state=CaptureState.WITHHELD),
        standing("w", "2024-03-15", "rivers fires", "k1 k2", state=CaptureState.DRAFT),
        standing("w", "2024-03-15", "rivers fires", "k1 k2", page="articles/a.html"),
    ],
    ids=["withheld", "draft", "at another's address"],
)
def test_nobody_is_akin_to_what_is_not_published_nor_hidden_by_it(catalogue: Catalogue, hidden: Entry) -> None:
    shown = settled(catalogue, *STANDING, hidden)
    assert {path: others for path, others in akin(shown.values()).items() if path != "w"} == AKIN
    assert "w" not in shown or shown["w"].context.related == ()


def test_the_original_that_two_articles_have_makes_them_no_more_akin(catalogue: Catalogue) -> None:
    source = (to("k", LinkRegion.SOURCE),)
    shown = settled(catalogue, article("a", references=source), article("b", references=source))
    assert akin(shown.values()) == {"a": [], "b": []}


def test_those_who_stand_next_to_an_edit_are_due_and_as_all_have_it(catalogue: Catalogue) -> None:
    settled(catalogue, *STANDING)
    forget_touched(catalogue.db)
    catalogue.enter([standing("f", "2024-03-20", "fires", "k1 k3"), standing("e", "2024-05", "fires", "k3")])
    settle_touched(catalogue.db)
    some = akin(page_context.shown_due(catalogue.db))
    assert {"b", "d", "f"} <= set(some)
    whole = akin(page_context.shown(catalogue.db))
    assert some == {path: whole[path] for path in some}
    assert whole == {"a": [], "b": ["f", "a"], "c": ["b"], "d": ["f", "c"], "e": ["f", "d"], "f": ["e", "d", "b", "c"]}


def test_an_article_stands_on_its_shelves_as_long_as_it_is_published(catalogue: Catalogue) -> None:
    shelves = (("topic", "rivers", "Rivers", 1), ("host", "news.example", "news.example", 3))
    settled(catalogue, article("a", date="2024", shelves=shelves), article("b", date="2025", shelves=shelves[:1]))
    catalogue.enter([article("a", date="2023", shelves=shelves[:1]), article("c", date="2022", shelves=shelves)])
    catalogue.enter([article("b", date="2025", shelves=shelves[:1], state=CaptureState.WITHHELD)])
    settle_touched(catalogue.db)
    assert listings.counts(catalogue.db, "topic", "rivers") == {"2022": 1, "2023": 1}
    assert listings.counts(catalogue.db, "host", "news.example") == {"2022": 3}
    kept = catalogue.db.execute("SELECT * FROM shelf").fetchall()
    settle_all(catalogue.db)
    assert catalogue.db.execute("SELECT * FROM shelf").fetchall() == kept


def test_numbers(catalogue: Catalogue) -> None:
    settled(
        catalogue,
        article("a", publisher="B", references=(lost("x"), to("k"), to("l"))),
        article("b", publisher="A", addresses=(lookup("k"),), references=(to("m"),)),
        article("c", publisher="B", state=CaptureState.WITHHELD, references=(lost("y"),)),
    )
    assert list(ledger.links_by_kind(catalogue.db).items()) == [("article", 1), ("web", 2), ("lost", 1)]


def test_nothing_is_asked_of_an_empty_archive(catalogue: Catalogue) -> None:
    assert settled(catalogue) == {}
    assert (page_context.span(catalogue.db), ledger.links_by_kind(catalogue.db)) == ((None, None), {})

"""What is known of outside addresses, kept in SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.catalogue.link_status import LinkStatus, Liveness, read_link_status, write_link_status
from kursk_archive.catalogue.store import Catalogue

ALIVE = LinkStatus("https://news.example/a", Liveness.ALIVE, 200, "200 OK", checked_at="2024-08-15T14:30:05Z")
DEAD = LinkStatus(
    "https://news.example/b",
    Liveness.DEAD,
    404,
    "404 Not Found",
    "https://news.example/gone",
    True,
    ("2024-08-13", "2024-08-14", "2024-08-15"),
    "2024-08-15T14:30:05Z",
)
SILENT = LinkStatus("https://news.example/c", Liveness.UNKNOWN, None, "timed out", checked_at="2024-08-15T14:30:05Z")


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as db:
        yield db


def test_nothing_is_known_at_first(db: sqlite3.Connection) -> None:
    assert read_link_status(db, [ALIVE.url]) == {}


def test_what_is_written_is_read(db: sqlite3.Connection) -> None:
    write_link_status(db, [ALIVE, DEAD, SILENT])
    assert read_link_status(db, [ALIVE.url, DEAD.url, SILENT.url]) == {one.url: one for one in (ALIVE, DEAD, SILENT)}


def test_only_what_is_asked_for_is_read(db: sqlite3.Connection) -> None:
    write_link_status(db, [ALIVE, DEAD])
    assert read_link_status(db, [DEAD.url, "https://other.example/"]) == {DEAD.url: DEAD}


def test_a_later_answer_replaces_the_earlier(db: sqlite3.Connection) -> None:
    write_link_status(db, [ALIVE])
    later = LinkStatus(ALIVE.url, Liveness.UNKNOWN, 403, "403 Forbidden", checked_at="2024-08-16T00:00:00Z")
    write_link_status(db, [later])
    assert read_link_status(db, [ALIVE.url]) == {ALIVE.url: later}


def test_any_number_of_addresses_can_be_asked_for(db: sqlite3.Connection) -> None:
    write_link_status(db, [ALIVE])
    many = [f"https://news.example/{n}" for n in range(40_000)]
    assert read_link_status(db, [*many, ALIVE.url]) == {ALIVE.url: ALIVE}


def test_what_cannot_be_written_whole_is_not_written(db: sqlite3.Connection) -> None:
    unwritable = LinkStatus("https://news.example/x", Liveness.ALIVE, 200, None)  # type: ignore[arg-type]
    with pytest.raises(sqlite3.IntegrityError):
        write_link_status(db, [ALIVE, unwritable])
    assert read_link_status(db, [ALIVE.url]) == {}


def test_the_catalogue_holds_it_beside_its_own_tables() -> None:
    with Catalogue() as catalogue:
        write_link_status(catalogue.db, [ALIVE])
        assert read_link_status(catalogue.db, [ALIVE.url]) == {ALIVE.url: ALIVE}


texts = st.text(st.characters(exclude_categories=["Cs"]))
healths = st.builds(
    LinkStatus,
    texts.filter(lambda text: "\0" not in text),  # which no address holds
    st.sampled_from(Liveness),
    st.none() | st.integers(100, 999),
    texts,
    st.none() | texts,
    st.booleans(),
    st.lists(st.dates().map(str), max_size=3).map(tuple),
    texts,
)


@given(healths)
def test_nothing_is_lost_on_the_way(one: LinkStatus) -> None:
    with closing(sqlite3.connect(":memory:")) as db:
        write_link_status(db, [one])
        assert read_link_status(db, [one.url]) == {one.url: one}


@given(st.text())
def test_any_text_can_be_asked_for(url: str) -> None:
    with closing(sqlite3.connect(":memory:")) as db:
        assert read_link_status(db, [url]) == {}

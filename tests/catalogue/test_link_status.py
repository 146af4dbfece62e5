"""What is known of outside addresses, kept in the journal."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.catalogue.journal import Journal
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
def journal() -> Journal:
    return Journal()


def test_nothing_is_known_at_first(journal: Journal) -> None:
    assert read_link_status(journal, [ALIVE.url]) == {}


def test_what_is_written_is_read(journal: Journal) -> None:
    write_link_status(journal, [ALIVE, DEAD, SILENT])
    assert read_link_status(journal, [ALIVE.url, DEAD.url, SILENT.url]) == {
        one.url: one for one in (ALIVE, DEAD, SILENT)
    }


def test_only_what_is_asked_for_is_read(journal: Journal) -> None:
    write_link_status(journal, [ALIVE, DEAD])
    assert read_link_status(journal, [DEAD.url, "https://other.example/"]) == {DEAD.url: DEAD}


def test_a_later_answer_replaces_the_earlier(journal: Journal) -> None:
    write_link_status(journal, [ALIVE])
    later = LinkStatus(ALIVE.url, Liveness.UNKNOWN, 403, "403 Forbidden", checked_at="2024-08-16T00:00:00Z")
    write_link_status(journal, [later])
    assert read_link_status(journal, [ALIVE.url]) == {ALIVE.url: later}


def test_any_number_of_addresses_can_be_asked_for(journal: Journal) -> None:
    write_link_status(journal, [ALIVE])
    many = [f"https://news.example/{n}" for n in range(40_000)]
    assert read_link_status(journal, [*many, ALIVE.url]) == {ALIVE.url: ALIVE}


def test_what_an_earlier_catalogue_knew_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite"
    columns = "url, state, status, reason, location, permanent, failures, checked_at"
    row = (DEAD.url, "dead", 404, DEAD.reason, DEAD.location, 1, " ".join(DEAD.failures), DEAD.checked_at)
    with closing(sqlite3.connect(path)) as earlier, earlier:
        earlier.execute(f"CREATE TABLE link_status ({columns})")
        earlier.execute("INSERT INTO link_status VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        earlier.execute("INSERT INTO link_status VALUES (1, 2, 3, 4, 5, 6, 7, 8)")
    with Catalogue(path) as catalogue:
        assert read_link_status(catalogue.journal, [DEAD.url]) == {DEAD.url: DEAD}


def test_a_lost_catalogue_does_not_take_it_along(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite"
    with Catalogue(path) as catalogue:
        write_link_status(catalogue.journal, [ALIVE, DEAD])
    path.unlink()
    with Catalogue(path) as catalogue:
        assert read_link_status(catalogue.journal, [ALIVE.url]) == {ALIVE.url: ALIVE}


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
    journal = Journal()
    write_link_status(journal, [one])
    assert read_link_status(journal, [one.url]) == {one.url: one}


@given(st.text())
def test_any_text_can_be_asked_for(url: str) -> None:
    assert read_link_status(Journal(), [url]) == {}

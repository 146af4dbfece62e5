"""Known publishers, by host."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.core.publishers import Publisher, known_publishers

HERALD = Publisher("The Fictional Herald", ("herald.example", "herald-news.example"), "en")
HERALD_RU = Publisher("Вымышленный вестник", ("ru.herald.example",), "ru")


@pytest.mark.parametrize(
    ("host", "name", "language"),
    [
        ("www.themoscowtimes.com", "The Moscow Times", "en"),
        ("themoscowtimes.com", "The Moscow Times", "en"),
        ("ru.themoscowtimes.com", "The Moscow Times Russian Service", "ru"),
        ("meduza.io", "Meduza", None),
        ("www.kyivindependent.com", "The Kyiv Independent", "en"),
        ("www.pravda.com.ua", "Ukrainska Pravda", None),
        ("www.bbc.co.uk", "BBC News", None),
        ("www.reuters.com", "Reuters", "en"),
        ("www.ft.com.", "Financial Times", "en"),
        ("WWW.SVOBODA.ORG", "Radio Svoboda", "ru"),
        ("tass.com", "TASS", "en"),
        ("tass.ru", "TASS", "ru"),
    ],
)
def test_a_known_publisher(host: str, name: str, language: str | None) -> None:
    found = known_publishers().find(host)
    assert found is not None
    assert (found.name, found.language) == (name, language)


@pytest.mark.parametrize(
    "host", ["", ".", "com", "notft.com", "ft.com.example", "com.ua", "co.uk", "xreuters.com", "[::1]"]
)
def test_an_unknown_host(host: str) -> None:
    assert known_publishers().find(host) is None


def test_the_longest_matching_host_decides() -> None:
    publishers = known_publishers([HERALD, HERALD_RU])
    assert publishers.find("a.ru.herald.example") == HERALD_RU
    assert publishers.find("a.herald.example") == HERALD
    assert publishers.find("herald-news.example") == HERALD


def test_an_archives_own_publishers_have_precedence() -> None:
    own = Publisher("Our Meduza", ("Meduza.io",))
    assert known_publishers([own]).find("meduza.io") == own
    assert known_publishers().find("meduza.io") != own


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("www.herald.example", "The Fictional Herald"),
        ("www.unknown.example", "unknown.example"),
        ("Unknown.example.", "unknown.example"),
        ("www.example", "example"),
        ("", ""),
    ],
)
def test_name_for(host: str, name: str) -> None:
    assert known_publishers([HERALD]).name_for(host) == name


def test_every_row_is_in_order() -> None:
    hosts = known_publishers().by_host
    assert len(set(hosts.values())) >= 120
    for host, publisher in hosts.items():
        assert host == host.lower().strip()
        assert "/" not in host
        assert not host.startswith("www.")
        assert publisher.name.strip() == publisher.name != ""


def test_publishers_survive_a_process_pool() -> None:
    assert pickle.loads(pickle.dumps(known_publishers([HERALD]))) == known_publishers([HERALD])


@given(st.text())
def test_any_host_has_a_name(host: str) -> None:
    assert isinstance(known_publishers().name_for(host), str)
    assert known_publishers().find(host) in {None, *known_publishers().by_host.values()}

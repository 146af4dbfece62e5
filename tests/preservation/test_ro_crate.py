"""What the package says of itself to people and repositories: RO-Crate 1.2."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.config import Site
from kursk_archive.preservation.model import PackagedArticle, ExportInfo
from kursk_archive.preservation.ro_crate import path_reference, render_crate
from kursk_archive.renderer.data.articles import ArticleRow

MAKING = ExportInfo(datetime(2026, 3, 1, 12, 30, 5, tzinfo=UTC), "9.9", site_file_count=40)
SITE = Site(title="The Examplia ferry archive", description="Reports on the ferry.", publisher="The Examplia Library",
            contact="mailto:library@archive.example", rights="Each article is its publisher's.")  # fmt: skip
FERRY = ArticleRow(
    path="dumps/ferry 1.txt", title="Examplia Opens Talks", date="2024-08-15", updated=None,
    authors=("Jane Doe", "The Fictional Herald"), publisher="The Fictional Herald", section=None, language="en",
    topics=("ferries",), places=(), description=None, source_url="https://herald.example/ferry?utm_source=x",
    source_canonical="https://herald.example/ferry", source_snapshot=None, page="articles/2024/08/15/ferry.html",
    capture_path="articles/2024/08/15/ferry.txt", capture_sha256="ab" * 32, capture_size=2218,
    capture_format="markdown", capture_encoding="utf-8", captured_at="2024-09-01", links=1, links_lost=0,
)  # fmt: skip
TEXTS = st.text(st.characters(codec="utf-8"))
OWN, CAPTURE, PAGE = "#article/dumps/ferry%201.txt", "content/dumps/ferry%201.txt", f"site/{FERRY.page}"


def crate(
    holdings: Sequence[PackagedArticle], site: Site = SITE, making: ExportInfo = MAKING
) -> dict[str, dict[str, Any]]:
    """`@id` → thing."""
    found = json.loads(b"".join(render_crate(site, making, lambda: holdings)))
    assert found.keys() == {"@context", "@graph"}
    assert found["@context"] == "https://w3id.org/ro/crate/1.2/context"
    things = {one["@id"]: one for one in found["@graph"]}
    assert len(things) == len(found["@graph"]), "nothing is described twice"
    return things


def test_the_descriptor_and_the_root_say_what_the_standard_asks_for() -> None:
    things = crate([])
    assert things["ro-crate-metadata.json"] == {
        "@id": "ro-crate-metadata.json",
        "@type": "CreativeWork",
        "about": {"@id": "./"},
        "conformsTo": {"@id": "https://w3id.org/ro/crate/1.2"},
    }
    root = things["./"]
    assert root["@type"] == "Dataset"
    assert (root["name"], root["description"]) == (SITE.title, SITE.description)
    assert root["datePublished"] == "2026-03-01"
    assert things[root["license"]["@id"]]["description"] == SITE.rights
    assert things[root["publisher"]["@id"]]["name"] == "The Examplia Library"
    assert [one["@id"] for one in root["hasPart"]] == ["content/", "site/", "metadata/premis.xml"]


@pytest.mark.parametrize(
    ("contact", "said"),
    [
        ("mailto:library@archive.example", {"email": "library@archive.example"}),
        ("https://archive.example/contact", {"url": "https://archive.example/contact"}),
        ("J. Roe, the library", {}),
    ],
)
def test_whom_to_ask_about_it(contact: str, said: dict[str, str]) -> None:
    things = crate([], Site(publisher="The Examplia Library", contact=contact))
    point = things[things["#keeper"]["contactPoint"]["@id"]]
    assert (point["@type"], point["name"]) == ("ContactPoint", contact)
    assert {name: point[name] for name in ("email", "url") if name in point} == said


def test_an_archive_of_which_nothing_is_said_has_all_that_the_standard_asks_for() -> None:
    things = crate([], Site(), ExportInfo(MAKING.exported_at, "9.9"))
    root = things["./"]
    assert {"name", "description", "datePublished", "license"} <= root.keys()
    assert things[root["license"]["@id"]]["description"]
    assert "publisher" not in root
    assert "site/" not in things


def test_an_article_and_its_files() -> None:
    things = crate([PackagedArticle(FERRY, FERRY.page)])
    assert things[OWN] == {
        "@id": OWN,
        "@type": "NewsArticle",
        "name": "Examplia Opens Talks",
        "author": [{"@id": "#person/Jane%20Doe"}, {"@id": "#organization/The%20Fictional%20Herald"}],
        "publisher": {"@id": "#organization/The%20Fictional%20Herald"},
        "datePublished": "2024-08-15",
        "inLanguage": "en",
        "keywords": "ferries",
        "isBasedOn": "https://herald.example/ferry",
        "encoding": [{"@id": CAPTURE}, {"@id": PAGE}],
    }
    assert things[CAPTURE] == {
        "@id": CAPTURE,
        "@type": "File",
        "name": "ferry 1.txt",
        "description": "The article as it was captured",
        "encodesCreativeWork": {"@id": OWN},
        "encodingFormat": "text/markdown",
        "contentSize": "2218",
        "sha256": "ab" * 32,
        "dateCreated": "2024-09-01",
    }
    assert things[PAGE]["encodingFormat"] == "text/html"
    assert things["#person/Jane%20Doe"] == {"@id": "#person/Jane%20Doe", "@type": "Person", "name": "Jane Doe"}


def test_what_only_the_repository_may_read_says_so() -> None:
    things = crate([PackagedArticle(FERRY, None, "withheld: the author asks")])
    assert things[OWN]["conditionsOfAccess"] == "withheld: the author asks"
    assert things[OWN]["encoding"] == {"@id": CAPTURE}


def test_every_name_leads_to_a_thing_and_every_file_is_a_part() -> None:
    things = crate([PackagedArticle(FERRY, FERRY.page), PackagedArticle(replace(FERRY, path="b.txt"))])
    named = {one["@id"] for one in _references(list(things.values()))}
    assert {one for one in named if not one.startswith("http")} <= things.keys()
    parts = {one["@id"] for thing in things.values() for one in thing.get("hasPart", ())}
    assert all(thing.keys() >= {"@id", "@type"} for thing in things.values())
    assert all(thing.keys() >= {"name"} for name, thing in things.items() if name != "ro-crate-metadata.json")
    files = {name for name, thing in things.items() if thing["@type"] == "File"}
    assert files <= parts
    assert {"content/b.txt", CAPTURE, PAGE, "metadata/premis.xml"} == files


def _references(value: Any) -> list[dict[str, str]]:
    """Every object that is nothing but a name."""
    if isinstance(value, list):
        return [found for one in value for found in _references(one)]
    if isinstance(value, dict):
        return [value] if value.keys() == {"@id"} else [f for one in value.values() for f in _references(one)]
    return []


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a/b-c_d.txt", "a/b-c_d.txt"), ("a b", "a%20b"), ("пором.txt", "пором.txt"), ("100%", "100%25"),
        ("a#b?c", "a%23b%3Fc"), ("c:d", "c%3Ad"), ("a\nb", "a%0Ab"), ('"<>\\', "%22%3C%3E%5C"), ("\u2028", "%E2%80%A8"),
    ],
    ids=repr,
)  # fmt: skip
def test_a_path_as_a_reference(path: str, expected: str) -> None:
    assert path_reference(path) == expected


@given(TEXTS)
def test_a_reference_comes_back_and_has_no_special_character(path: str) -> None:
    found = path_reference(path)
    assert unquote(found) == path
    assert not set(found) & set(' "<>\\^`{|}:?#[]@')


@given(TEXTS, TEXTS.filter(bool), TEXTS)
def test_any_texts_are_json(title: str, path: str, author: str) -> None:
    things = crate([PackagedArticle(replace(FERRY, title=title, path=path, authors=(author,)))])
    assert things[f"#article/{path_reference(path)}"].get("name", "") == title

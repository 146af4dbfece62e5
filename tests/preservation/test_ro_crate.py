"""The package describes itself as RO-Crate 1.2."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kursk_archive.config import Site
from kursk_archive.preservation.model import ExportInfo, PackagedArticle
from kursk_archive.preservation.ro_crate import path_reference, render_crate
from kursk_archive.renderer.data.articles import ArticleRow

EXPORT_INFO = ExportInfo(datetime(2026, 3, 1, 12, 30, 5, tzinfo=UTC), "9.9", site_file_count=40)
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
    articles: Sequence[PackagedArticle], site: Site = SITE, export_info: ExportInfo = EXPORT_INFO
) -> dict[str, dict[str, Any]]:
    """Return the entities by `@id`."""
    document = json.loads(b"".join(render_crate(site, export_info, lambda: articles)))
    assert document.keys() == {"@context", "@graph"}
    assert document["@context"] == "https://w3id.org/ro/crate/1.2/context"
    entities = {entity["@id"]: entity for entity in document["@graph"]}
    assert len(entities) == len(document["@graph"]), "no entity is described twice"
    return entities


def test_the_descriptor_and_the_root_have_the_required_properties() -> None:
    entities = crate([])
    assert entities["ro-crate-metadata.json"] == {
        "@id": "ro-crate-metadata.json",
        "@type": "CreativeWork",
        "about": {"@id": "./"},
        "conformsTo": {"@id": "https://w3id.org/ro/crate/1.2"},
    }
    root = entities["./"]
    assert root["@type"] == "Dataset"
    assert (root["name"], root["description"]) == (SITE.title, SITE.description)
    assert root["datePublished"] == "2026-03-01"
    assert entities[root["license"]["@id"]]["description"] == SITE.rights
    assert entities[root["publisher"]["@id"]]["name"] == "The Examplia Library"
    assert [part["@id"] for part in root["hasPart"]] == ["content/", "site/", "metadata/premis.xml"]


@pytest.mark.parametrize(
    ("contact", "expected"),
    [
        ("mailto:library@archive.example", {"email": "library@archive.example"}),
        ("https://archive.example/contact", {"url": "https://archive.example/contact"}),
        ("J. Roe, the library", {}),
    ],
)
def test_the_contact_is_an_email_address_a_url_or_a_name(contact: str, expected: dict[str, str]) -> None:
    entities = crate([], Site(publisher="The Examplia Library", contact=contact))
    point = entities[entities["#keeper"]["contactPoint"]["@id"]]
    assert (point["@type"], point["name"]) == ("ContactPoint", contact)
    assert {name: point[name] for name in ("email", "url") if name in point} == expected


def test_an_archive_without_settings_has_the_required_properties() -> None:
    entities = crate([], Site(), ExportInfo(EXPORT_INFO.exported_at, "9.9"))
    root = entities["./"]
    assert {"name", "description", "datePublished", "license"} <= root.keys()
    assert entities[root["license"]["@id"]]["description"]
    assert "publisher" not in root
    assert "site/" not in entities


def test_an_article_and_its_files() -> None:
    entities = crate([PackagedArticle(FERRY, FERRY.page)])
    assert entities[OWN] == {
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
    assert entities[CAPTURE] == {
        "@id": CAPTURE,
        "@type": "File",
        "name": "ferry 1.txt",
        "description": "The captured article",
        "encodesCreativeWork": {"@id": OWN},
        "encodingFormat": "text/markdown",
        "contentSize": "2218",
        "sha256": "ab" * 32,
        "dateCreated": "2024-09-01",
    }
    assert entities[PAGE]["encodingFormat"] == "text/html"
    assert entities["#person/Jane%20Doe"] == {"@id": "#person/Jane%20Doe", "@type": "Person", "name": "Jane Doe"}


def test_a_withheld_article_states_its_conditions_of_access() -> None:
    entities = crate([PackagedArticle(FERRY, None, "withheld: the author asks")])
    assert entities[OWN]["conditionsOfAccess"] == "withheld: the author asks"
    assert entities[OWN]["encoding"] == {"@id": CAPTURE}


def test_every_reference_resolves_and_every_file_is_a_part() -> None:
    entities = crate([PackagedArticle(FERRY, FERRY.page), PackagedArticle(replace(FERRY, path="b.txt"))])
    referenced = {reference["@id"] for reference in _references(list(entities.values()))}
    assert {entity_id for entity_id in referenced if not entity_id.startswith("http")} <= entities.keys()
    parts = {part["@id"] for entity in entities.values() for part in entity.get("hasPart", ())}
    assert all(entity.keys() >= {"@id", "@type"} for entity in entities.values())
    assert all(entity.keys() >= {"name"} for name, entity in entities.items() if name != "ro-crate-metadata.json")
    files = {name for name, entity in entities.items() if entity["@type"] == "File"}
    assert files <= parts
    assert {"content/b.txt", CAPTURE, PAGE, "metadata/premis.xml"} == files


def _references(value: Any) -> list[dict[str, str]]:
    """Every object that consists of an `@id`."""
    if isinstance(value, list):
        return [reference for item in value for reference in _references(item)]
    if isinstance(value, dict):
        return [value] if value.keys() == {"@id"} else _references(list(value.values()))
    return []


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a/b-c_d.txt", "a/b-c_d.txt"), ("a b", "a%20b"), ("пором.txt", "пором.txt"), ("100%", "100%25"),
        ("a#b?c", "a%23b%3Fc"), ("c:d", "c%3Ad"), ("a\nb", "a%0Ab"), ('"<>\\', "%22%3C%3E%5C"), ("\u2028", "%E2%80%A8"),
    ],
    ids=repr,
)  # fmt: skip
def test_a_path_becomes_a_url_reference(path: str, expected: str) -> None:
    assert path_reference(path) == expected


@given(TEXTS)
def test_a_reference_can_be_unquoted_and_has_no_special_character(path: str) -> None:
    reference = path_reference(path)
    assert unquote(reference) == path
    assert not set(reference) & set(' "<>\\^`{|}:?#[]@')


@given(TEXTS, TEXTS.filter(bool), TEXTS)
def test_any_text_is_valid_json(title: str, path: str, author: str) -> None:
    entities = crate([PackagedArticle(replace(FERRY, title=title, path=path, authors=(author,)))])
    assert entities[f"#article/{path_reference(path)}"].get("name", "") == title

"""PREMIS 3.0 objects, events and the agent are in the order of the schema, and any text becomes valid XML."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kursk_archive.preservation.model import ExportInfo, PackagedArticle
from kursk_archive.preservation.premis import render_premis
from kursk_archive.renderer.data.articles import ArticleRow

NS = {"": "http://www.loc.gov/premis/v3"}
TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
EXPORT_INFO = ExportInfo(datetime(2026, 3, 1, 12, 30, 5, tzinfo=UTC), "9.9", site_file_count=40)
FERRY = ArticleRow(
    path="dumps/ferry.txt", title="Examplia Opens Talks", date="2024-08-15", updated=None, authors=(), publisher=None,
    section=None, language="en", topics=(), places=(), description=None, source_url="https://herald.example/?a=1&b=<2>",
    source_canonical=None, source_snapshot=None, page="a.html", capture_path="a.txt", capture_sha256="ab" * 32,
    capture_size=2218, capture_format="text", capture_encoding="windows-1251", captured_at="2024-09-01T10:00+03:00",
    links=0, links_lost=0,
)  # fmt: skip

ORDER = {
    "premis": ["object", "event", "agent"],
    "object": ["objectIdentifier", "objectCharacteristics", "originalName", "linkingEventIdentifier"],
    "objectCharacteristics": ["fixity", "size", "format"],
    "fixity": ["messageDigestAlgorithm", "messageDigest"],
    "format": ["formatDesignation", "formatNote"],
    "event": [
        "eventIdentifier", "eventType", "eventDateTime", "eventDetailInformation", "eventOutcomeInformation",
        "linkingAgentIdentifier", "linkingObjectIdentifier",
    ],
    "eventOutcomeInformation": ["eventOutcome", "eventOutcomeDetail"],
    "agent": ["agentIdentifier", "agentName", "agentType", "agentVersion"],
}  # fmt: skip
"""The child elements in use, in the order of the schema."""


def premis(articles: Sequence[PackagedArticle], export_info: ExportInfo = EXPORT_INFO) -> ElementTree.Element:
    root = ElementTree.fromstring(b"".join(render_premis(export_info, lambda: articles)))
    for element in root.iter():
        name, children = _local_name(element), [_local_name(child) for child in element]
        if name in ORDER:
            assert children == sorted(children, key=ORDER[name].index), name
        if name.endswith("Identifier"):
            assert children == [f"{name}Type", f"{name}Value"]
    return root


def _local_name(element: ElementTree.Element) -> str:
    return element.tag.removeprefix("{http://www.loc.gov/premis/v3}")


def text(element: ElementTree.Element, path: str) -> str | None:
    return element.findtext(path, namespaces=NS)


def event(root: ElementTree.Element, kind: str) -> ElementTree.Element:
    [element] = [event for event in root.findall("event", NS) if text(event, "eventType") == kind]
    return element


def event_types(root: ElementTree.Element) -> list[str | None]:
    return [text(element, "eventType") for element in root.findall("event", NS)]


def test_the_root_element_has_namespace_and_version() -> None:
    root = premis([])
    assert (root.tag, root.get("version")) == ("{http://www.loc.gov/premis/v3}premis", "3.0")


def test_a_capture_is_an_object() -> None:
    [file] = [
        element for element in premis([PackagedArticle(FERRY)]).findall("object", NS) if element.get(TYPE) == "file"
    ]
    assert text(file, "objectIdentifier/objectIdentifierValue") == "data/content/dumps/ferry.txt"
    assert text(file, "objectCharacteristics/fixity/messageDigestAlgorithm") == "SHA-256"
    assert text(file, "objectCharacteristics/fixity/messageDigest") == "ab" * 32
    assert text(file, "objectCharacteristics/size") == "2218"
    assert text(file, "objectCharacteristics/format/formatDesignation/formatName") == "text/plain"
    assert text(file, "objectCharacteristics/format/formatNote") == "character encoding: windows-1251"
    assert text(file, "originalName") == "dumps/ferry.txt"


def test_events_of_the_whole_package() -> None:
    root = premis([PackagedArticle(FERRY)])
    kinds = event_types(root)
    assert kinds == ["message digest calculation", "validation", "information package creation", "capture"]
    for kind in kinds[:3]:
        element = event(root, str(kind))
        assert text(element, "eventDateTime") == "2026-03-01T12:30:05Z"
        assert text(element, "eventDetailInformation/eventDetail") == "kursk-archive; 9.9"
        assert text(element, "eventOutcomeInformation/eventOutcome") == "success"
    validated = event(root, "validation")
    assert text(validated, "linkingObjectIdentifier/linkingObjectIdentifierValue") == "data/site/"
    note = text(validated, "eventOutcomeInformation/eventOutcomeDetail/eventOutcomeDetailNote")
    assert str(note).startswith("40 files ")


def test_a_package_without_site_has_no_validation() -> None:
    root = premis([], ExportInfo(EXPORT_INFO.exported_at, "9.9"))
    assert "validation" not in event_types(root)
    assert len(root.findall("object", NS)) == 1


def test_a_capture_with_a_known_time_is_an_event() -> None:
    root = premis([PackagedArticle(FERRY)])
    element = event(root, "capture")
    assert text(element, "eventDateTime") == "2024-09-01T10:00:00+03:00"
    note = text(element, "eventOutcomeInformation/eventOutcomeDetail/eventOutcomeDetailNote")
    assert note == "captured from https://herald.example/?a=1&b=<2>"
    assert text(element, "linkingObjectIdentifier/linkingObjectIdentifierValue") == "data/content/dumps/ferry.txt"
    undated = premis([PackagedArticle(replace(FERRY, captured_at=None))])
    assert "capture" not in event_types(undated)


@pytest.mark.parametrize(
    ("stated", "written"),
    [
        ("2024", "2024"), ("2024-09", "2024-09"), ("2024-09-01", "2024-09-01"),
        ("2024-09-01T10:00", "2024-09-01T10:00:00"), ("2024-09-01T10:00Z", "2024-09-01T10:00:00Z"),
        ("2024-09-01T10:00-05:00", "2024-09-01T10:00:00-05:00"), ("2024-09-01T10:00:07.5Z", "2024-09-01T10:00:07.5Z"),
        ("2024-09-01T10:00:07+03:00", "2024-09-01T10:00:07+03:00"),
    ],
)  # fmt: skip
def test_a_time_keeps_its_precision(stated: str, written: str) -> None:
    element = event(premis([PackagedArticle(replace(FERRY, captured_at=stated))]), "capture")
    assert text(element, "eventDateTime") == written


def test_every_linked_event_and_object_exists() -> None:
    root = premis([PackagedArticle(FERRY), PackagedArticle(replace(FERRY, path="b.txt", captured_at=None))])
    events = [str(text(element, "eventIdentifier/eventIdentifierValue")) for element in root.findall("event", NS)]
    objects = [str(text(element, "objectIdentifier/objectIdentifierValue")) for element in root.findall("object", NS)]
    assert len(set(events)) == len(events)
    assert len(set(objects)) == len(objects)
    assert {element.text for element in root.iter(f"{{{NS['']}}}linkingEventIdentifierValue")} == set(events)
    assert {element.text for element in root.iter(f"{{{NS['']}}}linkingObjectIdentifierValue")} <= set(objects)
    agents = {element.text for element in root.iter(f"{{{NS['']}}}linkingAgentIdentifierValue")}
    assert agents == {text(root, "agent/agentIdentifier/agentIdentifierValue")}


@given(st.text(), st.text())
def test_any_text_is_valid_xml(path: str, source: str) -> None:
    path, source = (value.encode("utf-8", "replace").decode() for value in (path, source))
    premis([PackagedArticle(replace(FERRY, path=path, source_url=source))])

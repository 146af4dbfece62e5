"""Objects, events and the agent as PREMIS 3.0 orders them, and nothing that XML has no way to say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.preservation.model import PackagedArticle, ExportInfo
from kursk_archive.preservation.premis import render_premis
from kursk_archive.renderer.data.articles import ArticleRow

NS = {"": "http://www.loc.gov/premis/v3"}
TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
MAKING = ExportInfo(datetime(2026, 3, 1, 12, 30, 5, tzinfo=UTC), "9.9", site_file_count=40)
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
"""The elements that are used of each, in the order of the schema."""


def premis(holdings: Sequence[PackagedArticle], making: ExportInfo = MAKING) -> ElementTree.Element:
    root = ElementTree.fromstring(b"".join(render_premis(making, lambda: holdings)))
    for one in root.iter():
        name, children = _local(one), [_local(child) for child in one]
        if name in ORDER:
            assert children == sorted(children, key=ORDER[name].index), name
        if name.endswith("Identifier"):
            assert children == [f"{name}Type", f"{name}Value"]
    return root


def _local(one: ElementTree.Element) -> str:
    return one.tag.removeprefix("{http://www.loc.gov/premis/v3}")


def text(one: ElementTree.Element, path: str) -> str | None:
    return one.findtext(path, namespaces=NS)


def event(root: ElementTree.Element, kind: str) -> ElementTree.Element:
    [found] = [one for one in root.findall("event", NS) if text(one, "eventType") == kind]
    return found


def test_the_head() -> None:
    root = premis([])
    assert (root.tag, root.get("version")) == ("{http://www.loc.gov/premis/v3}premis", "3.0")


def test_a_capture_is_an_object() -> None:
    [file] = [one for one in premis([PackagedArticle(FERRY)]).findall("object", NS) if one.get(TYPE) == "file"]
    assert text(file, "objectIdentifier/objectIdentifierValue") == "data/content/dumps/ferry.txt"
    assert text(file, "objectCharacteristics/fixity/messageDigestAlgorithm") == "SHA-256"
    assert text(file, "objectCharacteristics/fixity/messageDigest") == "ab" * 32
    assert text(file, "objectCharacteristics/size") == "2218"
    assert text(file, "objectCharacteristics/format/formatDesignation/formatName") == "text/plain"
    assert text(file, "objectCharacteristics/format/formatNote") == "character encoding: windows-1251"
    assert text(file, "originalName") == "dumps/ferry.txt"


def test_what_was_done_to_all() -> None:
    root = premis([PackagedArticle(FERRY)])
    kinds = [text(one, "eventType") for one in root.findall("event", NS)]
    assert kinds == ["message digest calculation", "validation", "information package creation", "capture"]
    for kind in kinds[:3]:
        one = event(root, str(kind))
        assert text(one, "eventDateTime") == "2026-03-01T12:30:05Z"
        assert text(one, "eventDetailInformation/eventDetail") == "kursk-archive; 9.9"
        assert text(one, "eventOutcomeInformation/eventOutcome") == "success"
    validated = event(root, "validation")
    assert text(validated, "linkingObjectIdentifier/linkingObjectIdentifierValue") == "data/site/"
    note = text(validated, "eventOutcomeInformation/eventOutcomeDetail/eventOutcomeDetailNote")
    assert str(note).startswith("40 files ")


def test_without_a_site_nothing_was_validated() -> None:
    root = premis([], ExportInfo(MAKING.exported_at, "9.9"))
    assert "validation" not in [text(one, "eventType") for one in root.findall("event", NS)]
    assert len(root.findall("object", NS)) == 1


def test_the_capture_is_an_event_where_its_time_is_known() -> None:
    root = premis([PackagedArticle(FERRY)])
    one = event(root, "capture")
    assert text(one, "eventDateTime") == "2024-09-01T10:00:00+03:00"
    note = text(one, "eventOutcomeInformation/eventOutcomeDetail/eventOutcomeDetailNote")
    assert note == "captured from https://herald.example/?a=1&b=<2>"
    assert text(one, "linkingObjectIdentifier/linkingObjectIdentifierValue") == "data/content/dumps/ferry.txt"
    unknown = premis([PackagedArticle(replace(FERRY, captured_at=None))])
    assert "capture" not in [text(one, "eventType") for one in unknown.findall("event", NS)]


@pytest.mark.parametrize(
    ("stated", "written"),
    [
        ("2024", "2024"), ("2024-09", "2024-09"), ("2024-09-01", "2024-09-01"),
        ("2024-09-01T10:00", "2024-09-01T10:00:00"), ("2024-09-01T10:00Z", "2024-09-01T10:00:00Z"),
        ("2024-09-01T10:00-05:00", "2024-09-01T10:00:00-05:00"), ("2024-09-01T10:00:07.5Z", "2024-09-01T10:00:07.5Z"),
        ("2024-09-01T10:00:07+03:00", "2024-09-01T10:00:07+03:00"),
    ],
)  # fmt: skip
def test_a_time_is_as_precise_as_it_was_stated(stated: str, written: str) -> None:
    one = event(premis([PackagedArticle(replace(FERRY, captured_at=stated))]), "capture")
    assert text(one, "eventDateTime") == written


def test_every_event_and_object_that_is_named_is_there() -> None:
    root = premis([PackagedArticle(FERRY), PackagedArticle(replace(FERRY, path="b.txt", captured_at=None))])
    events = [str(text(one, "eventIdentifier/eventIdentifierValue")) for one in root.findall("event", NS)]
    objects = [str(text(one, "objectIdentifier/objectIdentifierValue")) for one in root.findall("object", NS)]
    assert len(set(events)) == len(events)
    assert len(set(objects)) == len(objects)
    assert {one.text for one in root.iter(f"{{{NS['']}}}linkingEventIdentifierValue")} == set(events)
    assert {one.text for one in root.iter(f"{{{NS['']}}}linkingObjectIdentifierValue")} <= set(objects)
    agents = {one.text for one in root.iter(f"{{{NS['']}}}linkingAgentIdentifierValue")}
    assert agents == {text(root, "agent/agentIdentifier/agentIdentifierValue")}


@given(st.text(), st.text())
def test_any_texts_are_xml(path: str, source: str) -> None:
    clean = (one.encode("utf-8", "replace").decode() for one in (path, source))
    path, source = clean
    premis([PackagedArticle(replace(FERRY, path=path, source_url=source))])

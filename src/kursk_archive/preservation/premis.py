"""Renders `metadata/premis.xml`: the digests of the captures and the events in their history, for archives' systems.

Source: PREMIS 3.0, its mandatory elements and those of fixity; event types from the Library of Congress's vocabulary
(id.loc.gov/vocabulary/preservation/eventType).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from xml.etree.ElementTree import Element, SubElement, tostring

from kursk_archive.core.text import NOT_IN_XML
from kursk_archive.preservation.bag import PAYLOAD_FOLDER
from kursk_archive.preservation.model import CONTENT_FOLDER, SITE_FOLDER, ArticleSource, ExportInfo, PackagedArticle

_START = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<premis xmlns="http://www.loc.gov/premis/v3"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" version="3.0">\n'
)
_END = "</premis>\n"
_REPLACEMENT = "\ufffd"

_AGENT = "kursk-archive"
_EXPORT, _DIGEST, _VALIDATION = "information-package-creation", "message-digest-calculation", "validation"
"""Identifiers of the events that concern all objects."""


def render_premis(export_info: ExportInfo, articles: ArticleSource) -> Iterator[bytes]:
    """Yield the file in parts, an element each: its size grows with the archive, memory does not.

    Args:
        export_info: time, program and extent of the export.
        articles: gone through twice, since all objects precede all events.
    """
    yield _START.encode()
    folders = [PAYLOAD_FOLDER, *([PAYLOAD_FOLDER + SITE_FOLDER] if export_info.has_site else ())]
    objects = chain(map(_folder_object, folders), map(_capture_object, articles()))
    capture_events = (_capture_event(export_info, article) for article in articles() if article.row.captured_at)
    for element in chain(objects, _package_events(export_info), capture_events, [_agent(export_info)]):
        yield tostring(element, encoding="unicode", short_empty_elements=False).encode() + b"\n"
    yield _END.encode()


def _folder_object(path: str) -> Element:
    element = _object("representation", path)
    _link_events(element, [_EXPORT, *([_VALIDATION] if path.endswith(SITE_FOLDER) else ())])
    return element


def _capture_object(article: PackagedArticle) -> Element:
    """Describe a capture; its original name is its path in the content folder."""
    row = article.row
    element = _object("file", _capture_path(article))
    characteristics = SubElement(element, "objectCharacteristics")
    fixity = SubElement(characteristics, "fixity")
    _add_text(fixity, "messageDigestAlgorithm", "SHA-256")
    _add_text(fixity, "messageDigest", row.capture_sha256)
    _add_text(characteristics, "size", str(row.capture_size))
    file_format = SubElement(characteristics, "format")
    _add_text(SubElement(file_format, "formatDesignation"), "formatName", article.media_type)
    _add_text(file_format, "formatNote", f"character encoding: {row.capture_encoding}")
    if row.extractor:
        _add_text(file_format, "formatNote", f"text of the article chosen by {row.extractor}")
    _add_text(element, "originalName", row.path)
    _link_events(element, [*([_capture_event_id(article)] if row.captured_at else ()), _DIGEST, _EXPORT])
    return element


def _object(object_type: str, path: str) -> Element:
    """Begin an object, identified by its path from the bag's folder, as in the bag's manifests."""
    element = Element("object", {"xsi:type": object_type})
    _add_identifier(element, "objectIdentifier", "path", path)
    return element


def _link_events(element: Element, event_ids: Iterable[str]) -> None:
    for event_id in event_ids:
        _add_identifier(element, "linkingEventIdentifier", "local", event_id)


def _package_events(export_info: ExportInfo) -> Iterator[Element]:
    """Yield the events that concern all objects. They do not link to each object: the objects link to them."""
    time, program = export_info.timestamp, export_info.program
    yield _event(_DIGEST, "message digest calculation", time, program, "SHA-256 and SHA-512")
    if export_info.has_site:
        files = export_info.site_file_count
        note = f"{files} files match manifest-sha256.txt and manifests/, and there are no others"
        yield _event(_VALIDATION, "validation", time, program, note, PAYLOAD_FOLDER + SITE_FOLDER)
    note = "BagIt bag (RFC 8493) with an RO-Crate"
    yield _event(_EXPORT, "information package creation", time, program, note, PAYLOAD_FOLDER)


def _capture_event(export_info: ExportInfo, article: PackagedArticle) -> Element:
    """Describe the capture of an article whose time of capture is known."""
    row = article.row
    note = f"captured from {row.source_url}" if row.source_url else "captured; original address unknown"
    time = _add_seconds(row.captured_at or "")
    return _event(_capture_event_id(article), "capture", time, export_info.program, note, _capture_path(article))


def _event(event_id: str, event_type: str, time: str, detail: str, note: str, *object_paths: str) -> Element:
    element = Element("event")
    _add_identifier(element, "eventIdentifier", "local", event_id)
    _add_text(element, "eventType", event_type)
    _add_text(element, "eventDateTime", time)
    _add_text(SubElement(element, "eventDetailInformation"), "eventDetail", detail)
    outcome = SubElement(element, "eventOutcomeInformation")
    _add_text(outcome, "eventOutcome", "success")
    _add_text(SubElement(outcome, "eventOutcomeDetail"), "eventOutcomeDetailNote", note)
    _add_identifier(element, "linkingAgentIdentifier", "local", _AGENT)
    for path in object_paths:
        _add_identifier(element, "linkingObjectIdentifier", "path", path)
    return element


def _add_seconds(date: str) -> str:
    """Return a date in EDTF, where a time of day has seconds."""
    return re.sub(r"(T[0-9]{2}:[0-9]{2})(?!:?[0-9])(?=$|[Z+-])", r"\1:00", date)


def _agent(export_info: ExportInfo) -> Element:
    element = Element("agent")
    _add_identifier(element, "agentIdentifier", "local", _AGENT)
    _add_text(element, "agentName", _AGENT)
    _add_text(element, "agentType", "software")
    _add_text(element, "agentVersion", export_info.version)
    return element


def _capture_path(article: PackagedArticle) -> str:
    return PAYLOAD_FOLDER + CONTENT_FOLDER + article.row.path


def _capture_event_id(article: PackagedArticle) -> str:
    return f"capture/{article.row.path}"


def _add_identifier(parent: Element, name: str, identifier_type: str, value: str) -> None:
    identifier = SubElement(parent, name)
    _add_text(identifier, f"{name}Type", identifier_type)
    _add_text(identifier, f"{name}Value", value)


def _add_text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = NOT_IN_XML.sub(_REPLACEMENT, text)

"""`metadata/premis.xml`: which bytes are kept, and what was done to them, as archives' own systems read it.

Source: PREMIS 3.0, the elements that it makes mandatory and those of fixity; types of events as in the Library of
Congress's vocabulary (id.loc.gov/vocabulary/preservation/eventType).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from xml.sax.saxutils import escape

from kursk_archive.preservation.model import CONTENT_FOLDER, SITE_FOLDER, PackagedArticle, ExportInfo
from kursk_archive.preservation.ro_crate import ArticleSource

PAYLOAD_PREFIX = "data/"
"""Identifiers are paths from the package's own folder, as its manifests have them."""
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<premis xmlns="http://www.loc.gov/premis/v3"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" version="3.0">\n'
)
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 has no way to write."""
_UNKNOWN = "\ufffd"


_TOOL = "kursk-archive"
_EXPORT, _DIGEST, _VALIDATION = "information-package-creation", "message-digest-calculation", "validation"
"""Identifiers of the events that are one for all."""


def render_premis(export_info: ExportInfo, articles: ArticleSource) -> Iterator[bytes]:
    """The bytes of the file, piece by piece.

    Args:
        export_info: how the package came about.
        articles: gone through twice, since all objects stand before all events.
    """
    yield _HEAD.encode()
    wholes = [PAYLOAD_PREFIX, *([PAYLOAD_PREFIX + SITE_FOLDER] if export_info.site_file_count is not None else ())]
    objects = chain((_whole(one) for one in wholes), map(_file, articles()))
    events = chain(_events(export_info), filter(None, (_capture(export_info, one) for one in articles())))
    for node in chain(objects, events, [_agent(export_info)]):
        yield f"{node}\n".encode()
    yield b"</premis>\n"


def _whole(path: str) -> str:
    return _object("representation", path, [_EXPORT, *([_VALIDATION] if path.endswith(SITE_FOLDER) else ())])


def _file(holding: PackagedArticle) -> str:
    """A capture as it was found, under the name that it has in the content folder."""
    row = holding.row
    captured = [_capture_id(holding)] if row.captured_at else []
    digest = _node("fixity", _text("messageDigestAlgorithm", "SHA-256"), _text("messageDigest", row.capture_sha256))
    form = _node(
        "format",
        _node("formatDesignation", _text("formatName", holding.media_type)),
        _text("formatNote", f"character encoding: {row.capture_encoding}"),
    )
    size = _text("size", str(row.capture_size))
    said = (_node("objectCharacteristics", digest, size, form), _text("originalName", row.path))
    return _object("file", _path(holding), [*captured, _DIGEST, _EXPORT], *said)


def _object(kind: str, path: str, events: Iterable[str], *said: str) -> str:
    links = "".join(_identifier("linkingEventIdentifier", "local", one) for one in events)
    return f'<object xsi:type="{kind}">{_identifier("objectIdentifier", "path", path)}{"".join(said)}{links}</object>'


def _events(making: ExportInfo) -> Iterator[str]:
    """What was done to all of it. To name every object here as well would say nothing that they do not."""
    yield _event(_DIGEST, "message digest calculation", making.timestamp, making.program, "SHA-256 and SHA-512")
    if making.site_file_count is not None:
        note = f"{making.site_file_count} files are as manifest-sha256.txt and manifests/ name them, and there are no others"
        yield _event(_VALIDATION, "validation", making.timestamp, making.program, note, PAYLOAD_PREFIX + SITE_FOLDER)
    note = "a bag by RFC 8493, with an RO-Crate"
    yield _event(_EXPORT, "information package creation", making.timestamp, making.program, note, PAYLOAD_PREFIX)


def _capture(making: ExportInfo, holding: PackagedArticle) -> str | None:
    """The event from which a capture is there, if anybody has said when that was."""
    row = holding.row
    if not row.captured_at:
        return None
    note = f"captured from {row.source_url}" if row.source_url else "captured; the original address is not known"
    return _event(_capture_id(holding), "capture", _moment(row.captured_at), making.program, note, _path(holding))


def _event(name: str, kind: str, time: str, detail: str, note: str, *objects: str) -> str:
    outcome = _node("eventOutcomeDetail", _text("eventOutcomeDetailNote", note))
    return _node(
        "event",
        _identifier("eventIdentifier", "local", name),
        _text("eventType", kind),
        _text("eventDateTime", time),
        _node("eventDetailInformation", _text("eventDetail", detail)),
        _node("eventOutcomeInformation", _text("eventOutcome", "success"), outcome),
        _identifier("linkingAgentIdentifier", "local", _TOOL),
        *(_identifier("linkingObjectIdentifier", "path", one) for one in objects),
    )


def _moment(date: str) -> str:
    """A date as EDTF has it: where there is a clock, it has seconds."""
    return re.sub(r"(T[0-9]{2}:[0-9]{2})(?!:?[0-9])(?=$|[Z+-])", r"\1:00", date)


def _agent(making: ExportInfo) -> str:
    identifier = _identifier("agentIdentifier", "local", _TOOL)
    said = (("agentName", _TOOL), ("agentType", "software"), ("agentVersion", making.version))
    return _node("agent", identifier, *(_text(*one) for one in said))


def _path(holding: PackagedArticle) -> str:
    return PAYLOAD_PREFIX + CONTENT_FOLDER + holding.row.path


def _capture_id(holding: PackagedArticle) -> str:
    return f"capture/{holding.row.path}"


def _identifier(name: str, kind: str, value: str) -> str:
    return _node(name, _text(f"{name}Type", kind), _text(f"{name}Value", value))


def _node(name: str, *parts: str) -> str:
    return f"<{name}>{''.join(parts)}</{name}>"


def _text(name: str, text: str) -> str:
    return f"<{name}>{escape(_NOT_XML.sub(_UNKNOWN, text))}</{name}>"

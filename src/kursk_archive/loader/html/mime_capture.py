"""Read pages saved as MHTML, and newsletters as mail programs save them: both are messages of several parts."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from email import message_from_bytes, policy
from email.errors import CloseBoundaryNotFoundDefect
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from typing import Any

from msgspec.structs import replace

from kursk_archive.core.findings import Finding, Location, make_finding
from kursk_archive.core.model import PartialDate
from kursk_archive.loader.draft import Draft, FieldValue
from kursk_archive.loader.html.page_capture import read_page_of_text
from kursk_archive.loader.html.page_text import PageText, read_page_text
from kursk_archive.loader.html.saved_by import SavedBy
from kursk_archive.loader.page_limits import DEFAULT_LIMITS, PageLimits
from kursk_archive.loader.text_dump.source_url import is_http_url

_MAX_PARTS = 5_000
_ADDRESS_IN_LIST_HEADER = re.compile(r"<(https?://[^<>\s]+)>")
_VIEW_ONLINE = re.compile(
    r"<a\s[^>]{0,600}?href=[\"'](?P<href>https?://[^\"']+)[\"'][^>]{0,600}>(?:\s|<[^>]{0,200}>){0,9}"
    r"(?:view|read|open|see|смотреть|читать|переглянути)\b[^<]{0,40}(?:browser|online|web|app|браузер)",
    re.IGNORECASE,
)
_MAX_SUBJECT_CHARACTERS = 300


def read_mhtml(data: bytes, path: str, stated_encoding: str | None, limits: PageLimits = DEFAULT_LIMITS) -> Draft:
    """Read a page saved as MHTML, with the images that were saved with it. Never raises."""
    parts = _parse(data)
    root = next((part for part in parts if part.get_content_type() in ("text/html", "application/xhtml+xml")), None)
    if root is None:
        return Draft(findings=(_finding("not-article", path, "no page found in this MHTML file"),))
    page = _page_of(root, parts, path, stated_encoding, limits)
    if not page.text.strip():
        return Draft(findings=page.findings or (_finding("empty", path, "page contains no text"),))
    message = parts[0]
    broken = _break_finding(message, path)
    url = next(filter(is_http_url, map(_text, (message["Snapshot-Content-Location"], root["Content-Location"]))), "")
    draft = read_page_of_text(page, path, limits, SavedBy("MHTML", url, _date(message["Date"])))
    return draft if draft.findings else replace(draft, findings=broken)


def read_newsletter(data: bytes, path: str, stated_encoding: str | None, limits: PageLimits = DEFAULT_LIMITS) -> Draft:
    """Read a newsletter: its HTML if it has some, else its text. The sender is the publisher. Never raises."""
    parts = _parse(data)
    if not parts or not any(parts[0][name] for name in ("From", "Date", "Subject")):
        return Draft(findings=(_finding("not-article", path, "no message found in this file: it has no headers"),))
    bodies = [part for part in parts if not part.is_multipart() and part.get_content_disposition() != "attachment"]
    markup = next((part for part in bodies if part.get_content_type() == "text/html"), None)
    text = next((part for part in bodies if part.get_content_type() == "text/plain"), None)
    headers = _header_fields(parts[0])
    if markup is not None:
        page = _page_of(markup, parts, path, stated_encoding, limits)
        if not page.text.strip():
            return Draft(headers, findings=page.findings or (_finding("empty", path, "message contains no text"),))
        if match := _VIEW_ONLINE.search(page.text):
            headers.setdefault("source_url", FieldValue(match["href"], origin="printed"))
        draft = read_page_of_text(page, path, limits, is_newsletter=True)
        findings = draft.findings or _break_finding(parts[0], path)
        return replace(draft, fields={**draft.fields, **headers}, findings=findings)
    if text is not None:
        page = _page_of(text, parts, path, stated_encoding, limits)
        if page.text.strip():
            return Draft(headers, page.text.strip("\n"), findings=page.findings, encoding=page.encoding)
    return Draft(headers, findings=(_finding("empty", path, "message contains no text"),))


def _finding(code: str, path: str, message: str) -> Any:
    return make_finding(code, Location(path, 1, 1), message)


def _break_finding(message: Message, path: str) -> tuple[Finding, ...]:
    """Report a message whose last part has no end."""
    is_broken = any(isinstance(defect, CloseBoundaryNotFoundDefect) for defect in message.defects)
    return (_finding("page-broken", path, "message breaks off in one of its parts"),) if is_broken else ()


def _parse(data: bytes) -> list[Message]:
    """Return a message and its parts; none if it cannot be parsed."""
    try:
        message = message_from_bytes(data.lstrip(b"\r\n"), policy=policy.compat32)
        parts = []
        for part in message.walk():
            parts.append(part)
            if len(parts) == _MAX_PARTS:
                break
        return parts
    except Exception:  # given hostile bytes, the parser may raise anything, RecursionError among it
        return []


def _page_of(
    part: Message, parts: list[Message], path: str, stated_encoding: str | None, limits: PageLimits = DEFAULT_LIMITS
) -> PageText:
    """Decode a part, and add the images of the message to its payloads."""
    charset = part.get_content_charset()
    page = read_page_text(_content(part), path, stated_encoding or charset, limits.text_bytes)
    if not page.text:
        return page
    payloads, embedded = [*page.payloads], dict[str, int]()
    for other in parts:
        if not other.get_content_type().startswith("image/"):
            continue
        addresses = list(_addresses(other))
        if addresses:
            embedded |= dict.fromkeys(addresses, len(payloads))
            payloads.append(b"data:%s;base64," % other.get_content_type().encode() + base64.b64encode(_content(other)))
    return replace(page, payloads=tuple(payloads), embedded=embedded)


def _content(part: Message) -> bytes:
    try:
        content = part.get_payload(decode=True)
    except Exception:  # a transfer encoding that lies
        return b""
    return content if isinstance(content, bytes) else b""


def _addresses(part: Message) -> Iterator[str]:
    """Yield the addresses under which a page shows a part."""
    if identifier := _text(part["Content-ID"]).strip("<> "):
        yield f"cid:{identifier}"
    if location := _text(part["Content-Location"]):
        yield location


def payloads_of_message(data: bytes, *, is_newsletter: bool) -> tuple[bytes, ...]:
    """Return the payloads of the page in a message, in the order in which its draft numbers them."""
    page = page_of_message(data, is_newsletter=is_newsletter)
    return page.payloads if page else ()


def page_of_message(data: bytes, *, is_newsletter: bool, limits: PageLimits = DEFAULT_LIMITS) -> PageText | None:
    """Return the page in a message; None if there is none."""
    parts = _parse(data)
    root = _root_page(parts, is_newsletter=is_newsletter)
    return _page_of(root, parts, "", None, limits) if root is not None else None


def _root_page(parts: list[Message], *, is_newsletter: bool) -> Message | None:
    """Return the part of a message that is its page."""
    kinds = ("text/html",) if is_newsletter else ("text/html", "application/xhtml+xml")
    pages = (part for part in parts if part.get_content_type() in kinds)
    return next(
        (part for part in pages if not (is_newsletter and part.get_content_disposition() == "attachment")), None
    )


def read_message_page(
    data: bytes, *, is_newsletter: bool, encoding: str
) -> tuple[PageText, str, Mapping[str, tuple[str, bytes]]] | None:
    """Return the page in a message, its address, and the files saved with it; None if there is no page.

    Args:
        data: the whole message.
        is_newsletter: True for a newsletter, whose attachments are no pages.
        encoding: of the page.
    """
    parts = _parse(data)
    root = _root_page(parts, is_newsletter=is_newsletter)
    if root is None:
        return None
    files: dict[str, tuple[str, bytes]] = {}
    for part in parts:
        if part is not root and not part.is_multipart():
            content = _content(part)
            files |= {address: (part.get_content_type(), content) for address in _addresses(part)}
    return read_page_text(_content(root), "", encoding), _text(root["Content-Location"]), files


def _header_fields(message: Message) -> dict[str, FieldValue]:
    """Return the fields that the headers of a newsletter state."""
    fields: dict[str, Any] = {}
    if subject := " ".join(_text(message["Subject"]).split())[:_MAX_SUBJECT_CHARACTERS]:
        fields["title"] = subject
    if date := _date(message["Date"]):
        fields["date"] = date
    names = getaddresses([_text(message["From"])])
    if names and (sender := names[0][0].strip() or names[0][1].rpartition("@")[2]):
        fields["publisher"] = sender
    archived = _ADDRESS_IN_LIST_HEADER.search(_text(message["Archived-At"])) or _ADDRESS_IN_LIST_HEADER.search(
        _text(message["X-Archived-At"])
    )
    if archived:
        fields["source_url"] = archived[1]
    return {name: FieldValue(value, origin="headers") for name, value in fields.items()}


def _text(header: Any) -> str:
    """Decode a header, with words in any encoding."""
    if header is None:
        return ""
    try:
        return str(policy.default.header_factory("subject", str(header))).strip()
    except Exception:  # a header that lies about its encoding
        return str(header)


def _date(header: Any) -> PartialDate | None:
    try:
        date = parsedate_to_datetime(str(header))
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    stamp = date.isoformat(timespec="seconds").replace("+00:00", "Z")
    if date.tzinfo is None:  # `-0000` is UTC, says RFC 5322
        stamp += "Z"
    return PartialDate(stamp)

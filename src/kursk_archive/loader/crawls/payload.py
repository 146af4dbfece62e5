"""Read one record of a crawl: the bytes of the page or image that the server sent, decoded."""

from __future__ import annotations

import logging
import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from msgspec import Struct

from kursk_archive.loader.crawls.http_head import read_http_head
from kursk_archive.loader.crawls.layers import GZIP, inflate

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([a-zA-Z0-9_.:-]{2,40})", re.IGNORECASE)
_CHUNK_SIZE = re.compile(rb"\s*([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]{0,1000})?\r?\n")


_WARC_LINE = re.compile(rb"WARC/[0-9.]{1,5}\r\n")


class Payload(Struct, frozen=True):
    """What a server sent."""

    data: bytes
    charset: str | None = None
    """As the header states it."""
    fault: str = ""
    """Why not all of it can be decoded; empty if it can."""
    is_too_large: bool = False
    media_type: str = ""
    """As the header states it, in lower case, without parameters."""
    address: str = ""
    """That was asked for."""


def read_payload(record: bytes, limit: int) -> Payload:
    """Read the payload of a record. Never raises.

    Args:
        record: its bytes, as they are in the crawl.
        limit: bytes, inflated.
    """
    try:
        address, headers, body = (_read_warc if is_plain_warc(record[:512]) else _read_with_warcio)(record, limit)
    except Exception as error:  # given hostile bytes, the parsers may raise nearly anything
        return Payload(b"", None, f"cannot be read: {' '.join(str(error).split())[:100]}")
    if len(body) > limit:
        return Payload(b"", is_too_large=True)
    fault = ""
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body, fault = _join_chunks(body)
    codings = [name.strip().lower() for name in headers.get("content-encoding", "").split(",")]
    for coding in reversed(codings):
        body, wrong = _decode(body, coding, limit)
        fault = fault or wrong
        if len(body) > limit:
            return Payload(b"", is_too_large=True)
    stated = headers.get("content-type", "")
    match = _CHARSET.search(stated)
    media_type = stated.partition(";")[0].strip().lower()
    return Payload(body, match[1] if match else None, fault, media_type=media_type, address=address)


def _read_warc(data: bytes, limit: int) -> tuple[str, dict[str, str], bytes]:
    """Return the address, the headers of the response and its body."""
    from fastwarc.warc import ArchiveIterator

    for record in ArchiveIterator(BytesIO(data), parse_http=False):
        address = (record.headers.get("WARC-Target-URI") or "").strip().strip("<>")
        head, body = read_http_head(record.reader.read)
        headers = head.headers if head else {"content-type": record.headers.get("Content-Type") or ""}
        if len(body) <= limit:
            body += record.reader.read(limit + 1 - len(body))
        return address, headers, body
    return "", {}, b""


def is_plain_warc(beginning: bytes) -> bool:
    """Return True for a WARC file that fastwarc reads. It reads no ARC, and no lines that end in LF alone."""
    start = inflate(beginning, 32) if beginning[:3] == GZIP else beginning[:32]
    return _WARC_LINE.match(start) is not None


def _read_with_warcio(data: bytes, limit: int) -> tuple[str, dict[str, str], bytes]:
    for record in read_with_warcio(BytesIO(data)):
        stated = (("content-type", record.rec_headers.get_header("Content-Type") or ""),)
        pairs = record.http_headers.headers if record.http_headers else stated
        address = (record.rec_headers.get_header("WARC-Target-URI") or "").strip().strip("<>")
        return address, {name.lower(): value for name, value in pairs}, _read_all(record.raw_stream, limit)
    return "", {}, b""


def read_with_warcio(stream: Any) -> Any:
    """Return warcio's iterator over the records of a file, ARC too. It may raise nearly anything."""
    from warcio.archiveiterator import ArchiveIterator

    logging.getLogger("warcio").setLevel(logging.CRITICAL + 1)  # it warns of addresses with spaces
    records = ArchiveIterator(stream, arc2warc=True)
    records.INC_RECORD = ""  # a warning that it would print
    return records


def _read_all(stream: Any, limit: int) -> bytes:
    parts, size = list[bytes](), 0
    while size <= limit and (part := stream.read(65_536)):
        parts.append(part)
        size += len(part)
    return b"".join(parts)


def _join_chunks(body: bytes) -> tuple[bytes, str]:
    """Join the chunks of a body. Many crawlers store the joined body and keep the header, so that is no fault."""
    if not _CHUNK_SIZE.match(body):
        return body, ""
    chunks, is_whole = list[bytes](), False
    position = 0
    for chunk, end in _chunks(body):
        position = end
        if not chunk:
            is_whole = True
            break
        chunks.append(chunk)
    if not is_whole and not chunks:
        return body, ""
    joined = b"".join(chunks)
    return joined, "" if is_whole else f"its chunks end after {position:,} bytes"


def _chunks(body: bytes) -> Iterator[tuple[bytes, int]]:
    position = 0
    while match := _CHUNK_SIZE.match(body, position):
        end = match.end() + int(match[1], 16)
        yield body[match.end() : end], min(end, len(body))
        if end > len(body) or end == match.end():
            return
        position = end


def _decode(body: bytes, coding: str, limit: int) -> tuple[bytes, str]:
    """Undo one content coding. A body that is not in it is taken as it is: crawlers store decoded bodies."""
    if coding in ("gzip", "x-gzip"):
        return _inflate(body, 31, limit) if body[:2] == b"\x1f\x8b" else (body, "")
    if coding == "deflate":
        decoded, fault = _inflate(body, 15, limit)
        return (decoded, fault) if decoded else _or_as_it_is(body, _inflate(body, -15, limit))
    if coding == "br":
        return _or_as_it_is(body, _read_stream("BrotliReader", body, limit))
    if coding == "zstd":
        return _read_stream("ZstdReader", body, limit) if body[:4] == b"\x28\xb5\x2f\xfd" else (body, "")
    return body, ""


def _or_as_it_is(body: bytes, result: tuple[bytes, str]) -> tuple[bytes, str]:
    return result if result[0] or not body.lstrip().startswith(b"<") else (body, "")


def _inflate(body: bytes, window: int, limit: int) -> tuple[bytes, str]:
    inflater = zlib.decompressobj(window)
    parts, size, source = list[bytes](), 0, body
    try:
        while source and not inflater.eof and size <= limit:
            part = inflater.decompress(source, 65_536)
            parts.append(part)
            size += len(part)
            source = inflater.unconsumed_tail
    except zlib.error:
        return b"".join(parts), "its compression is damaged"
    return b"".join(parts), "" if inflater.eof or size > limit else "its compression breaks off"


def _read_stream(reader: str, body: bytes, limit: int) -> tuple[bytes, str]:
    from fastwarc import stream_io

    parts, size = list[bytes](), 0
    try:
        stream = getattr(stream_io, reader)(BytesIO(body))
        while size <= limit and (part := stream.read(65_536)):
            parts.append(part)
            size += len(part)
    except (OSError, ValueError):
        return b"".join(parts), "its compression is damaged"
    return b"".join(parts), ""

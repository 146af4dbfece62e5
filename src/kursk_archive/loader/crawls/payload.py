"""Read one record of a crawl: the bytes of the page or image that the server sent, decoded."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from msgspec import Struct

from kursk_archive.loader.crawls.layers import inflate

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([a-zA-Z0-9_.:-]{2,40})", re.IGNORECASE)
_CHUNK_SIZE = re.compile(rb"\s*([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]{0,1000})?\r?\n")


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
        is_warc = (inflate(record[:512], 5) if record[:2] == b"\x1f\x8b" else record)[:5] == b"WARC/"
        address, headers, body = (_read_warc if is_warc else _read_arc)(record, limit)
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

    for record in ArchiveIterator(BytesIO(data), parse_http=True):
        http: Any = record.http_headers if record.is_http_parsed else None
        pairs = http.to_tuples() if http is not None else (("content-type", record.headers.get("Content-Type") or ""),)
        address = (record.headers.get("WARC-Target-URI") or "").strip().strip("<>")
        return address, {name.lower(): value for name, value in pairs}, record.reader.read(limit + 1)
    return "", {}, b""


def _read_arc(data: bytes, limit: int) -> tuple[str, dict[str, str], bytes]:
    from warcio.archiveiterator import ArchiveIterator

    for record in ArchiveIterator(BytesIO(data), arc2warc=True):
        pairs = record.http_headers.headers if record.http_headers else ()
        address = (record.rec_headers.get_header("WARC-Target-URI") or "").strip()
        return address, {name.lower(): value for name, value in pairs}, _read_all(record.raw_stream, limit)
    return "", {}, b""


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

"""The WARC files of a crawl: the capture itself, a file stored in a WACZ, or one that is compressed as a whole.

A record's place is a range of bytes of the capture. Where that is impossible, because the file is compressed a second
time or as a whole, it is a range of the inflated file, which `CapturePart.member` names.
"""

from __future__ import annotations

import mmap as memory_map
import zlib
from hashlib import sha256
from mmap import PAGESIZE, mmap
from typing import IO, Any, cast
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from msgspec import Struct

Bytes = bytes | mmap
GZIP = b"\x1f\x8b\x08"
ZIP = b"PK\x03\x04"
_READ_AT_ONCE = 16 * 2**20
_MAX_MEMBERS = 10_000
_MAX_RATIO = 200
"""Of a file in a WACZ, inflated to stored. Text deflates to a tenth, a list of pages to a thirtieth."""
_ENCRYPTED = 1
_LOCAL_HEADER_BYTES = 30


class RefusedFileError(Exception):
    """A file inside of a capture is not read. Its argument says why."""


class Layer(Struct):
    """One WARC or ARC file of a crawl."""

    data: Bytes
    start: int
    """Of the file in `data`."""
    end: int
    member: str
    """See `CapturePart.member`."""
    name: str
    """For findings."""
    is_nested: bool = False
    """True for a file of a WACZ in another one. What is compressed there has no place in the capture."""


class Window:
    """A range of bytes as a stream."""

    def __init__(self, data: Bytes, start: int, end: int) -> None:
        self.data, self.start, self.end, self.position = data, start, end, start
        self.forgotten = start

    def read(self, size: int = -1) -> bytes:
        stop = self.end if size is None or size < 0 else min(self.end, self.position + size)
        chunk = self.data[self.position : stop]
        self.position += len(chunk)
        if self.position - self.forgotten > _READ_AT_ONCE:
            forget(self.data, self.forgotten, self.position - _READ_AT_ONCE // 2)
            self.forgotten = self.position - _READ_AT_ONCE // 2
        return chunk

    def seek(self, offset: int, whence: int = 0) -> int:
        base = (self.start, self.position, self.end)[whence]
        self.position = min(max(base + offset, self.start), self.end)
        return self.tell()

    def tell(self) -> int:
        return self.position - self.start

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        """Do nothing: the bytes belong to someone else."""


def forget(data: Bytes, start: int, end: int) -> None:
    """Give back the memory of a range of a mapped file, which would count as the program's for a while."""
    if isinstance(data, mmap) and hasattr(data, "madvise"):
        first = -(-start // PAGESIZE) * PAGESIZE
        if end > first:
            data.madvise(memory_map.MADV_DONTNEED, first, end - first)


def digest_of(data: Bytes) -> str:
    """Return the SHA-256 of a capture."""
    digest = sha256()
    for start in range(0, len(data), _READ_AT_ONCE):
        digest.update(data[start : start + _READ_AT_ONCE])
        forget(data, start, min(start + _READ_AT_ONCE, len(data)))
    return digest.hexdigest()


def read_member(data: Bytes, member: str, limit: int) -> bytes:
    """Return the beginning of a file that is compressed inside of a capture.

    Args:
        data: the capture.
        member: its name, see `CapturePart.member`.
        limit: bytes.

    Raises:
        RefusedFileError: there is no such file, or it is damaged.
    """
    if data[:3] == GZIP:
        return inflate(data[:], limit)
    try:
        with open_zip(data) as archive:
            infos = {info.filename: info for info in archive.infolist()}
            if member in infos:
                return read_zipped(archive, infos[member], limit)
            if f"{member}.gz" in infos:
                return inflate(read_zipped(archive, infos[f"{member}.gz"], limit), limit)
    except BadZipFile as error:
        raise RefusedFileError(str(error)) from None
    raise RefusedFileError("not found")


def inflate(data: bytes, limit: int) -> bytes:
    """Return the beginning of what was compressed with gzip, as far as it is intact."""
    parts, size = list[bytes](), 0
    while data[:3] == GZIP and size < limit:
        inflater = zlib.decompressobj(31)
        try:
            part = inflater.decompress(data, limit - size)
        except zlib.error:
            break
        parts.append(part)
        size += len(part)
        data = inflater.unused_data
    return b"".join(parts)


def open_zip(data: Bytes, start: int = 0, end: int | None = None) -> ZipFile:
    """Open a WACZ.

    Args:
        data: the capture.
        start: offset of the WACZ in it.
        end: None for the end of the capture.

    Raises:
        BadZipFile: it is none.
    """
    try:
        return ZipFile(cast("IO[bytes]", Window(data, start, len(data) if end is None else end)))
    except (BadZipFile, OSError, ValueError, NotImplementedError, OverflowError, UnicodeError) as error:
        raise BadZipFile(f"not a readable ZIP file: {error}") from None


def check_members(infos: list[ZipInfo]) -> dict[str, str]:
    """Return which files of a WACZ are refused, with the reason.

    Raises:
        RefusedFileError: all are.
    """
    if len(infos) > _MAX_MEMBERS:
        raise RefusedFileError(f"{len(infos):,} files; the limit is {_MAX_MEMBERS:,}")
    refused: dict[str, str] = {}
    seen: set[str] = set()
    end = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset < end:
            raise RefusedFileError("files overlap inside of it")
        end = info.header_offset + _LOCAL_HEADER_BYTES + info.compress_size
        name = info.filename
        if name.startswith("/") or "\\" in name or ".." in name.split("/") or ":" in name.partition("/")[0]:
            refused[name] = "its path leads out of the WACZ"
        elif info.flag_bits & _ENCRYPTED:
            refused[name] = "it is encrypted"
        elif name in seen:
            refused[name] = "two files have this name"
        elif info.file_size > _MAX_RATIO * max(info.compress_size, 1) and info.file_size > 2**20:
            refused[name] = f"inflates to {info.file_size // max(info.compress_size, 1):,} times its size"
        seen.add(name)
    return refused


def read_zipped(archive: ZipFile, info: ZipInfo, limit: int) -> bytes:
    """Return the beginning of a file of a WACZ.

    Raises:
        RefusedFileError: it cannot be read.
    """
    try:
        with archive.open(info) as file:
            return file.read(limit)
    except Exception as error:  # given hostile bytes, zipfile and its decompressors may raise nearly anything
        raise RefusedFileError(f"cannot be read: {error}") from None


def stored_range(data: Bytes, info: ZipInfo, zip_start: int = 0) -> tuple[int, int] | None:
    """Return start and end of the bytes of a file that is stored in a ZIP as it is; None if it is compressed.

    Args:
        data: the capture.
        info: of the file.
        zip_start: offset of the ZIP in the capture.
    """
    if info.compress_type != ZIP_STORED or info.file_size != info.compress_size:
        return None
    offset = zip_start + info.header_offset
    header: Any = data[offset : offset + _LOCAL_HEADER_BYTES]
    if len(header) < _LOCAL_HEADER_BYTES or header[:4] != ZIP:
        raise RefusedFileError("the ZIP's lists disagree")
    names = int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    start = offset + _LOCAL_HEADER_BYTES + names
    if start + info.file_size > len(data):
        raise RefusedFileError("breaks off")
    return start, start + info.file_size

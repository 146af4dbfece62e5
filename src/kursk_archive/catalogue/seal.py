"""The seal of the catalogue: checksums by which the next run finds any change to the file that no run has made.

The seal is removed before the first change and made anew at the end, so that a killed run leaves none. It holds the
stamp of the file as well: size, mtime, ctime and inode. As for captures, a file whose stamp is unchanged is not read,
since no tool can set a ctime back. A file that was copied, restored or written to is read whole, 50 ms for 10,000
articles.
"""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import msgspec
from msgspec import Struct

PIECE_BYTES = 65_536
"""Bytes under one checksum."""
_LOG_HEADER_BYTES, _FRAME_HEADER_BYTES = 32, 24
"""Of SQLite's log; see https://www.sqlite.org/walformat.html."""


class Seal(Struct, frozen=True):
    """The checksums of a file, and its stamp."""

    stamp: tuple[int, int, int, int]
    """Size, mtime and ctime in nanoseconds, inode."""
    checksums: tuple[int, ...]
    """CRC-32 of each piece."""


def seal_path(path: Path) -> Path:
    return path.with_name(f"{path.name}.seal")


def read_seal(path: Path) -> Seal | None:
    """Return the seal of a catalogue; None if it has none, or one that is damaged itself."""
    try:
        data = seal_path(path).read_bytes()
        digest, body = data[:32], data[32:]
        return msgspec.msgpack.decode(body, type=Seal) if sha256(body).digest() == digest else None
    except (OSError, msgspec.MsgspecError):
        return None


def write_seal(path: Path, seal: Seal) -> None:
    """Store the seal of a catalogue."""
    body = msgspec.msgpack.encode(seal)
    scratch = path.with_name(f"{path.name}.seal-new")
    scratch.write_bytes(sha256(body).digest() + body)
    scratch.replace(seal_path(path))


def remove_seal(path: Path) -> None:
    seal_path(path).unlink(missing_ok=True)


def is_intact(path: Path, seal: Seal) -> bool:
    """Return True if the file is as it was sealed."""
    return file_stamp(path) == seal.stamp or make_seal(path).checksums == seal.checksums


def file_stamp(path: Path) -> tuple[int, int, int, int]:
    stat = path.stat()
    return stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino


def make_seal(path: Path, earlier: Seal | None = None, changed: frozenset[int] = frozenset()) -> Seal:
    """Return the seal of a file.

    Args:
        path: of the file.
        earlier: a seal from before the changes; None reads the whole file.
        changed: the numbers of the pieces that are not as they were.
    """
    count = -(-path.stat().st_size // PIECE_BYTES)
    known = dict(enumerate(earlier.checksums if earlier else ()))
    with path.open("rb") as file:
        checksums = tuple(
            known[number] if number in known and number not in changed else _checksum(file.fileno(), number)
            for number in range(count)
        )
    return Seal(file_stamp(path), checksums)


def _checksum(file: int, number: int) -> int:
    return zlib.crc32(os.pread(file, PIECE_BYTES, number * PIECE_BYTES))


def changed_pieces(path: Path) -> frozenset[int] | None:
    """Return the pieces of a catalogue that its log changes; None if the log does not hold every change of this run.

    SQLite numbers a log from 0 in each run, and begins the next where it has copied one into the file.
    """
    with suppress(OSError):
        data = Path(f"{path}-wal").read_bytes()
        if len(data) < _LOG_HEADER_BYTES:
            return frozenset()
        page_bytes, sequence = struct.unpack_from(">II", data, 8)
        return frozenset(_pieces(data, page_bytes)) if sequence == 0 else None
    return None


def _pieces(log: bytes, page_bytes: int) -> Iterator[int]:
    for at in range(_LOG_HEADER_BYTES, len(log) - _FRAME_HEADER_BYTES + 1, _FRAME_HEADER_BYTES + page_bytes):
        (page,) = struct.unpack_from(">I", log, at)
        yield (page - 1) * page_bytes // PIECE_BYTES


def has_log(path: Path) -> bool:
    """Return True if a log lies beside the catalogue: no run that ended well leaves one."""
    with suppress(OSError):
        return Path(f"{path}-wal").stat().st_size > 0
    return False

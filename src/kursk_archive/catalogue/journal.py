"""The journal: what no build can make again, in a file of its own beside the catalogue.

It outlives the catalogue and its schema. Each line is a fact: the CRC-32 of the rest, and a JSON array of its kind, its
key and its value. A later fact replaces an earlier one of the same kind and key, and `null` takes it back. A line that
does not have its checksum is left out and reported; the others still count.

| kind | key | value |
| --- | --- | --- |
| `link` | an outside address | its last answer, see `link_status.py` |
| `copy` | what a web archive or a site was asked for | its answer, see `recovery/answers.py` |
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from kursk_archive.core.disk import sync_folders
from kursk_archive.core.findings import ArchiveError, Finding, Location, make_finding

LINK = "link"
COPY = "copy"
MIN_LINES = 1_000
"""Lines from which on a journal is written anew once half of them are replaced."""


class Journal:
    """The facts of one archive. Whoever holds the catalogue may write."""

    def __init__(self, path: Path | None = None) -> None:
        """Use the file at `path`, which is made when there is something to write; None keeps the facts in memory."""
        self.path = path
        self.findings: list[Finding] = []
        """Says, once it is read, that lines of it are damaged."""
        self._facts: dict[tuple[str, str], Any] | None = None
        self._line_count = 0

    def read(self, kind: str) -> dict[str, Any]:
        """Map the keys of a kind to their values: plain ones, as JSON has them."""
        return {key: value for (of, key), value in self._load().items() if of == kind}

    def write(self, kind: str, values: Mapping[str, Any]) -> None:
        """Enter facts of a kind, key → value; None takes back what is known of a key.

        They are on the disk when this returns.

        Raises:
            ArchiveError: the disk refuses.
        """
        facts = self._load()
        new = {(kind, key): value for key, value in values.items() if facts.get((kind, key)) != value}
        if not new:
            return
        lines = b"".join(_encode(*fact, value) for fact, value in new.items())
        for fact, value in new.items():
            facts[fact] = value
            if value is None:
                del facts[fact]
        if self.path is None:
            return
        self._line_count += len(new)
        try:
            if self._line_count > max(MIN_LINES, 2 * len(facts)):
                self._write_anew(self.path, facts)
            else:
                _append(self.path, lines)
        except OSError as error:
            message = f"cannot be written: {error.strerror}"
            raise ArchiveError(make_finding("unwritable", Location(str(self.path)), message)) from None

    def _load(self) -> dict[tuple[str, str], Any]:
        if self._facts is None:
            self._facts = {}
            if self.path and self.path.is_file():
                self._read_file(self.path, self._facts)
        return self._facts

    def _read_file(self, path: Path, facts: dict[tuple[str, str], Any]) -> None:
        data = path.read_bytes()
        *lines, rest = data.split(b"\n")
        self._line_count = len(lines)
        damaged = 0
        for line in lines:
            fact = _decode(line)
            if fact is None:
                damaged += 1
            elif fact[2] is None:
                facts.pop(fact[:2], None)
            else:
                facts[fact[:2]] = fact[2]
        if damaged:
            aside = path.with_name(f"{path.name}.old")
            aside.write_bytes(data)
            message = f"{damaged} of {len(lines)} lines are damaged and were left out; a copy is {aside.name}"
            self.findings.append(make_finding("journal", Location(str(path)), message))
        if damaged or rest:  # a line without its end is one that was being written when the power failed
            self._write_anew(path, facts)

    def _write_anew(self, path: Path, facts: Mapping[tuple[str, str], Any]) -> None:
        scratch = path.with_name(f"{path.name}.new")
        scratch.unlink(missing_ok=True)
        _append(scratch, b"".join(_encode(*fact, value) for fact, value in facts.items()))
        scratch.replace(path)
        sync_folders([path.parent])
        self._line_count = len(facts)


def _append(path: Path, lines: bytes) -> None:
    is_new = not path.exists()
    with path.open("ab") as file:
        file.write(lines)
        file.flush()
        os.fsync(file.fileno())
    if is_new:
        sync_folders([path.parent])


def _encode(kind: str, key: str, value: Any) -> bytes:
    body = msgspec.json.encode((kind, key, value))
    return b"%08x %s\n" % (zlib.crc32(body), body)


_DECODER = msgspec.json.Decoder(tuple[str, str, Any])


def _decode(line: bytes) -> tuple[str, str, Any] | None:
    """Return kind, key and value of a line; None if it is damaged."""
    checksum, _, body = line.partition(b" ")
    if checksum != b"%08x" % zlib.crc32(body):
        return None
    try:
        return _DECODER.decode(body)
    except msgspec.MsgspecError:
        return None

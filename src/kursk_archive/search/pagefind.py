"""A conversation with Pagefind: pages in, the files of their index out, with nothing written to a disk on the way.

Messages are JSON in base64, each with a comma at its end, and so are the answers. A thousand pages take 1.9 s and
145 MB so; written to a disk, and their index read from there, they took 2.7 s on both processors.
"""

from __future__ import annotations

import binascii
import subprocess
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import IO, Any

import msgspec
from msgspec import Struct

_BATCH = 50
"""Pages said before their answers are read: those, of 300 bytes or so, have to fit into a pipe, which holds 64 kB."""


class SearchError(Exception):
    """Pagefind is not there, or has failed; its one argument says how."""


def run_pagefind(documents: Iterable[tuple[str, bytes]]) -> dict[str, bytes]:
    """Every file that Pagefind makes of some pages, by path; without a word in them, those alone that need no page.

    Args:
        documents: address, relative to the site's first folder, and HTML.

    Raises:
        SearchError: Pagefind is not there, or has failed.
    """
    try:
        with _started() as process:
            assert process.stdin is not None  # noqa: S101 - for the type checker: they are pipes
            assert process.stdout is not None  # noqa: S101
            try:
                return _converse(process.stdin, process.stdout, documents)
            finally:
                process.kill()
    except OSError as error:
        raise SearchError(f"Pagefind cannot work: {error.strerror or error}") from None


def _started() -> subprocess.Popen[bytes]:
    try:
        import pagefind_bin
    except ImportError:
        raise SearchError("Pagefind is not installed") from None
    command = (pagefind_bin.get_executable(), "--service")
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)  # noqa: S603 - our own words


class _File(Struct):
    path: str
    content: bytes


class _Payload(Struct):
    """What of an answer is of use."""

    type: str = ""
    message: object = ""
    index_id: int = 0
    files: tuple[_File, ...] = ()


class _Answer(Struct):
    payload: _Payload


_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(_Answer)


def _converse(ask: IO[bytes], answers: IO[bytes], pages: Iterable[tuple[str, bytes]]) -> dict[str, bytes]:
    # Addresses are kept whole: a slug may be `index`.
    index = _said(ask, answers, {"type": "NewIndex", "config": {"keep_index_url": True}})[0].index_id
    rest = iter(pages)
    while some := [
        {"type": "AddFile", "index_id": index, "url": f"/{path}", "file_contents": data.decode()}
        for path, data in islice(rest, _BATCH)
    ]:
        _said(ask, answers, *some)
    found = _said(ask, answers, {"type": "GetFiles", "index_id": index})[0]
    return {file.path: file.content for file in found.files}


def _said(ask: IO[bytes], answers: IO[bytes], *messages: dict[str, Any]) -> list[_Payload]:
    """What Pagefind answers to some messages."""
    for message in messages:
        said = _ENCODER.encode({"message_id": 0, "payload": message})
        ask.write(binascii.b2a_base64(said, newline=False) + b",")
    ask.flush()
    heard = b"".join(_heard(answers, len(messages)))
    return [_understood(one) for one in heard.split(b",")[:-1]]


def _heard(answers: IO[bytes], count: int) -> Iterator[bytes]:
    """So much as has `count` answers in it."""
    while count > 0:
        some: bytes = answers.read1(1 << 20)  # type: ignore[attr-defined] # buffered, so it has it
        if not some:
            raise SearchError("Pagefind has ended without an answer")
        yield some
        count -= some.count(b",")


def _understood(answer: bytes) -> _Payload:
    try:
        found = _DECODER.decode(binascii.a2b_base64(answer)).payload
    except (binascii.Error, msgspec.MsgspecError) as error:
        raise SearchError(f"Pagefind says what is not understood: {error!r}"[:120]) from None
    if found.type == "Error":
        raise SearchError(f"Pagefind says: {str(found.message)[:80]}")
    return found

"""Runs Pagefind as a service: documents in, the files of their index out, without writing to a disk.

Messages and answers are JSON in base64, each with a comma at its end. A thousand documents take 1.9 s and 145 MB; by
way of files on a disk they took 2.7 s on both processors. Pagefind's own Python client is no alternative: it sleeps
100 ms before it reads each answer, never returns an index of more than 2 MiB, and waits forever if Pagefind dies.
"""

from __future__ import annotations

import binascii
import subprocess
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import IO, Any

import msgspec
from msgspec import Struct

_DOCUMENTS_PER_REQUEST = 50
"""Documents sent before their answers are read. The answers, of about 300 bytes, have to fit into a pipe of 64 kB."""
_READ_BYTES = 1 << 20


class SearchError(Exception):
    """Pagefind is not installed, or failed; the only argument is the message."""


def run_pagefind(pages: Iterable[tuple[str, bytes]]) -> dict[str, bytes]:
    """Return every file that Pagefind makes of some pages, by path; without a word in them, only its static files.

    Args:
        pages: URL, from the site's root folder, and HTML.

    Raises:
        SearchError: Pagefind is not installed, or failed.
    """
    try:
        with _start_service() as process:
            assert process.stdin is not None  # noqa: S101 - for the type checker: they are pipes
            assert process.stdout is not None  # noqa: S101
            try:
                return _make_index(process.stdin, process.stdout, pages)
            finally:
                process.kill()
    except OSError as error:
        raise SearchError(f"Pagefind failed: {error.strerror or error}") from None


def _start_service() -> subprocess.Popen[bytes]:
    try:
        import pagefind_bin
    except ImportError:
        raise SearchError("Pagefind is not installed") from None
    command = (pagefind_bin.get_executable(), "--service")
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)  # noqa: S603 - no input of users


class _File(Struct):
    path: str
    content: bytes


class _Payload(Struct):
    """The fields of an answer that are used here."""

    type: str = ""
    message: object = ""
    index_id: int = 0
    files: tuple[_File, ...] = ()


class _Answer(Struct):
    payload: _Payload


_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(_Answer)


def _make_index(requests: IO[bytes], answers: IO[bytes], pages: Iterable[tuple[str, bytes]]) -> dict[str, bytes]:
    # URLs are kept whole: a slug may be `index`.
    config = {"keep_index_url": True}
    index_id = _exchange(requests, answers, {"type": "NewIndex", "config": config})[0].index_id
    iterator = iter(pages)
    while messages := [
        {"type": "AddFile", "index_id": index_id, "url": url, "file_contents": data.decode()}
        for url, data in islice(iterator, _DOCUMENTS_PER_REQUEST)
    ]:
        _exchange(requests, answers, *messages)
    answer = _exchange(requests, answers, {"type": "GetFiles", "index_id": index_id})[0]
    return {file.path: file.content for file in answer.files}


def _exchange(requests: IO[bytes], answers: IO[bytes], *messages: dict[str, Any]) -> list[_Payload]:
    """Send messages; return Pagefind's answers."""
    for message in messages:
        data = _ENCODER.encode({"message_id": 0, "payload": message})
        requests.write(binascii.b2a_base64(data, newline=False) + b",")
    requests.flush()
    received = b"".join(_read_answers(answers, len(messages)))
    return [_decode_answer(answer) for answer in received.split(b",")[:-1]]


def _read_answers(answers: IO[bytes], count: int) -> Iterator[bytes]:
    """Yield the bytes of `count` answers."""
    while count > 0:
        data: bytes = answers.read1(_READ_BYTES)  # type: ignore[attr-defined] # it is buffered, so it has `read1`
        if not data:
            raise SearchError("Pagefind exited without responding")
        yield data
        count -= data.count(b",")


def _decode_answer(answer: bytes) -> _Payload:
    try:
        payload = _DECODER.decode(binascii.a2b_base64(answer)).payload
    except (binascii.Error, msgspec.MsgspecError) as error:
        raise SearchError(f"unexpected response from Pagefind: {error!r}"[:120]) from None
    if payload.type == "Error":
        raise SearchError(f"Pagefind reported: {str(payload.message)[:80]}")
    return payload

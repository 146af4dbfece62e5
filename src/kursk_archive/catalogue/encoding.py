"""Fingerprints, and findings as the catalogue keeps them; apart from `entry`, which needs the nouns of the archive."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from hashlib import blake2b, sha256
from typing import Any

import msgspec

from kursk_archive.core.findings import Finding


def digest(values: Any) -> str:
    """The fingerprint of any values that a page shows."""
    return sha256(ENCODER.encode(values)).hexdigest()


def lookup(text: str) -> bytes:
    """What the catalogue looks an address or a title up by: 9 bytes for any text, where addresses take fifty.

    In the archive's largest trees rows have only this, a date and a path. Of 10 million different texts two have the
    same with a probability of one in 90 million.
    """
    return blake2b(text.encode("utf-8", "replace"), digest_size=9).digest()


def _plain(value: object) -> str:
    """msgspec takes no subclasses of str."""
    if isinstance(value, str):
        return str(value)
    raise NotImplementedError(type(value))  # as msgspec asks of a hook for what it does not know either


ENCODER = msgspec.msgpack.Encoder(enc_hook=_plain)


def pack_shelves(shelves: Iterable[tuple[str, str, str, int]]) -> str:
    """Where an article stands, as JSON that SQLite can take apart, whatever the order in which it is told."""
    return msgspec.json.encode(sorted(shelves)).decode()


def pack_findings(findings: tuple[Finding, ...]) -> bytes:
    return msgspec.json.encode(findings)


def unpack_findings(data: bytes) -> tuple[Finding, ...]:
    return _decoder().decode(data)


@cache
def _decoder() -> msgspec.json.Decoder[tuple[Finding, ...]]:
    return msgspec.json.Decoder(tuple[Finding, ...])

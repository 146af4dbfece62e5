"""Fingerprints, and findings as the catalogue keeps them; apart from `entry`, which needs the nouns of the archive."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from typing import Any

import msgspec

from kursk_archive.errors import Finding


def digest(values: Any) -> str:
    """The fingerprint of any values that a page shows."""
    return sha256(ENCODER.encode(values)).hexdigest()


def _plain(value: object) -> str:
    """msgspec takes no subclasses of str."""
    if isinstance(value, str):
        return str(value)
    raise NotImplementedError(type(value))  # as msgspec asks of a hook for what it does not know either


ENCODER = msgspec.msgpack.Encoder(enc_hook=_plain)


def pack_findings(findings: tuple[Finding, ...]) -> bytes:
    return msgspec.json.encode(findings)


def unpack_findings(data: bytes) -> tuple[Finding, ...]:
    return _decoder().decode(data)


@cache
def _decoder() -> msgspec.json.Decoder[tuple[Finding, ...]]:
    return msgspec.json.Decoder(tuple[Finding, ...])

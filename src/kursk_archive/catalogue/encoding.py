"""Fingerprints, look-up keys, and findings and terms as the catalogue stores them.

Apart from `records`, which imports the whole model: an unchanged build needs only this.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from hashlib import blake2b, sha256
from typing import Any

import msgspec

from kursk_archive.core.findings import Finding


def fingerprint(values: Any) -> str:
    """Return the SHA-256 of any values that a page shows, in hexadecimal."""
    return sha256(ENCODER.encode(values)).hexdigest()


def hash_key(text: str) -> bytes:
    """Return the look-up key of an address or a title: 9 bytes, where addresses take fifty.

    In the archive's largest trees a row is this, a date and a path. Among 10 million texts, the probability that two
    share a key is one in 90 million.
    """
    return blake2b(text.encode("utf-8", "replace"), digest_size=9).digest()


def _to_str(value: object) -> str:
    """Encode subclasses of str, which msgspec does not."""
    if isinstance(value, str):
        return str(value)
    raise NotImplementedError(type(value))  # msgspec's convention for types that a hook does not know either


ENCODER = msgspec.msgpack.Encoder(enc_hook=_to_str)


def encode_terms(terms: Iterable[tuple[str, str, str, int]]) -> str:
    """Encode an article's terms, sorted, as JSON that SQLite can take apart."""
    return msgspec.json.encode(sorted(terms)).decode()


def encode_findings(findings: tuple[Finding, ...]) -> bytes:
    """Encode findings as JSON."""
    return msgspec.json.encode(findings)


def decode_findings(data: bytes) -> tuple[Finding, ...]:
    """Decode what `encode_findings` made."""
    return _findings_decoder().decode(data)


@cache
def _findings_decoder() -> msgspec.json.Decoder[tuple[Finding, ...]]:
    return msgspec.json.Decoder(tuple[Finding, ...])

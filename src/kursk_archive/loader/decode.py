"""Bytes → text: the encoding found out, line ends folded, what no page can show left out."""

from __future__ import annotations

import codecs
import re

from kursk_archive.core.findings import Finding, Location, make_finding
from kursk_archive.loader import encodings

MAX_CAPTURE_BYTES = 16 * 2**20
"""As much as twenty novels: no article, and to render it would cost gigabytes."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark begins alike
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAGIC = (
    *(b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF"),
    *(b"\x1f\x8b", b"PK\x03\x04", b"BZh", b"\xfd7zXZ"),
    *(b"%PDF-", b"\x7fELF"),
)
"""How images, archives, documents and programs begin."""
_NOT_TEXT = frozenset({"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape"})
"""Python's encodings that no newsroom writes; some of them need quadratic time, some warn."""
_PLANES = range(0, 0x110000, 0x10000)
_NONCHARACTERS = "\ufdd0-\ufdef" + "".join(chr(plane + 0xFFFE) + chr(plane + 0xFFFF) for plane in _PLANES)
_CONTROL = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff{_NONCHARACTERS}]")
_ASCII_CONTROLS = bytes({*range(32), 127} - {*b"\n\t"})
_ASCII_CONTROLS_BUT_CR = _ASCII_CONTROLS.replace(b"\r", b"")
_HARMLESS = "\n\t\xa0"
"""What a news text is full of, of the signs that Python does not call printable."""

_C0 = bytes({*range(9), 11, *range(14, 32), 127})
_DAMAGED, _BINARY = 0.3, 0.1
"""The share of control characters beyond which sound UTF-8 is no text, and beyond which other bytes are none. Of
compressed data a ninth are such."""


def decode_text(data: bytes, path: str, encoding: str | None = None) -> tuple[str, str, tuple[Finding, ...]]:
    """Read a capture's bytes.

    Never raises. Binary rubbish and what is larger than `MAX_CAPTURE_BYTES` comes out as an empty text with a finding.

    Args:
        data: the file as it is.
        path: for the findings' locations.
        encoding: as an archivist states it; wins over what the bytes suggest.

    Returns:
        The text, with `\\n` for line ends and without control characters; Python's name of its encoding; findings.
    """
    if len(data) > MAX_CAPTURE_BYTES:
        message = f"{len(data):,} bytes, more than {MAX_CAPTURE_BYTES:,}"
        return "", encoding or "utf-8", (make_finding("too-large", Location(path), message),)
    if not encoding and _is_plain(data):
        return data.decode().replace("\r\n", "\n").replace("\r", "\n"), "utf-8", ()
    text, name, findings = _stated(data, path, encoding) if encoding else _detected(data, path)
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if _is_clean(text):
        return text, name, findings
    return _CONTROL.sub("", text), name, (*findings, *_controls(text, path))


def _stated(data: bytes, path: str, encoding: str) -> tuple[str, str, tuple[Finding, ...]]:
    try:
        name = codecs.lookup(encoding).name
        if name.replace("_", "-") in _NOT_TEXT:
            raise LookupError(name)
        return data.decode(name), name, ()
    except LookupError:
        problem = f"unknown encoding `{encoding[:60]}`"
    except ValueError:  # what codecs raise for bytes that they cannot read, and for names with a NUL
        problem = f"this is not {encoding[:60]}"
    text, name, findings = _detected(data, path)
    said = make_finding("undecodable", Location(path, 1, 1), f"{problem}; read as {name}" if text else problem)
    return text, name, (said, *(other for other in findings if other.code != "encoding"))


def _detected(data: bytes, path: str) -> tuple[str, str, tuple[Finding, ...]]:
    name = next((name for mark, name in _BOMS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(name)
    except UnicodeDecodeError as error:
        if name.startswith("utf-8") and not encodings.is_mostly_utf8(data):
            return _guessed(data.removeprefix(codecs.BOM_UTF8), path)
        return _mended(data, path, name, error)
    if name == "utf-8" and _controls_among(data) > _DAMAGED * len(data):
        return _guessed(data, path)
    return text, name, ()


def _mended(data: bytes, path: str, name: str, error: UnicodeDecodeError) -> tuple[str, str, tuple[Finding, ...]]:
    """A text whose encoding is certain but for a few bytes, which are shown as U+FFFD."""
    text = data.decode(name, "replace")
    if not name.startswith("utf-8") and text.count("\ufffd") > _BINARY * len(text):
        return "", name, (_undecodable(path, "not text, though it begins with a byte order mark"),)
    place = _location(data[: error.start].decode(name, "replace"), path)
    message = f"{text.count(chr(0xFFFD))} places are not {name}, the first is byte 0x{data[error.start]:02X}"
    return text, name, (make_finding("encoding", place, message),)


def _guessed(data: bytes, path: str) -> tuple[str, str, tuple[Finding, ...]]:
    name = encodings.guess_utf16(data) if b"\0" in data else None
    if name is None and (data.startswith(_MAGIC) or _controls_among(data) > _BINARY * len(data)):
        return "", "utf-8", (_undecodable(path, "not text"),)
    name = name or encodings.guess_encoding(data)
    if name is None:
        return "", "utf-8", (_undecodable(path, "no encoding fits these bytes"),)
    found = make_finding("encoding", Location(path, 1, 1), f"read as {name}, by its letters")
    return data.decode(name, "replace"), name, (found,)


def _undecodable(path: str, message: str) -> Finding:
    return make_finding("undecodable", Location(path, 1, 1), message)


def _controls_among(data: bytes) -> int:
    return len(data) - len(data.translate(None, _C0))


def _is_clean(text: str) -> bool:
    """Whether there is certainly no control character; of 5.5 kB this takes 5 to 25 µs, where `_CONTROL` takes 400."""
    if text.isascii():
        return len(text) == len(text.encode().translate(None, _ASCII_CONTROLS))
    for sign in _HARMLESS:
        text = text.replace(sign, "")
    return text.isprintable()


def _is_plain(data: bytes) -> bool:
    """Whether this is ASCII without control characters: it takes a third of the time that all the other tests take."""
    return data.isascii() and len(data) == len(data.translate(None, _ASCII_CONTROLS_BUT_CR))


def _controls(text: str, path: str) -> tuple[Finding, ...]:
    first = _CONTROL.search(text)
    if first is None:
        return ()
    count = len(_CONTROL.findall(text))
    message = f"control character U+{ord(first[0]):04X}" + (f", and {count - 1} more" if count > 1 else "")
    return (make_finding("control-character", _location(text[: first.start()], path), message),)


def _location(before: str, path: str) -> Location:
    before = before.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return Location(path, before.count("\n") + 1, len(before) - before.rfind("\n"))

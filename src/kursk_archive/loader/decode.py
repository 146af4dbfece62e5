"""Decode the bytes of a capture: detect the encoding, normalise line ends, drop control characters."""

from __future__ import annotations

import codecs
import re

from kursk_archive.core.findings import Finding, Location, make_finding
from kursk_archive.core.text import NOT_IN_CAPTURES, count_noun
from kursk_archive.loader import encodings
from kursk_archive.loader.mojibake import find_mojibake, is_repair, repair_text

MAX_CAPTURE_BYTES = 16 * 2**20
"""As much as twenty novels. Rendering such a text would take gigabytes of memory."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark is a prefix of it
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAGIC = (
    *(b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF"),
    *(b"\x1f\x8b", b"PK\x03\x04", b"BZh", b"\xfd7zXZ"),
    *(b"%PDF-", b"\x7fELF"),
)
"""First bytes of images, archives, documents and programs."""
REFUSED_ENCODINGS = frozenset({"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape"})
"""Encodings of Python that no newsroom uses. Some take quadratic time, some warn."""
_ASCII_CONTROLS = bytes({*range(32), 127} - {*b"\n\t"})
_ASCII_CONTROLS_BUT_CR = _ASCII_CONTROLS.replace(b"\r", b"")
_HARMLESS = "\n\t\xa0"
"""Characters common in news texts that `str.isprintable` rejects."""

_C0 = bytes({*range(9), 11, *range(14, 32), 127})
_MAX_CONTROLS_IN_UTF8, _MAX_CONTROLS = 0.3, 0.1
"""Proportion of control characters above which valid UTF-8, or any other bytes, are not text. In compressed data it is
a ninth."""


def decode_text(
    data: bytes, path: str, encoding: str | None = None, limit: int = MAX_CAPTURE_BYTES
) -> tuple[str, str, tuple[Finding, ...]]:
    """Decode the bytes of a capture.

    Never raises. Binary data, and more than `limit`, give an empty text and a finding.

    Args:
        data: the whole file.
        path: for the findings' locations.
        encoding: as stated by an archivist; takes precedence over what the bytes suggest. `windows-1251 as latin-1`
            repairs text that was decoded wrongly before it was saved; see `mojibake`.
        limit: bytes.

    Returns:
        The text, with `\\n` as line end and without control characters; Python's name of its encoding; findings.
    """
    if len(data) > limit:
        message = f"{len(data):,} bytes; the limit is {limit:,}"
        return "", encoding or "utf-8", (make_finding("too-large", Location(path), message),)
    if not encoding and _is_plain_ascii(data):
        text = data.decode().replace("\r\n", "\n").replace("\r", "\n")
        return text, "utf-8", _mojibake_findings(text, path) if b"??? ??" in data else ()
    text, name, findings = _decode_as_stated(data, path, encoding) if encoding else _decode_detected(data, path)
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not text.isascii() or "\f" in text:
        findings = findings if encoding or findings else _mojibake_findings(text, path)
        text = _fold_rare_line_ends(text)
    if _has_no_controls(text):
        return text, name, findings
    return NOT_IN_CAPTURES.sub("", text), name, (*findings, *_control_findings(text, path))


def _fold_rare_line_ends(text: str) -> str:
    """Fold the line ends of Unicode and of old mainframes; a page break ends a line, or stands beside its end."""
    for sign in ("\u2028", "\u2029", "\x85"):
        text = text.replace(sign, "\n") if sign in text else text
    return _PAGE_BREAK.sub(lambda match: match[1] or match[2] or "\n", text) if "\f" in text else text


_PAGE_BREAK = re.compile(r"(\n)\f+|\f+(\n)|\f+")


def _mojibake_findings(text: str, path: str) -> tuple[Finding, ...]:
    found = find_mojibake(text)
    if found is None:
        return ()
    message = (
        f"the text is not what was written: `{found.written}` is `{found.meant}`; `encoding: {found.repair}` repairs it"
        if found.repair
        else f"characters were lost before the text was saved: `{found.written}`"
    )
    return (make_finding("mojibake", _location_after(text[: found.start], path), message),)


def _decode_as_stated(data: bytes, path: str, encoding: str) -> tuple[str, str, tuple[Finding, ...]]:
    try:
        if is_repair(encoding):
            text, name, _ = _decode_detected(data, path)
            return repair_text(text, encoding), name, ()
        name = codecs.lookup(encoding).name
        if name.replace("_", "-") in REFUSED_ENCODINGS:
            raise LookupError(name)
        return data.decode(name), name, ()
    except LookupError:
        problem = f"unknown encoding `{encoding[:60]}`"
    except ValueError:  # codecs raise it for bytes they cannot decode and for names with a NUL
        problem = f"not valid {encoding[:60]}"
    text, name, findings = _decode_detected(data, path)
    message = f"{problem}; read as {name}" if text else problem
    undecodable = make_finding("undecodable", Location(path, 1, 1), message)
    return text, name, (undecodable, *(finding for finding in findings if finding.code != "encoding"))


def _decode_detected(data: bytes, path: str) -> tuple[str, str, tuple[Finding, ...]]:
    name = next((name for mark, name in _BOMS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(name)
    except UnicodeDecodeError as error:
        if name.startswith("utf-8") and not encodings.is_mostly_utf8(data):
            return _decode_guessed(data.removeprefix(codecs.BOM_UTF8), path)
        return _decode_damaged(data, path, name, error)
    if name == "utf-8" and _count_controls(data) > _MAX_CONTROLS_IN_UTF8 * len(data):
        return _decode_guessed(data, path)
    return text, name, ()


def _decode_damaged(
    data: bytes, path: str, name: str, error: UnicodeDecodeError
) -> tuple[str, str, tuple[Finding, ...]]:
    """Decode a text of certain encoding with a few invalid bytes, which become U+FFFD."""
    text = data.decode(name, "replace")
    if not name.startswith("utf-8") and text.count("\ufffd") > _MAX_CONTROLS * len(text):
        return "", name, (_undecodable_finding(path, "not text, despite its byte order mark"),)
    location = _location_after(data[: error.start].decode(name, "replace"), path)
    message = (
        f"not valid {name} in {count_noun(text.count(chr(0xFFFD)), 'place')}, first at byte 0x{data[error.start]:02X}"
    )
    return text, name, (make_finding("encoding", location, message),)


def _decode_guessed(data: bytes, path: str) -> tuple[str, str, tuple[Finding, ...]]:
    name = encodings.guess_utf16(data) if b"\0" in data else None
    if name is None and (data.startswith(_MAGIC) or _count_controls(data) > _MAX_CONTROLS * len(data)):
        return "", "utf-8", (_undecodable_finding(path, "not text"),)
    name = name or encodings.guess_encoding(data)
    if name is None:
        return "", "utf-8", (_undecodable_finding(path, "no known encoding fits this file"),)
    guessed = make_finding("encoding", Location(path, 1, 1), f"encoding guessed as {name}")
    return data.decode(name, "replace"), name, (guessed,)


def _undecodable_finding(path: str, message: str) -> Finding:
    return make_finding("undecodable", Location(path, 1, 1), message)


def _count_controls(data: bytes) -> int:
    return len(data) - len(data.translate(None, _C0))


def _has_no_controls(text: str) -> bool:
    """Return True if the text certainly has no control character: for 5.5 kB in 5 to 25 µs, the pattern takes 400."""
    if text.isascii():
        return len(text) == len(text.encode().translate(None, _ASCII_CONTROLS))
    for character in _HARMLESS:
        text = text.replace(character, "")
    return text.isprintable()


def _is_plain_ascii(data: bytes) -> bool:
    """Return True for ASCII without control characters. Takes a third of the time of all the other tests."""
    return data.isascii() and len(data) == len(data.translate(None, _ASCII_CONTROLS_BUT_CR))


def _control_findings(text: str, path: str) -> tuple[Finding, ...]:
    first = NOT_IN_CAPTURES.search(text)
    if first is None:
        return ()
    count = len(NOT_IN_CAPTURES.findall(text))
    message = f"control character U+{ord(first[0]):04X}" + (f", and {count - 1} more" if count > 1 else "")
    return (make_finding("control-character", _location_after(text[: first.start()], path), message),)


def _location_after(before: str, path: str) -> Location:
    before = before.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return Location(path, before.count("\n") + 1, len(before) - before.rfind("\n"))

"""Decode the bytes of a saved page, with the payloads of its `data:` addresses set aside."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping

from msgspec import Struct, field

from kursk_archive.core.findings import Finding, Location, make_finding
from kursk_archive.core.text import NOT_IN_CAPTURES
from kursk_archive.loader import decode

PAYLOAD_PREFIX = "data:,"
"""An address `data:,N` stands for payload N of the page."""

_DATA_URI = re.compile(rb"data:[a-zA-Z0-9.+/-]{0,60}(?:;[a-zA-Z0-9=._-]{1,60}){0,4},[^\s\"'<>)\\]{64,}")
"""Payloads of 64 bytes and more; a shorter one costs nothing."""
_META_CHARSET = re.compile(
    rb"<(?:meta|\?xml)\b[^>]{0,300}?(?:charset|encoding)\s*=\s*[\"']?\s*([a-zA-Z0-9_.:-]{2,40})", re.IGNORECASE
)
_SNIFFED_BYTES = 4096
"""Browsers look for the charset in the first 1024; pages saved by extensions have a comment in front of it."""
_BOMS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_WHATWG_NAMES = {
    **dict.fromkeys(
        ("iso-8859-1", "iso8859-1", "latin1", "latin-1", "l1", "us-ascii", "ascii", "windows-1252"), "cp1252"
    ),
    **dict.fromkeys(("iso-8859-9", "iso8859-9", "latin5"), "cp1254"),
    **dict.fromkeys(("gb2312", "gbk", "x-gbk", "gb-2312"), "gb18030"),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis", "windows-31j"), "cp932"),
    **dict.fromkeys(("euc-kr", "ks_c_5601-1987", "korean"), "cp949"),
    **dict.fromkeys(("utf-16", "utf-16le", "utf-16be", "utf8", "unicode", "x-user-defined"), "utf-8"),
    "big5": "big5hkscs",
    "tis-620": "cp874",
    "iso-8859-11": "cp874",
}
"""Labels that browsers take for another encoding. A page that can be searched for its label is not in UTF-16.
Source: WHATWG, Encoding Standard, section 4.2."""


class PageText(Struct, frozen=True):
    """The text of a page, without the payloads of its `data:` addresses."""

    text: str
    encoding: str
    """Python's name."""
    findings: tuple[Finding, ...] = ()
    payloads: tuple[bytes, ...] = ()
    """The `data:` addresses that were set aside, whole. The text has `data:,N` in place of number N, from 0."""
    embedded: Mapping[str, int] = field(default_factory=dict)
    """Address of an image that was saved with the page → the number of its payload."""


def read_page_text(data: bytes, path: str, stated_encoding: str | None, max_bytes: int | None = None) -> PageText:
    """Decode a page: by the stated encoding, its byte order mark, its `meta` element, else by detection.

    Never raises. Text that cannot be read gives an empty text and the finding that says why.

    Args:
        data: the whole file.
        path: for the findings' locations.
        stated_encoding: by an archivist or a header; takes precedence over what the page says.
        max_bytes: of the page without its payloads.
    """
    slim, payloads = set_payloads_aside(data)
    if max_bytes is not None and len(slim) > max_bytes:
        message = f"{len(slim):,} bytes without its images; the limit is {max_bytes:,}, a quarter of `capture_limit`"
        return PageText("", "utf-8", (make_finding("too-large", Location(path), message),))
    label = stated_encoding or _declared_encoding(slim)
    if label and (decoded := _decode_as_labelled(slim, label)) is not None:
        text, name = decoded
        return PageText(_clean(text), name, (), payloads)
    text, name, findings = decode.decode_text(slim, path, stated_encoding, max(len(slim), 1))
    kept = tuple(finding for finding in findings if finding.code != "control-character")
    return PageText(_clean(text), name, kept, payloads)


def set_payloads_aside(data: bytes) -> tuple[bytes, tuple[bytes, ...]]:
    """Return the page with a number in place of each long `data:` address, and these addresses in order."""
    payloads: list[bytes] = []

    def number(match: re.Match[bytes]) -> bytes:
        payloads.append(match[0])
        return b"data:,%d" % (len(payloads) - 1)

    return (_DATA_URI.sub(number, data), tuple(payloads)) if b"data:" in data else (data, ())


def is_image_payload(address: bytes) -> bool:
    """Return True for an image that is not a drawing in SVG, which can hold programs."""
    start = address[:40].lower()
    return start.startswith(b"data:image/") and not start.startswith(b"data:image/svg")


def payload_number(href: str) -> int | None:
    """Return the number of the payload that an address of the page stands for."""
    number = href.removeprefix(PAYLOAD_PREFIX)
    return int(number) if number != href and number.isascii() and number.isdigit() and len(number) < 9 else None


def _declared_encoding(data: bytes) -> str | None:
    if data.startswith(_BOMS):
        return None
    match = _META_CHARSET.search(data[:_SNIFFED_BYTES]) or _META_CHARSET.search(data[: 16 * _SNIFFED_BYTES])
    return match[1].decode("ascii", "replace") if match else None


def _decode_as_labelled(data: bytes, label: str) -> tuple[str, str] | None:
    """Decode with the encoding that a label means in browsers; None if the bytes contradict the label.

    A page that is valid UTF-8 and not plain ASCII is UTF-8, whatever it says: no other text is so by chance. A few
    broken characters do not contradict a label.
    """
    try:
        name = codecs.lookup(_WHATWG_NAMES.get(label.strip().lower(), label)).name
    except (LookupError, ValueError):
        return None
    if name.replace("_", "-") in decode.REFUSED_ENCODINGS:
        return None
    if name not in ("utf-8", "utf-8-sig") and not data.isascii() and (text := _decode_strictly(data, "utf-8")):
        return text, "utf-8"
    if (text := _decode_strictly(data, name)) is not None:
        return None if _looks_binary(text) else (text, name)
    text = data.decode(name, "replace")
    return (text, name) if text.count("\ufffd") * 200 <= _count_beyond_ascii(text) * 20 else None


def _decode_strictly(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except (UnicodeError, LookupError, AssertionError):
        return None


def _count_beyond_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))


def _looks_binary(text: str) -> bool:
    sample = text[:65536]
    return len(NOT_IN_CAPTURES.findall(sample)) * 20 > len(sample)


def _clean(text: str) -> str:
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return NOT_IN_CAPTURES.sub("", text)

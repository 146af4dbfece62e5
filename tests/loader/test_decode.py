"""Decoding bytes: byte order marks, encodings, damage, and data that is not text."""

from __future__ import annotations

import codecs
import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.core.text import NOT_IN_CAPTURES
from kursk_archive.loader import decode
from kursk_archive.loader.decode import MAX_CAPTURE_BYTES, decode_text

RUSSIAN = """# Мэр Эксамплии объявил о новом мосте

15 августа 2024

Мэр Эксамплии заявил в четверг, что мост через реку откроют осенью. «Мы ждали этого десять лет», — сказал он.
"""
UKRAINIAN = """# Міська рада Прикладова ухвалила бюджет

Міська рада Прикладова в четвер ухвалила бюджет на наступний рік; її голова назвав його найкращим за десять років.
"""


def _codes(findings: tuple[object, ...]) -> list[str]:
    return [str(getattr(finding, "code", finding)) for finding in findings]


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (RUSSIAN.encode(), "utf-8"),
        (b"plain", "utf-8"),
        (b"", "utf-8"),
        (codecs.BOM_UTF8 + RUSSIAN.encode(), "utf-8-sig"),
        (RUSSIAN.encode("utf-16"), "utf-16"),
        (codecs.BOM_UTF16_LE + RUSSIAN.encode("utf-16-le"), "utf-16"),
        (codecs.BOM_UTF16_BE + RUSSIAN.encode("utf-16-be"), "utf-16"),
        (codecs.BOM_UTF32_LE + RUSSIAN.encode("utf-32-le"), "utf-32"),
        (codecs.BOM_UTF32_BE + RUSSIAN.encode("utf-32-be"), "utf-32"),
    ],
    ids=["utf-8", "ascii", "empty", "utf-8 mark", "utf-16", "le mark", "be mark", "32 le mark", "32 be mark"],
)
def test_valid_unicode_gives_no_finding(data: bytes, encoding: str) -> None:
    text, name, findings = decode_text(data, "a.txt")
    assert text in (RUSSIAN, "plain", "")
    assert bool(text) is bool(data)
    assert (name, findings) == (encoding, ())


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "cp866", "iso8859-5", "mac-cyrillic"])
@pytest.mark.parametrize(
    "text",
    [
        RUSSIAN,
        "# Жара в Эксамплии",
        "Губернатор ушёл в отставку.",
        "The mayor, Иван Примеров, said that the bridge was ready.",
        "НОВЫЙ МОСТ ОТКРЫЛИ В ЭКСАМПЛИИ",
    ],
    ids=["article", "headline", "sentence", "name in English text", "capitals"],
)
def test_russian_is_recognised(text: str, encoding: str) -> None:
    if encoding in ("cp866", "iso8859-5", "koi8-r"):
        text = text.translate({ord("«"): '"', ord("»"): '"', ord("—"): "-"})
    read, name, findings = decode_text(text.encode(encoding), "a.txt")
    assert read == text
    assert _codes(findings) == ["encoding"]
    assert name in findings[0].message
    assert (findings[0].location.line, findings[0].location.column) == (1, 1)


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-u", "mac-cyrillic", "iso8859-5", "cp1125"])
@pytest.mark.parametrize(
    "text",
    [
        UKRAINIAN,
        "# Її ґанок і є найкращий у місті",
        "Уряд Прикладії оголосив нові вибори.",
        "Їжак живе в лісі біля Прикладова.",
    ],
    ids=["article", "headline with every letter", "sentence", "first letter"],
)
def test_ukrainian_is_recognised(text: str, encoding: str) -> None:
    if encoding == "mac-cyrillic":
        text = text.replace("ґ", "г").replace("Ґ", "Г")
    if encoding == "iso8859-5":
        text = text.replace("ґ", "г")
    assert decode_text(text.encode(encoding), "a.txt")[0] == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("A café in Exampleville", "cp1252"),
        ("“Yes,” she said — and left…", "cp1252"),
        ("Die Straße nach Köln ist für den Verkehr geöffnet.", "cp1252"),
        ("L'été dernier, la forêt a brûlé près de la frontière.", "cp1252"),
        ("Zażółć gęślą jaźń", "cp1250"),
        ("Příliš žluťoučký kůň úpěl ďábelské ódy", "cp1250"),
    ],
    ids=["one letter", "quotation marks", "German", "French", "Polish", "Czech"],
)
def test_latin_letters_are_recognised(text: str, encoding: str) -> None:
    assert decode_text(text.encode(encoding), "a.txt")[0] == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_is_recognised_without_a_mark(encoding: str) -> None:
    text, name, findings = decode_text(RUSSIAN.encode(encoding), "a.txt")
    assert (text, name, _codes(findings)) == (RUSSIAN, encoding, ["encoding"])


def test_damaged_utf8_is_still_utf8() -> None:
    data = "Мост\r\nи ещё один мост\n".encode().replace("ещё".encode(), b"\xd0\xb5\xd1\xd1\x91")
    text, name, findings = decode_text(data, "a.txt")
    assert (text, name) == ("Мост\nи е\ufffdё один мост\n", "utf-8")
    assert _codes(findings) == ["encoding"]
    assert str(findings[0].location) == "a.txt:2:4"
    assert "0xD1" in findings[0].message


def test_truncated_utf16_is_still_text() -> None:
    text, name, findings = decode_text(RUSSIAN.encode("utf-16") + b"!", "a.txt")
    assert text == RUSSIAN + "\ufffd"
    assert (name, _codes(findings)) == ("utf-16", ["encoding"])


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0",
        b"\xff\xd8\xff\xe0\0\x10JFIF\0",
        gzip.compress(RUSSIAN.encode(), mtime=0),
        bytes(range(256)) * 4,
        b"\0" * 1000,
        b"\xff\xfe" + b"\x00\xd8" * 50,
    ],
    ids=["png", "jpeg", "gzip", "all bytes", "zeros", "a mark and rubbish"],
)
def test_binary_data_is_undecodable(data: bytes) -> None:
    text, _, findings = decode_text(data, "a.txt")
    assert (text, _codes(findings)) == ("", ["undecodable"])


def test_a_stated_encoding_takes_precedence() -> None:
    data = "Мост".encode("cp1251")
    assert decode_text(data, "a.txt", "windows-1251") == ("Мост", "cp1251", ())
    assert decode_text(data, "a.txt", "latin-1") == ("Ìîñò", "iso8859-1", ())
    assert decode_text(codecs.BOM_UTF8 + b"a", "a.txt", "utf-8")[0] == "a"


@pytest.mark.parametrize("encoding", ["utf-8", "klingon", "idna", "undefined", "hex", "unicode_escape", "a\0b", "ы"])
def test_a_wrong_stated_encoding_is_reported(encoding: str) -> None:
    data = "Мост через реку \\x открыли".encode("cp1251")
    text, name, findings = decode_text(data, "a.txt", encoding)
    assert (text, name) == ("Мост через реку \\x открыли", "cp1251")
    assert _codes(findings) == ["undecodable"]
    assert encoding in findings[0].message


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"a\r\nb\rc\nd", "a\nb\nc\nd"),
        (b"a\r\r\nb", "a\n\nb"),
        ("a\u2028b\u2029c\x85d".encode(), "a\nb\nc\nd"),
        ("\u202bשלום\u202c \u2067x\u2069".encode(), "\u202bשלום\u202c \u2067x\u2069"),
        (b"a\tb", "a\tb"),
    ],
    ids=["all three", "mixed", "separators", "directions stay", "tabs stay"],
)
def test_line_ends_are_normalised(data: bytes, text: str) -> None:
    assert decode_text(data, "a.txt") == (text, "utf-8", ())


def test_control_characters_are_removed_with_one_finding() -> None:
    data = "Line one\r\nand \x1b[0m two\x00\x7f\x86\ufffe\U0001ffff.".encode()
    text, _, findings = decode_text(data, "a.txt")
    assert text == "Line one\nand [0m two."
    assert _codes(findings) == ["control-character"]
    assert str(findings[0].location) == "a.txt:2:5"
    assert findings[0].message == "control character U+001B, and 5 more"


def test_columns_are_those_of_an_editor() -> None:
    """A byte order mark has no column, a letter beyond the first plane has one."""
    [finding] = decode_text(codecs.BOM_UTF8 + "𝄞\x07".encode(), "a.txt")[2]
    assert (finding.location.line, finding.location.column) == (1, 2)


def test_larger_data_is_not_decoded() -> None:
    assert decode_text(b"a" * MAX_CAPTURE_BYTES, "a.txt")[2] == ()
    text, _, findings = decode_text(b"a" * (MAX_CAPTURE_BYTES + 1), "a.txt")
    assert (text, _codes(findings)) == ("", ["too-large"])


_BYTES = st.one_of(
    st.binary(max_size=200),
    st.text(max_size=100).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.text(alphabet="абвїєґ \n\r\x00é", max_size=60).map(lambda text: text.encode("cp1251", "replace")),
    st.text(max_size=40).map(lambda text: text.encode("utf-16", "surrogatepass")),
)


_ENCODINGS = st.one_of(st.none(), st.text(max_size=12), st.sampled_from(["utf-8", "utf-16", "utf-7", "hz", "rot13"]))


@given(_BYTES, _ENCODINGS)
def test_any_bytes_are_decoded(data: bytes, encoding: str | None) -> None:
    text, name, findings = decode_text(data, "a.txt", encoding)
    assert not {char for char in text if char < " " and char not in "\t\n"}
    assert b"".decode(name) == ""
    assert text or not data.strip() or findings or not data.decode(name, "replace").strip("\ufeff\r\n")


_NEAR_CONTROLS = "a\n\t\r\x00\x0b\x0c\x1f \x7f\x85\xa0\xad\u200b\u2028\ud800\ufdd0\ufeff\uffff\U0001fffeя"


@given(st.one_of(st.text(max_size=30), st.text(_NEAR_CONTROLS, max_size=5)))
def test_the_quick_test_never_misses_a_control_character(text: str) -> None:
    assert not (decode._has_no_controls(text) and NOT_IN_CAPTURES.search(text))


def test_the_quick_test_passes_ordinary_text() -> None:
    assert all(map(decode._has_no_controls, ("", "plain\n\ttext", RUSSIAN, "мост\xa0— это")))


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Cn", "Zl", "Zp"]), max_size=200))
def test_valid_utf8_is_kept_unchanged(text: str) -> None:
    name = "utf-8-sig" if text.startswith("\ufeff") else "utf-8"
    decoded, encoding, findings = decode_text(text.encode(), "a.txt")
    assert (decoded, encoding) == (text.lstrip("\ufeff"), name)
    assert {finding.code for finding in findings} <= {"mojibake"}


def test_a_utf8_mark_before_another_encoding_is_ignored() -> None:
    """Scripts put the mark of UTF-8 in front of text that they did not convert."""
    text, name, findings = decode_text(codecs.BOM_UTF8 + RUSSIAN.encode("cp1251"), "a.txt")
    assert (text, name, _codes(findings)) == (RUSSIAN, "cp1251", ["encoding"])


@given(st.text(st.sampled_from("ab \t\n\r\x00\x0c\x1b\x7fé"), max_size=12).map(str.encode))
def test_the_quick_path_for_ascii_decodes_like_the_full_one(data: bytes) -> None:
    assert not decode._is_plain_ascii(data) or decode_text(data, "a.txt") == decode_text(data, "a.txt", "utf-8")

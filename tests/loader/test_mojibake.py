"""Text that was decoded wrongly before it was saved."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.loader.decode import decode_text
from kursk_archive.loader.mojibake import find_mojibake, is_repair, repair_text

RUSSIAN = "Трамвай в Примерске стоял пустой: ни один пассажир не пришёл до полудня, сказал водитель."
UKRAINIAN = "Трамвай у Зразківці стояв порожній: жоден пасажир не прийшов до полудня, сказав водій."
FRENCH = "Le tramway était vide à midi, « désolé » a dit l’employé."


def _taken(text: str, meant: str, taken: str) -> str:
    """Decode bytes wrongly as programs do: a byte that the encoding lacks becomes the control of its number."""
    return "".join(bytes([byte]).decode(taken, "ignore") or chr(byte) for byte in text.encode(meant))


@pytest.mark.parametrize("text", [RUSSIAN, UKRAINIAN], ids=["Russian", "Ukrainian"])
@pytest.mark.parametrize(
    ("meant", "taken"),
    [
        ("cp1251", "latin-1"),
        ("cp1251", "cp1252"),
        ("koi8-u", "latin-1"),
        ("koi8-u", "cp1251"),
        ("cp1125", "cp1251"),
        ("cp1251", "cp866"),
        ("iso8859-5", "cp1251"),
        ("utf-8", "cp1251"),
        ("utf-8", "cp1252"),
        ("utf-8", "latin-1"),
        ("utf-8", "koi8-r"),
        ("utf-8", "cp866"),
    ],
)
def test_cyrillic_is_found_and_the_repair_gives_it_back(text: str, meant: str, taken: str) -> None:
    damaged = f"# A\n\n{_taken(text, meant, taken)}\n"
    found = find_mojibake(damaged)
    assert found is not None
    repaired = repair_text(damaged, found.repair).split("\n")[2]
    assert sum(a == b for a, b in zip(repaired, text, strict=True)) >= 0.9 * len(text)


@pytest.mark.parametrize("text", [FRENCH, "Wrocław, Łódź i żółte tramwaje", "Straßenbahn für Köln", "有轨电车很空。"])
def test_utf8_that_was_taken_for_latin_is_found(text: str) -> None:
    damaged = f"The report: {_taken(text, 'utf-8', 'cp1252')}\n"
    found = find_mojibake(damaged)
    assert found is not None
    assert repair_text(damaged, found.repair) == f"The report: {text}\n"


@pytest.mark.parametrize(
    "text",
    [
        RUSSIAN,
        UKRAINIAN,
        RUSSIAN.upper(),
        FRENCH,
        "Трамвай стаяў пусты ў чацвер, і ніхто не прыйшоў",
        "Трамваят беше празен в четвъртък",
        "Трамвај је био празан у четвртак, рекао је возач",
        "Трамвай бос тұрды, жүргізуші айтты",
        "El niño comió en la mañana", "Ação e coração", "Große Straße über Köln", "ÄÖÜ ÅNGSTRÖM ÉÈ", "Łódź żółć ęąś",
        "Tàu điện đã trống vào thứ Năm", "Þórður sá Ágúst í Reykjavík", "Çok güzel ağaç", "Άδειο τραμ στην πόλη",
        "有轨电车很空。", "الترام فارغ يوم الخميس", "הרכבת הייתה ריקה", "“Quotes” and ‘others’ — a dash… What???",
    ],
)  # fmt: skip
def test_texts_as_they_were_written_are_left_alone(text: str) -> None:
    assert find_mojibake(f"# A\n\n{text}\n") is None
    assert find_mojibake(text * 10) is None


@pytest.mark.parametrize(
    "text", ["The п\u0457\u0405п\u0457\u0405 tram", "The ï¿½ tram", "Трам\ufffd\ufffd стоял", "???? ??? ???? tram"]
)
def test_lost_characters_are_found_without_a_repair(text: str) -> None:
    found = find_mojibake(text)
    assert found is not None
    assert found.repair == ""


def test_the_finding_says_where_and_how() -> None:
    data = f"# A\n\n{_taken(RUSSIAN, 'cp1251', 'latin-1')}\n".encode()
    _, _, findings = decode_text(data, "a.txt")
    assert [(finding.code, str(finding.location)) for finding in findings] == [("mojibake", "a.txt:3:1")]
    assert "encoding: cp1251 as latin-1" in findings[0].message
    assert "Трамвай" in findings[0].message


def test_a_stated_repair_is_applied() -> None:
    data = f"# A\n\n{_taken(RUSSIAN, 'cp1251', 'latin-1')}\n".encode()
    text, name, findings = decode_text(data, "a.txt", "Windows-1251 as Latin-1")
    assert (text, name, findings) == (f"# A\n\n{RUSSIAN}\n", "utf-8", ())


def test_an_unknown_repair_is_an_error() -> None:
    _, _, findings = decode_text(b"text", "a.txt", "cp1251 as examplian")
    assert [finding.code for finding in findings] == ["undecodable"]


@given(st.text(), st.sampled_from(["utf-8 as cp1252", "cp1251 as latin-1", "koi8-r as cp1251"]))
def test_any_text_can_be_examined_and_repaired(text: str, repair: str) -> None:
    find_mojibake(text)
    assert is_repair(repair)
    ascii_text = "".join(filter(str.isascii, text))
    assert repair_text(ascii_text, repair) == ascii_text


@pytest.mark.parametrize("sign", ["\u2028", "\u2029", "\x85", "\r", "\r\n", "\f"])
def test_rare_line_ends_are_line_ends(sign: str) -> None:
    text, _, findings = decode_text(sign.join(["# The Tram", "", "Text"]).encode(), "a.txt")
    assert [line for line in text.split("\n") if line] == ["# The Tram", "Text"]
    assert findings == ()


def test_a_page_break_beside_a_line_end_is_none_itself() -> None:
    assert decode_text(b"a\n\fb\f\nc", "a.txt")[0] == "a\nb\nc"

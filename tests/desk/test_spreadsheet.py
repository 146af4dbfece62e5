"""Tables as spreadsheets save them."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.core.findings import ArchiveError
from kursk_archive.desk import spreadsheet
from kursk_archive.desk.spreadsheet import Sheet, protect_cell, read_sheet, unprotect_cell, write_csv_table

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=10)


def read(data: bytes, *known: str) -> Sheet:
    return read_sheet(data, "t.csv", "article-table", ["a", "b"], known)


def cells(data: bytes, *known: str) -> list[tuple[str, ...]]:
    return [tuple(row.cells.values()) for row in read(data, *known).rows]


@given(st.one_of(TEXTS, st.text("'=+-@ ａ＝x", max_size=6)))
def test_a_protected_text_comes_back_and_does_not_run(text: str) -> None:
    protected = protect_cell(text)
    assert unprotect_cell(protected) == text
    assert not protected.lstrip(" ").startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))


@given(st.lists(st.tuples(TEXTS, TEXTS)), st.sampled_from(",;\t"))
def test_what_is_written_is_read(rows: list[tuple[str, str]], delimiter: str) -> None:
    read_back = cells(write_csv_table([("a", "b"), *rows], delimiter))
    assert [tuple(map(unprotect_cell, row)) for row in read_back] == [row for row in rows if any(map(str.strip, row))]


@pytest.mark.parametrize(
    "data",
    [
        b"a,b\n1,2\n",
        b"a;b\r\n1;2\r\n\r\n;\r\n",
        b"a\tb\r1\t2\r",
        b"sep=;\r\na;b\r\n1;2\r\n",
        b'"sep=,"\n"a","b"\n"1","2"',
        b'\xef\xbb\xbf"a","b"\n1,2',
        "a;b\n1;2\n".encode("utf-16"),
        "a b c d\ta\tb\nx\t1\t2\n".encode("utf-16-le").replace("a b c d".encode("utf-16-le"), "c".encode("utf-16-le")),
        b" a , b ,,\n1,2,,\n",
    ],
)
def test_dialects(data: bytes) -> None:
    assert [(row.cells["a"], row.cells["b"]) for row in read(data).rows] == [("1", "2")]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [("cp1251", "Ярмарок"), ("cp1250", "Łódź żółw"), ("cp1252", "Café"), ("mac_cyrillic", "Ярмарок")],
)
def test_a_code_page_is_known_by_the_texts_of_the_archive(encoding: str, text: str) -> None:
    sheet = read(f"a,b\n{text},x\n".encode(encoding), text, "other")
    assert (sheet.rows[0].cells["a"], sheet.encoding) == (text, encoding)


def test_line_breaks_and_surplus_cells() -> None:
    (row,) = read(b'a,b\r\n"1\r\n2",x,y\r\n').rows
    assert (row.cells, row.line, row.has_more) == ({"a": "1\n2", "b": "x"}, 3, True)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"a\n1\n",
        b"a,b,a\n1,2,3\n",
        b"PK\x03\x04",
        b"\xff\xfe\x00",
        b'a,b\n"' + b"x" * 200_000,
    ],
)
def test_what_is_no_table_is_one_finding(data: bytes) -> None:
    with pytest.raises(ArchiveError) as caught:
        read(data)
    assert [finding.code for finding in caught.value.findings] == ["article-table"]


def test_a_workbook_that_inflates_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("openpyxl")
    monkeypatch.setattr(spreadsheet, "MAX_WORKBOOK_BYTES", 1000)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("xl/workbook.xml", b" " * 2000)
    with pytest.raises(ArchiveError, match="too large"):
        read(file.getvalue())

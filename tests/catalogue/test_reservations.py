"""permalinks.csv: what is read of it, whatever somebody made of it, and how rows are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.catalogue.reservations import COLUMNS, Dialect, dialect_of, parse_reservations, render_rows

HEAD = "permalink,article,source\n"
ROW = "articles/2024/08/15/quarry.html,dumps/quarry.txt,https://herald.example/quarry\n"
PARSED = ("articles/2024/08/15/quarry.html", "dumps/quarry.txt", "https://herald.example/quarry")


@pytest.mark.parametrize(
    "data",
    [
        pytest.param((HEAD + ROW).encode(), id="as written"),
        pytest.param((HEAD + ROW).encode("utf-8-sig"), id="byte order mark"),
        pytest.param((HEAD + ROW).replace("\n", "\r\n").encode(), id="CRLF"),
        pytest.param((HEAD + ROW).replace("\n", "\r").encode(), id="CR"),
        pytest.param((HEAD + ROW).replace(",", ";").encode(), id="semicolons"),
        pytest.param((HEAD + ROW).replace(",", "\t").encode(), id="tabs"),
        pytest.param((HEAD + ROW).rstrip().encode(), id="no line break at the end"),
        pytest.param((HEAD + "\n" + ROW + ROW).encode(), id="an empty line, and a row twice"),
        pytest.param(
            f"Note,Source,Article,Permalink\nx,{PARSED[2]},{PARSED[1]},{PARSED[0]}".encode(), id="other columns"
        ),
    ],
)
def test_rows_are_read_however_the_file_was_saved(data: bytes) -> None:
    parsed = parse_reservations(data)
    assert [row[1:] for row in parsed.rows] == [PARSED]
    assert parsed.findings == ()


@pytest.mark.parametrize(
    "row",
    [
        "articles/../../x.html,a.txt,\n",
        "/articles/2024/a.html,a.txt,\n",
        "topics/rivers.html,a.txt,\n",
        "articles/2024/index.html,a.txt,\n",
        "articles/2024/A.html,a.txt,\n",
        "articles/2024/a.html,../a.txt,\n",
        "articles/2024/a.html,/etc/passwd,\n",
        "articles/2024/a.html,,\n",
        '"articles/2024/a.html,a.txt,\n',
        f"articles/2024/a.html,{'a' * 5_000},\n",
        "articles/2024/a.html,a\x00.txt,\n",
        ",,\n",
    ],
)
def test_a_row_that_cannot_be_used_is_one_finding_and_the_rest_is_read(row: str) -> None:
    parsed = parse_reservations((HEAD + row + ROW).encode())
    assert [read[1:] for read in parsed.rows] == [PARSED]
    assert [(finding.code, finding.location.line) for finding in parsed.findings] == [("permalinks", 2)]


def test_of_two_rows_with_one_address_the_first_counts() -> None:
    parsed = parse_reservations((HEAD + ROW + ROW.replace("dumps/", "")).encode())
    assert [row[1:] for row in parsed.rows] == [PARSED]
    assert [finding.location.line for finding in parsed.findings] == [3]


def test_a_file_without_a_head_is_read_with_a_finding() -> None:
    parsed = parse_reservations(ROW.encode())
    assert [row[1:] for row in parsed.rows] == [PARSED]
    assert len(parsed.findings) == 1


def test_many_faults_are_counted() -> None:
    findings = parse_reservations((HEAD + "x\n" * 5_000).encode()).findings
    assert len(findings) == 101
    assert "4,900" in findings[-1].message or "4900" in findings[-1].message


@given(st.binary(max_size=300))
def test_any_bytes_are_read(data: bytes) -> None:
    parse_reservations(data)
    parse_reservations(HEAD.encode() + data)


@given(st.text(min_size=1), st.text(), st.sampled_from(",;\t"), st.permutations((*COLUMNS, "note")))
def test_what_is_written_is_read(article: str, source: str, delimiter: str, columns: list[str]) -> None:
    head = delimiter.join(columns).encode() + b"\n"
    assert dialect_of(head) == Dialect(delimiter, tuple(columns))
    data = head + render_rows([("articles/undated/a.html", article, source)], dialect_of(head))
    parsed = parse_reservations(data)
    if article.isprintable() and article.strip() == article and not {"/", "\\", "."} & set(article):
        assert [row[1:3] for row in parsed.rows] == [("articles/undated/a.html", article)]


def test_rows_of_editions_are_read() -> None:
    row = (PARSED[0].replace(".html", ".20240815.html"), PARSED[1], f"sha256:{'0' * 64}")
    parsed = parse_reservations((HEAD + ",".join(row) + "\n").encode())
    assert [read[1:] for read in parsed.rows] == [row]
    assert parsed.findings == ()

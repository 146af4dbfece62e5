"""Tables of articles: their columns, their rows' places in the file, and faults."""

from __future__ import annotations

import pytest

from kursk_archive.loader.exports.csv_export import read_csv_export

TABLE = 'title,url,published_at,body\r\n"A ""Ferry""",https://a.example/1,2024-08-15,"One.\r\n\r\nTwo, three."\r\nB,https://a.example/2,,Short\r\n'


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_row_is_an_article_with_its_own_part_of_the_file(separator: str) -> None:
    data = TABLE.replace(",", separator).replace(f"Two{separator}", "Two,").encode()
    first, second = read_csv_export(data, "articles.csv")
    assert first.fields["title"].value == 'A "Ferry"'
    assert (first.fields["date"].value, first.body) == ("2024-08-15", "<p>One.</p>\n<p>Two, three.</p>")
    assert data[first.start : first.start + (first.length or 0)].endswith(b'three."\r\n')
    assert data[second.start : second.start + (second.length or 0)].startswith(b"B")
    assert [first.key, second.key] == ["https://a.example/1", "https://a.example/2"]


def test_rows_without_a_text_are_counted() -> None:
    drafts = read_csv_export(b"title,text\nFerry,It sails.\nNothing,\n,\n", "articles.csv")
    assert [f.message for f in drafts[0].findings] == ["left out: 1 row without a title and a text"]


@pytest.mark.parametrize("data", [b"", b"a,b\n1,2\n", b"title\nFerry\n"])
def test_another_table_is_named_and_no_error(data: bytes) -> None:
    (draft,) = read_csv_export(data, "numbers.csv")
    assert [finding.code for finding in draft.findings] == ["unsupported"]


def test_a_nul_byte_is_a_finding_or_read() -> None:
    assert read_csv_export(b"title,text\nFerry,It\x00 sails.\n", "articles.csv")

"""The source URL in all its notations, and words that look like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.loader.text_dump.source_url import find_source_at_end

URL = "https://news.example/2024/08/15/bridge-a1"
STATED = [
    f"Original url: {URL}",
    f"ORIGINAL URL: {URL}",
    f"original URL {URL}",
    f"Original url:\n\n<{URL}>",
    f"Original url:\n{URL}",
    f"**Original url:** <{URL}>",
    f"**Original url**: [The Fictional Herald]({URL})",
    f"*Original url: {URL}*",
    f"Original url: {URL}.",
    f"Original url: ({URL})",
    f"Original url: `{URL}`",
    f'Original url: [Title]({URL} "A title")',
    f"Original url: [Title](<{URL}>)",
    f'Original url: <a href="{URL}" rel="nofollow">Title</a>',
    f"Original url — {URL}",
    f"- Original link: {URL}",
    f"> Original link: {URL}",
    f"### Original url\n\n{URL}",
    f"[Original url]({URL})",
    f"[**Read the original**]({URL})",
    f"Read the original article on [The Fictional Herald]({URL}).",
    f"Original article: {URL}",
    f"Source: {URL}",
    f"Source URL: {URL}",
    f"Link to the original: {URL}",
    f"URL: {URL}",
    f"Link: {URL}",
    f"Оригинал: {URL}",
    f"Источник: {URL}",
    f"Ссылка на оригинал: {URL}",
    f"**Ссылка на оригинал статьи:**\n\n<{URL}>",
    f"Читать в оригинале: {URL}",
    f"Джерело: {URL}",
    f"Оригінал: {URL}",
    f"Посилання на оригінал: {URL}",
    f"Original url: {URL}\n\n---\n\n",
    f"Original url:\n\n\n\n{URL}\n\n\n",
]
PROSE = [
    "Source: Reuters",
    "Source: [Reuters](#)",
    "Original url: he did not remember it",
    f"Source: the mayor, see {URL}",
    f"Source: {URL} and others",
    f"The original is lost, see {URL}",
    f"Resource: {URL}",
    f"{URL}",
    "Оригинал статьи удалён.",
    "Link",
    f"Original url: {URL}\n\nMore text.",
]
UNUSABLE = [
    ("Original url:", ""),
    ("Original url: n/a", "n/a"),
    ("Original url: ftp://news.example/a", "ftp://news.example/a"),
    ("Original url: https://", "https://"),
    ("Original url: https://news.example:port/", "https://news.example:port/"),
    ("Original link: [here](#)", "#"),
    ("Original url:\n\n<javascript:alert(1)>", "javascript:alert(1)"),
    ("Ссылка на оригинал:\n\nнет", "нет"),
]


@pytest.mark.parametrize("tail", STATED)
def test_the_source_url_is_found(tail: str) -> None:
    lines = f"# A Title\n\nThe text.\n\n{tail}\n".split("\n")
    source = find_source_at_end(lines, "a.txt")
    assert source is not None
    stated = source.fields["source_url"]
    assert stated.value == URL
    assert lines[stated.line - 1][stated.column - 1 :].startswith(URL)
    assert all(lines[i].strip() for i in source.line_indices)
    assert source.findings == ()


@pytest.mark.parametrize("tail", PROSE)
def test_prose_stays_in_the_body(tail: str) -> None:
    assert find_source_at_end(f"# A Title\n\nThe text.\n\n{tail}\n".split("\n"), "a.txt") is None


@pytest.mark.parametrize(("tail", "value"), UNUSABLE)
def test_an_unusable_url_is_reported(tail: str, value: str) -> None:
    source = find_source_at_end(["The text.", "", *tail.split("\n")], "a.txt")
    assert source is not None
    assert [finding.code for finding in source.findings] == ["source-invalid"]
    assert value in source.findings[0].message
    assert dict(source.extra) == ({"source_url": value} if value else {})
    assert not source.fields


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("https://news.example/a_(b)", "https://news.example/a_(b)"),
        (r"https://news.example/a\_b\_c", "https://news.example/a_b_c"),
        ("https://news.example/пример?q=мост#я", "https://news.example/пример?q=мост#я"),
        ("<https://news.example/a\\_b>", "https://news.example/a\\_b"),
        ("HTTPS://News.Example/A", "HTTPS://News.Example/A"),
        (
            "https://web.archive.org/web/2024/https://news.example/a",
            "https://web.archive.org/web/2024/https://news.example/a",
        ),
    ],
)
def test_the_source_url_is_kept_as_written(written: str, value: str) -> None:
    source = find_source_at_end([f"Original url: {written}"], "a.txt")
    assert source is not None
    assert source.fields["source_url"].value == value


@given(st.lists(st.text(max_size=60) | st.sampled_from(["", "Original url:", "Source:", URL, "---"]), max_size=6))
def test_any_lines_give_a_source_or_none(lines: list[str]) -> None:
    source = find_source_at_end(lines, "a.txt")
    assert source is None or all(lines[i].strip() for i in source.line_indices)


@pytest.mark.parametrize(
    "tail",
    [
        "Original url: www.news.example/a",
        "Original url:\n\n<www.news.example/a>",
        "原文链接：https://www.news.example/a",
        "**المصدر:** https://www.news.example/a",
        "منبع: https://www.news.example/a",
        "Źródło: https://www.news.example/a",
        "Quelle: https://www.news.example/a",
        "Fuente: https://www.news.example/a",
        "Kaynak: https://www.news.example/a",
        "Крыніца: https://www.news.example/a",
        "წყარო: https://www.news.example/a",
        "Original url: <https://www.news.example/a>\u200b",
    ],
)
def test_labels_of_other_languages_and_addresses_without_a_scheme(tail: str) -> None:
    source = find_source_at_end(["The text.", "", *tail.split("\n")], "a.txt")
    assert source is not None
    assert source.fields["source_url"].value == "https://www.news.example/a"

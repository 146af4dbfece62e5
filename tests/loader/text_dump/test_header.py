"""Headline, dates and names above an article's text."""

from __future__ import annotations

import pytest

from kursk_archive.loader.text_dump.header import read_header


def _fields(head: str) -> dict[str, object]:
    lines = f"{head}\n\nThe text of the article begins.\n".split("\n")
    extracted = read_header(lines, "a.txt", lines)
    assert extracted.findings == ()
    assert {i for i, line in enumerate(lines) if line.strip()} - extracted.line_indices == {len(lines) - 2}
    return {name: stated.value for name, stated in extracted.fields.items()}


@pytest.mark.parametrize(
    "head",
    [
        "# A Title",
        "#A Title",
        "#  A Title  #",
        "   # A Title ###",
        "# **A Title**",
        "# A *Title*",
        "# [A Title](#)",
        "# A&nbsp;Title",
        "A Title\n=======",
        "A Title\n---",
    ],
)
def test_a_marked_line_is_the_headline(head: str) -> None:
    assert _fields(head) == {"title": "A Title"}


@pytest.mark.parametrize(
    "head",
    [
        "A Title\n\nAugust 15, 2024",
        "**A Title**\n\n\nAugust 15, 2024",
        "A Title\nAugust 15, 2024",
        "## A Title\n\nAugust 15, 2024",
        "August 15, 2024\n\n# A Title",
        "August 15, 2024\n\nA Title\n===",
        "Published: August 15, 2024\n# A Title",
    ],
)
def test_a_line_beside_a_date_is_the_headline(head: str) -> None:
    assert _fields(head) == {"title": "A Title", "date": "2024-08-15"}


@pytest.mark.parametrize("head", ["# #1 in the World", "#1 in the World"])
def test_a_number_sign_in_a_headline_is_kept(head: str) -> None:
    assert _fields(head) in ({"title": "#1 in the World"}, {"title": "1 in the World"})


@pytest.mark.parametrize(
    "head", ["## Section", "> # Quoted", "A Title", "- A Title", "#", "# ![](a.jpg)", "---", "A Title."]
)
def test_other_lines_are_not_headlines(head: str) -> None:
    lines = [head, "", "The text of the article begins."]
    assert read_header(lines, "a.txt", lines).fields == {}


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("August 15, 2024", {"date": "2024-08-15"}),
        ("**August 15, 2024**", {"date": "2024-08-15"}),
        ("*15 August 2024*", {"date": "2024-08-15"}),
        ("Published: 15 August 2024", {"date": "2024-08-15"}),
        ("**Published:** 15 August 2024", {"date": "2024-08-15"}),
        ("Published on August 15, 2024", {"date": "2024-08-15"}),
        ("Дата: 15.08.2024", {"date": "2024-08-15"}),
        ("15 августа 2024, 14:30", {"date": "2024-08-15T14:30"}),
        ("August 15, 2024 | 14:30", {"date": "2024-08-15T14:30"}),
        ("Updated: August 16, 2024", {"updated": "2024-08-16"}),
        ("Обновлено: 16.08.2024", {"updated": "2024-08-16"}),
        ("August 15, 2024 | Updated: August 16, 2024", {"date": "2024-08-15", "updated": "2024-08-16"}),
        ("August 15, 2024 · Updated August 16, 2024", {"date": "2024-08-15", "updated": "2024-08-16"}),
        ("August 15, 2024 — updated August 16, 2024", {"date": "2024-08-15", "updated": "2024-08-16"}),
        ("August 15, 2024 (updated: August 16, 2024)", {"date": "2024-08-15", "updated": "2024-08-16"}),
        ("Published August 15, 2024, updated August 16, 2024", {"date": "2024-08-15", "updated": "2024-08-16"}),
        ("15 августа 2024, обновлено: 16 августа 2024", {"date": "2024-08-15", "updated": "2024-08-16"}),
        ("By Jane Doe | August 15, 2024", {"authors": ("Jane Doe",), "date": "2024-08-15"}),
        ("By Jane Doe for The Fictional Herald — August 15, 2024", {"authors": ("Jane Doe",), "date": "2024-08-15"}),
        ("August 15, 2024\nAugust 15, 2024", {"date": "2024-08-15"}),
        ("By Jane Doe\nAugust 15, 2024\nUpdated:\n16.08.2024", {
            "authors": ("Jane Doe",), "date": "2024-08-15", "updated": "2024-08-16",
        }),
    ],
)  # fmt: skip
def test_dates_and_names_below_the_headline_are_read(line: str, fields: dict[str, object]) -> None:
    assert _fields(f"# A Title\n\n{line}") == {"title": "A Title"} | fields


@pytest.mark.parametrize(
    "line",
    [
        "August 15, 2024 was a Thursday",
        "In August 2024 the bridge was closed.",
        "## August 15, 2024",
        "- August 15, 2024",
        "2024",
        "August 15, 2024 | The weather",
        "Updated: the story has been corrected",
        "Updated daily",
        "By Sunday the town was empty",
    ],
)
def test_prose_below_the_headline_stays_in_the_body(line: str) -> None:
    lines = ["# A Title", "", line, "", "The text of the article begins."]
    assert read_header(lines, "a.txt", lines).line_indices == {0}


@pytest.mark.parametrize(
    ("line", "code", "column"),
    [
        ("February 30, 2024", "date-impossible", 1),
        ("**Published:** 32.08.2024", "date-impossible", 16),
        ("By Jane Doe | 03/04/2024", "date-ambiguous", 15),
    ],
)
def test_an_invalid_date_goes_into_extra_with_a_finding(line: str, code: str, column: int) -> None:
    lines = ["# A Title", line, "", "The text of the article begins."]
    extracted = read_header(lines, "a.txt", lines)
    assert [(finding.code, finding.location.line, finding.location.column) for finding in extracted.findings] == [
        (code, 2, column)
    ]
    assert extracted.line_indices == {0, 1}
    assert "date" not in extracted.fields
    assert extracted.extra["date"] in line


@pytest.mark.parametrize(
    "date", ["3 नवंबर 2023", "19 ربيع الآخر 1445", "3 marraskuuta 2023", "Published: 3 studenoga 2023"]
)
def test_a_date_of_an_unknown_language_is_reported_and_stays(date: str) -> None:
    lines = f"# A Title\n\n{date}\n\nThe text.\n".split("\n")
    extracted = read_header(lines, "a.txt", lines)
    assert [finding.code for finding in extracted.findings] == ["date-unknown"]
    assert 2 not in extracted.line_indices


@pytest.mark.parametrize("line", ["8 hours ago", "3 години тому", "3 people died in 2023", "Route 66 in 2023"])
def test_a_relative_date_or_a_number_is_no_date(line: str) -> None:
    lines = f"# A Title\n\n{line}\n\nThe text.\n".split("\n")
    extracted = read_header(lines, "a.txt", lines)
    assert extracted.findings == ()
    assert set(extracted.fields) == {"title"}


@pytest.mark.parametrize(
    "line",
    ["Posted on November 3, 2023 by Ann Poe", "*Published 3 November 2023, by Ann Poe*", "November 3, 2023 by Ann Poe"],
)
def test_a_date_and_then_a_byline(line: str) -> None:
    assert _fields(f"# A Title\n\n{line}") == {"title": "A Title", "date": "2023-11-03", "authors": ("Ann Poe",)}

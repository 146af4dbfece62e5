"""Pointers to other articles, in the shapes in which they are found, and sentences that only begin like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.loader.text_dump.related import find_related

LABELS = """
Related article, Related articles, Related, RELATED STORY, Read more, Read also, Also read, Read next, See also
More on this
More on this topic, Further reading, You may also like, Читайте также, Читать также, Читайте ещё, По теме
Материалы по теме, Смотрите также, Читайте також, Також читайте, Читати також, За темою, Дивіться також
"""
SHAPES = [
    "**{}:** [A Title](#)",
    "**{}**: [A Title](#)",
    "**{}: [A Title](#)**",
    "**{}:** **[A Title](#)**",
    "**{}: **[A Title](#)",
    "**{}:**[A Title](#)",
    "**{}** [A Title](#)",
    "__{}:__ [A Title](#)",
    "***{}:*** *[A Title](#)*",
    "*{}:* [A Title](#).",
    "{}: [A Title](#)",
    "{} : [A Title](#)",
    "{} — [A Title](#)",
    "  {}:   [A Title](#)  ",
    "> {}: [A Title](#)",
    "- {}: [A Title](#)",
    "• {}: [A Title](#)",
    "► **{}:** [A Title](#)",
    "[{}: A Title](#)",
    "**[{}: A Title](#)**",
    "{}:\n[A Title](#)",
    "{}:\n\n- [A Title](#)",
    "**{}**\n\n1. [A Title](#)",
    "## {}\n\n* [A Title](#)",
    "{}:\n\n> [A Title](#)",
]
PROSE = [
    "Read more: he says, on page 3, that the bridge is old.",
    "Read more: [the report](#), which nobody has read.",
    "Read more [here](#).",
    "Related [developments](#) continue in the north.",
    "Related: the mayor resigned.",
    "**Related:** a sentence with a full stop.",
    "**Related:** [a link](#) and the rest of a sentence.",
    "**Related:** ![an image](https://img.example/a.jpg)",
    "**Related:** [](#)",
    "**Related:**",
    "Relatedly: [A Title](#)",
    "Unrelated: [A Title](#)",
    "[A Title](#)",
    "[Read more](#)",
    "See also",
    "See also:\n\nThe text goes on.",
    "See also:\n\n- [A Title](#) of a book\n- [Another](#)",
    "The first line of a paragraph that is broken in two,\nread more: [A Title](#)",
]


@pytest.mark.parametrize("label", [label.strip() for label in LABELS.strip().replace("\n", ", ").split(", ")])
def test_every_label(label: str) -> None:
    said = find_related(["", f"**{label}:** [A Title](#)", ""], "a.txt")
    assert [(link.text, link.href, link.line) for link in said.related] == [("A Title", "#", 2)]


@pytest.mark.parametrize("label", ["Related article", "читайте также"])
@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape(shape: str, label: str) -> None:
    lines = ["Text.", "", *shape.format(label).split("\n"), "", "Text."]
    said = find_related(lines, "a.txt")
    assert [(link.text, link.href) for link in said.related] == [("A Title", "#")]
    assert said.line_indices == {i for i, line in enumerate(lines) if line not in ("", "Text.")}


@pytest.mark.parametrize("text", PROSE)
def test_prose_is_left(text: str) -> None:
    said = find_related(["Text.", "", *text.split("\n"), "", "Text."], "a.txt")
    assert (said.related, said.line_indices) == ((), frozenset())


@pytest.mark.parametrize("between", [", ", "; ", " | ", " / ", " and ", " и ", " та ", " "])
def test_several_on_a_line(between: str) -> None:
    said = find_related([f"Read more: [One](#a){between}[Two](https://news.example/2)"], "a.txt")
    assert [(link.text, link.href) for link in said.related] == [("One", "#a"), ("Two", "https://news.example/2")]


def test_bare_address() -> None:
    [link] = find_related(["Read more: https://news.example/2"], "a.txt").related
    assert link.href == "https://news.example/2"


def test_title_without_a_link() -> None:
    [link] = find_related(["**Related article:** Who Pays for the *Bridge*?"], "a.txt").related
    assert (link.text, link.href) == ("Who Pays for the Bridge?", "")


def test_one_link_a_paragraph() -> None:
    lines = ["Read also:", "", "[One](#)", "", "[Two](#)", "", "Text.", "", "[Three](#)"]
    assert [link.text for link in find_related(lines, "a.txt").related] == ["One", "Two"]


def test_a_list_ends_with_its_paragraph() -> None:
    lines = ["Read also:", "", "- [One](#)", "- [Two](#)", "", "- [Three](#)", "- [Four](#)"]
    assert [link.text for link in find_related(lines, "a.txt").related] == ["One", "Two"]


def test_code_is_left() -> None:
    assert find_related(["**Related:** [A](#)"], "a.txt", {0}).line_indices == frozenset()


@given(st.lists(st.text(max_size=60) | st.sampled_from([shape.format("Read more") for shape in SHAPES]), max_size=5))
def test_any_lines_are_read(pieces: list[str]) -> None:
    lines = "\n".join(pieces).split("\n")
    said = find_related(lines, "a.txt")
    assert all(lines[i].strip() for i in said.line_indices)
    assert {link.line - 1 for link in said.related if link.line} <= said.line_indices

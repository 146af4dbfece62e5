"""Links to related articles in all their notations, and sentences that begin like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.loader.text_dump.related import find_related
from kursk_archive.loader.text_dump.vocabulary import RELATED_BEGINNINGS, RELATED_LABELS, join_alternatives

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
def test_every_label_is_recognised(label: str) -> None:
    extracted = find_related(["", f"**{label}:** [A Title](#)", ""], "a.txt")
    assert [(link.text, link.href, link.line) for link in extracted.related] == [("A Title", "#", 2)]


@pytest.mark.parametrize("label", ["Related article", "читайте также"])
@pytest.mark.parametrize("shape", SHAPES)
def test_every_notation_is_recognised(shape: str, label: str) -> None:
    lines = ["Text.", "", *shape.format(label).split("\n"), "", "Text."]
    extracted = find_related(lines, "a.txt")
    assert [(link.text, link.href) for link in extracted.related] == [("A Title", "#")]
    assert extracted.line_indices == {i for i, line in enumerate(lines) if line not in ("", "Text.")}


@pytest.mark.parametrize("text", PROSE)
def test_prose_stays_in_the_body(text: str) -> None:
    extracted = find_related(["Text.", "", *text.split("\n"), "", "Text."], "a.txt")
    assert (extracted.related, extracted.line_indices) == ((), frozenset())


@pytest.mark.parametrize("between", [", ", "; ", " | ", " / ", " and ", " и ", " та ", " "])
def test_several_links_on_a_line_are_read(between: str) -> None:
    extracted = find_related([f"Read more: [One](#a){between}[Two](https://news.example/2)"], "a.txt")
    assert [(link.text, link.href) for link in extracted.related] == [("One", "#a"), ("Two", "https://news.example/2")]


def test_a_bare_url_is_a_link() -> None:
    [link] = find_related(["Read more: https://news.example/2"], "a.txt").related
    assert link.href == "https://news.example/2"


def test_a_title_without_a_link_is_read() -> None:
    [link] = find_related(["**Related article:** Who Pays for the *Bridge*?"], "a.txt").related
    assert (link.text, link.href) == ("Who Pays for the Bridge?", "")


def test_paragraphs_of_one_link_are_read() -> None:
    lines = ["Read also:", "", "[One](#)", "", "[Two](#)", "", "Text.", "", "[Three](#)"]
    assert [link.text for link in find_related(lines, "a.txt").related] == ["One", "Two"]


def test_a_list_ends_with_its_paragraph() -> None:
    lines = ["Read also:", "", "- [One](#)", "- [Two](#)", "", "- [Three](#)", "- [Four](#)"]
    assert [link.text for link in find_related(lines, "a.txt").related] == ["One", "Two"]


def test_fenced_code_is_skipped() -> None:
    assert find_related(["**Related:** [A](#)"], "a.txt", {0}).line_indices == frozenset()


@given(st.lists(st.text(max_size=60) | st.sampled_from([shape.format("Read more") for shape in SHAPES]), max_size=5))
def test_any_lines_give_links_on_lifted_lines(pieces: list[str]) -> None:
    lines = "\n".join(pieces).split("\n")
    extracted = find_related(lines, "a.txt")
    assert all(lines[i].strip() for i in extracted.line_indices)
    assert {link.line - 1 for link in extracted.related if link.line} <= extracted.line_indices


@given(st.from_regex(join_alternatives(RELATED_LABELS), fullmatch=True))
def test_every_label_has_a_known_beginning(label: str) -> None:
    assert label[:2].casefold() in RELATED_BEGINNINGS

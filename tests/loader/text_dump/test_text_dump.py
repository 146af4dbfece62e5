"""Text dumps: examples with expected results, and the property that nothing of a capture is lost."""

from __future__ import annotations

import pickle
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kursk_archive.core.enums import LinkRegion
from kursk_archive.loader.draft import FIELD_TYPES, Draft
from kursk_archive.loader.text_dump import extract_related_and_source, parse_text_dump

ROOT = Path(__file__).parents[3]
CASES = sorted(path.parent for path in (ROOT / "tests/examples/text").glob("*/expected.yaml"))


def _case(folder: Path) -> tuple[str, dict[str, Any]]:
    expected = yaml.safe_load((folder / "expected.yaml").read_text(encoding="utf-8"))
    capture = ROOT / expected["capture"] if "capture" in expected else folder / "capture.txt"
    return capture.read_text(encoding="utf-8"), expected


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_example(folder: Path) -> None:
    text, expected = _case(folder)
    draft = parse_text_dump(text, "capture.txt")
    values = {name: list(s.value) if FIELD_TYPES[name] == "list" else s.value for name, s in draft.fields.items()}
    assert values == expected["fields"]
    assert [[link.text, link.href, link.line] for link in draft.related] == expected.get("related", [])
    assert {link.region for link in draft.related} <= {LinkRegion.RELATED}
    assert draft.extra == expected.get("extra", {})
    assert [f"{f.code} {f.location.line}:{f.location.column}" for f in draft.findings] == expected.get("findings", [])
    assert sorted(_lifted_lines(text, draft)) == expected["lifted"]


def _lifted_lines(text: str, draft: Draft) -> set[int]:
    """Return the 1-based lines that are not in the body, and check that all others are unchanged."""
    before, after = text.split("\n"), draft.body.split("\n")
    assert len(before) == len(after)
    assert draft.line_offset == 0
    assert all(new in (old, "") for old, new in zip(before, after, strict=True))
    return {i for i, (old, new) in enumerate(zip(before, after, strict=True), 1) if old.strip() and not new}


def test_there_are_examples() -> None:
    assert len(CASES) >= 25


def test_values_have_positions() -> None:
    draft = parse_text_dump(
        "\n# A Title\n\n**August 15, 2024**\n\nThe hall. [t.me/x](https://t.me/x)\n\nText.\n", "a.txt"
    )
    assert {name: (s.line, s.column) for name, s in draft.fields.items()} == {
        "title": (2, 3),
        "date": (4, 3),
        "image_caption": (6, 1),
        "image_credit": (6, 11),
    }


def test_related_links_have_columns() -> None:
    draft = parse_text_dump("# A\n\n**Related:** [B](#), [C](#)\n", "a.txt")
    assert [link.column for link in draft.related] == [14, 22]


def test_a_label_inside_a_link_is_not_in_its_html() -> None:
    [link] = parse_text_dump("# A\n\n[Read more: **B** & <i>C</i>](#)\n", "a.txt").related
    assert (link.text, link.html) == ("B & C", "B &amp; C")


def test_links_extracted_from_a_body_have_line_numbers_of_the_file() -> None:
    body = "# Heading\n\nRead more: [B](#)\n\nText.\n\nOriginal url: https://news.example/a\n"
    draft = extract_related_and_source(body, "a.md", 4)
    assert draft.line_offset == 4
    assert draft.body == "# Heading\n\n\n\nText.\n\n\n"
    assert [link.line for link in draft.related] == [7]
    assert draft.fields["source_url"].line == 11


_PIECES = st.sampled_from(
    [
        *("# Title", "#Title", "## Section", "Title", "=====", "---", "August 15, 2024", "**15 August 2024**"),
        *("February 30, 2024", "03/04/2024", "Updated: 16.08.2024", "Published:", "By Jane Doe"),
        *("By Jane Doe | August 15, 2024", "Автор: Иван Примеров", "![alt](https://img.example/a.jpg)", "![alt](#)"),
        *("The hall. Kremlin.ru", "Jane Doe / TASS", "The hall", "*The hall.*", "He [said](#) so."),
        *("A flood reached Exampleville on Thursday.", "**Related article:** [B](#)", "Read more:", "- [C](#)"),
        *(
            "[D](https://news.example/d)",
            "By [Jo Roe](https://news.example/jo)",
            "Читайте также: [E](#)",
            "**See also:** F",
            "Original url:",
            "Original url: x",
        ),
        *(
            "<https://news.example/a>",
            "Source: https://news.example/b",
            "Source: Reuters",
            "```",
            "> quote",
            "| a | b |",
        ),
        *("", "", "", "", " "),
    ]
)
_TEXTS = st.one_of(st.lists(_PIECES, max_size=14).map("\n".join), st.text(max_size=200))


@settings(max_examples=300)
@given(_TEXTS)
def test_every_word_is_kept(text: str) -> None:
    draft = parse_text_dump(text, "a.txt")
    lines = text.split("\n")
    for i in _lifted_lines(text, draft):
        assert _words(lines[i - 1]) <= _words_in_draft(draft), lines[i - 1]


_WORD = re.compile(r"[^\W_]+")
_LABELS = _WORD.findall(
    "related article read more читайте также see also original url source published updated by автор"
)


def _words(line: str) -> set[str]:
    return set(_WORD.findall(line.casefold()))


def _words_in_draft(draft: Draft) -> set[str]:
    """Return the words of a draft's values, of written dates, and of labels."""
    values = [*(stated.value for stated in draft.fields.values()), *draft.extra.values()]
    values += [part for link in draft.related for part in (link.text, link.href)]
    words = _words(" ".join(" ".join(value) if isinstance(value, tuple) else value for value in values))
    return words | {*_LABELS, "august", "15", "16", "08", "2024"}


def test_the_upper_of_two_unusable_source_urls_stays_in_the_body() -> None:
    draft = parse_text_dump("Original url:\nn/a\n\n# A Title\n\nText.\n\nOriginal url: none\n", "a.txt")
    assert draft.extra == {"source_url": "none"}
    assert draft.body.startswith("Original url:\nn/a\n")
    assert [finding.location.line for finding in draft.findings] == [8]


@settings(max_examples=100)
@given(st.lists(_PIECES.filter("Read more:".__ne__), max_size=10).map("\n\n".join))
def test_the_body_has_no_more_related_links(text: str) -> None:
    """A second pass over the body finds no further related articles."""
    assert extract_related_and_source(parse_text_dump(text, "a.txt").body, "a.txt").related == ()


@settings(max_examples=50)
@given(_TEXTS)
def test_a_draft_can_be_pickled(text: str) -> None:
    draft = parse_text_dump(text, "a.txt")
    assert pickle.loads(pickle.dumps(draft)) == draft


@pytest.mark.parametrize(
    "text",
    [
        " " * 100_000,
        "\n" * 100_000,
        "[" * 100_000,
        "# " + "[" * 100_000,
        "# A\n\n" + "*" * 100_000,
        "# A\n\n**Related:** " + "[" * 100_000,
        "**Related:**\n" * 20_000,
        "Read more:\n\n" * 20_000,
        "February 30, 2024\n" * 20_000,
        "Original url: " + "(" * 100_000,
        "Original url:\n" * 20_000,
        "```\n" * 20_001,
        "# A\n\nAugust 15, 2024\n\n\n\n" + "A. " * 100_000 + "\n\nText.",
        "By " + "A, " * 100_000,
        "# A\n\n![" * 20_000,
        "> " * 50_000 + "Related: [A](#)",
        "\ud800# A\n\nOriginal url: https://news.example/\ud800",
    ],
    ids=range(17),
)
def test_hostile_text_is_parsed(text: str) -> None:
    _lifted_lines(text, parse_text_dump(text, "a.txt"))

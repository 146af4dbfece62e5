"""Frontmatter that is a program in JavaScript."""

from __future__ import annotations

import pytest

from kursk_archive.loader.markdown import parse_markdown


@pytest.mark.parametrize(
    "text",
    [
        '---js\nconst title = "A Flood";\nconst date = "2024-08-15";\nconst tags = ["a", \'b\'];\n---\n\nIt rose.\n',
        "---js\n{\n  title: `A Flood`,\n  date: '2024-08-15', // day\n  tags: ['a', 'b'],\n}\n---\n\nIt rose.\n",
        '---javascript\nconst title = "A Flood"\nlet date = "2024-08-15"\nvar tags = ["a", "b"]\n---\nIt rose.\n',
    ],
)
def test_constants_are_metadata(text: str) -> None:
    draft = parse_markdown(text, "a.md")
    assert draft is not None
    assert {name: field.value for name, field in draft.fields.items()} == {
        "title": "A Flood", "date": "2024-08-15", "topics": ("a", "b"),
    }  # fmt: skip
    assert draft.body.strip() == "It rose."


@pytest.mark.parametrize("value", ["true", "process.env.LIVE !== '1'", "!isLive()", "isDraft"])
def test_a_draft_is_withheld_even_if_only_the_program_knows(value: str) -> None:
    draft = parse_markdown(f"---js\nconst title = 'A';\nconst draft = {value};\n---\n\nText.\n", "a.md")
    assert draft is not None
    assert draft.fields["status"].value == "withheld"
    assert draft.fields["title"].line == 2

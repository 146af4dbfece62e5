"""Markdown with frontmatter: examples with expected results, and properties of any text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kursk_archive.core.findings import Finding
from kursk_archive.core.model import Repair
from kursk_archive.loader.draft import Draft, FieldValue
from kursk_archive.loader.markdown import parse_markdown
from kursk_archive.loader.markdown.frontmatter import has_frontmatter
from kursk_archive.loader.metadata import parse_sidecar
from kursk_archive.loader.text_dump import parse_text_dump

EXAMPLES = Path(__file__).parents[2] / "examples" / "markdown"
CASES = sorted(path.name for path in EXAMPLES.iterdir())


def parse(text: str) -> Draft:
    draft = parse_markdown(text, "article.md")
    return parse_text_dump(text, "article.md") if draft is None else draft


def to_plain(value: Any) -> Any:
    """Return a value in the notation of expected.yaml, where every scalar is text."""
    if isinstance(value, Repair):
        members = {name: getattr(value, name) for name in Repair.__annotations__}
        return {name: str(member) for name, member in members.items() if member is not None}
    return [to_plain(item) for item in value] if isinstance(value, tuple) else str(value)


def plain_fields(fields: dict[str, FieldValue]) -> dict[str, Any]:
    return {name: to_plain(stated.value) for name, stated in fields.items()}


def describe_findings(findings: tuple[Finding, ...]) -> list[str]:
    return [f"{finding.location.line}:{finding.location.column} {finding.code}" for finding in findings]


def describe_draft(draft: Draft) -> dict[str, Any]:
    """Return a draft in the notation of expected.yaml, without empty parts."""
    body = {
        str(number): line for number, line in enumerate(draft.body.split("\n"), draft.line_offset + 1) if line.strip()
    }
    related = [{"text": link.text, "href": link.href, "line": str(link.line)} for link in draft.related]
    parts = {"fields": plain_fields(dict(draft.fields)), "body": body, "related": related, "extra": dict(draft.extra)}
    return {name: value for name, value in (parts | {"findings": describe_findings(draft.findings)}).items() if value}


def test_there_are_examples() -> None:
    assert len(CASES) >= 25


@pytest.mark.parametrize("case", CASES)
def test_example(case: str) -> None:
    folder = EXAMPLES / case
    expected = yaml.load((folder / "expected.yaml").read_text("utf-8"), Loader=yaml.BaseLoader)
    draft = parse((folder / "article.md").read_text("utf-8"))
    places = expected.pop("places", {})
    assert {name: f"{draft.fields[name].line}:{draft.fields[name].column}" for name in places} == places
    sidecar = expected.pop("sidecar", None)
    assert describe_draft(draft) == expected
    if sidecar is not None:
        fields, extra, findings = parse_sidecar((folder / "article.yaml").read_text("utf-8"), "article.yaml")
        got = {"fields": plain_fields(fields), "extra": extra, "findings": describe_findings(findings)}
        assert {name: value for name, value in got.items() if value} == sidecar


@pytest.mark.parametrize(
    ("text", "is_frontmatter"),
    [
        pytest.param("---\ntitle: A\n---\n", True, id="YAML"),
        pytest.param("\n \n---\ntitle: A\n---\n", True, id="blank lines before"),
        pytest.param("---\n\ntitle: A\n---\n", True, id="a blank line inside"),
        pytest.param("---\n# comment\ntitle: A\n---\n", True, id="a comment first"),
        pytest.param("---\ntitle: A\n", True, id="without an end"),
        pytest.param("--- # comment\ntitle: A\n---\n", True, id="a comment on the opening line"),
        pytest.param("---\n---\nText", True, id="empty"),
        pytest.param("---\nwords\n---\nText", True, id="closed, but no YAML"),
        pytest.param("+++\n+++\nText", True, id="TOML"),
        pytest.param("{}\nText", True, id="JSON"),
        pytest.param("Title: A\n\nText", True, id="Pelican"),
        pytest.param(".. title: A\n\nText", True, id="Nikola"),
        pytest.param("", False, id="nothing"),
        pytest.param("# A quiet day\n\nAugust 15, 2024\n", False, id="a capture"),
        pytest.param("---\n\n# A quiet day\n\nText\n\n---\n", False, id="a rule above a capture"),
        pytest.param("---\n\nNote: this is prose.\n", False, id="a rule above prose with a colon"),
        pytest.param("---\nProse under a rule\n", False, id="a rule right above prose"),
        pytest.param("---# A quiet day\n\nText\n\n---\n", False, id="dashes before a heading"),
        pytest.param(" ---\ntitle: A\n---\n", False, id="an indented rule"),
        pytest.param("{% include a %}\n", False, id="a template"),
        pytest.param("{.class}\n", False, id="an attribute list"),
        pytest.param("Source: Reuters\n\n# A quiet day\n", False, id="a capture's line"),
        pytest.param("Title: A comedy\nby nobody\n", False, id="prose after what looks like a header"),
        pytest.param("Examplia: All quiet\n\nText", False, id="a headline with a colon"),
        pytest.param("<!-- a comment -->\n", False, id="a comment"),
        pytest.param(".. note: A\n\nText", False, id="a directive"),
    ],
)
def test_has_frontmatter(text: str, is_frontmatter: bool) -> None:
    assert has_frontmatter(text) is is_frontmatter


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("---\na: " + "[" * 100_000 + "\n---\n", id="YAML"),
        pytest.param("---\n" + "- " * 100_000 + "\n---\n", id="YAML lists"),
        pytest.param("+++\na = " + "[" * 100_000 + "\n+++\n", id="TOML"),
        pytest.param("+++\n" + ".".join("a" * 60_000) + " = 1\n+++\n", id="TOML keys"),
        pytest.param('{"a": ' + "[" * 100_000 + "\n}\n", id="JSON"),
        pytest.param('{"a": ' * 40 + "1" + "}" * 40 + "\n", id="JSON objects"),
    ],
)
def test_deep_nesting_is_refused(text: str) -> None:
    (found,) = parse(text).findings
    assert found.code == "yaml-bomb"


def test_unreadable_frontmatter_gives_an_empty_draft() -> None:
    """Not even the heading becomes a title, since the frontmatter may state `draft: true`."""
    draft = parse("---\ntitle: [\n---\n\n# A quiet day\n\nText\n")
    assert (draft.fields, draft.body, draft.related) == ({}, "", ())


def test_a_line_that_withholds_is_read_in_unreadable_frontmatter() -> None:
    draft = parse("---\ntitle: [\ndraft: true\n---\n\nText\n")
    assert draft.fields["status"].value == "withheld"


def test_long_metadata_are_refused() -> None:
    (found,) = parse("+++\na = '" + "x" * 300_000 + "'\n+++\n").findings
    assert (found.code, f"{found.location}") == ("frontmatter", "article.md:1:1")


@pytest.mark.parametrize("number", ["1" * 5000, "0x" + "f" * 5000], ids=["decimal", "hexadecimal"])
def test_enormous_numbers_are_refused_or_kept_as_text(number: str) -> None:
    draft = parse(f"+++\ntitle = 'A'\nn = {number}\n+++\n")
    assert draft.findings or draft.extra


_HEADS = st.sampled_from(
    ["---\n", "+++\n", "{", "<!--\n", "---json\n", "---toml\n", ".. title: ", "Title: ", "---\n\n", ""]
)
_YAML_PIECES = ["title", "tags", "status", "draft", ": ", "- ", "&a ", "*a", "!x ", "...\n", "2024-02-30", "\t", "  "]
_OTHER_PIECES = [
    " = ",
    '"',
    "'",
    "[",
    "[[",
    "]",
    "{",
    "}",
    ",",
    "0x",
    "\\u0000",
    "\\ud800",
    "-->\n",
    "+++\n",
    "---\n",
    "\n",
]
_BODY_PIECES = ["# ", "Original url: ", "<https://news.example/>", "é", "\ud800"]
_PIECES = st.sampled_from([*_YAML_PIECES, *_OTHER_PIECES, *_BODY_PIECES])
_TEXTS = st.one_of(st.text(max_size=80), st.lists(_PIECES, max_size=25).map("".join))


@settings(max_examples=400)
@given(_HEADS, _TEXTS)
def test_any_text_gives_a_draft_with_valid_positions(head: str, tail: str) -> None:
    text = head + tail
    draft = parse(text)
    lines = text.split("\n")
    assert len(lines) >= len(draft.body.split("\n")) + draft.line_offset
    assert all(1 <= (finding.location.line or 1) <= len(lines) for finding in draft.findings)
    assert all(1 <= stated.line <= len(lines) for stated in draft.fields.values())


@settings(max_examples=200)
@given(_TEXTS)
def test_every_line_of_the_body_keeps_its_number(body: str) -> None:
    text = f"---\ntitle: A quiet day\ndraft: false\n---\n{body}"
    draft = parse(text)
    for kept, line in zip(draft.body.split("\n"), text.split("\n")[draft.line_offset :], strict=True):
        assert kept in (line, "") or line.startswith("---")

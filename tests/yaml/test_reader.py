"""Reading untrusted YAML."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kursk_archive.core.findings import Finding
from kursk_archive.yaml import reader
from kursk_archive.yaml.located import MAX_DEPTH, Located, strip_control_characters, to_mapping


def read_plain(text: str) -> object:
    mapping, findings = reader.read_yaml(text, "a.md")
    assert findings == ()
    assert mapping is not None
    return {key: value.plain for key, value in mapping.items()}


def refusal(text: str, first_line: int = 1) -> Finding:
    mapping, findings = reader.read_yaml(text, "a.md", first_line)
    assert mapping is None
    (only,) = findings
    return only


def location_of(finding: Finding) -> str:
    return f"{finding.location}"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        pytest.param("", {}, id="empty"),
        pytest.param("# only a comment\n", {}, id="comment"),
        pytest.param("a: b\n", {"a": "b"}, id="text"),
        pytest.param("a: 2024-02-30", {"a": "2024-02-30"}, id="no date is made of text"),
        pytest.param("a: 1:30", {"a": "1:30"}, id="no sexagesimal number"),
        pytest.param("a: 0755", {"a": "0755"}, id="no octal number"),
        pytest.param("a: 1_000", {"a": "1_000"}, id="no number at all"),
        pytest.param("a: no\nb: ON\nc: y", {"a": "no", "b": "ON", "c": "y"}, id="Norway"),
        pytest.param("a: true\nb: False\nc: TRUE", {"a": True, "b": False, "c": True}, id="yes or no"),
        pytest.param("a: null\nb: ~\nc:", {"a": None, "b": None, "c": None}, id="nothing"),
        pytest.param("a: 'true'\nb: \"null\"", {"a": "true", "b": "null"}, id="quoted words are text"),
        pytest.param("a: [b, {c: d}]", {"a": ["b", {"c": "d"}]}, id="nested"),
        pytest.param("a: &x [b]\nc: *x", {"a": ["b"], "c": ["b"]}, id="a modest alias"),
        pytest.param("a: &x {b: c}\nd: {<<: *x, e: f}", {"a": {"b": "c"}, "d": {"b": "c", "e": "f"}}, id="merge"),
        pytest.param("a: &x {b: c}\nd: {b: e, <<: *x}", {"a": {"b": "c"}, "d": {"b": "e"}}, id="own entries go before"),
        pytest.param("<<: [{a: b}, {a: c, d: e}]", {"a": "b", "d": "e"}, id="the first merged wins"),
        pytest.param("true: a\n~: b", {"true": "a", "": "b"}, id="keys are text"),
        pytest.param("a: |\n  b\n  c\n", {"a": "b\nc\n"}, id="literal block"),
        pytest.param("a: b\nc: %D1%80-2 \nd: e", {"a": "b", "c": "%D1%80-2", "d": "e"}, id="percent-encoded"),
        pytest.param("a: |\n  c: %D1%80\n", {"a": "c: %D1%80\n"}, id="percent-encoded in a block"),
    ],
)
def test_values_are_plain(text: str, plain: object) -> None:
    assert read_plain(text) == plain


def test_values_have_the_position_of_their_key() -> None:
    mapping, _ = reader.read_yaml("\ntitle:\n  long\n\nlist:\n  - a\n  -   b\nmap: {k: v}\n", "a.md", first_line=3)
    assert mapping is not None
    assert (mapping["title"].line, mapping["title"].column) == (4, 1)
    assert mapping["list"].data == (Located("a", 8, 5), Located("b", 9, 7))
    assert mapping["map"].data == {"k": Located("v", 10, 7)}


_FRONTMATTER = """
title: "A Fictional Ferry: Timetable"
date: 2024-08-15
draft: false
subtitle: It's late - again
source_url: https://news.example/2024/08/15/ferry#top
topics: [ferry, 'the "Harbour"', Examplia Valley]
authors:
  - Jane Doe
  - "John Roe"
section:
empty: []
"""


def test_common_frontmatter_is_read_with_positions() -> None:
    mapping, findings = reader.read_yaml(_FRONTMATTER, "a.md")
    topics = (Located("ferry", 7, 10), Located('the "Harbour"', 7, 17), Located("Examplia Valley", 7, 34))
    assert findings == ()
    assert mapping == {
        "title": Located("A Fictional Ferry: Timetable", 2),
        "date": Located("2024-08-15", 3),
        "draft": Located(False, 4),
        "subtitle": Located("It's late - again", 5),
        "source_url": Located("https://news.example/2024/08/15/ferry#top", 6),
        "topics": Located(topics, 7),
        "authors": Located((Located("Jane Doe", 9, 5), Located("John Roe", 10, 5)), 8),
        "section": Located(None, 11),
        "empty": Located((), 12),
    }


def test_lines_are_those_of_an_editor() -> None:
    """libyaml also ends lines at U+0085 and U+2028."""
    mapping, _ = reader.read_yaml("a: 'x\u0085y\u2028z'\nb: c\n", "a.md")
    assert mapping is not None
    assert mapping["b"] == Located("c", 2, 1)


@pytest.mark.parametrize(
    ("text", "where", "code", "words"),
    [
        pytest.param("a: b\n\tc: d", "a.md:2:1", "frontmatter", "tab", id="tab as indentation"),
        pytest.param("\ta: b", "a.md:1:1", "frontmatter", "tab", id="tab at the beginning"),
        pytest.param("a: [b, c\nd: e", "a.md:1:4", "frontmatter", "list", id="open list"),
        pytest.param("a: {b: c\n", "a.md:1:4", "frontmatter", "mapping", id="open mapping"),
        pytest.param("a: b\nc: 'd\n", "a.md:2:4", "frontmatter", "quotation mark", id="open quotation mark"),
        pytest.param("b:\n  title: Kursk: day one", "a.md:2:15", "frontmatter", "colon", id="colon in a value"),
        pytest.param("b:\n  a: @b", "a.md:2:6", "frontmatter", "`@`", id="reserved character"),
        pytest.param("a: b\nsentence\n", "a.md:2:1", "frontmatter", "key", id="a line of prose"),
        pytest.param("a: b\n---\nc: d", "a.md:2:1", "frontmatter", "second YAML document", id="two documents"),
        pytest.param("- a\n- b", "a.md:1:1", "frontmatter", "key: value", id="a list at the top"),
        pytest.param("words", "a.md:1:1", "frontmatter", "key: value", id="text at the top"),
        pytest.param("a: *b", "a.md:1:4", "frontmatter", "&b", id="an alias of nothing"),
        pytest.param("[a]: b", "a.md:1:1", "frontmatter", "key", id="a list as a key"),
        pytest.param("a: b\nc: \x07", "a.md:2:4", "frontmatter", "U+0007", id="control character"),
        pytest.param("a: \ud800", "a.md:1:4", "frontmatter", "U+D800", id="surrogate"),
        pytest.param("a: !!python/object/apply:os.system [id]", "a.md:1:4", "yaml-tag", "python/object", id="code"),
        pytest.param("a: b\nc: !!str d", "a.md:2:4", "yaml-tag", "str", id="even a harmless tag"),
        pytest.param("!x a: b", "a.md:1:1", "yaml-tag", "!x", id="a tag on a key"),
        pytest.param("a: &x [*x]", "a.md:1:8", "yaml-bomb", "*x", id="a list in itself"),
    ],
)
def test_a_refusal_has_position_code_and_message(text: str, where: str, code: str, words: str) -> None:
    finding = refusal(text)
    assert (location_of(finding), finding.code) == (where, code)
    assert words in finding.message


def test_a_refusal_has_the_line_of_the_file() -> None:
    assert location_of(refusal("a: b\nc: [x", first_line=5)) == "a.md:6:4"


def test_the_caller_chooses_the_code() -> None:
    _, (finding,) = reader.read_yaml("[", "archive.yaml", code="config")
    assert finding.code == "config"


def test_a_bomb_of_aliases_is_refused() -> None:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 30)]
    assert refusal("\n".join(rows)).code == "yaml-bomb"


def test_a_chain_of_aliases_is_bounded_in_depth() -> None:
    rows = ["a0: &a0 [x]"] + [f"a{i}: &a{i} [*a{i - 1}]" for i in range(1, MAX_DEPTH + 1)]
    assert refusal("\n".join(rows)).code == "yaml-bomb"


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? ", "!x ["])
def test_nesting_is_bounded(opening: str) -> None:
    finding = refusal("a: " * (opening in "[{a: ") + opening * 100_000)
    assert finding.code in {"yaml-bomb", "yaml-tag"}


def test_the_greatest_depth_can_be_walked() -> None:
    depth = MAX_DEPTH - 1
    assert read_plain(f"a: {'[' * depth}x{']' * depth}") != {}
    assert refusal(f"a: {'[' * (depth + 1)}x{']' * (depth + 1)}").code == "yaml-bomb"


def test_duplicate_keys_are_reported_and_the_last_wins() -> None:
    mapping, (finding,) = reader.read_yaml("draft: true\ntitle: x\ndraft: false\ndraft: no\n", "a.md")
    assert mapping is not None
    assert mapping["draft"] == Located("no", 4, 1, (Located(True, 1, 1), Located(False, 3, 1)))
    assert (location_of(finding), finding.code) == ("a.md:3:1", "key-duplicate")
    assert "line 1" in finding.message


def test_an_escaped_control_character_is_removed() -> None:
    mapping, (finding,) = reader.read_yaml('title: "a\\0b\\x1bc"\n', "a.md")
    assert mapping is not None
    assert mapping["title"].data == "abc"
    assert (location_of(finding), finding.code) == ("a.md:1:8", "control-character")


def test_ordinary_text_has_no_control_characters() -> None:
    assert strip_control_characters("Курськ\t\n\u00a0\U0001f5de") == "Курськ\t\n\u00a0\U0001f5de"


def test_a_mapping_keeps_the_order_of_its_keys() -> None:
    mapping, findings = to_mapping([("b", Located("1")), ("a", Located("2"))], "a.md")
    assert list(mapping) == ["b", "a"]
    assert findings == ()


_YAML = st.text(alphabet=st.sampled_from("ab:-[]{}&*!|>'\"#%@`,? \n\t\\0é\u2028\ufeff\x00\ud800"), max_size=60)


@settings(max_examples=300)
@given(st.one_of(_YAML, st.text(max_size=60)))
def test_any_text_is_read_or_refused(text: str) -> None:
    mapping, findings = reader.read_yaml(text, "a.md", 7)
    lines = text.split("\n")
    assert (mapping is None) <= (len(findings) == 1)
    for finding in findings:
        assert finding.location.line is not None
        assert finding.location.column is not None
        assert 7 <= finding.location.line < 7 + len(lines)
        assert 1 <= finding.location.column <= len(lines[finding.location.line - 7]) + 1


_PLAIN = st.recursive(
    st.one_of(st.none(), st.booleans(), st.text(alphabet=st.characters(exclude_categories=["C", "Z"]), max_size=8)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from("abc"), inner, max_size=3)),
    max_leaves=8,
)


@settings(max_examples=100)
@given(st.dictionaries(st.sampled_from("abcdef"), _PLAIN, max_size=4))
def test_written_values_are_read_back(document: dict[str, object]) -> None:
    """Every text in single quotation marks, every list and mapping in brackets."""

    def written(value: object) -> str:
        if isinstance(value, dict):
            return "{" + ", ".join(f"{key}: {written(below)}" for key, below in value.items()) + "}"
        if isinstance(value, list):
            return "[" + ", ".join(map(written, value)) + "]"
        if isinstance(value, str):
            return "'" + value.replace("'", "''") + "'"
        return {None: "null", True: "true", False: "false"}[value]  # type: ignore[index]

    text = "\n".join(f"{key}: {written(value)}" for key, value in document.items())
    assert read_plain(text) == document


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("title: The Strike: Day One", "The Strike: Day One"),
        ("title: Jane's Word: It's Over", "Jane's Word: It's Over"),
        ("title: %APPDATA% explained", "%APPDATA% explained"),
        ("author: @jane", "@jane"),
        ("title: `ferry` sails", "`ferry` sails"),
    ],
)
def test_a_value_that_must_be_quoted_is_read_as_text_in_frontmatter(line: str, value: str) -> None:
    text = f"date: 2024-08-15\n{line}\n"
    mapping, findings = reader.read_yaml(text, "a.md", 2)
    assert mapping is not None
    assert mapping[line.partition(":")[0]].data == value
    assert [(finding.code, finding.location.line) for finding in findings] == [("yaml-unquoted", 3)]
    mapping, findings = reader.read_yaml(text, "a.yaml", code="sidecar")
    assert mapping is None
    assert [finding.code for finding in findings] == ["sidecar"]


def test_frontmatter_that_is_broken_in_another_way_too_stays_broken() -> None:
    mapping, findings = reader.read_yaml("title: The Strike: Day One\nauthor: 'open\n", "a.md")
    assert mapping is None
    assert [finding.code for finding in findings] == ["frontmatter"]

"""Patterns of ignore files and settings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.importers.globs import ignored_by, matches_glob, simple_regex


@pytest.mark.parametrize(
    ("path", "pattern", "matches"),
    [
        ("a/b.md", "a/*.md", True),
        ("a/b/c.md", "a/*.md", False),
        ("a/b/c.md", "a/**", True),
        ("a/b/c.md", "**/c.md", True),
        ("c.md", "**/c.md", True),
        ("a", "a/**", True),
        ("b/c", "{,/**}/c{,/**}", True),
        ("b/c/d", "{a,b}/**", True),
        ("b/c/d", "{a,x}/**", False),
        ("a/b.md", "a/?.m[dk]", True),
    ],
)
def test_globs(path: str, pattern: str, matches: bool) -> None:
    assert matches_glob(path, pattern) is matches


@pytest.mark.parametrize(
    ("lines", "is_ignored"),
    [
        (["drafts"], True),
        (["drafts/"], True),
        (["/drafts"], False),
        (["/posts/drafts"], True),
        (["posts/*/a.md"], True),
        (["*.md", "!a.md"], False),
        (["# drafts", ""], False),
        (["**/a.*"], True),
    ],
    ids=str,
)
def test_lines_of_an_ignore_file(lines: list[str], is_ignored: bool) -> None:
    assert ignored_by("posts/drafts/a.md", lines) is is_ignored


@pytest.mark.parametrize("pattern", [r"\.bak$", r"/(drafts|old)/", r"^/a.*\.md$", r"[a-z]+_x"])
def test_simple_regular_expressions(pattern: str) -> None:
    assert simple_regex(pattern) is not None


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*$", ".*.*.*x", "a{1000}", r"(?P<x>a)", "(", "a" * 201])
def test_expressions_that_might_take_for_ever_are_refused(pattern: str) -> None:
    assert simple_regex(pattern) is None


@given(st.text("ab/*{},?[]!", max_size=60), st.text("ab/", max_size=60))
def test_any_pattern_gives_an_answer(pattern: str, path: str) -> None:
    assert matches_glob(path, pattern) in (True, False)
    assert ignored_by(path, [pattern]) in (True, False)


def test_many_stars_are_matched_in_no_time() -> None:
    assert not matches_glob("a/" * 500 + "b", "**/" * 39 + "c")
    assert not matches_glob("a" * 5000, "*a" * 200 + "b")

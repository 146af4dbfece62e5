"""What readers ask in three languages, some of it with errors, finds what they look for first."""

from __future__ import annotations

import runpy
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from kursk_archive.config import read_config
from kursk_archive.pipeline.build import build

TABLE = runpy.run_path(str(Path(__file__).resolve().parents[2] / "benchmarks" / "questions.py"))
QUERIES, ERRORS = TABLE["QUERIES"], TABLE["ERRORS"]


@pytest.mark.parametrize("size", [60, 1_000])
def test_questions_find_what_they_mean_first(
    browser: Browser, serve: Callable[[Path], str], tmp_path: Path, size: int
) -> None:
    TABLE["write_articles"](tmp_path / "content", size)
    build(read_config(tmp_path / "content", output=tmp_path / "build"))
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{serve(tmp_path / 'build')}search/index.html")
    try:
        for question, key in (*QUERIES, *ERRORS):
            page.get_by_role("searchbox").fill(question)
            page.keyboard.press("Enter")
            expect(page.locator("#results .title").first, question).to_have_text(TABLE["ARTICLES"][key]["title"])
            if (question, key) in QUERIES:
                assert page.locator("#hint").text_content() == "", question
    finally:
        context.close()


def test_the_table_has_all_three_languages_and_errors() -> None:
    assert len(QUERIES) >= 60
    assert len(ERRORS) >= 12

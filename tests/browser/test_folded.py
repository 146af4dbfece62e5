"""Folded parts of an article, and the pages about the archive."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

ARTICLE = "articles/2024/08/15/rich.html"


@contextmanager
def opened(browser: Browser, path: Path, **options: Any) -> Iterator[Page]:
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
    try:
        page = context.new_page()
        page.goto(path.as_uri())
        yield page
    finally:
        context.close()


FOLDED = (".sentence", ".provenance dl")


def test_citation_and_provenance_are_folded(browser: Browser, archive: Path) -> None:
    with opened(browser, archive / ARTICLE, java_script_enabled=False) as page:
        for name, folded in zip(("Cite this", "Provenance"), FOLDED, strict=True):
            expect(page.locator(folded)).not_to_be_visible()
            page.get_by_role("region", name=name).locator("summary").first.focus()
            page.keyboard.press("Enter")
            expect(page.locator(folded)).to_be_visible()


def test_citation_and_provenance_are_printed_unfolded(browser: Browser, archive: Path) -> None:
    with opened(browser, archive / ARTICLE, java_script_enabled=False) as page:
        page.emulate_media(media="print")
        for folded in FOLDED:
            expect(page.locator(folded)).to_be_visible()
        expect(page.locator(".folded > summary").first).not_to_be_visible()
        expect(page.get_by_role("link", name="BibTeX")).not_to_be_visible()


PAPER = 643
"""CSS pixels between the margins of A4; Chromium prints a page that is wider smaller as a whole."""


@pytest.mark.parametrize("name", [ARTICLE, "about.html", "verify.html"])
def test_pages_fit_on_paper(browser: Browser, archive: Path, name: str) -> None:
    with opened(browser, archive / name, viewport={"width": PAPER, "height": 900}) as page:
        page.emulate_media(media="print")
        assert page.evaluate("document.documentElement.scrollWidth") <= PAPER


def test_a_click_selects_the_whole_sentence(browser: Browser, archive: Path) -> None:
    with opened(browser, archive / ARTICLE) as page:
        page.get_by_role("region", name="Cite this").locator("summary").click()
        page.locator(".sentence").click(position={"x": 40, "y": 10})
        selected = str(page.evaluate("getSelection().toString()"))
    assert selected.startswith("Jane Doe, John Q. Placeholder, and Анна Примерная. A Headline That")
    assert selected.strip().endswith("Archived in The Examplia archive.")


def test_about_and_verify_are_linked_from_every_page(browser: Browser, archive: Path) -> None:
    with opened(browser, archive / ARTICLE) as page:
        page.get_by_role("contentinfo").get_by_role("link", name="About this archive").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("About this archive")
        page.get_by_role("link", name="How to verify this archive").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("How to verify this archive")

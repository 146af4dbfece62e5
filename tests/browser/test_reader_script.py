"""The small helps for readers that need JavaScript: the choice of colours, and the copying of the citation."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, expect

ARTICLE = "articles/2024/08/15/rich.html"
PAPER = "getComputedStyle(document.documentElement).backgroundColor"


def test_the_chosen_colours_stay_on_the_next_page(browser: Browser, archive: Path) -> None:
    context = browser.new_context(color_scheme="light")
    page = context.new_page()
    page.goto((archive / ARTICLE).as_uri())
    light = page.evaluate(PAPER)
    page.get_by_role("button", name="Dark colours").click()
    dark = page.evaluate(PAPER)
    assert dark != light
    page.goto((archive / "index.html").as_uri())
    assert page.evaluate(PAPER) == dark
    page.get_by_role("button", name="Light colours").click()
    assert page.evaluate(PAPER) == light
    context.close()


def test_the_choice_goes_either_way(browser: Browser, archive: Path) -> None:
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto((archive / ARTICLE).as_uri())
    dark = page.evaluate(PAPER)
    page.get_by_role("button", name="Light colours").click()
    assert page.evaluate(PAPER) != dark
    context.close()


def test_the_citation_is_copied(browser: Browser, archive: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto((archive / ARTICLE).as_uri())
    page.get_by_text("Ready-made citation").click()
    page.get_by_role("button", name="Copy citation").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("getSelection().toString()").strip()
    assert copied == page.locator(".sentence").inner_text().strip()
    context.close()


def test_without_javascript_nothing_of_it_is_there(browser: Browser, archive: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((archive / ARTICLE).as_uri())
    expect(page.get_by_role("button")).to_have_text(["Search"])  # a form, which needs none
    context.close()

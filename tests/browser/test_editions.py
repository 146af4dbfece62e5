"""Pages about editions in a browser: for everybody, in both colour schemes, on a telephone, right to left, in print."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, expect

from kursk_archive import build, read_config

EXAMPLES = Path(__file__).parents[1] / "examples" / "editions"
PAGES = (
    "changes/index.html",
    "articles/2031/05/14/wall.html",
    "articles/2031/05/14/wall.20310517T073000Z.html",
    "articles/2031/05/14/wall.history.html",
    "articles/2031/05/14/wall.diff-20310514T080000Z-20310521T101500Z.html",
    "articles/2031/05/14/bees.history.html",
    "articles/2031/05/14/quay.diff-20310514-20310518.html",
    "articles/2031/05/14/jisr.history.html",
    "articles/2031/05/14/jisr.diff-20310514-20310519.html",
)
OPEN = "document.querySelectorAll('details').forEach(one => { one.open = true })"


@pytest.fixture(scope="module", params=["en", "ar"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Output folder of the examples of editions, in a theme from left to right and from right to left."""
    folder = tmp_path_factory.mktemp("editions")
    for case in EXAMPLES.iterdir():
        shutil.copytree(case / "content", folder / "content" / case.name)
    (folder / "content" / "archive.yaml").write_text(f"title: The Examplia Archive\nlanguage: {request.param}\n")
    build(read_config(folder / "content", output=folder / "site", search=False))
    return folder / "site"


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 320)])
def test_axe_finds_no_violations_and_nothing_overflows(site: Path, browser: Browser, scheme: str, width: int) -> None:
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 800})  # type: ignore[arg-type]
    page = context.new_page()
    found, wide = {}, []
    for path in PAGES:
        page.goto((site / path).as_uri())
        page.evaluate(OPEN)
        found[path] = [v["id"] for v in Axe().run(page, options={"preload": False}).response["violations"]]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wide.append(path)
    context.close()
    assert found == {path: [] for path in PAGES}
    assert not wide


def test_changes_are_marked_in_print_without_colour(site: Path, browser: Browser) -> None:
    page = browser.new_page()
    path = "articles/2031/05/14/wall.diff-20310514T080000Z-20310521T101500Z.html"
    page.goto((site / path).as_uri())
    page.emulate_media(media="print")
    for tag, sign, line in (("ins", "+", "underline"), ("del", "\u2212", "line-through")):
        one = page.locator(tag).first
        assert one.evaluate("e => getComputedStyle(e, '::before').content").startswith(f'"{sign}"')
        assert line in one.evaluate("e => getComputedStyle(e).textDecorationLine")
    page.close()


def test_a_filter_leaves_the_changes_of_its_class(site: Path, browser: Browser) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto((site / "articles/2031/05/14/wall.diff-20310514T080000Z-20310521T101500Z.html").as_uri())
    page.locator("#k-number").click()
    expect(page.locator(".change.k-number")).to_be_visible()
    expect(page.locator(".change.k-quotation").first).to_be_hidden()
    page.context.close()
